"""The commented answer file: a form as a text file, for people who have never seen YAML.

Every place to answer is one line with the field's dotted name, in printed
order and without indentation; number, label, help and the codes with their
labels stand above it as comments. :mod:`oroforms.datafile` reads it back.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from oroforms import law, names
from oroforms.definition import Definition, Group, Section, Slot, Text
from oroforms.documents import Value
from oroforms.fieldtypes import field_type
from oroforms.fieldtypes.speech import babel_locale
from oroforms.i18n import N_
from oroforms.i18n import gettext as _

_WIDTH = 78
_HINTS: Mapping[str, str] = {
    "date": N_("Year, month, day: 2026-11-22."),
    "datetime": N_("Date and time: 2026-11-22 14:05."),
    "bool": N_("Write x if it is so."),
    "choice": N_("Write one of these, the word to the left or the text to the right:"),
    "multichoice": N_("Write x after each that holds:"),
    "identity": N_("Twelve digits: 20170101-2393. If you know no more, the birth date alone."),
    "phone": N_("One number: 070-174 06 05. Numbers of other countries begin with +."),
    "email": N_("One address."),
    "integer": N_("A whole number."),
    "percent": N_("A number such as 12,5."),
    "signature": N_("Name in print, and date. Signing is done in the document."),
    "language": N_("One language, such as arabiska."),
}
"""How an answer of each type is written; the codes of choices follow below."""
_PLAIN = re.compile(r"[^\s!&*?|>@`\"'#%,\[\]{}:=-](?:(?!: | #|:$)[^\n])*")
"""Texts that YAML takes as they stand."""


def write_answers(
    definition: Definition, data: Mapping[str, Any] | None = None, today: date | None = None
) -> str:
    """An answer file for a form, empty or with values filled in.

    ``data`` holds typed values, nested as in a record; ``today`` is the day
    whose law the texts cite (by default this day). The language is the one
    that is set.
    """
    writer = _Writer(definition, data or {}, today or date.today())  # noqa: DTZ011 - local day
    return "\n".join(writer.lines()) + "\n"


class _Writer:
    def __init__(self, definition: Definition, data: Mapping[str, Any], today: date) -> None:
        self.definition = definition
        self.data = data
        self.today = today

    def lines(self) -> Iterator[str]:
        """The lines of the file."""
        yield from self._head()
        for section in self.definition.sections:
            yield from self._bar(section)
            item: tuple[Group, int | None] | None = None
            for slot in self.definition.slots_of(section.id):
                group = slot.field.group
                if group is not None and (group, slot.index) != item:
                    item = (group, slot.index)
                    title = f"{group.title} {(slot.index or 0) + 1}"
                    yield f"# --- {title} {'-' * max(3, _WIDTH - 7 - len(title))}"
                    yield ""
                yield from self._slot(slot)
        for text in self.definition.outro:
            yield from self._comment(self._text(text))
            yield "#"

    def _head(self) -> Iterator[str]:
        from babel.dates import format_date

        form = self.definition
        day = format_date(self.today, "long", locale=babel_locale())
        yield "# " + "=" * (_WIDTH - 2)
        yield f"#  {form.title}"
        yield "#  " + _("{form}, version {version}, {day}").format(
            form=form.form, version=form.version, day=day
        )
        if form.marking:
            yield from self._comment(str(form.marking))
        yield "# " + "=" * (_WIDTH - 2)
        yield "#"
        for text in form.intro:
            yield from self._comment(self._text(text))
            yield "#"
        yield from self._how_to()

    def _how_to(self) -> Iterator[str]:
        form = self.definition.form
        first = {slot.type: slot.name for slot in reversed(self.definition.slots)}
        yield "#  " + _("How to fill in").upper()
        yield "#"
        yield from self._step(_("Write each answer after the colon, on the same line:"))
        if "text" in first:
            yield f"#        {first['text']}: " + _("My answer")
        if "multiline" in first:
            yield from self._step(
                _("Long answers go below the line that ends in |, two blanks in:")
            )
            yield f"#        {first['multiline']}: |"
            yield "#          " + _("The first line.")
            yield "#          " + _("The second line.")
        yield from self._step(_("Leave empty what you do not know."))
        yield from self._step(
            _('Put an answer "in quotation marks" if it begins with a sign, or holds : or #.')
        )
        yield from self._step(_("Lines that begin with # are help. Let them stand."))
        yield "#"
        yield from self._comment(
            _("When you are done, see what is missing, then make the document:")
        )
        yield f"#        oroforms validate {form} answers.yaml"
        yield f"#        oroforms fill {form} answers.yaml -o {form}.pdf"
        yield ""

    def _step(self, text: str) -> Iterator[str]:
        wrapped = textwrap.wrap(text, _WIDTH - 8)
        yield f"#   *  {wrapped[0]}"
        yield from (f"#      {line}" for line in wrapped[1:])

    def _bar(self, section: Section) -> Iterator[str]:
        yield ""
        yield "# " + "-" * (_WIDTH - 2)
        yield f"#  {section.number}  {str(section.title).upper()}"
        yield "# " + "-" * (_WIDTH - 2)
        if section.text:
            yield from self._comment(self._text(section.text))
        yield ""

    def _slot(self, slot: Slot) -> Iterator[str]:
        indent = len(slot.number) + 2
        for position, line in enumerate(textwrap.wrap(slot.label, _WIDTH - 3 - indent)):
            yield f"#  {slot.number}  {line}" if position == 0 else f"#  {' ' * indent}{line}"
        yield from self._comment(self._text(slot.field.help), indent)
        for hint in self._hints(slot):
            yield from self._comment(hint, indent)
        yield from self._answer(slot, names.get(self.data, slot.name))
        yield ""

    def _hints(self, slot: Slot) -> Iterator[str]:
        if slot.field.prefilled:
            yield _("Filled in by the office.")
        if slot.field.required:
            yield _("This has to be answered.")
        if slot.type in _HINTS:
            yield _(_HINTS[slot.type])
        elif slot.type == "multiline" and slot.field.max_length is not None:
            yield _("Room for {limit} characters.").format(limit=slot.field.max_length)

    def _answer(self, slot: Slot, value: Any) -> Iterator[str]:
        if slot.type == "multichoice":
            yield from self._ticks(slot, value)
        elif slot.type == "signature":
            yield from self._signature(slot, value)
        elif slot.type == "multiline":
            yield f"{slot.name}: |"
            yield from _block("" if value is None else str(value))
        else:
            if slot.type == "choice":
                yield from _codes(slot)
            yield from _line(slot.name, "" if value is None else _written(slot, value))

    def _ticks(self, slot: Slot, value: Any) -> Iterator[str]:
        yield f"{slot.name}:"
        for choice in slot.field.choices:
            yield f"  # {choice.label}"
            yield f"  {choice.code}:" + (" x" if choice.code in (value or ()) else "")

    def _signature(self, slot: Slot, value: Any) -> Iterator[str]:
        """Name and date; a signature itself is made on paper or in the PDF."""
        parts = value or {}
        yield from _line(f"{slot.name}.name", parts.get("name", ""))
        yield from _line(f"{slot.name}.date", parts.get("date", ""))
        if "signed" in parts:
            yield from _line(f"{slot.name}.signed", _("yes") if parts["signed"] else _("no"))

    def _text(self, text: Text) -> str:
        return law.fill(str(text), self.today)

    def _comment(self, text: str, indent: int = 0) -> Iterator[str]:
        for paragraph in text.splitlines():
            for line in textwrap.wrap(paragraph, _WIDTH - 3 - indent):
                yield f"#  {' ' * indent}{line}"


def _codes(slot: Slot) -> Iterator[str]:
    widest = max((len(choice.code) for choice in slot.field.choices), default=0)
    indent = " " * (len(slot.number) + 4)
    for choice in slot.field.choices:
        yield f"#  {indent}{choice.code:<{widest}}  {choice.label}"


def _written(slot: Slot, value: Value) -> str:
    if slot.type == "bool":
        return "x" if value else _("no")
    return field_type(slot.type).write(value, slot.field)


def _line(name: str, text: str) -> Iterator[str]:
    """A name with its answer, in quotation marks where YAML would take it for something else."""
    if not text:
        yield f"{name}:"
    elif "\n" in text:
        yield f"{name}: |"
        yield from _block(text)
    else:
        yield f"{name}: {text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)}"


def _block(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        yield f"  {line}" if line else ""
