"""A pen's ink at the label of a tick box, or close beside the box: an answer of another kind.

People ring or underline the word that they choose, put their cross beside the box, strike out the
text of a box that they ticked, or write *ja* there. What a box holds is then not all that is said.
Strokes that touch a box or a field are an answer there, and are read there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from oroforms.documents import Rect
from oroforms.pictures.base import MM, SCALE, Sheet
from oroforms.readers.scan import lines, strokes
from oroforms.readers.scan.added import Added, Mask, added, blur_of, grown, part_of_window
from oroforms.readers.scan.base import Tick, TickReading, is_lossy

_LINE = 3.0
"""Points by which the middle of a word may lie off the middle of its tick box."""
_WORD_GAP = 14.0
"""Points between two words of one label, and between its box and the first of them."""
_FAR = 200.0
"""Points of a label that are looked at."""
_AROUND = 14.0
"""Points about a box and its label that are looked at: 5 mm."""
_ABOVE = 8.0
"""Points above and below of them: rows of boxes stand 17 apart and more."""
_INSIDE = 1.0
"""Points within the edge of a box or field from which on a stroke in it is its own."""
_LEAST = 6.0
"""Points that a pen's stroke is long at least: 2 mm."""
_LEAST_IN_BLACK = 8.0
"""The same on scans in black and white, which make longer pieces of print and dirt."""
_DARK = 0.15
"""Darkness (0 to 1) of a pen's stroke: print that shines through is paler."""
_BROAD = 1.3
"""mm of a stroke's width from which it is no pen's but a stain, a hole or a shadow."""
_NEAR = 6
"""Pixels further from print than ink is looked for, within which a fax makes ink of print."""
_STEEP, _FLAT = 0.3, 0.12
"""How wide an upright stroke is for its height, and how high a level one for its width, without
the pen's own width, at most: streaks and folds lie so, and no one answers by an upright stroke."""
_OFF = 8
"""Pixels by which a level fold lies off itself across a window, and at its edge is looked for."""
_RING = 0.35
"""Widths of a box beside it that a ring about it runs through: its middle is 0.6 to 1.2 off the
box's, and where it is widest it is level."""
_ASKED = 0.3
"""Confidence of a box whose label bears such ink."""


def with_labels(
    sheet: Sheet, boxes: Sequence[Rect], readings: Sequence[TickReading]
) -> list[TickReading]:
    """The readings of a sheet's boxes; those in doubt that a pen left something beside."""
    blur = blur_of(sheet.grey, sheet.blank)
    taken = [spot.rect for spot in sheet.layout.spots if spot.page == sheet.page]
    taken += [_with_ring(box) for box, each in zip(boxes, readings, strict=True) if each.ringed]
    return [
        each.doubted("beside", _ASKED)
        if each.state is not Tick.DOUBTFUL and _is_marked(sheet, box, boxes, taken, blur)
        else each
        for box, each in zip(boxes, readings, strict=True)
    ]


def _with_ring(box: Rect) -> Rect:
    """A box with so much about it that a ring lies in that, and the label does not."""
    left, top, right, bottom = box
    by = _RING * (right - left)
    return (left - by, top - by, right + by, bottom + by)


def with_label(sheet: Sheet, box: Rect, boxes: Sequence[Rect]) -> Rect:
    """A tick box with the text to its right, as far as the next box on the line (points)."""
    middle = (box[1] + box[3]) / 2
    ends = [b[0] for b in boxes if b[0] > box[2] and b[1] < middle < b[3]]
    end, right = min(ends, default=sheet.layout.size[0]), box[2]
    words = sorted(
        word.rect
        for word in sheet.layout.printed
        if word.page == sheet.page and abs((word.rect[1] + word.rect[3]) / 2 - middle) <= _LINE
    )
    for left, _top, word_end, _bottom in words:
        if box[2] <= left < min(end, right + _WORD_GAP):
            right = word_end
    return (box[0], box[1], right, box[3])


def _is_marked(
    sheet: Sheet, box: Rect, boxes: Sequence[Rect], taken: Sequence[Rect], blur: float
) -> bool:
    left, top, right, bottom = with_label(sheet, box, boxes)
    looked_at = (left, top, min(right, left + _FAR), bottom)
    at = added(sheet.grey, sheet.blank, looked_at, _AROUND, blur, wide=True)
    if not at.ink.any():
        return False
    pens = [each for each in _strokes(at, taken, looked_at) if _is_pen(at, each, sheet)]
    if not pens:
        return False
    # Print cuts a fold into pieces that are too short to tell its way: the window's ink tells it.
    bare = lines.without_lines(at, sheet.grey, sheet.blank)
    return any(_is_long(each & bare, _least(sheet)) for each in pens)


def _strokes(at: Added, taken: Sequence[Rect], looked_at: Rect) -> Iterator[Mask]:
    """The strokes of a window that touch no box and no field."""
    labels = strokes.joined(at.ink, at.free)
    x0, y0 = (max(0.0, each - _AROUND) for each in looked_at[:2])
    theirs = np.zeros(int(labels.max()) + 1, bool)
    for left, top, right, bottom in taken:
        inner = (left + _INSIDE, top + _INSIDE, right - _INSIDE, bottom - _INSIDE)
        theirs[labels[part_of_window(inner, x0, y0)]] = True
    near = np.zeros(at.ink.shape, bool)
    top, bottom = (looked_at[1] - _ABOVE - y0) * SCALE, (looked_at[3] + _ABOVE - y0) * SCALE
    near[max(0, round(top)) : round(bottom)] = True
    theirs[0] = True
    labels = np.where(near & ~theirs[labels], labels, 0)
    for each in np.unique(labels[labels > 0]):
        yield labels == each


def _is_pen(at: Added, stroke: Mask, sheet: Sheet) -> bool:
    """Whether strokes are a pen's: neither dust nor a stain, a shadow, a fold or a streak."""
    least = _least(sheet)
    if is_lossy(sheet):
        stroke = stroke & ~grown(~at.free, _NEAR)
    pen = strokes.pen_width(stroke)
    if max(strokes.extent(stroke)) < least or _is_streak(at, stroke, pen) or pen > _BROAD * MM:
        return False
    if float(at.darkness[stroke].mean()) < _DARK:
        return False
    rest = lines.without_lines(replace(at, ink=stroke), sheet.grey, sheet.blank)
    return _is_long(rest, least)


def _is_long(stroke: Mask, least: float) -> bool:
    """Whether what is left of a stroke, but for its crumbs, is long enough for a pen's (pixels)."""
    return max(strokes.extent(strokes.larger(stroke, least / 2))) >= least


def _least(sheet: Sheet) -> float:
    return (_LEAST_IN_BLACK if is_lossy(sheet) else _LEAST) * SCALE


def _is_streak(at: Added, stroke: Mask, pen: float) -> bool:
    """Whether a stroke is upright, or level and goes on beside the window on its left."""
    width, height = strokes.extent(stroke)
    if width - pen <= _STEEP * height:
        return True
    if height - pen > _FLAT * width:
        return False
    rows = np.flatnonzero(stroke.any(axis=1))
    level = slice(max(0, int(rows[0]) - _OFF), int(rows[-1]) + _OFF)
    return bool(stroke[:, :2].any() or (stroke[:, -2:].any() and at.ink[level, :_OFF].any()))
