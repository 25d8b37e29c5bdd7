"""The shape of what a pen left in and around one box: which strokes, how long, where they go."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from oroforms.pictures.pieces import pieces_of
from oroforms.readers.scan.added import BESIDE, Added, Mask

_MIDDLE = 0.2
"""How far from a side's middle, in widths of the box, what crosses it there may lie."""
_BEYOND = (6, 13)
"""Pixels beyond the box in which is looked for what goes on there."""

_BESIDE = (4, 21)
"""Pixels beyond the box between which pieces of a scribble lie that a fax has broken up."""
_CORNER = 0.1
"""Widths of the box from its corners in which strokes of crosses go on, in pieces too."""
_LEAST_BESIDE = 8
"""Pixels of such pieces."""
_OVER = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * BESIDE + 9, 2 * BESIDE + 9))
"""What a stroke may jump: as wide as a box's printed border with what is left out beside it."""
_SECTORS = 24
_HOLLOW, _LOOPED = 0.14, 0.8
"""Widths of a box that are bare in the middle of a ring in it, and the share of all directions
from there in which it is seen."""
_ON = 0.3
"""Share of the bare paper along a line beyond a box on which one that runs on is seen: a
streak on a fax is in dashes."""
_LEAST_ON = 12
"""Pixels of bare paper that it must be looked for on."""
_BLACK = 0.35
"""Darkness that dots of a black-and-white picture have, and noise of a grey one has not."""
_DOT = 4
"""Pixels of a piece that a threshold leaves of a pencil's stroke: 0.03 mm²."""
_WHOLE, _FILLED = 0.95, 0.5
"""Share of a row or column of a box that a bar through it fills, and of them in a box filled in."""
_RAGGED = 4
"""Pixels beside a bar that are its ragged edge, or its slant."""
_REST, _SPECK, _MARK = 0.3, 6, 0.25
"""Share of a box's ink beside all bars from which it may be a mark's own (crosses and check marks
have 0.37 and more, streaks and folds 0.21 at most), pixels of specks that are none of it, and how
broad it is in widths of the box (crosses 0.3 and more): a slanting fold is less."""
_BLIND = 0.35
"""Share of a direction that must be bare of print for anything to be seen there."""

Point = NDArray[np.float64]
"""(x, y) in pixels of the window."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A straight line through ink."""

    ends: tuple[Point, Point]
    thickness: float
    """In pixels."""

    @property
    def steepness(self) -> float:
        """Degrees from level, 0 to 90."""
        return steepness(*self.ends)


def steepness(start: Point, end: Point) -> float:
    """Degrees from level, 0 to 90, of the line from one place to another."""
    x, y = np.abs(end - start)
    return float(np.degrees(np.arctan2(y, x)))


def touching(at: Added) -> Mask:
    """The strokes with ink inside the box, followed outwards over the printed border."""
    labels = joined(at.ink, at.free)
    touched = np.unique(labels[at.ink & at.inside])
    strokes: Mask = at.ink & np.isin(labels, touched[touched > 0])
    return strokes


def joined(ink: Mask, free: Mask) -> NDArray[np.int32]:
    """Each piece of ink numbered from 1.

    What is printed was left out of the ink, so a stroke that crosses it is in
    pieces: pieces that face each other over print are one.
    """
    grown = cv2.dilate(ink.astype(np.uint8), _OVER)
    labels = cv2.connectedComponents(((grown > 0) & ~free | ink).astype(np.uint8))[1]
    return np.where(ink, labels, 0).astype(np.int32)


def extent(ink: Mask) -> tuple[int, int]:
    """Width and height of what there is, in pixels."""
    rows, columns = np.any(ink, axis=1), np.any(ink, axis=0)
    if not rows.any():
        return 0, 0
    y, x = np.flatnonzero(rows), np.flatnonzero(columns)
    return int(x[-1] - x[0] + 1), int(y[-1] - y[0] + 1)


def largest(ink: Mask) -> tuple[int, float]:
    """How many pieces of ink there are, and the longest side of any, in pixels."""
    sides = pieces_of(ink).stats[1:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
    return len(sides), float(sides.max(initial=0))


def without_dust(ink: Mask, most: float) -> Mask:
    """Ink without the pieces up to ``most`` pixels across, where there are larger ones."""
    kept = larger(ink, most)
    return kept if kept.any() else ink


def larger(ink: Mask, most: float) -> Mask:
    """The pieces of ink that are more than ``most`` pixels across."""
    labels, stats, _middles = pieces_of(ink)
    large = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) > most
    large[0] = False
    kept: Mask = large[labels]
    return kept


def at_edge(strokes: Mask) -> bool:
    """Whether strokes reach the edge of their window."""
    return bool(
        strokes[:2].any() or strokes[-2:].any() or strokes[:, :2].any() or strokes[:, -2:].any()
    )


def from_edge_to_edge(strokes: Mask) -> bool:
    """Whether strokes run through their window, from one side to the one that faces it."""
    upright = strokes[:2].any() and strokes[-2:].any()
    return bool(upright or (strokes[:, :2].any() and strokes[:, -2:].any()))


def barred(ink: Mask, inside: Mask) -> bool:
    """Whether bars go level or upright through all of a box: streaks and folds, two of them too.

    Between the box and the print around it too little of them may be seen to follow them. A box
    that is filled in is full in most places, and beside the few rows and columns that a cross
    happens to fill stands the rest of it.
    """
    within = ink & inside
    rest = within.copy()
    for axis in (0, 1):
        room = inside.sum(axis=axis)
        usual = room > _WHOLE * room.max(initial=1)
        full = usual & (within.sum(axis=axis) >= _WHOLE * room)
        if 0 < full.sum() < _FILLED * usual.sum():
            bars = np.convolve(full, np.ones(2 * _RAGGED + 1), "same") > 0
            rest &= ~(bars if axis == 0 else bars[:, None])
    left = int(rest.sum())
    if left == int(within.sum()):
        return False
    thinner = min(extent(larger(rest, _SPECK)))
    return left <= _REST * int(within.sum()) or thinner < _MARK * max(extent(inside))


def pen_width(strokes: Mask) -> float:
    """Width of the pen in pixels, at least 1."""
    if not strokes.any():
        return 1.0
    depth = cv2.distanceTransform(strokes.astype(np.uint8), cv2.DIST_L2, 3)
    # Across a straight stroke of width w the depth is w / 4 in the mean.
    return max(1.0, 4.0 * float(depth[strokes].mean()))


def edges(at: Added) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of the box in its window, in pixels."""
    rows, columns = np.flatnonzero(at.place.any(axis=1)), np.flatnonzero(at.place.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def reach(strokes: Mask, at: Added) -> float:
    """Pixels that the strokes go beyond the box at most."""
    rows, columns = np.nonzero(strokes & ~at.place)
    if rows.size == 0:
        return 0.0
    left, top, right, bottom = edges(at)
    beyond = np.maximum.reduce([top - rows, rows - bottom, left - columns, columns - right])
    return float(max(0, beyond.max()))


def straight(strokes: Mask, pen: float, width: int) -> Line | None:
    """The one straight line that the strokes are; none where they are anything else."""
    rows, columns = np.nonzero(strokes)
    if rows.size < 20:
        return None
    points = np.column_stack([columns, rows]).astype(np.float64)
    centre = points.mean(axis=0)
    _, values, axes = np.linalg.svd(points - centre, full_matrices=False)
    along = (points - centre) @ axes[0]
    length, across = values / np.sqrt(len(points))  # standard deviations along and across
    if across > 0.045 * width + 0.3 * pen or length < 3.2 * across:
        return None
    ends = (centre + axes[0] * along.min(), centre + axes[0] * along.max())
    return Line(ends, float(across * np.sqrt(12)))


def crosses(line: Line, at: Added) -> bool:
    """Whether a line gets to the box's border at both ends.

    How far it goes on cannot be asked: beside the box stands print, which hides it.
    """
    left, top, right, bottom = edges(at)
    margin = 0.14 * at.width + BESIDE
    return all(
        x < left + margin or x > right - margin or y < top + margin or y > bottom - margin
        for x, y in line.ends
    )


def sides(strokes: Mask, at: Added) -> int:
    """At the middle of how many of its sides ink leaves the box.

    Crosses leave it at the corners, check marks at one side at most; what was
    drawn over a mark to take it back leaves it at several.
    """
    left, top, right, bottom = edges(at)
    near, far = _BEYOND
    x, y, reach_ = (left + right) // 2, (top + bottom) // 2, round(_MIDDLE * at.width)
    rows, columns = slice(max(0, y - reach_), y + reach_), slice(max(0, x - reach_), x + reach_)
    zones = (
        strokes[rows, max(0, left - far) : max(0, left - near)],
        strokes[rows, right + near : right + far],
        strokes[max(0, top - far) : max(0, top - near), columns],
        strokes[bottom + near : bottom + far, columns],
    )
    return sum(bool(zone.any()) for zone in zones)


def flanked(loose: Mask, at: Added) -> bool:
    """Whether ink that is not the box's own stands close to it on two sides that face each other.

    That is a ring or a scribble in pieces: marks of other boxes stand on one of them.
    """
    left, top, right, bottom = edges(at)
    near, far = _BESIDE
    corner = round(_CORNER * at.width)
    rows, columns = slice(top + corner, bottom - corner), slice(left + corner, right - corner)
    zones = (
        loose[rows, max(0, left - far) : max(0, left - near)],
        loose[rows, right + near : right + far],
        loose[max(0, top - far) : max(0, top - near), columns],
        loose[bottom + near : bottom + far, columns],
    )
    west, east, north, south = (int(zone.sum()) for zone in zones)
    return max(min(west, east), min(north, south)) >= _LEAST_BESIDE


def surrounding(strokes: Mask, at: Added) -> float:
    """Share of the bare paper just beyond the box that the strokes cover."""
    left, top, right, bottom = edges(at)
    near, far = _BEYOND
    ring = np.zeros(strokes.shape, bool)
    ring[max(0, top - far) : bottom + far, max(0, left - far) : right + far] = True
    ring[max(0, top - near) : bottom + near, max(0, left - near) : right + near] = False
    ring &= at.free
    return float((strokes & ring).sum()) / max(1, int(ring.sum()))


def around(ink: Mask, at: Added) -> float:
    """Share of the directions from the box's middle in which ink runs past beyond it, 0–1.

    Directions in which print covers nearly all are not counted.
    """
    rows, columns = np.nonzero(~at.place)
    left, top, right, bottom = edges(at)
    angle = np.arctan2(rows - (top + bottom) / 2, columns - (left + right) / 2)
    sector = ((angle + np.pi) / (2 * np.pi) * _SECTORS).astype(int) % _SECTORS
    bare = np.bincount(sector, at.free[rows, columns], _SECTORS)
    seen = bare > _BLIND * np.bincount(sector, minlength=_SECTORS)
    inked = np.bincount(sector, ink[rows, columns], _SECTORS) > 0
    return float((inked & seen).sum()) / max(1, int(seen.sum()))


def looped(within: Mask, at: Added) -> bool:
    """Whether the ink inside a box goes round its middle and leaves that bare: a nought, a ring."""
    left, top, right, bottom = edges(at)
    x, y, core = (left + right) / 2, (top + bottom) / 2, _HOLLOW * at.width / 2
    rows, columns = np.nonzero(within)
    across, down = columns - x, rows - y
    if bool(((np.abs(across) < core) & (np.abs(down) < core)).any()):
        return False
    sector = ((np.arctan2(down, across) + np.pi) / (2 * np.pi) * _SECTORS).astype(int) % _SECTORS
    return len(np.unique(sector)) >= _LOOPED * _SECTORS


def runs_on(within: Mask, at: Added) -> bool:
    """Whether the ink inside a box is a straight line that goes on, if in dashes, on both sides."""
    line = straight(within, pen_width(within), at.width)
    if line is None:
        return False
    start, end = line.ends
    along = (end - start) / max(1e-6, float(np.hypot(*(end - start))))
    return all(_goes_on(at, tip, way) for tip, way in ((start, -along), (end, along)))


def _goes_on(at: Added, tip: Point, way: Point) -> bool:
    """Whether there is ink along a line beyond the box, from its tip to the window's edge."""
    steps = tip + np.outer(np.arange(max(at.ink.shape)), way)
    across = np.array([-way[1], way[0]])
    height, width = at.ink.shape
    inked, bare = [], []
    for off in (-3, 0, 3):
        x, y = np.round(steps + off * across).astype(int).T
        there = (x >= 0) & (x < width) & (y >= 0) & (y < height)
        x, y = x[there], y[there]
        beyond = ~at.place[y, x]
        inked.append((at.ink[y, x] & beyond)[: there.sum()])
        bare.append((at.free[y, x] & beyond)[: there.sum()])
    length = min(map(len, inked))
    seen = np.any([each[:length] for each in bare], axis=0)
    dark = np.any([each[:length] for each in inked], axis=0)
    return int(seen.sum()) >= _LEAST_ON and float(dark[seen].mean()) >= _ON


def adrift(dark: Mask, inside: Mask) -> bool:
    """Whether a piece of what is dark lies wholly inside."""
    if not (dark & inside).any():
        return False
    _count, labels = cv2.connectedComponents(dark.astype(np.uint8))
    return bool(np.setdiff1d(labels[inside & dark], labels[dark & ~inside]).size)


def dots(at: Added) -> int:
    """Pieces of anything dark inside the box, what is too small for ink among it."""
    dark = at.inside & (at.darkness > _BLACK)
    return int((pieces_of(dark).stats[1:, cv2.CC_STAT_AREA] >= _DOT).sum())
