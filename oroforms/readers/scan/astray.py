"""Writing beside its room: at the label, in the margin, or over the border into the next room.

A room takes the ink that mostly lies in it. Letters that nobody took, close to a room, may be its
answer or a part of it: a room beside them is not empty, and what is read in it may be cut.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from oroforms.documents import Rect
from oroforms.pictures.base import SCALE, Sheet
from oroforms.pictures.pieces import pieces_of
from oroforms.readers.scan.added import Mask, grown
from oroforms.readers.scan.through import runs
from oroforms.readers.scan.written import SPECK, Page, Written

_PRINT = 5
"""Pixels further from print than ``Page.printed`` goes in which ink may be the print itself, off
its place or grown."""
_AT_LABEL = round(12 * SCALE)
"""Pixels above and below a room: its label, and that of the next row, stand 12 points off."""
_AT_SIDES = round(10 * SCALE)
"""Pixels to the left and right of a room: one em."""
_LETTER = (14, 110)
"""Pixels that a letter or a word written in one stroke is high: an x of 8 points has 17."""
_WIDE = 9
"""Pixels that it is wide at least: upright streaks, which are as thin as an l, are not told."""
_INK = 40
"""Pixels of ink that the smallest of them has."""
_LONG = 4.0
"""Times that it is higher than wide, or wider than high, at most: pieces of a streak and of a fold
are longer, and small letters that touch each other."""
_WORD = 10.0
"""Times that a word of such letters is wider than high; a fold in pieces was 28."""
_STROKES = 5
"""Strokes that are crossed on the way through the middle of such letters, in half of the rows."""
_FULL, _ROUND = 0.82, 2.0
"""Share of its frame that the ink of a letter covers at most, and times that a part of one may be
higher than wide: a blot and a hole are fuller, and about as wide as high."""
_OVER = 11
"""Pixels by which ink faces other ink over print that was left out between them: a border with
what is left out beside it is 21 wide."""
_SAME_LINE = (60, 0.3)
"""Pixels beside a letter of a line, and share of a piece's height, by which it stands on it."""
_ON = 30
"""Pixels between the last letter of a room and the first of the next that may be one word: an em
is 42, and from a comb's last cell to a typed text in the next room it is 34 and more."""
_NEXT = round(6 * SCALE)
"""Pixels between two rooms that share a border: there are 3 points."""


Box = tuple[int, int, int, int]
"""Left, top, right and bottom in pixels of the sheet."""


@dataclass(frozen=True, slots=True, eq=False)
class _Stray:
    """A piece of ink that no room took."""

    box: Box
    rooms: frozenset[int]
    """Whose ink it goes on, over print."""


def astray(page: Page, rooms: Sequence[tuple[Rect, Written]]) -> frozenset[int]:
    """The rooms of a page (by their places in the sequence) that may lack a part of their ink."""
    out = set(_shared(rooms))
    frames = [_frame(rect) for rect, _written in rooms]
    for stray in _strays(page, rooms, frames):
        own = stray.rooms or _on_line(stray.box, rooms)
        out |= own or {at for at, frame in enumerate(frames) if _is_near(stray.box, frame)}
    return frozenset(out)


def _frame(rect: Rect) -> Box:
    left, top, right, bottom = (round(side * SCALE) for side in rect)
    return left, top, right, bottom


def _is_near(box: Box, room: Box) -> bool:
    """Whether a piece lies so close to a room that it may be of its answer."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    across = max(room[0] - x, x - room[2], 0)
    down = max(room[1] - y, y - room[3], 0)
    return across <= _AT_SIDES and down <= _AT_LABEL and (across == 0 or down == 0)


def _strays(
    page: Page, rooms: Sequence[tuple[Rect, Written]], frames: Sequence[Box]
) -> Iterator[_Stray]:
    """Pieces of the size and the shape of letters that lie in no room."""
    owner = _owners(page.dark.shape, rooms)
    printed = grown(page.printed, _PRINT)
    ink = (page.dark & ~printed) | (owner > 0)
    others = _other_spots(page, frames)
    for rows in _bands(ink & (owner == 0) & ~others, frames):
        band = _Band(rows, ink[rows], printed[rows], others[rows], owner[rows])
        yield from _strays_in(band, page.sheet, frames)


def _owners(shape: tuple[int, ...], rooms: Sequence[tuple[Rect, Written]]) -> NDArray[np.uint16]:
    """The room that has taken each pixel's ink, by its place in the sequence, from 1."""
    owner = np.zeros(shape, np.uint16)
    for at, (_rect, writing) in enumerate(rooms, start=1):
        height, width = writing.labels.shape
        window = owner[writing.top : writing.top + height, writing.left : writing.left + width]
        theirs = np.zeros(int(writing.labels.max()) + 1, bool)
        theirs[[piece.label for piece in writing.pieces]] = True
        window[theirs[writing.labels]] = at
    return owner


@dataclass(frozen=True, slots=True, eq=False)
class _Band:
    """Some rows of a sheet."""

    rows: slice
    ink: Mask
    printed: Mask
    others: Mask
    """Where the page asks for something else than an answer in letters."""
    owner: NDArray[np.uint16]


def _bands(loose: Mask, frames: Sequence[Box]) -> Iterator[slice]:
    """The rows in which there is as much ``loose`` ink beside rooms as a letter has, with all
    rows into which a letter there may reach: mostly they are few, or none.
    """
    across, down = _AT_SIDES + _LETTER[1], _AT_LABEL + _LETTER[1]
    beside = np.zeros(loose.shape, bool)
    for left, top, right, bottom in frames:
        about = (slice(max(0, top - down), bottom + down),
                 slice(max(0, left - across), right + across))  # fmt: skip
        beside[about] = loose[about]
    for left, top, right, bottom in frames:
        beside[max(0, top) : bottom, max(0, left) : right] = False
    pixels = np.count_nonzero(beside, axis=1)
    near = np.convolve(pixels > 0, np.ones(2 * _LETTER[1] + 3), "same") > 0
    for start, end in runs(near):
        if int(pixels[start:end].sum()) >= _INK:
            yield slice(start, end)


def _strays_in(band: _Band, sheet: Sheet, frames: Sequence[Box]) -> Iterator[_Stray]:
    whole = cv2.connectedComponents(
        ((grown(band.ink, _OVER) & band.printed) | band.ink).view(np.uint8), connectivity=8
    )[1]
    theirs = np.unique(whole[band.others & band.ink])
    labels, stats, _middles = pieces_of(band.ink)
    for label in np.flatnonzero(_letterlike(stats)):
        left, top, width, height, _area = (int(value) for value in stats[label])
        above = band.rows.start + top
        box = (left, above, left + width, above + height)
        x, y = left + width / 2, above + height / 2
        if any(f[0] <= x <= f[2] and f[1] <= y <= f[3] for f in frames):
            continue
        if not any(_is_near(box, frame) for frame in frames):
            continue
        if sheet.is_loose((box[0] / SCALE, box[1] / SCALE, box[2] / SCALE, box[3] / SCALE)):
            continue
        rows, columns = slice(top, top + height), slice(left, left + width)
        mine = labels[rows, columns] == label
        if (band.owner[rows, columns][mine] > 0).any():
            continue
        if width > _LONG * height and not _has_strokes(mine):
            continue
        joined = np.unique(whole[rows, columns][mine])
        if np.isin(joined, theirs).any():
            continue
        around = (slice(max(0, top - 60), top + height + 60),
                  slice(max(0, left - 60), left + width + 60))  # fmt: skip
        near = band.owner[around][np.isin(whole[around], joined)]
        yield _Stray(box, frozenset(int(at) - 1 for at in np.unique(near) if at))


def _letterlike(stats: cv2.typing.MatLike) -> NDArray[np.bool_]:
    """Which pieces have a letter's size: no dust, no fold, no stain, no stroke over the page."""
    wide, high = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    area = stats[:, cv2.CC_STAT_AREA]
    kept = (high >= _LETTER[0]) & (high <= _LETTER[1]) & (wide >= _WIDE)
    kept &= (high <= _LONG * wide) & (wide <= _WORD * high)
    kept &= (area < _FULL * wide * high) | (high > _ROUND * wide)
    kept[0] = False
    return np.asarray(kept, np.bool_)


def _has_strokes(piece: Mask) -> bool:
    """Whether a long piece is letters that touch each other, and no fold."""
    middle = piece[len(piece) // 4 : len(piece) - len(piece) // 4]
    strokes = (np.diff(middle.astype(np.int8), axis=1) == 1).sum(axis=1)
    return bool(np.median(strokes) >= _STROKES)


def _other_spots(page: Page, frames: Sequence[Box]) -> Mask:
    """Where the page has boxes to tick and to sign, and its code: ink there is no answer's."""
    out = np.zeros(page.sheet.grey.shape, bool)
    for spot in page.sheet.layout.spots:
        frame = _frame(spot.rect)
        if spot.page == page.sheet.page and frame not in frames:
            left, top, right, bottom = frame
            out[max(0, top - SPECK) : bottom + SPECK, max(0, left - SPECK) : right + SPECK] = True
    return out


def _placed(writing: Written) -> Iterator[Box]:
    """Where on the sheet the pieces of a room lie that are larger than specks."""
    for piece in writing.pieces:
        if piece.height > SPECK or piece.width > SPECK:
            yield (
                writing.left + piece.left, writing.top + piece.top,
                writing.left + piece.right, writing.top + piece.bottom,
            )  # fmt: skip


def _on_line(box: Box, rooms: Sequence[tuple[Rect, Written]]) -> frozenset[int]:
    """The rooms on a line of which a piece stands."""
    across, share = _SAME_LINE
    return frozenset(
        at
        for at, (_rect, writing) in enumerate(rooms)
        if any(
            max(box[0] - other[2], other[0] - box[2]) <= across
            and min(box[3], other[3]) - max(box[1], other[1]) >= share * (box[3] - box[1])
            for other in _placed(writing)
        )
    )


def _shared(rooms: Sequence[tuple[Rect, Written]]) -> Iterator[int]:
    """Rooms beside each other with one line of letters running on over their border."""
    for at, (rect, writing) in enumerate(rooms):
        for number, (other, following) in enumerate(rooms):
            beside = 0 <= (other[0] - rect[2]) * SCALE <= _NEXT
            if not beside or min(rect[3], other[3]) <= max(rect[1], other[1]):
                continue
            if any(
                0 <= second[0] - first[2] <= _ON and second[1] < first[3] and first[1] < second[3]
                for first in _placed(writing)
                for second in _placed(following)
            ):
                yield from (at, number)
