"""``choice``: exactly one of several answers, stored as its code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from oroforms.definition import Choice as Answer
from oroforms.definition import Field, Slot
from oroforms.documents import Raw, Value
from oroforms.fieldtypes.base import (
    NOT_ANSWERED,
    Outcome,
    Written,
    shown,
    wrong,
    wrong_type,
)
from oroforms.fieldtypes.writing import key
from oroforms.i18n import gettext as _

_COMMON = {
    "yes": ("ja", "yes", "j", "y"),
    "no": ("nej", "no", "n"),
    "unknown": ("vet ej", "vet inte", "okänt", "unknown", "don't know"),
}
"""What people write for the codes that many forms share, whatever their labels say."""


class Choice(Written):
    """One answer: read from its code, its label in either language, or the one ticked box."""

    name = "choice"

    def parse(self, text: str, slot: Slot, today: date) -> Outcome:
        code = code_of(text, slot.field.choices)
        return unknown(text, slot) if code is None else Outcome(code)

    def read_other(self, raw: Raw | object, slot: Slot) -> Outcome:
        if not isinstance(raw, tuple):  # only readers give tuples: the ticked boxes
            return wrong_type(raw, slot, _("one of the answers"))
        codes = [choice.code for choice in slot.field.choices]
        for code in raw:
            if code not in codes:
                return unknown(str(code), slot)
        if len(raw) > 1:
            labels = ", ".join(slot.field.choice_label(code) for code in raw)
            return wrong("choice-several", slot, ticked=labels)
        return Outcome(raw[0]) if raw else NOT_ANSWERED

    def write_parts(self, value: Value, slot: Slot) -> Mapping[str, str | bool]:
        return {f"{slot.name}.{c.code}": c.code == value for c in slot.field.choices}

    def display(self, value: Value, field: Field) -> str:
        return field.choice_label(str(value))

    def is_canonical(self, value: object) -> bool:
        return isinstance(value, str) and value != ""

    def json_schema(self, field: Field) -> Mapping[str, Any]:
        return {"enum": [choice.code for choice in field.choices]}

    def parts(self, slot: Slot) -> tuple[str, ...]:
        return tuple(f"{slot.name}.{choice.code}" for choice in slot.field.choices)


def code_of(text: str, choices: Sequence[Answer]) -> str | None:
    """The one code that a written answer stands for, or ``None``."""
    if any(choice.code == text for choice in choices):
        return text
    return _keys(tuple(choices)).get(key(text))


def unknown(text: str, slot: Slot) -> Outcome:
    """The error finding for an answer that is none of the slot's choices."""
    allowed = ", ".join(choice.code for choice in slot.field.choices)
    return wrong("choice-unknown", slot, found=shown(text, slot), allowed=allowed)


@lru_cache(maxsize=256)
def _keys(choices: tuple[Answer, ...]) -> Mapping[str, str]:
    """Codes by every writing that stands for just one of them."""
    found: dict[str, set[str]] = {}
    for choice in choices:
        writings = (choice.code, choice.label.sv, choice.label.en, *_COMMON.get(choice.code, ()))
        for writing in writings:
            found.setdefault(key(writing), set()).add(choice.code)
    return {writing: codes.pop() for writing, codes in found.items() if len(codes) == 1}
