"""``bool``: one tick box, ``true`` or ``false``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from oroforms.definition import Field, Slot
from oroforms.documents import Value
from oroforms.fieldtypes.base import Outcome, Written, shown, wrong, wrong_type
from oroforms.fieldtypes.writing import key
from oroforms.i18n import gettext as _

TICKED = frozenset(
    (
        "x",
        "×",
        "✗",
        "✘",
        "✓",
        "✔",
        "☒",
        "☑",
        "🗹",
        "🗷",
        "ja",
        "j",
        "yes",
        "y",
        "true",
        "sant",
        "1",
        "on",
    )
)
"""Words and signs for a ticked box. In Sweden a cross in a box means yes."""
EMPTY = frozenset(("☐", "□", "nej", "n", "no", "false", "falskt", "0", "off"))


def ticked(text: str) -> bool | None:
    """Whether a cleaned text says a tick, an empty box, or neither (``None``)."""
    word = key(text)
    return True if word in TICKED else False if word in EMPTY else None


class Bool(Written):
    """One box; where "not answered" matters, a form has a choice with yes and no instead."""

    name = "bool"
    json_type = "boolean"

    def parse(self, text: str, slot: Slot, today: date) -> Outcome:
        value = ticked(text)
        if value is None:
            found = f"“{shown(text, slot)}”"
            return wrong("value-wrong-type", slot, found=found, expected=_("yes or no"))
        return Outcome(value)

    def read_other(self, raw: object, slot: Slot) -> Outcome:
        return Outcome(raw) if isinstance(raw, bool) else wrong_type(raw, slot, _("yes or no"))

    def write(self, value: Value, field: Field) -> str:
        return _("yes") if value else _("no")

    def write_parts(self, value: Value, slot: Slot) -> Mapping[str, str | bool]:
        return {slot.name: bool(value)}

    def is_canonical(self, value: object) -> bool:
        return isinstance(value, bool)

    def json_schema(self, field: Field) -> Mapping[str, Any]:
        return {"type": "boolean"}
