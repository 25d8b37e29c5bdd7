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

_SILENT = frozenset({"Cc", "Cf", "Cn", "Co"})
"""General categories of characters that nobody can read off a page: joiners, direction marks,
tags; also those that mean nothing (unassigned, private), which LibreOffice leaves out."""


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
    return sorted(units, key=lambda unit: (unit.x0, unit.x1))


def visible(text: str) -> str:
    """What a page can show of a text: in one spelling, without blanks."""
    return "".join(c for c in spelled(text) if not c.isspace())


def spelled(text: str) -> str:
    """A text in one spelling, without characters that are never drawn."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(letters(c) for c in composed if c == "\n" or not is_silent(c))


def is_silent(character: str) -> bool:
    """Whether a character neither leaves ink nor takes room."""
    return unicodedata.category(character) in _SILENT or "\ufe00" <= character <= "\ufe0f"


def is_mark(character: str) -> bool:
    """Whether a character stands on, under or in another."""
    return unicodedata.category(character).startswith("M")


def joined(units: Iterable[Unit]) -> str:
    """The letters of some units together."""
    return "".join(unit.letters for unit in units)
