"""Whether a person sees the glyphs that a box holds, and nothing besides them.

As for print-outs, the picture of the page is held against what the file
says. Here it is known to a hair where each glyph leaves ink, from its outline.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from oroforms.bidirectional import has_right_to_left
from oroforms.documents import Rect
from oroforms.readers.data.outlines import Outlines
from oroforms.readers.text import doubts
from oroforms.readers.text.chains import Segment
from oroforms.readers.text.geometry import Affine, grown, meet
from oroforms.readers.text.sheet import Character

_EDGE = 0.7
"""Points by which pixels at the edge of a glyph reach out of its outline."""

_SLIGHT = 0.25
"""Points around a glyph within which its ink must be: dots and strokes are that thin."""

_BORDER = 1.5
"""Points inside a box's border where its line no longer shows."""

_OVERLAP = 0.5
"""Share of the narrower glyph from which two stand on top of each other."""

_SPECKS = 14
"""Dark pixels that edges of glyphs and borders may leave."""


def doubts_of(segment: Segment, to_sheet: Affine, outlines: Outlines) -> set[str]:
    """What speaks against a person's seeing just the answer in one part of a box."""
    sheet = segment.cell.sheet
    answer = [c for line in segment.lines for c in line.characters]
    boxes = [box for c in answer if (box := outlines.ink_box(c)) is not None]
    found: set[str] = set()
    if any(c.direction != 0 for c in answer):
        found.add(doubts.OVERLAID)
    # Too thin a glyph (a comma's tail) may round to no pixel at all without the edge.
    if not all(sheet.ink.any(to_sheet.rect(grown(box, _SLIGHT))) for box in boxes):
        found.add(doubts.OVERLAID)
    around = _around(boxes)  # of a page's shapes few are near one box: the rest need no glyph
    near = [shape.rect for shape in sheet.shapes if around and meet(shape.rect, around)]
    laid = [rect for rect in near if not _covers(rect, segment.cell.rect)]
    if any(meet(rect, box) for rect in laid for box in boxes):
        found.add(doubts.OVERLAID)
    if any(_meets_too_far(a, b) for a, b in _neighbours(segment, outlines)):
        found.add(doubts.OVERLAID)
    mine = {id(c) for c in answer}
    label = [c for c in segment.cell.characters if id(c) not in mine and not c.blank]
    x0, top, x1, bottom = segment.cell.rect
    inside = (x0 + _BORDER, top + _BORDER, x1 - _BORDER, bottom - _BORDER)
    others = [box for c in label if (box := outlines.ink_box(c)) is not None]
    known = [to_sheet.rect(grown(box, _EDGE)) for box in boxes + others]
    known += [to_sheet.rect(grown(rule, 0.8)) for rule in sheet.rules_at(segment.cell.rect)]
    if sheet.ink.left_over(to_sheet.rect(inside), known) > _SPECKS:
        found.add(doubts.DRAWN)
    return found


def _around(boxes: Sequence[Rect]) -> Rect | None:
    """The smallest rectangle that holds them all."""
    if not boxes:
        return None
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _covers(rect: Rect, cell: Rect) -> bool:
    """Whether a shape is the background of a box: laid over all of it, it would hide all of it."""
    return all(abs(a - b) <= _BORDER for a, b in zip(rect, cell, strict=True))


def _meets_too_far(left: Rect, right: Rect) -> bool:
    narrow = min(left[2] - left[0], right[2] - right[0])
    return left[2] - right[0] > _OVERLAP * narrow


def _neighbours(segment: Segment, outlines: Outlines) -> Iterator[tuple[Rect, Rect]]:
    """The ink of glyphs that stand side by side and are no parts of clusters."""
    for line in segment.lines:
        for a, b in pairwise(line.inked):
            if _stands_alone(a) and _stands_alone(b):
                left, right = outlines.ink_box(a), outlines.ink_box(b)
                if left is not None and right is not None:
                    yield left, right


def _stands_alone(character: Character) -> bool:
    drawing = character.drawing
    plain = drawing is not None and drawing.span is None and drawing.said.isalnum()
    return plain and not has_right_to_left(character.text)  # joined scripts reach into each other
