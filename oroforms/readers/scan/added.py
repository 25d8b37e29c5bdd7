"""What was added to the blank at one place: the ink that is not printed there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from oroforms.documents import Rect
from oroforms.pictures.base import SCALE, Grey, cut
from oroforms.pictures.patches import likenesses
from oroforms.pictures.pieces import pieces_of

Mask: TypeAlias = NDArray[np.bool_]
"""A picture of yes and no: (height, width)."""
BESIDE = 3
"""Pixels beside printed lines that are not looked at: 0.25 mm, what printing spreads."""
_NEAR = 9
"""Pixels beside printed lines within which ink alone is the line itself, grown ragged: what a
fax of 98 lines an inch or a black-and-white copy makes of it."""
_SLIVER = 4
"""Pixels that print has grown by beyond that at most: one line of such a fax and some."""
_RUN = 9
"""Pixels along the print from which ink that thin is no stroke that crosses it."""
_OPEN = 0.2
"""Share of a place that must lie away from print for that to be told."""
_SHIFT = 5
"""Pixels by which print may lie off its place after registration, and is still found."""
_SPECK = 20
"""Pixels of a piece of ink below which it is dust: 0.15 mm²."""
_LEAST_DEPTH = 14.0
"""Least darkness of ink, of 255: a very light pencil is 25."""
_DOTTED = 0.012
"""Share of bare paper under lone dots from which a picture is dithered: others have 0.006."""
_DOTS_BLUR = 2.2
"""Standard deviation in pixels of the blur that makes grey again of dither's dots."""


@dataclass(frozen=True, slots=True, eq=False)
class Added:
    """One place with its surroundings, aligned to the blank to the pixel."""

    ink: Mask
    """Ink that is not printed on the blank."""
    place: Mask
    """The place itself, without its surroundings."""
    inside: Mask
    """The place without what is printed in it and close beside."""
    free: Mask
    """Where the blank prints nothing near."""
    darkness: NDArray[np.float32]
    """How much darker than the paper it is: 0 to 1, black."""
    corner: tuple[int, int]
    """Where the window's left and top lie on the sheet, in its pixels."""
    width: int
    """Pixels of the place."""
    found: float
    """How well the print was recognised in its place, −1 to 1 (normalised correlation)."""

    @property
    def contrast(self) -> float:
        """How dark the added ink inside is: 0 paper, 1 black."""
        return self.darkness_of(self.inside)

    def darkness_of(self, where: Mask) -> float:
        """How dark the added ink is in some part of the window: 0 paper, 1 black."""
        inked = self.darkness[self.ink & where]
        return float(inked.mean()) if inked.size else 0.0


def added(
    grey: Grey, blank: Grey, rect: Rect, around: float, blur: float = 0.0, *, wide: bool = False
) -> Added:
    """The ink in a rectangle, and in ``around`` points about it, beyond the blank's.

    ``grey`` and ``blank`` are whole pages at the scale of sheets, paper near 255; ``blur`` is
    what :func:`blur_of` says of the page. In a ``wide`` place light may be uneven: what is dark
    over more than 4 mm is a shadow.
    """
    left, top, right, bottom = rect
    printed = cut(blank, rect, around)
    height, width = printed.shape
    x0, y0 = max(0, round((left - around) * SCALE)), max(0, round((top - around) * SCALE))
    dx, dy, found = _shift(grey, printed, x0, y0)
    seen = _window(grey, x0 + dx, y0 + dy, height, width)
    dark = printed < 200
    beside, near = grown(dark, BESIDE), grown(dark, _NEAR)
    bx0, by0 = round(left * SCALE) - x0, round(top * SCALE) - y0
    bx1, by1 = round(right * SCALE) - x0, round(bottom * SCALE) - y0
    place = np.zeros(printed.shape, bool)
    place[max(0, by0) : by1, max(0, bx0) : bx1] = True
    if np.count_nonzero(place & ~near) < _OPEN * np.count_nonzero(place):
        near = beside  # so much is printed in the place that no ink is away from it
    darkness, depth = _darkness(seen, ~beside, blur)
    if wide:
        darkness = darkness - _shadow(darkness)
    ink = (darkness > depth / 255) & ~beside
    ink = _plain(ink & ~(place & _slivers(ink, beside)), near)
    return Added(
        ink, place, place & ~beside, ~beside, darkness, (x0 + dx, y0 + dy), bx1 - bx0, found
    )


def blur_of(grey: Grey, blank: Grey) -> float:
    """Pixels of blur without which a page's paper is no even grey: 0 for most, more for dither."""
    height, width = grey.shape
    middle = (slice(height // 4, height * 3 // 4), slice(width // 6, width * 5 // 6))
    bare = ~grown(blank[middle] < 200, 6)
    dark = ((grey[middle] < 190) & bare).view(np.uint8)
    large = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    lone = int(np.count_nonzero(dark)) - int(np.count_nonzero(large))
    return _DOTS_BLUR if lone > _DOTTED * max(1, int(np.count_nonzero(bare))) else 0.0


def part_of_window(rect: Rect, left: float, top: float) -> tuple[slice, slice]:
    """Rows and columns of a rectangle in a window of the sheet that begins at a place (points)."""
    x0, y0, x1, y1 = (
        max(0, round((at - start) * SCALE))
        for at, start in zip(rect, (left, top, left, top), strict=True)
    )
    return slice(y0, y1), slice(x0, x1)


def grown(mask: Mask, by: int) -> Mask:
    """A mask and what lies within so many pixels of it, across and down."""
    kernel = np.ones((2 * by + 1, 2 * by + 1), np.uint8)
    wider: Mask = np.asarray(cv2.dilate(mask.view(np.uint8), kernel)).view(np.bool_)
    return wider


def _shift(grey: Grey, printed: Grey, x0: int, y0: int) -> tuple[int, int, float]:
    """By how many pixels the print lies off its place, and how well it was recognised there."""
    height, width = printed.shape
    wide = _window(grey, x0 - _SHIFT, y0 - _SHIFT, height + 2 * _SHIFT, width + 2 * _SHIFT)
    scores = likenesses(wide, printed)
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


def _darkness(picture: Grey, free: Mask, blur: float) -> tuple[NDArray[np.float32], float]:
    """How much darker than its paper a picture is, and from which of 255 on that is ink."""
    seen = cv2.GaussianBlur(picture, (0, 0) if blur else (3, 3), blur).astype(np.float32)
    bare = seen[free]
    if bare.size == 0:
        return np.zeros(picture.shape, np.float32), _LEAST_DEPTH
    paper = float(np.percentile(bare, 75))
    # Spread of the paper alone: its upper half, which no ink reaches.
    upper = bare[bare >= paper]
    noise = float(np.sqrt(np.mean((upper - paper) ** 2)))
    return np.maximum(paper - seen, 0) / 255, max(_LEAST_DEPTH, (8.0 if blur else 4.0) * noise)


def _shadow(darkness: NDArray[np.float32]) -> NDArray[np.float32]:
    """What is dark over more than a pen's width: the darkness without its finer parts."""
    height, width = darkness.shape
    size = (max(1, width // 4), max(1, height // 4))
    small = cv2.resize(darkness, size, interpolation=cv2.INTER_AREA)
    broad = cv2.morphologyEx(small, cv2.MORPH_OPEN, np.ones((13, 13), np.uint8))
    return np.asarray(cv2.resize(broad, (width, height)), np.float32)


def _plain(ink: Mask, near: Mask) -> Mask:
    """Ink without what print has grown, and dust (pieces below 0.15 mm²)."""
    labels, stats, _middles = pieces_of(ink)
    away = np.bincount(labels[~near], minlength=len(stats)) > 0
    large = (stats[:, cv2.CC_STAT_AREA] >= _SPECK) & away
    large[0] = False
    kept: Mask = large[labels]
    return kept


def _slivers(ink: Mask, beside: Mask) -> Mask:
    """Thin ink along print: it may be the print, grown, and would tie a speck of dust to it."""
    pixels = ink.astype(np.uint8)
    along = pixels * (grown(beside, _SLIVER) & ~beside)
    slivers = np.zeros(ink.shape, bool)
    for run, thick in (((1, _RUN), (_SLIVER + 1, 1)), ((_RUN, 1), (1, _SLIVER + 1))):
        long = cv2.morphologyEx(along, cv2.MORPH_OPEN, np.ones(run, np.uint8)) > 0
        slivers |= long & (cv2.morphologyEx(pixels, cv2.MORPH_OPEN, np.ones(thick, np.uint8)) == 0)
    return slivers
