"""Registration: laying a picture on the form's page, checked by the printing.

A guess is refined from coarse to fine on patches of the blank's printing, then the printed words
are looked for where they should stand. Without them in their places nothing is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oroforms.pictures.base import SCALE, Grey, Transform
from oroforms.pictures.bending import homography, smooth_bend
from oroforms.pictures.blank import BlankPage
from oroforms.pictures.light import even_light
from oroforms.pictures.patches import Found, Patch, locate
from oroforms.pictures.warp import Bend, Pyramid, lay

_MM = SCALE * 72 / 25.4
"""Pixels of a sheet in a millimetre."""


@dataclass(frozen=True, slots=True)
class _Level:
    """One step of the refinement: resolution, patches and how far they are looked for."""

    scale: float
    half: float
    reach: float
    slack: float
    """Points by which a patch may differ from the others and still agree."""
    every: int = 1
    smooth: float = 0.0
    """Points over which displacements are smoothed into a bend."""
    bends: bool = False
    """Pieces of single lines are looked for too."""


_LEVELS = (
    _Level(1 / 8, half=8 * _MM, reach=7 * _MM, slack=6.0, every=4),
    _Level(1 / 8, half=6 * _MM, reach=3 * _MM, slack=3.0, every=2),
)
_BENDS = (
    _Level(1 / 8, half=6 * _MM, reach=3.5 * _MM, smooth=90, slack=4.0, every=2),
    _Level(1 / 4, half=4 * _MM, reach=2.2 * _MM, bends=True, smooth=50, slack=2.0),
    _Level(1 / 4, half=3 * _MM, reach=1.5 * _MM, bends=True, smooth=30, slack=1.0),
    _Level(1 / 2, half=3 * _MM, reach=0.8 * _MM, bends=True, smooth=20, slack=0.7),
)
_LIKE = 0.5
"""Likeness from which a patch counts as found while refining."""
_FEW = 12
"""With fewer patches than this no homography is believed."""


@dataclass(frozen=True, eq=False)
class Fit:
    """How a picture lies on a page as far as it has been refined."""

    transform: Transform
    bend: Bend | None = None


def refine(pyramid: Pyramid, blank: BlankPage, guess: Transform) -> Fit | None:
    """Refine a guess from coarse to fine; ``None`` when the printing does not guide it."""
    transform = guess
    size = blank.layout.size
    for level in _LEVELS:
        found = _found(pyramid, blank, Fit(transform), level)
        good = found.likeness.min(axis=1) > _LIKE
        if int(good.sum()) < _FEW:
            return None
        here = found.places[good] / SCALE
        step = homography(here, here + found.moved[good] / SCALE, level.slack)
        if step is None:
            return None
        transform = transform @ step
        transform /= transform[2, 2]
    bend: Bend | None = None
    for level in _BENDS:
        found = _found(pyramid, blank, Fit(transform, bend), level)
        sure = np.where(found.likeness > _LIKE, found.likeness**2, 0.0)
        if int((sure.min(axis=1) > 0).sum()) < _FEW:
            return None
        more = smooth_bend(found.places / SCALE, found.moved / SCALE, sure, size, level.smooth, level.slack)
        bend = more if bend is None else Bend(bend.moved + more.moved)
    return Fit(transform, bend)


def _found(pyramid: Pyramid, blank: BlankPage, fit: Fit, level: _Level) -> Found:
    laid = lay(pyramid, fit.transform, blank.layout.size, level.scale, fit.bend)
    patches: Sequence[Patch] = blank.patches if level.bends else blank.corners[:: level.every]
    return locate(
        even_light(laid),
        blank.at(level.scale),
        patches,
        scale=level.scale,
        half=level.half,
        reach=level.reach,
    )


@dataclass(frozen=True, slots=True)
class Check:
    """What the printed words say of a sheet."""

    words: int
    found: float
    """Share of the words that stand in their places, 0–1."""
    residual: float
    """Points: all but one in twenty of the words found lie at most so far off their place."""


_CHECK_SCALE = 1 / 2
_CHECK_REACH = 0.9 * _MM
_SURE = 0.55
"""Likeness from which a word counts as found."""


def check(sheet: Grey, blank: BlankPage) -> Check:
    """Look for every printed word of the blank in its place on a sheet."""
    import cv2

    half = np.asarray(
        cv2.resize(sheet, None, fx=_CHECK_SCALE, fy=_CHECK_SCALE, interpolation=cv2.INTER_AREA),
        np.uint8,
    )
    printed = blank.at(_CHECK_SCALE)
    reach = round(_CHECK_REACH * _CHECK_SCALE)
    height, width = min(half.shape[0], printed.shape[0]), min(half.shape[1], printed.shape[1])
    total, off = 0, []
    for rect in blank.words:
        left, top, right, bottom = (round(edge * SCALE * _CHECK_SCALE) for edge in rect)
        left, top, right, bottom = left - 2, top - 2, right + 2, bottom + 2
        if (
            left < reach
            or top < reach
            or right + reach >= width
            or bottom + reach >= height
            or right - left < _SHORTEST
        ):
            continue
        total += 1
        template = printed[top:bottom, left:right]
        region = half[top - reach : bottom + reach, left - reach : right + reach]
        scores = cv2.matchTemplate(region, template, cv2.TM_CCOEFF_NORMED)
        _low, best, _where, (column, row) = cv2.minMaxLoc(scores)
        if best >= _SURE:
            off.append(float(np.hypot(column - reach, row - reach)))
    if not total:
        return Check(0, 0.0, float("inf"))
    distances: NDArray[np.float64] = np.array(off or [np.inf]) / _CHECK_SCALE / SCALE
    return Check(total, len(off) / total, float(np.quantile(distances, 0.95)))


_SHORTEST = 16
"""Pixels at 150 dpi: shorter words (numbers, och) are too easily found anywhere."""
