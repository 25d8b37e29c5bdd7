"""Withdrawal and anonymous consultation as they come back: read, taken in, and in effect."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from casefile_fixtures import Office
from command_line import Run
from consent_cases import ANNA, PER, consent, notification

from oroforms.casefile import CaseFile
from oroforms.library import Library
from samples.make.fillers import FILLERS
from samples.make.typing import typed

REF, KID = "2026-0001", "201701012393"


def filled(blank: Path, form: str, values: dict[str, object]) -> None:
    """A blank filled in on screen and saved."""
    blank.write_bytes(FILLERS["pypdf"](blank.read_bytes(), typed(Library().get(form), values, {})))


def test_a_withdrawal_comes_back_and_counts(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OROFORMS_CASE_FILE", str(home / "case.db"))
    library = Library()
    child = {"name": "Alva Ek", "identity_number": KID}
    with CaseFile.open(home / "case.db") as opened:
        office = Office(opened, library)
        told = dict(notification(concern={"description": "Ingen frukost."}).values)
        office.take_in(library.get("orosanmalan"), told | {"child": child})
        sheet = dict(consent(2, ANNA, PER, day="2026-03-10", valid_to="2099-12-31").values)
        case = {"case": {"reference": REF}, "child": child}
        office.take_in(library.get("samtycke"), sheet | case)
    assert run("consent", "status", REF).code == 0
    blank = home / "back.pdf"
    form = "samtycke-aterkallelse"
    assert run("blank", form, "--case", REF, "-o", blank).code == 0
    filled(blank, form, {"scope": "all", "guardians": [{"name": PER}]})
    assert run("import", blank).code == 0
    found = run("--lang", "en", "consent", "status", REF)
    assert found.code == 6
    assert "Per Olsson withdrew the consent" in found.text
    events = [each["kind"] for each in run("case", "history", REF, "--json").json]
    assert "received" in events


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Ett barn kommer utan frukost fyra dagar av fem.", "imported"),
        ("Ring mamman på 070-123 45 67.", "needs-review"),
    ],
)
def test_an_anonymous_consultation_comes_back(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch, text: str, status: str
) -> None:
    monkeypatch.setenv("OROFORMS_CASE_FILE", str(home / "case.db"))
    form, blank = "konsultation-anonym", home / "fraga.pdf"
    assert run("blank", form, "-o", blank).code == 0
    values = {"concern": {"description": text, "question": "Vad gör vi?"}}
    filled(blank, form, values)
    run("import", blank, "--report", home / "report.json")
    (entry,) = json.loads((home / "report.json").read_text("utf-8"))["files"]
    assert entry["status"] == status
    errors = [each["code"] for each in entry["findings"] if each["severity"] == "error"]
    assert errors == ([] if status == "imported" else ["identifying-description"])
    assert "070-123" not in "".join(each["message"] for each in entry["findings"])


def test_a_withdrawal_by_word_of_mouth(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OROFORMS_CASE_FILE", str(home / "case.db"))
    library = Library()
    with CaseFile.open(home / "case.db") as opened:
        told = dict(notification(concern={"description": "Ingen frukost."}).values)
        child = {"child": {"name": "Alva Ek", "identity_number": KID}}
        Office(opened, library).take_in(library.get("orosanmalan"), told | child)
    withdraw = ("--lang", "en", "consent", "withdraw", REF, "--why", "on the phone", "--guardian")
    unknown = run(*withdraw, "Kalle Sambo")
    assert unknown.code == 2
    assert "knows Anna Ek, Per Olsson" in unknown.text
    assert run(*withdraw, "Anna", "--at", "2099-01-01").code == 2
    done = run(*withdraw, "anna", "--scope", "BVC Eken", "--json")
    assert done.code == 0
    assert (done.json["guardian"], done.json["scope"]) == (ANNA, "BVC Eken")
    (event,) = [
        each
        for each in run("case", "history", REF, "--json").json
        if each["kind"] == "consent-withdrawn"
    ]
    assert event["what"] == {"guardian": ANNA, "scope": "BVC Eken", "why": "on the phone"}
    logged = run("log", "show", "--case", REF, "--json").out
    assert "case-consent-withdrawn" in logged
    assert ANNA not in logged
