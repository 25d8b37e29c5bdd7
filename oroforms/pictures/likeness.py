"""Whether two pictures show the same ink: one paper that went through the scanner twice.

The pictures are of the ink that was added to the form, without its printing:
beside a printed label and box, a date is little, and two of them seem alike.
"""

from __future__ import annotations

import io
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from oroforms.pictures.base import SHEET_DPI

Ink: TypeAlias = NDArray[np.bool_]
"""Where there is ink: (height, width), at :data:`SHEET_DPI`."""

_MM = SHEET_DPI / 25.4
_WINDOW = round(2.5 * _MM)
"""Pixels of the windows in which ink is compared: a letter or less."""
_STEP = _WINDOW // 2
_SHIFT = round(0.7 * _MM)
"""Pixels by which a window's ink may lie off its place in the other picture."""
_BLUR = 0.17 * _MM
"""Standard deviation of the blur in pixels: strokes come out wider or thinner by half of it."""
_ALIKE = 0.84
"""Least correlation of two windows of one paper. A 6 and an 8 of one fount come to 0.78. Nine of
ten fields of one paper that was scanned twice reach it; the others are for a person to compare."""
_LEAST = 0.25 * _MM**2
"""Pixels of ink from which a window is compared by itself; less is the end of a stroke."""
_DUST = 0.6 * _MM**2
"""Pixels up to which ink that lies alone is dust, of which each passing leaves other."""
_ALONE = round(1.5 * _MM)
"""Pixels about dust in which there is no other ink."""


def packed(ink: Ink) -> bytes:
    """Ink as a PNG of two colours."""
    from PIL import Image

    out = io.BytesIO()
    Image.fromarray(ink).save(out, "PNG")
    return out.getvalue()


def same_ink(one: bytes, other: bytes) -> bool:
    """Whether two packed pictures of the same place show the same ink, stroke by stroke."""
    first, second = _without_dust(_opened(one)), _without_dust(_opened(other))
    height, width = (max(a, b) for a, b in zip(first.shape, second.shape, strict=True))
    first, second = (_filled(ink, height, width) for ink in (first, second))
    return min(_likeness(first, second), _likeness(second, first)) >= _ALIKE


def _opened(png: bytes) -> Ink:
    from PIL import Image

    return np.asarray(Image.open(io.BytesIO(png)).convert("1"), bool)


def _filled(ink: Ink, height: int, width: int) -> Ink:
    return np.pad(ink, ((0, height - ink.shape[0]), (0, width - ink.shape[1])))


def _without_dust(ink: Ink) -> Ink:
    """The ink without small pieces that lie alone."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    kept = ink.copy()
    for piece in range(1, count):
        left, top, width, height, area = stats[piece]
        if area > _DUST:
            continue
        about = (
            slice(max(0, top - _ALONE), top + height + _ALONE),
            slice(max(0, left - _ALONE), left + width + _ALONE),
        )
        if not (ink[about] & (labels[about] != piece)).any():
            kept[labels == piece] = False
    return kept


def _likeness(ink: Ink, other: Ink) -> float:
    """The correlation of the window of the one's ink that has least to do with the other's."""
    mine, theirs = _soft(ink), _soft(np.pad(other, _SHIFT))
    height, width = ink.shape
    least = 1.0
    for top in range(0, max(1, height - _STEP), _STEP):
        for left in range(0, max(1, width - _STEP), _STEP):
            bottom, right = min(height, top + _WINDOW), min(width, left + _WINDOW)
            if ink[top:bottom, left:right].sum() < _LEAST:
                continue
            about = theirs[top : bottom + 2 * _SHIFT, left : right + 2 * _SHIFT]
            found = cv2.matchTemplate(about, mine[top:bottom, left:right], cv2.TM_CCOEFF_NORMED)
            least = min(least, float(np.nan_to_num(found, posinf=0, neginf=0).max()))
    return least


def _soft(ink: Ink) -> NDArray[np.float32]:
    return np.asarray(cv2.GaussianBlur(ink.astype(np.float32), (0, 0), _BLUR), np.float32)
