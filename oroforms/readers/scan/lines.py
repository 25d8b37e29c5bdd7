"""Folds and streaks: straight lines that run over the page, whatever stands on it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from oroforms.pictures.base import SCALE, Grey
from oroforms.readers.scan.added import Added, Mask
from oroforms.readers.scan.strokes import Line, Point

Place: TypeAlias = tuple[float, float]
"""A line in a window: its distance from the corner in pixels, and the angle of that distance."""

_MOST = 6
"""Lines that are looked for in one window."""
_TURN = np.radians(4)
"""Angle by which two lines differ at least that are not one."""
_ALONG = 0.35
"""Share of the window's shorter side that a line must be seen on: print hides the rest."""
_ACROSS = 0.75
"""Share of its way through a window on which a line must bear ink to cross it."""
_FAR = round(200 * SCALE)
"""Pixels to both sides along which a line is followed: further than a pen slips."""
_AT_LEAST = round(45 * SCALE)
"""Pixels of bare paper that it must be seen on."""
_IN_ALL = 3 * _AT_LEAST
"""The same of both halves of a line together, where print hides one."""
_BAND = 7
"""Pixels to both sides of the line in which it is looked for; further out is its paper."""
_FAINT = 6.0
"""Of 255: what is darker than the paper beside it by this is the line."""
_INKED = 30.0
"""Of 255: where what lies to both sides of a line is darker than the usual paper by this, it is ink
(a label, and type), and whether the line is there cannot be told."""
_SEEN = 0.8
"""Share of the bare paper along it on which a line that runs on is seen."""


def without_lines(at: Added, grey: Grey, blank: Grey) -> Mask:
    """The ink of a window without the folds and streaks that run through it."""
    ink, kept = at.ink, list[Place]()
    places = _straight(ink)
    for _ in range(_MOST):
        place = next((each for each in places if not _is_known(each, kept)), None)
        if place is None:
            break
        line = _line(ink, place)
        on_sheet = Line((line.ends[0] + at.corner, line.ends[1] + at.corner), line.thickness)
        if runs_on(grey, blank, on_sheet):
            ink = without(ink, line)
            places = _straight(ink)
        else:
            kept.append(place)
    return ink


def without_straight(ink: Mask) -> Mask:
    """Ink without straight lines that nearly cross it, be they of folds, streaks or a ruler."""
    for _ in range(_MOST):
        place = next(_straight(ink, across=_ACROSS), None)
        if place is None:
            break
        ink = without(ink, _line(ink, place))
    return ink


def _straight(ink: Mask, across: float = 0.0) -> Iterator[Place]:
    """Where lines lie in a window, the one with most ink first.

    ``across`` is the share of its way through the window on which one must bear ink.
    """
    height, width = ink.shape
    least = round(max(_ALONG, across) * min(height, width))
    found = cv2.HoughLinesWithAccumulator(ink.view(np.uint8), 1, np.pi / 360, least)
    for rho, theta, votes in () if found is None else found.reshape(-1, 3).tolist():
        level, upright = abs(math.sin(theta)), abs(math.cos(theta))
        if votes >= across * min(width / max(level, 1e-6), height / max(upright, 1e-6)):
            yield rho, theta


def _is_known(place: Place, known: Sequence[Place]) -> bool:
    return any(_is_near(place, each) for each in known)


def _is_near(one: Place, other: Place) -> bool:
    """Whether two lines are one; a level turned by 180° is the same with its distance negated."""
    turn = abs(one[1] - other[1])
    if turn > np.pi / 2:
        return np.pi - turn < _TURN and abs(one[0] + other[0]) < _BAND
    return turn < _TURN and abs(one[0] - other[0]) < _BAND


def _line(ink: Mask, place: Place) -> Line:
    """The line at a place in a window, as far as the window is wide.

    The place tells its angle to half a degree, its ink tells it better.
    """
    width = ink.shape[1]
    rho, theta = place
    across = np.array([np.cos(theta), np.sin(theta)])
    rows, columns = np.nonzero(ink)
    points = np.column_stack([columns, rows]).astype(np.float32)
    points = points[np.abs(points @ across - rho) <= _BAND]
    x, y, x0, y0 = cv2.fitLine(points, cv2.DIST_HUBER, 0, 0.01, 0.01).ravel().tolist()
    along, middle = np.array([x, y]), np.array([x0, y0])
    thickness = _thickness(rows, columns, middle, along)
    return Line((middle - along * width / 2, middle + along * width / 2), thickness)


def _thickness(
    rows: NDArray[np.intp], columns: NDArray[np.intp], middle: Point, along: Point
) -> float:
    """Pixels across a line that bear ink (rows and columns of it) along more than a third."""
    off = (columns - middle[0]) * -along[1] + (rows - middle[1]) * along[0]
    counts = np.bincount(np.round(off[np.abs(off) <= _BAND]).astype(int) + _BAND, minlength=1)
    return float(np.count_nonzero(counts > counts.max() / 3))


def runs_on(grey: Grey, blank: Grey, line: Line, *, hidden: bool = False) -> bool:
    """Whether a line (ends in pixels of the sheet) goes on far beyond both of its ends.

    ``hidden`` where print may lie over one half of it, if so much more of the other is seen: a fold
    that is as level as a border runs into it.
    """
    start, end = line.ends
    along = (end - start) / max(1e-6, float(np.hypot(*(end - start))))
    middle = (start + end) / 2
    seen, printed = (_strip(picture, middle, along) for picture in (grey, blank))
    bare = cv2.erode(printed[_BAND : 3 * _BAND + 1], np.ones((1, 9), np.uint8)).min(axis=0) > 200
    bare &= _on_page(grey.shape, middle, along)
    soft = cv2.blur(seen, (9, 3)).astype(np.float32)
    core = soft[_BAND : 3 * _BAND + 1].min(axis=0)
    paper = np.maximum(soft[: _BAND - 1].mean(axis=0), soft[3 * _BAND + 2 :].mean(axis=0))
    bare &= paper > np.median(paper) - _INKED
    dark = core < paper - _FAINT
    halves = (slice(0, _FAR), slice(_FAR, None))
    lengths = [int(bare[half].sum()) for half in halves]
    enough = sum(lengths) >= _IN_ALL if hidden else min(lengths) >= _AT_LEAST
    return enough and all(
        float(dark[half][bare[half]].mean()) >= _SEEN
        for half, length in zip(halves, lengths, strict=True)
        if length
    )


def _on_page(shape: tuple[int, ...], middle: Point, along: Point) -> Mask:
    """Which columns of a :func:`_strip` lie on the page: boxes stand near its edges."""
    height, width = shape
    x, y = (middle + np.outer(np.arange(-_FAR, _FAR), along)).T
    return np.asarray((x >= 0) & (x < width) & (y >= 0) & (y < height), np.bool_)


def _strip(picture: Grey, middle: Point, along: Point) -> Grey:
    """The picture along a line: (4 bands + 1, twice as far) pixels, the line in the middle row."""
    height = 4 * _BAND + 1
    x, y = along
    origin = middle - along * _FAR - np.array([-y, x]) * (height // 2)
    back = np.array([[x, -y, origin[0]], [y, x, origin[1]]])
    return np.asarray(
        cv2.warpAffine(
            picture, back, (2 * _FAR, height),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderValue=255,
        )
    )  # fmt: skip


def without(ink: Mask, line: Line) -> Mask:
    """Ink (a window in which the line's ends are told) without what lies on the line."""
    drawn = np.zeros(ink.shape, np.uint8)
    start, end = line.ends
    far = (end - start) * 10
    first, last = (np.round(each).astype(int) for each in (start - far, end + far))
    thickness = max(3, round(line.thickness) + 6)
    cv2.line(drawn, (int(first[0]), int(first[1])), (int(last[0]), int(last[1])), 1, thickness)
    rest: Mask = ink & (drawn == 0)
    return rest
