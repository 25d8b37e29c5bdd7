"""Characters by place: which of them stand in a rectangle, asked many times a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from oroforms.documents import Rect
from oroforms.layouts import Printed
from oroforms.readers.text.fonts import Fonts
from oroforms.readers.text.sheet import Character

_CELL = 24.0

_EDGE = 0.5
"""Points by which a glyph's middle may lie outside its word; a blank's lies further out."""


class Grid:
    """The characters of one page in squares of a third of an inch."""

    def __init__(self, characters: Iterable[Character], fonts: Fonts | None = None) -> None:
        self._fonts = fonts or Fonts()
        self._cells: dict[tuple[int, int], list[Character]] = {}
        for character in characters:
            x, y = character.centre
            self._cells.setdefault((int(x // _CELL), int(y // _CELL)), []).append(character)

    def __iter__(self) -> Iterator[Character]:
        for cell in self._cells.values():
            yield from cell

    def within(self, rect: Rect) -> list[Character]:
        """The characters whose centre lies in the rectangle, in no order."""
        x0, top, x1, bottom = rect
        return [
            character
            for column in range(int(x0 // _CELL), int(x1 // _CELL) + 1)
            for row in range(int(top // _CELL), int(bottom // _CELL) + 1)
            for character in self._cells.get((column, row), ())
            if x0 <= character.centre[0] <= x1 and top <= character.centre[1] <= bottom
        ]

    def shows(self, word: Printed, tolerance: float) -> bool:
        """Whether the word stands in its place and nowhere off it by more than the tolerance.

        Glyphs whose font no longer says what they stand for count by their places.
        """
        x0, top, x1, bottom = word.rect
        around = (x0 - _EDGE, top - tolerance, x1 + _EDGE, bottom + tolerance)
        inked = (c for c in self.within(around) if not c.blank or self._fonts.damaged(c))
        found = sorted(inked, key=lambda c: c.x)
        if not found or not self._spells(found, word.text):
            return False
        return (
            min(abs(c.x0 - x0) for c in found) <= tolerance
            and any(self._fonts.damaged(c) or abs(c.x1 - x1) <= tolerance * 2 for c in found)
            and min(abs(c.top + c.bottom - top - bottom) for c in found) <= tolerance * 4
        )

    def _spells(self, found: Sequence[Character], text: str) -> bool:
        if _holds("".join(c.text for c in found), text):
            return True
        if len(found) - len(text) not in (0, 1):
            return False  # one more: the blank behind a word whose font has lost its widths too
        return all(self._fonts.damaged(c) or c.text == t for c, t in zip(found, text, strict=False))


def _holds(found: str, text: str) -> bool:
    """Whether the letters of a word are there in their order, if need be with others over it."""
    letters = iter(found)
    return all(letter in letters for letter in text)
