"""Light: from colour to grey, and from uneven light to even paper."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from oroforms.pictures.base import Grey

_SHRINK = 8
_DARKEST = 48
"""Where the paper itself is darker than this, it is no paper: the lid, the table."""


def grey_of(colour: NDArray[np.uint8]) -> Grey:
    """Grey from red, green, blue: the darker of red and green.

    A pen of any colour is dark in one of the two (red ink in green, blue and green ink in red,
    so is pencil), while coffee, yellowed paper and yellow marker, which are dark in blue alone,
    stay light. Luminance would let a red or light blue pen fade instead.
    """
    grey: Grey = np.minimum(colour[..., 0], colour[..., 1])
    return grey


def halved(grey: Grey) -> Grey:
    """A picture at half its size: every pixel the mean of four, an odd edge left out.

    (Shared out over all pixels the odd edge would make the same work take ten times as long.)
    """
    height, width = (max(2, edge // 2 * 2) for edge in grey.shape)
    half = cv2.resize(
        grey[:height, :width], (width // 2, height // 2), interpolation=cv2.INTER_AREA
    )
    return np.asarray(half, np.uint8)


def background(grey: Grey) -> Grey:
    """How light the paper is at every point, whatever is written on it."""
    height, width = grey.shape
    small = cv2.resize(
        grey,
        (max(1, width // _SHRINK), max(1, height // _SHRINK)),
        interpolation=cv2.INTER_AREA,
    )
    # Lines and letters are gone after closing by 4 mm; the median takes the specks.
    around = max(3, min(small.shape) // 22 | 1)
    closed = cv2.morphologyEx(
        small, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (around, around))
    )
    smooth = cv2.GaussianBlur(cv2.medianBlur(closed, 5), (0, 0), around / 4)
    return np.asarray(cv2.resize(smooth, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def even_light(grey: Grey) -> Grey:
    """The picture divided by its paper: paper near 255, ink as dark as it is beside its paper."""
    paper = background(grey)
    np.maximum(paper, _DARKEST, out=paper)
    return np.asarray(cv2.divide(grey, paper, dst=paper, scale=255), np.uint8)
