"""The log: what it says, and that nothing can be changed in it unseen."""

from __future__ import annotations

import ast
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from oroforms.casefile import CaseFile
from oroforms.casefile.cases import get_case, open_case, record_event
from oroforms.casefile.log import GENESIS, Break, Fault, Mark, entries, record, verify_log
from oroforms.casefile.reasons import safe_reason
from oroforms.casefile.spans import spans, within
from oroforms.facts import Child, EventKind

ROOT = Path(__file__).parents[2]


def filled(case_file: CaseFile, rows: int = 6) -> Mark:
    """A log of some rows; its last one as it would be noted elsewhere."""
    for number in range(rows):
        with case_file.looking("case-shown", what={"n": number}, who="Åsa"):
            pass
    with case_file.reading() as connection:
        return verify_log(connection).head


def check(case_file: CaseFile, expected: Mark | None = None):
    with case_file.reading() as connection:
        return verify_log(connection, expected)


@contextmanager
def past_the_triggers(case_file: CaseFile) -> Iterator[Connection]:
    """As somebody with all rights to the database could write."""
    with case_file.writing() as connection:
        if connection.dialect.name == "sqlite":
            for verb in ("UPDATE", "DELETE"):
                connection.execute(text(f"DROP TRIGGER log_keeps_{verb}"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        yield connection


def test_a_log_of_many_rows_holds_and_tells_its_head(case_file):
    head = filled(case_file)
    found = check(case_file, head)
    assert (found.rows, found.head, found.breaks) == (6, head, ())
    assert found.head.number == 6
    assert re.fullmatch("[0-9a-f]{64}", head.hash)


def test_an_empty_log_holds(case_file):
    found = check(case_file, Mark(0, GENESIS))
    assert found.holds
    assert found.head == Mark(0, GENESIS)


@pytest.mark.parametrize("statement", ["UPDATE log SET who = 'Bo'", "DELETE FROM log"])
def test_the_database_refuses_to_change_or_delete(case_file, statement):
    filled(case_file, 2)
    with pytest.raises(DBAPIError, match="only ever added to"), case_file.writing() as connection:
        connection.execute(text(statement))
    assert check(case_file).rows == 2


@pytest.mark.parametrize(
    "change",
    [
        "who = 'Bo'",
        "at = '2026-11-22T08:00:09.000000+00:00'",
        "action = 'case-list-shown'",
        "\"case\" = '2026-0001'",
        "submission = 7",
        "what = '{\"n\": 7}'",
        "why = 'asked to'",
        "hash = '" + "0" * 64 + "'",
    ],
)
def test_a_changed_row_is_seen(case_file, change):
    filled(case_file)
    with past_the_triggers(case_file) as connection:
        connection.execute(text(f"UPDATE log SET {change} WHERE number = 3"))
    found = check(case_file)
    assert not found.holds
    assert found.breaks[0] == Break(3, Fault.CHANGED)


def test_a_changed_row_with_a_new_hash_is_seen_at_the_next(case_file):
    filled(case_file)
    with past_the_triggers(case_file) as connection:
        connection.execute(text("DELETE FROM log WHERE number = 3"))
        after = [
            connection.execute(text(f"SELECT * FROM log WHERE number = {n}")).one()
            for n in (4, 5, 6)
        ]
        connection.execute(text("DELETE FROM log WHERE number > 3"))
        record(connection, "case-shown", at=case_file.clock(), who="Bo")
        for row in after:
            columns = ", ".join(f'"{name}"' for name in row._mapping)
            marks = ", ".join(f":{name}" for name in row._mapping)
            values = dict(row._mapping)
            if not isinstance(values["what"], str):
                values["what"] = json.dumps(values["what"])
            connection.execute(text(f"INSERT INTO log ({columns}) VALUES ({marks})"), values)
    assert check(case_file).breaks == (Break(4, Fault.CHANGED),)


def test_rows_taken_out_of_the_middle_are_seen(case_file):
    filled(case_file)
    with past_the_triggers(case_file) as connection:
        connection.execute(text("DELETE FROM log WHERE number IN (3, 4)"))
    assert check(case_file).breaks == (Break(3, Fault.MISSING),)


def test_rows_taken_out_and_renumbered_are_seen(case_file):
    filled(case_file)
    with past_the_triggers(case_file) as connection:
        connection.execute(text("DELETE FROM log WHERE number = 3"))
        for number in (4, 5, 6):
            connection.execute(
                text(f"UPDATE log SET number = {number - 1} WHERE number = {number}")
            )
    assert check(case_file).breaks[0] == Break(3, Fault.CHANGED)


def test_the_beginning_taken_out_is_seen(case_file):
    filled(case_file)
    with past_the_triggers(case_file) as connection:
        connection.execute(text("DELETE FROM log WHERE number < 3"))
    assert check(case_file).breaks == (Break(1, Fault.MISSING),)


def test_a_cut_end_shows_against_what_was_noted_and_not_without(case_file):
    head = filled(case_file)
    with past_the_triggers(case_file) as connection:
        connection.execute(text("DELETE FROM log WHERE number > 4"))
    assert check(case_file).holds
    assert check(case_file, head).breaks == (Break(6, Fault.CUT),)


def test_a_log_written_anew_from_some_row_on_shows_against_what_was_noted(case_file):
    head = filled(case_file)
    with past_the_triggers(case_file) as connection:
        connection.execute(text("DELETE FROM log WHERE number > 4"))
    filled(case_file, 3)
    assert check(case_file).holds
    assert check(case_file, head).breaks == (Break(6, Fault.OTHER),)
    assert check(case_file, Mark(4, check(case_file).head.hash)).breaks == (Break(4, Fault.OTHER),)


def test_a_copy_that_went_its_own_way_shows_against_the_other(tmp_path):
    with CaseFile.open(tmp_path / "one.db") as one:
        filled(one, 3)
    (tmp_path / "two.db").write_bytes((tmp_path / "one.db").read_bytes())
    heads = []
    for name in ("one.db", "two.db"):
        with CaseFile.open(tmp_path / name) as case_file:
            heads.append(filled(case_file, 2))
            assert check(case_file, heads[-1]).holds
    with CaseFile.open(tmp_path / "one.db") as one:
        assert check(one, heads[1]).breaks == (Break(5, Fault.OTHER),)


def test_two_rows_after_the_same_one_cannot_be(case_file):
    filled(case_file, 1)
    with pytest.raises(DBAPIError), case_file.writing() as connection:
        connection.execute(
            text(
                "INSERT INTO log (number, at, who, action, what, why, hash) "
                "VALUES (1, '', '', '', '{}', '', '')"
            )
        )


def test_many_writers_at_once_make_one_chain(case_file_address):
    CaseFile.open(case_file_address).close()
    faults: list[BaseException] = []

    def write(name: str) -> None:
        try:
            with CaseFile.open(case_file_address) as mine:
                for _ in range(15):
                    with mine.looking("case-shown", who=name):
                        pass
        except BaseException as error:  # noqa: BLE001
            faults.append(error)

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with CaseFile.open(case_file_address) as case_file:
        found = check(case_file)
        assert (found.rows, found.holds) == (60, True)


def test_a_change_that_fails_leaves_no_row(case_file):
    with pytest.raises(RuntimeError), case_file.writing() as connection:  # noqa: PT012
        open_case(connection, at=case_file.clock(), who="Åsa", child=Child())
        raise RuntimeError("power gone")
    assert check(case_file).rows == 0


def test_words_that_no_database_can_keep_do_not_break_the_chain(case_file):
    with case_file.looking("case-shown", who="A\0sa\ud800", why="\udcff"):
        pass
    assert check(case_file).holds


def test_a_row_names_the_account_and_beside_it_any_other_name(case_file, monkeypatch):
    monkeypatch.setenv("LOGNAME", "asa.ek")
    with case_file.looking("case-shown", who="The head of unit"):
        pass
    with case_file.looking("case-shown"):
        pass
    with case_file.reading() as connection:
        named, own = entries(connection)
    assert (named.who, named.what) == ("asa.ek", {"by": "The head of unit"})
    assert (own.who, own.what) == ("asa.ek", {})


def test_every_event_of_a_case_is_a_row_that_repeats_no_answer(case_file, monkeypatch):
    monkeypatch.setenv("LOGNAME", "asa")
    with case_file.writing() as connection:
        child = Child("Alva Ek", "201701012393", "yes")
        case = open_case(connection, at=case_file.clock(), who="asa", child=child)
        for kind, what in (
            (EventKind.NOTE, {"why": "the mother drinks"}),
            (EventKind.DECIDED, {"outcome": "opened", "why": "Alva and 201701012393 are at risk"}),
        ):
            record_event(connection, case.id, kind, at=case_file.clock(), who="asa", what=what)
        found = list(entries(connection))
    assert [entry.action for entry in found] == ["case-opened", "case-note", "case-decided"]
    assert {entry.case for entry in found} == {case.reference}
    assert [entry.why for entry in found] == ["", "", "*** and *** are at risk"]
    assert not re.search("drinks|Alva|2017|opened", str([entry.what for entry in found]))


def test_looks_at_a_protected_child_are_marked(case_file):
    with case_file.writing() as connection:
        for protected in ("yes", "unknown", "no", None):
            child = Child("Alva Ek", None, protected)
            open_case(connection, at=case_file.clock(), who="a", child=child)
    references = [f"2026-000{n}" for n in range(1, 5)]
    for reference in references:
        with case_file.looking("case-shown", case=f" {reference} "):
            pass
    with case_file.looking_over("case-list-shown") as (_connection, seen):
        for reference in references:
            seen.case(reference)
    with case_file.reading() as connection:
        *single, over = [e for e in entries(connection) if e.action.endswith("shown")]
    assert [e.what.get("protected") for e in single] == ["yes", "unknown", None, None]
    assert over.what["protected"] == ["2026-0001 .. 2026-0002"]
    assert over.what["cases"] == ["2026-0001 .. 2026-0004"]


def test_what_the_log_says_of_one_case_holds_lists_that_showed_it(case_file):
    with case_file.writing() as connection:
        for _ in range(3):
            open_case(connection, at=case_file.clock(), who="a", child=Child())
    with case_file.looking_over("case-list-shown") as (_connection, seen):
        seen.case("2026-0001")
        seen.case("2026-0002")
    with case_file.reading() as connection:
        told = {
            number: [e.action for e in entries(connection, f"2026-000{number}")]
            for number in (1, 2, 3)
        }
        since = next(entries(connection, action="case-list-shown")).at
        later = [e.action for e in entries(connection, since=since)]
        assert list(entries(connection, since=since + timedelta(days=1))) == []
    assert told == {1: ["case-opened", "case-list-shown"]} | {
        2: ["case-opened", "case-list-shown"],
        3: ["case-opened"],
    }
    assert later == ["case-list-shown"]


def test_a_look_that_cannot_be_logged_shows_nothing(small_office):
    case_file = small_office.case_file
    with case_file.writing() as connection:
        connection.execute(text("ALTER TABLE log RENAME TO lost"))
    seen = []
    with pytest.raises(DBAPIError), case_file.looking("case-shown") as connection:
        seen.append(get_case(connection, "2026-0001"))
    assert seen == []


# -- runs of names ----------------------------------------------------------------

references = st.one_of(
    st.integers(1, 30).map(lambda n: f"2026-{n:04}"),
    st.integers(9990, 10010).map(lambda n: f"2026-{n:04}"),
    st.integers(0, 200).map(str),
    st.sampled_from(["IFO 7", "A-1", "A-01", "A-2", "A-02", "A", "..", "1..3", "É-9"]),
)


@given(st.sets(references), references)
@settings(max_examples=300, deadline=None)
def test_spans_name_what_they_were_made_of_and_nothing_else(names, other):
    found = spans(names)
    assert all(within(name, found) for name in names)
    assert within(other, found) == (other in names)


def test_spans_are_short():
    assert spans(f"2026-{n:04}" for n in range(1, 413)) == ["2026-0001 .. 2026-0412"]
    assert spans([*range(8, 12), 20]) == ["8 .. 11", "20"]


# -- reasons ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("why", "kept"),
    [
        ("Alvas lärare ringde", "Alvas lärare ringde"),
        ("EK-LUND, Älva: see 2026-11-22", "***, ***: see 2026-11-22"),
        ("call 070-123 45 67 or alva@example.se", "call *** or ***"),
        ("201701012393, 170101-2393 and 20170101 2393", "***, *** and ***"),
        ("case 2026-0012, 3 forms", "case 2026-0012, 3 forms"),
    ],
)
def test_reasons_do_not_name_the_child(why, kept):
    assert safe_reason(why, "Älva Ek-Lund", None) == kept


# -- the list of actions ----------------------------------------------------------


def _actions_in_code() -> set[str]:
    """The first words of every call that writes into the log."""
    found = {f"case-{kind.value}" for kind in EventKind}
    for path in (ROOT / "oroforms").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = {
            target.id: node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = ast.unparse(node.func)
            if name == "hands_out":
                found |= {ast.literal_eval(k.value) for k in node.keywords if k.arg == "action"}
            place = {"looking": 0, "looking_over": 0, "record": 1}.get(name.rpartition(".")[2])
            if place is None or name == "record" or len(node.args) <= place:
                continue
            word = node.args[place]
            if isinstance(word, ast.Constant):
                found.add(word.value)
            elif isinstance(word, ast.Name) and word.id in constants:
                found.add(constants[word.id])
    return found | {f"submission-{kind}" for kind in ("set", "accept", "reject", "reread")}


def test_the_docs_list_every_action_and_no_other():
    page = (ROOT / "docs" / "log.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE))
    assert listed == _actions_in_code()
