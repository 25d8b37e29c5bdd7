"""Handwriting beside the fields: notes in the margin, "SE BAKSIDAN", a line between two boxes.

Looked for is a row of pen strokes near each other where the form asks for
nothing. Punch holes, staples, coffee, folds, streaks, shadows and specks are
ink outside of the fields too, but no row of letters.
"""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from oroforms.documents import Rect
from oroforms.layouts import Spot
from oroforms.pictures.base import SCALE, Grey, Sheet
from oroforms.pictures.pieces import pieces_of
from oroforms.readers.scan.added import Mask

HALF = SCALE / 2
"""Pixels a point at which the page is looked at: 150 dots an inch are enough for letters."""
_MARGIN = 17.0
"""Points at the page's edges that are not looked at: shadows, torn corners, the table."""
_FIELD = 9.0
"""Points about fields into which their own writing may reach."""
_STAMP = 190.0
"""Points at the left of the code that the reference line and the token take."""
_PRINT = 5
"""Pixels about print in which ink may be the print itself, off its place."""
_DARK = 40
"""Of 255: how much darker than its paper the ink of a note is."""
_LETTER = (6, 70)
"""Pixels of a letter's or joined word's longer side, at least and at most (of its height)."""
_GAP = (26, 9)
"""Pixels across and down by which the letters of a row may lie apart."""
_STROKES = 5
"""Letters, or as much as five letters, that make a row."""
_INK = 110
"""Pixels of ink in a row of five letters with a thin pen."""
_WIDE = 45
"""Pixels that such a row is wide: 7.6 mm."""


def ink_outside_fields(sheet: Sheet, spots: Iterable[Spot]) -> list[Rect]:
    """Where there is handwriting outside of the fields of a sheet (rectangles in points)."""
    ink = _letters(_ink(sheet, spots))
    joined = cv2.dilate(ink.astype(np.uint8), np.ones((_GAP[1], _GAP[0]), np.uint8))
    labels, stats, _middles = pieces_of(joined)
    rows = np.where(ink, labels, 0)
    found = []
    for row in range(1, len(stats)):
        x, y, width, height, _area = (int(each) for each in stats[row])
        part = rows[y : y + height, x : x + width] == row
        if _is_row(part):
            left, top = x + _GAP[0] // 2, y + _GAP[1] // 2
            right, bottom = x + width - _GAP[0] // 2, y + height - _GAP[1] // 2
            found.append((left / HALF, top / HALF, right / HALF, bottom / HALF))
    return found


def _ink(sheet: Sheet, spots: Iterable[Spot]) -> Mask:
    """What is dark where neither the blank prints nor a field is."""
    return without(added_ink(sheet, off_print(sheet)), _asked(sheet, spots))


def added_ink(sheet: Sheet, bare: Mask) -> Mask:
    """What is dark where a page is ``bare`` and no program printed, but for the page's edges.

    At :data:`HALF`.
    """
    height, width = (side // 2 for side in sheet.grey.shape)
    grey = _halved(sheet.grey)
    small = cv2.resize(grey, (width // 4, height // 4), interpolation=cv2.INTER_AREA)
    paper = cv2.resize(
        cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)), (width, height)
    )
    ink = (cv2.subtract(paper, cv2.GaussianBlur(grey, (3, 3), 0)) > _DARK) & bare
    edge = round(_MARGIN * HALF)
    ink[:edge] = ink[-edge:] = False
    ink[:, :edge] = ink[:, -edge:] = False
    return without(ink, _stamped(sheet))


def without(mask: Mask, places: Iterable[Rect]) -> Mask:
    """A mask at :data:`HALF` without some places (points on the form)."""
    rest = mask.copy()
    for left, top, right, bottom in places:
        rest[_span(top, bottom), _span(left, right)] = False
    return rest


def off_print(sheet: Sheet) -> Mask:
    """Where the blank prints nothing near; at :data:`HALF`."""
    side = 2 * _PRINT + 1
    dark = (_halved(sheet.blank) < 215).astype(np.uint8)
    return np.asarray(cv2.dilate(dark, np.ones((side, side), np.uint8)) == 0, np.bool_)


def _halved(picture: Grey) -> Grey:
    height, width = (side // 2 for side in picture.shape)
    even = picture[: 2 * height, : 2 * width]
    return np.asarray(cv2.resize(even, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def _asked(sheet: Sheet, spots: Iterable[Spot]) -> Iterable[Rect]:
    """Where ink belongs: in the page's fields."""
    for spot in spots:
        if spot.page == sheet.page:
            left, top, right, bottom = spot.rect
            yield (left - _FIELD, top - _FIELD, right + _FIELD, bottom + _FIELD)


def _stamped(sheet: Sheet) -> Iterable[Rect]:
    """Where a program put something on the page, its code and marks, and what is loose."""
    left, _top, _right, bottom = sheet.layout.code
    # The stamp stands in the header: the code, and the reference beside it.
    yield (left - _STAMP, 0.0, sheet.layout.size[0], bottom + _FIELD)
    for x, y in sheet.layout.marks:
        yield (x - 12, y - 12, x + 12, y + 12)
    yield from sheet.loose


def _span(start: float, end: float) -> slice:
    return slice(max(0, round(start * HALF)), max(0, round(end * HALF)))


def _letters(ink: Mask) -> Mask:
    """The pieces of ink that may be letters or words: no dust, no long lines, no stains."""
    labels, stats, _middles = pieces_of(ink)
    wide, high = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    area = stats[:, cv2.CC_STAT_AREA]
    least, most = _LETTER
    longer, shorter = np.maximum(wide, high), np.minimum(wide, high)
    kept = (longer >= least) & (high <= most) & ((shorter >= 3) | (longer <= 30))
    kept &= ~((wide > 60) & (high < 8))  # a fold, a line of the print
    kept &= area < 0.75 * wide * high + 12  # a hole, a blot, a piece of shadow
    kept[0] = False
    letters: Mask = kept[labels]
    return letters


def _is_row(ink: NDArray[np.bool_]) -> bool:
    """Whether strokes stand in a row as letters do."""
    count = cv2.connectedComponents(ink.astype(np.uint8))[0]
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not rows.size:
        return False
    wide, high = columns[-1] - columns[0] + 1, rows[-1] - rows[0] + 1
    # A word in one stroke goes up and down as often as it has letters: count crossings.
    middle = ink[rows[0] + high // 4 : rows[-1] - high // 4 + 1]
    ups = np.diff(middle.astype(np.int8), axis=1) == 1
    crossings = float(ups.sum(axis=1).max()) if middle.size else 0.0
    letters = max(count - 1, crossings)
    level = wide >= 1.6 * high
    return bool(
        wide >= _WIDE and level and letters >= _STROKES and int(ink.sum()) >= _INK and high >= 8
    )
