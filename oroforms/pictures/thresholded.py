"""What a device took from a page that its picture no longer tells: greys, lines of a fax.

A scan in black and white that was made smaller, turned straight, or printed and scanned again
looks grey. But the printed lines tell: where a line lies a little askew, a threshold moves it by
whole pixels of its own and makes it thicker and thinner by whole pixels, at the same place and
between places where it runs straight. In a picture that was grey all along it runs evenly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from oroforms.pictures.base import SHEET_DPI, Grey
from oroforms.pictures.pieces import pieces_of

_PRINTED = 100
"""Grey of what the blank prints in black, 0 black to 255."""
_LEAST, _MOST = 300, 600
"""Pixels of a sheet along a line that are looked at together: 25 and 51 mm. A line that is
askew by a tenth of a degree moves by a pixel in 50 mm."""
_THICK = 8
"""Pixels of a sheet: what is thicker is no line."""
_BESIDE = 9
"""Pixels of a sheet looked at on both sides of a line."""
_PAPER = 18.0
"""Darkness, of 255, up to which it is the paper's own unrest."""
_GONE, _JOINED = 0.4, 1.8
"""Darkness of a place on a line, in that of the middle one: below it the line is torn there, above
it other ink touches it."""
_PALEST = 150.0
"""Least darkness across a line, summed up: one pixel of a sheet, and not very faint."""
_SMOOTH, _EVEN = 9, 201
"""Pixels of a sheet over which noise is averaged, and toner that grows fainter along a line."""
_LINES = 48
"""Most pieces of lines looked at in each direction."""
_FEWEST = 10
"""Pieces of lines, and parts of a picture, below which nothing is said."""
_EVERY = 3
"""Of so many columns one is looked at, to see which rows are alike."""
_BLOCK = 48
"""Rows of a picture in which the changes from row to row are added up: a multiple of 2, 3, 4."""
_EDGE = 32
"""Of 255: smaller changes are the paper's unrest, which JPEG moves to the edges of its blocks of
8 × 8 pixels, so that bare paper looks like rows that were repeated."""
_CHANGES = 6
"""Fewest rows of these that differ from the next: of fewer it may be chance where they lie."""
_ALIKE = 0.1
"""Share of the changes that lies between rows that are one that was repeated: 0 in black and
white, little more after compression. Rows that were not repeated change at one place as at
another."""
_STEPS = 0.075
"""Geometric mean of how unevenly lines lie (pixels of the picture) and how unevenly thick they
are (share): of 144 pages scanned in grey or colour or photographed none lies higher; of 120 in
black and white that were made smaller by a third, turned by a part of a degree or printed and
scanned again, 15 lie lower, and of 24 made half as large, 8."""


PieceOfLine = tuple[int, int, int]
"""Of a level line of the blank its row, first column and the column behind the last, in pixels of
a sheet; of an upright one its column and rows."""


def printed_lines(blank: Grey) -> tuple[PieceOfLine, ...]:
    """Pieces of the level lines of a blank page, spread over it; of upright ones where it is turned
    over (rows for columns).
    """
    places = list(_lines(blank))
    return tuple(places[:: max(1, len(places) // _LINES)])


def was_thresholded(
    grey: Grey,
    blank: Grey,
    lines: tuple[Sequence[PieceOfLine], Sequence[PieceOfLine]],
    resolution: float,
) -> bool:
    """Whether the printed lines of a sheet run in steps, as only a threshold leaves them.

    ``grey`` and ``blank`` are whole pages at the scale of sheets, ``lines`` the blank's level and
    upright :func:`printed_lines`; ``resolution`` is the picture's, in dots an inch.
    """
    level, upright = lines
    found = [*_uneven(grey, blank, level), *_uneven(grey.T, blank.T, upright)]
    if len(found) < _FEWEST:
        return False
    place, thickness = np.median(np.array(found), axis=0)
    pixels = min(1.0, resolution / SHEET_DPI)
    return float(np.sqrt(place * pixels * thickness)) > _STEPS


FAX_WIDTH = 1728
"""Pixels across a page of A4 that was sent by fax (ITU-T T.4)."""
_FAX_LINES, _FAX_OBLONG = 215.0, 1.02
"""Lines an inch that a fax has at most, and by what its pixels are higher than wide at least: 204
of them go to an inch across, 196 or 98 down. A feed that does not run evenly makes 1.012 of square
ones, and a fax's as square as 1.018."""


def is_of_a_fax(resolution: float, oblong: float) -> bool:
    """Whether a picture in black and white has the pixels of a fax: dots an inch in the coarser
    direction, and in the finer one so many times as many.
    """
    return resolution <= _FAX_LINES and oblong >= _FAX_OBLONG


def repeats(grey: Grey) -> int:
    """How often each row of a picture comes, one below the other: 1, or 2 to 4.

    Fax servers make the lines of a standard fax twice as many, and the file then says so much.
    """
    some = np.ascontiguousarray(grey[:, ::_EVERY])
    edges = cv2.threshold(cv2.absdiff(some[1:], some[:-1]), _EDGE, 0, cv2.THRESH_TOZERO)[1]
    change = cv2.reduce(edges, 1, cv2.REDUCE_SUM, dtype=cv2.CV_64F)
    changes = change[: len(change) // _BLOCK * _BLOCK].reshape(-1, _BLOCK)
    busy = changes[(changes > 0).sum(axis=1) >= _CHANGES]
    if len(busy) < _FEWEST:
        return 1
    for times in (4, 3, 2):
        # A header that the server puts above the page may shift which rows are alike.
        by_phase = np.sort(busy.reshape(len(busy), -1, times).sum(axis=1), axis=1)
        if float(np.median(by_phase[:, -2] / by_phase[:, -1])) < _ALIKE:
            return times
    return 1


def _uneven(grey: Grey, blank: Grey, lines: Sequence[PieceOfLine]) -> Iterator[tuple[float, float]]:
    """How unevenly pieces of level lines lie (pixels of the sheet), how unevenly thick (share)."""
    for row, first, behind in lines:
        rows, columns = slice(row - _BESIDE, row + _BESIDE + 1), slice(first, behind)
        if row < _BESIDE or row + _BESIDE >= len(grey):
            continue
        alone = np.sum(blank[rows, columns] < 255 - 60, axis=0) <= _THICK
        uneven = _unevenness(255 - grey[rows, columns].astype(np.float32), alone)
        if uneven is not None:
            yield uneven


def _lines(blank: Grey) -> Iterator[PieceOfLine]:
    dark = (blank < _PRINTED).astype(np.uint8)
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (_LEAST, 1))
    lines = cv2.morphologyEx(dark, cv2.MORPH_OPEN, kernel)
    some = np.asarray(lines).view(np.bool_).any(axis=1)
    rows = np.flatnonzero(some | np.roll(some, 1))  # most rows hold none; one keeps lines apart
    for left, top, wide, tall, _area in pieces_of(lines[rows]).stats[1:].tolist():
        if tall > _THICK:
            continue
        first, behind = left + _THICK, left + wide - _THICK
        for start in range(first, behind - _LEAST + 1, _LEAST):
            yield round(rows[top] + tall / 2), start, min(start + _MOST, behind)


def _unevenness(dark: NDArray[np.float32], alone: NDArray[np.bool_]) -> tuple[float, float] | None:
    """Of the darkness about a line, where columns are ``alone`` that have nothing else in them."""
    dark = np.maximum(dark - _PAPER, 0)
    mass = dark.sum(axis=0)
    middle = float(np.median(mass[alone])) if alone.any() else 0.0
    if middle < _PALEST:
        return None
    seen = alone & (mass > _GONE * middle) & (mass < _JOINED * middle)
    if seen.sum() < 2 * _LEAST / 3:
        return None
    rows = np.arange(-_BESIDE, _BESIDE + 1, dtype=np.float32)[:, None]
    lies = (dark * rows).sum(axis=0) / np.maximum(mass, 1)
    along = np.linspace(-1, 1, len(mass))
    kept, off = seen, lies
    for _time in range(2):
        off = lies - np.polyval(np.polyfit(along[kept], lies[kept], 2), along)
        spread = 1.4826 * float(np.median(np.abs(off[kept])))
        kept = seen & (np.abs(off) < max(3 * spread, 0.1))
        if kept.sum() < _LEAST / 2:
            return None
    thick = mass[kept] / middle
    thick -= _averaged(np.pad(thick, _EVEN // 2, "edge"), _EVEN)
    return _spread(off[kept]), _spread(thick)


def _spread(values: NDArray[np.floating]) -> float:
    """Root mean square of values along a line, without their noise."""
    return float(np.sqrt(np.mean(_averaged(values, _SMOOTH) ** 2)))


def _averaged(values: NDArray[np.floating], over: int) -> NDArray[np.float64]:
    sums = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    return np.asarray((sums[over:] - sums[:-over]) / over, np.float64)
