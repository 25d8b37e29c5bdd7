"""The chain of the scan reader over the scans of one form: codes, registration, readings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from accuracy.outcomes import Read
from accuracy.scanner import Scan
from oroforms import blank_store
from oroforms.pictures.base import PageCode, Sheet
from oroforms.pictures.blank import Blanks
from oroforms.pictures.codes import find_codes
from oroforms.pictures.sheet import NotRegistered, register
from oroforms.readers.answers import PartReading
from oroforms.readers.parts import Kind as PartKind
from oroforms.readers.parts import parts_of
from oroforms.readers.scan.reader import read_boxes, read_parts
from oroforms.readers.scan.thresholds import Thresholds


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


def read_form(
    scans: Sequence[Scan], *, texts: bool = True, held: Thresholds | None = None
) -> FormResult:
    """Read the scans of one form's pages; without texts ticks and signatures alone.

    ``held`` are thresholds other than those in force.
    """
    pages = tuple(_page(scan, number) for number, scan in enumerate(scans, start=1))
    sheets = [page.sheet for page in pages if isinstance(page.sheet, Sheet)]
    parts = parts_of(scans[0].page.definition)
    read = read_parts if texts else read_boxes
    readings = read(sheets, parts, held)[0]
    return FormResult(pages, {reading.part.name: _read(reading) for reading in readings})


def _page(scan: Scan, number: int) -> PageResult:
    picture = scan.as_page(number)
    codes = find_codes(picture)
    code = codes[0] if len(codes) == 1 else None
    page = scan.page
    blank = _blanks().page(page.layout, page.number)
    return PageResult(scan, code, register(picture, page.layout, page.number, blank, code))


def _read(reading: PartReading) -> Read:
    """What the reader would store, and the threshold that its confidence was held to."""
    match reading.part.kind:
        case PartKind.TICK:
            surely = "tick"
        case PartKind.SIGNED:
            surely = "signature"
        case _:
            surely = "typed" if reading.value else "empty"
    why = ", ".join(sorted(reading.doubts))
    return Read(reading.value, not reading.doubts, reading.confidence, why, surely)
