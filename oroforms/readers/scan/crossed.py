"""Blocks of a form that a pen crossed out: what was answered in them is taken back.

A stroke puts in doubt each box and each room that it runs through. Of a block that one or two long
strokes cross out others lie beside them, and look as if nothing had been done to them. Folds lie
level or upright on the paper and streaks in the scanner, stains are broad, and letters are short.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from oroforms.documents import Rect, around
from oroforms.pictures import warp
from oroforms.pictures.base import Sheet, gap
from oroforms.readers.answers import PartReading
from oroforms.readers.parts import Kind
from oroforms.readers.scan.added import Mask, grown
from oroforms.readers.scan.base import in_doubt
from oroforms.readers.scan.beside import HALF, added_ink, off_print, without
from oroforms.readers.scan.strokes import larger, steepness

_SLANT = 5.0
"""Degrees from level and from upright, on the paper and in the scanner, from which a line is no
fold and no streak."""
_LONG, _SEEN = 48.0, 30.0
"""Points that a stroke is long, and that it is seen on bare paper: a check mark drawn in haste
runs over one box more than its own."""
_INKED, _BESIDE = 0.85, 0.35
"""Share of that on which ink is seen, and at most to both sides of it."""
_SIDE = 9
"""Pixels to the side: 1.5 mm, more than a pen is wide."""
_GAP = 60
"""Pixels that may be hidden by a line of print or a room."""
_OFF, _BEND = 3, 6
"""Pixels by which a stroke of a hand lies off a straight line, and off where that goes on."""
_ON, _MISSED = 600, 12
"""Pixels beyond what is straight that a stroke is followed, and that it may miss on bare paper."""
_VOTES = 45
_DUST = 8
"""Pixels up to which a piece of ink is none of a stroke's."""
_NEAR = 12.0
"""Points about a stroke that belong to its block: it begins and ends within, or under print."""

Segment = NDArray[np.float64]
"""((x, y), (x, y)) in pixels."""


def crossed_out(sheet: Sheet, parts: Iterable[PartReading]) -> list[Rect]:
    """The rectangles (points on the form) that long slanting strokes of a pen lie across."""
    own = {reading.part.name for reading in parts if reading.part.kind is not Kind.TICK}
    rooms = [s.rect for s in sheet.layout.spots if s.page == sheet.page and s.part in own]
    bare = without(off_print(sheet), rooms)
    ink = added_ink(sheet, bare)
    near, further = grown(ink, _OFF), grown(ink, _BEND)
    strokes = [
        _whole(line, further, bare)
        for line in _lines(ink)
        if _is_slanting(line, sheet) and _is_stroke(line, ink, near, bare)
    ]
    return _blocks([_rect(line) for line in strokes])


def doubted_in(sheets: Iterable[Sheet], readings: Sequence[PartReading]) -> Iterator[PartReading]:
    """The readings, those in doubt that were answered in a block that was crossed out."""
    blocks = {sheet.source: (sheet, crossed_out(sheet, readings)) for sheet in sheets}
    crossed = {
        (source, spot.part)
        for source, (sheet, rects) in blocks.items()
        for spot in (sheet.layout.spots if rects else ())
        if spot.page == sheet.page and any(_lies_in(spot.rect, rect) for rect in rects)
    }
    for reading in readings:
        answered = bool(reading.value) and not reading.doubts
        here = (reading.place.page, reading.part.name) in crossed
        yield in_doubt(reading) if answered and here else reading


def _lines(ink: Mask) -> Iterator[Segment]:
    """Straight lines in ink, over gaps."""
    found = cv2.HoughLinesP(
        larger(ink, _DUST).astype(np.uint8), 1, np.pi / 180, _VOTES,
        minLineLength=_LONG * HALF, maxLineGap=_GAP,
    )  # fmt: skip
    if found is not None:
        yield from np.asarray(found, np.float64).reshape(-1, 2, 2)


def _is_slanting(line: Segment, sheet: Sheet) -> bool:
    """Whether a line is level and upright neither on the paper nor in the scanner."""
    seen = warp.apply(sheet.registration.transform, line / HALF)
    return all(_SLANT <= steepness(*each) <= 90.0 - _SLANT for each in (line, seen))


def _whole(line: Segment, near: Mask, bare: Mask) -> Segment:
    """A line as far as the stroke goes on at both of its ends, where print does not hide it."""
    along = (line[1] - line[0]) / float(np.hypot(*(line[1] - line[0])))
    steps = np.arange(1, _ON)[:, None]
    ends = []
    for tip, way in ((line[0], -along), (line[1], along)):
        places = tip + steps * way
        seen = _at(bare, places)
        inked = _at(near, places) & seen
        missed = np.cumsum(seen & ~inked)  # since the tip; of each place with ink, since the last
        last = np.maximum.accumulate(np.where(inked, missed, 0))
        lost = np.flatnonzero(missed - last > _MISSED)
        kept = np.flatnonzero(inked[: lost[0]] if len(lost) else inked)
        ends.append(places[kept[-1]] if len(kept) else tip)
    return np.array(ends)


def _is_stroke(line: Segment, ink: Mask, near: Mask, bare: Mask) -> bool:
    """Whether a pen's ink lies along a line wherever it would be seen, and to its sides none."""
    along = line[1] - line[0]
    length = float(np.hypot(*along))
    steps = line[0] + np.linspace(0, 1, int(length) + 1)[:, None] * along
    side = np.array([-along[1], along[0]]) / length * _SIDE
    seen = _at(bare, steps)
    inked = _at(near, steps) & seen
    if int(seen.sum()) < _SEEN * HALF or float(inked.sum()) < _INKED * float(seen.sum()):
        return False
    for each in (steps + side, steps - side):
        free = _at(bare, each)
        if float((_at(ink, each) & free).sum()) > _BESIDE * max(1.0, float(free.sum())):
            return False
    return True


def _at(mask: Mask, places: Segment) -> Mask:
    height, width = mask.shape
    x, y = np.round(places).astype(int).T
    inside = (x >= 0) & (x < width) & (y >= 0) & (y < height)
    there: Mask = mask[np.clip(y, 0, height - 1), np.clip(x, 0, width - 1)] & inside
    return there


def _rect(line: Segment) -> Rect:
    (left, top), (right, bottom) = line.min(axis=0) / HALF, line.max(axis=0) / HALF
    return (float(left) - _NEAR, float(top) - _NEAR, float(right) + _NEAR, float(bottom) + _NEAR)


def _blocks(rects: Sequence[Rect]) -> list[Rect]:
    """Rectangles that lie over each other as one: the parts of a stroke, and both of a cross."""
    out: list[Rect] = []
    for rect in rects:
        block = rect
        while touching := [each for each in out if gap(each, block) <= 0]:
            out = [each for each in out if each not in touching]
            block = around([block, *touching])
        out.append(block)
    return out


def _lies_in(rect: Rect, block: Rect) -> bool:
    x, y = (rect[0] + rect[2]) / 2, (rect[1] + rect[3]) / 2
    return block[0] <= x <= block[2] and block[1] <= y <= block[3]
