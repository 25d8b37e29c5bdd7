"""The reader ``data``: answers from the attachment, each held against its box on the page.

What the data say is known, so the page is not read but asked: does it show
just this? Where it does, the value is the attachment's, exactly. Where it
does not, nobody can tell which of the two the sender meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from oroforms.definition import Definition, Slot
from oroforms.documents import Identification, Raw, Reading, Readings
from oroforms.fieldtypes.base import shown as masked
from oroforms.findings import Finding, finding
from oroforms.layouts import Layout
from oroforms.readers.answers import DOUBTED, PartReading, readings_of
from oroforms.readers.data.attachment import attached
from oroforms.readers.data.expected import Expected, expected
from oroforms.readers.data.order import shows
from oroforms.readers.data.outlines import Outlines
from oroforms.readers.data.sight import doubts_of
from oroforms.readers.data.units import units_of
from oroforms.readers.parts import Kind, Part, parts_of
from oroforms.readers.pdffile import open_pdf
from oroforms.readers.text import doubts
from oroforms.readers.text.by_labels import read_by_labels
from oroforms.readers.text.fonts import Fonts
from oroforms.readers.text.plumber import open_sheets
from oroforms.readers.text.reader import TextReader, of_the_form
from oroforms.readers.text.seals import live_signatures, with_live_seals

_OF_READING = frozenset({doubts.NOT_MAPPED, doubts.RIGHT_TO_LEFT, doubts.LINE_END})
"""Doubts about what is read off a page; none where what it should show is known."""

_OF_SIGHT = frozenset({doubts.OVERLAID, doubts.DRAWN})
"""Doubts that :mod:`oroforms.readers.data.sight` settles better, knowing the outlines."""


class DataReader:
    """Reads finished documents that carry their data."""

    name = "data"

    def read(
        self,
        content: bytes,
        definition: Definition,
        identification: Identification,
        layout: Layout | None,
    ) -> Readings:
        """Read all slots that the data or the pages answer.

        Raises
        ------
        UnreadableDocument
            When the document is damaged beyond reading, or its data were made to do harm.
        """
        with open_pdf(content) as file:
            found = attached(file, definition.id)
        if found is None or found.fault is not None:
            readings = TextReader().read(content, definition, identification, layout)
            if found is None:
                return readings
            unusable = finding("data-unusable", reason=found.fault)
            return Readings(
                readings.reader, readings.items, readings.pages, (unusable, *readings.findings)
            )
        sheets = tuple(open_sheets(content))
        ours = of_the_form(sheets, identification)
        fonts = Fonts()
        for sheet in ours:
            fonts.learn(sheet.characters)
        every = {slot.name for slot in definition.slots}
        read, findings = read_by_labels(ours, definition, layout, identification, fonts, every)
        seen = with_live_seals(content, read)
        said = expected(definition, found.values)
        comparison = _Comparison(definition, said, seen, live_signatures(content))
        items, differences = comparison.outcome()
        return Readings(self.name, items, len(sheets), (*differences, *findings))


class _Comparison:
    """The data of one document held against what its pages show."""

    def __init__(
        self,
        definition: Definition,
        said: Expected,
        read: Iterable[PartReading],
        live: frozenset[str],
    ) -> None:
        self._said = said
        self._live = live
        self._outlines = Outlines()
        self._parts = parts_of(definition)
        self._read: dict[str, list[PartReading]] = {}
        for reading in read:
            self._read.setdefault(reading.part.name, []).append(reading)

    def outcome(self) -> tuple[dict[str, Reading], list[Finding]]:
        """A reading of each part that is there, and a finding for each that differs."""
        items: dict[str, Reading] = {}
        findings: list[Finding] = []
        by_slot: dict[str, list[Part]] = {}
        for part in self._parts.values():
            name = part.slot.name if part.code is not None else part.name
            by_slot.setdefault(name, []).append(part)
        for name, parts in by_slot.items():
            differing = [part for part in parts if not self._agrees(part)]
            reading = self._reading(name, parts, differing)
            if reading is not None:
                items[name] = reading
            if differing:
                if not self._is_lost(differing):
                    findings.append(self._difference(name, differing[0]))
                findings += self._reasons(differing)
        for name, text in self._said.unknown.items():
            items[name] = Reading(name, text)
        return items, findings

    def _is_lost(self, parts: list[Part]) -> bool:
        """Whether it is only that a signature was lost: that says what is to be done."""
        doubted = [self._doubts(r) for part in parts for r in self._read.get(part.name, [])[:1]]
        return bool(doubted) and all(found == {doubts.LOST} for found in doubted)

    def _agrees(self, part: Part) -> bool:
        """Whether the page shows in a part what the data say, once and beyond doubt."""
        if part.slot.name in self._said.misshapen:
            return False
        said = self._said.parts.get(part.name)
        found = self._read.get(part.name, [])
        if not found:
            return not said
        if len(found) > 1 or self._doubts(found[0]):
            return False
        [reading] = found
        match part.kind:
            case Kind.TICK:
                return reading.value is bool(said)
            case Kind.SIGNED:
                # The data are older than the signatures that were put under them.
                return reading.value is bool(said) or (
                    reading.value is True and part.name in self._live
                )
            case _:
                return self._is_shown("" if said is None else str(said), reading)

    def _doubts(self, reading: PartReading) -> frozenset[str]:
        """What makes it doubtful what a person sees in a part."""
        if reading.writing is None:
            return reading.doubts - _OF_READING
        sights = (doubts_of(*part, self._outlines) for part in reading.segments)
        return frozenset.union(reading.doubts - _OF_READING - _OF_SIGHT, *sights)

    def _is_shown(self, text: str, reading: PartReading) -> bool:
        writing = reading.writing
        if writing is None or not shows(text, writing):
            return False
        return all(
            self._outlines.confirm(unit)
            for line in writing.lines
            for unit in units_of(line.characters)
        )

    def _reading(self, name: str, parts: list[Part], differing: list[Part]) -> Reading | None:
        """What the data say; where the page differs, what the page shows."""
        on_page, _doubts = readings_of(
            reading for part in parts for reading in self._read.get(part.name, [])[:1]
        )
        shown = on_page.get(name)
        place = None if shown is None else shown.place
        if differing:
            raw = self._stored(name, parts) if shown is None else shown.raw
            return Reading(name, raw, DOUBTED, place)
        if shown is None:
            return None
        return Reading(name, self._stored(name, parts), 1.0, place)

    def _stored(self, name: str, parts: list[Part]) -> Raw:
        """What the data say, as a reader delivers it."""
        said = self._said.parts
        if parts[0].code is not None:
            return tuple(p.code for p in parts if p.code is not None and said.get(p.name))
        if parts[0].kind in (Kind.TICK, Kind.SIGNED):
            return bool(said.get(name)) or name in self._live
        return str(said.get(name, self._said.misshapen.get(name, "")))

    def _difference(self, name: str, part: Part) -> Finding:
        slot = part.slot
        shown = self._read.get(part.name)
        stored: object = self._said.parts.get(part.name, "")
        misshapen = self._said.misshapen.get(slot.name)
        return finding(
            "data-differs",
            name,
            label=_title(part),
            shown=_masked(shown[0].value if shown else "", slot),
            stored=_masked(stored if misshapen is None else misshapen, slot),
        )

    def _reasons(self, parts: Iterable[Part]) -> Iterable[Finding]:
        """What the page itself makes doubtful in the parts that differ."""
        for part in parts:
            found = self._read.get(part.name, [])[:1]
            for reading in found:
                for code in sorted(self._doubts(reading)):
                    yield finding(code, part.slot.name, label=part.slot.title, box=_title(part))


def _title(part: Part) -> str:
    """The slot, and of a choice the box."""
    if part.code is None:
        return part.slot.title
    return f"{part.slot.title}: {part.slot.field.choice_label(part.code)}"


_TICKS: Mapping[bool, str] = {True: "☒", False: "☐"}


def _masked(content: object, slot: Slot) -> str:
    if isinstance(content, bool):
        return _TICKS[content]
    return masked(str(content), slot)
