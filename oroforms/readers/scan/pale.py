"""A pencil so light that a scan in black and white loses its ticks: told from all boxes of a form.

Of one box nothing may be left, or what could as well be a ragged border. But one person fills
in a form with one pen, and a threshold breaks a light pencil's strokes up: the ticks that come
through are pale. Pages of one form may come under thresholds of their own, so a page's own ticks
tell most: where they are dark, no other was lost there. Of a page without any the other pages tell;
where their ticks are pale, or where no box is plainly ticked on any, a person looks at the empty
ones; where on a coarse fax about as many boxes have traces in them as are plainly ticked, and the
ticks are not dark, traces are doubts, and so is a page of traces and no tick.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from oroforms.readers.scan.base import TickReading
from oroforms.readers.scan.printed import ANSWERS

_PALE = 2
"""How many times more boxes than those with traces may be ticked by a pen so light."""
_MANY = 3
"""Boxes with traces from which pages without a tick are doubtful, if no more are ticked."""
_SHOWN = 0.42
"""Darkness of a page's ticks (their median) from which none of its others was lost there: of NNN
pages ticked in pencil and light pencil, on faxes and scans in black and white, none has lost any
from 0.38 on."""
_BROKEN = 0.54
"""The same of a form below which a tick is broken up, and may be dirt."""
_LIGHT = 0.65
"""Darkness of a form's ticks (their median) below which a page that shows none may have lost them
all: pages of a light pencil have up to 0.64 where another page of the form lost all."""
_LIGHT_IN_GREY = 0.32
"""Such darkness in grey or colour of a pen that is as light: light pencils have 0.28 at most, all
other pens 0.3 and more."""
_DARK = 0.6
"""The same from which traces are not the pen's."""
_TELLING = 3
"""Ticks from which the pen is known to be dark."""
_PALER = 0.45
"""Darkness of a tick that may be dirt where the others are a light pencil's."""
_TRACED = 0.3
"""Confidence that such a box is doubtful as any other with traces is (see :mod:`ticks`)."""


def weighed(
    pages: Sequence[Sequence[TickReading]],
    others: Sequence[Sequence[TickReading]] = (),
    *,
    signed: bool = False,
) -> list[list[TickReading]]:
    """The readings of a form's coarse sheets and of those in black and white, page by page, those
    in doubt that the pen puts there.

    ``others`` are the form's sheets in grey and colour: a tick that is dark there tells that the
    pen is no light pencil. The ticks of one are lost one by one under any threshold that it is
    nearly too pale for, above all on faxes of 98 lines an inch (ITU-T T.4, standard resolution);
    where those of a page that came through are pale in the median, others may be gone. Under a
    harsher threshold a page loses all of them.
    Printed ticks tell nothing of the pen. Where they are all there are, the form was answered on a
    screen if they are many or it is ``signed`` by a pen, and else may have lost what was added to
    an office's.
    """
    traces = sum(reading.traces for page in pages for reading in page)
    plain = sum(map(_plain_ticks, pages))
    dark = any(map(_plain_ticks, others))
    darkness = [each.contrast for page in pages for each in page if each.by_pen]
    usual = _usual(pages)
    broken = not dark and usual < _BROKEN
    told = len(darkness) >= _TELLING and usual >= _DARK
    some = broken or (not told and plain <= _PALE * traces)
    lost = not told and traces >= max(_MANY, plain)
    printed = sum(each.printed for page in (*pages, *others) for each in page)
    on_screen = printed >= (1 if signed else ANSWERS)
    none = plain == 0 and not dark and not on_screen
    out = []
    for page, losing in zip(pages, may_lose(pages, others), strict=True):
        here = any(each.traces for each in page) and not _plain_ticks(page)
        nothing = losing or (none and not _shows_pen(page)) or (lost and here)
        out.append([_weighed(each, broken, nothing or (some and each.traces)) for each in page])
    return out


def may_lose(
    pages: Sequence[Sequence[TickReading]], others: Sequence[Sequence[TickReading]] = ()
) -> list[bool]:
    """Of each page whether the pen is so light that a threshold may have taken what it wrote there.

    ``pages`` and ``others`` as :func:`weighed` has them; of a form without ticks it is not told.
    """
    dark = any(map(_plain_ticks, others))
    light = _usual(others) < _LIGHT_IN_GREY or (_usual(pages) < _LIGHT and not dark)
    return [light and not _shows_pen(page) for page in pages]


def _shows_pen(page: Sequence[TickReading]) -> bool:
    """Whether a page has ticks that are so dark that none was lost beside them."""
    return any(each.by_pen for each in page) and _usual([page]) >= _SHOWN


def _usual(pages: Sequence[Sequence[TickReading]]) -> float:
    """How dark the ticks by pen are in the median; where there are none, as dark as can be."""
    return median([each.contrast for page in pages for each in page if each.by_pen] or [1.0])


def _weighed(reading: TickReading, broken: bool, lost: bool) -> TickReading:
    """One reading where the pen's ticks are ``broken`` up; an empty box may have ``lost`` its."""
    if broken and reading.by_pen and reading.contrast < _PALER:
        return reading.doubted("pale", _TRACED)
    return reading.doubted_if_empty("traces", _TRACED) if lost else reading


def _plain_ticks(page: Sequence[TickReading]) -> int:
    return sum(reading.by_pen and not reading.traces for reading in page)
