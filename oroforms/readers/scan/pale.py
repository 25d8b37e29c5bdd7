"""A pencil so light that a scan in black and white loses its ticks: told from all boxes of a form.

Of one box nothing may be left, or what could as well be a ragged border. But one person fills
in a form with one pen, and a threshold breaks a light pencil's strokes up: the ticks that come
through are pale. Where they are, or where no box is plainly ticked, on no page, a person looks at
the empty ones; where on a coarse fax about as many boxes have traces in them as are plainly
ticked, and the ticks are not dark, traces are doubts, and so is a page of traces and no tick.
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
_LIGHT, _DARK = 0.54, 0.6
"""Darkness of a form's ticks (its median) below which a threshold may have taken others of them,
and from which it took none: of forms of which a fax left some ticks, 1 of 21 in light pencil had
more than 0.54 (it had 0.58), and 66 of 69 in other pens."""
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
    where those that came through are pale in the median, others may be gone.
    Printed ticks tell nothing of the pen. Where they are all there are, the form was answered on a
    screen if they are many or it is ``signed`` by a pen, and else may have lost what was added to
    an office's.
    """
    traces = sum(reading.traces for page in pages for reading in page)
    plain = sum(map(_plain_ticks, pages))
    dark = any(map(_plain_ticks, others))
    darkness = [each.contrast for page in pages for each in page if each.by_pen]
    usual = median(darkness) if darkness else _DARK
    light = not dark and usual < _LIGHT
    told = len(darkness) >= _TELLING and usual >= _DARK
    pale = not told and plain <= _PALE * traces
    lost = not told and traces >= max(_MANY, plain)
    printed = sum(each.printed for page in (*pages, *others) for each in page)
    on_screen = printed >= (1 if signed else ANSWERS)
    out = []
    for page in pages:
        here = any(each.traces for each in page) and not _plain_ticks(page)
        nothing = light or (plain == 0 and not dark and not on_screen) or (lost and here)
        out.append([_weighed(each, light, nothing or (pale and each.traces)) for each in page])
    return out


def _weighed(reading: TickReading, light: bool, lost: bool) -> TickReading:
    """One reading where the pen is ``light``; an empty box may have ``lost`` its tick."""
    if light and reading.by_pen and reading.contrast < _PALER:
        return reading.doubted("pale", _TRACED)
    return reading.doubted_if_empty("traces", _TRACED) if lost else reading


def _plain_ticks(page: Sequence[TickReading]) -> int:
    return sum(reading.by_pen and not reading.traces for reading in page)
