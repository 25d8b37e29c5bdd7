"""Folds and streaks: straight lines that run over the page, whatever stands on it."""

from __future__ import annotations

import cv2
import numpy as np

from oroforms.pictures.base import SCALE, Grey
from oroforms.readers.scan.added import Mask
from oroforms.readers.scan.strokes import Line, Point

_FAR = round(150 * SCALE)
"""Pixels to both sides along which a line is followed: further than a pen slips."""
_AT_LEAST = round(60 * SCALE)
"""Pixels of bare paper that it must be seen on."""
_BAND = 7
"""Pixels to both sides of the line in which it is looked for; further out is its paper."""
_FAINT = 6.0
"""Of 255: what is darker than the paper beside it by this is the line."""
_SEEN = 0.8
"""Share of the bare paper along it on which a line that runs on is seen."""


def runs_on(grey: Grey, blank: Grey, line: Line) -> bool:
    """Whether a line (ends in pixels of the sheet) goes on far beyond both of its ends."""
    start, end = line.ends
    along = (end - start) / max(1e-6, float(np.hypot(*(end - start))))
    middle = (start + end) / 2
    seen, printed = (_strip(picture, middle, along) for picture in (grey, blank))
    bare = cv2.erode(printed, np.ones((2 * _BAND + 1, 5), np.uint8)).min(axis=0) > 200
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
