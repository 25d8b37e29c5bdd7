"""A pencil so light that a coarse fax loses most of its ticks: told from all boxes of a form.

Of one box nothing may be left, or what could as well be a ragged border. But one person fills
in a form with one pen: where about as many boxes have traces in them as are plainly ticked,
traces are ticks, and a page of traces and no tick at all is for a person to look at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from oroforms.readers.scan.base import Tick, TickReading

_PALE = 2
"""How many times more boxes than those with traces may be ticked by a pen so light."""
_MANY = 3
"""Boxes with traces from which pages without a tick are doubtful, if no more are ticked."""


def weighed(pages: Sequence[Sequence[TickReading]]) -> list[list[TickReading]]:
    """The readings of a form's coarse sheets, page by page, those in doubt that the pen puts there.

    A light pencil's ticks are lost like this on faxes of 98 lines an inch (ITU-T T.4, standard
    resolution).
    """
    every = [reading for page in pages for reading in page]
    traces = sum(reading.traces for reading in every)
    ticked = sum(reading.state is Tick.TICKED for reading in every)
    pale = ticked <= _PALE * traces
    lost = traces >= max(_MANY, ticked)
    out = []
    for page in pages:
        nothing = lost and any(each.traces for each in page) and not _has_ticks(page)
        out.append([_doubted(each) if nothing or (pale and each.traces) else each for each in page])
    return out


def _has_ticks(page: Sequence[TickReading]) -> bool:
    return any(reading.state is Tick.TICKED for reading in page)


def _doubted(reading: TickReading) -> TickReading:
    if reading.state is not Tick.EMPTY:
        return reading
    return replace(reading, state=Tick.DOUBTFUL, confidence=0.3, why="traces")
