"""The answers of an attachment as the boxes of a form would show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from oroforms.definition import Definition
from oroforms.fieldtypes import field_type
from oroforms.names import flatten, get, touch

_MOST_UNKNOWN = 20
"""Names that the form does not have, of which a reading is made."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What stands in each part of a form by its data."""

    parts: Mapping[str, str | bool]
    """Contents by the name of the part; what is not answered is absent."""
    misshapen: Mapping[str, str]
    """By the name of the slot, values of another shape than its type's, as far as they are text."""
    unknown: Mapping[str, str]
    """By name, what stands under names that the form does not have."""


def expected(definition: Definition, values: Mapping[str, Any]) -> Expected:
    """The contents of all parts by nested data."""
    parts: dict[str, str | bool] = {}
    misshapen: dict[str, str] = {}
    taken: set[str] = set()
    for slot in definition.slots:
        value = get(values, slot.name, _ABSENT)
        if value is _ABSENT:
            continue
        taken.add(slot.name)
        kind = field_type(slot.type)
        if kind.is_canonical(value):
            parts |= kind.write_parts(value, slot)
        else:
            misshapen[slot.name] = value if isinstance(value, str) else ""
    unknown: dict[str, str] = {}
    for name, value in flatten(values):
        if len(unknown) < _MOST_UNKNOWN and not any(touch(name, slot) for slot in taken):
            unknown[name] = value if isinstance(value, str) else ""
    return Expected(parts, misshapen, unknown)


_ABSENT = object()
