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
from oroforms.readers.text.glyphs import EMPTY_BOXES
from oroforms.readers.text.ink import Ink
from oroforms.readers.text.sheet import Character, Shape

_INSET = 0.22
"""Share of the box's side that is left out on each side: the drawn outline lies there."""

_TICKED = 0.06
"""Share of ink inside from which a box is ticked; thin crosses have 0.2, dots 0.1."""

_CLEAN = 0.004
"""Share of ink inside up to which a box is empty: nothing but rounding."""

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
    # A word processor prints the box itself as a glyph; what it leaves empty inside is no mark.
    marked = any(
        not c.blank and c.text not in EMPTY_BOXES and _covers(_glyph(c), box) for c in characters
    ) or any(_is_mark(shape, box) for shape in shapes)
    if share >= _TICKED:
        return Tick.ON if marked else Tick.UNCERTAIN
    if share <= _CLEAN and not marked:
        return Tick.OFF
    return Tick.UNCERTAIN


def _is_mark(shape: Shape, box: Rect) -> bool:
    if not (shape.dark or shape.picture) or not _covers(shape.rect, box):
        return False
    if shape.straight and not shape.filled:
        return any(meet(edge, _inset(box, _INSET)) for edge in shape.edges)
    return not _is_outline(shape, box)


def _is_outline(shape: Shape, box: Rect) -> bool:
    """Whether it is the box itself: a frame about as large as the box, filled or not.

    Some programs draw frames as two filled squares, one in the other; what
    they leave white inside shows in the ink. Larger shapes are cells.
    """
    side = max(box[2] - box[0], box[3] - box[1])
    if shape.picture:
        return False
    tolerance = 0.18 * side
    alike = all(abs(a - b) <= tolerance for a, b in zip(shape.rect, box, strict=True))
    around = shape.width > 1.5 * side and shape.height > 1.5 * side
    return (alike and not shape.filled) or around


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
