"""What was added to the blank at one place: the ink that is not printed there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from oroforms.documents import Rect
from oroforms.pictures.base import SCALE, Grey, cut

Mask: TypeAlias = NDArray[np.bool_]
"""A picture of yes and no: (height, width)."""
BESIDE = 3
"""Pixels beside printed lines that are not looked at: 0.25 mm, what printing spreads."""
_SHIFT = 5
"""Pixels by which print may lie off its place after registration, and is still found."""
_SPECK = 20
"""Pixels of a piece of ink below which it is dust: 0.15 mm²."""


@dataclass(frozen=True, slots=True, eq=False)
class Added:
    """One place with its surroundings, aligned to the blank to the pixel."""

    ink: Mask
    """Ink that is not printed on the blank."""
    place: Mask
    """The place itself, without its surroundings."""
    inside: Mask
    """The place without what is printed in it and close beside."""
    width: int
    """Pixels of the place."""
    found: float
    """How well the print was recognised in its place, −1 to 1 (normalised correlation)."""
    contrast: float
    """How dark the added ink inside is: 0 paper, 1 black."""


def added(grey: Grey, blank: Grey, rect: Rect, around: float) -> Added:
    """The ink in a rectangle, and in ``around`` points about it, beyond the blank's.

    ``grey`` and ``blank`` are whole pages at the scale of sheets, paper near 255.
    """
    left, top, right, bottom = rect
    printed = cut(blank, rect, around)
    height, width = printed.shape
    x0, y0 = max(0, round((left - around) * SCALE)), max(0, round((top - around) * SCALE))
    dx, dy, found = _shift(grey, printed, x0, y0)
    seen = _window(grey, x0 + dx, y0 + dy, height, width)
    kernel = np.ones((2 * BESIDE + 1, 2 * BESIDE + 1), np.uint8)
    beside = cv2.dilate((printed < 200).astype(np.uint8), kernel) > 0
    bx0, by0 = round(left * SCALE) - x0, round(top * SCALE) - y0
    bx1, by1 = round(right * SCALE) - x0, round(bottom * SCALE) - y0
    place = np.zeros(printed.shape, bool)
    place[max(0, by0) : by1, max(0, bx0) : bx1] = True
    inside = place & ~beside
    ink, contrast = _ink(seen, beside, inside)
    return Added(ink, place, inside, bx1 - bx0, found, contrast)


def _shift(grey: Grey, printed: Grey, x0: int, y0: int) -> tuple[int, int, float]:
    """By how many pixels the print lies off its place, and how well it was recognised there."""
    height, width = printed.shape
    wide = _window(grey, x0 - _SHIFT, y0 - _SHIFT, height + 2 * _SHIFT, width + 2 * _SHIFT)
    scores = cv2.matchTemplate(wide, printed, cv2.TM_CCOEFF_NORMED)
    _, best, _, (x, y) = cv2.minMaxLoc(scores)
    return x - _SHIFT, y - _SHIFT, float(best) if np.isfinite(best) else -1.0


def _window(grey: Grey, x: int, y: int, height: int, width: int) -> Grey:
    """A part of the page; what lies beyond its edge is paper."""
    part = np.full((height, width), 255, np.uint8)
    high, wide = grey.shape
    top, left = max(0, y), max(0, x)
    bottom, right = min(high, y + height), min(wide, x + width)
    if bottom > top and right > left:
        part[top - y : bottom - y, left - x : right - x] = grey[top:bottom, left:right]
    return part


def _ink(picture: Grey, printed: Mask, inside: Mask) -> tuple[Mask, float]:
    """Where there is ink that is not printed, and how dark the ink inside the box is."""
    seen = cv2.GaussianBlur(picture, (3, 3), 0).astype(np.float32)
    free = seen[~printed]
    if free.size == 0:
        return np.zeros(picture.shape, bool), 0.0
    paper = float(np.percentile(free, 75))
    # Spread of the paper alone: its upper half, which no ink reaches.
    upper = free[free >= paper]
    noise = float(np.sqrt(np.mean((upper - paper) ** 2))) if upper.size else 0.0
    depth = max(14.0, 4.0 * noise)
    ink = (seen < paper - depth) & ~printed
    ink = _without_specks(ink)
    inked = seen[ink & inside]
    return ink, float((paper - inked.mean()) / 255) if inked.size else 0.0


def _without_specks(ink: Mask) -> Mask:
    """Ink without pieces below 0.15 mm²: dust, and the dots of a bad copy."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    large = np.zeros(count, bool)
    large[1:] = stats[1:, cv2.CC_STAT_AREA] >= _SPECK
    kept: Mask = large[labels]
    return kept
