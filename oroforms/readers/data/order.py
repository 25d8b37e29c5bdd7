"""Whether the lines of a box show a given text: every letter, blank and line end in its place.

The text is known, so nothing has to be guessed from the page. It is laid
along the lines as they are, and each line must be what its part of the text
looks like, in the order in which text of both directions is drawn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from oroforms.bidirectional import drawn_order, has_right_to_left, levels_of
from oroforms.readers.data.units import Unit, is_mark, joined, spelled, units_of
from oroforms.readers.text.paragraphs import Writing
from oroforms.readers.text.words import SPACE, Line

_SLACK = 1.5
"""Points by which LibreOffice's measure of a line differs from ours."""

_PITCH = 1.362
"""Distance of two lines in Noto Sans, in sizes."""

_LOOSE = 0.3
"""In sizes: what styles may add to a distance, or take off."""

_LOWEST, _HIGHEST = 1.0, 2.5
"""Distances of two lines with letters of other fonts, in sizes: LibreOffice makes room for both."""

_PLAIN = "NotoSans-Regular"


def shows(text: str, writing: Writing) -> bool:
    """Whether the lines show the text and nothing else."""
    plain = spelled(text)
    return any(_Laid(plain, writing, base).fits() for base in _bases(plain))


def _bases(text: str) -> Sequence[int]:
    """Levels that its paragraphs may have: as templates set them, and as programs find them."""
    return (0, 1) if has_right_to_left(text) else (0,)


@dataclass(frozen=True, slots=True)
class _Piece:
    """The part of the text that stands on one line, and what stands before it."""

    start: int
    end: int
    before: str
    """Blanks and line ends between it and the piece before."""


class _Laid:
    """A text laid along lines."""

    def __init__(self, text: str, writing: Writing, base: int) -> None:
        self._text = text
        self._lines = lines = [line for line in writing.lines if line.inked]
        self._right = writing.right
        self._broken = writing.broken
        self._units = [units_of(line.characters) for line in lines]
        self._levels = _levels_of(text, base) if has_right_to_left(text) else [0] * len(text)

    def fits(self) -> bool:
        """Whether each line shows its piece, and each line end is one that the text has."""
        if not self._lines:
            return not self._text.strip()
        pieces = list(self._pieces())
        if len(pieces) < len(self._lines) or self._text[pieces[-1].end :].strip():
            return False
        if not all(map(self._is_drawn, pieces, self._units)):
            return False
        return all(self._ends_so(number, pieces[number]) for number in range(1, len(pieces)))

    def _pieces(self) -> Iterator[_Piece]:
        at = 0
        for units in self._units:
            wanted = len(joined(units))
            start = at
            while start < len(self._text) and self._text[start].isspace():
                start += 1
            end = start
            while end < len(self._text) and wanted:
                wanted -= not self._text[end].isspace()
                end += 1
            if wanted:
                return
            yield _Piece(start, end, self._text[at:start])
            at = end

    def _is_drawn(self, piece: _Piece, units: Sequence[Unit]) -> bool:
        """Whether a line shows its piece, blank for blank.

        Marks may stand beside their letters in any order: they are compared
        as a heap.
        """
        text, found = self._text[piece.start : piece.end], self._levels[piece.start : piece.end]
        if "\n" in text:
            return False
        drawn = "".join(text[place] for place in drawn_order(found))
        leading = _leading(units)
        if "\n" in piece.before and not any(found):
            after = piece.before.rpartition("\n")[2]
            if len(after) != leading:
                return False
        shown = "".join(_shown(unit) for unit in units).strip()
        return _letters(drawn) == _letters(shown) and _marks(drawn) == _marks(shown)

    def _ends_so(self, number: int, piece: _Piece) -> bool:
        """Whether what the text has before a line is what the page shows there."""
        before, line = self._lines[number - 1], self._lines[number]
        ends = piece.before.count("\n")
        if not self._lies_so(number, max(ends, 1)):
            return False
        leftwards = any(self._levels[piece.start : piece.end])
        if ends:
            return leftwards or not before.ends_blank
        if not piece.before:
            return self._may_part(number, piece.start)
        # LibreOffice measures letters of other fonts otherwise than it draws them.
        plain = not leftwards and _is_plain(before) and _is_plain(line)
        return not plain or (before.ends_blank and not self._had_room(before, line))

    def _lies_so(self, number: int, steps: int) -> bool:
        """Whether a line lies as far below the one before as so many line ends make it."""
        before, line = self._lines[number - 1], self._lines[number]
        distance = (line.baseline - before.baseline) / max(before.size, line.size)
        if _is_plain(before) and _is_plain(line):
            return abs(distance - steps * _PITCH) < _LOOSE
        return number in self._broken or _LOWEST * steps <= distance <= _HIGHEST * steps

    def _may_part(self, number: int, at: int) -> bool:
        """Whether a line may begin between two characters without a blank."""
        before, after = self._text[at - 1], self._text[at]
        if not (_holds_together(before) and _holds_together(after)):
            return True
        start = max(self._text.rfind(sign, 0, at) for sign in " \n") + 1
        return at - start >= len(joined(self._units[number - 1]))  # a word longer than a line

    def _had_room(self, before: Line, line: Line) -> bool:
        """Whether the first word of a line would have fitted on the line before."""
        word = line.first_word
        width = word[-1].x1 - word[0].x0
        return before.rect[2] + SPACE * before.size + width < self._right - _SLACK


def _is_plain(line: Line) -> bool:
    """Whether a line has letters of the form's own font alone."""
    return all(c.font.endswith(_PLAIN) for c in line.inked)


def _levels_of(text: str, base: int) -> list[int]:
    """Levels of all characters, paragraph by paragraph."""
    found: list[int] = []
    for paragraph in text.split("\n"):
        found += [*levels_of(paragraph, base), base] if paragraph else [base]
    return found[: len(text)]


def _shown(unit: Unit) -> str:
    """What a unit adds to its line, in the order in which it is drawn."""
    shown = spelled(unit.said)
    return shown[::-1] if has_right_to_left(shown) else shown


def _leading(units: Sequence[Unit]) -> int:
    count = 0
    for unit in units:
        if unit.letters:
            break
        count += sum(c.isspace() for c in unit.said)
    return count


def _letters(text: str) -> str:
    return "".join(c for c in text if not is_mark(c))


def _marks(text: str) -> Counter[str]:
    return Counter(c for c in text if is_mark(c))


def _holds_together(character: str) -> bool:
    """Whether no program ends a line beside a character that stands next to another such."""
    return (character.isascii() and character.isalnum()) or "\u00c0" <= character <= "\u058f"
