"""Tick boxes with print inside, such as the letter in a circle: told by darkness, not by strokes.

Where print leaves hardly any bare paper, strokes have nowhere to be seen. What is left is how
much darker than the blank the inside is; between plainly empty and plainly marked lies a wide
gap, and what falls in it is for a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from oroforms.documents import Rect
from oroforms.pictures.base import SCALE, Grey, cut
from oroforms.readers.scan import strokes
from oroforms.readers.scan.added import BESIDE, Mask, added
from oroforms.readers.scan.base import Tick, TickReading

_AROUND = 8.5
"""Points looked at around a box, as for boxes without print."""
_CORE = 0.25
"""Share of a box's sides that is left out on each side: there the box's own lines stand."""
_OPEN = 0.75
"""Share of the core that must be bare for a box to be one without print inside."""
_ROOM = 0.6
"""Darkness of print (0 to 1, black) on which a pen still shows."""
_LEAST_ROOM = 0.05
"""Share of the core on which a pen must show for the box to be read at all."""
_DARKER = 0.2
"""By how much darker than the print about it (0 to 1) a spot is inked."""
_PLAIN = 0.15
"""The same for ink around a box: by less, print that the blank lacks a little differs."""
_DARK = 0.35
"""The same for ink near the box's own lines, which lie a little off in photographs."""
_FILLED = 0.7
"""Share of the core's room from which a box is filled in."""
_BLOTTED = 0.3
"""Share of the paper beyond a box from which it was scribbled over, not filled in."""
_BESIDES = 2.0
"""Points beyond another box that its own filling may reach."""


@dataclass(frozen=True, slots=True)
class Cover:
    """What was measured inside one box that is printed over."""

    found: float
    """How well the print was recognised in its place, −1 to 1 (normalised correlation)."""
    room: float
    """Share of the core on which a pen shows."""
    darker: float
    """How much of the light that the blank's core gives back is gone: 0 none, 1 all."""
    inked: float
    """Share of that room that is plainly darker than any print near it."""
    bare: float
    """Share of the bare paper in all of the box that bears plain ink."""
    blot: float
    """Share of the paper just beyond the box that is inked with it."""
    around: float
    """Share of the directions in which other ink runs past the box."""


def is_printed_over(blank: Grey, box: Rect) -> bool:
    """Whether the middle of a box bears print on the blank that leaves little paper bare."""
    dark = cut(blank, box, _AROUND) < 200
    if not dark.any():
        return False
    beside = cv2.dilate(dark.astype(np.uint8), np.ones((2 * BESIDE + 1,) * 2, np.uint8)) > 0
    core = beside[_core(box)]
    return core.size > 0 and float(core.mean()) > 1 - _OPEN


def measure(
    grey: Grey, blank: Grey, box: Rect, boxes: Sequence[Rect] = (), blur: float = 0.0
) -> Cover:
    """What was added inside one printed box; all is given as for boxes without print."""
    at = added(grey, blank, box, _AROUND, blur)
    printed = cut(blank, box, _AROUND).astype(np.float32)
    light = float(np.percentile(printed[at.free], 75)) if at.free.any() else 255.0
    print_ = np.clip(light - printed, 0, None) / 255
    grown = cv2.dilate(print_, np.ones((2 * BESIDE + 1,) * 2, np.uint8))
    core = _core(box)
    seen, blanks, about = at.darkness[core], print_[core], grown[core]
    room = about < _ROOM
    lost = float(seen.mean() - blanks.mean()) / max(0.05, 1 - float(blanks.mean()))
    inked = (seen - about > _DARKER)[room]
    mine = strokes.touching(at)
    others = _in_others(box, boxes, at.ink.shape)
    plain = at.darkness - grown > _PLAIN
    dark = at.darkness - grown > _DARK
    return Cover(
        found=at.found,
        room=float(room.mean()) if room.size else 0.0,
        darker=lost,
        inked=float(inked.mean()) if inked.size else 0.0,
        bare=float((at.ink & dark & at.inside).sum()) / max(1, int(at.inside.sum())),
        blot=strokes.surrounding(mine, at),
        around=strokes.around(at.ink & plain & ~mine & ~others, at),
    )


def grade(cover: Cover, *, loose: bool = False) -> TickReading:
    """The state that the measures agree on; ``loose`` parts of a page must be found plainly."""
    if cover.room < _LEAST_ROOM:
        return TickReading(Tick.DOUBTFUL, 0.0, "box-covered")
    # A box that is filled in hides what it would be recognised by.
    if cover.found < (0.75 if loose else 0.1 if cover.inked > _FILLED else 0.3):
        return TickReading(Tick.DOUBTFUL, 0.0, "box-not-found")
    if cover.blot > _BLOTTED:
        return TickReading(Tick.DOUBTFUL, 0.3, "struck")
    if cover.around >= 0.5:
        return TickReading(Tick.DOUBTFUL, 0.3, "circled")
    if cover.darker < 0.15 and cover.inked < 0.12:
        sure = min(_between(cover.darker, 0.15, 0.09), _between(cover.inked, 0.12, 0.07))
        if cover.bare > 0.03:
            return TickReading(Tick.DOUBTFUL, 0.3, "speck")
        return TickReading(Tick.EMPTY, sure)
    if cover.darker > 0.25 and cover.inked > 0.3:
        sure = min(_between(cover.darker, 0.25, 0.4), _between(cover.inked, 0.3, 0.5))
        return TickReading(Tick.TICKED, sure)
    return TickReading(Tick.DOUBTFUL, 0.3, "speck")


def _between(value: float, none: float, full: float) -> float:
    """0 at ``none``, 1 at ``full``, straight between them."""
    return float(np.clip((value - none) / (full - none), 0.0, 1.0))


def _in_others(box: Rect, boxes: Sequence[Rect], shape: tuple[int, ...]) -> Mask:
    """What lies in other boxes, and a little beyond: how they are filled in."""
    others = np.zeros(shape, bool)
    x0, y0 = box[0] - min(_AROUND, box[0]), box[1] - min(_AROUND, box[1])
    for each in boxes:
        if each == box:
            continue
        left, top, right, bottom = (
            max(0, round((edge - start) * SCALE))
            for edge, start in (
                (each[0] - _BESIDES, x0),
                (each[1] - _BESIDES, y0),
                (each[2] + _BESIDES, x0),
                (each[3] + _BESIDES, y0),
            )
        )
        others[top:bottom, left:right] = True
    return others


def _core(box: Rect) -> tuple[slice, slice]:
    """The middle of a box in its window."""
    left, top, right, bottom = box
    x0, y0 = min(_AROUND, left), min(_AROUND, top)
    wide, tall = right - left, bottom - top
    return (
        slice(round((y0 + _CORE * tall) * SCALE), round((y0 + (1 - _CORE) * tall) * SCALE)),
        slice(round((x0 + _CORE * wide) * SCALE), round((x0 + (1 - _CORE) * wide) * SCALE)),
    )
