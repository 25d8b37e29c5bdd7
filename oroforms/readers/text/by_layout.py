"""Reading pages that still lie as the blank does: each answer from its own rectangle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from oroforms.documents import Place, Rect
from oroforms.findings import Finding
from oroforms.layouts import Layout, Spot
from oroforms.readers.answers import PartReading, outside_fields
from oroforms.readers.parts import Kind, Part
from oroforms.readers.text import doubts
from oroforms.readers.text.fonts import Fonts
from oroforms.readers.text.geometry import gap, grown, meet
from oroforms.readers.text.grid import Grid
from oroforms.readers.text.marks import Tick, tick
from oroforms.readers.text.paragraphs import Writing, draws_blanks, joined
from oroforms.readers.text.registration import NEAR, Registration
from oroforms.readers.text.room import PADDING, reaches_the_end
from oroforms.readers.text.seals import of_seal
from oroforms.readers.text.sheet import Character, Shape, Sheet
from oroforms.readers.text.spills import spilled
from oroforms.readers.text.words import HANGING, Line, lines_of, text_of, without_doubles

_WRITTEN = (Kind.LINE, Kind.LINES, Kind.COMB)

_LABEL = 16.0
"""Points within which a box's printed number lies."""

_BESIDE_CODE = 8.0
"""Points by which the lines beside the code may lie elsewhere: Word sets them in its own font."""

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
class Habits:
    """How the whole form was filled in."""

    drawn: bool
    """Whether the program draws the blanks at which it breaks lines."""
    parted: bool
    """Whether the writer ends lines."""


def read_by_layout(
    laid: Sequence[LaidSheet], parts: Mapping[str, Part], fonts: Fonts
) -> tuple[list[PartReading], list[Finding]]:
    """Read every spot of all pages, and find what was written outside all spots."""
    pages = [_Page(sheet, parts, fonts) for sheet in laid]
    boxes = [writing for page in pages for writing in page.writings()]
    drawn = draws_blanks(boxes)
    parted = any("\n" in joined(box, drawn=drawn).text for box in boxes)
    habits = Habits(drawn, parted)
    read = [reading for page in pages for reading in page.read(habits)]
    findings = [f for page in pages for f in outside_fields(page.number, page.strange_texts())]
    return read, findings


class _Page:
    """One laid page with what was found in each of its spots, and outside them."""

    def __init__(self, laid: LaidSheet, parts: Mapping[str, Part], fonts: Fonts) -> None:
        self._token = laid.token
        self._parts = parts
        self._fonts = fonts
        self._ink = laid.sheet.ink
        self._to_sheet = laid.registration.to_sheet
        self.number = laid.sheet.number
        page = laid.registration.page
        self._spots = [s for s in laid.layout.spots if s.page == page and s.part in parts]
        self._printed = [word for word in laid.layout.printed if word.page == page]
        self._code_ends = laid.layout.code[3] if laid.layout.code else 0.0
        self._missing = laid.registration.missing
        self._laid = laid.registration.laid
        self._grid = Grid(without_doubles(self._laid.characters))
        self._found = {spot.part: self._written(spot) for spot in self._spots}
        self._lines = {part: lines_of(found) for part, found in self._found.items()}
        self._outside = self._not_in_spots()
        written = {s.part: s.rect for s in self._spots if parts[s.part].kind in _WRITTEN}
        texts = {part: self._found[part] for part in written}
        self._spilled = spilled(written, texts, self._outside)

    def writings(self) -> Iterator[Writing]:
        """The texts of all boxes to write in."""
        for spot in self._spots:
            if self._parts[spot.part].kind in (Kind.LINE, Kind.LINES):
                yield self._writing(spot)

    def read(self, habits: Habits) -> Iterator[PartReading]:
        """Read every spot."""
        for spot in self._spots:
            part = self._parts[spot.part]
            place = Place(self.number, self._to_sheet.rect(spot.rect))
            match part.kind:
                case Kind.TICK:
                    yield self._tick(part, spot, place)
                case Kind.SIGNED:
                    yield self._signed(part, spot, place)
                case _:
                    yield self._text(part, spot, place, habits)

    def strange_texts(self) -> Iterator[str]:
        """The lines of text that are in no spot and that the blank does not print."""
        boxes = [s.rect for s in self._spots if self._parts[s.part].kind is Kind.TICK]
        strange = [
            c
            for c in self._outside
            if all(gap(c.rect, box) > 1.0 for box in boxes)
            # MuPDF calls the blanks of bold type by a control character.
            and not (c.nameless and not doubts.leaves_ink(c, self._ink, self._to_sheet))
        ]
        for line in lines_of(strange):
            text = line.text.strip()
            if text != self._token:
                yield text

    def _written(self, spot: Spot) -> list[Character]:
        """The characters in a spot, with the blanks that hang over its right edge at line ends."""
        _x0, top, x1, bottom = spot.rect
        hanging = self._grid.within((x1, top, x1 + HANGING, bottom))
        return self._grid.within(spot.rect) + [c for c in hanging if c.blank]

    def _not_in_spots(self) -> list[Character]:
        """Characters in no spot that the blank does not print either."""
        taken = {id(c) for found in self._found.values() for c in found}
        for word in self._printed:
            near = _BESIDE_CODE if word.rect[1] < self._code_ends else NEAR
            taken.update(id(c) for c in self._grid.within(grown(word.rect, near)))
        return [c for c in self._grid if not c.blank and id(c) not in taken]

    def _writing(self, spot: Spot) -> Writing:
        lines = self._lines[spot.part]
        return Writing(lines, spot.rect[2] - _left_padding(lines, spot.rect))

    def _text(self, part: Part, spot: Spot, place: Place, habits: Habits) -> PartReading:
        lines = self._lines[spot.part]
        found = set(self._doubts(part, spot, lines))
        if reaches_the_end(part.kind, spot.rect, lines, parted=habits.parted):
            found.add(doubts.CUT)
        if part.kind is Kind.COMB:
            text = "".join(line.text for line in lines).replace(" ", "")
        else:
            box = joined(self._writing(spot), drawn=habits.drawn)
            text = box.text
            found |= {doubts.LINE_END} if box.uncertain else set()
        return PartReading(part, text, place, frozenset(found))

    def _doubts(self, part: Part, spot: Spot, lines: Sequence[Line]) -> Iterator[str]:
        characters = [c for line in lines for c in line.characters]
        yield from doubts.of_characters(characters, self._fonts)
        yield from doubts.of_overlap(lines)
        yield from doubts.of_sight(characters, self._ink, self._to_sheet)
        known = [c for c in characters if not c.blank] + self._beside(spot)
        rules = self._laid.rules_at(spot.rect)
        yield from doubts.of_strikes(lines, rules)
        yield from doubts.of_drawing(known, rules, spot.rect, self._ink, self._to_sheet)
        if any(c.direction != 0 for c in characters if not c.blank):
            yield doubts.DRAWN
        if spot.part in self._spilled:
            yield doubts.CUT
        number = part.slot.number
        if any(w.text == number and gap(w.rect, spot.rect) < _LABEL for w in self._missing):
            yield doubts.NOT_READ

    def _beside(self, spot: Spot) -> list[Character]:
        """Characters around a spot: tails of the label above reach into it."""
        inside = {id(c) for c in self._found[spot.part]}
        return [c for c in self._grid.within(grown(spot.rect, 8)) if id(c) not in inside]

    def _tick(self, part: Part, spot: Spot, place: Place) -> PartReading:
        near = grown(spot.rect, 1)
        state = tick(
            spot.rect,
            self._grid.within(grown(spot.rect, 12)),
            (s for s in self._laid.shapes if meet(s.rect, near)),
            self._ink,
            self._to_sheet,
        )
        uncertain = frozenset({doubts.MARK} if state is Tick.UNCERTAIN else ())
        return PartReading(part, state is Tick.ON, place, uncertain)

    def _signed(self, part: Part, spot: Spot, place: Place) -> PartReading:
        """Whether anything was put into the signature box, typed, drawn or stamped."""
        flag = _flag(self._found[spot.part], self._laid.shapes)
        known = self._laid.rules_at(spot.rect) + flag
        dark = doubts.unexplained(self._beside(spot), known, spot.rect, self._ink, self._to_sheet)
        uncertain = frozenset({doubts.MARK} if 0 < dark < _SIGNED else ())
        shown = (c for line in self._lines[spot.part] for c in line.characters)
        return PartReading(part, dark >= _SIGNED, place, uncertain | of_seal(shown))


def _flag(characters: Sequence[Character], shapes: Iterable[Shape]) -> list[Rect]:
    """The flag *SIGN* that MuPDF prints into signature fields that nobody has signed."""
    words = sorted((c for c in characters if not c.blank), key=lambda c: c.x)
    if text_of(words) != "SIGN":
        return []
    x, y = words[0].centre
    return [s.rect for s in shapes if s.filled and meet(s.rect, (x, y, x, y))]


def _left_padding(lines: Sequence[Line], rect: Rect) -> float:
    """What the program leaves free at the left, and so, as all do, at the right."""
    left = min((line.rect[0] for line in lines if line.inked), default=rect[0] + PADDING)
    return min(max(left - rect[0], 0.0), 2.5 * PADDING)
