"""Pens: strokes of ink on a page, as layers over its print.

A layer says how much ink covers each point, 0–255, at :data:`PRINT_DPI`. Ink
works like a filter: light that falls on the paper passes it twice, and the
part that comes back is told for red, green and blue. What a scanner makes of
a red or a blue pen in grey follows from that and from its lamp.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from oroforms.pictures.base import Grey

PRINT_DPI: Final = 600
SCALE: Final = PRINT_DPI / 72
"""Pixels of a layer in one point."""
POINTS_PER_MM: Final = 72 / 25.4

Points = NDArray[np.float64]
"""A path of the pen: (points, 2) in points from the top left of the page."""


@dataclass(frozen=True, slots=True)
class Ink:
    """A colour of ink: the share of red, green and blue light that comes back from it."""

    name: str
    back: tuple[float, float, float]
    grain: float = 0.0
    """How much the paper's roughness shows in it: 0 a gel pen, 0.25 a ballpoint, 0.6 a pencil."""


BLACK = Ink("black", (0.10, 0.10, 0.11), 0.18)
BLUE = Ink("blue", (0.16, 0.22, 0.58), 0.22)
NAVY = Ink("dark blue", (0.10, 0.12, 0.32), 0.12)
RED = Ink("red", (0.78, 0.16, 0.18), 0.15)
GREEN = Ink("green", (0.12, 0.48, 0.28), 0.15)
PENCIL = Ink("pencil", (0.40, 0.40, 0.41), 0.5)
FAINT = Ink("light pencil", (0.66, 0.66, 0.67), 0.5)

INKS: Final = (BLUE, BLACK, NAVY, PENCIL, RED, GREEN, FAINT)
SHARES: Final = (0.38, 0.27, 0.15, 0.08, 0.05, 0.04, 0.03)
"""How often each is used: most forms come back in blue or black ballpoint."""


@dataclass(frozen=True, slots=True)
class Pen:
    """A pen in a person's hand."""

    ink: Ink
    width: float
    """Millimetres: 0.2 a fine pencil, 0.4 a ballpoint, 1.2 a felt pen."""
    tremor: float
    """How far a stroke strays from its path, in points."""


def a_pen(random: Generator) -> Pen:
    """A pen as one lies at hand, held by somebody."""
    ink = INKS[random.choice(len(INKS), p=SHARES)]
    if ink in (PENCIL, FAINT):
        width = random.uniform(0.25, 0.7)
    else:
        width = float(np.clip(random.lognormal(np.log(0.45), 0.35), 0.2, 1.2))
    return Pen(ink, float(width), float(random.uniform(0.05, 0.35)))


@dataclass(slots=True)
class Canvas:
    """The layers of ink on one page, drawn into by :meth:`stroke` and :meth:`stamp`."""

    height: int
    width: int
    layers: dict[Ink, Grey] = field(default_factory=dict)

    def stroke(self, pen: Pen, path: Points, random: Generator, *, pressure: float = 1.0) -> None:
        """Draw one stroke along a path of points; ``pressure`` thickens it."""
        smooth = _shaken(path, pen.tremor, random) * SCALE
        base = pen.width * POINTS_PER_MM * SCALE * pressure
        reach = int(base * 1.5) + 3
        left, top = np.floor(smooth.min(axis=0)).astype(int) - reach
        right, bottom = np.ceil(smooth.max(axis=0)).astype(int) + reach
        patch = np.zeros((max(1, bottom - top), max(1, right - left)), np.uint8)
        pixels = np.round((smooth - (left, top)) * 16).astype(np.int32)
        # A pen is set down, pressed and lifted: the ends are thinner than the middle.
        pieces = np.array_split(np.arange(len(pixels)), min(5, max(1, len(pixels) // 3)))
        for number, piece in enumerate(pieces):
            at = piece if number == 0 else np.concatenate([[piece[0] - 1], piece])
            ends = 0.82 if number in (0, len(pieces) - 1) and len(pieces) > 1 else 1.0
            thickness = max(1, round(base * ends * random.uniform(0.9, 1.1)))
            cv2.polylines(patch, [pixels[at]], False, 255, thickness, cv2.LINE_AA, 4)
        self.stamp(pen.ink, patch, int(left), int(top), random)

    def stamp(self, ink: Ink, patch: Grey, left: int, top: int, random: Generator) -> None:
        """Put a patch of coverage onto the page at a pixel; what lies outside is cut off."""
        x0, y0 = max(0, left), max(0, top)
        x1, y1 = min(self.width, left + patch.shape[1]), min(self.height, top + patch.shape[0])
        if x1 <= x0 or y1 <= y0:
            return
        inside = patch[y0 - top : y1 - top, x0 - left : x1 - left]
        if ink.grain:
            grain = _grain(ink.grain, inside.shape, random)
            inside = np.asarray(cv2.multiply(inside, grain, scale=1 / 255))
        layer = self.layers.get(ink)
        if layer is None:
            layer = self.layers[ink] = np.zeros((self.height, self.width), np.uint8)
        region = layer[y0:y1, x0:x1]
        np.maximum(region, inside, out=region)


def _shaken(path: Points, tremor: float, random: Generator) -> Points:
    """The path with rounded corners, as a hand follows it."""
    points = np.asarray(path, np.float64)
    if len(points) == 1:
        points = np.concatenate([points, points + 0.01])
    points = points + random.normal(0, tremor, points.shape)
    for _ in range(2):  # Chaikin's corner cutting
        first, last = points[:1], points[-1:]
        near, far = points[:-1] * 0.75 + points[1:] * 0.25, points[:-1] * 0.25 + points[1:] * 0.75
        between = np.stack([near, far], axis=1).reshape(-1, 2)
        points = np.concatenate([first, between, last])
    return points


_TILE = 1024


@lru_cache(maxsize=8)
def _roughness(grain: float) -> Grey:
    """A tile of paper's roughness at some 0.1 mm, and of skips of a ball pen at some 0.5 mm."""
    random = np.random.default_rng(20261122)
    fine = cv2.GaussianBlur(random.normal(0, 1, (_TILE, _TILE)).astype(np.float32), (0, 0), 1.6)
    coarse = cv2.GaussianBlur(random.normal(0, 1, (_TILE, _TILE)).astype(np.float32), (0, 0), 7)
    mixed = fine / fine.std() * 0.8 + coarse / coarse.std() * 0.6
    passed = 1 - grain * np.clip(0.6 + 0.9 * mixed, 0, 2.2) / 1.6
    return np.asarray(np.clip(passed * 255, 20, 255), np.uint8)


def _grain(grain: float, shape: Sequence[int], random: Generator) -> Grey:
    tile = _roughness(grain)
    height, width = shape[0], shape[1]
    if height > _TILE // 2 or width > _TILE // 2:
        tile = np.tile(tile, (height // _TILE + 2, width // _TILE + 2))
    y, x = random.integers(0, tile.shape[0] - height), random.integers(0, tile.shape[1] - width)
    return tile[y : y + height, x : x + width]
