"""Tick boxes on a registered sheet: each compared with the same box of the blank.

Darkness alone cannot tell a tick from a fold, a neighbour's long stroke or a
box that was struck out, so several measures are graded, and a box is only
taken for ticked or empty where all of them agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from oroforms.documents import Rect
from oroforms.pictures.base import Grey, Sheet
from oroforms.readers.scan import arms, overprint, rings, strokes
from oroforms.readers.scan.added import Added, Mask, added, blur_of
from oroforms.readers.scan.base import COARSE, Tick, TickReading
from oroforms.readers.scan.neighbours import AROUND, own_ink
from oroforms.readers.scan.printed import is_printed
from oroforms.readers.scan.strokes import Line

_DUST = 0.2
"""Widths of the box: 0.8 mm, what dust on paper or glass is large, and no pen's tick is small."""
_SOLID = 0.4
"""Darkness of dust that large: a pencil under a threshold leaves loose dots that look paler."""
_FULL = 0.88
"""Share of a box from which it is filled in: thick crosses have less."""
_RIM = 0.15
"""Darkness (0 to 1, black) beyond a box that is no print which has grown a little."""
_STEEP = 33.0
"""Degrees from level from which a line across a box may be a slash: pens slip by up to 25."""
_LEVEL = 20.0
"""Degrees below which a straight line is a dash, or a stray line of which print hides the rest."""
_SCATTERED = 7
"""Loose pieces beside a mark from which a threshold has left more of it than is seen."""
_RING = 0.44
"""Share of the way round a box from which a ring of ink is seen there: of rings that print hides
in part the least has 0.54; two of a thousand boxes on faxes have as much about them."""
_WHOLE_RING = 0.85
"""Such share from which it is a ring and nothing else: of 5 400 boxes without a ring, on scans and
faxes, none that bears no ink has more than 0.44, of 192 with one nine in ten have as much."""
_ENCLOSED = 0.6
"""Share of the directions in which ink runs past a box from which it may be circled by what is no
ellipse; marks and text of boxes beside are in up to 0.5."""
_PIECE = 0.3
"""Widths of the box: what is in smaller pieces only is dirt as likely as a tick."""
_DOTS = 3
"""Pieces of any size inside a box from which they are no lone speck of dust."""
_TRACES = 6
"""Such pixels of a fax of 98 lines from which a light pencil may have left them; one of a hundred
empty boxes has as many."""
_PALE = 0.45
"""Darkness of a tick that a light pencil may have made: on such faxes its ticks have 0.35 where
anything is left, and 99 in 100 of other pens 0.5 and more."""
_HALO = 3
"""Dots about an empty box, on more sides than one, from which a ring may be what they are of:
three of a thousand empty boxes on faxes have as many, and none elsewhere."""
_PIECES = 4
"""Pieces, none long, in which a mark came through that may be more than a tick."""
_LONGEST = 0.5
"""Widths of the box that one of them is long at most."""
_BARE_FOUND = 0.55
"""How well an empty box is recognised at the least: the least of some thousand on coarse faxes
has 0.59, elsewhere 0.71."""
_CROWDED, _RIMMED = 0.33, 0.07
"""Share of the directions in which ink runs past a box that hides its border, and of the paper
beyond it that is dark; the borders of boxes that lay off their place were seen there, 0.09."""
_BROAD, _STAIN = 0.3, 0.25
"""Widths of the box that strokes are wide, 1.2 mm, and how dark they are at most, for the edge of
a stain to look so: it was 0.14 dark, and boxes are filled in paler by a light pencil alone."""
_LEAST_BARE = 0.25
"""Share of a box that must be bare of print for it to be read at all."""
_LINED = 1.45
"""Widths of strokes from which a mark that leaves its box at the middle of a side is more than a
tick: 97 in 100 check marks have fewer, and crosses leave it at corners."""
_BARS = 0.45
"""Share of a box that two streaks and a fold fill at most."""
_PLAIN = (0.75, 2.0)
"""Share of its inside, and widths of strokes, up to which a box may hold a plain cross: marks
that were struck out with lines as steep as a cross's fill 0.9."""
_REACHING = 0.3
"""Widths of the box beyond it from which a full one was scribbled over: of 189 that were filled in
188 reach 0.26 at most, and a scribble of which an adaptive threshold took a half 0.38."""
_BEYOND = 0.04
"""Share of the paper just beyond a box that such a mark covers; boxes filled in cover none."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What was measured of the ink in and around one box; lengths in widths of the box."""

    found: float
    """How well the printed box was recognised in its place, −1 to 1 (normalised correlation)."""
    bare: float
    """Share of the box in which print hides nothing."""
    fill: float
    """Share of the box's inside that bears ink."""
    contrast: float
    """How dark that ink is: 0 paper, 1 black."""
    spread: float
    """The larger side of the ink inside the box."""
    pen: float
    """How wide the strokes are that touch the inside."""
    length: float
    """Length of all strokes that touch the inside, drawn out in one line."""
    share: float
    """How much of the ink of those strokes lies inside the box."""
    reach: float
    """How far they go beyond the box, at most."""
    passes: bool
    """Whether they are a line from one side of the box to another, or run on through."""
    barred: bool
    """Whether a level or upright bar goes through all that is seen of the box."""
    level: bool
    """Whether they are one straight line that lies level, whether it is seen to pass or not."""
    slash: bool
    """Whether that line begins low in the box and goes up: a slash, a swift tick."""
    sides: int
    """At the middle of how many sides they leave the box."""
    crossed: bool
    """Whether they are two straight strokes and nothing else, neither of them level."""
    flanked: bool
    """Whether ink that is not theirs stands close to the box on two sides that face each other."""
    blot: float
    """Share of the paper just beyond the box that they cover."""
    rim: float
    """Share of it that is as dark as they are, what lies close to print among it."""
    around: float
    """Share of the directions in which other ink runs past the box."""
    ring: float
    """Share of the way round the box on which a ring of such ink is seen."""
    beyond: float
    """How dark the ink outside of the box is: 0 paper, 1 black."""
    halo: int
    """Dots about the box, where they lie on more sides of it than one."""
    runs_on: bool
    """Whether the ink inside is a straight line that goes on above and below, or on both sides."""
    dots: int
    """Pieces of any size inside the box, such as a pencil under a threshold leaves."""
    traces: int
    """Dark pixels inside the box, however few and far from each other."""
    adrift: bool
    """Whether some of them hang together with nothing outside, such as a ragged border."""
    looped: bool
    """Whether the ink inside goes round the box's middle, which is bare."""
    pieces: int
    """Pieces of ink inside the box."""
    largest: float
    """The longest side of any of them."""


def read_ticks(sheet: Sheet, boxes: Sequence[Rect]) -> list[TickReading]:
    """The state of each box (rectangles in points) of one sheet."""
    blur = blur_of(sheet.grey, sheet.blank)
    return [_read(sheet, box, boxes, blur) for box in boxes]


def _read(sheet: Sheet, box: Rect, boxes: Sequence[Rect], blur: float) -> TickReading:
    loose = sheet.is_loose(box)
    if overprint.is_printed_over(sheet.blank, box):
        cover = overprint.measure(sheet.grey, sheet.blank, box, boxes, blur)
        return overprint.grade(cover, loose=loose)
    mark = measure(sheet.grey, sheet.blank, box, boxes, blur)
    graded = grade(mark, loose=loose)
    if graded.state is Tick.TICKED:
        printed = is_printed(sheet, box, mark.contrast)
        graded = replace(graded, fill=mark.fill, contrast=mark.contrast, printed=printed)
    if sheet.resolution < COARSE:
        return _with_traces(graded, mark)
    if graded.state is Tick.TICKED and not sheet.bitonal:
        return replace(graded, traces=mark.contrast < _PALE)
    return graded


def _with_traces(graded: TickReading, mark: Mark) -> TickReading:
    """The grade of a box on a coarse sheet, with what a light pencil may have left in it."""
    if graded.state is Tick.TICKED:
        return replace(graded, traces=mark.contrast < _PALE)
    if mark.traces >= _TRACES and mark.adrift and graded.state is Tick.EMPTY:
        return TickReading(Tick.DOUBTFUL, 0.3, "traces", traces=True)
    traces = mark.traces >= _TRACES or graded.why == "speck"
    return replace(graded, traces=traces, ringed=False)


def measure(
    grey: Grey, blank: Grey, box: Rect, boxes: Sequence[Rect] = (), blur: float = 0.0
) -> Mark:
    """What is in and around one box, beyond what is printed on the blank.

    ``grey`` and ``blank`` are whole pages at the scale of sheets, paper near
    255; ``boxes`` are all boxes of the page.
    """
    at = added(grey, blank, box, AROUND, blur)
    mine = strokes.touching(at)
    if mine.any():
        kept = own_ink(grey, blank, box, boxes, blur, at, mine)
        if kept is not at.ink:
            at = replace(at, ink=kept)
            mine = strokes.touching(at)
    return _measured(at, mine)


def _measured(at: Added, mine: Mask) -> Mark:
    within = at.ink & at.inside
    pen = strokes.pen_width(mine)
    dust = _DUST * at.width
    line = strokes.straight(strokes.without_dust(mine, dust), pen, at.width)
    pieces, largest = strokes.largest(within)
    length = float(mine.sum()) / pen / at.width
    black = at.darkness > rings.BLACK
    return Mark(
        found=at.found,
        bare=float(at.inside.sum()) / max(1, int(at.place.sum())),
        fill=float(within.sum()) / max(1, int(at.inside.sum())),
        contrast=at.contrast,
        spread=max(strokes.extent(within)) / at.width,
        pen=pen / at.width,
        length=length,
        share=float((mine & at.place).sum()) / max(1, int(mine.sum())),
        reach=strokes.reach(mine, at) / at.width,
        passes=strokes.from_edge_to_edge(mine) or (line is not None and strokes.crosses(line, at)),
        barred=strokes.barred(within, at.inside),
        level=line is not None and line.steepness < _LEVEL,
        slash=line is not None and _is_slash(line, at),
        sides=strokes.sides(mine, at),
        crossed=length > _LINED and arms.two_strokes(mine, pen, at),
        flanked=strokes.flanked(at.ink & ~mine, at),
        blot=strokes.surrounding(mine, at),
        rim=strokes.surrounding(at.darkness > max(_RIM, at.contrast / 2), at),
        around=strokes.around(at.ink & ~mine, at),
        ring=rings.encircled(at, mine),
        beyond=at.darkness_of(~at.place),
        halo=rings.dotted(at),
        runs_on=strokes.runs_on(strokes.without_dust(within, dust), at),
        dots=strokes.dots(at),
        traces=int((black & at.inside).sum()),
        adrift=strokes.adrift(black, at.inside),
        looped=strokes.looped(within, at),
        pieces=pieces,
        largest=largest / at.width,
    )


def _is_slash(line: Line, at: Added) -> bool:
    """Whether a line begins low in the box and ends high in it or above: a slash, a swift tick."""
    left, top, right, bottom = strokes.edges(at)
    low, high = sorted(line.ends, key=lambda end: -float(end[1]))
    slack = 0.12 * at.width
    starts = left - slack <= low[0] <= right + slack and low[1] <= bottom + slack
    beyond = max(left - high[0], high[0] - right, top - high[1])
    long = float(np.hypot(*(high - low)))
    return bool(
        _STEEP <= line.steepness <= 75.0
        and starts
        and high[1] <= top + 0.4 * at.width
        and beyond <= 0.7 * at.width
        and long >= 0.6 * at.width
    )


def grade(mark: Mark, *, loose: bool = False) -> TickReading:
    """The state that the measures agree on; ``loose`` parts of a page must be found plainly."""
    if mark.found < (0.75 if loose else 0.1 if _fits(mark) else 0.3):
        return TickReading(Tick.DOUBTFUL, 0.0, "box-not-found")
    if mark.bare < _LEAST_BARE:
        return TickReading(Tick.DOUBTFUL, 0.0, "box-covered")
    if mark.fill < 0.004 or mark.spread < 0.10:
        if _is_circled(mark) or mark.halo >= _HALO:
            ringed = mark.ring >= _WHOLE_RING and mark.dots < _DOTS
            return TickReading(Tick.DOUBTFUL, 0.3, "circled", ringed=ringed, contrast=mark.beyond)
        if mark.dots >= _DOTS:
            return TickReading(Tick.DOUBTFUL, 0.3, "speck")
        if not _is_seen_whole(mark):
            return TickReading(Tick.DOUBTFUL, 0.0, "box-not-found")
        return TickReading(Tick.EMPTY, _between(mark.fill, 0.02, 0.0))
    alone = mark.pieces == 1 and mark.dots < _DOTS
    solid = mark.contrast >= _SOLID or mark.largest <= _DUST / 2
    plain = _is_seen_whole(mark) and not _is_circled(mark)
    if alone and solid and plain and mark.largest <= _DUST:
        return TickReading(Tick.EMPTY, 0.8)
    doubt = _doubt(mark)
    if doubt:
        return TickReading(Tick.DOUBTFUL, 0.3, doubt)
    sure = min(
        _between(mark.fill, 0.02, 0.10),
        _between(mark.spread, 0.36, 0.55),
        _between(mark.share, 0.25, 0.45),
        _between(mark.contrast, 0.04, 0.14),
    )
    return TickReading(Tick.TICKED, sure)


def _is_seen_whole(mark: Mark) -> bool:
    """Whether a box without a mark shows its border, unless marks of boxes beside crowd round it.

    A page that lies off its place shows bare paper where its ticked boxes should be.
    """
    crowded = mark.around >= _CROWDED and mark.rim <= _RIMMED
    return mark.found >= _BARE_FOUND or crowded


def _fits(mark: Mark) -> bool:
    """Whether the box is filled in to its border: that hides it, and shows where it is."""
    return mark.fill > 0.8 and mark.spread > 0.7 and mark.reach < 0.1


def _doubt(mark: Mark) -> str:
    """Why a box with ink in it is not plainly ticked; empty when nothing speaks against it."""
    if (mark.passes and not mark.slash) or mark.level or mark.runs_on or _is_barred(mark):
        return "line"
    if mark.share < 0.25:
        return "overlap"
    if mark.fill < 0.02 or mark.spread < 0.36 or mark.largest < _PIECE:
        return "speck"
    if (mark.pieces >= _PIECES and mark.largest < _LONGEST) or mark.dots >= _SCATTERED:
        return "speck"
    if _is_struck(mark):
        return "struck"
    if mark.pen >= _BROAD and mark.contrast < _STAIN:
        return "stain"
    if _is_circled(mark) or mark.looped:
        return "circled"
    return ""


def _is_barred(mark: Mark) -> bool:
    """Whether bars go through the box and nothing of them is seen outside: print hides a streak."""
    return mark.barred and mark.fill < _BARS and mark.sides == 0 and mark.reach <= 0.0


def _is_circled(mark: Mark) -> bool:
    """Whether ink goes round the box."""
    return mark.ring >= _RING or mark.around >= _ENCLOSED


def _is_struck(mark: Mark) -> bool:
    """Whether a mark was taken back: lined through, scribbled over, blotted out beyond the box.

    A cross has 1.0 to 1.6 widths of strokes (1.9 with a thin pen), and leaves the box at its
    corners; a box filled in has next to none outside of it.
    """
    if mark.flanked or (mark.fill > _FULL and mark.rim > 0.1):
        return True
    fullest, longest = _PLAIN
    if mark.crossed and mark.fill <= fullest and mark.length <= longest:
        return False
    if mark.halo > _HALO and mark.length > _LINED:
        return True
    wide = mark.reach > 0.25 and (mark.blot > 0.1 or mark.fill > 0.93)
    wide |= mark.reach > _REACHING
    if mark.sides == 0:
        return mark.fill > 0.85 and wide
    lined = mark.sides >= 2 and mark.length > 1.6
    lined |= mark.sides == 1 and mark.length > _LINED and mark.blot > _BEYOND
    scribbled = mark.blot > 0.1
    scribbled |= mark.reach > 0.25 and mark.length > 2.0
    scribbled |= mark.dots >= _PIECES and (mark.reach > 0.25 or mark.halo >= _HALO)
    return lined or scribbled or mark.fill > 0.85


def _between(value: float, none: float, full: float) -> float:
    """0 at ``none``, 1 at ``full``, straight between them."""
    return float(np.clip((value - none) / (full - none), 0.0, 1.0))
