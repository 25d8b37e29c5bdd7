"""Marks of two straight strokes, as crosses and check marks are: whatever else is there is more."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oroforms.readers.scan.added import Added, Mask
from oroforms.readers.scan.strokes import Point

_ANGLES = np.radians(np.arange(0, 180, 3))
"""From level of what stands across a stroke, in which the strokes are looked for first."""
_PEN = 0.32
"""Widths of the box that a pen is wide at most: 1.2 mm."""
_BENT = 0.06
"""The same by which a stroke of a hand is bent to one side."""
_LEVEL = 15.0
"""Degrees from level below which a stroke may strike a mark out."""
_REST = 0.004
"""Share of a mark that may lie off both strokes: of marks struck out with few lines it is 0.005
and more, and of nineteen crosses of twenty nothing."""
_LEAST = 20
"""Pixels from which what lies off the first stroke is another one."""

Points = NDArray[np.float64]
"""(n, 2): x and y in pixels."""


def two_strokes(strokes: Mask, pen: float, at: Added) -> bool:
    """Whether strokes are two straight ones and nothing else, neither of them level."""
    rows, columns = np.nonzero(strokes)
    rest = np.column_stack([columns, rows]).astype(np.float64)
    total = len(rest)
    half = round(min(pen, _PEN * at.width) / 2 + _BENT * at.width)
    for _ in range(2):
        if len(rest) < _LEAST:
            return False
        on, along = _straightest(rest, half)
        if np.degrees(np.arctan2(abs(along[1]), abs(along[0]))) < _LEVEL:
            return False
        rest = rest[~on]
    return len(rest) <= _REST * total


def _straightest(points: Points, half: int) -> tuple[Mask, Point]:
    """Which points lie on the band with most of them, ``half`` pixels to each side, and its way."""
    across = np.column_stack([np.cos(_ANGLES), np.sin(_ANGLES)])
    off = np.round(across @ points.T).astype(int)
    off -= off.min()
    wide = int(off.max()) + 1
    places = off + np.arange(len(_ANGLES))[:, None] * wide
    counts = np.bincount(places.ravel(), minlength=len(_ANGLES) * wide).reshape(-1, wide)
    sums = np.cumsum(np.pad(counts, ((0, 0), (half + 1, half)), mode="constant"), axis=1)
    sums = sums[:, 2 * half + 1 :] - sums[:, : -2 * half - 1]
    angle, place = divmod(int(np.argmax(sums)), sums.shape[1])
    on: Mask = np.abs(off[angle] - place) <= half
    way: Point = np.zeros(2)
    for _ in range(2):  # the angle is known to three degrees, its points tell it better
        middle = points[on].mean(axis=0)
        _, _, (way, normal) = np.linalg.svd(points[on] - middle, full_matrices=False)
        on = np.abs((points - middle) @ normal) <= half + 0.5
    return on, way
