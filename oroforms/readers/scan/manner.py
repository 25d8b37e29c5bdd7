"""How one person ticks: a tick that is unlike all others of its form may not be meant as one.

People are told on Swedish questionnaires to fill in a box to take its cross back, and a pencil
that was rubbed out leaves a pale cross. By itself either is a plain tick; among others that are
not made so it is a doubt. A ring about a box may ask about it or choose it; who draws one after the
other answers by rings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from oroforms.readers.scan.base import Tick, TickReading

_OTHERS = 3
"""Other ticks by pen that tell how somebody ticks."""
_FULL = 0.76
"""Share of a box from which it may be filled in: the least of fourteen had 0.80."""
_BARE = 0.48
"""How much less of it is bare then than of the others: of 58 forms in crosses and checks alone the
fullest box had 0.49 in one, else 0.52 and more; those with one box filled in had 0.31 at most."""
_PALE = 0.5
"""How much paler a rubbed-out tick is than the others: in those forms the palest had 0.61."""
_UNLIKE = 0.3
"""Confidence of such a tick."""
_RINGS, _CHOSEN = 3, 0.9
"""Rings about boxes of a form from which they are its ticks, and the confidence of one."""


def with_rings(pages: Sequence[Sequence[TickReading]]) -> list[list[TickReading]]:
    """The readings of a form, page by page; boxes with nothing but a ring about them are ticked
    where as many have one.
    """
    if sum(each.ringed for page in pages for each in page) < _RINGS:
        return [list(page) for page in pages]
    return [[_chosen(each) if each.ringed else each for each in page] for page in pages]


def _chosen(reading: TickReading) -> TickReading:
    return replace(reading, state=Tick.TICKED, confidence=_CHOSEN, why="")


def weighed_by_manner(pages: Sequence[Sequence[TickReading]]) -> list[list[TickReading]]:
    """The readings of a form, page by page; a tick that is unlike the others is in doubt.

    How dark a pen is can be told of one page only: each may be scanned in a manner of its own.
    What a program printed is no one's manner.
    """
    ticks = [each for page in pages for each in page if each.by_pen]
    return [[_weighed(each, page, ticks) for each in page] for page in pages]


def _weighed(
    reading: TickReading, page: Sequence[TickReading], ticks: Sequence[TickReading]
) -> TickReading:
    if not reading.by_pen:
        return reading
    contrasts = [each.contrast for each in page if each.by_pen and each is not reading]
    if len(contrasts) >= _OTHERS and reading.contrast < _PALE * float(np.median(contrasts)):
        return reading.doubted("pale", _UNLIKE)
    others = [each.fill for each in ticks if each is not reading]
    if len(others) < _OTHERS or any(_is_full(fill, others) for fill in others):
        return reading
    return reading.doubted("filled", _UNLIKE) if _is_full(reading.fill, others) else reading


def _is_full(fill: float, others: Sequence[float]) -> bool:
    return fill >= _FULL and 1 - fill <= _BARE * (1 - float(np.median(others)))
