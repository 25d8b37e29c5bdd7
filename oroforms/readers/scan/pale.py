"""A pencil so light that a scan in black and white loses its marks: told from all of a form.

Of one box nothing may be left, or what could as well be a ragged border; of a room that was
written in, bare paper. But one person fills in a form with one pen, and a threshold breaks a light
pencil's strokes up: what comes through is pale. Pages of one form may come under thresholds of
their own, so what is on a page itself tells most: where it is dark, nothing was lost there. Of a
page without any mark the other pages tell. Where the pen is light, or no box is plainly ticked and
no mark shows the pen, a person looks at what seems empty; where on a coarse fax about as many boxes
have traces in them as are plainly ticked, and the ticks are not dark, traces are doubts, and so is
a page of traces and no tick, unless the form was answered on a screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from oroforms.readers.scan.base import TickReading
from oroforms.readers.scan.printed import ANSWERS

_PALE = 2
"""How many times more boxes than those with traces may be ticked by a pen so light."""
_MANY = 3
"""Boxes with traces from which pages without a tick are doubtful, if no more are ticked."""
_SHOWN = 0.42
"""Darkness of what a pen left on a page (the median) from which nothing else was lost there: of 360
pages ticked in pencil and light pencil, on faxes and scans in black and white, none that has 0.38
lost a tick, of 46 none lost what was written."""
_BROKEN = 0.54
"""The same of a form's ticks below which they are broken up, and one may be dirt."""
_LIGHT = 0.63
"""The same of a form below which a page that shows none may have lost all: where a light pencil
lost all of one page, the others have up to 0.62, and three of 150 forms more (adaptive thresholds),
of which two were told by a page in grey."""
_LIGHT_IN_GREY, _DARK_IN_GREY = 0.32, 0.45
"""Such darkness in grey or colour of a pen that is as light, and of one that surely is not: light
pencils have 0.28 at most, all other pens 0.3 and more."""
_DARK = 0.6
"""The same from which traces are not the pen's."""
_TELLING = 3
"""Ticks from which the pen is known to be dark."""
_PALER = 0.45
"""Darkness of a tick that may be dirt where the others are a light pencil's."""
_TRACED = 0.3
"""Confidence that such a box is doubtful as any other with traces is (see :mod:`ticks`)."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands on one page."""

    boxes: Sequence[TickReading]
    writing: Sequence[float] = ()
    """How dark handwriting is: 0 paper, 1 black."""
    signatures: Sequence[float] = ()
    """The same of signatures, which are a pen's on forms that were answered on a screen, too."""

    @property
    def ticks(self) -> list[TickReading]:
        """The ticks by pen."""
        return [each for each in self.boxes if each.by_pen]

    @property
    def darkness(self) -> list[float]:
        """How dark the pen is in each of its marks."""
        return [*(each.contrast for each in self.ticks), *self.writing, *self.signatures]

    @property
    def shows_pen(self) -> bool:
        """Whether the pen is so dark here that nothing was lost beside what is seen of it."""
        return _median(self.darkness) >= _SHOWN if self.darkness else False

    @property
    def on_screen(self) -> bool:
        """Whether a program ticked so much here that no pen is awaited."""
        return sum(each.printed for each in self.boxes) >= ANSWERS


def weighed(
    pages: Sequence[Marks], others: Sequence[Marks] = (), *, answered: bool = False
) -> list[list[TickReading]]:
    """The readings of a form's coarse sheets and of those in black and white, page by page, those
    in doubt that the pen puts there.

    ``others`` are the form's sheets in grey and colour: a pen that is dark there is no light
    pencil. The ticks of one are lost one by one under any threshold that it is nearly too pale for,
    above all on faxes of 98 lines an inch (ITU-T T.4, standard resolution); where those of a page
    that came through are pale in the median, others may be gone. Under a harsher threshold a page
    loses all of them.
    Printed ticks tell nothing of the pen. Where they are all there are, the form was answered on a
    screen if they are many or something else says that they are the ``answered`` ones (a pen's
    signature, type in other answers), and else may have lost what was added to an office's.
    """
    every = [each for page in pages for each in page.boxes]
    traces = sum(each.traces for each in every)
    plain = sum(_is_plain(each) for each in every)
    ticks = [each.contrast for each in every if each.by_pen]
    dark = _is_dark(others)
    broken = not dark and _median(ticks) < _BROKEN
    told = len(ticks) >= _TELLING and _median(ticks) >= _DARK
    some = broken or (not told and plain <= _PALE * traces)
    printed = sum(each.printed for page in (*pages, *others) for each in page.boxes)
    on_screen = printed >= (1 if answered else ANSWERS)
    lost = not told and not on_screen and traces >= max(_MANY, plain)
    none = plain == 0 and not dark and not on_screen
    out = []
    for page, losing in zip(pages, may_lose(pages, others), strict=True):
        here = any(each.traces for each in page.boxes) and not any(map(_is_plain, page.boxes))
        nothing = losing or (none and not page.shows_pen) or (lost and here)
        out.append(
            [_weighed(each, broken, nothing or (some and each.traces)) for each in page.boxes]
        )
    return out


def may_lose(pages: Sequence[Marks], others: Sequence[Marks] = ()) -> list[bool]:
    """Of each page whether the pen is so light that a threshold may have taken what it wrote there.

    ``pages`` and ``others`` as :func:`weighed` has them; of a form without any mark it is not told.
    Nothing is missed of a pen that did no more than sign what was answered on a screen.
    """
    in_grey = _median(each for page in others for each in page.darkness)
    seen = _median(each for page in pages for each in page.darkness)
    light = in_grey < _LIGHT_IN_GREY or (seen < _LIGHT and not _is_dark(others))
    light = light and _is_answered_by_pen((*pages, *others))
    return [light and not page.shows_pen and not page.on_screen for page in pages]


def _is_answered_by_pen(pages: Sequence[Marks]) -> bool:
    """Whether a pen ticked, or wrote where no program ticked: beside signatures stand date and
    name.
    """
    printed = any(each.printed for page in pages for each in page.boxes)
    return any(page.ticks or (page.writing and not printed) for page in pages)


def _is_dark(others: Sequence[Marks]) -> bool:
    """Whether sheets in grey and colour show that the pen is no light pencil."""
    plain = any(_is_plain(each) for page in others for each in page.boxes)
    written = [each for page in others for each in (*page.writing, *page.signatures)]
    return plain or (bool(written) and _median(written) >= _DARK_IN_GREY)


def _median(darkness: Iterable[float]) -> float:
    """The median; of nothing, as dark as can be."""
    return median(list(darkness) or [1.0])


def _weighed(reading: TickReading, broken: bool, lost: bool) -> TickReading:
    """One reading where the pen's ticks are ``broken`` up; an empty box may have ``lost`` its."""
    if broken and reading.by_pen and reading.contrast < _PALER:
        return reading.doubted("pale", _TRACED)
    return reading.doubted_if_empty("traces", _TRACED) if lost else reading


def _is_plain(reading: TickReading) -> bool:
    return reading.by_pen and not reading.traces
