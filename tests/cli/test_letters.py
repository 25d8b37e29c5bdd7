"""``letter`` and ``receivers`` on the command line."""

from __future__ import annotations

import io
import json
import stat
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from casefile_fixtures import KID, Office, Ticking
from command_line import ROOT, Run
from letter_words import FAMILY, words_of

from oroforms.casefile import CaseFile
from oroforms.library import Library

EXAMPLE = ROOT / "schemas" / "receivers.example.csv"
SENDER = {
    "sender.name": "Berit Lundqvist",
    "sender.role": "socialsekreterare",
    "sender.phone": "08-465 004 31",
}


@pytest.fixture
def office(home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Takes a notification in, with a register and who signs at hand."""
    path = home / "case.db"
    monkeypatch.setenv("OROFORMS_CASE_FILE", str(path))
    own = home.parent / "xdg_config_home" / "oroforms"
    own.mkdir(parents=True)
    (own / "receivers.csv").write_bytes(EXAMPLE.read_bytes())
    (home / "sender.json").write_text(json.dumps(SENDER), encoding="utf-8")

    def take_in(**more: Any) -> None:
        values = {
            "recipient": {"municipality": "Ekhamra", "unit": "Norra"},
            "concern": {"description": "Kommer utan frukost."},
            **FAMILY,
            **more,
        }
        values["child"] = {**FAMILY["child"], "identity_number": KID}
        with CaseFile.open(path, clock=Ticking(datetime.fromisoformat("2026-02-06T12:00"))) as one:
            shelf = Office(one, Library())
            shelf.take_in(shelf.library.get("orosanmalan"), values)

    return take_in


def protected(content: bytes) -> bool:
    """Whether Word lets nobody write in a file."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return b"documentProtection" in package.read("word/settings.xml")


WORDS = ("--case", "2026-0001", "--data", "sender.json")


def test_a_letter_is_written_kept_and_logged(office, run: Run, home: Path) -> None:
    office()
    outcome = run("letter", "receipt", *WORDS, "-o", "r.docx", "--date", "2026-02-10", "--json")
    assert outcome.code == 0, outcome.err
    assert outcome.json == {
        "letter": "receipt",
        "form": "kvitto-anmalan",
        "version": 1,
        "case": "2026-0001",
        "to": "notifier",
        "by_hand": False,
        "date": "2026-02-10",
        "path": "r.docx",
        "draft": False,
        "outgoing": 1,
        "grounds": [],
        "withheld": [],
        "obstacles": [],
    }
    content = (home / "r.docx").read_bytes()
    assert protected(content)
    text = words_of(content)
    assert "Mottagningsgruppen barn och unga Norra, 08-465 004 10" in text
    assert "Socialjouren, 08-465 004 90" in text
    assert stat.S_IMODE((home / "r.docx").stat().st_mode) == 0o600
    assert run("outgoing", 1, "-o", "again.docx").code == 0
    assert (home / "again.docx").read_bytes() == content
    assert run("outgoing", 2, "-o", "none.docx").code == 2
    kinds = [line["kind"] for line in run("case", "history", "2026-0001", "--json").json]
    assert "sent" in kinds
    logged = [row["action"] for row in run("log", "show", "--json").json]
    for action in ("letter-made", "case-sent", "outgoing-written"):
        assert action in logged


def test_a_draft_leaves_no_trace_but_in_the_log(office, run: Run, home: Path) -> None:
    office()
    outcome = run("letter", "receipt", *WORDS, "-o", "r.docx", "--draft")
    assert outcome.code == 0, outcome.err
    assert not protected((home / "r.docx").read_bytes())
    kinds = [line["kind"] for line in run("case", "history", "2026-0001", "--json").json]
    assert "sent" not in kinds
    logged = [row["action"] for row in run("log", "show", "--json").json]
    assert "letter-made" in logged


def test_feedback_is_refused_then_given_and_recorded(office, run: Run, home: Path) -> None:
    office()
    words = ("letter", "feedback", *WORDS, "-o", "f.docx")
    refused = run(*words, "--json")
    assert refused.code == 6
    assert [each["code"] for each in refused.json["obstacles"]] == ["not-decided"]
    assert not (home / "f.docx").exists()
    assert run("case", "event", "2026-0001", "decided", "--outcome", "opened").code in (0, 6)
    assert run(*words).code == 0
    events = run("case", "history", "2026-0001", "--json").json
    given = [line for line in events if line["kind"] == "feedback-given"]
    assert [line["submission"] for line in given] == [1]
    assert "inleda en utredning" in words_of((home / "f.docx").read_bytes())


def test_what_is_missing_is_named(office, run: Run, home: Path) -> None:
    office(recipient={"municipality": "Ekhamra"})
    several = run("letter", "receipt", *WORDS, "-o", "r.docx")
    assert several.code == 2
    assert "--office" in several.text
    named = run("letter", "receipt", *WORDS, "-o", "r.docx", "--office", "södra")
    assert named.code == 0, named.err
    assert "08-465 004 20" in words_of((home / "r.docx").read_bytes())
    (home / "sender.json").write_text("{}", encoding="utf-8")
    lacking = run("letter", "receipt", *WORDS, "-o", "s.docx", "--office", "norra")
    assert lacking.code == 2
    assert "sender.name" in lacking.err
    assert not (home / "s.docx").exists()


def test_the_users_own_sender_is_laid_under_the_data(office, run: Run, home: Path) -> None:
    office()
    own = home.parent / "xdg_config_home" / "oroforms" / "sender.yaml"
    own.write_text("sender.name: Karl Ek\nsender.role: chef\nsender.phone: 08-465 004 32\n")
    (home / "sender.json").write_text('{"sender.role": "gruppledare"}', encoding="utf-8")
    assert run("letter", "receipt", *WORDS, "-o", "r.docx").code == 0
    text = words_of((home / "r.docx").read_bytes())
    assert "Karl Ek\ngruppledare\n08-465 004 32" in text


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("letter", "recept", *WORDS, "-o", "r.docx"), "receipt"),
        (("letter", "receipt", *WORDS, "-o", "r.txt"), ".pdf, .docx"),
        (("letter", "receipt", *WORDS, "-o", "r.docx", "--to", "teacher"), "notifier"),
        (("blank", "kvitto-anmalan", "-o", "b.docx"), "letter KIND"),
        (("fill", "kvitto-anmalan", "sender.json", "-o", "b.docx"), "letter KIND"),
    ],
)
def test_slips_are_told(office, run: Run, words: tuple[str, ...], told: str) -> None:
    office()
    outcome = run(*words)
    assert outcome.code == 2
    assert told in outcome.text


# -- the register ---------------------------------------------------------------------


def test_a_sound_register(run: Run) -> None:
    outcome = run("receivers", "check", EXAMPLE, "--json")
    assert outcome.code == 0
    assert len(outcome.json["offices"]) == 3
    assert outcome.json["problems"] == []


def test_a_faulty_register_names_the_cell(run: Run, home: Path) -> None:
    text = EXAMPLE.read_text("utf-8").replace("08-465 004 10", "465 004 10")
    (home / "r.csv").write_text(text, encoding="utf-8")
    outcome = run("receivers", "check", "r.csv", "--json")
    assert outcome.code == 3
    (problem,) = outcome.json["problems"]
    assert (problem["line"], problem["column"], problem["found"]) == (
        *(2, "district_phone"),
        "465 004 10",
    )


@pytest.mark.parametrize(
    ("moment", "line", "phone"),
    [
        ("2026-11-20T09:00", "office", "+46846500410"),
        ("2026-11-20T18:30", "out-of-hours", "+46846500490"),
        ("2026-12-24T09:00", "out-of-hours", "+46846500490"),
        ("2026-11-20T12:30", "out-of-hours", "+46846500490"),
    ],
)
def test_the_phone_of_the_hour(run: Run, moment: str, line: str, phone: str | None) -> None:
    words = ("--receivers", EXAMPLE, "--office", "norra", "--at", moment)
    (found,) = run("receivers", "now", *words, "--json").json
    assert (found["line"], found["phone"]) == (line, phone)
    told = run("receivers", "now", *words)
    assert "112" in told.text
    if phone is None:
        assert "08-465" not in told.text


def test_no_register_is_told(run: Run) -> None:
    outcome = run("receivers", "now")
    assert outcome.code == 2
    assert "receivers.csv" in outcome.text


def test_an_acute_notification_names_whom_to_phone(office, run: Run, home: Path) -> None:
    office()
    answers = {
        "urgency": {"acute": True},
        "recipient": {"municipality": "Lillvik"},
        "concern": {"description": "Rädd för att gå hem."},
    }
    (home / "a.json").write_text(json.dumps(answers), encoding="utf-8")
    outcome = run("fill", "orosanmalan", "a.json", "-o", "a.docx")
    assert "040-628 04" in outcome.err
    assert "08-465" not in outcome.err
    calm = {**answers, "urgency": {"acute": False}}
    (home / "b.json").write_text(json.dumps(calm), encoding="utf-8")
    assert "112" not in run("fill", "orosanmalan", "b.json", "-o", "b.docx").err
