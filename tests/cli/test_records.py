"""Log, retention and statistics as commands: what they print, and how they end."""

from __future__ import annotations

import ast
import json
import sqlite3
from datetime import UTC, datetime

import pytest
from command_line import ROOT

YEAR = f"{datetime.now(UTC):%Y}"
PERIOD = ("--from", f"{YEAR}-01-01", "--to", f"{YEAR}-12-31")


def actions(run, *options: str) -> list[str]:
    outcome = run("log", "show", "--json", *options)
    assert outcome.code == 0
    return [entry["action"] for entry in json.loads(outcome.out)]


@pytest.fixture
def case(run, returned) -> str:
    """A case file with one case, and one file that is no form."""
    run("import", returned)
    [found, *_loose] = json.loads(run("case", "list", "--json").out)
    return found["case"]


def test_every_look_and_change_is_a_row(run, case, home):
    assert actions(run)[:3] == ["case-opened", "submission-stored", "case-received"]
    before = len(actions(run))
    for words in (
        ("case", "list"),
        ("case", "show", case, "--why", "phone call from Alva"),
        ("case", "history", case),
        ("review", "list"),
        ("review", "show", 1),
        ("review", "reject", 2, "--why", "no form"),
        ("review", "sheet", "-o", home / "sheet.html"),
        ("original", 1, "-o", home / "one.pdf"),
        ("export", "--format", "json", "-o", home / "all.json"),
        ("blank", "samtycke", "--case", case, "-o", home / "answers.yaml"),
        ("blank", "samtycke", "--case", case, "-o", home / "blank.pdf"),
        ("due",),
        ("retention", "list"),
    ):
        outcome = run(*words)
        assert outcome.code in (0, 6), (words, outcome.err)
    found = actions(run)[before:]
    assert [each for each in found if each != "log-shown"] == [
        "case-list-shown",
        "case-shown",
        "case-history-shown",
        "review-list-shown",
        "review-shown",
        "submission-reject",
        "review-sheet-written",
        "original-written",
        "exported",
        "answers-written",
        "case-issued",
        "due-listed",
        "retention-listed",
    ]
    of_case = json.loads(run("log", "show", "--case", case, "--json").out)
    shown = [entry["action"] for entry in of_case]
    assert {"case-list-shown", "case-shown", "exported", "original-written"} <= set(shown)
    assert "review-list-shown" not in shown
    [look] = [entry for entry in of_case if entry["action"] == "case-shown"]
    assert look["why"].startswith("phone call from")
    # Nothing of the child stands in any row.
    child = json.loads(run("case", "show", case, "--json").out)["child"]
    rows = run("log", "show").out + run("log", "show", "--json").out
    assert child["name"] not in rows
    assert child["identity_number"] not in rows
    assert run("stats", *PERIOD).code == 0


def test_a_case_that_is_not_there_shows_and_logs_nothing(run, case):
    before = actions(run)
    assert run("case", "show", "1999-0001").code == 2
    assert actions(run) == [*before, "log-shown"]


def test_verify_tells_the_head_and_ends_with_six_when_the_log_was_changed(run, case, home):
    outcome = run("--lang", "en", "log", "verify")
    assert outcome.code == 0
    head = json.loads(run("log", "verify", "--json").out)["head"]
    mark = f"{head['number']}:{head['hash']}"
    assert mark in outcome.out
    run("case", "list")
    assert run("log", "verify", "--expect", mark).code == 0
    assert run("log", "verify", "--expect", mark[:24]).code == 0
    assert run("log", "verify", "--expect", f"{head['number']}:{'0' * 64}").code == 6
    assert run("log", "verify", "--expect", "7:abc").code == 2
    [path] = home.parent.rglob("casefile.db")
    with sqlite3.connect(path) as database:
        database.execute("DROP TRIGGER log_keeps_UPDATE")
        database.execute("UPDATE log SET who = 'nobody' WHERE number = 2")
    outcome = run("log", "verify", "--json")
    assert outcome.code == 6
    assert json.loads(outcome.out)["breaks"] == [{"number": 2, "fault": "changed"}]
    assert run("--lang", "en", "log", "verify").out.startswith("Row 2,")


def test_retention_from_list_to_purge(run, case, home):
    found = json.loads(run("retention", "list", "--json").out)
    assert [(line["case"], line["standing"]) for line in found["cases"]] == [(case, "runs")]
    assert [line["standing"] for line in found["without_case"]] == ["runs"]
    assert found["cases"][0]["why"][0]["section"].startswith("20 kap. 2 §")
    assert run("retention", "decide", case, "--purge", "--why", "x").code == 2
    assert run("retention", "decide", case, "--why", "x").code == 2
    assert run("retention", "decide", "--keep", "--why", "x").code == 2
    assert run("retention", "decide", case, "--keep", "--why", "a claim").code == 0
    outcome = run("retention", "purge", "--dry-run", "--json")
    assert json.loads(outcome.out) == {
        "dry_run": True,
        "purged": [],
        "changed": [],
        "erased": False,
    }
    assert run("retention", "purge").code == 0
    decided = json.loads(run("retention", "list", "--json").out)["cases"][0]["decision"]
    assert (decided["purge"], decided["why"], decided["void"]) == (False, "a claim", False)


def test_statistics_in_every_format(run, case, home):
    table = run("--lang", "en", "stats", *PERIOD)
    assert table.code == 0
    assert "Where" not in table.err
    data = json.loads(run("stats", *PERIOD, "--format", "json").out)
    assert data["hidden_below"] == 5
    assert data["years"][0]["notifications"] is None  # one is fewer than five
    assert run("stats", *PERIOD, "--format", "csv").out.startswith("\ufefffrom,to,table")
    path = home / "year.html"
    assert run("stats", *PERIOD, "--format", "html", "-o", path).code == 0
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert run("stats", *PERIOD, "-o", path).code == 2
    assert run("stats", "--from", "2026-05-01", "--to", "2026-01-01").code == 2
    assert run("stats", "--from", "2999-05-01", "--to", "2999-06-01").code == 2


_READ_WITHOUT_A_ROW = {
    "workflow/imports.py": "layouts of forms",
    "workflow/ledger.py": "what an import stores is logged as it is stored",
    "workflow/review_pictures.py": "part of a look that has its row",
    "workflow/statistics.py": "counts alone leave it",
    "cli/send.py": "which tokens are recorded",
}


def test_whoever_reads_the_case_file_without_a_row_in_the_log_is_known():
    """A new command that shows personal data is to go through ``CaseFile.looking``."""
    package = ROOT / "oroforms"
    calls: dict[str, set[str]] = {}
    for path in package.rglob("*.py"):
        if path.parent.name == "casefile":
            continue
        calls[path.relative_to(package).as_posix()] = {
            node.func.attr
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        }
    silent = {
        name
        for name, called in calls.items()
        if "reading" in called and not called & {"looking", "looking_over"}
    }
    assert silent == set(_READ_WITHOUT_A_ROW)
