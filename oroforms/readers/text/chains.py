"""Boxes that a page break has cut: their parts brought together again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from oroforms.readers.text.anchors import Anchor, Target
from oroforms.readers.text.cells import Cell
from oroforms.readers.text.geometry import Affine
from oroforms.readers.text.paragraphs import pitch_of
from oroforms.readers.text.words import Line

_SAME = 3.0
"""Points by which edges of one box may differ from page to page."""

_HEAD, _FOOT = 1.09, 0.32
"""From a box's upper border to its first baseline, and from its last to the lower, in sizes,
where a page breaks the box. Blank lines at a break make them larger by a line each."""


@dataclass(frozen=True)
class Segment:
    """The part of one box that stands on one page, without its label."""

    cell: Cell
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Chains:
    """The boxes of a document by what they are for, and the boxes that belong to no field."""

    segments: Mapping[Target, Sequence[Segment]]
    stray: Sequence[Cell]


def chained(pages: Sequence[Sequence[Cell]], anchors: Mapping[Target, Anchor]) -> Chains:
    """Join each labelled box with what goes on from it on the following pages.

    The part of a box that stands on the next page has no label; it lies
    first there, in the same column, under a box that was the last.
    """
    by_cell = {id(anchor.cell): anchor for anchor in anchors.values()}
    segments: dict[Target, list[Segment]] = {}
    stray: list[Cell] = []
    open_boxes: list[tuple[Cell, Target]] = []
    for cells in pages:
        owners = _continued(cells, open_boxes, by_cell)
        for cell in cells:
            anchor = by_cell.get(id(cell))
            if anchor is not None:
                owners[id(cell)] = anchor.target
                segments[anchor.target] = [Segment(cell, anchor.answer)]
            elif id(cell) in owners:
                segments[owners[id(cell)]].append(Segment(cell, cell.lines))
            elif any(line.inked for line in cell.lines):
                stray.append(cell)
        lowest = max((cell.rect[3] for cell in cells), default=0.0)
        open_boxes = [
            (cell, owners[id(cell)])
            for cell in cells
            if lowest - cell.rect[3] <= _SAME and id(cell) in owners
        ]
    return Chains(segments, stray)


def _continued(
    cells: Sequence[Cell], open_boxes: Sequence[tuple[Cell, Target]], by_cell: Mapping[int, Anchor]
) -> dict[int, Target]:
    """Which boxes of a page's first row go on from the last row of the page before."""
    highest = min((cell.rect[1] for cell in cells), default=0.0)
    first = [cell for cell in cells if cell.rect[1] - highest <= _SAME]
    if any(id(cell) in by_cell for cell in first):
        return {}
    return {
        id(cell): target
        for cell in first
        for above, target in open_boxes
        if abs(cell.rect[0] - above.rect[0]) <= _SAME and abs(cell.rect[2] - above.rect[2]) <= _SAME
    }


def as_one(segments: Sequence[Segment]) -> list[Line]:
    """The lines of all segments as if the box had not been broken."""
    whole: list[Line] = []
    below = 0.0
    for segment in segments:
        lines = [line for line in segment.lines if line.inked]
        if not lines:
            continue
        pitch = pitch_of(whole if len(whole) > 1 else lines)
        shift = Affine()
        if whole:
            top = (lines[0].baseline - segment.cell.rect[1] - _HEAD * lines[0].size) / pitch
            blank = max(0, round(below / pitch)) + max(0, round(top))
            shift = Affine(f=whole[-1].baseline + (1 + blank) * pitch - lines[0].baseline)
        below = segment.cell.rect[3] - lines[-1].baseline - _FOOT * lines[-1].size
        whole += [
            replace(line, characters=tuple(c.moved(shift, 0) for c in line.characters))
            for line in lines
        ]
    return whole
