"""Which ink in and around a tick box is its own: no fold, no streak, no mark of a box beside."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from oroforms.documents import Rect
from oroforms.pictures.base import SCALE, Grey, gap
from oroforms.readers.scan import lines, strokes
from oroforms.readers.scan.added import Added, Mask, added

AROUND = 8.5
"""Points looked at around a box: 3 mm, about as far as a hasty tick reaches."""
_FURTHER = 24.0
"""Points looked at where strokes come from elsewhere: as far as the boxes beside."""
_NEIGHBOURS = 0.4
"""A stroke is another box's where this one holds less of it than this share of what that holds."""


def own_ink(
    grey: Grey,
    blank: Grey,
    box: Rect,
    boxes: Sequence[Rect],
    blur: float,
    at: Added,
    mine: Mask,
) -> Mask:
    """The window's ink without folds and streaks, and without strokes of the boxes beside."""
    if strokes.at_edge(mine):
        rest = lines.without_lines(at, grey, blank)
        if rest is not at.ink:
            return rest
    if float((mine & at.place).sum()) > 0.6 * float(mine.sum()):
        return at.ink
    near = [each for each in boxes if each != box and gap(each, box) < _FURTHER - (box[2] - box[0])]
    foreign = _foreign(added(grey, blank, box, _FURTHER, blur), box, near) if near else None
    if foreign is None:
        return at.ink
    y, x = (round((_FURTHER - AROUND) * SCALE),) * 2
    return at.ink & ~_part(foreign, y, x, at.ink.shape)


def _foreign(wide: Added, box: Rect, near: Sequence[Rect]) -> Mask | None:
    """The strokes of a wider window that touch the box and are another box's."""
    labels = strokes.joined(wide.ink, wide.free)
    count = int(labels.max()) + 1
    own = np.bincount(labels[wide.inside], minlength=count)
    others = np.zeros(count)
    left, top, right, bottom = strokes.edges(wide)
    for each in near:
        dx, dy = round((each[0] - box[0]) * SCALE), round((each[1] - box[1]) * SCALE)
        part = labels[
            max(0, top + dy) : max(0, bottom + dy), max(0, left + dx) : max(0, right + dx)
        ]
        others = np.maximum(others, np.bincount(part.ravel(), minlength=count))
    theirs = (own > 0) & (own < _NEIGHBOURS * others)
    theirs[0] = False
    foreign: Mask = theirs[labels]
    return foreign if foreign.any() else None


def _part(mask: Mask, y: int, x: int, shape: tuple[int, ...]) -> Mask:
    part = np.zeros(shape, bool)
    seen = mask[y : y + shape[0], x : x + shape[1]]
    part[: seen.shape[0], : seen.shape[1]] = seen
    return part
