"""Pages of which a threshold has eaten the print: what is seen there may not be all.

A fax or a scan in black and white keeps what is darker than its threshold. Where even the printed
borders of boxes come in pieces, a pen's ticks can be gone without a trace.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from oroforms.documents import Rect
from oroforms.pictures.base import SCALE, Sheet
from oroforms.readers.scan.base import Tick, TickReading
from oroforms.readers.scan.pale import Marks

_WHOLE = 0.95
"""Share of the printed borders of a page's empty boxes that is seen, in the median: of 50 pages in
black and white all had 0.99 and more but the faded ones (0.74, 0.78)."""
_PRINTED, _DARK = 100, 160
"""Grey of what the blank prints in black, and of what a scan shows of it, 0 black to 255."""
_THIN = 0.985
"""The same by rooms for text: of 37 pages in black and white the least had 0.992, and one on which
*Å* was a plain *A* had 0.974."""
_BORDER, _LABEL, _WIDE = 4.0, 12.0, 150.0
"""Points about a room within which its borders lie, above which its label stands, and of its width
that are looked at."""
_WRITTEN = 2
"""Words and signatures that tell as much as a tick does."""
_BESIDE, _OFF = 4, 4
"""Pixels about a box, and by which its print may lie off its place."""


def without_faded(sheet: Sheet, boxes: Sequence[Rect], marks: Marks) -> list[TickReading]:
    """The readings of a sheet in black and white, all in doubt that look empty where it is faded.

    A tick that came through tells that the pen is dark enough, and so do dark words and signatures
    if there are two: a piece of a fold is taken for one.
    """
    readings = marks.boxes
    empty = [box for box, each in zip(boxes, readings, strict=True) if each.state is Tick.EMPTY]
    written = len(marks.writing) + len(marks.signatures)
    if (
        marks.ticks
        or (written >= _WRITTEN and marks.shows_pen)
        or not empty
        or float(np.median([print_seen(sheet, box, _PRINTED) for box in empty])) >= _WHOLE
    ):
        return list(readings)
    return [each.doubted_if_empty("box-not-found") for each in readings]


def has_lost_thin_strokes(sheet: Sheet, rooms: Sequence[Rect]) -> bool:
    """Whether a sheet in black and white has lost thin lines by the rooms for text on it.

    What becomes of the thin ring of an Å tells nobody where even the borders of its room come in
    dashes: without it the letter is as plain an A as any.
    """
    if not sheet.bitonal or not rooms:
        return False
    about = (
        (left - _BORDER, top - _LABEL, min(right, left + _WIDE), bottom + _BORDER)
        for left, top, right, bottom in rooms
    )
    return float(np.median([print_seen(sheet, each, _PRINTED) for each in about])) < _THIN


def print_seen(sheet: Sheet, box: Rect, printed_below: int) -> float:
    """Share of what the blank prints in a box that is dark on the scan, where it lies best.

    ``printed_below`` is the grey of the blank (0 black) below which it is counted.
    """
    left, top, right, bottom = (round(value * SCALE) for value in box)
    top, left = max(0, top - _BESIDE), max(0, left - _BESIDE)
    printed = sheet.blank[top : bottom + _BESIDE, left : right + _BESIDE] < printed_below
    if not printed.any():
        return 1.0
    rows = slice(max(0, top - _OFF), bottom + _BESIDE + _OFF)
    columns = slice(max(0, left - _OFF), right + _BESIDE + _OFF)
    thick = cv2.erode(sheet.grey[rows, columns], np.ones((3, 3), np.uint8))
    dark = (thick < _DARK).astype(np.float32)
    lies = cv2.matchTemplate(dark, printed.astype(np.float32), cv2.TM_CCORR)
    return float(lies.max()) / float(printed.sum())
