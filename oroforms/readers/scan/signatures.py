"""Signature boxes on paper: whether there is ink, never whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from oroforms.documents import Rect
from oroforms.pictures.base import MM, Sheet
from oroforms.readers.scan.added import Mask, added, blur_of
from oroforms.readers.scan.base import Tick, TickReading
from oroforms.readers.scan.cups import is_part_of_a_ring
from oroforms.readers.scan.lines import without_lines, without_straight
from oroforms.readers.scan.reaching import reaches_in
from oroforms.readers.scan.stamped import is_stamped
from oroforms.readers.scan.strokes import edges, larger, pen_width

_AROUND = 9.0
"""Points about the box: the print by which its place is told to the pixel."""
_PIECE = 1.5
"""mm that a piece of ink is long at least to be of a pen: dust and dots are smaller."""
_LEAST_AREA = 1.2
"""mm² of ink below which a box counts as unsigned: the end of a neighbour's stroke."""
_LEAST_DUST = 0.5
"""mm² of smaller pieces from which they may be what a threshold left of a pencil."""
_MOST_DUST = 0.15
"""Share of the ink that lies in smaller pieces beside it: with a signature it is 0.04 at most,
and 0.7 where an adaptive threshold made ink of the unrest of bare paper."""
_MOST_INK = 0.35
"""Share of the box that no signature covers."""
_SURE_AREA = 6.0
"""mm² of ink that a short signature with a thin pen leaves."""
_LEAST_BENT = 6.0
"""mm² of a signature that lie on no straight line: of 200 the least had 14."""
_SURE_BENT = 12.0
"""The same of one that is surely signed."""
_BROADEST = 1.7
"""mm of a stroke's width from which it is no pen's: the ring of a coffee cup has 1.8 to 5, the
broadest signature of 50 had 1.43."""
_SOFT = 0.02
"""Darkness (0 to 1) by which ink differs from one pixel to the next at its edges: a pen's has 0.04
and more, the shadow of a fold in a photograph 0.006."""
_SURE_WIDTH = 10.0
"""mm that a short signature is wide."""


def read_signatures(sheet: Sheet, boxes: Sequence[Rect]) -> list[TickReading]:
    """Whether something is written in each signature box of a page (rectangles in points).

    They are read together: what is written in one may reach into the next.
    """
    blur = blur_of(sheet.grey, sheet.blank) if boxes else 0.0
    return [_read(sheet, box, boxes, blur) for box in boxes]


def _read(sheet: Sheet, box: Rect, others: Sequence[Rect], blur: float) -> TickReading:
    at = added(sheet.grey, sheet.blank, box, _AROUND, blur, wide=True)
    if at.found < 0.2 and sheet.is_loose(box):
        return TickReading(Tick.DOUBTFUL, 0.0, "box-not-found")
    at = replace(at, ink=without_lines(at, sheet.grey, sheet.blank))
    ink, dust = _pieces(at.ink & at.inside)
    area = float(ink.sum()) / MM**2
    columns, rows = np.flatnonzero(ink.any(axis=0)), np.flatnonzero(ink.any(axis=1))
    if area < _LEAST_AREA:
        # A very light pencil under a threshold is left as a row of dots.
        if dust / MM**2 > _LEAST_DUST:
            return TickReading(Tick.DOUBTFUL, 0.4, "little-ink")
        return TickReading(Tick.EMPTY, 1.0 - area / _LEAST_AREA / 2)
    if dust > _MOST_DUST * ink.sum() or ink.sum() > _MOST_INK * at.inside.sum():
        return TickReading(Tick.DOUBTFUL, 0.3, "noise")
    width, height = columns[-1] - columns[0] + 1, rows[-1] - rows[0] + 1
    # A fold, a streak and the edge of a shadow are long and thin and straight, several of them
    # together too.
    left, top, right, bottom = edges(at)
    bent = float(_pieces(without_straight(ink[top:bottom, left:right]))[0].sum()) / MM**2
    if min(width, height) < 1.5 * MM or bent < _LEAST_BENT:
        return TickReading(Tick.DOUBTFUL, 0.3, "line")
    soft = _steepness(ink, at.darkness) < _SOFT
    if soft or pen_width(ink) > _BROADEST * MM or is_part_of_a_ring(ink):
        return TickReading(Tick.DOUBTFUL, 0.3, "stain")
    if area < _SURE_AREA or width < _SURE_WIDTH * MM:
        return TickReading(Tick.DOUBTFUL, 0.5, "little-ink")
    if is_stamped(ink):
        return TickReading(Tick.DOUBTFUL, 0.3, "print")
    if reaches_in(sheet, box, others, blur):
        return TickReading(Tick.DOUBTFUL, 0.3, "neighbour")
    return TickReading(Tick.TICKED, min(1.0, bent / _SURE_BENT), contrast=at.contrast)


def _steepness(ink: Mask, darkness: NDArray[np.float32]) -> float:
    """By how much the darkness changes from pixel to pixel at the edges of ink, in the median."""
    across = cv2.Sobel(darkness, cv2.CV_32F, 1, 0, ksize=3, scale=1 / 8)
    down = cv2.Sobel(darkness, cv2.CV_32F, 0, 1, ksize=3, scale=1 / 8)
    edge = cv2.morphologyEx(ink.astype(np.uint8), cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    return float(np.median(np.hypot(across, down)[edge > 0]))


def _pieces(ink: Mask) -> tuple[Mask, int]:
    """The pieces that a pen makes, and how many pixels smaller ones have."""
    kept = larger(ink, _PIECE * MM)
    return kept, int(ink.sum()) - int(kept.sum())
