"""Empty backs: whether anything was written or printed on a page at all.

What a scanner adds to an empty sheet is no writing: the ghost of the other side, punch holes,
specks, borders, streaks, folds. In doubt a page is not empty: somebody then looks at it.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from oroforms.pictures.base import PagePicture
from oroforms.pictures.codes import scaled, square_pixels
from oroforms.pictures.light import even_light

_DPI = 100.0
_MM = _DPI / 25.4
_LONGER = 297.0
"""Millimetres of the longer side, where the file does not say how large the paper was."""
_EDGE = 6.0
"""Millimetres along the edges in which only borders and shadows are."""
_STROKE = 1.6
"""Millimetres: ink is narrower than this, stains and shadows are not."""
_DARKER = 34
"""How much darker than the paper beside it a stroke is; the print of the other side shines
through softly, by some 20 at most."""
_SPECK = 1.6
"""Millimetres of the longer side of what is still a speck."""
_LINE = 12.0
"""How many times longer than wide a straight line is: a fold, a streak, an edge."""
_HOLE = (3.5, 9.0)
_HOLES_WITHIN = 24.0
"""Diameter of punch holes and how far from an edge they are, in millimetres."""
_STREAK = 0.12
_BESIDE = 0.01
"""Share of the page's length that is dark where a streak runs with the feed, and at most so just
beside it. Lines of print that are all alike are as dense, and have letters beside."""
_SOME = 2
"""Pieces of ink that may be something else."""


def is_blank(picture: PagePicture) -> bool:
    """Whether nothing is written or printed on a page: an empty back that may be dropped."""
    across, down = square_pixels(picture)
    height, width = picture.grey.shape
    if picture.dpi is not None:
        factor = _DPI / max(picture.dpi)
    else:
        factor = _DPI * _LONGER / 25.4 / max(height * down, width * across)
    grey = even_light(scaled(picture.grey, across * factor, down * factor))
    height, width = grey.shape
    side = round(_STROKE * _MM) | 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    strokes = cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, kernel) > _DARKER
    dark = (grey < 255 - 3 * _DARKER) | strokes
    margin = round(_EDGE * _MM)
    dark[:margin] = dark[-margin:] = False
    dark[:, :margin] = dark[:, -margin:] = False
    for along in (0, 1):
        dark &= ~_streaks(dark, along)
    joined = cv2.dilate(dark.astype(np.uint8), np.ones((2, 2), np.uint8))
    _count, labels, stats, _centres = cv2.connectedComponentsWithStats(joined, connectivity=8)
    pieces = 0
    for number, (left, top, wide, tall, _area) in enumerate(stats[1:].tolist(), start=1):
        if max(wide, tall) <= _SPECK * _MM:
            continue
        points = np.argwhere(labels[top : top + tall, left : left + wide] == number)
        _middle, sides, _angle = cv2.minAreaRect(points.astype(np.float32))
        long, short = max(sides) + 1, min(sides) + 1
        if long > _LINE * short and long > 20 * _MM:
            continue
        if _is_hole(left, top, wide, tall, len(points), (width, height)):
            continue
        pieces += 1
    return pieces <= _SOME


def _streaks(dark: NDArray[np.bool_], along: int) -> NDArray[np.bool_]:
    """Columns (``along`` 0) or rows that a streak runs down: faint, it is dark in pieces only."""
    share = dark.mean(axis=along)
    found = np.zeros(share.shape, bool)
    for at in np.flatnonzero(share > _STREAK):
        beside = [*share[max(0, at - 8) : max(0, at - 2)], *share[at + 3 : at + 9]]
        if max(beside, default=0.0) < _BESIDE:
            found[max(0, at - 1) : at + 2] = True
    return np.broadcast_to(np.expand_dims(found, along), dark.shape)


def _is_hole(left: int, top: int, wide: int, tall: int, area: int, size: tuple[int, int]) -> bool:
    """Whether a dark piece is as round, as large and as near an edge as a punch hole."""
    least, most = (edge * _MM for edge in _HOLE)
    near = min(left, top, size[0] - left - wide, size[1] - top - tall) < _HOLES_WITHIN * _MM
    round_ = (
        least < min(wide, tall)
        and max(wide, tall) < most
        and max(wide, tall) < 1.3 * min(wide, tall)
    )
    # A hole is full or, where the light closed it, a ring; a circle drawn by hand has no edge.
    return near and round_ and area > 0.3 * wide * tall
