"""Reader ``docx``: the content controls of a returned Word file."""

from __future__ import annotations

from oroforms.definition import Definition, Slot
from oroforms.documents import Identification, Raw, Reading, Readings
from oroforms.findings import Finding, finding
from oroforms.i18n import gettext as _
from oroforms.layouts import Layout
from oroforms.readers.beside import added_words
from oroforms.readers.by_name import NamedFields
from oroforms.readers.wordcontrols import UNMAPPED, Control, controls, text_outside
from oroforms.readers.wordfile import WordFile, open_word


class WordReader:
    """Reads content controls by their tags. Word files have no pages, so no place is told."""

    name = "docx"

    def read(
        self,
        content: bytes,
        definition: Definition,
        identification: Identification,
        layout: Layout | None,
    ) -> Readings:
        """All slots that the file has a control for; see :class:`oroforms.readers.base.Reader`."""
        file = open_word(content)
        form = _Form(file)
        for slot in definition.slots:
            form.read(slot)
        findings = [*form.findings, *form.unknown()]
        if file.comments:
            findings.append(finding("annotations-present", page=1, kinds=_("comments")))
        if layout is not None and layout.blank_text:
            outside = text_outside(file, frozenset(form.used))
            words = added_words(outside, " ".join(layout.blank_text))
            if words is not None:
                findings.append(finding("text-beside-fields", page=1, words=words))
        return Readings(self.name, form.items, 1, tuple(findings))


class _Form(NamedFields[Control]):
    """The form of one Word file, its controls by their tags."""

    def __init__(self, file: WordFile) -> None:
        super().__init__((control.tag, control) for control in controls(file))

    def unknown(self) -> list[Finding]:
        """Filled-in controls that look like fields but are not in the definition."""
        return [
            finding("field-unknown", None, name=tag, hint="")
            for tag, found in self.fields.items()
            if tag not in self.used
            and not tag.startswith("oroforms.")
            and any(c.checked or (c.text.strip() and not c.checkbox) for c in found)
        ]

    # -- one slot -------------------------------------------------------------------
    def _text(self, name: str, slot: Slot) -> None:
        found = self._take(name, slot)
        if not found:
            return
        if len({c.text.strip() for c in found}) > 1:
            self._found("field-twice", slot)
        for control in found:
            self._judge_text(control, slot)
        self._put(name, found[0].text)

    def _judge_text(self, control: Control, slot: Slot) -> None:
        self._judge_changes(control, slot)
        if control.hidden.strip():
            whole = control.hidden + control.text
            self._not_shown(slot, control.text, whole)
        if control.prompt:
            self._not_shown(slot, control.prompt, "")
        if control.pictured:
            self._found("field-not-read", slot)
        if UNMAPPED in control.text:
            self._found("text-not-mapped", slot)

    def _signature(self, name: str, slot: Slot) -> None:
        """Whether something stands where one signs: letters, or a picture of a signature."""
        found = self._take(name, slot)
        if not found:
            return
        for control in found:
            self._judge_changes(control, slot)
        self._put(name, any(c.pictured or c.text.strip() for c in found))

    def _bool(self, slot: Slot) -> None:
        ticked = self._box(slot.name, slot)
        if ticked is not None:
            self._put(slot.name, ticked)

    def _choice(self, slot: Slot) -> None:
        """A list to choose from where the form has one, else a box a code."""
        if slot.name in self.fields:
            self._drop_down(slot)
        else:
            self._boxes(slot)

    _multichoice = _choice

    def _drop_down(self, slot: Slot) -> None:
        """A list to choose from; its entries' values are the codes, what is shown their labels."""
        found = self._take(slot.name, slot)
        codes = {choice.code for choice in slot.field.choices}
        texts = {c.text.strip() for c in found}
        if len(texts) > 1:
            self._found("field-twice", slot)
        for control in found:
            self._judge_text(control, slot)
        text = found[0].text.strip()
        value = dict(found[0].items).get(text, text)
        self._put(slot.name, value if value in codes else text)

    def _boxes(self, slot: Slot) -> None:
        ticks = {c.code: self._box(f"{slot.name}.{c.code}", slot) for c in slot.field.choices}
        if any(ticked is not None for ticked in ticks.values()):
            self._put(slot.name, tuple(code for code, ticked in ticks.items() if ticked))

    def _box(self, name: str, slot: Slot) -> bool | None:
        """Whether one box is ticked; ``None`` where the file has no such box."""
        found = self._take(name, slot)
        if not found:
            return None
        ticks = [self._ticked(control, slot) for control in found]
        if len(set(ticks)) > 1:
            self._found("field-twice", slot)
        return ticks[0]

    def _ticked(self, control: Control, slot: Slot) -> bool:
        """One box's tick. The truth is ``w14:checked``; a glyph that says otherwise is shown."""
        self._judge_changes(control, slot)
        glyph = control.glyph
        if control.checkbox:
            if glyph is not control.checked:
                marks = {True: "☒", False: "☐"}
                seen = control.text.strip() if glyph is None else marks[glyph]
                self._not_shown(slot, seen, marks[control.checked])
            return control.checked
        text = control.text.strip()
        if glyph is None and text and text.casefold() != "x":
            self._found("mark-uncertain", slot, box=control.tag)
        return bool(glyph) or text.casefold() == "x"

    # -- helpers ----------------------------------------------------------------------
    def _judge_changes(self, control: Control, slot: Slot) -> None:
        if control.tracked:
            self._found("tracked-changes", slot)

    def _put(self, name: str, raw: Raw) -> None:
        self.items[name] = Reading(name, raw)
