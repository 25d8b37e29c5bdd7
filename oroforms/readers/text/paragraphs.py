"""The text of a box: which line ends the writer made, and which the box made.

A line end is the writer's where the next word would have had room on the
line. Where it had none, most programs betray the box's own line ends by
drawing the blank that they broke at; a line that ends without one, among
lines that end with one, was ended by the writer too. Where a program draws
no such blanks, a line end at a full line stands for a blank: the writer may
have ended just that line, and nothing in a print-out could tell.

Where the two contradict each other, as a line that ends with such a blank
although the next word had room, it is uncertain: pdfium takes words that
quotation marks follow for one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from oroforms.readers.text.words import SPACE, Line, text_of, words_of

_SLACK = 1.0
"""Points by which programs' own measures of a line differ from ours."""

_NARROW = 5.0
"""Points to spare below which programs with wider margins of their own may have broken the line."""

_TIGHT = 1.05
"""Pitch, in sizes, below which Ghostscript made the lines itself: it breaks inside words."""

_ONE_BLANK = 1.6
"""Width of a gap, in blanks, up to which it surely stands for a single one."""

_LEADING = 1.25
"""Usual pitch in sizes: 1.15 (Helvetica) to 1.36 (Noto Sans)."""

_BREAKS_AFTER = frozenset("-‐–—/")
"""Characters after which programs break a line without a blank."""

_DAY = re.compile(r"\(?\d+(?:/\d+)+[.,:;!?)]*")
"""Whole numbers with strokes between them: a day (3/10), a share (24/7). No part of an address is
broken off so: it would begin or end with its stroke."""


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """The text of a box; ``uncertain`` when a line end or a gap could be one thing or another."""

    text: str
    uncertain: bool = False


@dataclass(frozen=True, slots=True)
class Writing:
    """The lines of one box, and where its writing room ends at the right (points)."""

    lines: Sequence[Line]
    right: float
    broken: frozenset[int] = frozenset()
    """Which lines begin on a new page, counted from 0: how far below the others is a guess."""


def draws_blanks(boxes: Iterable[Writing]) -> bool:
    """Whether the program that wrote these boxes draws the blanks at which it breaks lines.

    Of the line ends at which there was no room, most tell: a program that
    draws none still leaves one where the writer had put two.
    """
    full = [
        before.ends_blank
        for box in boxes
        if (lines := _inked(box.lines))
        for before in _Box(lines, box.right).full_lines(lines)
    ]
    return sum(full) * 2 > len(full)


def joined(box: Writing, *, drawn: bool) -> Paragraphs:
    """The text of one box; ``drawn`` as :func:`draws_blanks` tells of all boxes of a document."""
    lines = _inked(box.lines)
    if not lines:
        return Paragraphs("")
    text = _Box(lines, box.right, drawn=drawn)
    out = [text.indent(lines[0]) + lines[0].text]
    uncertain = _has_odd_gaps(lines)
    for before, line in pairwise(lines):
        between, doubtful = text.between(before, line)
        uncertain = uncertain or doubtful
        if between == " ":
            blanks = _blanks_at_end(before.text) + _blanks_at_end(line.text[::-1])
            out[-1] = out[-1].rstrip(" ")
            out += [" " * max(1, blanks), line.text.lstrip(" ")]
        elif between:
            out += [between, text.indent(line) + line.text]
        else:
            out.append(line.text)
    return Paragraphs(unicodedata.normalize("NFC", "".join(out)).strip(), uncertain)


def _has_odd_gaps(lines: Sequence[Line]) -> bool:
    """Whether a gap may be something else than one blank.

    A program that draws blanks leaves gaps where a tab was written, or where
    a glyph of another font than the form's is narrower than the room it got.
    """
    gaps = [gap for line in lines for gap in line.gaps]
    drawn = any(c.blank for line in lines for c in line.characters)
    return bool(gaps) and (drawn or max(gaps) > _ONE_BLANK)


class _Box:
    """What the lines of one box have in common."""

    def __init__(self, lines: Sequence[Line], right: float, *, drawn: bool = False) -> None:
        self._drawn = drawn
        self._left = min(line.characters[0].x0 for line in lines)
        self._room = max(right, *(line.rect[2] for line in lines))
        self._pitch = pitch_of(lines)
        self._tight = self._pitch < _TIGHT * lines[0].size

    def full_lines(self, lines: Sequence[Line]) -> Iterator[Line]:
        """The lines on which the next word had no room, but for those before blank lines."""
        for before, line in pairwise(lines):
            near = line.baseline - before.baseline < 1.5 * self._pitch
            if near and not self._had_room(before, line):
                yield before

    def indent(self, line: Line) -> str:
        """Blanks before a line that are not drawn but left free."""
        return " " * round((line.characters[0].x0 - self._left) / (SPACE * line.size))

    def between(self, before: Line, line: Line) -> tuple[str, bool]:
        """What stands between two lines, and whether that is uncertain."""
        blank_lines = round((line.baseline - before.baseline) / self._pitch) - 1
        if blank_lines > 0:
            return "\n" * (blank_lines + 1), False
        if self._had_room(before, line):
            if self._drawn:
                return "\n", before.ends_blank or _may_part(before)
            return "\n", not self._had_room(before, line, _NARROW)
        if before.ends_blank or line.characters[0].blank:
            return " ", False
        if _may_part(before) or _begins_with_hyphen(line):
            return "", not self._drawn
        if _is_address(before, line):
            return "", True  # PDFBox breaks addresses at full stops
        if self._drawn and not _ends_as_written(before):
            return "", True  # pdfium breaks lines between signs and letters, too
        if self._is_full(before, line):
            if " " not in before.text.strip():
                return "", True  # a word longer than the line, broken inside
            if self._tight:
                return " ", True  # broken inside a word, or ended there by the writer
        return ("\n" if self._drawn else " "), False

    def _had_room(self, before: Line, line: Line, to_spare: float = _SLACK) -> bool:
        """Whether the first word of a line would have fitted on the line before.

        A line that ends with a blank was most likely broken there; pdfium
        breaks where the word fits but the blank behind it does not.
        """
        word = line.first_word
        width = word[-1].x1 - word[0].x0
        blanks = 2 if before.ends_blank else 1
        return before.rect[2] + blanks * SPACE * before.size + width <= self._room - to_spare

    def _is_full(self, before: Line, line: Line) -> bool:
        """Whether not even the next glyph would have had room."""
        first = line.inked[0]
        return before.rect[2] + (first.x1 - first.x0) > self._room - _SLACK


def _inked(lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if line.inked]


def pitch_of(lines: Sequence[Line]) -> float:
    """Distance of baselines: the least between neighbours, so that blank lines do not count."""
    steps = [b.baseline - a.baseline for a, b in pairwise(lines)]
    usual = lines[0].size * _LEADING
    if not steps:
        return usual
    least = min(steps)
    return least / max(1, round(least / usual))


def _ends_as_written(line: Line) -> bool:
    """Whether a line ends as writers end lines: with a letter, a digit or a full stop."""
    last = line.inked[-1].text[-1]
    return last.isalnum() or unicodedata.category(last).startswith("M") or last in ".,:;!?)"


def _is_address(before: Line, line: Line) -> bool:
    """Whether a web or mail address may go on from one line to the next."""
    parts = text_of(words_of(before)[-1]), text_of(line.first_word)
    return any(
        sign in part for part in parts if not _DAY.fullmatch(part) for sign in ("/", "@", "www.")
    )


def _may_part(line: Line) -> bool:
    """Whether a line ends with a sign after which programs break without a blank."""
    return line.inked[-1].text in _BREAKS_AFTER


def _begins_with_hyphen(line: Line) -> bool:
    """Whether a hyphen with a word behind it begins the line: some programs break before it."""
    return len(line.first_word) > 1 and line.first_word[0].text in _BREAKS_AFTER


def _blanks_at_end(text: str) -> int:
    return len(text) - len(text.rstrip(" "))
