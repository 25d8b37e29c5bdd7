"""Reading re-flowed documents: each answer from the box that bears its label.

A word processor that printed the form has made boxes as high as their
answers and broken them across pages. Print-outs of the fillable form that do
not lie as their blank does are read so too, but their boxes have not grown:
what reaches the end of one may have been cut.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from oroforms.definition import Definition, Slot
from oroforms.documents import Identification, Place, Rect
from oroforms.findings import Finding, finding
from oroforms.layouts import Layout
from oroforms.readers.answers import PartReading, outside_fields
from oroforms.readers.parts import Kind, Part, parts_of
from oroforms.readers.text import doubts
from oroforms.readers.text.anchors import Anchor, Labels, Target, settled
from oroforms.readers.text.cells import Boxes, boxes_of
from oroforms.readers.text.chains import Chains, Segment, as_one, chained
from oroforms.readers.text.choices import has_boxes, ticks_in
from oroforms.readers.text.fonts import Fonts
from oroforms.readers.text.geometry import Affine, turn
from oroforms.readers.text.paragraphs import Writing, draws_blanks, joined
from oroforms.readers.text.room import reaches_the_end
from oroforms.readers.text.seals import of_seal
from oroforms.readers.text.sheet import Character, Sheet
from oroforms.readers.text.words import Line, text_of, words_of

_BORDER = 1.5
"""Points inside a box's border where its line no longer shows."""

_REACH = 0.6
"""Gap, in sizes, up to which a glyph outside a box may belong to the text inside it."""


def read_by_labels(
    sheets: Sequence[Sheet],
    definition: Definition,
    layout: Layout | None,
    identification: Identification,
    fonts: Fonts,
    wanted: Collection[str],
) -> tuple[list[PartReading], list[Finding]]:
    """Read all boxes whose labels are found; findings are about pages or whole fields.

    ``wanted`` are the names of the slots that the pages should have.
    """
    labels = Labels(definition)
    pages = {sheet.number: _Page(sheet) for sheet in sheets}
    cells = [page.boxes.cells for page in pages.values()]
    anchors, several = settled(a for row in cells for c in row if (a := labels.find(c)) is not None)
    chains = chained(cells, anchors)
    reader = _Reader(pages, anchors, chains, parts_of(definition), fonts)
    complete = all(found.code != "pages-missing" for found in identification.findings)
    missing = [t for t in labels.targets if t not in anchors and t.slot.name in wanted]
    unread = [t for t in missing if complete or t in several or _among(t, labels.targets, anchors)]
    findings = [finding("field-not-read", s.name, label=s.title) for s in _slots_of(unread)]
    if not reader.grown:
        findings += [finding("layout-mismatch", page=number) for number in pages]
    if layout is not None:
        known = frozenset(word.text for word in layout.printed) | {identification.token}
        for number, page in pages.items():
            stray = [line for c in chains.stray if c.sheet.number == number for line in c.lines]
            strange = (x for x in [*page.boxes.between, *stray] if _is_strange(x, known))
            findings += outside_fields(number, (line.text.strip() for line in strange))
    return list(reader.read()), findings


class _Page:
    """One page turned upright, with its boxes."""

    def __init__(self, sheet: Sheet) -> None:
        upright = turn(sheet.direction)
        self.to_sheet: Affine = upright.inverse()
        self.boxes: Boxes = boxes_of(sheet.moved(upright))
        self.outside: tuple[Character, ...] = tuple(
            c for line in self.boxes.between for c in line.inked
        )


class _Reader:
    """Reads the boxes of one document."""

    def __init__(
        self,
        pages: Mapping[int, _Page],
        anchors: Mapping[Target, Anchor],
        chains: Chains,
        parts: Mapping[str, Part],
        fonts: Fonts,
    ) -> None:
        self._pages = pages
        self._anchors = anchors
        self._chains = chains
        self._parts = parts
        self._fonts = fonts
        self._drawn = draws_blanks(self._writing(target) for target in chains.segments)
        self.grown = any(has_boxes(anchor) for anchor in anchors.values())
        """Whether boxes grow with their answers: only word processors set tick boxes as text."""

    def read(self) -> Iterator[PartReading]:
        """Every box in the order of the document."""
        for target, segments in self._chains.segments.items():
            first = segments[0].cell
            to_sheet = self._pages[first.sheet.number].to_sheet
            place = Place(first.sheet.number, to_sheet.rect(first.rect))
            name = f"{target.slot.name}.{target.part}" if target.part else target.slot.name
            part = self._parts.get(name)
            if part is None or part.kind is Kind.TICK:
                anchor = self._anchors[target]
                yield from ticks_in(target.slot, anchor, segments, place, self._parts, to_sheet)
            else:
                yield self._written(part, target, place)

    def _writing(self, target: Target) -> Writing:
        segments = self._chains.segments[target]
        cell = segments[0].cell
        # As far from the border as the writing begins at the left.
        left = min((c.x0 for c in cell.characters if not c.blank), default=cell.rect[0])
        right = cell.rect[2] - max(left - cell.rect[0], 0.0)
        return Writing(as_one(segments), right, frozenset(_starts(segments)))

    def _written(self, part: Part, target: Target, place: Place) -> PartReading:
        segments = self._chains.segments[target]
        found = {doubt for segment in segments for doubt in self._doubts(segment)}
        if part.kind is Kind.SIGNED:
            written = any(segment.lines for segment in segments) or doubts.DRAWN in found
            shown = (c for s in segments for line in s.lines for c in line.characters)
            return PartReading(part, written, place, of_seal(shown))
        if not self.grown and self._is_cut(part.kind, self._anchors[target]):
            found.add(doubts.CUT)
        writing = self._writing(target)
        drawn = tuple((s, self._pages[s.cell.sheet.number].to_sheet) for s in segments)
        if part.kind is Kind.COMB:
            text = "".join(line.text for s in segments for line in s.lines).replace(" ", "")
            return PartReading(part, text, place, frozenset(found), writing, drawn)
        box = joined(writing, drawn=self._drawn)
        found |= {doubts.LINE_END} if box.uncertain else set()
        return PartReading(part, box.text, place, frozenset(found), writing, drawn)

    def _doubts(self, segment: Segment) -> Iterator[str]:
        cell = segment.cell
        page = self._pages[cell.sheet.number]
        ink, to_sheet = cell.sheet.ink, page.to_sheet
        answer = [c for line in segment.lines for c in line.characters]
        yield from doubts.of_characters(answer, self._fonts)
        yield from doubts.of_overlap(segment.lines)
        yield from doubts.of_sight(answer, ink, to_sheet)
        x0, top, x1, bottom = cell.rect
        inside = (x0 + _BORDER, top + _BORDER, x1 - _BORDER, bottom - _BORDER)
        inked = [c for c in cell.characters if not c.blank]
        rules = cell.sheet.rules_at(cell.rect)
        yield from doubts.of_strikes(segment.lines, rules)
        yield from doubts.of_drawing(inked, rules, inside, ink, to_sheet)
        if any(_crosses(c.rect, cell.rect) for c in answer if not c.blank):
            yield doubts.CUT
        if inked and any(_goes_on(c, cell.rect) for c in page.outside):
            yield doubts.CUT

    def _is_cut(self, kind: Kind, anchor: Anchor) -> bool:
        """Whether the answer reaches the end of a box that has not grown with it."""
        x0, _, x1, bottom = anchor.cell.rect
        top = anchor.foot
        rect: Rect = (x0 + _BORDER, top, x1 - _BORDER, bottom - _BORDER)
        return reaches_the_end(kind, rect, anchor.answer, parted=True)


def _starts(segments: Sequence[Segment]) -> Iterator[int]:
    """Of the lines of all segments, those with which all but the first begin."""
    count = 0
    for segment in segments:
        if count:
            yield count
        count += sum(1 for line in segment.lines if line.inked)


def _crosses(rect: Rect, cell: Rect) -> bool:
    """Whether a glyph reaches the side of its box, where no program begins or ends a line."""
    return rect[0] < cell[0] + _BORDER or rect[2] > cell[2] - _BORDER


def _goes_on(character: Character, cell: Rect) -> bool:
    """Whether a glyph outside a box stands where the box's text would go on."""
    beside = max(character.x0 - cell[2], cell[0] - character.x1)
    return cell[1] < character.centre[1] < cell[3] and beside <= _REACH * character.size


def _is_strange(line: Line, known: frozenset[str | None]) -> bool:
    """Whether a line of text holds a word that the blank does not print anywhere."""
    words = (text_of(word) for word in words_of(line))
    return any(any(c.isalpha() for c in word) and word not in known for word in words)


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


def _slots_of(targets: Iterable[Target]) -> Iterable[Slot]:
    """Each slot once."""
    return {target.slot.name: target.slot for target in targets}.values()
