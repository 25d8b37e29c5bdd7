"""A form as the reader of scans has seen it: its readings, and its sheets to cut pictures from.

Which places a person should see is known only when the readings have been
judged: also a text that was read well may be a wrong identity number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from oroforms.definition import Definition
from oroforms.documents import Readings, Rect, around, page_name
from oroforms.pictures.base import Sheet
from oroforms.readers.parts import Kind, parts_of
from oroforms.readers.scan.crops import crop, ink_picture
from oroforms.readers.scan.labels import with_label

_BESIDE = 6
"""Pieces of writing beside the fields of a page that are shown at most."""


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What was read of one form, and the sheets that it was read from."""

    readings: Readings
    definition: Definition
    sheets: tuple[Sheet, ...]
    loose: tuple[int, ...] = ()
    """Pages of the file that could not be laid on the form, and were not read."""
    beside: Mapping[int, Sequence[Rect]] = field(default_factory=dict)
    """Where there is handwriting outside of the fields, by page of the file."""

    def crops(self, names: Iterable[str]) -> dict[str, bytes]:
        """Pictures (PNG) of slots by their names: the whole question with all its boxes.

        A name that is no slot, or that of a signature's part, stands for the slot above it;
        what lies on no sheet has no picture. Handwriting beside the fields of a page is
        shown as ``page.N.beside``.
        """
        wanted = {slot for name in names if (slot := self._slot(name)) is not None}
        places: dict[str, list[tuple[Sheet, Rect]]] = {}
        for sheet in self.sheets:
            for slot, rects in self._rects(sheet, wanted):
                places.setdefault(slot, []).append((sheet, around(rects)))
        for sheet in self.sheets:
            if sheet.source in self.beside:
                shown = [(sheet, rect) for rect in self.beside[sheet.source][:_BESIDE]]
                places[f"{page_name(sheet.source)}.beside"] = shown
        return {slot: crop(shown) for slot, shown in places.items()}

    def inks(self) -> dict[str, bytes]:
        """The ink that was added in each part, without printing, by the parts' names."""
        parts = parts_of(self.definition)
        return {
            spot.part: ink_picture(sheet, spot.rect)
            for sheet in self.sheets
            for spot in sheet.layout.spots
            if spot.page == sheet.page and spot.part in parts
        }

    def _slot(self, name: str) -> str | None:
        while name and name not in self.definition.slot:
            name = name.rpartition(".")[0]
        return name or None

    def _rects(self, sheet: Sheet, wanted: set[str]) -> Iterator[tuple[str, list[Rect]]]:
        """Of each slot on a sheet where its parts lie, boxes with the text beside them."""
        parts = parts_of(self.definition)
        spots = [s for s in sheet.layout.spots if s.page == sheet.page and s.part in parts]
        boxes = [s.rect for s in spots if parts[s.part].kind is Kind.TICK]
        by_slot: dict[str, list[Rect]] = {}
        for spot in spots:
            slot = parts[spot.part].slot.name
            if slot in wanted:
                ticked = parts[spot.part].kind is Kind.TICK
                rect = with_label(sheet, spot.rect, boxes) if ticked else spot.rect
                by_slot.setdefault(slot, []).append(rect)
        yield from by_slot.items()
