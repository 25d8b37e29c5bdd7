"""What stands in a signature box and no hand wrote: typed letters, and a stamp with its frame."""

from __future__ import annotations

import cv2
import numpy as np

from oroforms.pictures.pieces import pieces_of
from oroforms.readers.scan.added import Mask
from oroforms.readers.scan.hand import LETTER, on_one_line

_HIGHEST = 70
"""Pixels that a stamp's letter is high at most: 17 points. A word of a signature is higher."""
_ENOUGH = 5
"""Letters that tell a line."""
_STANDING = 0.65
"""Share of the letters that stand on their lines: of printed ones four in five, without tails."""
_SLOPES = np.tan(np.radians(np.arange(-8.0, 8.25, 0.25)))
"""How a stamp's base line may run: nobody sets it quite level."""
_SIDES = 0.8
"""Share of each side of a frame that bears ink."""
_BAND = 4
"""Pixels to both sides of a frame's side within which its ink lies: its corners are round."""
_FRAME = (60, 40)
"""Pixels that a frame is long and high at least: 5 × 3.4 mm."""


def is_stamped(ink: Mask) -> bool:
    """Whether the ink of a signature box is letters on a line, or has a straight frame about it."""
    labels, stats, _middles = pieces_of(ink)
    high, wide = stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_WIDTH]
    letters = [at for at in range(1, len(stats))
               if LETTER <= high[at] <= _HIGHEST and wide[at] <= 1.5 * _HIGHEST]  # fmt: skip
    if len(letters) >= _ENOUGH and _on_lines(stats[letters]):
        return True
    large = [at for at in range(1, len(stats)) if wide[at] >= _FRAME[0] and high[at] >= _FRAME[1]]
    return any(_is_frame(labels == at) for at in large)


def _on_lines(stats: cv2.typing.MatLike) -> bool:
    """Whether letters stand on straight lines, two at most, each to a pixel."""
    x = stats[:, cv2.CC_STAT_LEFT] + stats[:, cv2.CC_STAT_WIDTH] / 2
    y = (stats[:, cv2.CC_STAT_TOP] + stats[:, cv2.CC_STAT_HEIGHT]).astype(np.float64)
    most = 0
    for slope in _SLOPES:
        feet = np.sort(y - slope * x)
        first = on_one_line(feet)
        rest = feet[~first]
        second = int(on_one_line(rest).sum()) if len(rest) >= _ENOUGH else 0
        most = max(most, int(first.sum()) + (second if second >= _ENOUGH - 1 else 0))
    return most >= max(_ENOUGH - 1, _STANDING * len(x))


def _is_frame(piece: Mask) -> bool:
    """Whether a piece of ink has four straight sides."""
    points = np.argwhere(piece)[:, ::-1].astype(np.float32)
    middle, size, turn = cv2.minAreaRect(points)
    matrix = cv2.getRotationMatrix2D(middle, turn, 1.0)
    width, height = (round(side) for side in size)
    if min(width, height) < 2 * _BAND:
        return False
    matrix[0, 2] += width / 2 - middle[0]
    matrix[1, 2] += height / 2 - middle[1]
    level = cv2.warpAffine(piece.astype(np.uint8), matrix, (width, height)) > 0
    sides = (
        level[:_BAND].any(axis=0), level[-_BAND:].any(axis=0),
        level[:, :_BAND].any(axis=1), level[:, -_BAND:].any(axis=1),
    )  # fmt: skip
    return min(float(side.mean()) for side in sides) >= _SIDES
