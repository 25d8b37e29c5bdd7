"""Reading re-flowed documents: each answer from the box that bears its label.

A word processor that printed the form has made boxes as high as their
answers and broken them across pages. The part of a box that stands on the
next page has no label; it lies first there, in the same column, and belongs
to the box above.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from oroforms.definition import Definition
from oroforms.documents import Place, Rect
from oroforms.findings import Finding, finding, mask
from oroforms.readers.text import doubts
from oroforms.readers.text.affine import Affine, turn
from oroforms.readers.text.anchors import Anchor, Labels, Target, settled, squeezed
from oroforms.readers.text.answers import PartReading
from oroforms.readers.text.cells import Boxes, Cell, boxes_of
from oroforms.readers.text.choices import ticks_in
from oroforms.readers.text.fonts import Fonts
from oroforms.readers.text.paragraphs import Writing, draws_blanks, joined, pitch_of
from oroforms.readers.text.parts import Kind, Part, parts_of
from oroforms.readers.text.sheet import Sheet
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
    to_sheet: Affine
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class LabelReading:
    """What was read by labels, with findings about the document or whole fields."""

    parts: tuple[PartReading, ...]
    findings: tuple[Finding, ...]


def read_by_labels(
    sheets: Sequence[Sheet], definition: Definition, fonts: Fonts, *, complete: bool
) -> LabelReading:
    """Read all boxes whose labels are found; ``complete``: no page is known to be missing."""
    labels = Labels(definition)
    pages = [_Page(sheet) for sheet in sheets]
    anchored = [(page, cell, labels.find(cell)) for page in pages for cell in page.boxes.cells]
    anchors, several = settled(a for _, _, a in anchored if a is not None)
    by_cell = {id(anchor.cell): anchor for anchor in anchors.values()}
    boxes, stray = _chained(pages, by_cell)
    parts = parts_of(definition)
    drawn = draws_blanks(
        Writing(_on_one_page(segments), _room(segments[0], anchors[target]))
        for target, segments in boxes.items()
    )
    read = [
        reading
        for target, segments in boxes.items()
        for reading in _read(target, anchors[target], segments, parts, fonts, drawn=drawn)
    ]
    missing = [t for t in labels.targets if t not in anchors]
    unread = [t for t in missing if complete or t in several or _among(t, labels.targets, anchors)]
    findings = [_not_read(name, target) for name, target in _first_of(unread)]
    findings += [
        finding("text-outside-fields", page=cell.sheet.number, text=mask(cell.lines[0].text.strip()))
        for cell in stray
    ]
    return LabelReading(tuple(read), tuple(findings))


class _Page:
    """One page turned upright, with its boxes."""

    def __init__(self, sheet: Sheet) -> None:
        upright = turn(sheet.direction)
        self.to_sheet = upright.inverse()
        self.boxes: Boxes = boxes_of(sheet.moved(upright))


def _chained(
    pages: Sequence[_Page], by_cell: Mapping[int, Anchor]
) -> tuple[dict[Target, list[Segment]], list[Cell]]:
    """The boxes with their continuations, and boxes with text that belong to no field."""
    boxes: dict[Target, list[Segment]] = {}
    stray: list[Cell] = []
    open_boxes: list[tuple[Cell, Target]] = []
    for page in pages:
        cells = page.boxes.cells
        continued = _continued(cells, open_boxes, by_cell)
        owners: dict[int, Target] = {}
        for cell in cells:
            anchor = by_cell.get(id(cell))
            if anchor is not None:
                owners[id(cell)] = anchor.target
                boxes[anchor.target] = [Segment(cell, page.to_sheet, anchor.answer)]
            elif id(cell) in continued:
                target = owners[id(cell)] = continued[id(cell)]
                boxes[target].append(Segment(cell, page.to_sheet, cell.lines))
            elif any(line.inked for line in cell.lines):
                stray.append(cell)
        lowest = max((cell.rect[3] for cell in cells), default=0.0)
        open_boxes = [
            (cell, owners[id(cell)])
            for cell in cells
            if lowest - cell.rect[3] <= _SAME and id(cell) in owners
        ]
    return boxes, stray


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


def _read(
    target: Target,
    anchor: Anchor,
    segments: Sequence[Segment],
    parts: Mapping[str, Part],
    fonts: Fonts,
    *,
    drawn: bool,
) -> Iterator[PartReading]:
    slot = target.slot
    first = segments[0]
    place = Place(first.cell.sheet.number, first.to_sheet.rect(first.cell.rect))
    part = parts.get(f"{slot.name}.{target.part}" if target.part else slot.name)
    if part is None or part.kind is Kind.TICK:
        yield from ticks_in(slot, anchor, segments, place, parts)
        return
    found = {doubt for segment in segments for doubt in _doubts(segment, anchor, fonts)}
    if part.kind is Kind.SIGNED:
        written = any(s.lines for s in segments) or doubts.DRAWN in found
        yield PartReading(part, written, place)
        return
    lines = _on_one_page(segments)
    if part.kind is Kind.COMB:
        text = "".join(line.text for line in lines).replace(" ", "")
    else:
        box = joined(Writing(lines, _room(first, anchor)), drawn=drawn)
        text = box.text
        found |= {doubts.LINE_END} if box.uncertain else set()
    yield PartReading(part, text, place, frozenset(found))


def _doubts(segment: Segment, anchor: Anchor, fonts: Fonts) -> Iterator[str]:
    cell, to_sheet = segment.cell, segment.to_sheet
    ink = cell.sheet.ink
    answer = [c for line in segment.lines for c in line.characters]
    yield from doubts.of_characters(answer, fonts)
    yield from doubts.of_overlap(segment.lines)
    yield from doubts.of_sight(answer, ink, to_sheet)
    rules = [shape.rect for shape in cell.sheet.shapes if shape.is_rule]
    x0, top, x1, bottom = cell.rect
    inside = (x0 + 1.5, top + 1.5, x1 - 1.5, bottom - 1.5)
    yield from doubts.of_drawing(cell.characters, rules, inside, ink, to_sheet)


def _on_one_page(segments: Sequence[Segment]) -> list[Line]:
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


def _room(segment: Segment, anchor: Anchor) -> float:
    """Where the writing room ends at the right: as far from the border as it begins at the left."""
    x0, _, x1, _ = segment.cell.rect
    left = min((c.x0 for c in anchor.cell.characters if not c.blank), default=x0)
    return x1 - max(left - x0, 0.0)


def _among(target: Target, targets: Sequence[Target], found: Mapping[Target, Anchor]) -> bool:
    """Whether the boxes printed before and after stand on one page, so that this one must too."""
    at = targets.index(target)
    before = next((found[t] for t in reversed(targets[:at]) if t in found), None)
    after = next((found[t] for t in targets[at + 1 :] if t in found), None)
    return (
        before is not None
        and after is not None
        and before.cell.sheet.number == after.cell.sheet.number
    )


def _first_of(targets: Iterable[Target]) -> Iterator[tuple[str, Target]]:
    """Each slot once."""
    seen: set[str] = set()
    for target in targets:
        if target.slot.name not in seen:
            seen.add(target.slot.name)
            yield target.slot.name, target


def _not_read(name: str, target: Target) -> Finding:
    return finding("field-not-read", name, label=target.slot.title)



