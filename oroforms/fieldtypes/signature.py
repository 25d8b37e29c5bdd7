"""``signature``: whether somebody signed, the name in print, and the date.

On paper and in Word and PDF it has three parts, NAME.sign, NAME.name and
NAME.date; each is read by itself, and a doubt about one leaves the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from oroforms.definition import Field, Slot
from oroforms.documents import Raw, Value
from oroforms.fieldtypes.base import NOT_ANSWERED, FieldType, Outcome, wrong_type
from oroforms.fieldtypes.bool import Bool
from oroforms.fieldtypes.date import Date
from oroforms.fieldtypes.text import Text
from oroforms.findings import Finding, finding
from oroforms.i18n import gettext as _

PARTS: Mapping[str, FieldType] = {"signed": Bool(), "name": Text(), "date": Date()}
"""The keys of the JSON value, with the types of what stands under them."""

ON_PAPER: Mapping[str, str] = {"signed": "sign", "name": "name", "date": "date"}
"""Last part of the name of each box; the box to sign in is ``sign``."""


class Signature(FieldType):
    """Read from a mapping of its parts, by the names in JSON or those on paper.

    ``signed`` is absent where nobody looked: a typed name is no signature.
    Findings about a part bear the part's name, ``signature.date``.
    """

    name = "signature"
    json_type = "object"

    def read(
        self, raw: Raw | Value | Mapping[str, Any] | None, slot: Slot, today: date | None = None
    ) -> Outcome:
        if raw is None or raw == "":
            return NOT_ANSWERED
        if not isinstance(raw, Mapping):
            return wrong_type(raw, slot, _("name and date of a signature"))
        value: dict[str, Value] = {}
        findings: list[Finding] = []
        for part, type_ in PARTS.items():
            answer = raw[part] if part in raw else raw.get(ON_PAPER[part])
            outcome = type_.read(answer, replace(slot, name=f"{slot.name}.{part}"), today)
            findings += outcome.findings
            if outcome.value is not None:
                value[part] = outcome.value
        findings += _unknown(raw, slot)
        if "date" in value and "name" not in value and not findings:
            findings.append(finding("signature-without-name", slot.name, label=slot.title))
        return Outcome(value if any(value.values()) else None, tuple(findings))

    def write(self, value: Value, field: Field) -> str:
        """Name and date in one line, for reading only; :meth:`write_parts` is the inverse."""
        parts = _parts(value)
        return ", ".join(str(parts[part]) for part in ("name", "date") if part in parts)

    def write_parts(self, value: Value, slot: Slot) -> Mapping[str, str | bool]:
        parts = _parts(value)
        return {
            f"{slot.name}.{ON_PAPER[part]}": (
                bool(parts[part]) if part == "signed" else str(parts[part])
            )
            for part in PARTS
            if part in parts
        }

    def display(self, value: Value, field: Field) -> str:
        parts = _parts(value)
        shown = [PARTS[p].display(parts[p], field) for p in ("name", "date") if p in parts]
        if "signed" in parts:
            shown.append(_("signed") if parts["signed"] else _("not signed"))
        return ", ".join(shown)

    def is_canonical(self, value: object) -> bool:
        return (
            isinstance(value, Mapping)
            and bool(value)
            and all(part in PARTS and PARTS[part].is_canonical(v) for part, v in value.items())
        )

    def json_schema(self, field: Field) -> Mapping[str, Any]:
        return {
            "type": "object",
            "properties": {part: type_.json_schema(field) for part, type_ in PARTS.items()},
            "additionalProperties": False,
        }

    def parts(self, slot: Slot) -> tuple[str, ...]:
        return tuple(f"{slot.name}.{ON_PAPER[part]}" for part in ("name", "date", "signed"))


def _unknown(raw: Mapping[str, Any], slot: Slot) -> Iterator[Finding]:
    """What stands under names that a signature does not have; nothing is dropped unsaid."""
    for part, answer in raw.items():
        if part not in PARTS and part not in ON_PAPER.values() and answer not in (None, ""):
            name = f"{slot.name}.{part}"[:80]
            yield finding("field-unknown", name, name=name, hint="")


def _parts(value: Value) -> Mapping[str, Value]:
    return value if isinstance(value, Mapping) else {}
