"""``integer``: a whole number."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from oroforms.definition import Field, Slot
from oroforms.documents import Value
from oroforms.fieldtypes.base import Outcome, Written, shown, wrong, wrong_type
from oroforms.fieldtypes.number import MOST_DIGITS, whole
from oroforms.fieldtypes.speech import babel_locale
from oroforms.fieldtypes.writing import fold
from oroforms.i18n import gettext as _


class Integer(Written):
    """A whole number of at most 15 digits; its range is the definition's."""

    name = "integer"
    json_type = "integer"

    def parse(self, text: str, slot: Slot, today: date) -> Outcome:
        value = whole(fold(text))
        if value is None:
            return wrong("number-unreadable", slot, found=shown(text, slot))
        return Outcome(value)

    def read_other(self, raw: object, slot: Slot) -> Outcome:
        if isinstance(raw, float) and raw.is_integer():
            raw = int(raw)
        if isinstance(raw, int) and self.is_canonical(raw):
            return Outcome(raw)
        return wrong_type(raw, slot, _("a whole number"))

    def display(self, value: Value, field: Field) -> str:
        from babel.numbers import format_decimal

        return str(format_decimal(str(value), locale=babel_locale()))

    def is_canonical(self, value: object) -> bool:
        return (
            isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**MOST_DIGITS
        )

    def json_schema(self, field: Field) -> Mapping[str, Any]:
        return {"type": "integer", **limits(field)}


def limits(field: Field) -> Mapping[str, float]:
    """The definition's range in the words of JSON Schema."""
    said = {"minimum": field.minimum, "maximum": field.maximum}
    return {word: number for word, number in said.items() if number is not None}
