"""Patches: small pieces of the blank's printing, found again on a page that was laid on it.

A patch says by how much the page lies off at its place. Many patches say how well a page is
registered, and how paper or feed bent it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from oroforms.pictures.base import MM, Grey

_CELL = round(8 * MM)
"""One patch in every cell of 8 mm that has printing with corners."""
_HALF = round(3.2 * MM)
_SHRINK = 4


@dataclass(frozen=True, slots=True)
class Patch:
    """A square piece of the blank around a point, in pixels of a sheet.

    ``across`` and ``down`` say in which directions it can be found again: a piece of a
    horizontal line says how far down the page lies, and nothing of how far across.
    """

    x: float
    y: float
    across: bool = True
    down: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Where patches were found: places and displacements in pixels of a sheet.

    ``likeness`` has a column for across and one for down: 0 where a patch says nothing.
    """

    places: NDArray[np.float64]
    moved: NDArray[np.float64]
    likeness: NDArray[np.float64]
    patches: tuple[Patch, ...]
    """Those that were looked for, one a row: what lies at the page's very edge is not."""


def find_patches(blank: Grey) -> tuple[Patch, ...]:
    """The best places of each cell: where edges of both directions meet, else edges of one."""
    height, width = (edge // _SHRINK * _SHRINK for edge in blank.shape)
    small = cv2.resize(
        blank[:height, :width],
        (width // _SHRINK, height // _SHRINK),
        interpolation=cv2.INTER_AREA,
    )
    window = (_HALF // _SHRINK * 2 + 1,) * 2
    steep = cv2.boxFilter(cv2.Sobel(small, cv2.CV_32F, 1, 0) ** 2, -1, window)
    level = cv2.boxFilter(cv2.Sobel(small, cv2.CV_32F, 0, 1) ** 2, -1, window)
    both = cv2.cornerMinEigenVal(small, blockSize=window[0], ksize=3)
    margin = _HALF // _SHRINK + 2
    least_both, least = 0.02 * float(both.max()), 0.02 * float(max(steep.max(), level.max()))
    cell = _CELL // _SHRINK
    patches = []
    for top in range(margin, both.shape[0] - margin, cell):
        for left in range(margin, both.shape[1] - margin, cell):
            here = np.s_[
                top : min(top + cell, both.shape[0] - margin),
                left : min(left + cell, both.shape[1] - margin),
            ]
            kinds = (
                ((both, least_both, True, True),)
                if both[here].max() > least_both
                else ((steep, least, True, False), (level, least, False, True))
            )
            for strength, enough, across, down in kinds:
                piece = strength[here]
                row, column = divmod(int(piece.argmax()), piece.shape[1])
                if piece[row, column] > enough:
                    x, y = (left + column + 0.5) * _SHRINK, (top + row + 0.5) * _SHRINK
                    patches.append(Patch(x, y, across, down))
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
    sought, moved, likeness = [], [], []
    for patch in patches:
        x, y = int(patch.x * scale), int(patch.y * scale)
        by_x, by_y = far if patch.across else 0, far if patch.down else 0
        if (
            x < side + by_x
            or y < side + by_y
            or x + side + by_x >= width
            or y + side + by_y >= height
        ):
            continue
        template = blank[y - side : y + side + 1, x - side : x + side + 1]
        region = sheet[y - side - by_y : y + side + by_y + 1, x - side - by_x : x + side + by_x + 1]
        scores = likenesses(region, template)
        _low, best, _where, (column, row) = cv2.minMaxLoc(scores)
        if not math.isfinite(best):
            continue
        sought.append(patch)
        moved.append(
            (
                (column - by_x + peak(scores[row], column)) / scale,
                (row - by_y + peak(scores[:, column], row)) / scale,
            )
        )
        # A peak at the rim is no peak: the patch lies farther off, or nowhere.
        at_rim = (by_x and column in {0, 2 * by_x}) or (by_y and row in {0, 2 * by_y})
        like = 0.0 if at_rim else best
        likeness.append((like * patch.across, like * patch.down))
    return Found(
        np.array([(patch.x, patch.y) for patch in sought], np.float64).reshape(-1, 2),
        np.array(moved, np.float64).reshape(-1, 2),
        np.array(likeness, np.float64).reshape(-1, 2),
        tuple(sought),
    )


def likenesses(region: Grey, template: Grey) -> NDArray[np.float32]:
    """How like a template each place of a region is, −1 to 1, whatever the light.

    (OpenCV takes half the time for broken numbers that it takes for whole ones.)
    """
    scores = cv2.matchTemplate(
        region.astype(np.float32), template.astype(np.float32), cv2.TM_CCOEFF_NORMED
    )
    return np.asarray(scores, np.float32)


def peak(values: NDArray[Any], at: int) -> float:
    """How far beside its highest value a curve has its peak, by a parabola through three."""
    if not 0 < at < len(values) - 1:
        return 0.0
    before, here, after = (float(value) for value in values[at - 1 : at + 2])
    bend = before - 2 * here + after
    return 0.0 if bend >= 0 else max(-0.5, min(0.5, 0.5 * (before - after) / bend))
