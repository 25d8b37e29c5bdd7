"""Reader ``acroform``: the values in the fields of a fillable PDF.

``/V`` is exact and is what is read; what a viewer shows in its place is held
against it, and where the two differ a person decides.
"""

from __future__ import annotations

from collections.abc import Sequence

import pikepdf

from oroforms.definition import Definition, Slot
from oroforms.documents import Identification, Place, Raw, Reading, Readings
from oroforms.findings import Finding, finding
from oroforms.layouts import Layout
from oroforms.readers import acrobuttons
from oroforms.readers.acrobuttons import Ticks
from oroforms.readers.acrodocument import document_findings
from oroforms.readers.acrofields import FormField, form_fields
from oroforms.readers.acrotext import TextFields
from oroforms.readers.by_name import NamedFields
from oroforms.readers.pdffile import PdfFile, open_pdf


class AcroFormReader:
    """Reads the fields of a fillable PDF by their fully qualified names."""

    name = "acroform"

    def read(
        self,
        content: bytes,
        definition: Definition,
        identification: Identification,
        layout: Layout | None,
    ) -> Readings:
        """All slots that the file has a field for; see :class:`oroforms.readers.base.Reader`."""
        with open_pdf(content) as file:
            form = _Form(file, definition, layout)
            for slot in definition.slots:
                form.read(slot)
            findings = [
                *document_findings(file, layout),
                *form.findings,
                *form.unknown(),
            ]
            return Readings(self.name, form.items, len(file.pages), tuple(findings))


class _Form(NamedFields[FormField]):
    """The form of one PDF, and where its parts lie where that is known."""

    def __init__(self, file: PdfFile, definition: Definition, layout: Layout | None) -> None:
        super().__init__((field.name, field) for field in form_fields(file))
        self._definition = definition
        self._texts = TextFields(file)
        self._spots = {s.part: Place(s.page, s.rect) for s in layout.spots} if layout else {}

    def unknown(self) -> list[Finding]:
        """Filled-in fields that the definition does not have: nothing is dropped in silence."""
        return [
            finding("field-unknown", None, name=name, hint="")
            for name, fields in self.fields.items()
            if name not in self.used and any(_is_filled(field) for field in fields)
        ]

    # -- one slot -------------------------------------------------------------------
    def _text(self, name: str, slot: Slot) -> None:
        fields = self._take(name, slot)
        if not fields:
            return
        if len({text for field in fields for text in self._texts.values(field)}) > 1:
            self._found("field-twice", slot)
        for field in fields:
            value = self._texts.value(field)
            seen = self._texts.contradiction(field, value)
            if seen is not None:
                self._not_shown(slot, seen, value)
                break
        self._put(name, self._texts.value(fields[0]), fields)

    def _signature(self, name: str, slot: Slot) -> None:
        """Whether something stands in the signature field: a signature, or a text."""
        fields = self._take(name, slot)
        if not fields:
            return
        signed = any(f.kind == "Sig" and isinstance(f.value, pikepdf.Dictionary) for f in fields)
        written = any(self._texts.value(f).strip() for f in fields if f.kind != "Sig")
        self._put(name, signed or written, fields)

    def _bool(self, slot: Slot) -> None:
        fields = self._take(slot.name, slot)
        if fields:
            ticks = self._agreed([acrobuttons.single(field) for field in fields], slot)
            self._judge(ticks, slot)
            self._put(slot.name, bool(ticks.stored), fields)

    def _multichoice(self, slot: Slot) -> None:
        """One checkbox a code, as a multichoice has."""
        ticked: list[str] = []
        seen_fields: list[FormField] = []
        for choice in slot.field.choices:
            fields = self._take(f"{slot.name}.{choice.code}", slot)
            if not fields:
                continue
            seen_fields += fields
            ticks = self._agreed([acrobuttons.single(field) for field in fields], slot)
            self._judge(ticks, slot, choice.code)
            if ticks.stored:
                ticked.append(choice.code)
        if seen_fields:
            self._put(slot.name, tuple(ticked), seen_fields)

    def _choice(self, slot: Slot) -> None:
        """A radio group; also a list to choose from, or a box a code where a form has those."""
        codes = [choice.code for choice in slot.field.choices]
        if slot.name not in self.fields and any(f"{slot.name}.{c}" in self.fields for c in codes):
            self._multichoice(slot)
            return
        fields = self._take(slot.name, slot)
        if not fields:
            return
        if any(field.kind != "Btn" for field in fields):
            self._text(slot.name, slot)
            return
        places = {
            code: place for code in codes if (place := self._spots.get(f"{slot.name}.{code}"))
        }
        ticks = self._agreed([acrobuttons.group(field, codes, places) for field in fields], slot)
        self._judge(ticks, slot)
        if ticks.missing and not ticks.stored:
            self._found("field-not-read", slot)
        self._put(slot.name, tuple(code for code in codes if code in ticks.stored), fields)

    # -- helpers ----------------------------------------------------------------------
    def _agreed(self, ticks: Sequence[Ticks], slot: Slot) -> Ticks:
        """The one answer of several field objects of a name; a finding where they differ."""
        if len({t.stored for t in ticks}) > 1:
            self._found("field-twice", slot)
        return ticks[0]

    def _judge(self, ticks: Ticks, slot: Slot, code: str | None = None) -> None:
        """Findings on a tick that is not seen, not stored or not clear."""
        if ticks.unclear:
            box = slot.field.choice_label(code or ticks.unclear[0])
            self._found("mark-uncertain", slot, box=box)
        if ticks.seen != ticks.stored:
            self._not_shown(slot, _marks(ticks.seen, slot, code), _marks(ticks.stored, slot, code))

    def _put(self, name: str, raw: Raw, fields: Sequence[FormField]) -> None:
        place = next((p for field in fields if (p := field.place) is not None), None)
        self.items[name] = Reading(name, raw, 1.0, place)


def _marks(codes: frozenset[str], slot: Slot, code: str | None) -> str:
    """Ticked boxes as a message shows them."""
    if not codes:
        return "☐"
    if code is not None:
        return f"☒ {slot.field.choice_label(code)}"
    return ", ".join(f"☒ {slot.field.choice_label(c)}" for c in sorted(codes))


def _is_filled(field: FormField) -> bool:
    if field.kind == "Btn":
        return bool(acrobuttons.single(field).stored)
    return isinstance(field.value, pikepdf.String | str) and bool(str(field.value).strip())
