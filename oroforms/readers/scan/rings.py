"""Rings about a box: an ellipse that bears ink nearly wherever print lets anything be seen.

Ink in many directions is about a box too where the boxes beside it are filled in or circled. But
that lies on no one ellipse about this box: what runs through it runs through bare paper as well.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray

from oroforms.pictures.pieces import pieces_of
from oroforms.readers.scan.added import Added, Mask, grown
from oroforms.readers.scan.strokes import edges

_STEPS = 48
"""Places along an ellipse that are looked at."""
_CENTRES = np.arange(-0.16, 0.17, 0.08)
"""Widths of the box by which a ring's middle lies off the box's, across and down."""
_WIDE = np.arange(0.66, 1.22, 0.07)
_HIGH = np.arange(0.62, 1.10, 0.07)
"""Half a ring's width and height, in widths of the box."""
_OFF = 3
"""Pixels by which a ring of a hand lies off an ellipse."""
_DARK = 0.15
"""Darkness (0 to 1, black) of pieces too small for ink, such as a fax leaves of a thin ring."""
_LEAST_DARK = 60
"""Pixels without which no ring is there: the least has many times as many."""
_BARE = 0.3
"""Share of what is seen of an ellipse that may be bare paper, for a ring drawn in haste."""
_QUARTER = 0.25
"""Share of a quarter (right, below, left, above) from which ink is seen there; a ring is seen in
three at least, boxes filled in above and below are in two."""

_HALO = (6, 30)
"""Pixels beyond the box between which dots of a ring lie."""
BLACK = 0.35
"""Darkness of what a threshold or a fax leaves of a pencil."""
_DOT = (3, 40)
"""Pixels that such a dot has, at least and less than."""

Places = NDArray[np.int_]


def encircled(at: Added, mine: Mask) -> float:
    """Share of the way round the box that a ring of ink is seen on, 0–1; 0 where there is none.

    ``mine`` is ink of the box itself, which is of no ring. What print hides of a ring is not
    seen, and not held against it.
    """
    dark: Mask = (at.ink | (at.darkness > _DARK)) & at.free & ~grown(mine, _OFF)
    if int((dark & ~at.place).sum()) < _LEAST_DARK:
        return 0.0
    state = np.where(grown(dark, _OFF), 1, np.where(at.free, 2, 0)).astype(np.uint8)
    left, top, right, bottom = edges(at)
    x, y = _ellipses(at.width)
    x, y = x + (left + right) // 2, y + (top + bottom) // 2
    height, width = state.shape
    there = (x >= 0) & (x < width) & (y >= 0) & (y < height)
    found = state[np.clip(y, 0, height - 1), np.clip(x, 0, width - 1)] * there
    inked, bare = (found == 1).mean(axis=1), (found == 2).mean(axis=1)
    whole = bare <= _BARE * (inked + bare)
    quarters = (found == 1).reshape(len(found), 4, -1).mean(axis=2) >= _QUARTER
    return float((inked * whole * (quarters.sum(axis=1) >= 3)).max())


def dotted(at: Added) -> int:
    """Dots about the box on two sides of it or more: what a fax leaves of a ring in pencil."""
    left, top, right, bottom = edges(at)
    near, far = _HALO
    dark = at.free & (at.darkness > BLACK)
    dark[max(0, top - near) : bottom + near, max(0, left - near) : right + near] = False
    if not dark.any():
        return 0
    _labels, stats, middles = pieces_of(dark)
    least, most = _DOT
    area = stats[1:, cv2.CC_STAT_AREA]
    # Whole pieces, not what of the mark in a box beside it lies near.
    off = np.abs(middles[1:] - ((left + right) / 2, (top + bottom) / 2))
    about = (off <= ((right - left) / 2 + far, (bottom - top) / 2 + far)).all(axis=1)
    dots = middles[1:][(area >= least) & (area < most) & about]
    dots = dots - ((left + right) / 2, (top + bottom) / 2)
    sides = np.floor(np.arctan2(dots[:, 1], dots[:, 0]) / (np.pi / 2) + 0.5).astype(int) % 4
    return len(dots) if len(np.unique(sides)) >= 2 else 0


@lru_cache(maxsize=16)
def _ellipses(width: int) -> tuple[Places, Places]:
    """Pixels from a box's middle, across and down: (ellipses, steps)."""
    angle = (np.arange(_STEPS) / _STEPS - 1 / 8) * 2 * np.pi  # the first quarter is the right
    all_ = np.array(list(product(_CENTRES, _CENTRES, _WIDE, _HIGH))) * width
    x, y, wide, high = (column[:, None] for column in all_.T)
    across = np.round(x + wide * np.cos(angle)).astype(int)
    down = np.round(y + high * np.sin(angle)).astype(int)
    return across, down
