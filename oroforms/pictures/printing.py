"""What the printing says of a sheet: is everything that the blank shows in its place?

The last word on every registration. It is asked of single words and pieces of lines, on the
finished sheet, and tells three things apart: the whole page (another form, version or page), a
part of the page (a fold, a torn-off corner, a blot), and single words that are covered.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from oroforms.documents import Rect
from oroforms.pictures.base import MM, SCALE, Grey
from oroforms.pictures.blank import BlankPage
from oroforms.pictures.patches import Found, likenesses, locate, peak

_HALF = 1 / 2
"""All is looked for at half a sheet's resolution."""
_REACH = 1.0 * MM
_SURE = 0.55
"""Likeness from which a word counts as found."""
_SHORTEST = 16
"""Pixels at 150 dpi: shorter words (numbers, och) are too easily found anywhere."""
_OFF = 0.35 / 25.4 * 72
"""Points by which printing may lie off its place: 0.35 mm."""
_LINE_SURE = 0.65
_CELL = 43.0
"""Points (15 mm) of the squares in which a page is judged."""
_FEW = 3
_LOST = 0.6
"""Share of a square's printing without which it is not to be read."""
_SHOWN = 0.55
"""Share of a word's own ink that is still to be seen where something was written over it."""
_STILL_SHOWN = 0.85
_INK = 160
_PRINT = (0.06, 0.5)
"""Share of a word's place that print covers, least and most."""


@dataclass(frozen=True, slots=True)
class Check:
    """What the printing says of a sheet."""

    words: int
    """Words that were looked for."""
    found: float
    """Share of them that stand in their places, 0–1."""
    contradicted: int
    """Words in whose place there is something else, or bare paper, amid others that are there."""
    residual: float
    """Points: nineteen of twenty pieces of printing that were found lie at most so far off."""
    loose: tuple[Rect, ...]
    """Parts of the page (points) whose printing is off its place or not to be seen."""


def check(sheet: Grey, blank: BlankPage, pieces: Found) -> Check:
    """Look for every word of the blank in its place on a sheet.

    ``pieces`` are those of its lines and words by which the page was laid at last, and by how
    much they still lie off. Those that were not found so, or off their places, are looked for
    again: it is on the finished sheet that they have to be.
    """
    height, width = (edge // 2 * 2 for edge in sheet.shape)
    half = np.asarray(
        cv2.resize(sheet[:height, :width], (width // 2, height // 2), interpolation=cv2.INTER_AREA),
        np.uint8,
    )
    dark = _dark(half)
    words = _words(half, dark, blank)
    likeness, distance = _seen(pieces, half, blank)
    places = np.vstack([words.places, pieces.places / SCALE])
    found = words.likeness >= _SURE
    clear = np.concatenate([found, likeness >= _LINE_SURE])
    off = np.concatenate([words.distance, distance])
    # What is written over is not found again, but its own ink still shows.
    under = np.concatenate([words.shown, _shown(dark, blank.at(_HALF), pieces.places)])
    # A piece that only the edge of a thin line runs into says nothing where it is not found.
    silent = ~clear & np.isnan(under)
    total = len(found)
    return Check(
        total,
        float(found.mean()) if total else 0.0,
        _contradicted(words),
        float(np.quantile(off[clear], 0.95)) if clear.any() else float("inf"),
        _loose(
            places,
            clear | (under > _STILL_SHOWN),
            clear & (off > _OFF),
            silent,
            blank.layout.size,
        ),
    )


def _seen(
    pieces: Found, half: Grey, blank: BlankPage
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How like the blank its pieces are on a sheet, and how far off in points."""
    likeness, distance = _measured(pieces)
    doubted = np.flatnonzero((likeness < _LINE_SURE) | (distance > _OFF))
    again = locate(
        half,
        blank.at(_HALF),
        [pieces.patches[number] for number in doubted],
        scale=_HALF,
        half=3 * MM,
        reach=_REACH,
    )
    number_of = {pieces.patches[number]: number for number in doubted}
    where = [number_of[patch] for patch in again.patches]
    likeness[where], distance[where] = _measured(again)
    return likeness, distance


def _measured(pieces: Found) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    off = np.where(pieces.likeness > 0, np.abs(pieces.moved), 0)
    return pieces.likeness.max(axis=1), off.max(axis=1) / SCALE


@dataclass(frozen=True, slots=True, eq=False)
class _Words:
    places: NDArray[np.float64]
    likeness: NDArray[np.float64]
    distance: NDArray[np.float64]
    shown: NDArray[np.float64]
    """Share of each word's ink that is dark on the sheet."""
    other: NDArray[np.bool_]
    """Whether something like print stands in the word's place, be it the word or another."""


def _dark(half: Grey) -> Grey:
    """Where a sheet is dark, or beside what is: 1, else 0."""
    near = cv2.erode(half, np.ones((3, 3)))
    return np.asarray(cv2.threshold(near, _INK - 1, 1, cv2.THRESH_BINARY_INV)[1], np.uint8)


def _words(half: Grey, dark: Grey, blank: BlankPage) -> _Words:
    printed = blank.at(_HALF)
    reach = round(_REACH * _HALF)
    height, width = min(half.shape[0], printed.shape[0]), min(half.shape[1], printed.shape[1])
    places, likeness, distance, shown, other = [], [], [], [], []
    for rect in blank.words:
        left, top, right, bottom = (round(edge * SCALE * _HALF) for edge in rect)
        left, top, right, bottom = left - 2, top - 2, right + 2, bottom + 2
        if (
            left < reach
            or top < reach
            or right + reach >= width
            or bottom + reach >= height
            or right - left < _SHORTEST
        ):
            continue
        template = printed[top:bottom, left:right]
        region = half[top - reach : bottom + reach, left - reach : right + reach]
        scores = likenesses(region, template)
        _low, best, _where, (column, row) = cv2.minMaxLoc(scores)
        places.append(((rect[0] + rect[2]) / 2, (rect[1] + rect[3]) / 2))
        likeness.append(best if math.isfinite(best) else 0.0)
        across = column - reach + peak(scores[row], column)
        down = row - reach + peak(scores[:, column], row)
        distance.append(math.hypot(across, down) / _HALF / SCALE)
        ink = (template < _INK).view(np.uint8)
        all_ink = cv2.countNonZero(ink)
        kept = cv2.countNonZero(ink & dark[top:bottom, left:right])
        shown.append(kept / all_ink if all_ink else 1.0)
        here = (half[top:bottom, left:right] < _INK).view(np.uint8)
        inked = cv2.countNonZero(here) / here.size
        other.append(_PRINT[0] < inked < _PRINT[1])
    return _Words(
        np.array(places).reshape(-1, 2),
        np.array(likeness),
        np.array(distance),
        np.array(shown),
        np.array(other, bool),
    )


def _shown(dark: Grey, printed: Grey, places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of the blank's ink around each place (pixels of a sheet) that the sheet shows too.

    Not a number where the blank has none.
    """
    ink = np.asarray(cv2.threshold(printed, _INK - 1, 1, cv2.THRESH_BINARY_INV)[1], np.uint8)
    height, width = min(dark.shape[0], ink.shape[0]), min(dark.shape[1], ink.shape[1])
    kept = ink[:height, :width] & dark[:height, :width]
    side = round(2 * 3 * MM * _HALF) // 2
    shown = []
    for x, y in (places * _HALF).astype(int).tolist():
        here = np.s_[max(0, y - side) : y + side + 1, max(0, x - side) : x + side + 1]
        all_ink = cv2.countNonZero(ink[here])
        shown.append(cv2.countNonZero(kept[here]) / all_ink if all_ink else np.nan)
    return np.array(shown, np.float64)


def _contradicted(words: _Words) -> int:
    """Words that are neither found nor written over, while most around them are found.

    A torn-off corner or a blot takes all words together and leaves nothing that looks like
    print; another version of the form takes single ones, or has others in their places.
    """
    found = words.likeness >= _SURE
    lost = ~found & (words.shown < _SHOWN)
    count = 0
    for number in np.flatnonzero(lost):
        near = np.hypot(*(words.places - words.places[number]).T) < _CELL * 1.5
        near[number] = False
        amid = near.sum() >= _FEW and found[near].mean() > 0.5
        count += bool(amid or words.other[number])
    return count


def _loose(
    places: NDArray[np.float64],
    seen: NDArray[np.bool_],
    off: NDArray[np.bool_],
    silent: NDArray[np.bool_],
    size: tuple[float, float],
) -> tuple[Rect, ...]:
    """Squares of the page in which printing lies off its place, or most of it is not seen."""
    loose: list[Rect] = []
    for top in np.arange(0, size[1], _CELL):
        for left in np.arange(0, size[0], _CELL):
            inside = (
                (places[:, 0] >= left)
                & (places[:, 0] < left + _CELL)
                & (places[:, 1] >= top)
                & (places[:, 1] < top + _CELL)
            )
            here, told = int(inside.sum()), inside & ~silent
            away = int(off[inside].sum())
            lost = here >= _FEW and told.any() and seen[told].mean() < 1 - _LOST
            if lost or away >= max(3, here / 3):
                loose.append((float(left), float(top), float(left + _CELL), float(top + _CELL)))
    return tuple(loose)
