"""``case event``, ``due``, ``case history`` and ``law`` on the command line."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from casefile_fixtures import KID, OTHER_KID, Office, Ticking
from command_line import ROOT, Outcome, Run

from oroforms.casefile import CaseFile
from oroforms.casefile.cases import get_case
from oroforms.casefile.outgoing import Dispatch, record_outgoing
from oroforms.cli.main import cli
from oroforms.findings import finding
from oroforms.library import Library

Intake = Callable[..., int]


@pytest.fixture
def path(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OROFORMS_CASE_FILE", str(home / "case.db"))
    return home / "case.db"


@pytest.fixture
def take_in(path: Path) -> Intake:
    """A notification comes in at noon of a day; its number. Without a child: it waits."""

    def intake(
        day: str,
        *,
        child: str | None = KID,
        acute: bool = False,
        kind: str = "professional",
        concern: tuple[str, ...] = ("neglect",),
        **more: Any,
    ) -> int:
        values: dict[str, Any] = {
            "urgency": {"acute": acute},
            "concern": {"kind": list(concern), "description": "Kommer utan frukost."},
            "reporter": {"kind": kind},
            "feedback": {"requested": "yes"},
            **more,
        }
        if child is not None:
            values["child"] = {"identity_number": child}
        found = () if child else (finding("case-unknown"),)
        with CaseFile.open(path, clock=Ticking(datetime.fromisoformat(f"{day}T12:00"))) as opened:
            office = Office(opened, Library())
            form = office.library.get("orosanmalan")
            stored = office.take_in(form, values, acute=acute, findings=found)
        assert stored.submission is not None
        return stored.submission

    return intake


def event(run: Run, *words: object, code: int = 0) -> Outcome:
    outcome = run("--lang", "en", "case", "event", "2026-0001", *words)
    assert outcome.code == code, outcome.text
    return outcome


def due(run: Run, at: str, *words: object) -> Any:
    outcome = run("due", "--json", "--at", at, *words)
    items = outcome.json["items"]
    pressing = {"acute", "unread", "unprotected", "late"}
    assert outcome.code == (6 if any(item["danger"] in pressing for item in items) else 0)
    return items


def tasks(items: Any) -> list[tuple[str, int | None]]:
    return [(item["task"], item["submission"]) for item in items]


def test_from_arrival_to_feedback(run: Run, take_in: Intake) -> None:
    number = take_in("2026-03-06", acute=True)
    first, second, third = due(run, "2026-03-08")
    assert (first["task"], first["danger"], first["days_late"]) == ("read", "acute", 2)
    assert first["do"] == f"oroforms case event 2026-0001 read --submission {number}"
    assert (second["task"], second["danger"]) == ("protective-assessment", "acute")
    assert (third["task"], third["due"]) == ("decide", "2026-03-20")
    assert "20 kap. 2 § socialtjänstlagen (2025:400)" in third["section"]
    event(run, "read", "--by", "Maja Lind", "--at", "2026-03-08T18:40")
    event(run, "protective-assessment", "--at", "2026-03-08T19:00")
    assert tasks(due(run, "2026-03-08")) == [("decide", 1)]
    event(run, "decided", "--outcome", "opened", "--at", "2026-03-10")
    assert tasks(due(run, "2026-03-10")) == [("feedback", 1)]
    assert due(run, "2026-03-10")[0]["due"] == "2026-03-17"
    event(run, "feedback-given", "--at", "2026-03-12")
    assert due(run, "2026-03-12") == []
    (inquiry,) = due(run, "2026-07-01")
    assert (inquiry["task"], inquiry["due"]) == ("inquiry", "2026-07-10")
    event(run, "inquiry-closed", "--at", "2026-06-20")
    assert due(run, "2026-07-20", "--days", 100) == []


def test_a_form_that_was_sent_and_a_consent_that_ends(
    run: Run, take_in: Intake, path: Path
) -> None:
    take_in("2026-03-02")
    for words in (["read"], ["protective-assessment"], ["decided", "--outcome", "opened"]):
        event(run, *words, "--at", "2026-03-03")
    event(run, "feedback-given", "--at", "2026-03-03")
    consent = {
        "child": {"identity_number": KID},
        "decision": "yes",
        "valid_to": "2026-04-30",
        "guardians": [{"name": "Anna Ek", "signature": {"signed": True, "date": "2026-03-10"}}],
    }
    with CaseFile.open(path, clock=Ticking(datetime.fromisoformat("2026-03-11T12:00"))) as opened:
        office = Office(opened, Library())
        office.take_in(office.library.get("samtycke"), consent)
        sent = Dispatch(
            "bbic-konsultation",
            1,
            "konsultation.pdf",
            b"%PDF",
            "Björkskolan",
            "outbox",
            "T7K4",
            datetime.fromisoformat("2026-03-31").date(),
        )
        with opened.writing() as connection:
            case = get_case(connection, "2026-0001")
            record_outgoing(connection, case, sent, at=opened.clock(), who="a")
    first, second = due(run, "2026-05-04")
    assert (first["task"], first["outgoing"], first["days_late"]) == ("return", 1, 34)
    assert first["do"] == "oroforms letter reminder --case 2026-0001 -o FILE.pdf"
    assert (second["task"], second["due"], second["section"]) == ("consent", "2026-04-30", None)
    assert second["do"] == "oroforms consent status 2026-0001"
    assert run("due", "--at", "2026-05-04").code == 6


def test_what_waits_without_a_case_stands_on_top(run: Run, take_in: Intake) -> None:
    take_in("2026-03-02")
    loose = take_in("2026-03-06", child=None, acute=True)
    items = due(run, "2026-03-06")
    assert (items[0]["case"], items[0]["submission"], items[0]["danger"]) == (None, loose, "acute")
    assert items[0]["do"] == f"oroforms review show {loose}"


def test_a_file_whose_form_is_not_known_is_unread_until_somebody_decides(
    run: Run, path: Path, home: Path
) -> None:
    (home / "brev.txt").write_text("Hej, jag är orolig för ett barn.", encoding="utf-8")
    assert run("import", "brev.txt").code == 6
    today = datetime.now().astimezone().date().isoformat()
    (item,) = due(run, today)
    assert (item["task"], item["danger"], item["form"]) == ("read", "unread", None)
    assert run("review", "reject", "1", "--why", "reklam").code == 0
    assert due(run, today) == []


def test_nothing_due(run: Run, path: Path) -> None:
    outcome = run("--lang", "en", "due")
    assert outcome.code == 0
    assert "Nothing is late, and nothing falls due within 14 days." in outcome.text


def test_the_list_is_readable_and_names_nobody(run: Run, take_in: Intake) -> None:
    take_in("2026-03-06", acute=True, child=KID)
    take_in("2026-03-06", child=OTHER_KID)
    outcome = run("--lang", "en", "due", "--at", "2026-03-30")
    assert outcome.code == 6
    assert "Acute: a child may need protection today" in outcome.out
    assert "oroforms case event 2026-0001 read --submission 1" in outcome.out
    assert all(len(line) <= 80 for line in outcome.out.splitlines())
    assert KID not in outcome.out
    assert OTHER_KID not in outcome.out
    swedish = run("due", "--at", "2026-03-30").out
    assert "20 kap. 1 § socialtjänstlagen (2025:400)" in swedish


def test_commands_can_be_copied_whole_and_days_off_are_told(run: Run, take_in: Intake) -> None:
    take_in("2026-03-22")
    for words in (["read"], ["protective-assessment"]):
        event(run, *words, "--at", "2026-03-22")
    told = run("--lang", "en", "due", "--at", "2026-03-24")
    # 14 days from 22 March end on Easter Sunday; the last working day before is Maundy Thursday.
    assert "2026-04-05" in told.out
    assert "last working day before: 2026-04-02" in told.text
    assert "\n           oroforms case event 2026-0001 decided --submission 1 --outcome" in told.out


def test_several_notifications_each_by_its_number_or_all_at_once(run: Run, take_in: Intake) -> None:
    take_in("2026-03-02")
    take_in("2026-03-05")
    outcome = event(run, "read", code=2)
    assert "2026-0001 has several: 1, 2" in outcome.text
    event(run, "read", "--submission", 2, "--at", "2026-03-05")
    assert ("read", 1) in tasks(due(run, "2026-03-05"))
    assert ("read", 2) not in tasks(due(run, "2026-03-05"))
    # One is left, so that it needs no number.
    event(run, "read", "--at", "2026-03-06")
    done = event(run, "protective-assessment", "--whole-case", "--at", "2026-03-06", "--json").json
    assert [each["submission"] for each in done["recorded"]] == [1, 2]
    assert [item["task"] for item in done["remaining"]] == ["decide", "decide"]
    event(run, "decided", "--submission", 1, "--outcome", "opened", "--at", "2026-03-07")
    assert ("decide", 2) not in tasks(due(run, "2026-03-30"))


def test_new_concern_while_the_inquiry_runs(run: Run, take_in: Intake) -> None:
    take_in("2026-03-02")
    for words in (["read"], ["protective-assessment"], ["decided", "--outcome", "opened"]):
        event(run, *words, "--at", "2026-03-03")
    take_in("2026-04-01")
    words = ("decided", "--submission", 2, "--outcome", "not-opened", "--at", "2026-04-02")
    assert "An inquiry has been running since 2026-03-03" in event(run, *words).err
    found = tasks(due(run, "2026-04-30"))
    assert ("read", 2) in found
    assert ("protective-assessment", 2) in found
    assert ("decide", 2) not in found


def test_arrival_by_post_counts_from_the_working_day_before(run: Run, take_in: Intake) -> None:
    take_in("2026-04-09")
    recorded = event(
        run, "received", "--submission", 1, "--at", "2026-04-07", "--by-post", "--json"
    )
    (said,) = recorded.json["recorded"]
    assert said["kind"] == "arrived"
    assert said["at"].startswith("2026-04-02")
    assert (said["what"]["came"], said["what"]["by_post"]) == ("2026-04-07", True)
    assert [i["due"] for i in due(run, "2026-04-09") if i["task"] == "decide"] == ["2026-04-16"]


def test_more_time(run: Run, take_in: Intake) -> None:
    take_in("2026-03-02")
    why = ("--why", "barnet är på sjukhus")
    outcome = event(run, "extended", "--until", "2026-03-16", "--at", "2026-03-10", *why, code=2)
    assert "2026-03-16 is not later than 2026-03-16" in outcome.text
    event(run, "extended", "--until", "2026-03-30", "--at", "2026-03-10", *why)
    assert [i["due"] for i in due(run, "2026-03-20") if i["task"] == "decide"] == ["2026-03-30"]
    event(run, "decided", "--outcome", "opened", "--at", "2026-03-20")
    event(run, "extended", "--until", "2026-09-01", "--at", "2026-07-10", *why)
    (inquiry,) = [i for i in due(run, "2026-08-30") if i["task"] == "inquiry"]
    assert (inquiry["due"], inquiry["danger"]) == ("2026-09-01", "coming")
    assert "needs --why" in event(run, "extended", "--until", "2026-10-01", code=2).text


def test_a_second_decision_only_as_a_correction(run: Run, take_in: Intake) -> None:
    take_in("2026-03-02")
    event(run, "decided", "--outcome", "opened", "--at", "2026-03-05")
    again = ("decided", "--submission", 1, "--outcome", "not-opened", "--at", "2026-03-06")
    assert "was decided on 2026-03-05" in event(run, *again, code=2).text
    assert "needs --why" in event(run, *again, "--correct", code=2).text
    event(run, *again, "--correct", "--why", "fel ruta")
    assert "inquiry" not in [i["task"] for i in due(run, "2026-12-01")]


def test_what_was_recorded_by_mistake_is_struck_out(run: Run, take_in: Intake) -> None:
    take_in("2026-03-02", acute=True)
    event(run, "read", "--at", "2026-03-02")
    lines = run("case", "history", "2026-0001", "--json").json
    (number,) = [line["event"] for line in lines if line["kind"] == "read"]
    event(run, "struck", "--event", number, "--why", "läste fel ärende")
    assert due(run, "2026-12-01")[0]["task"] == "read"
    assert "can be struck out" in event(run, "struck", "--event", number, "--why", "x", code=2).text
    opened = next(line["event"] for line in lines if line["kind"] == "opened")
    event(run, "struck", "--event", opened, "--why", "x", code=2)


REFUSED = [
    (["read", "--at", "2999-01-01"], "lies in the future"),
    (["read", "--at", "2026-03-01"], "before submission 1 arrived on 2026-03-02"),
    (["note", "--why", "x", "--at", "2026-02-01"], "before case 2026-0001 began on 2026-03-02"),
    (["received", "--submission", 1, "--at", "2026-03-03"], "was imported on 2026-03-02"),
    (["received", "--at", "2026-03-01", "--outcome", "opened"], "--outcome says nothing about"),
    (["read", "--submission", 2], "Submission 2 is not in case 2026-0001, which has 1"),
    (["feedback-given"], "was not decided on"),
    (["inquiry-closed"], "No inquiry was opened in case 2026-0001"),
    (["decided"], "decided needs --outcome"),
    (["decided", "--outcome", "maybe"], "maybe is no outcome of decided"),
    (["feedback-given", "--outcome", "unsuitable"], "needs --why"),
    (["extended", "--rule", "inquiry", "--until", "2027-01-01", "--why", "x"], "No inquiry is"),
    (["retention-class", "--class", "placemnt"], "Did you mean placement?"),
    (["note"], "note needs --why"),
    (["read", "--at", "yesterday"], "yesterday is no day such as"),
]


def test_what_cannot_be_is_refused_and_not_recorded(run: Run, take_in: Intake) -> None:
    take_in("2026-03-02")
    take_in("2026-03-02", child=OTHER_KID)
    before = run("case", "history", "2026-0001", "--json").json
    for words, reason in REFUSED:
        assert reason in event(run, *words, code=2).text
    assert run("case", "history", "2026-0001", "--json").json == before


def test_an_inquiry_is_closed_once_and_not_before_it_was_opened(run: Run, take_in: Intake) -> None:
    take_in("2026-03-02")
    event(run, "decided", "--outcome", "opened", "--at", "2026-03-10")
    early = event(run, "inquiry-closed", "--at", "2026-03-09", code=2)
    assert "was opened on 2026-03-10" in early.text
    event(run, "inquiry-closed", "--at", "2026-05-09")
    assert "closed on 2026-05-09 already" in event(run, "inquiry-closed", code=2).text


def test_what_is_odd_is_recorded_with_a_warning(run: Run, take_in: Intake) -> None:
    take_in("2026-03-02", concern=("witnessed_violence",))
    done = event(run, "decided", "--outcome", "not-opened", "--at", "2026-03-04", "--json").json
    assert len(done["recorded"]) == 1
    warnings = " ".join(done["warnings"])
    assert "tells of violence" in warnings
    assert "Nobody has confirmed having read submission 1" in warnings
    assert "No assessment of protection is recorded" in warnings
    take_in("2026-03-02", child=OTHER_KID, kind="private")
    said = run("--lang", "en", "case", "event", "2026-0002", "read", "--at", "2026-03-03")
    assert "Nobody" not in said.err
    said = run("--lang", "en", "case", "event", "2026-0002", "feedback-asked", "--at", "2026-03-03")
    assert said.code == 0
    assert "not for private persons" in said.err


def test_a_case_is_closed_with_what_is_open_said(run: Run, take_in: Intake) -> None:
    take_in("2026-03-02")
    said = event(run, "closed", "--why", "flyttat")
    assert "3 duties are still open" in said.err
    assert run("case", "show", "2026-0001", "--json").json["status"] == "closed"
    assert ("read", 1) in tasks(due(run, "2026-12-01"))
    event(run, "reopened", "--why", "ny oro")
    assert run("case", "show", "2026-0001", "--json").json["status"] == "open"


def test_history_tells_every_kind_in_words(run: Run, take_in: Intake) -> None:
    take_in("2026-03-05", guardians=[{"name": "Anna Ek"}])
    for words in (
        ["received", "--submission", 1, "--at", "2026-03-03", "--by-post"],
        ["read", "--at", "2026-03-05"],
        ["protective-assessment", "--at", "2026-03-05"],
        ["extended", "--until", "2026-04-30", "--why", "sjukhus", "--at", "2026-03-06"],
        ["decided", "--outcome", "opened", "--at", "2026-03-06"],
        ["feedback-asked", "--at", "2026-03-06"],
        ["feedback-given", "--at", "2026-03-07"],
        ["meeting", "--outcome", "offered", "--at", "2026-03-07"],
        ["meeting", "--outcome", "held", "--at", "2026-03-09"],
        ["note", "--why", "ringde skolan", "--at", "2026-03-09"],
        ["inquiry-closed", "--at", "2026-06-01"],
        ["retention-class", "--class", "placement"],
        ["closed", "--why", "klart"],
    ):
        event(run, *words)
    withdrawn = ("--guardian", "Anna Ek", "--why", "per telefon")
    assert run("consent", "withdraw", "2026-0001", *withdrawn).code == 0
    english = run("--lang", "en", "case", "history", "2026-0001")
    for said in (
        "arrived at the office: came by post 2026-03-03",
        "protection assessed at once",
        "more time decided: “sjukhus”",
        "decided: inquiry opened",
        "notification meeting: offered",
        "notification meeting: held",
        "note in the file: “ringde skolan”",
        "inquiry closed",
        "kept as the law exempts it: placement of a child",
        "consent withdrawn: by Anna Ek",
        "case closed",
    ):
        assert said in english.text, said
    # No word of the machine is left: neither kinds nor codes.
    for code in ("protective-assessment", "inquiry-closed", "not-opened", "whole_day", "by_post"):
        assert code not in english.out
    assert all(len(line) <= 80 for line in english.out.splitlines())


def test_the_log_names_the_account_and_the_event_who_did_it(
    run: Run, take_in: Intake, path: Path
) -> None:
    take_in("2026-03-02")
    event(run, "read", "--by", "Maja Lind", "--at", "2026-03-02")
    (line,) = [e for e in run("case", "history", "2026-0001", "--json").json if e["kind"] == "read"]
    assert line["who"] == "Maja Lind"
    with sqlite3.connect(path) as database:
        (row,) = database.execute("SELECT who, what FROM log WHERE action = 'case-read'")
    assert row[0] != "Maja Lind"
    assert json.loads(row[1]) == {"by": "Maja Lind"}


def test_every_kind_of_event_is_in_the_contract_and_the_help(run: Run) -> None:
    shown = run("--lang", "en", "case", "event", "--help").text
    kind = next(
        p for p in cli.get_command(None, "case").commands["event"].params if p.name == "kind"
    )
    text = (ROOT / "docs" / "contract.md").read_text(encoding="utf-8")
    for each in kind.type.choices:
        assert f"`{each}`" in text
        assert each in shown.replace("- ", "-")


# -- law ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "duty", "clock"),
    [
        ("2025-06-30", "14 kap. 1 § socialtjänstlagen (2001:453)", None),
        ("2025-07-01", "19 kap. 1 § socialtjänstlagen (2025:400)", None),
        ("2026-01-14", "19 kap. 1 § socialtjänstlagen (2025:400)", None),
        (
            "2026-01-15",
            "19 kap. 1 § socialtjänstlagen (2025:400)",
            {"days": 7, "starts": "decision"},
        ),
    ],
)
def test_the_law_on_a_day(run: Run, day: str, duty: str, clock: Any) -> None:
    told = run("law", "--date", day, "--json").json
    rules = {rule["rule"]: rule for rule in told["rules"]}
    assert rules["duty"]["section"] == duty
    assert rules["feedback"]["clock"] == clock
    assert ("retention_inquiry" in rules) == (day == "2026-01-15")
    assert (told["date"], told["as_of"]) == (day, "2025-12-31")
    assert rules["protection"]["guidance_clock"] == {"days": 0, "starts": "receipt"}
    assert any("2025/26:12" in text for text in told["left_out"])


def test_the_law_in_words(run: Run) -> None:
    outcome = run("law", "--date", "2025-06-30")
    assert outcome.code == 0
    assert "14 kap. 1 b § socialtjänstlagen (2001:453)" in outcome.text
    assert "2025:400" not in outcome.out
    english = run("--lang", "en", "law", "--date", "2026-01-15").text
    assert "Time: 7 days from the decision" in english
    assert "In force since 2026-01-15" in english
    assert "Statutes that were decided after 2025-12-31 are not in it" in english
    assert all(len(line) <= 80 for line in outcome.out.splitlines())
