"""Tick boxes of print-outs: ticked, empty, or neither clearly.

Programs draw a tick as a glyph of some odd font, as strokes, as a filled
shape or as a small picture. Two measures must agree: the ink a person sees
inside the box, and something in the file that puts it there.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from oroforms.documents import Rect
from oroforms.readers.text.geometry import Affine, meet
from oroforms.readers.text.ink import Ink
from oroforms.readers.text.sheet import Character, Shape

_INSET = 0.22
"""Share of the box's side that is left out on each side: the drawn outline lies there."""

_TICKED = 0.06
"""Share of ink inside from which a box is ticked; thin crosses have 0.2, dots 0.1."""

_BLACKED = 0.9
"""Share of ink inside from which a box is blacked out; heavy crosses have 0.6."""

_CLEAN = 0.004
"""Share of ink inside up to which a box is empty: nothing but rounding."""

_ALIKE = 0.18
"""Share of the box's side by which the sides of a frame may differ from it."""

_TOUCH = 0.08
"""Share of the box that something must cover to count as having been put there."""


class Tick(Enum):
    """What a tick box shows."""

    ON = "on"
    OFF = "off"
    UNCERTAIN = "uncertain"


def tick(
    box: Rect,
    characters: Iterable[Character],
    shapes: Iterable[Shape],
    ink: Ink,
    to_sheet: Affine,
) -> Tick:
    """Judge one box; all but the ink in points of the blank."""
    inside = _inset(box, _INSET)
    share = ink.share(to_sheet.rect(inside))
    drawn = [s for s in shapes if (s.dark or s.picture) and _covers(s.rect, box)]
    marked = any(not c.blank and _covers(_glyph(c), box) for c in characters) or any(
        not _is_frame(shape, box) for shape in drawn
    )
    if share >= _BLACKED:
        return Tick.UNCERTAIN  # on paper, a box that is blacked out is one taken back
    if share >= _TICKED:
        # What looks like a frame by its extent is a cross or a filling where it leaves ink inside.
        return Tick.ON if marked or drawn else Tick.UNCERTAIN
    if share <= _CLEAN and not marked:
        return Tick.OFF
    return Tick.UNCERTAIN


def _is_frame(shape: Shape, box: Rect) -> bool:
    """Whether it can be the box itself, or the cell around it, by its extent.

    Some programs draw a frame as two filled squares, one in the other.
    """
    side = max(box[2] - box[0], box[3] - box[1])
    if shape.picture:
        return False
    if shape.straight and not shape.filled:
        return not any(meet(edge, _inset(box, _INSET)) for edge in shape.edges)
    alike = all(abs(a - b) <= _ALIKE * side for a, b in zip(shape.rect, box, strict=True))
    around = shape.width > 1.5 * side and shape.height > 1.5 * side
    return alike or around


def _glyph(character: Character) -> Rect:
    """Its box; fonts that are not embedded may come without widths."""
    width = max(character.x1 - character.x0, 0.6 * character.size)
    return character.x0, character.top, character.x0 + width, character.bottom


def _inset(rect: Rect, share: float) -> Rect:
    dx, dy = share * (rect[2] - rect[0]), share * (rect[3] - rect[1])
    return rect[0] + dx, rect[1] + dy, rect[2] - dx, rect[3] - dy


def _covers(rect: Rect, box: Rect) -> bool:
    """Whether a bounding box reaches into the box; lines have area by a little growth."""
    width = min(rect[2] + 0.3, box[2]) - max(rect[0] - 0.3, box[0])
    height = min(rect[3] + 0.3, box[3]) - max(rect[1] - 0.3, box[1])
    if width <= 0 or height <= 0:
        return False
    return width * height >= _TOUCH * (box[2] - box[0]) * (box[3] - box[1])
