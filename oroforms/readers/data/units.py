"""Glyphs brought together to what they stand for, and from what they are drawn to what they say.

A *unit* is one glyph with the text that its font gives it, or all glyphs of
one ``/ActualText``. LibreOffice marks so what a font's map cannot say:
clusters of joined scripts, and characters that share a glyph.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from oroforms.readers.text.glyphs import letters
from oroforms.readers.text.sheet import Character

_SILENT = frozenset({"Cf", "Cc"})
"""General categories of characters that are never drawn: joiners, direction marks, tags."""


@dataclass(frozen=True)
class Unit:
    """Glyphs that stand for one text."""

    glyphs: tuple[Character, ...]

    @cached_property
    def said(self) -> str:
        """The text that the file gives them."""
        first = self.glyphs[0].drawing
        if first is None:
            return self.glyphs[0].text
        return first.span.text if first.span is not None else first.said

    @cached_property
    def letters(self) -> str:
        """The characters of it that can be seen, in one spelling."""
        return visible(self.said)

    @cached_property
    def x0(self) -> float:
        """Its left edge in points."""
        return min(glyph.x0 for glyph in self.glyphs)

    @cached_property
    def x1(self) -> float:
        """Its right edge in points."""
        return max(glyph.x1 for glyph in self.glyphs)


def units_of(characters: Sequence[Character]) -> list[Unit]:
    """The units of one line from left to right."""
    spans: dict[int, list[Character]] = {}
    units: list[Unit] = []
    for character in characters:
        span = character.drawing.span if character.drawing is not None else None
        if span is None:
            units.append(Unit((character,)))
        else:
            spans.setdefault(span.number, []).append(character)
    units += [Unit(tuple(glyphs)) for glyphs in spans.values()]
    return sorted(units, key=lambda unit: (unit.x0 + 0.001, unit.x1))


def visible(text: str) -> str:
    """What a page can show of a text: without blanks and silent characters, in one spelling."""
    return "".join(_spelled(c) for c in unicodedata.normalize("NFC", text) if not is_unseen(c))


def is_unseen(character: str) -> bool:
    """Whether a character leaves no ink anywhere."""
    return character.isspace() or is_silent(character)


def is_silent(character: str) -> bool:
    """Whether a character takes no room either."""
    return unicodedata.category(character) in _SILENT or "\ufe00" <= character <= "\ufe0f"


def blanks(text: str) -> int:
    """How many blanks stand in a text."""
    return sum(c.isspace() for c in text)


def _spelled(character: str) -> str:
    return letters(character)


def is_mark(character: str) -> bool:
    """Whether a character stands on, under or in another."""
    return unicodedata.category(character).startswith("M")


def joined(units: Iterable[Unit]) -> str:
    """The letters of some units together."""
    return "".join(unit.letters for unit in units)
