"""Tick boxes on a registered sheet: each compared with the same box of the blank.

Darkness alone cannot tell a tick from a fold, a neighbour's long stroke or a
box that was struck out, so several measures are graded, and a box is only
taken for ticked or empty where all of them agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from oroforms.documents import Rect
from oroforms.pictures.base import Grey, Sheet
from oroforms.readers.scan.added import BESIDE, Added, Mask, added
from oroforms.readers.scan.base import Tick, TickReading

_AROUND = 8.5
"""Points looked at around a box: 3 mm, about as far as a hasty tick reaches."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What was measured of the ink in and around one box; lengths in widths of the box."""

    found: float
    """How well the printed box was recognised in its place, −1 to 1 (normalised correlation)."""
    fill: float
    """Share of the box's inside that bears ink."""
    contrast: float
    """How dark that ink is: 0 paper, 1 black."""
    spread: float
    """The larger side of the ink inside the box."""
    length: float
    """Length of all strokes that touch the inside, drawn out in one line."""
    share: float
    """How much of the ink of those strokes lies inside the box."""
    reach: float
    """How far they go beyond the box, at most."""
    passes: bool
    """Whether they are one straight line from one side of the box to another."""
    around: float
    """Share of the four sides of the box along which other ink runs."""


def read_ticks(sheet: Sheet, boxes: Sequence[Rect]) -> list[TickReading]:
    """The state of each box (rectangles in points) of one sheet."""
    return [grade(measure(sheet.grey, sheet.blank, box)) for box in boxes]


def measure(grey: Grey, blank: Grey, box: Rect) -> Mark:
    """What is in and around one box, beyond what is printed on the blank.

    ``grey`` and ``blank`` are whole pages at the scale of sheets, paper near 255.
    """
    at = added(grey, blank, box, _AROUND)
    within = at.ink & at.inside
    strokes = _touching(at.ink, at.inside)
    pen = _pen(strokes)
    return Mark(
        found=at.found,
        fill=float(within.sum()) / max(1, int(at.inside.sum())),
        contrast=at.contrast,
        spread=max(_extent(within)) / at.width,
        length=float(strokes.sum()) / pen / at.width,
        share=float((strokes & at.place).sum()) / max(1, int(strokes.sum())),
        reach=_reach(strokes, at) / at.width,
        passes=_passes(strokes, pen, at),
        around=_around(at.ink & ~strokes, at),
    )


def grade(mark: Mark) -> TickReading:
    """The state that the measures agree on."""
    if mark.found < 0.3:
        return TickReading(Tick.DOUBTFUL, 0.0, "box-not-found")
    if mark.fill < 0.004 or mark.spread < 0.10:
        if mark.around >= 0.5:
            return TickReading(Tick.DOUBTFUL, 0.3, "circled")
        return TickReading(Tick.EMPTY, _between(mark.fill, 0.02, 0.0))
    doubt = _doubt(mark)
    if doubt:
        return TickReading(Tick.DOUBTFUL, 0.3, doubt)
    sure = min(
        _between(mark.fill, 0.02, 0.10),
        _between(mark.spread, 0.36, 0.55),
        _between(mark.share, 0.25, 0.45),
        _between(mark.contrast, 0.04, 0.14),
    )
    return TickReading(Tick.TICKED, sure)


def _doubt(mark: Mark) -> str:
    """Why a box with ink in it is not plainly ticked; empty when nothing speaks against it."""
    if mark.passes:
        return "line"
    if mark.share < 0.25:
        return "overlap"
    if mark.fill < 0.02 or mark.spread < 0.36:
        return "speck"
    if (mark.fill > 0.92 and mark.reach > 0.25) or mark.length > 3.9:
        return "struck"
    if mark.around >= 0.5:
        return "circled"
    return ""


def _between(value: float, none: float, full: float) -> float:
    """0 at ``none``, 1 at ``full``, straight between them."""
    return float(np.clip((value - none) / (full - none), 0.0, 1.0))


def _touching(ink: Mask, inside: Mask) -> Mask:
    """The strokes with ink inside the box, followed outwards over the printed border."""
    # The border was left out, so a stroke that crosses it is in pieces: join what lies near.
    gap = 2 * BESIDE + 9
    joined = cv2.morphologyEx(
        ink.astype(np.uint8),
        cv2.MORPH_CLOSE,
        cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (gap, gap)),
    )
    _, labels = cv2.connectedComponents(joined, connectivity=8)
    touched = np.unique(labels[ink & inside])
    strokes: Mask = ink & np.isin(labels, touched[touched > 0])
    return strokes


def _extent(ink: Mask) -> tuple[int, int]:
    """Width and height of what there is, in pixels."""
    rows, columns = np.any(ink, axis=1), np.any(ink, axis=0)
    if not rows.any():
        return 0, 0
    y, x = np.flatnonzero(rows), np.flatnonzero(columns)
    return int(x[-1] - x[0] + 1), int(y[-1] - y[0] + 1)


def _pen(strokes: Mask) -> float:
    """Width of the pen in pixels, at least 1."""
    if not strokes.any():
        return 1.0
    depth = cv2.distanceTransform(strokes.astype(np.uint8), cv2.DIST_L2, 3)
    # Across a straight stroke of width w the depth is w / 4 in the mean.
    return max(1.0, 4.0 * float(depth[strokes].mean()))


def _reach(strokes: Mask, at: Added) -> float:
    """Pixels that the strokes go beyond the box at most."""
    rows, columns = np.nonzero(strokes & ~at.place)
    if rows.size == 0:
        return 0.0
    by, bx = np.nonzero(at.place)
    beyond = np.maximum.reduce(
        [by[0] - rows, rows - by[-1], bx.min() - columns, columns - bx.max(), np.zeros_like(rows)]
    )
    return float(beyond.max())


def _passes(strokes: Mask, pen: float, at: Added) -> bool:
    """Whether the strokes are one straight line that gets to the box's border at both ends.

    How far it goes on cannot be asked: beside the box stands print, which hides it.
    """
    rows, columns = np.nonzero(strokes)
    if rows.size < 20:
        return False
    points = np.column_stack([columns, rows]).astype(np.float32)
    centre = points.mean(axis=0)
    _, values, axes = np.linalg.svd(points - centre, full_matrices=False)
    along = (points - centre) @ axes[0]
    length, across = values / np.sqrt(len(points))  # standard deviations along and across
    if across > 0.06 * at.width + 0.3 * pen or length < 5.0 * across:
        return False
    ends = np.array([centre + axes[0] * along.min(), centre + axes[0] * along.max()])
    by, bx = np.nonzero(at.place)
    margin = 0.08 * at.width + BESIDE
    at_border = (
        (ends[:, 0] < bx.min() + margin)
        | (ends[:, 0] > bx.max() - margin)
        | (ends[:, 1] < by[0] + margin)
        | (ends[:, 1] > by[-1] - margin)
    )
    return bool(at_border.all())


def _around(ink: Mask, at: Added) -> float:
    """Share of the directions from the box's middle in which other ink runs past, 0–1."""
    rows, columns = np.nonzero(ink & ~at.place)
    if rows.size == 0:
        return 0.0
    by, bx = np.nonzero(at.place)
    angle = np.arctan2(rows - (by[0] + by[-1]) / 2, columns - (bx.min() + bx.max()) / 2)
    sectors = np.unique(((angle + np.pi) / (2 * np.pi) * 24).astype(int) % 24)
    return len(sectors) / 24
