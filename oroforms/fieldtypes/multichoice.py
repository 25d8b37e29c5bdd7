"""``multichoice``: any number of several answers, a list of codes in definition order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from oroforms.definition import Field, Slot
from oroforms.documents import Value
from oroforms.fieldtypes.base import (
    NOT_ANSWERED,
    Outcome,
    Written,
    shown,
    wrong,
    wrong_type,
)
from oroforms.fieldtypes.bool import ticked
from oroforms.fieldtypes.choice import code_of, unknown
from oroforms.fieldtypes.writing import clean
from oroforms.i18n import gettext as _


class MultiChoice(Written):
    """Read from the ticked boxes, a list or a text of codes or labels, or ticks by code."""

    name = "multichoice"
    json_type = "array"

    def parse(self, text: str, slot: Slot, today: date) -> Outcome:
        if code_of(text, slot.field.choices) is not None:
            return self._read_list((text,), slot)
        answers: list[str] = []
        for line in re.split(r"[\n;]", text):
            whole = code_of(line.strip(), slot.field.choices) is not None
            answers += [line] if whole else line.split(",")
        return self._read_list(tuple(answers), slot)

    def read_other(self, raw: object, slot: Slot) -> Outcome:
        if isinstance(raw, Mapping):
            return self._read_ticks(raw, slot)
        if not isinstance(raw, (list, tuple)):
            return wrong_type(raw, slot, _("a list of answers"))
        for item in raw:
            if not isinstance(item, str):
                return wrong_type(item, slot, _("one of the answers"))
        return self._read_list(tuple(raw), slot)

    def _read_list(self, answers: tuple[str, ...], slot: Slot) -> Outcome:
        codes: set[str] = set()
        for answer in map(str.strip, answers):
            if answer:
                code = code_of(clean(answer).text, slot.field.choices)
                if code is None:
                    return unknown(answer, slot)
                codes.add(code)
        return _in_order(codes, slot)

    def _read_ticks(self, ticks: Mapping[Any, Any], slot: Slot) -> Outcome:
        codes: set[str] = set()
        for answer, tick in ticks.items():
            code = code_of(str(answer), slot.field.choices)
            if code is None:
                return unknown(str(answer), slot)
            said = _tick(tick)
            if said is None:
                return wrong(
                    "value-wrong-type",
                    slot,
                    found=f"“{shown(str(tick), slot)}”",
                    expected=_("an x beside the answers that hold"),
                )
            if said:
                codes.add(code)
        return _in_order(codes, slot)

    def write(self, value: Value, field: Field) -> str:
        return ", ".join(_codes(value))

    def write_parts(self, value: Value, slot: Slot) -> Mapping[str, str | bool]:
        codes = _codes(value)
        return {f"{slot.name}.{c.code}": c.code in codes for c in slot.field.choices}

    def display(self, value: Value, field: Field) -> str:
        return ", ".join(field.choice_label(code) for code in _codes(value))

    def is_canonical(self, value: object) -> bool:
        return (
            isinstance(value, list)
            and bool(value)
            and all(isinstance(code, str) and code for code in value)
            and len(set(value)) == len(value)
        )

    def json_schema(self, field: Field) -> Mapping[str, Any]:
        codes = [choice.code for choice in field.choices]
        return {"type": "array", "items": {"enum": codes}, "uniqueItems": True, "minItems": 1}

    def parts(self, slot: Slot) -> tuple[str, ...]:
        return tuple(f"{slot.name}.{choice.code}" for choice in slot.field.choices)


def _tick(tick: object) -> bool | None:
    """Whether a box is said to be ticked; left empty it is not."""
    if isinstance(tick, str):
        text = clean(tick).text
        return ticked(text) if text else False
    return tick if isinstance(tick, bool) else False if tick is None else None


def _codes(value: Value) -> list[str]:
    return [str(code) for code in value] if isinstance(value, list) else []


def _in_order(codes: set[str], slot: Slot) -> Outcome:
    ordered: list[Value] = [c.code for c in slot.field.choices if c.code in codes]
    return Outcome(ordered) if ordered else NOT_ANSWERED
