"""Whose a stroke is that runs from one signature box into another: one loop signs one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from oroforms.documents import Rect
from oroforms.pictures.base import MM, Sheet, gap
from oroforms.readers.scan.added import Mask, added, part_of_window
from oroforms.readers.scan.lines import without_lines
from oroforms.readers.scan.strokes import joined

_AROUND = 9.0
"""Points about both boxes that are seen with them."""
_APART = 90.0
"""Points between boxes into which one stroke may run: further than any loop of a g."""
_LABEL = 12.0
"""Points above a box that are its own: its label stands there."""
_BORDER = 3.0
"""Points to its other sides up to the borders of the next boxes."""
_SIGNED = 6.0
"""mm² of ink in a box that sign it, whatever else runs into it."""
_MOSTLY, _ALMOST = 0.7, 0.9
"""Share of its ink by which a stroke in two boxes is that of one: where the other has no ink
besides, and where it has a signature of its own, of which the stroke may be the last."""


def reaches_in(sheet: Sheet, box: Rect, others: Sequence[Rect], blur: float) -> bool:
    """Whether the ink of a signature box may be a stroke that began in another or beside it."""
    for other in (box, *_near(box, others)):
        both = _around(box, other)
        at = added(sheet.grey, sheet.blank, both, _AROUND, blur, wide=True)
        left, top = max(0.0, both[0] - _AROUND), max(0.0, both[1] - _AROUND)
        mine = _place(at.ink.shape, box, left, top)
        theirs = _place(at.ink.shape, other, left, top) if other != box else ~mine
        if not _crossing(joined(at.ink, at.free), at.ink & mine, at.ink & theirs).any():
            continue  # nor will anything cross when lines are gone, which takes long to find out
        ink = without_lines(at, sheet.grey, sheet.blank)
        if _belongs_there(joined(ink, at.free), ink & mine, ink & theirs, beside=other == box):
            return True
    return False


def _crossing(labels: NDArray[np.int32], mine: Mask, theirs: Mask) -> Mask:
    """For each number of a stroke whether it has ink in both places."""
    crossing: Mask = (_ink(labels, mine) > 0) & (_ink(labels, theirs) > 0)
    crossing[0] = False
    return crossing


def _ink(labels: NDArray[np.int32], place: Mask) -> NDArray[np.intp]:
    """Pixels in a place by the number of their stroke."""
    return np.bincount(labels[place], minlength=int(labels.max()) + 1)


def _belongs_there(labels: NDArray[np.int32], mine: Mask, theirs: Mask, beside: bool) -> bool:
    """Whether what crosses from one place to another is what makes the one look signed."""
    here, there = _ink(labels, mine), _ink(labels, theirs)
    crossing = _crossing(labels, mine, theirs)
    if not crossing.any():
        return False
    alone = ~crossing
    alone[0] = False
    if here[alone].sum() >= _SIGNED * MM**2:
        return False
    crossed = float(here[crossing].sum() + there[crossing].sum())
    share = float(here[crossing].sum()) / crossed
    if beside:  # what a neighbour's room holds besides is not known
        return share < 1 - _MOSTLY / 2 and here[alone].sum() < here[crossing].sum()
    return share < (_ALMOST if there[alone].sum() >= _SIGNED * MM**2 else _MOSTLY)


def _near(box: Rect, others: Sequence[Rect]) -> Iterator[Rect]:
    return (other for other in others if other != box and 0 <= gap(box, other) <= _APART)


def _around(one: Rect, other: Rect) -> Rect:
    """The smallest rectangle about two, with what is theirs around them."""
    left, top, right, bottom = (
        min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3]),
    )  # fmt: skip
    return left - _BORDER, top - _LABEL, right + _BORDER, bottom + _BORDER


def _place(shape: tuple[int, ...], box: Rect, left: float, top: float) -> Mask:
    """A box with its label in a window that begins at a place on the page (points)."""
    out = np.zeros(shape, bool)
    out[part_of_window(_around(box, box), left, top)] = True
    return out
