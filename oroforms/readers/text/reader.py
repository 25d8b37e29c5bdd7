"""The reader ``text``: print-outs by their layout, re-flowed documents by their labels."""

from __future__ import annotations

from collections.abc import Sequence

from oroforms.definition import Definition
from oroforms.documents import Identification, Readings
from oroforms.layouts import Layout
from oroforms.readers.text.answers import readings_of
from oroforms.readers.text.by_labels import read_by_labels
from oroforms.readers.text.by_layout import LaidSheet, read_by_layout
from oroforms.readers.text.fonts import Fonts
from oroforms.readers.text.parts import parts_of
from oroforms.readers.text.plumber import open_sheets
from oroforms.readers.text.registration import register
from oroforms.readers.text.sheet import Sheet


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
        sheets = tuple(open_sheets(content))
        fonts = Fonts()
        for sheet in sheets:
            fonts.learn(sheet.characters)
        laid = _laid(sheets, layout, identification, fonts) if layout is not None else None
        if laid is None:
            complete = not any(f.code == "pages-missing" for f in identification.findings)
            labelled = read_by_labels(sheets, definition, layout, fonts, complete=complete)
            items, doubts = readings_of(labelled.parts)
            return Readings(self.name, items, len(sheets), (*doubts, *labelled.findings))
        read, findings = read_by_layout(laid, parts_of(definition), fonts)
        items, doubts = readings_of(read)
        return Readings(self.name, items, len(sheets), (*doubts, *findings))


def _laid(
    sheets: Sequence[Sheet], layout: Layout, identification: Identification, fonts: Fonts
) -> list[LaidSheet] | None:
    """Every page that bears the form laid on the blank; ``None`` when one does not fit."""
    told = {p.page: p.number for p in identification.pages if p.number}
    laid: list[LaidSheet] = []
    for sheet in sheets:
        number = told.get(sheet.number)
        for page in [number] if number else range(1, layout.pages + 1):
            registration = register(sheet, layout, page, fonts)
            if registration is not None:
                laid.append(LaidSheet(sheet, registration, layout, identification.token))
                break
        else:
            if number or not told:
                return None
    return laid or None
