"""Folds and streaks: straight lines that run over the page, whatever stands on it."""

from __future__ import annotations

import cv2
import numpy as np

from oroforms.pictures.base import SCALE, Grey
from oroforms.readers.scan.added import Added, Mask
from oroforms.readers.scan.strokes import Line, Point

_MOST = 6
"""Lines that are looked for in one window."""
_ALONG = 0.35
"""Share of the window's shorter side that a line must be seen on: print hides the rest."""
_FAR = round(200 * SCALE)
"""Pixels to both sides along which a line is followed: further than a pen slips."""
_AT_LEAST = round(45 * SCALE)
"""Pixels of bare paper that it must be seen on."""
_BAND = 7
"""Pixels to both sides of the line in which it is looked for; further out is its paper."""
_FAINT = 6.0
"""Of 255: what is darker than the paper beside it by this is the line."""
_SEEN = 0.8
"""Share of the bare paper along it on which a line that runs on is seen."""


def without_lines(at: Added, grey: Grey, blank: Grey) -> Mask:
    """The ink of a window without the folds and streaks that run through it."""
    ink = at.ink
    height, width = ink.shape
    least = round(_ALONG * min(height, width))
    for _ in range(_MOST):
        found = cv2.HoughLines(ink.astype(np.uint8), 1, np.pi / 360, least)
        if found is None:
            break
        rho, theta = (float(each) for each in found.reshape(-1, 2)[0])
        across = np.array([np.cos(theta), np.sin(theta)])
        along = np.array([-across[1], across[0]])
        middle = along * float(np.dot((width / 2, height / 2), along)) + across * rho
        line = Line(
            (middle - along * width / 2, middle + along * width / 2), _thickness(ink, middle, along)
        )
        on_sheet = Line((line.ends[0] + at.corner, line.ends[1] + at.corner), line.thickness)
        if not runs_on(grey, blank, on_sheet):
            break
        ink = without(ink, line)
    return ink


def _thickness(ink: Mask, middle: Point, along: Point) -> float:
    """Pixels across a line that bear ink along more than a third of it."""
    rows, columns = np.nonzero(ink)
    off = (columns - middle[0]) * -along[1] + (rows - middle[1]) * along[0]
    counts = np.bincount(np.round(off[np.abs(off) <= _BAND]).astype(int) + _BAND, minlength=1)
    return float(np.count_nonzero(counts > counts.max() / 3))


def runs_on(grey: Grey, blank: Grey, line: Line) -> bool:
    """Whether a line (ends in pixels of the sheet) goes on far beyond both of its ends."""
    start, end = line.ends
    along = (end - start) / max(1e-6, float(np.hypot(*(end - start))))
    middle = (start + end) / 2
    seen, printed = (_strip(picture, middle, along) for picture in (grey, blank))
    bare = cv2.erode(printed[_BAND : 3 * _BAND + 1], np.ones((1, 9), np.uint8)).min(axis=0) > 200
    soft = cv2.blur(seen, (9, 3)).astype(np.float32)
    core = soft[_BAND : 3 * _BAND + 1].min(axis=0)
    paper = np.maximum(soft[: _BAND - 1].mean(axis=0), soft[3 * _BAND + 2 :].mean(axis=0))
    dark = core < paper - _FAINT
    halves = (slice(0, _FAR), slice(_FAR, None))
    return all(
        int(bare[half].sum()) >= _AT_LEAST and float(dark[half][bare[half]].mean()) >= _SEEN
        for half in halves
    )


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
