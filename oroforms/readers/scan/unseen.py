"""Pages in black and white on which nothing is left of the pen that wrote the form.

A threshold keeps a pen or loses all of it: a light pencil, red ink under a scanner's red lamp.
What was written on a page then looks like a page that was left empty, though the typed text and
the black print on it are whole. Where that may be so, a person looks at what looks empty there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from oroforms.documents import Rect
from oroforms.pictures.base import Sheet
from oroforms.readers.answers import PartReading
from oroforms.readers.parts import Kind
from oroforms.readers.scan.base import in_doubt
from oroforms.readers.scan.faded import print_seen
from oroforms.readers.scan.printed import ANSWERS, is_answered_on_screen

_GREY = 200
"""Of the blank, what is darker is printed: the dividers of combs are grey."""
_WITHIN = 2.5
"""Points by which a comb's dividers stand within its frame, which is black."""
_KEPT = 0.8
"""Share of the dividers that a threshold leaves that is no harsher than they are grey; where it
is, they come in pieces or not at all (of 26 combs on pages from 200 dpi on: 15 above 0.85, 11
below 0.55)."""


def pages_without_pen(
    sheets: Sequence[Sheet],
    readings: Sequence[PartReading],
    light: frozenset[int] = frozenset(),
) -> frozenset[int]:
    """The pages (of the file) on which a threshold may have lost all that a pen wrote.

    These are all pages of a form that are all in black and white and none of which shows a pen;
    and a page that shows none, in a form that was mostly written by hand, unless its grey print
    came through: broad grey lines do where a light pencil is lost, so not on those that may have
    lost a ``light`` pen. A page or form that was answered on a screen awaits no pen.
    """
    typed = [each for each in readings if isinstance(each.value, str) and each.value]
    written = sum(map(_is_by_hand, readings))
    ticked = [each.part for each in readings if each.printed]
    if is_answered_on_screen(ticked, [each.part for each in typed], written):
        return frozenset()
    printed = Counter(reading.place.page for reading in readings if reading.printed)
    penned = {reading.place.page for reading in readings if _is_penned(reading)}
    penned |= {page for page, ticks in printed.items() if ticks >= ANSWERS}
    bare = [sheet for sheet in sheets if sheet.bitonal and sheet.source not in penned]
    if written > len(typed):
        bare = [sheet for sheet in bare if sheet.source in light or _is_harsh(sheet, readings)]
    elif len(bare) < len(sheets):
        return frozenset()  # a page that shows the pen, or would
    return frozenset(sheet.source for sheet in bare)


def doubted_on(pages: frozenset[int], readings: Iterable[PartReading]) -> Iterator[PartReading]:
    """The readings, those in doubt that look empty on some pages."""
    for reading in readings:
        empty = not reading.value and not reading.doubts
        yield in_doubt(reading) if empty and reading.place.page in pages else reading


def _is_penned(reading: PartReading) -> bool:
    return (reading.value is True and not reading.printed) or _is_by_hand(reading)


def _is_by_hand(reading: PartReading) -> bool:
    return "handwritten" in reading.doubts


def _is_harsh(sheet: Sheet, readings: Iterable[PartReading]) -> bool:
    """Whether a page's threshold has lost of its grey print, or may have where it has none."""
    combs = {reading.part.name for reading in readings if reading.part.kind is Kind.COMB}
    seen = [
        print_seen(sheet, _without_frame(spot.rect), _GREY)
        for spot in sheet.layout.spots
        if spot.page == sheet.page and spot.part in combs
    ]
    return not seen or float(np.median(seen)) < _KEPT


def _without_frame(rect: Rect) -> Rect:
    left, top, right, bottom = rect
    return (left + _WITHIN, top + _WITHIN, right - _WITHIN, bottom - _WITHIN)
