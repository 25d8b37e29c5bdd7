"""Print near tick boxes that a pen went over: a tick that missed its box, or a word crossed out.

Strokes are looked for where the blank is bare (see :mod:`~oroforms.readers.scan.labels`); of a
cross on a word's first letter too little lies there. But print comes back from a scanner with the
same ink wherever it stands on a page, to some hundredths, and a cross on a word doubles it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from oroforms.documents import Rect
from oroforms.pictures.base import SCALE, Sheet, cut, gap
from oroforms.readers.scan.base import Tick, TickReading

_NEAR = 14.0
"""Points from a box within which a tick may have been meant for it: 5 mm."""
_REACH = 10.0
"""Points about a box that is not empty within which ink on print may be of its own mark."""
_PART = 14.0
"""Points of a line that are weighed together: a cross is about as wide."""
_LEVEL, _BLANK = 1.0, 6.0
"""Points by which words of one line stand higher or lower, and that lie between two of them."""
_AROUND = 3.0
"""Points about a part in which the paper is seen."""
_EDGE = 1.0
"""Points about a part that are weighed with it: print lies a little off its place."""
_BARE = 235
"""Of 255, from which on the blank is paper."""
_FAINT = 14.0
"""Of 255: what is darker than the paper by less is its unrest."""
_LEAST = 3.0
"""Square points of print in a part that can be compared."""
_ENOUGH = 12
"""Parts that tell how much ink print has on a page."""
_MORE, _SPREADS = 0.2, 4.0
"""Share of ink beyond the usual, and how many times the spread of the page's print (its median
deviation), from which a pen was there."""
_INK = 4.0
"""Square points of ink beyond the print that a pen's stroke leaves at least."""
_ASKED = 0.3
"""Confidence of a box near such print."""


def with_overwritten(
    sheet: Sheet, boxes: Sequence[Rect], readings: Sequence[TickReading]
) -> list[TickReading]:
    """The readings of a sheet's boxes; empty ones in doubt where a pen went over print nearby."""
    marked = [
        box for box, each in zip(boxes, readings, strict=True) if each.state is not Tick.EMPTY
    ]
    hit = [
        part
        for part in _overwritten(sheet, boxes)
        if not any(gap(part, box) <= _REACH for box in marked)
        and not _is_label_of_writing(sheet, part, boxes)
    ]
    return [
        each.doubted_if_empty("beside", _ASKED)
        if any(gap(part, box) <= _NEAR for part in hit)
        else each
        for box, each in zip(boxes, readings, strict=True)
    ]


def _overwritten(sheet: Sheet, boxes: Sequence[Rect]) -> list[Rect]:
    """The parts of words near boxes that bear far more ink than print does on this page."""
    found = [
        (part, *ink)
        for part in _parts(sheet, boxes)
        if not sheet.is_loose(part) and (ink := _ink(sheet, part))[0] >= _LEAST
    ]
    if len(found) < _ENOUGH:
        return []
    gains = np.array([seen / printed for _part, printed, seen in found])
    usual = float(np.median(gains))
    spread = float(np.median(np.abs(gains - usual)))
    most = usual * (1 + _MORE) + _SPREADS * spread
    return [
        part
        for (part, printed, seen), gain in zip(found, gains.tolist(), strict=True)
        if gain > most and seen - usual * printed >= _INK
    ]


def _is_label_of_writing(sheet: Sheet, part: Rect, boxes: Sequence[Rect]) -> bool:
    """Whether print stands at a room for text or a signature that holds ink, which may reach it."""
    for spot in sheet.layout.spots:
        if spot.page != sheet.page or spot.rect in boxes or gap(part, spot.rect) > _NEAR:
            continue
        printed, seen = _ink(sheet, spot.rect)
        if seen - printed >= _INK:
            return True
    return False


def _parts(sheet: Sheet, boxes: Sequence[Rect]) -> Iterator[Rect]:
    """Parts of the lines of print near boxes, each half over the next."""
    for left, top, right, bottom in _lines(sheet):
        count = max(1, round((right - left) / _PART * 2) - 1)
        for start in np.linspace(left, max(left, right - _PART), count).tolist():
            part = (start, top, min(right, start + _PART), bottom)
            if any(gap(part, box) <= _NEAR for box in boxes):
                yield part


def _lines(sheet: Sheet) -> Iterator[Rect]:
    """Words that stand beside each other on a line, as one."""
    words = (word.rect for word in sheet.layout.printed if word.page == sheet.page)
    line: Rect | None = None
    for word in sorted(words, key=lambda rect: (round(rect[3]), rect[0])):
        if line and abs(line[3] - word[3]) <= _LEVEL and 0 <= word[0] - line[2] <= _BLANK:
            line = (line[0], min(line[1], word[1]), word[2], max(line[3], word[3]))
            continue
        if line:
            yield line
        line = word
    if line:
        yield line


def _ink(sheet: Sheet, part: Rect) -> tuple[float, float]:
    """The ink of a part on the blank and on the sheet, in square points of black."""
    blank, seen = cut(sheet.blank, part, _AROUND), cut(sheet.grey, part, _AROUND)
    bare = cv2.erode(blank, np.ones((7, 7), np.uint8)) > _BARE
    if not bare.any():
        return 0.0, 0.0
    paper = float(np.median(seen[bare]))
    edge = round((_AROUND - _EDGE) * SCALE)
    core = (slice(edge, -edge), slice(edge, -edge))
    darker = np.maximum(paper - seen[core].astype(np.float32), 0)
    darker[darker < _FAINT] = 0
    scale = 255 * SCALE**2
    return float((255.0 - blank[core]).sum()) / scale, float(darker.sum()) / scale
