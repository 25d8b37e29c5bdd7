"""Protected persons: who they are, and what never leaves the house of them."""

from __future__ import annotations

from typing import Any

import pytest
from consent_cases import ROLES, case, consent, notification
from hypothesis import given
from hypothesis import strategies as st

from oroforms.casework.protection import (
    may_be_protected,
    protected_names,
    says_protected,
    without_protected,
    worst,
)
from oroforms.definition import Sensitivity
from oroforms.library import Library
from oroforms.names import flatten, get, put

FORMS = [form for form in Library().all() if form.kind.value == "form"]


def said(answer: str | None, **more: Any) -> Any:
    child = {"name": "Alva Ek"} if answer is None else {"protected_identity": answer}
    return notification(child=child, **more)


@pytest.mark.parametrize("answer", ["yes", "unknown", "no", None])
def test_what_a_notification_says(answer: str | None) -> None:
    facts = case(said(answer))
    assert worst(facts, ROLES) == (answer if answer in ("yes", "unknown") else None)
    assert may_be_protected(facts, ROLES) is (answer in ("yes", "unknown"))


def test_one_that_says_yes_is_enough_however_many_say_no() -> None:
    assert worst(case(said("yes"), said("no", number=5), said("unknown", number=6)), ROLES) == "yes"


def test_one_that_waits_for_review_counts() -> None:
    waiting = said("yes", number=5)
    waits = type(waiting)(
        waiting.submission, waiting.form, 1, waiting.received, True, False, None, waiting.values
    )
    assert worst(case(said("no"), waits), ROLES) == "yes"


def test_a_consent_says_nothing_of_it() -> None:
    assert worst(case(said(None), consent(2, "Anna Ek")), ROLES) is None


@given(st.sampled_from(FORMS), st.data())
def test_nothing_protected_is_left_and_nothing_else_is_lost(form: Any, data: Any) -> None:
    slots = data.draw(st.lists(st.sampled_from(form.slots), unique=True))
    values: dict[str, Any] = {}
    for slot in slots:
        put(values, slot.name, f"x {slot.name}")
    stripped = without_protected(form, values)
    protected = {s.name for s in slots if s.field.sensitivity is Sensitivity.PROTECTED}
    assert set(stripped.withheld) == protected
    assert dict(flatten(stripped.values)) == {
        name: value for name, value in flatten(values) if name not in protected
    }


def test_a_guardian_of_a_protected_child_is_protected_too() -> None:
    form = Library().get("orosanmalan")
    values = {
        "child": {"name": "Alva Ek", "protected_identity": "unknown", "school_unit": "Talgoxen"},
        "guardians": [{"name": "Anna Ek", "address": "Storgatan 1", "phone": "+46701234567"}],
    }
    assert says_protected(form, values)
    assert protected_names(form, values) == (
        "child.school_unit",
        "guardians.0.address",
        "guardians.0.phone",
    )
    assert get(without_protected(form, values).values, "guardians.0.name") == "Anna Ek"
