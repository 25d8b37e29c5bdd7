"""The worked story of docs/story.md, run whole: every command at its moment, with its files."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from command_line import ROOT, Run
from others import SHARES, take_in_the_years_others
from people import ANSWERS, People
from telling import Act, Command, File, Moment, Printed, steps

from oroforms.cli.main import main

STORY = ROOT / "docs" / "story.md"
CASE = "2026-0001"
SWEDEN = ZoneInfo("Europe/Stockholm")


@pytest.fixture
def clock() -> Iterator[list[time_machine.travel]]:
    """The journeys in time that a test makes, ended with it."""
    journeys: list[time_machine.travel] = []
    yield journeys
    for journey in reversed(journeys):
        journey.stop()


@pytest.fixture
def in_sweden(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Stockholm")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_the_story_comes_true(
    home: Path, run: Run, clock: list[time_machine.travel], in_sweden: None
) -> None:
    configured = Path(os.environ["XDG_CONFIG_HOME"]) / "oroforms"
    (configured / "schemas").mkdir(parents=True)
    shutil.copy(ROOT / "schemas" / "receivers.example.csv", configured / "receivers.csv")
    (home / "inbox").mkdir()
    people, looked = People(home, run), set()
    acts = {
        "the preschool fills in": people.fill_in_and_post,
        "a social worker looks": people.look_at_doubts,
        "the year's other": take_in_the_years_others,
    }
    said: list[str] = []
    for step in steps(STORY):
        match step:
            case Moment(at):
                if clock:
                    clock.pop().stop()
                clock.append(time_machine.travel(at.replace(tzinfo=SWEDEN)))
                clock[-1].start()
            case File(name, text):
                own = name.removeprefix("config/")
                (configured / own if own != name else home / name).write_text(text, "utf-8")
            case Act(what):
                (act,) = (act for begins, act in acts.items() if what.startswith(begins))
                act()
            case Printed():
                assert step.differs("\n".join(said)) is None, said
                said.clear()
            case Command(words, code):
                ended, text = _as_a_terminal(words)
                assert ended == code, (words, text)
                said.append(text)
                for look in _LOOKS.get(words[:2], ()):
                    look(run)
                    looked.add(words[:2])
    assert not said, "a command of the story whose output it does not show"
    assert looked == set(_LOOKS)
    read = people.taken_for_certain
    assert {name: read[name] for name in ANSWERS if name in read}.items() <= ANSWERS.items()
    assert read["signature_respondent.signed"] is True
    _nothing_is_left(home, run)


def _as_a_terminal(words: tuple[str, ...]) -> tuple[int, str]:
    """How a command ends, and both of its streams as they come."""
    both = io.StringIO()
    with contextlib.redirect_stdout(both), contextlib.redirect_stderr(both):
        code = main(words)
    return code, both.getvalue()


def test_a_line_that_no_command_prints_is_told() -> None:
    shown = Printed(("a", "…", "c", "d", "…"))
    assert shown.differs("a\nb\n\nc\nd\ne\n") is None
    assert shown.differs("a\nc\nd\n") is None
    assert shown.differs("b\na\nc\nd") == "a", "it does not begin so"
    assert shown.differs("a\nc\nb\nd") == "c\nd", "they do not follow on each other"
    assert Printed(("a",)).differs("a\nb") == "b", "more is printed than is shown"


def _acute_first(run: Run) -> None:
    items = run("due", "--json").json["items"]
    assert not items or items[0]["case"] == CASE


def _consented(run: Run) -> None:
    told = run("consent", "status", CASE, "--json").json
    may = {party["party"]: party for party in told["parties"] if party["may_be_told"]}
    assert set(may) == {"Förskolan Tallkotten"}, "what both guardians allow, and no more"
    assert may["Förskolan Tallkotten"]["information"] == ["school_situation"]
    assert may["Förskolan Tallkotten"]["until"] == "2027-01-31"


def _figures(run: Run) -> None:
    period = ("--from", "2026-01-01", "--to", "2026-12-31")
    (year,) = run("stats", *period, "--format", "json").json["years"]
    others = sum(count for count, _opened in SHARES.values())
    assert year["notifications"] == others + 1
    schools = next(source for source in year["sources"] if source["code"] == "school")
    assert (schools["count"], schools["opened"]) == SHARES["school"]
    assert next(s for s in year["sources"] if s["code"] == "dental_care")["count"] is None


_LOOKS = {
    ("import", "inbox"): [_acute_first],
    ("consent", "status"): [_consented],
    ("stats", "--from"): [_figures],
}


def _nothing_is_left(home: Path, run: Run) -> None:
    """What was purged is gone from the database, and the log is whole and says that it was."""
    stored = b"".join(
        path.read_bytes() for path in Path(os.environ["XDG_DATA_HOME"]).rglob("casefile.db*")
    )
    for said in ("Elsa", "Lindqvist", "202205172386", ANSWERS["childs_view"]):
        assert said.encode() not in stored
    actions = [row["action"] for row in run("log", "show", "--case", CASE, "--json").json]
    assert "purged" in actions
