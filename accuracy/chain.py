"""The chain of the scan reader over the scans of one form: codes, registration, readings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from accuracy.outcomes import Read
from accuracy.scanner import Scan
from accuracy.truth import Kind
from oroforms import blank_store
from oroforms.pictures.base import PageCode, Sheet
from oroforms.pictures.blank import Blanks
from oroforms.pictures.codes import find_codes
from oroforms.pictures.sheet import NotRegistered, register
from oroforms.readers.scan.base import Ink, TextReading, Tick, TickReading
from oroforms.readers.scan.signatures import read_signature
from oroforms.readers.scan.thresholds import thresholds
from oroforms.readers.scan.ticks import read_ticks
from oroforms.readers.scan.typed import Kind as RoomKind
from oroforms.readers.scan.typed import Room, read_texts


@dataclass(frozen=True, slots=True)
class PageResult:
    """What became of one page before anything on it was read."""

    scan: Scan
    code: PageCode | None
    sheet: Sheet | NotRegistered

    @property
    def code_right(self) -> bool:
        """Whether the page's own code was found."""
        page, code = self.scan.page, self.code
        return (
            code is not None
            and code.reference.number == page.number
            and code.reference.token == page.token
        )

    @property
    def off(self) -> float | None:
        """How far the worst placed field lies off its true place, in points on the form.

        Unknown where the paper was stretched or bent, for then the truth is no plane's.
        """
        bent = self.scan.condition.stretch or self.scan.condition.curl[1]
        if bent or not isinstance(self.sheet, Sheet) or not self.scan.page.truths:
            return None
        places = np.array([[t.rect[0], t.rect[1], 1.0] for t in self.scan.page.truths])
        picture = places @ self.sheet.registration.transform.T
        back = picture @ np.linalg.inv(self.scan.transform).T
        distance = back[:, :2] / back[:, 2:] - places[:, :2]
        return float(np.hypot(distance[:, 0], distance[:, 1]).max())


@dataclass(frozen=True, slots=True)
class FormResult:
    """All pages of one form in one condition, and what was read on them, by part."""

    pages: tuple[PageResult, ...]
    reads: Mapping[str, Read] = field(default_factory=dict)


@lru_cache(maxsize=1)
def _blanks() -> Blanks:
    def find(reference: str) -> bytes | None:
        blank = blank_store.get(reference, blank_store.SHIPPED)
        return blank.pdf if blank else None

    return Blanks(find)


def read_form(scans: Sequence[Scan], *, texts: bool = True) -> FormResult:
    """Read the scans of one form's pages; without texts ticks and signatures alone."""
    pages = tuple(_page(scan, number) for number, scan in enumerate(scans, start=1))
    reads: dict[str, Read] = {}
    rooms: list[Room] = []
    for page in pages:
        if isinstance(page.sheet, Sheet):
            reads.update(_boxes(page.scan, page.sheet))
            rooms.extend(_rooms(page.scan, page.sheet) if texts else ())
    if rooms:
        reads.update((part, _text(reading)) for part, reading in read_texts(rooms).items())
    return FormResult(pages, reads)


def _page(scan: Scan, number: int) -> PageResult:
    picture = scan.as_page(number)
    codes = find_codes(picture)
    code = codes[0] if len(codes) == 1 else None
    page = scan.page
    blank = _blanks().page(page.layout, page.number)
    return PageResult(scan, code, register(picture, page.layout, page.number, blank, code))


def _boxes(scan: Scan, sheet: Sheet) -> dict[str, Read]:
    held = thresholds()
    ticks = [truth for truth in scan.page.truths if truth.kind is Kind.TICK]
    states = read_ticks(sheet, [truth.rect for truth in ticks])
    reads = {
        truth.part: _mark(state, held.tick, "tick")
        for truth, state in zip(ticks, states, strict=True)
    }
    for truth in scan.page.truths:
        if truth.kind is Kind.SIGNATURE:
            state = read_signature(sheet, truth.rect)
            reads[truth.part] = _mark(state, held.signature, "signature")
    return reads


def _rooms(scan: Scan, sheet: Sheet) -> Iterator[Room]:
    slots = scan.page.definition.slot
    for truth in scan.page.truths:
        if truth.kind in _ROOMS:
            cells = slots[truth.slot].field.room.comb if truth.kind is Kind.COMB else 0
            yield Room(truth.part, sheet, truth.rect, _ROOMS[truth.kind], cells)


_ROOMS = {
    Kind.LINE: RoomKind.LINE,
    Kind.EXACT: RoomKind.LINE,
    Kind.LINES: RoomKind.LINES,
    Kind.COMB: RoomKind.COMB,
}


def _text(reading: TextReading) -> Read:
    held = thresholds()
    match reading.ink:
        case Ink.EMPTY:
            surely, accepted = "empty", reading.confidence >= held.empty
        case Ink.TYPED:
            surely = "typed"
            accepted = not reading.why and reading.confidence >= held.typed
        case _:
            surely, accepted = "", False
    if reading.why:
        surely = ""
    why = f"{reading.ink} {reading.why}".strip()
    return Read(reading.text, accepted, reading.confidence, why, surely)


def _mark(state: TickReading, least: float, surely: str) -> Read:
    told = state.state is not Tick.DOUBTFUL
    accepted = told and state.confidence >= least
    return Read(
        state.state is Tick.TICKED, accepted, state.confidence if told else 0.0, state.why, surely
    )
