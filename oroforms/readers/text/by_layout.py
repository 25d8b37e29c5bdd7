"""Reading pages that still lie as the blank does: each answer from its own rectangle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from oroforms.documents import Place, Rect
from oroforms.findings import Finding, finding, mask
from oroforms.layouts import Layout, Spot
from oroforms.readers.text import doubts
from oroforms.readers.text.answers import PartReading
from oroforms.readers.text.fonts import Fonts
from oroforms.readers.text.grid import Grid
from oroforms.readers.text.marks import Tick, tick
from oroforms.readers.text.paragraphs import Writing, draws_blanks, joined, pitch_of
from oroforms.readers.text.parts import Kind, Part
from oroforms.readers.text.registration import NEAR, Registration
from oroforms.readers.text.sheet import Character, Shape, Sheet
from oroforms.readers.text.words import HANGING, Line, lines_of, text_of, without_doubles

_REACH = 0.6
"""Gap, in sizes, up to which a glyph outside a box may belong to the text inside it."""

_PADDING = 2.0
"""Points that viewers leave free between a field's edge and its text."""

_ROOMY = 5.0
"""Lines from which a box must have two lines free at its end, not one, to be surely not cut:
what was cut off may have begun with a blank line."""

_SIGNED = 60
"""Dark pixels in a signature box from which somebody wrote there; fewer are doubtful."""


@dataclass(frozen=True, slots=True)
class LaidSheet:
    """A page of the file laid on its page of the blank; all in points of the blank."""

    sheet: Sheet
    registration: Registration
    layout: Layout
    token: str | None
    """The issue token, which the blank does not have."""


@dataclass(frozen=True, slots=True)
class PageReading:
    """The parts read from one page, and the texts on it that belong to no field."""

    parts: tuple[PartReading, ...]
    outside: tuple[str, ...]


def read_by_layout(
    laid: Sequence[LaidSheet], parts: Mapping[str, Part], fonts: Fonts
) -> tuple[list[PartReading], list[Finding]]:
    """Read every spot of all pages, and find what was written outside all spots."""
    pages = [_Page(sheet, parts, fonts) for sheet in laid]
    drawn = draws_blanks(writing for page in pages for writing in page.writings())
    read: list[PartReading] = []
    findings: list[Finding] = []
    for sheet, page in zip(laid, pages, strict=True):
        reading = page.read(drawn=drawn)
        read.extend(reading.parts)
        findings.extend(
            finding("text-outside-fields", page=sheet.sheet.number, text=mask(text))
            for text in reading.outside
        )
    return read, findings


class _Page:
    """One laid page with what was found in each of its spots."""

    def __init__(
        self, laid: LaidSheet, parts: Mapping[str, Part], fonts: Fonts
    ) -> None:
        self._laid = laid
        self._parts = parts
        self._fonts = fonts
        self._moved = laid.sheet.moved(laid.registration.to_blank)
        self._spots = [
            spot
            for spot in laid.layout.spots
            if spot.page == laid.registration.page and spot.part in parts
        ]
        characters = without_doubles(self._moved.characters)
        self._upright = Grid(c for c in characters if c.direction == 0)
        self._all = Grid(characters)

        self._found = {spot.part: self._written(spot) for spot in self._spots}
        self._lines = {part: lines_of(found) for part, found in self._found.items()}

    def writings(self) -> Iterator[Writing]:
        """The texts of all boxes to write in."""
        for spot in self._spots:
            if self._parts[spot.part].kind in (Kind.LINE, Kind.LINES):
                yield self._writing(spot)

    def _writing(self, spot: Spot) -> Writing:
        lines = self._lines[spot.part]
        return Writing(lines, spot.rect[2] - _left_padding(lines, spot.rect))

    def read(self, *, drawn: bool) -> PageReading:
        """Read every spot of the page, and what was written outside all spots."""
        outside = self._outside(self._found.values())
        readings = tuple(self._read(spot, outside, drawn=drawn) for spot in self._spots)
        return PageReading(readings, tuple(self._strange(outside)))

    def _written(self, spot: Spot) -> list[Character]:
        """The characters in a spot, with the blanks that hang over its right edge at line ends."""
        x0, top, x1, bottom = spot.rect
        hanging = self._all.within((x1, top, x1 + HANGING, bottom))
        return self._all.within(spot.rect) + [c for c in hanging if c.blank]

    def _read(self, spot: Spot, outside: Sequence[Character], *, drawn: bool) -> PartReading:
        part = self._parts[spot.part]
        to_sheet = self._laid.registration.to_sheet
        place = Place(self._laid.sheet.number, to_sheet.rect(spot.rect))
        if part.kind is Kind.TICK:
            return self._tick(part, spot, place)
        if part.kind is Kind.SIGNED:
            return self._signed(part, spot, place, self._found[spot.part])
        lines = self._lines[spot.part]
        found = set(self._doubts(part, spot, lines, outside))
        if part.kind is Kind.COMB:
            text = "".join(line.text for line in lines).replace(" ", "")
        else:
            box = joined(self._writing(spot), drawn=drawn)
            text = box.text
            found |= {doubts.LINE_END} if box.uncertain else set()
        return PartReading(part, text, place, frozenset(found))

    def _doubts(
        self, part: Part, spot: Spot, lines: Sequence[Line], outside: Sequence[Character]
    ) -> Iterator[str]:
        characters = [c for line in lines for c in line.characters]
        ink, to_sheet = self._laid.sheet.ink, self._laid.registration.to_sheet
        yield from doubts.of_characters(characters, self._fonts)
        yield from doubts.of_overlap(lines)
        yield from doubts.of_sight(characters, ink, to_sheet)
        rules = [s.rect for s in self._moved.shapes if s.is_rule and _meet(s.rect, spot.rect)]
        # Tails of the label above reach into the box.
        inside = {id(c) for c in characters}
        near = [c for c in self._all.within(_grown(spot.rect, 8)) if id(c) not in inside]
        near += [c for c in characters if not c.blank]
        yield from doubts.of_drawing(near, rules, spot.rect, ink, to_sheet)
        if any(c.direction != 0 for c in characters if not c.blank):
            yield doubts.DRAWN
        if any(_distance(c.rect, spot.rect) <= _REACH * c.size for c in outside):
            yield doubts.CUT
        elif part.kind is not Kind.COMB and _reaches_the_end(part, spot.rect, lines):
            yield doubts.CUT

    def _tick(self, part: Part, spot: Spot, place: Place) -> PartReading:
        state = tick(
            spot.rect,
            self._all.within(_grown(spot.rect, 12)),
            (s for s in self._moved.shapes if _meet(s.rect, spot.rect)),
            self._laid.sheet.ink,
            self._laid.registration.to_sheet,
        )
        uncertain = frozenset({"mark-uncertain"} if state is Tick.UNCERTAIN else ())
        return PartReading(part, state is Tick.ON, place, uncertain)

    def _signed(
        self, part: Part, spot: Spot, place: Place, characters: Sequence[Character]
    ) -> PartReading:
        """Whether anything was put into the signature box, typed, drawn or stamped."""
        to_sheet = self._laid.registration.to_sheet
        rules = [s.rect for s in self._moved.shapes if s.is_rule and _meet(s.rect, spot.rect)]
        inside = {id(c) for c in characters}
        labels = [c for c in self._all.within(_grown(spot.rect, 8)) if id(c) not in inside]
        rules += _flag(characters, self._moved.shapes)
        dark = doubts.unexplained(labels, rules, spot.rect, self._laid.sheet.ink, to_sheet)
        uncertain = frozenset({"mark-uncertain"} if 0 < dark < _SIGNED else ())
        return PartReading(part, dark >= _SIGNED, place, uncertain)

    def _outside(self, inside: Iterable[Sequence[Character]]) -> list[Character]:
        """Characters in no spot that the blank does not print either."""
        taken = {id(c) for characters in inside for c in characters}
        page = self._laid.registration.page
        for word in self._laid.layout.printed:
            if word.page == page:
                taken.update(id(c) for c in self._all.within(_grown(word.rect, NEAR)))
        return [c for c in self._all if not c.blank and id(c) not in taken]

    def _strange(self, outside: Sequence[Character]) -> Iterator[str]:
        boxes = [s.rect for s in self._spots if self._parts[s.part].kind is Kind.TICK]
        marks = [c for c in outside if any(_distance(c.rect, box) <= 1.0 for box in boxes)]
        others = {id(c) for c in marks}
        for line in lines_of(c for c in outside if id(c) not in others):
            text = line.text.strip()
            if text != self._laid.token:
                yield text


def _flag(characters: Sequence[Character], shapes: Iterable[Shape]) -> list[Rect]:
    """The flag *SIGN* that MuPDF prints into signature fields that nobody has signed."""
    words = sorted((c for c in characters if not c.blank), key=lambda c: c.x)
    if text_of(words) != "SIGN":
        return []
    x, y = words[0].centre
    return [
        s.rect
        for s in shapes
        if s.filled and s.rect[0] <= x <= s.rect[2] and s.rect[1] <= y <= s.rect[3]
    ]


def _left_padding(lines: Sequence[Line], rect: Rect) -> float:
    """What the program leaves free at the left, and so, as all do, at the right."""
    left = min((line.rect[0] for line in lines if line.inked), default=rect[0] + _PADDING)
    return min(max(left - rect[0], 0.0), 2.5 * _PADDING)


def _reaches_the_end(part: Part, rect: Rect, lines: Sequence[Line]) -> bool:
    """Whether more text could have followed and found no room."""
    inked = [line for line in lines if line.inked]
    if not inked:
        return False
    last = inked[-1]
    widest = max(line.rect[2] for line in inked)
    if part.kind is Kind.LINE and len(inked) == 1:
        average = (last.rect[2] - last.rect[0]) / max(len(last.characters), 1)
        return widest > rect[2] - _PADDING - average
    if widest > rect[2] - 0.5:
        return True
    steps = [b.baseline - a.baseline for a, b in zip(inked, inked[1:], strict=False)]
    pitch = pitch_of(inked)
    # Blank lines may have come between the last line and what was cut off.
    blank = max((round(step / pitch) for step in steps), default=1)
    roomy = (rect[3] - rect[1]) / pitch >= _ROOMY
    lines = max(blank, 2 if roomy else 1)
    return last.baseline + lines * pitch + 0.2 * last.size > rect[3]


def _meet(a: Rect, b: Rect) -> bool:
    return a[0] < b[2] + 1 and b[0] < a[2] + 1 and a[1] < b[3] + 1 and b[1] < a[3] + 1


def _grown(rect: Rect, by: float) -> Rect:
    return rect[0] - by, rect[1] - by, rect[2] + by, rect[3] + by


def _distance(a: Rect, b: Rect) -> float:
    """Between two rectangles, the longer of the horizontal and the vertical gap."""
    return max(a[0] - b[2], b[0] - a[2], a[1] - b[3], b[1] - a[3], 0.0)
