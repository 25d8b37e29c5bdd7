"""Made-up answers: what people would write, by type, with test numbers only."""

from __future__ import annotations

from typing import Final

from numpy.random import Generator

from oroforms.definition import Slot
from oroforms.documents import Value
from samples.make.people import made_up_number

_FIRST = ("Alva", "Elias", "Nova", "Samir", "Zofia", "Yusuf", "Åsa", "Örjan", "Märta", "Zoë")
_LAST = ("Lindström", "Öberg", "Haddad", "Wisniewska", "Åkesson", "Berg", "Ngo", "af Klint")
_PLACES = ("Ekhamra", "Björkvik", "Åsele", "Norrby", "Sjöåker", "Högdal", "Ängsholm")
_UNITS = (
    "Björkskolan, klass 3 A",
    "Förskolan Ängen",
    "BVC Norrby",
    "Mottagningsgruppen barn och unga",
    "Barn- och ungdomshälsan",
    "Åsens skola F–6",
    "Habiliteringen, team 2",
)
_SAID = """
Alva är i skolan men går hem före lunch och kommer inte åter vi ringde mamma i går pappa säger
att hon mår bra läraren har sett blåmärken på armen flera gånger sedan september ofta trött
hungrig ledsen tyst äter sover oro för hemmet frånvaro 30 % stöd av kurator samtal varje vecka
bor växelvis hos mormor kl. 8.15 den 3/10 inget nytt fungerar bra med kamrater läser gärna
behöver hjälp vid måltider återkommande konflikter ordning och reda trygg hos storasyster
"""
_WORDS = tuple(_SAID.split())
_LANGUAGES: Final = ("ar", "tr", "uk", "so", "fi", "pl")


def answer(slot: Slot, random: Generator) -> Value:
    """An answer to one slot, typed as in the contract; of a signature its name part."""
    codes = [choice.code for choice in slot.field.choices]
    match slot.type:
        case "bool":
            return True
        case "choice":
            return str(random.choice(codes))
        case "multichoice":
            count = int(random.integers(1, min(4, len(codes)) + 1))
            picked = set(random.choice(codes, count, replace=False).tolist())
            return [code for code in codes if code in picked]
        case "multiline":
            return sentences(random, int(random.choice([30, 80, 200, 500, 900])))
        case "identity":
            return made_up_number(day(random).replace("-", ""), str(random.choice(["238", "239"])))
        case "date":
            return day(random)
        case "datetime":
            return f"{day(random)}T{random.integers(0, 24):02}:{random.integers(0, 60):02}"
        case "phone":
            return f"+4670174{random.integers(605, 700):04}"
        case "email":
            return f"{random.choice(['eva.sjogren', 'info', 'rektor'])}@skola.example"
        case "integer":
            return int(random.integers(0, 400))
        case "percent":
            return float(random.choice([0, 7, 12.5, 33.25, 80, 100]))
        case "language":
            return str(random.choice(_LANGUAGES))
        case "signature":
            return person(random)
        case _:
            return _line(slot.name, random)


def day(random: Generator) -> str:
    """A day, ISO 8601."""
    year, month = random.integers(1945, 2027), random.integers(1, 13)
    return f"{year}-{month:02}-{random.integers(1, 29):02}"


def person(random: Generator) -> str:
    """A fictional person's name."""
    return f"{random.choice(_FIRST)} {random.choice(_LAST)}"


def sentences(random: Generator, length: int) -> str:
    """Words of plain Swedish, about ``length`` characters."""
    said = ""
    while len(said) < length:
        count = int(random.integers(4, 12))
        sentence = " ".join(str(word) for word in random.choice(_WORDS, count))
        said = f"{said} {sentence[0].upper()}{sentence[1:]}.".strip()
    return said


def _line(name: str, random: Generator) -> str:
    last = name.rpartition(".")[2]
    if "name" in last or last in ("phoned_to", "informed_by", "social_worker"):
        return person(random)
    if "unit" in last or "school" in last:
        return str(random.choice(_UNITS))
    if "address" in last:
        street, stair = random.choice(_PLACES), random.choice(["", " A", " B"])
        return f"{street}vägen {random.integers(1, 120)}{stair}"
    if "postal" in last:
        return f"{random.integers(100, 990)} {random.integers(10, 99)}"
    if "reference" in last:
        return f"{random.integers(2024, 2027)}-{random.integers(1, 9999):04}"
    if last in ("city", "municipality"):
        return str(random.choice(_PLACES))
    return sentences(random, int(random.integers(8, 40))).rstrip(".")
