"""Whether a text ends before its box does, so that surely nothing of it was cut off."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from oroforms.documents import Rect
from oroforms.readers.parts import Kind
from oroforms.readers.text.paragraphs import pitch_of
from oroforms.readers.text.words import Line

PADDING = 2.0
"""Points that viewers leave free between a field's edge and its text."""

_ROOMY = 5.0
"""Lines from which a box must have two lines free at its end, not one, to be surely not cut."""

_EDGE = 0.5
"""Points before the right edge of its box that no text of several lines reaches uncut."""


def reaches_the_end(kind: Kind, rect: Rect, lines: Sequence[Line], *, parted: bool) -> bool:
    """Whether more text could have followed in the box and found no room.

    ``parted``: whether the writer ends lines anywhere in the form; who does
    may leave lines blank, and what was cut off may begin with one.
    """
    inked = [line for line in lines if line.inked]
    if kind is Kind.COMB or not inked:
        return False
    last = inked[-1]
    widest = max(line.rect[2] for line in inked)
    if kind is Kind.LINE and len(inked) == 1:
        average = (last.rect[2] - last.rect[0]) / len(last.characters)
        # What was cut off may begin with a blank and a letter of which nothing is left.
        return widest > rect[2] - PADDING - 2 * average
    return widest > rect[2] - _EDGE or _reaches_the_foot(rect, inked, parted=parted)


def _reaches_the_foot(rect: Rect, lines: Sequence[Line], *, parted: bool) -> bool:
    pitch = pitch_of(lines)
    roomy = (rect[3] - rect[1]) / pitch >= _ROOMY
    needed = max([2 if roomy or parted else 1, *_steps(lines)])
    last = lines[-1]
    return last.baseline + needed * pitch + 0.2 * last.size > rect[3]


def _steps(lines: Sequence[Line]) -> list[int]:
    """From each line to the next, in pitches."""
    if not lines:
        return []
    pitch = pitch_of(lines)
    return [round((b.baseline - a.baseline) / pitch) for a, b in pairwise(lines)]
