"""Whether two pictures show the same ink: one paper that went through the scanner twice."""

from __future__ import annotations

import cv2
import numpy as np

from oroforms.pictures.base import Grey

_ALIKE = 0.75
"""Least correlation of two pictures of one paper; two people's writing stays below 0.5."""
_SHIFT = 6
"""Pixels by which one may lie off the other."""


def same_ink(one: bytes, other: bytes) -> bool:
    """Whether two crops (PNG) of the same place show the same ink."""
    first, second = _opened(one), _opened(other)
    height, width = (min(a, b) for a, b in zip(first.shape, second.shape, strict=True))
    if height <= 2 * _SHIFT or width <= 2 * _SHIFT:
        return False
    inner = first[_SHIFT : height - _SHIFT, _SHIFT : width - _SHIFT]
    if inner.std() < 2:  # nothing in the one: then nothing may be in the other
        return bool(second.std() < 4)
    found = cv2.matchTemplate(second[:height, :width], inner, cv2.TM_CCOEFF_NORMED)
    return bool(np.nanmax(found) >= _ALIKE)


def _opened(png: bytes) -> Grey:
    read = np.asarray(cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_GRAYSCALE))
    return np.asarray(cv2.GaussianBlur(read, (0, 0), 1.5), np.uint8)
