"""The reader of scans: pictures of pages in, readings with confidence and crops out.

Which page of the file is which page of the form stands in the
identification. A page is laid on the blank it was printed from before
anything on it is read; one that cannot be laid there is not read at all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import groupby
from types import MappingProxyType
from typing import NamedTuple

from oroforms.definition import Definition
from oroforms.documents import Identification, PageReference, Place, Readings, Rect
from oroforms.findings import Finding, finding
from oroforms.i18n import gettext as _
from oroforms.layouts import Layout, Spot
from oroforms.pictures.base import PageCode, PagePicture, Sheet
from oroforms.pictures.blank import BlankMissing, Blanks
from oroforms.pictures.codes import find_codes
from oroforms.pictures.files import PictureFile, open_pictures
from oroforms.pictures.sheet import NotRegistered, Reason, register
from oroforms.readers.answers import PartReading, readings_of
from oroforms.readers.parts import Kind, Part, parts_of
from oroforms.readers.scan.base import (
    Ink,
    TextReading,
    Tick,
    TickReading,
    is_lossy,
    is_too_coarse_for_text,
    is_untold_by_fax,
)
from oroforms.readers.scan.beside import ink_outside_fields
from oroforms.readers.scan.crops import rect_in_file
from oroforms.readers.scan.crossed import doubted_in
from oroforms.readers.scan.faded import has_lost_thin_strokes, without_faded
from oroforms.readers.scan.labels import with_labels
from oroforms.readers.scan.look import Look
from oroforms.readers.scan.manner import weighed_by_manner, with_rings
from oroforms.readers.scan.overwritten import with_overwritten
from oroforms.readers.scan.pale import Marks, may_lose, weighed
from oroforms.readers.scan.printed import is_answered_on_screen
from oroforms.readers.scan.signatures import read_signatures
from oroforms.readers.scan.thresholds import Scale, Thresholds, thresholds
from oroforms.readers.scan.ticks import read_ticks
from oroforms.readers.scan.typed import NOT_RECOGNISED, Room, TextRecognition
from oroforms.readers.scan.unseen import doubted_on, pages_without_pen


class ScanReader:
    """Reads pictures of pages."""

    name = "scan"

    def __init__(self, blank: Callable[[str], bytes | None]) -> None:
        """``blank`` gives the base PDF of a reference, from which the blank pages are drawn."""
        self.blanks = Blanks(blank)

    def read(
        self,
        content: bytes,
        definition: Definition,
        identification: Identification,
        layout: Layout | None,
    ) -> Readings:
        """Read all slots that stand on the pages of the identification.

        Raises
        ------
        UnreadableDocument
            When the file is damaged beyond reading.
        """
        with closing(open_pictures(content)) as file:
            return self.look(file, definition, identification, layout).readings

    def look(
        self,
        file: PictureFile,
        definition: Definition,
        identification: Identification,
        layout: Layout | None,
        codes: Mapping[int, PageCode] | None = None,
    ) -> Look:
        """Read as :meth:`read` does, and keep the sheets: what to show is told by who judges.

        ``codes`` are those that were found on its pages, by page of the file; ``None`` where
        nobody has looked for them.

        Raises
        ------
        UnreadableDocument
            When the file is damaged beyond reading.
        """
        if layout is None:
            return Look(self._unknown(identification), definition, (), _pages(identification))
        parts = parts_of(definition)
        sheets, loose, findings = self._sheets(file, identification.pages, layout, codes)
        read, unseen = read_parts(sheets, parts)
        beside = _beside(sheets)
        findings += (finding("ink-outside-fields", page=page) for page in beside)
        findings += (finding("pen-unseen", page=page) for page in sorted(unseen))
        items, doubts = readings_of(read)
        readings = Readings(
            self.name,
            items,
            len(identification.pages),
            (*findings, *doubts),
            sure_from=0.0,  # what is below its threshold has been given its doubt here
        )
        return Look(readings, definition, tuple(sheets), tuple(loose), beside)

    def _unknown(self, identification: Identification) -> Readings:
        said = identification.reference or identification.form
        found = finding("layout-unknown", reference=said)
        return Readings(self.name, {}, len(identification.pages), (found,))

    def _sheets(
        self,
        file: PictureFile,
        pages: Iterable[PageReference],
        layout: Layout,
        codes: Mapping[int, PageCode] | None,
    ) -> tuple[list[Sheet], list[int], list[Finding]]:
        sheets: list[Sheet] = []
        loose: list[int] = []
        findings: list[Finding] = []
        for reference in pages:
            made = self._sheet(file, reference, layout, codes)
            if isinstance(made, Sheet):
                sheets.append(made)
            else:
                loose.append(reference.page)
                findings.append(finding("page-not-registered", page=reference.page, reason=made))
        return sheets, loose, findings

    def _sheet(
        self,
        file: PictureFile,
        reference: PageReference,
        layout: Layout,
        codes: Mapping[int, PageCode] | None,
    ) -> Sheet | str:
        if reference.number is None or not 1 <= reference.number <= layout.pages:
            return _("it does not say which page of the form it is")
        try:
            blank = self.blanks.page(layout, reference.number)
        except BlankMissing as error:
            return str(error)
        seen = file.page(reference.page)
        code = _code(seen) if codes is None else codes.get(reference.page)
        made = register(seen, layout, reference.number, blank, code)
        return _REASONS[made.reason]() if isinstance(made, NotRegistered) else made


def _code(seen: PagePicture) -> PageCode | None:
    found = find_codes(seen)
    return found[0] if found else None


_REASONS: Mapping[Reason, Callable[[], str]] = {
    Reason.OTHER_CODE: lambda: _("its code is that of another page"),
    Reason.NOTHING_FOUND: lambda: _("neither code nor registration marks are to be found"),
    Reason.PRINTING_DIFFERS: lambda: _("its print does not lie where the blank form has it"),
    Reason.TOO_COARSE: lambda: _("it was scanned with too few dots an inch"),
}


def _beside(sheets: Iterable[Sheet]) -> dict[int, list[Rect]]:
    """Handwriting outside of the fields, by page of the file."""
    found = {sheet.source: ink_outside_fields(sheet, sheet.layout.spots) for sheet in sheets}
    return {page: places for page, places in found.items() if places}


def _pages(identification: Identification) -> tuple[int, ...]:
    return tuple(reference.page for reference in identification.pages)


def read_parts(
    sheets: Sequence[Sheet], parts: Mapping[str, Part], sure: Thresholds | None = None
) -> tuple[list[PartReading], frozenset[int]]:
    """All parts of a form, boxes and rooms, and the pages that may have lost what a pen wrote.

    The boxes are read while Tesseract reads the texts: it is a process of its own.
    """
    rooms = _rooms(sheets, parts)
    texts = TextRecognition([_room(sheet, spot, part) for sheet, spot, part in rooms])
    boxes = read_boxes(sheets, parts, sure, texts.handwriting, texts.typed)
    read = [*boxes.readings, *_texts(rooms, texts.result(), sure or thresholds())]
    read = list(doubted_in(sheets, read))
    unseen = pages_without_pen(sheets, read, light=boxes.light)
    return list(doubted_on(unseen | boxes.light, read)), unseen


class Boxes(NamedTuple):
    """What the boxes of a form hold, and of what pen."""

    readings: list[PartReading]
    light: frozenset[int]
    """The pages (of the file) on which a threshold may have taken what a light pen wrote."""


def read_boxes(
    sheets: Sequence[Sheet],
    parts: Mapping[str, Part],
    sure: Thresholds | None = None,
    handwriting: Mapping[int, Sequence[float]] = MappingProxyType({}),
    typed: Collection[str] = (),
) -> Boxes:
    """All tick boxes and signature boxes of a form, read together: one pen made all its marks.

    ``handwriting`` is how dark it is in each room that holds some, by page of the file; ``typed``
    are the parts in whose rooms type stands.
    """
    sure = sure or thresholds()
    ticks = [_spots(sheet, parts, Kind.TICK) for sheet in sheets]
    read = with_rings(
        [
            read_ticks(sheet, [spot.rect for spot in spots])
            for sheet, spots in zip(sheets, ticks, strict=True)
        ]
    )
    signs = [_signs(sheet, _spots(sheet, parts, Kind.SIGNED)) for sheet in sheets]
    signed = any(sign.state is Tick.TICKED for page in signs for _spot, sign in page)
    printed = [
        parts[spot.part]
        for spots, boxes in zip(ticks, read, strict=True)
        for spot, box in zip(spots, boxes, strict=True)
        if box.printed
    ]
    by_hand = sum(map(len, handwriting.values()))
    on_screen = is_answered_on_screen(printed, [parts[name] for name in typed], by_hand)
    marks = [
        _marks(sheet, spots, Marks(boxes, handwriting.get(sheet.source, ()), _dark(signatures)))
        for sheet, spots, boxes, signatures in zip(sheets, ticks, read, signs, strict=True)
    ]
    read = [list(page.boxes) for page in marks]
    lossy = [at for at, sheet in enumerate(sheets) if is_lossy(sheet)]
    pages = [marks[at] for at in lossy]
    others = [page for at, page in enumerate(marks) if at not in lossy]
    for at, boxes in zip(lossy, weighed(pages, others, answered=signed or on_screen), strict=True):
        read[at] = boxes
    read = weighed_by_manner(read)
    read = [
        _with_what_is_beside(sheet, [spot.rect for spot in spots], page)
        for sheet, spots, page in zip(sheets, ticks, read, strict=True)
    ]
    readings = []
    for sheet, spots, boxes, signatures in zip(sheets, ticks, read, signs, strict=True):
        for spot, tick in zip(spots, boxes, strict=True):
            box = _box(sheet, spot, parts[spot.part], tick, sure.tick, "mark-uncertain")
            readings.append(box)
        for spot, ink in signatures:
            box = _box(sheet, spot, parts[spot.part], ink, sure.signature, "scan-unclear")
            readings.append(box)
    losing = zip(lossy, may_lose(pages, others), strict=True)
    return Boxes(readings, frozenset(sheets[at].source for at, lost in losing if lost))


def _marks(sheet: Sheet, spots: Sequence[Spot], marks: Marks) -> Marks:
    """The marks of a page, boxes in doubt where its print is faded and no mark shows the pen."""
    if not sheet.bitonal:
        return marks
    return replace(marks, boxes=without_faded(sheet, [spot.rect for spot in spots], marks))


def _with_what_is_beside(
    sheet: Sheet, boxes: Sequence[Rect], readings: Sequence[TickReading]
) -> list[TickReading]:
    return with_overwritten(sheet, boxes, with_labels(sheet, boxes, readings))


def _dark(signatures: Iterable[tuple[Spot, TickReading]]) -> list[float]:
    """How dark the signatures are."""
    return [sign.contrast for _spot, sign in signatures if sign.state is Tick.TICKED]


def _signs(sheet: Sheet, spots: Sequence[Spot]) -> list[tuple[Spot, TickReading]]:
    return list(zip(spots, read_signatures(sheet, [spot.rect for spot in spots]), strict=True))


def _spots(sheet: Sheet, parts: Mapping[str, Part], *kinds: Kind) -> list[Spot]:
    """The places of some kinds on a sheet."""
    return [
        spot
        for spot in sheet.layout.spots
        if spot.page == sheet.page and spot.part in parts and parts[spot.part].kind in kinds
    ]


def _box(
    sheet: Sheet, spot: Spot, part: Part, box: TickReading, sure: Scale, doubt: str
) -> PartReading:
    confidence = sure.confidence(box.confidence)
    certain = box.state is not Tick.DOUBTFUL and confidence >= sure.least
    certain = certain and not sheet.is_loose(spot.rect)
    doubts = frozenset() if certain else frozenset({doubt})
    place = Place(sheet.source, rect_in_file(sheet, spot.rect))
    value = box.state is Tick.TICKED
    return PartReading(part, value, place, doubts, confidence=confidence, printed=box.printed)


def _rooms(sheets: Iterable[Sheet], parts: Mapping[str, Part]) -> list[tuple[Sheet, Spot, Part]]:
    """All written parts of a form: one call of Tesseract serves them all."""
    return [
        (sheet, spot, parts[spot.part])
        for sheet in sheets
        for spot in _spots(sheet, parts, *_ROOMS)
    ]


def _texts(
    rooms: Sequence[tuple[Sheet, Spot, Part]], texts: Mapping[str, TextReading], sure: Thresholds
) -> Iterator[PartReading]:
    worn = {sheet.source for sheet in _with_thin_strokes_lost(rooms)}
    for sheet, spot, part in rooms:
        text = _scaled(texts[part.name], sure)
        place = Place(sheet.source, rect_in_file(sheet, spot.rect))
        doubts = _doubts(text, sure)
        if is_too_coarse_for_text(sheet) or sheet.is_loose(spot.rect):
            doubts |= {"scan-unclear"}
        if text.ink is Ink.TYPED and (sheet.source in worn or is_untold_by_fax(sheet, text.text)):
            doubts |= {"scan-unclear"}
        yield PartReading(part, text.text, place, doubts, confidence=text.confidence)


def _with_thin_strokes_lost(rooms: Sequence[tuple[Sheet, Spot, Part]]) -> Iterator[Sheet]:
    for _source, those in groupby(rooms, key=lambda room: room[0].source):
        mine = list(those)
        if has_lost_thin_strokes(mine[0][0], [spot.rect for _sheet, spot, _part in mine]):
            yield mine[0][0]


_ROOMS = frozenset({Kind.LINE, Kind.LINES, Kind.COMB})


def _room(sheet: Sheet, spot: Spot, part: Part) -> Room:
    return Room(spot.part, sheet, spot.rect, part.kind, part.slot.field.room.comb or 0)


def _scaled(text: TextReading, sure: Thresholds) -> TextReading:
    """The reading with what its measure is worth; handwriting is not read, and worth nothing."""
    if text.ink is Ink.HANDWRITTEN:
        return replace(text, confidence=0.0)
    scale = sure.typed if text.text else sure.empty
    return replace(text, confidence=scale.confidence(text.confidence))


def _doubts(text: TextReading, sure: Thresholds) -> frozenset[str]:
    match text.ink:
        case Ink.EMPTY:
            doubt = "" if text.confidence >= sure.empty.least else "scan-unclear"
        case Ink.TYPED if not any(character.isalnum() for character in text.text):
            doubt = "scan-unclear"  # a speck reads as a full stop
        case Ink.TYPED:
            doubt = "" if text.confidence >= sure.typed.least else "scan-unclear"
        case Ink.HANDWRITTEN:
            doubt = "handwritten"
        case Ink.UNCLEAR:
            doubt = NOT_RECOGNISED if NOT_RECOGNISED in text.doubts else "scan-unclear"
    read_well = text.doubts if text.ink is Ink.TYPED else frozenset()
    return frozenset({doubt} - {""}) | read_well
