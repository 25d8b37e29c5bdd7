"""Registration marks: solid black squares of 4 mm, as candidates in a picture.

Candidates only: punch holes, filled boxes and blots may look like marks. Which four are the
marks is decided by how they lie to each other and to the code, and by the printing.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from oroforms.pictures.base import Grey


@dataclass(frozen=True, slots=True)
class Square:
    """A dark square: its centre and side in pixels, and how square and solid it is (0–1)."""

    x: float
    y: float
    side: float
    quality: float


def find_squares(grey: Grey, side: float, *, tolerance: float = 0.45) -> list[Square]:
    """Solid dark squares of about a side (pixels), the best first.

    ``tolerance`` is how far the side may be off, as a share: little where the code tells the
    scale, much where only the picture's size does.
    """
    block = max(3, round(side * 2.5) | 1)
    # Darker than the mean around it by a tenth of the range: a mark fills less than a fifth of
    # its surroundings, so that uneven light does not matter.
    dark = cv2.adaptiveThreshold(
        grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, 25
    )
    opened = cv2.morphologyEx(
        dark, cv2.MORPH_OPEN, np.ones((max(1, round(side / 4)),) * 2, np.uint8)
    )
    _count, labels, stats, centres = cv2.connectedComponentsWithStats(opened, connectivity=4)
    least, most = side * (1 - tolerance), side * (1 + tolerance)
    squares = []
    for number in range(1, len(stats)):
        left, top, width, height, area = stats[number]
        x, y = centres[number]
        # A square that stands on its corner is √2 as wide as its side.
        if not (least <= np.sqrt(area) <= most and max(width, height) <= 1.5 * most):
            continue
        piece = labels[top : top + height, left : left + width] == number
        points = np.argwhere(piece).astype(np.float32)
        (_middle, (long, short), _angle) = cv2.minAreaRect(points)
        long, short = max(long, short) + 1, min(long, short) + 1
        quality = float(area) / (long * short) * (short / long)
        if quality > _LEAST_QUALITY:
            squares.append(Square(float(x) + 0.5, float(y) + 0.5, float(np.sqrt(area)), quality))
    return sorted(squares, key=lambda square: -square.quality)


_LEAST_QUALITY = 0.45
"""A full square has 1, a circle π/4, a square seen at a slant (3 : 4) still 0.75."""
