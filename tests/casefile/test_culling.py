"""Culling: all about a case is gone, from the rows and from the bytes; nothing else is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from casefile_fixtures import KID, OTHER_KID, Office, Ticking, assessment
from sqlalchemy import Connection, func, select, text

from oroforms.casefile import CaseFile
from oroforms.casefile.cases import get_case, record_event
from oroforms.casefile.issues import Issue, record_issue
from oroforms.casefile.kept_crops import keep_crops
from oroforms.casefile.log import entries, verify_log
from oroforms.casefile.originals import receive
from oroforms.casefile.outgoing import Dispatch, record_outgoing
from oroforms.casefile.store import Intake, store_again, store_parts
from oroforms.casefile.tables import metadata, originals, tallies
from oroforms.casework.retention import Standing
from oroforms.errors import UsageError
from oroforms.facts import EventKind
from oroforms.findings import finding
from oroforms.library import Library
from oroforms.workflow import retention
from oroforms.workflow.reviewing import accept, reject, set_values
from oroforms.workflow.statistics import statistics

NAME = "Alva Önnerfält"
PDF = b"%PDF-1.7 a form about one child only " * 40
PICTURE = b"\x89PNG a crop of her name " * 40
LETTER = b"%PDF-1.7 a letter about her " * 40


@pytest.fixture(autouse=True)
def stated_sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A municipality that has stated that it keeps no sample for research."""
    path = tmp_path / "config" / "oroforms" / "schemas" / "retention.yaml"
    path.parent.mkdir(parents=True)
    path.write_text("sample: none\n", encoding="utf-8")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return path


def clock(office: Office) -> Ticking:
    assert isinstance(office.case_file.clock, Ticking)
    return office.case_file.clock


def later(office: Office, years: int) -> None:
    clock(office).now += timedelta(days=366 * years)


def full_case(office: Office, child: str = KID, name: str = NAME, content: bytes = PDF) -> str:
    """A case with everything that a case can have; its reference."""
    case_file = office.case_file
    values = {"child": {"name": name, "identity_number": child}, "concern": "oro"}
    stored = office.take_in(office.notice, values, content=content, path=f"inbox/{name}.pdf")
    assert stored.case is not None
    waiting = office.take_in(
        office.notice,
        values,
        findings=(finding("handwritten", field="child.name"),),
        content=content + b"second",
    )
    assert waiting.submission is not None
    set_values(case_file, office.library, waiting.submission, {"child.name": name}, why="read")
    accept(
        case_file,
        office.library,
        waiting.submission,
        case=stored.case,
        why="the same child",
    )
    with case_file.writing() as connection:
        case = get_case(connection, stored.case)
        keep_crops(connection, waiting.submission, {"child.name": PICTURE + content})
        now = case_file.clock()
        record_issue(
            connection,
            Issue(f"T-{case.id}", "svar", 1, "abc123", now, "asa", case, {"child.name": name}),
        )
        dispatch = Dispatch("svar", 1, "x.pdf", LETTER + content, name, "outbox", f"T-{case.id}")
        record_outgoing(connection, case, dispatch, at=now, who="asa")
        what = {"why": f"{name} phoned"}
        record_event(connection, case.id, EventKind.NOTE, at=now, who="asa", what=what)
    return stored.case


def decide(office: Office, reference: str, *, purge: bool = True) -> None:
    why = f"five years have passed since {NAME} was here"
    retention.decide(office.case_file, reference, purge=purge, why=why, who=None)


def rows(connection: Connection) -> dict[str, int]:
    return {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in metadata.sorted_tables
    }


def everything(connection: Connection) -> Iterator[str]:
    """Every value of every row, as text."""
    for table in metadata.sorted_tables:
        for row in connection.execute(select(table)):
            for value in row:
                yield value.decode("latin-1") if isinstance(value, bytes) else str(value)


def test_all_about_a_case_goes_and_all_about_another_stays(office):
    reference = full_case(office)
    with office.case_file.reading() as connection:
        mine = rows(connection)
    kept = full_case(office, OTHER_KID, "Bo Ek", b"%PDF another child " * 40)
    with office.case_file.reading() as connection:
        both = rows(connection)
    later(office, 6)
    decide(office, reference)
    done = retention.purge(office.case_file)
    assert [each.case for each in done.purged] == [reference]
    removed = done.purged[0].removed
    assert removed is not None
    assert asdict(removed) == {
        "submissions": 2,
        "originals": 2,
        "originals_kept": 0,
        "events": mine["case_events"] + 1,
        "outgoing": 1,
        "issues": 1,
    }
    with office.case_file.reading() as connection:
        now = rows(connection)
        left = "\n".join(everything(connection))
        assert get_case(connection, kept).reference == kept
        last = list(entries(connection))[-1]
        assert verify_log(connection).holds
    for table in now.keys() - {"log", "counters", "imports", "layouts", "tallies"}:
        assert now[table] == both[table] - mine[table], table
    for trace in (
        NAME,
        "Önnerfält",
        "\\u00d6nnerf",
        KID,
        PDF.decode(),
        (PICTURE + PDF).decode("latin-1"),
        LETTER.decode() + PDF.decode(),
    ):
        assert trace not in left
    assert (last.action, last.case) == ("purged", reference)
    assert last.what["submissions"] == 2
    with pytest.raises(UsageError):
        decide(office, reference)


def test_no_byte_is_left_in_the_files_of_sqlite(small_office, tmp_path):
    office = small_office
    reference = full_case(office)
    full_case(office, OTHER_KID, "Bo Ek", b"%PDF another child " * 4000)
    traces = [
        b"Alva",
        "Önnerfält".encode(),
        b"nnerf",
        KID.encode(),
        (LETTER + PDF)[-2000:],
        (PICTURE + PDF)[:1100],
    ]
    assert all(trace in _bytes(tmp_path) for trace in traces)
    later(office, 6)
    decide(office, reference)
    done = retention.purge(office.case_file)
    assert done.erased
    left = _bytes(tmp_path)
    found = [trace for trace in traces if trace in left]
    assert found == []
    assert b"Bo Ek" in left


def _bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.glob("casefile.db*")))


def test_while_somebody_else_reads_the_bytes_stay_and_it_says_so(small_office, tmp_path):
    office = small_office
    reference = full_case(office)
    later(office, 6)
    decide(office, reference)
    with CaseFile.open(tmp_path / "casefile.db") as other, other.reading() as connection:
        connection.execute(text("SELECT count(*) FROM log"))
        done = retention.purge(office.case_file)
        assert len(done.purged) == 1
        assert not done.erased
    assert office.case_file.erase_deleted()
    assert KID.encode() not in _bytes(tmp_path)


def test_nothing_goes_without_a_decision_that_stands(small_office):
    office = small_office
    reference = full_case(office)
    with pytest.raises(UsageError, match="oroforms retention list"):
        decide(office, reference)
    later(office, 6)
    assert retention.purge(office.case_file).purged == ()
    decide(office, reference, purge=False)
    assert retention.purge(office.case_file).purged == ()
    decide(office, reference)
    with office.case_file.writing() as connection:
        case = get_case(connection, reference)
        record_event(connection, case.id, EventKind.NOTE, at=office.case_file.clock(), who="asa")
    assert retention.purge(office.case_file).purged == ()
    later(office, 6)
    assert retention.purge(office.case_file).purged == ()
    decide(office, reference)
    dry = retention.purge(office.case_file, dry_run=True)
    assert [(each.case, each.removed) for each in dry.purged] == [(reference, None)]
    assert len(retention.purge(office.case_file).purged) == 1


def test_a_decision_needs_its_reason(small_office):
    office = small_office
    reference = full_case(office)
    later(office, 6)
    with pytest.raises(UsageError, match="why"):
        retention.decide(office.case_file, reference, purge=True, why=" ", who=None)


def test_nothing_goes_before_the_sample_is_stated(small_office, stated_sample):
    office = small_office
    reference = full_case(office)
    later(office, 6)
    decide(office, reference)
    stated_sample.unlink()
    assert retention.purge(office.case_file).purged == ()
    found = retention.listed(office.case_file, date(2040, 1, 1))
    assert found.cases[0].label.standing is Standing.UNCLEAR


def test_what_happens_between_list_and_purge_keeps_the_case(small_office, monkeypatch):
    office = small_office
    reference = full_case(office)
    later(office, 6)
    decide(office, reference)
    real = retention._standing

    def meanwhile(connection, day):
        found = real(connection, day)
        connection.rollback()
        office.take_in(office.notice, {"child": {"name": NAME, "identity_number": KID}})
        return found

    monkeypatch.setattr(retention, "_standing", meanwhile)
    done = retention.purge(office.case_file)
    assert (done.purged, done.changed) == ((), (reference,))


def test_a_culling_that_fails_removes_nothing(office, monkeypatch):
    reference = full_case(office)
    later(office, 6)
    decide(office, reference)
    with office.case_file.reading() as connection:
        before = rows(connection)
    monkeypatch.setattr(retention, "_note", _power_gone)
    with pytest.raises(RuntimeError):
        retention.purge(office.case_file)
    with office.case_file.reading() as connection:
        assert rows(connection) == before


def _power_gone(*_args, **_more):
    raise RuntimeError("power gone")


def test_a_file_with_two_childrens_forms_stays_until_both_are_culled(office):
    case_file = office.case_file
    now = case_file.clock()
    with case_file.writing() as connection:
        receipt = receive(connection, path="pile.pdf", sha256="a" * 64, content=PDF, at=now)
    with case_file.writing() as connection:
        parts = [
            (
                assessment(office.notice, {"child": {"name": name, "identity_number": number}}),
                office.notice,
            )
            for name, number in ((NAME, KID), ("Bo Ek", OTHER_KID))
        ]
        one, two = store_parts(
            connection, Intake(receipt.original, "pile.pdf", now, "a"), parts, list
        )
    later(office, 6)
    for stored, kept in ((one, 1), (two, 0)):
        decide(office, stored.case)
        [purged] = retention.purge(case_file).purged
        assert (purged.removed.submissions, purged.removed.originals_kept) == (1, kept)
        with case_file.reading() as connection:
            assert connection.execute(select(func.count(originals.c.id))).scalar() == kept


def test_an_earlier_reading_goes_with_the_one_that_took_its_place(small_office):
    office = small_office
    case_file = office.case_file
    now = case_file.clock()
    unknown = assessment(office.notice, {}, findings=(finding("form-unknown", reason="x"),))
    with case_file.writing() as connection:
        receipt = receive(connection, path="a.pdf", sha256="b" * 64, content=PDF, at=now)
    intake = Intake(receipt.original, "a.pdf", now, "a")
    untold = type(unknown)(unknown.status, None, None, {}, unknown.findings, False)
    with case_file.writing() as connection:
        store_parts(connection, intake, [(untold, None)], list)
    values = {"child": {"name": NAME, "identity_number": KID}}
    with case_file.writing() as connection:
        stored = store_again(connection, intake, assessment(office.notice, values), office.notice)
    assert stored is not None
    later(office, 6)
    decide(office, stored.case)
    [purged] = retention.purge(case_file).purged
    assert (purged.removed.submissions, purged.removed.originals) == (2, 1)


def test_what_has_no_case_stays_while_it_waits_and_five_years_after_it_was_put_aside(small_office):
    office = small_office
    case_file = office.case_file
    wrong = finding("handwritten", field="child.name")
    number = office.take_in(office.notice, {}, findings=(wrong,), content=PDF).submission
    later(office, 6)
    [line] = retention.listed(case_file, date(2090, 1, 1)).unfiled
    assert (line.submission, line.standing) == (number, Standing.RUNS)
    reject(case_file, office.library, number, why="not for us")
    with pytest.raises(UsageError, match="oroforms retention list"):
        retention.decide_unfiled(case_file, number, why="old", who=None)
    later(office, 6)
    assert retention.purge(case_file).purged == ()
    retention.decide_unfiled(case_file, number, why="old", who=None)
    [purged] = retention.purge(case_file).purged
    assert (purged.submission, purged.removed.originals) == (number, 1)
    with case_file.reading() as connection:
        assert rows(connection)["submissions"] == 0
        assert PDF.decode() not in "\n".join(everything(connection))


def test_statistics_count_what_was_culled(office):
    library = Library()
    form = library.get("orosanmalan")
    made = Office(office.case_file, library)
    for number in range(6):
        values = {
            "child": {"name": NAME, "identity_number": f"2017010{number + 1}239{number}"},
            "reporter": {"sector": "police"},
            "concern": {"kind": ["neglect"]},
        }
        stored = made.take_in(form, values)
        with made.case_file.writing() as connection:
            case = get_case(connection, stored.case)
            what = {"outcome": "not-opened"}
            at = made.case_file.clock()
            record_event(
                connection,
                case.id,
                EventKind.DECIDED,
                at=at,
                who="a",
                what=what,
                submission=stored.submission,
            )
    period = date(2026, 11, 1), date(2026, 11, 30)
    before = statistics(made.case_file, library, *period)
    assert before.years[0].notifications == 6
    later(office, 6)
    for line in retention.listed(made.case_file, date(2040, 1, 1)).cases[:4]:
        decide(office, line.label.case)
    assert len(retention.purge(made.case_file).purged) == 4
    after = statistics(made.case_file, library, *period)
    assert after.years == before.years
    with made.case_file.reading() as connection:
        kept = [row.facts for row in connection.execute(select(tallies))]
    assert len(kept) == 4
    assert NAME not in str(kept)
    assert datetime(2026, 11, 22, tzinfo=UTC).date().isoformat() not in str(kept)
