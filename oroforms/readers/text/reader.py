"""The reader ``text``: print-outs by their layout, re-flowed documents by their labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from oroforms.definition import Definition
from oroforms.documents import Identification, Readings
from oroforms.layouts import Layout
from oroforms.readers.answers import readings_of
from oroforms.readers.parts import Kind, Part, parts_of
from oroforms.readers.text.by_labels import read_by_labels
from oroforms.readers.text.by_layout import LaidSheet, read_by_layout
from oroforms.readers.text.fonts import Fonts
from oroforms.readers.text.glyphs import EMPTY_BOXES
from oroforms.readers.text.plumber import open_sheets
from oroforms.readers.text.registration import register
from oroforms.readers.text.seals import with_live_seals
from oroforms.readers.text.sheet import Sheet

_SET_AS_TEXT = 0.3
"""Share of a form's tick boxes that must stand empty as text."""


class TextReader:
    """Reads what is printed on pages that have a text layer and no fields."""

    name = "text"

    def read(
        self,
        content: bytes,
        definition: Definition,
        identification: Identification,
        layout: Layout | None,
    ) -> Readings:
        """Read all slots that the document shows.

        Raises
        ------
        UnreadableDocument
            When the document is damaged beyond reading.
        """
        opened = tuple(open_sheets(content))
        sheets = of_the_form(opened, identification)
        fonts = Fonts()
        for sheet in sheets:
            fonts.learn(sheet.characters)
        parts = parts_of(definition)
        laid: list[LaidSheet] = []
        if layout is not None and not _is_word_processed(sheets, parts):
            laid = _laid(sheets, layout, identification, fonts)
        read, findings = read_by_layout(laid, parts, fonts)
        others = [sheet for sheet in sheets if all(sheet is not page.sheet for page in laid)]
        if others:
            known = {reading.part.slot.name for reading in read}
            wanted = {slot.name for slot in definition.slots} - known
            more, about = read_by_labels(others, definition, layout, identification, fonts, wanted)
            read += more
            findings += about
        items, doubts = readings_of(with_live_seals(content, read))
        return Readings(self.name, items, len(opened), (*doubts, *findings))


def of_the_form(sheets: Sequence[Sheet], identification: Identification) -> list[Sheet]:
    """The pages that bear the form's reference, or all where none was found."""
    ours = {page.page for page in identification.pages}
    return [sheet for sheet in sheets if not ours or sheet.number in ours]


def _is_word_processed(sheets: Sequence[Sheet], parts: Mapping[str, Part]) -> bool:
    """Whether tick boxes are set as text, as word processors do; the fillable form draws them.

    Only empty ones tell: viewers draw their ticks as glyphs, too.
    """
    boxes = sum(c.text in EMPTY_BOXES for sheet in sheets for c in sheet.characters)
    ticks = sum(part.kind is Kind.TICK for part in parts.values())
    return boxes >= max(2, _SET_AS_TEXT * ticks)


def _laid(
    sheets: Sequence[Sheet], layout: Layout, identification: Identification, fonts: Fonts
) -> list[LaidSheet]:
    """The pages that lie as the blank does, laid on it."""
    told = {page.page: page.number for page in identification.pages}
    laid: list[LaidSheet] = []
    for sheet in sheets:
        number = told.get(sheet.number)
        # Most print-outs have all pages in their order.
        pages = [number] if number else [sheet.number, *range(1, layout.pages + 1)]
        registration = register(sheet, layout, pages, fonts)
        if registration is not None:
            laid.append(LaidSheet(sheet, registration, layout, identification.token))
    return laid
