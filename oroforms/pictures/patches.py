"""Patches: small pieces of the blank's printing, found again on a page that was laid on it.

A patch says by how much the page lies off at its place. Many patches say how well a page is
registered, and how paper or feed bent it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from oroforms.pictures.base import SHEET_DPI, Grey

_MM = SHEET_DPI / 25.4
_CELL = round(8 * _MM)
"""One patch in every cell of 8 mm that has printing with corners."""
_HALF = round(3.2 * _MM)


@dataclass(frozen=True, slots=True)
class Patch:
    """A square piece of the blank around a point, in pixels of a sheet."""

    x: float
    y: float


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Where patches were found: places, displacements (both pixels of a sheet) and likeness."""

    places: NDArray[np.float64]
    moved: NDArray[np.float64]
    likeness: NDArray[np.float64]


def find_patches(blank: Grey) -> tuple[Patch, ...]:
    """The best place of each cell: where edges of both directions meet."""
    half = cv2.resize(blank, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    strength = cv2.cornerMinEigenVal(half, blockSize=_HALF // 2 | 1, ksize=3)
    margin = _HALF // 4 + 2
    strength[:margin] = strength[-margin:] = 0
    strength[:, :margin] = strength[:, -margin:] = 0
    cell = _CELL // 4
    least = 0.02 * float(strength.max())
    patches = []
    for top in range(0, strength.shape[0], cell):
        for left in range(0, strength.shape[1], cell):
            piece = strength[top : top + cell, left : left + cell]
            row, column = divmod(int(piece.argmax()), piece.shape[1])
            if piece[row, column] > least:
                patches.append(Patch((left + column + 0.5) * 4, (top + row + 0.5) * 4))
    return tuple(patches)


def locate(
    sheet: Grey,
    blank: Grey,
    patches: Sequence[Patch],
    *,
    scale: float,
    half: float,
    reach: float,
) -> Found:
    """Where each patch of the blank lies on a sheet.

    Both pictures are shrunk alike: ``scale`` is their pixels to one of a sheet. ``half`` is half
    the side of a patch and ``reach`` how far off it is looked for, both in pixels of a sheet.
    Positions are found to a fraction of a pixel by a parabola through the peak.
    """
    side, far = max(4, round(half * scale)), max(2, round(reach * scale))
    height, width = blank.shape
    places, moved, likeness = [], [], []
    for patch in patches:
        x, y = round(patch.x * scale), round(patch.y * scale)
        around = side + far
        if x < around or y < around or x + around >= width or y + around >= height:
            continue
        template = blank[y - side : y + side + 1, x - side : x + side + 1]
        region = sheet[y - around : y + around + 1, x - around : x + around + 1]
        scores = cv2.matchTemplate(region, template, cv2.TM_CCOEFF_NORMED)
        _low, best, _where, (column, row) = cv2.minMaxLoc(scores)
        if not np.isfinite(best):
            continue
        places.append((patch.x, patch.y))
        moved.append(
            (
                (column - far + _peak(scores[row], column)) / scale,
                (row - far + _peak(scores[:, column], row)) / scale,
            )
        )
        # A peak at the rim is no peak: the patch lies farther off, or nowhere.
        at_rim = row in {0, 2 * far} or column in {0, 2 * far}
        likeness.append(0.0 if at_rim else best)
    return Found(
        np.array(places, np.float64).reshape(-1, 2),
        np.array(moved, np.float64).reshape(-1, 2),
        np.array(likeness, np.float64),
    )


def _peak(values: NDArray[np.float32], at: int) -> float:
    """How far beside its highest value a curve has its peak, by a parabola through three."""
    if not 0 < at < len(values) - 1:
        return 0.0
    before, here, after = (float(value) for value in values[at - 1 : at + 2])
    bend = before - 2 * here + after
    return 0.0 if bend >= 0 else max(-0.5, min(0.5, 0.5 * (before - after) / bend))
