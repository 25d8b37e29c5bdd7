"""Connected pieces of a picture: what hangs together over sides or corners of its pixels."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray


class Pieces(NamedTuple):
    """The pieces by number; 0 is what is no piece."""

    labels: NDArray[np.int32]
    """(height, width): the number of each pixel's piece."""
    stats: NDArray[np.int32]
    """(pieces + 1, 5): left, top, width, height and area in pixels, in OpenCV's order
    (``cv2.CC_STAT_LEFT`` and so on)."""
    middles: NDArray[np.float64]
    """(pieces + 1, 2): x and y of each one's centre of mass."""


def pieces_of(ink: NDArray[np.bool_] | cv2.typing.MatLike) -> Pieces:
    """The pieces of what is not zero."""
    # By blocks of 2 × 2 pixels; OpenCV's default of today takes three times as long to measure.
    _count, labels, stats, middles = cv2.connectedComponentsWithStatsWithAlgorithm(
        ink.astype(np.uint8, copy=False), 8, cv2.CV_32S, cv2.CCL_BBDT
    )
    return Pieces(
        np.asarray(labels, np.int32), np.asarray(stats, np.int32), np.asarray(middles, np.float64)
    )
