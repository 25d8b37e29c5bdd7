"""Answers to every question of a form, made by type from a seed, for fillers to write."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from random import Random
from typing import Any

from oroforms.definition import Definition, Slot
from oroforms.names import get, unflatten
from samples.make.people import made_up_number
from samples.make.typing import LANGUAGE_NAMES

_TEXT = """
Alva är i skolan men går hem före lunch och kommer inte åter vi ringde mamma Åsa Öberg André säger
“nej” mår inte bra 3 A–B 12 § (se ovan) ”Jag vill inte.” till exempel: frånvaro & trötthet <svårt>
att äta; sova, läsa… kl. 8.15 50 % e-post socialsekreterare familjebehandling överenskommelse
"""
WORDS = tuple(_TEXT.split())
"""Words that any program's own font can draw, with the signs that markup and fonts stumble over."""
_SURE, _FULL = 4, 6
"""Characters that surely fit into a twelfth of a row, and that nearly fill it."""


class Length(StrEnum):
    """How much is written into boxes for text."""

    SHORT = "short"
    LONG = "long"
    """Lines break, and all of it has room."""
    OVER = "over"
    """Twice what has room where there are several lines."""


def every_answer(definition: Definition, seed: int, length: Length) -> dict[str, Any]:
    """An answer to every slot, nested as in a data file."""
    random = Random(f"{definition.id} {seed} {length}")
    return unflatten({slot.name: _answer(slot, random, length) for slot in definition.slots})


def _answer(slot: Slot, random: Random, length: Length) -> Any:
    codes = [choice.code for choice in slot.field.choices]
    year, month, day = random.randint(1950, 2026), random.randint(1, 12), random.randint(1, 28)
    date = f"{year}-{month:02}-{day:02}"
    match slot.type:
        case "text":
            return _line(slot, random, _SURE if length is Length.SHORT else _FULL)
        case "multiline":
            return _lines(slot, random, length)
        case "date":
            return date
        case "datetime":
            return f"{date}T{random.randint(0, 23):02}:{random.randint(0, 59):02}"
        case "bool":
            return random.random() < 0.5
        case "choice":
            return random.choice(codes)
        case "multichoice":
            ticked = random.sample(codes, random.randint(1, len(codes)))
            return [code for code in codes if code in ticked]
        case "identity":
            return made_up_number(date.replace("-", ""), random.choice(["238", "239"]))
        case "phone":
            return f"+46701740{random.randint(605, 699)}"
        case "email":
            return "eva.sjogren@skola.example"
        case "integer":
            return random.randint(0, 400)
        case "percent":
            return random.choice([0, 7, 12.5, 33.25, 100])
        case "language":
            return random.choice(sorted(LANGUAGE_NAMES))
        case "signature":
            return {"signed": False, "name": _words(random, 20), "date": date}
    raise AssertionError(f"no answers are known for {slot.type}")


def _line(slot: Slot, random: Random, dense: int) -> str:
    room = slot.field.room.columns * dense
    return _words(random, min(room, slot.field.max_length or room))


def _lines(slot: Slot, random: Random, length: Length) -> str:
    columns, lines = slot.field.room.columns, slot.field.room.lines
    match length:
        case Length.SHORT:
            said = [_words(random, columns * _SURE) for _ in range(min(2, lines))]
        case Length.LONG:
            # Two lines of type at least have room on each line for the pen and the one above.
            said = [_words(random, columns * _FULL * lines)]
        case Length.OVER:
            most = columns * _FULL * lines * 4
            said = [_words(random, random.randint(20, 400)) for _ in range(most // 200)]
    return "\n".join(said)[: slot.field.max_length].strip()


def _words(random: Random, length: int) -> str:
    """Some words of at most ``length`` characters together; the first is no sign."""
    said = random.choice([word for word in WORDS if word.isalpha() and len(word) <= length])
    while True:
        more = f"{said} {random.choice(WORDS)}"
        if len(more) > length:
            return said
        said = more


def slots_of(definition: Definition, values: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in nested values, by slot."""
    return {s.name: v for s in definition.slots if (v := get(values, s.name)) is not None}
