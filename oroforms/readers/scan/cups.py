"""Rings that cups leave: pale circles that run on over print and paper.

A ring is looked for on the whole page, for the arc of it that goes through one room looks like many
things; it counts where it is seen on most of the bare paper along a good part of its way. What a
threshold leaves of a ring is as dark as any pen: there ink that lies on one circle is no more than
a doubt.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from oroforms.pictures.base import MM
from oroforms.readers.scan.added import Mask
from oroforms.readers.scan.faces import Shape

_RADIUS = (20.0, 50.0)
"""mm of a cup's radius, the least and the most."""
_SMALLER = 6
"""Times smaller that the page is looked at: two pixels to the millimetre show a ring."""
_DARKEST, _STEEPER = 60.0, 6.0
"""Of 255, more than which no ring is dark, so that writing does not outweigh it; and how many
times darker it is made."""
_EDGE, _PERFECT = 60, 0.5
"""Parameters of Hough's transform: the gradient of an edge, and how perfect a circle is asked."""
_BESIDE = 5.0
"""mm to both sides of the circle that are looked at."""
_WITHIN, _PAPER = 3.0, 4.0
"""mm beside it within which the ring lies, and beyond which its paper."""
_ANGLES, _STEP = 720, 2.0
"""Rays from the middle, and pixels from place to place on them."""
_FAINT = 6.0
"""Of 255: what is darker than the paper beside it by this is the ring."""
_ARC = 150
"""Degrees on which a ring is seen at least."""
_BARE, _SEEN = 0.3, 0.8
"""Share of such an arc that lies on bare paper, and of that on which the ring is seen."""
_EDGES = 0.5
"""Share of a ring's usual darkness at which it ends, inside and outside."""
_MARGIN = 12.0
"""Pixels beside that which are its own: it is uneven, and no circle to the pixel."""
_MINE, _DARKER, _MOST = 0.97, 1.5, 99
"""Share of the ink that lies on a ring if it is nothing else, and how many times darker than the
ring usually is its darkest (this percentile) is: what somebody wrote on a ring is darker."""
_UNEVEN = 10.0
"""Of 255: the same of a ring so pale that only parts of it are ink."""
_FILLED = 0.5
"""Share of the ring's way through a room that is dark: where a word is all there is, less is."""
_CIRCLE = (12.0, 70.0)
"""mm of the radius of a circle that ink lies on, the least and the most, beyond what cups have: a
threshold leaves a thin line of dots of a part of a ring."""
_RINGED, _OFF = 0.95, 1.2
"""Share of the ink that lies on one circle then, to so many mm."""


@dataclass(frozen=True, slots=True)
class Ring:
    """A ring on a sheet; pixels."""

    x: float
    y: float
    inner: float
    outer: float
    darkness: float
    """How much darker than the paper it is in the median, 0–255."""

    def is_all_of(self, ink: Mask, darkness: Shape, free: Mask, corner: tuple[int, int]) -> bool:
        """Whether the ink in a window is the ring's arc through it and nothing else.

        ``free`` is where the window shows the room's paper or ink on it, ``corner`` its left and
        top.
        """
        rows, columns = np.indices(ink.shape)
        away = np.hypot(columns + (corner[0] - self.x), rows + (corner[1] - self.y))
        near = (away >= self.inner - _MARGIN) & (away <= self.outer + _MARGIN)
        core = (away >= self.inner) & (away <= self.outer) & free
        return (
            float(near[ink].mean()) >= _MINE
            and bool(core.any())
            and float((darkness[core] > _FAINT).mean()) >= _FILLED
            and float(np.percentile(darkness[ink], _MOST)) <= _DARKER * self.darkness + _UNEVEN
        )


def rings_on(darkness: Shape, printed: Mask) -> list[Ring]:
    """The rings on a page; ``darkness`` 0–255, ``printed`` where the blank prints and beside."""
    free = np.where(printed, np.float32(0), np.minimum(darkness, _DARKEST))
    size = (free.shape[1] // _SMALLER, free.shape[0] // _SMALLER)
    small = cv2.GaussianBlur(cv2.resize(free, size, interpolation=cv2.INTER_AREA), (0, 0), 1.2)
    picture = np.clip(small * _STEEPER, 0, 255).astype(np.uint8)
    least, most = (round(radius * MM / _SMALLER) for radius in _RADIUS)
    found = cv2.HoughCircles(
        picture, cv2.HOUGH_GRADIENT_ALT, 1.5, least / 2,
        param1=_EDGE, param2=_PERFECT, minRadius=least, maxRadius=most,
    )  # fmt: skip
    circles = [] if found is None else (found[0, :, :3] * _SMALLER).tolist()
    return [ring for circle in circles for ring in _seen(darkness, printed, circle)]


def _seen(darkness: Shape, printed: Mask, circle: Sequence[float]) -> Iterator[Ring]:
    """The ring on a circle (its middle and radius), if one is seen there."""
    x, y, radius = circle
    off = np.arange(-_BESIDE * MM, _BESIDE * MM + 1, _STEP)
    turn = np.linspace(0, 2 * np.pi, _ANGLES, endpoint=False)[:, None]
    across = (x + (radius + off) * np.cos(turn)).astype(np.float32)
    down = (y + (radius + off) * np.sin(turn)).astype(np.float32)
    soft = cv2.remap(darkness, across, down, cv2.INTER_LINEAR)
    covered = cv2.remap(
        printed.view(np.uint8), across, down, cv2.INTER_NEAREST,
        borderMode=cv2.BORDER_CONSTANT, borderValue=1,
    )  # fmt: skip
    bare = np.where(covered > 0, np.float32(np.nan), soft)
    within, beside = np.abs(off) <= _WITHIN * MM, np.abs(off) >= _PAPER * MM
    known = np.isfinite(bare[:, beside]).any(axis=1)
    known &= np.isfinite(bare[:, within]).mean(axis=1) > 1 / 2
    rim, paper = np.zeros(_ANGLES), np.zeros(_ANGLES)
    rim[known] = np.nanmax(bare[known][:, within], axis=1)
    paper[known] = np.nanmedian(bare[known][:, beside], axis=1)
    dark = known & (rim - paper > _FAINT)
    if not _has_arc(known, dark):
        return
    counts = np.maximum(1, np.isfinite(bare[dark]).sum(axis=0))
    profile = np.nansum(bare[dark], axis=0) / counts - np.median(paper[dark])
    lies = np.flatnonzero(within & (profile > _EDGES * profile[within].max()))
    inner, outer = radius + off[lies[0]], radius + off[lies[-1]]
    yield Ring(x, y, float(inner), float(outer), float(np.median((rim - paper)[dark])))


def _has_arc(known: Mask, dark: Mask) -> bool:
    """Whether the ring is seen on some arc nearly wherever there is bare paper; by ray."""
    length = _ARC * _ANGLES // 360
    seen, told = (
        np.convolve(np.concatenate([each, each[: length - 1]]), np.ones(length), mode="valid")
        for each in (dark, known)
    )
    return bool(((told >= _BARE * length) & (seen >= _SEEN * told)).any())


def is_part_of_a_ring(ink: Mask) -> bool:
    """Whether nearly all ink lies on one circle as large as the foot of a cup."""
    rows, columns = (each.astype(np.float64) for each in np.nonzero(ink))
    rows, columns = rows - rows.mean(), columns - columns.mean()
    # A circle is linear in its middle (a, b) and c = r² − a² − b²: x² + y² = 2ax + 2by + c.
    terms = np.column_stack([2 * columns, 2 * rows, np.ones_like(rows)])
    (a, b, c), *_rest = np.linalg.lstsq(terms, columns**2 + rows**2, rcond=None)
    radius = float(np.sqrt(max(0.0, c + a * a + b * b)))
    off = np.abs(np.hypot(columns - a, rows - b) - radius)
    least, most = (each * MM for each in _CIRCLE)
    return least <= radius <= most and float((off <= _OFF * MM).mean()) >= _RINGED
