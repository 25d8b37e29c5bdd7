"""What people type for an answer: canonical data turned into field contents by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oroforms.definition import Definition, Slot
from oroforms.names import get
from samples.make.fillers import Answers

LANGUAGE_NAMES = {"ar": "arabiska", "tr": "turkiska", "uk": "ukrainska"}


def typed(definition: Definition, values: Mapping[str, Any], spelled: Mapping[str, str]) -> Answers:
    """The field contents for answers; ``spelled`` overrides what is typed in single fields.

    Written without the field types of oroforms on purpose: the samples must
    not be made by the code that they test.
    """
    text: dict[str, str] = {}
    check: list[str] = []
    radio: dict[str, str] = {}
    for slot in definition.slots:
        value = get(values, slot.name)
        if slot.type == "signature":
            for part in ("name", "date"):
                if value and part in value:
                    text[f"{slot.name}.{part}"] = value[part]
        elif value is None or value is False:
            continue
        elif slot.type == "bool":
            check.append(slot.name)
        elif slot.type == "choice":
            radio[slot.name] = value
        elif slot.type == "multichoice":
            check.extend(f"{slot.name}.{code}" for code in value)
        else:
            text[slot.name] = _spelling(slot, value)
    return Answers({**text, **spelled}, tuple(check), radio)


def _spelling(slot: Slot, value: Any) -> str:
    if slot.type == "identity":
        return f"{value[:8]}-{value[8:]}"
    if slot.type == "phone":
        return f"0{value[3:5]}-{value[5:8]} {value[8:10]} {value[10:]}"
    if slot.type == "datetime":
        return str(value).replace("T", " ")
    if slot.type == "percent":
        return str(value).replace(".", ",")
    if slot.type == "language":
        return LANGUAGE_NAMES.get(value, value)
    return str(value)
