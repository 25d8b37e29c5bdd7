"""The field catalogue of a form: as plain JSON for people and scripts, and as JSON Schema.

Both are made from the definition alone. The JSON Schema (draft 2020-12)
describes the data that ``fill``, ``import`` and ``export`` speak of: what is
not answered is absent, and list items are the printed slots.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from oroforms.definition import Definition, Field, Slot
from oroforms.fieldtypes import field_type

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def entries(definition: Definition) -> list[dict[str, Any]]:
    """One entry a slot, in printed order, with the keys of the contract.

    ``max_length`` is ``None`` where the form sets none; ``group`` is there
    only where the slot belongs to one. Labels are in the language that is set.
    """
    return [_entry(slot) for slot in definition.slots]


def _entry(slot: Slot) -> dict[str, Any]:
    field = slot.field
    entry: dict[str, Any] = {
        "name": slot.name,
        "type": slot.type,
        "label": slot.label,
        "section": field.section,
        "number": slot.number,
        "required": field.required,
        "choices": [{"code": c.code, "label": str(c.label)} for c in field.choices],
        "max_length": field.max_length,
        "prefilled": field.prefilled,
    }
    if field.group is not None:
        entry["group"] = {"name": field.group.name, "slots": field.group.slots}
    return entry


def json_schema(definition: Definition) -> dict[str, Any]:
    """The JSON Schema of one form's data; titles in the language that is set."""
    root = _object()
    for field in definition.fields:
        _place(root, field)
    return {
        "$schema": DIALECT,
        "$id": f"urn:oroforms:form:{definition.form}:{definition.version}",
        "title": str(definition.title),
    } | root


def _object() -> dict[str, Any]:
    return {"type": "object", "properties": {}, "additionalProperties": False}


def _place(root: dict[str, Any], field: Field) -> None:
    """Put one field where its path says; what is required makes what it lies in required.

    In a group nothing is: an empty slot is ``{}``.
    """
    parts = field.path.split(".")
    here = root
    for part, following in pairwise(parts):
        if part == "*":
            continue
        if field.required and field.group is None:
            _require(here, part)
        made = _group(field) if following == "*" else _object()
        inner = here["properties"].setdefault(part, made)
        here = inner["items"] if following == "*" else inner
    here["properties"][parts[-1]] = _leaf(field)
    if field.required and field.group is None:
        _require(here, parts[-1])


def _require(where: dict[str, Any], part: str) -> None:
    required = where.setdefault("required", [])
    if part not in required:
        required.append(part)


def _group(field: Field) -> dict[str, Any]:
    group = field.group
    if group is None:
        raise AssertionError(f"{field.path} has a * and no group")
    return {
        "type": "array",
        "title": str(group.title),
        "maxItems": group.slots,
        "items": _object(),
    }


def _leaf(field: Field) -> Mapping[str, Any]:
    leaf: dict[str, Any] = {"title": str(field.label)}
    if field.help:
        leaf["description"] = str(field.help)
    leaf |= field_type(field.type).json_schema(field)
    if field.max_length is not None and leaf.get("type") == "string":
        leaf.setdefault("maxLength", field.max_length)
    return leaf
