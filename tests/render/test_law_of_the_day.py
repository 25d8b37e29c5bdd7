"""A document cites the law of its own date, whatever day it is made on."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
from case_facts import Story
from letter_words import FAMILY, SENDER

from oroforms.casework import roles
from oroforms.facts import Outcome
from oroforms.library import Library
from oroforms.names import put
from oroforms.workflow.composing import Wanted, compose
from oroforms.workflow.data import hand_in
from oroforms.workflow.dating import document_day
from oroforms.workflow.fill import Task, fill
from oroforms.workflow.letters import document

TODAY = date(2026, 11, 22)
DAYS = ("2025-06-30", "2025-07-01", "2026-01-15")
CITED = re.compile(r"(\d+ kap\. \d+(?: [a-z])? §) (socialtjänstlagen \(\d{4}:\d+\))")
OLD, NEW = "socialtjänstlagen (2001:453)", "socialtjänstlagen (2025:400)"
NOTIFICATION = {
    "concern": {"description": "Barnet kommer utan frukost fyra dagar av fem."},
    "reporter": {"kind": "private", "name": "Eva Lund"},
    "feedback": {"requested": "yes"},
}
SECTIONS = {
    # duty, anyone, feedback, meeting
    OLD: {"14 kap. 1 §", "14 kap. 1 c §", "14 kap. 1 b §", "14 kap. 1 a §"},
    NEW: {"19 kap. 1 §", "19 kap. 4 §", "19 kap. 6 §", "19 kap. 5 §"},
}


def made(tmp_path: Path, form: str, answers: list[dict[str, Any]]) -> list[Path]:
    """The finished Word file of each set of answers, made in one call."""
    library, tasks = Library(), []
    for number, values in enumerate(answers):
        source = tmp_path / f"{number}.json"
        source.write_text(json.dumps(values), encoding="utf-8")
        tasks.append(Task(str(source), tmp_path / f"{number}.docx"))
    done = list(fill(library.get(form), library, tasks, today=TODAY))
    assert [filled.error for filled in done] == [None] * len(tasks)
    return [task.output for task in tasks]


def words(path: Path) -> str:
    """All text of a Word file, with plain blanks."""
    texts = docx.Document(str(path)).element.body.itertext()
    return " ".join(" ".join(texts).replace("\u00a0", " ").split())


def cited(path: Path) -> set[tuple[str, str]]:
    return {(section, act) for section, act in CITED.findall(words(path))}


def dated(day: str | None) -> dict[str, Any]:
    return {**NOTIFICATION, "notification": {"date": day}} if day else dict(NOTIFICATION)


def test_the_same_notification_on_three_days_and_on_none(tmp_path: Path) -> None:
    files = made(tmp_path, "orosanmalan", [dated(day) for day in (*DAYS, None)])
    for path, act in zip(files, (OLD, NEW, NEW, NEW), strict=True):
        assert cited(path), path
        assert cited(path) == {(section, act) for section in SECTIONS[act]}


def test_the_same_letter_on_three_days(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own date decides, which is the day on which it is made unless another is written."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    feedback = {OLD: "14 kap. 1 b §", NEW: "19 kap. 6 §"}
    for day, act in zip(DAYS, (OLD, NEW, NEW), strict=True):
        for made_on, written in ((day, None), ("2026-11-22", day)):
            path = tmp_path / f"{day}-{made_on}.docx"
            path.write_bytes(_letter(tmp_path, made_on, written))
            assert (feedback[act], act) in cited(path)
            assert {each for _section, each in cited(path)} == {act}


def _letter(folder: Path, made_on: str, written: str | None) -> bytes:
    story = Story()
    story.notified("2025-06-20", requested="yes", values=FAMILY)
    story.decided("2025-06-25", Outcome.OPENED)
    data = folder / "letter.json"
    dated_on = {"letter.date": written} if written else {}
    data.write_text(json.dumps({**SENDER, **dated_on}), encoding="utf-8")
    wanted = Wanted("feedback", date.fromisoformat(made_on), data=[str(data)])
    library = Library()
    return document(compose(wanted, story.facts, roles.current(), library), library, ".docx")


def test_its_reference_is_that_of_the_blank_of_its_day(tmp_path: Path) -> None:
    files = made(tmp_path, "orosanmalan", [dated(day) for day in DAYS])
    pattern = re.compile(r"orosanmalan@1-[0-9a-f]{6}")
    found = []
    for path in files:
        headers = docx.Document(str(path)).sections[0].header._element.itertext()
        (reference,) = set(pattern.findall("".join(headers)))
        found.append(reference)
    assert found[0] != found[1] == found[2]


@pytest.mark.parametrize(
    ("day", "act"), [("2025-06-30", OLD), ("2025-07-01", NEW), (None, NEW)], ids=str
)
def test_messages_cite_the_law_of_the_document(tmp_path: Path, day: str | None, act: str) -> None:
    library = Library()
    source = tmp_path / "a.json"
    source.write_text(json.dumps(dated(day)), encoding="utf-8")
    handed = hand_in(str(source), library.get("orosanmalan"), library, today=TODAY)
    texts = " ".join(found.message for found in handed.findings)
    acts = {cited_act for _section, cited_act in CITED.findall(texts)}
    assert acts == {act}


def test_that_a_date_lies_in_the_future_is_told_by_today(tmp_path: Path) -> None:
    library = Library()
    source = tmp_path / "a.json"
    source.write_text(json.dumps(dated("2026-11-23")), encoding="utf-8")
    handed = hand_in(str(source), library.get("orosanmalan"), library, today=TODAY)
    assert "notification-date-future" in {found.code for found in handed.findings}


def test_the_own_date_of_every_form_that_has_one() -> None:
    """Letters by their definition, notifications by their role; others have none."""
    library = Library()
    own = {}
    for definition in library.all():
        values: dict[str, Any] = {}
        for slot in definition.slots:
            if slot.type == "date":
                put(values, slot.name, "2025-06-30")
        own[definition.id] = document_day(definition, values, TODAY)
    assert own["orosanmalan@1"] == date(2025, 6, 30)
    assert own["samtycke@2"] == TODAY
    letters = [d for d in library.all() if d.letterhead.date]
    assert letters
    assert {own[letter.id] for letter in letters} == {date(2025, 6, 30)}
