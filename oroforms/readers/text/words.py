"""Lines and words out of characters, by where they stand and not by their order in the file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from oroforms.documents import Rect
from oroforms.readers.text.sheet import Character

_GAP = 0.16
"""Gap, in sizes, from which two glyphs are two words; kerning and comb-free spacing stay below."""

SPACE = 0.26
"""Width of a blank, in sizes, where the print-out draws none (Noto Sans 0.26, Helvetica 0.28)."""

_SAME_LINE = 0.4
"""Baselines nearer than this, in sizes, are one line."""

HANGING = 6.0
"""Points by which the blank that a line was broken at may lie outside its box."""

_DOUBLE = 0.5
"""Points by which the second drawing of a glyph is shifted at most, half of it at least."""


@dataclass(frozen=True)
class Line:
    """Characters on one baseline, left to right."""

    characters: tuple[Character, ...]

    @cached_property
    def baseline(self) -> float:
        """Of its first character that leaves ink."""
        return next((c for c in self.characters if not c.blank), self.characters[0]).baseline

    @cached_property
    def size(self) -> float:
        """The largest size in it."""
        return max(c.size for c in self.characters)

    @cached_property
    def inked(self) -> tuple[Character, ...]:
        """Its characters without blanks."""
        return tuple(c for c in self.characters if not c.blank)

    @cached_property
    def rect(self) -> Rect:
        """Around the characters that leave ink."""
        inked = self.inked or self.characters
        return (
            min(c.x0 for c in inked),
            min(c.top for c in inked),
            max(c.x1 for c in inked),
            max(c.bottom for c in inked),
        )

    @cached_property
    def text(self) -> str:
        """Its text with blanks, also those that are only gaps; outer ones kept if drawn."""
        out = [self.characters[0].text]
        for before, character in pairwise(self.characters):
            blanks = _blanks_between(before, character)
            out += [" " * max(1, round(blanks)) if blanks else "", character.text]
        return "".join(out)

    @cached_property
    def gaps(self) -> tuple[float, ...]:
        """The gaps in it that stand for blanks which are not drawn, each as wide as so many."""
        between = (_blanks_between(a, b) for a, b in pairwise(self.characters))
        return tuple(blanks for blanks in between if blanks)

    @cached_property
    def ends_blank(self) -> bool:
        """Whether its last drawn character is a blank."""
        return bool(self.characters) and self.characters[-1].blank

    @cached_property
    def first_word(self) -> tuple[Character, ...]:
        """The characters up to the first blank or gap."""
        return next(iter(words_of(self)), ())


def _blanks_between(before: Character, after: Character) -> float:
    """How many blanks a gap between two glyphs is wide; 0 where they stand together."""
    if before.blank or after.blank:
        return 0.0
    gap, size = after.x0 - before.x1, max(before.size, after.size)
    return gap / (SPACE * size) if gap > _GAP * size else 0.0


def lines_of(characters: Iterable[Character]) -> list[Line]:
    """Lines from top to bottom; all characters must run to the right."""
    rows: list[list[Character]] = []
    level = 0.0
    for character in sorted(characters, key=lambda c: c.baseline):
        if rows and character.baseline - level <= _SAME_LINE * character.size:
            rows[-1].append(character)
        else:
            rows.append([character])
        level = character.baseline
    return [Line(tuple(sorted(row, key=lambda c: (c.x, c.x1)))) for row in rows]


def words_of(line: Line) -> list[tuple[Character, ...]]:
    """The line's words as runs of characters."""
    words: list[list[Character]] = []
    before: Character | None = None
    for character in line.characters:
        if character.blank:
            before = None
            continue
        near = before is not None and character.x0 - before.x1 <= _GAP * max(
            before.size, character.size
        )
        if near:
            words[-1].append(character)
        else:
            words.append([character])
        before = character
    return [tuple(word) for word in words]


def text_of(characters: Sequence[Character]) -> str:
    """The characters' texts, nothing between them."""
    return "".join(c.text for c in characters)


def without_doubles(characters: Sequence[Character]) -> list[Character]:
    """Without glyphs that are drawn twice in one place to look bold."""
    kept: list[Character] = []
    seen: set[tuple[str, int, int]] = set()
    for character in characters:
        column, row = round(character.x / _DOUBLE), round(character.baseline / _DOUBLE)
        places = {(character.text, column + dx, row + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)}
        if not character.blank and places & seen:
            continue
        seen.add((character.text, column, row))
        kept.append(character)
    return kept
