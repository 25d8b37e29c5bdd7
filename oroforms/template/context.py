"""What a Word template sees of the answers: every path of the definition, and nothing else.

The view is complete. What is not answered is empty text, ``False`` or an
empty list, so that strictness finds mistakes of the template and not gaps in
the answers.

========================  ====================================================
in a template             gives
========================  ====================================================
``child.name``            the answer as a person would write it
``urgency.acute``         true or false
``child.informed``        the text of the choice; its code is ``child.informed.code``
``concern.kind``          the texts, with commas; a list in ``{% for %}``
``signature.name``        also ``.date``, ``.signed`` (true or false), and ``.sign`` in words
``siblings``              a list with one entry a printed slot
``form.title``            also ``form.version`` and ``form.id``
``issue.reference``       also ``issue.token``; empty where nothing was issued
``law.KEY``               the section in force on the day of the document
========================  ====================================================
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from html import escape
from typing import Any

from markupsafe import Markup

from oroforms.bidirectional import has_right_to_left
from oroforms.definition import Definition, FormKind, Slot
from oroforms.fieldtypes import field_type
from oroforms.names import get, put

SIGNED = "Undertecknad"
"""Stands in the box for a signature when the answers say that the original is signed."""
_UNBROKEN = ("date", "datetime", "phone")
"""What stays on one line in the running text of a letter, days with the name of their month."""
_LRM = "\u200e"
"""Left-to-right mark (Unicode Bidirectional Algorithm, 2.6)."""
_INERT = str.maketrans({char: f"&#{ord(char)};" for char in "{}%#_"})
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """A text without control characters, which XML forbids or docxtpl takes for its own marks."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def inert(text: str) -> Markup:
    """A text that docxtpl passes on as it is, whatever stands in it.

    docxtpl searches what it has rendered for its own marks (``{_{`` …). What
    a person wrote therefore goes through it with those characters as
    character references, which only the XML parser after it resolves.
    """
    escaped = escape(printable(text), quote=False)
    return Markup(escaped.translate(_INERT))  # noqa: S704 - escaped on the line above


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """One chosen answer: prints as its text; false where nothing is chosen."""

    code: str = ""
    label: str = ""

    def __str__(self) -> str:
        return self.label

    def __html__(self) -> str:
        return str(inert(self.label))

    def __bool__(self) -> bool:
        return bool(self.code)


class ChoicesView(tuple[ChoiceView, ...]):
    """The chosen answers of a multichoice: prints as their texts with commas."""

    __slots__ = ()

    def __str__(self) -> str:
        return ", ".join(map(str, self))

    def __html__(self) -> str:
        return str(inert(str(self)))


def context(
    definition: Definition,
    values: Mapping[str, Any],
    *,
    law: Mapping[str, str],
    reference: str = "",
    token: str = "",
) -> dict[str, Any]:
    """The whole view for one document."""
    root: dict[str, Any] = {
        "form": {
            "id": definition.id,
            "title": inert(definition.title.sv),
            "version": definition.version,
        },
        "issue": {"reference": inert(reference), "token": inert(token)},
        "law": {key: inert(citation) for key, citation in law.items()},
    }
    for slot in definition.slots:
        view = _view(slot, get(values, slot.name))
        if definition.kind is FormKind.LETTER and isinstance(view, Markup):
            view = inert(_in_a_sentence(slot, get(values, slot.name)))
        put(root, slot.name, view)
    return root


def _view(slot: Slot, value: Any) -> Any:
    match slot.type:
        case "bool":
            return value is True
        case "choice":
            return _choice(slot, value)
        case "multichoice":
            return ChoicesView(_choice(slot, code) for code in value or ())
        case "signature":
            parts = written(slot, value)
            signed = bool(parts.get(f"{slot.name}.sign"))
            texts = {
                key: inert(str(parts.get(f"{slot.name}.{key}", ""))) for key in ("name", "date")
            }
            return {**texts, "sign": SIGNED if signed else "", "signed": signed}
        case _:
            return inert(str(written(slot, value).get(slot.name, "")))


def _in_a_sentence(slot: Slot, value: Any) -> str:
    """An answer as it stands in the running text of a letter.

    A number or day is not broken over two lines. Behind what is written from
    right to left a mark keeps the digits that follow it in their order.
    """
    text = str(written(slot, value).get(slot.name, ""))
    if slot.type in _UNBROKEN:
        return _in_words(slot, value, text).replace(" ", "\u00a0")
    lines = text.split("\n")
    return "\n".join(f"{line}{_LRM}" if has_right_to_left(line) else line for line in lines)


def _in_words(slot: Slot, value: Any, text: str) -> str:
    """A day as it is written in a letter: ``22 november 2026``, with time ``… kl. 14.05``.

    Midnight is how a moment is kept of which only the day is known.
    """
    if slot.type == "phone" or not text:
        return text
    from babel.dates import format_date

    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return text
    day = format_date(moment, "d MMMM y", locale="sv")
    timed = slot.type == "datetime" and moment.time() != time()
    return f"{day} kl. {moment:%H.%M}" if timed else day


def _choice(slot: Slot, code: Any) -> ChoiceView:
    if code is None:
        return ChoiceView()
    labels = {choice.code: choice.label.sv for choice in slot.field.choices}
    return ChoiceView(str(code), labels.get(str(code), str(code)))


def written(slot: Slot, value: Any) -> Mapping[str, str | bool]:
    """The contents of the slot's parts; a text of the wrong shape is shown as it was written."""
    if value is None:
        return {}
    kind = field_type(slot.type)
    if kind.is_canonical(value):
        return kind.write_parts(value, slot)
    return {slot.name: str(value)} if kind.parts(slot) == (slot.name,) else {}
