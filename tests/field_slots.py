"""Slots made by hand, for tests that need a field type and no form."""

from __future__ import annotations

from datetime import date
from typing import Any

from oroforms.definition import Choice, Field, Sensitivity, Slot, Text

TODAY = date(2026, 11, 22)

KINDS = (
    Choice("physical_violence", Text("Fysiskt våld", "Physical violence")),
    Choice("neglect", Text("Brister i omsorg, hem och kläder", "Neglect of care")),
    Choice("other", Text("Annat", "Other")),
)
YES_NO = (
    Choice("yes", Text("Ja", "Yes")),
    Choice("no", Text("Nej", "No")),
    Choice("unknown", Text("Vet inte", "Do not know")),
)


def slot(type_: str, name: str = "child.x", **said: Any) -> Slot:
    """One slot of a type; choices and sensitivity have defaults that suit it."""
    if type_ in {"choice", "multichoice"}:
        said.setdefault("choices", YES_NO if type_ == "choice" else KINDS)
    said.setdefault("sensitivity", Sensitivity.PLAIN)
    field = Field(name, type_, Text("Fråga", "Question"), Text("", ""), "child", "3.2", **said)
    return Slot(name, field)
