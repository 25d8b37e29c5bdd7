"""What is written into the forms that are judged: short and long, in every alphabet."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from random import Random
from typing import Any

from every_answer import Length, every_answer, slots_of

from oroforms.definition import Definition
from oroforms.fieldtypes.writing import clean
from oroforms.names import unflatten

_ALPHABETS = (
    "Åsa Öberg-Ärlig, Jiŋŋo Čáhci, Øystein Æbelø",
    "Żółć, Łukasz Dvořák, Şükrü Çağ, İlgın, Nguyễn Thị Ánh, Ő ű",
    "Ελένη Παπαδοπούλου, Олександра Їжакевич, Ђорђе Њего, Ѓорѓи",
    "محمد عبد الله، سارة الخطيب ١٢٣",
    "زهرا محمدی، پگاه ژاله گلچین ۴۵۶",
    "ئاڤان ڕێبین، شیرین ڵۆ",
    "Alva och محمد bor på Storgatan 3",
    "“citat” ‘ord’ – — … € § ½ × ° № ™",
)
_SEED = 20261122


NAMES = (*map(str, Length), "alphabets", "any-unicode")
"""The ways to fill in a form."""


def writing(definition: Definition, name: str) -> dict[str, Any]:
    """An answer to every slot, nested as in a data file, in one of the ways of :data:`NAMES`."""
    match name:
        case "alphabets":
            return _in_words(definition, _alphabets())
        case "any-unicode":
            return _in_words(definition, _any_unicode(Random(_SEED)))
    return every_answer(definition, _SEED, Length(name))


def _in_words(definition: Definition, words: Iterator[str]) -> dict[str, Any]:
    """An answer to every slot, with these words where words are asked for."""
    answers = slots_of(definition, every_answer(definition, _SEED, Length.SHORT))
    filled = {}
    for slot in definition.slots:
        value = answers[slot.name]
        if slot.type in ("text", "multiline"):
            value = next(words)[: slot.field.max_length]
        elif slot.type == "signature":
            value = {**value, "name": next(words)}
        filled[slot.name] = value
    return unflatten(filled)


def _alphabets() -> Iterator[str]:
    while True:
        yield from _ALPHABETS


def _any_unicode(random: Random) -> Iterator[str]:
    """Words of any characters that a text may hold: also those that no font of ours draws."""
    while True:
        characters = (chr(random.randrange(0x20, 0x30000)) for _ in range(24))
        text = "".join(c for c in characters if unicodedata.category(c) not in ("Cs", "Cn", "Co"))
        yield clean(f"a {text} z").text
