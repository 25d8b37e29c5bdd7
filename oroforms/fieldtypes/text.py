"""``text``: a short text, usually one line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from oroforms.definition import Field, Slot
from oroforms.fieldtypes.base import Outcome, Written, wrong
from oroforms.fieldtypes.writing import clean


class Text(Written):
    r"""Any text: NFC, ``\n`` between lines, outer blanks trimmed."""

    name = "text"

    def parse(self, text: str, slot: Slot, today: date) -> Outcome:
        limit = slot.field.max_length
        if limit is not None and len(text) > limit:
            return wrong("text-too-long", slot, length=len(text), limit=limit)
        return Outcome(text)

    def is_canonical(self, value: object) -> bool:
        return isinstance(value, str) and value != "" and clean(value).text == value

    def json_schema(self, field: Field) -> Mapping[str, Any]:
        schema: dict[str, Any] = {"type": "string", "minLength": 1}
        if field.max_length is not None:
            schema["maxLength"] = field.max_length
        return schema
