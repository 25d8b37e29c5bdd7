"""Protected persons: who they are, and what never leaves the house of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from casefile_fixtures import Office
from command_line import Run
from consent_cases import ROLES, case, consent, notification
from hypothesis import given
from hypothesis import strategies as st

from oroforms.casefile import CaseFile
from oroforms.casework.protection import (
    may_be_protected,
    protected_names,
    says_protected,
    without_protected,
    worst,
)
from oroforms.definition import Sensitivity
from oroforms.findings import finding
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


def test_a_form_issued_for_a_protected_child_leaves_it_out(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OROFORMS_CASE_FILE", str(home / "case.db"))
    library = Library()
    child = {"name": "Alva Ek", "identity_number": "201701012393", "protected_identity": "yes"}
    with CaseFile.open(home / "case.db") as opened:
        values = {"child": child, "concern": {"description": "Ingen frukost."}}
        Office(opened, library).take_in(library.get("orosanmalan"), values)
    prefill = home / "p.json"
    prefill.write_text('{"parties": [{"unit": "Talgoxen", "category": "preschool"}]}')
    out = home / "samtycke.yaml"
    done = run("blank", "samtycke", "--case", "2026-0001", "--prefill", prefill, "-o", out)
    assert done.code == 0
    assert "parties.0.unit" in done.err
    assert "Talgoxen" not in out.read_text("utf-8")


def test_every_view_of_a_protected_case_says_so_and_is_marked_in_the_log(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OROFORMS_CASE_FILE", str(home / "case.db"))
    library = Library()
    child = {"name": "Alva Ek", "protected_identity": "unknown", "address": "Storgatan 1"}
    with CaseFile.open(home / "case.db") as opened:
        values = {"child": child, "concern": {"description": "Ingen frukost."}}
        Office(opened, library).take_in(library.get("orosanmalan"), values)
    looks = (
        ("case", "show", "2026-0001"),
        ("review", "show", 1),
        ("original", 1, "-o", home / "o.bin"),
        ("consent", "status", "2026-0001"),
        ("export", "--format", "json", "-o", home / "e.json"),
    )
    for look in looks:
        assert "protected" in run("--lang", "en", *look).text, look
    assert "Storgatan" not in (home / "e.json").read_text("utf-8")
    marked = [
        entry["action"]
        for entry in run("log", "show", "--json").json
        if "protected" in entry["what"]
    ]
    assert marked == [
        *("case-shown", "review-shown", "original-written", "consent-shown", "exported")
    ]


def test_validate_warns_before_an_address_is_written(run: Run, home: Path) -> None:
    data = home / "a.json"
    for answer, codes in (("unknown", ["protected-written"]), ("no", []), ("yes", [])):
        child = f'{{"protected_identity": "{answer}", "address": "Storgatan 1"}}'
        data.write_text(f'{{"child": {child}, "concern": {{"description": "x"}}}}')
        found = run("--lang", "en", "validate", "orosanmalan", data, "--json").json["findings"]
        assert [each["code"] for each in found if each["code"] == "protected-written"] == codes
        own = [each for each in found if each["code"] == "protected-identity-disclosed"]
        assert bool(own) is (answer == "yes")
        assert all(each["severity"] == "warning" for each in found if each["field"] == "child")


def test_a_tick_in_doubt_may_be_a_yes(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OROFORMS_CASE_FILE", str(home / "case.db"))
    library, field = Library(), "child.protected_identity"
    with CaseFile.open(home / "case.db") as opened:
        doubt = finding("mark-uncertain", field, label="3.8", box="Ja")
        values = {"child": {"name": "Alva Ek"}, "concern": {"description": "Ingen frukost."}}
        form = library.get("orosanmalan")
        Office(opened, library).take_in(form, values, findings=(doubt,))
    assert run("review", "accept", 1, "--case", "new", "--waive", field, "--why", "x").code == 0
    said = "not known whether the identity is protected"
    assert said in run("--lang", "en", "case", "show", "2026-0001").text
    assert run("review", "set", 1, f"{field}=no", "--why", "asked").code == 0
    assert said not in run("--lang", "en", "case", "show", "2026-0001").text
