"""Registration: laying a picture on the form's page, checked by the printing.

A guess is refined from coarse to fine on patches of the blank's printing. Whether the page then
lies right is for :mod:`oroforms.pictures.printing` to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from oroforms.pictures.base import MM, SCALE, Transform
from oroforms.pictures.bending import fitted, homography, smooth_bend
from oroforms.pictures.blank import BlankPage
from oroforms.pictures.light import even_light
from oroforms.pictures.patches import Found, Patch, locate
from oroforms.pictures.warp import Bend, Pyramid, apply, inverse, lay


@dataclass(frozen=True, slots=True)
class _Level:
    """One step of the refinement: resolution, patches and how far they are looked for."""

    scale: float
    half: float
    reach: float
    slack: float
    """Points by which a patch may differ from the others and still agree."""
    every: int = 1
    least: float = 0.0
    """Share of the patches that have to be found."""
    smooth: float = 0.0
    """Points over which displacements are smoothed into a bend."""
    bends: bool = False
    """Pieces of single lines are looked for too."""
    for_bent: bool = False
    """Pages that are as good as flat by then are not laid for it: what it smooths is taken from
    the level before."""


# Of pages of ours at least 0.58 of the patches were found by the second level, worn, torn and
# faxed ones too; of pages laid on the blank of another at most 0.24.
_LEVELS = (
    _Level(1 / 8, half=8 * MM, reach=7 * MM, slack=6.0, every=4),
    _Level(1 / 8, half=6 * MM, reach=3.5 * MM, slack=3.0, every=2, least=0.3),
)
_FIRST_SMOOTH, _FIRST_SLACK = 90.0, 4.0
"""Of the bend that what the last homography left over is smoothed into, in points."""
_BENDS = (
    _Level(1 / 4, half=4 * MM, reach=2.2 * MM, bends=True, smooth=50, slack=2.0),
    _Level(1 / 4, half=3 * MM, reach=1.5 * MM, bends=True, smooth=30, slack=1.0, for_bent=True),
    _Level(1 / 2, half=3 * MM, reach=0.8 * MM, bends=True, smooth=20, slack=0.7),
)
_SETTLED = 0.15
"""Millimetres: when nineteen of twenty patches lie no farther off than this, the page is as good
as flat; the last level looks 0.8 mm far."""
_LIKE = 0.5
"""Likeness from which a patch counts as found while refining."""
_FEW = 12
"""With fewer patches than this no homography is believed."""


@dataclass(frozen=True, eq=False)
class Fit:
    """How a picture lies on a page as far as it has been refined."""

    transform: Transform
    bend: Bend | None
    left: Found
    """What was last looked for, and by how much it still lies off."""


def refine(pyramid: Pyramid, blank: BlankPage, guess: Transform) -> Fit | None:
    """Refine a guess from coarse to fine; ``None`` when the printing does not guide it."""
    size = blank.layout.size
    flat = _flat(pyramid, blank, guess)
    bent = None if flat is None else _bent(flat.left, size, _FIRST_SMOOTH, _FIRST_SLACK)
    if flat is None or bent is None:
        return None
    bend, left = bent
    for level in _BENDS:
        found = (
            left
            if level.for_bent and _is_settled(left)
            else _found(pyramid, blank, flat.transform, bend, level)
        )
        bent = _bent(found, size, level.smooth, level.slack)
        if bent is None:
            return None
        more, left = bent
        bend = Bend(bend.moved + more.moved)
    return _straightened(Fit(flat.transform, bend, left), size)


def _flat(pyramid: Pyramid, blank: BlankPage, guess: Transform) -> Fit | None:
    """The homography that a guess is refined to, and what it leaves."""
    fit = None
    transform = guess
    for level in _LEVELS:
        found = _found(pyramid, blank, transform, None, level)
        good = found.likeness.min(axis=1) > _LIKE
        if int(good.sum()) < max(_FEW, level.least * len(good)):
            return None
        here = found.places / SCALE
        there = here + found.moved / SCALE
        step = homography(here[good], there[good], level.slack)
        if step is None:
            return None
        transform = transform @ step
        transform /= transform[2, 2]
        left = replace(found, moved=(apply(inverse(step), there) - here) * SCALE)
        fit = Fit(transform, None, left)
    return fit


def _bent(
    found: Found, size: tuple[float, float], smooth: float, slack: float
) -> tuple[Bend, Found] | None:
    """The bend that displacements say together, and what it leaves of them."""
    sure = np.where(found.likeness > _LIKE, found.likeness**2, 0.0)
    if int((sure.min(axis=1) > 0).sum()) < _FEW:
        return None
    places, moved = found.places / SCALE, found.moved / SCALE
    bend = smooth_bend(places, moved, sure, size, smooth, slack)
    return bend, replace(found, moved=(moved - bend.at(places, size)) * SCALE)


def _is_settled(left: Found) -> bool:
    sure = left.likeness > _LIKE
    return bool(np.quantile(np.abs(left.moved[sure]), 0.95) < _SETTLED * MM)


def _straightened(fit: Fit, size: tuple[float, float]) -> Fit:
    """The same way into the picture, with as little bend as a homography leaves."""
    if fit.bend is None:
        return fit
    rows, columns = fit.bend.moved.shape[:2]
    xs, ys = np.meshgrid(np.linspace(0, size[0], columns), np.linspace(0, size[1], rows))
    nodes = np.column_stack([xs.ravel(), ys.ravel()])
    there = nodes + fit.bend.moved.reshape(-1, 2)
    plane = fitted(nodes, there, np.ones(len(nodes)))
    left = apply(inverse(plane), there) - nodes
    straight = fit.transform @ plane
    bend = Bend(left.reshape(rows, columns, 2))
    return replace(fit, transform=straight / straight[2, 2], bend=bend)


def _found(
    pyramid: Pyramid, blank: BlankPage, transform: Transform, bend: Bend | None, level: _Level
) -> Found:
    laid = lay(pyramid, transform, blank.layout.size, level.scale, bend)
    patches: Sequence[Patch] = blank.patches if level.bends else blank.corners[:: level.every]
    return locate(
        even_light(laid),
        blank.at(level.scale),
        patches,
        scale=level.scale,
        half=level.half,
        reach=level.reach,
    )
