"""Cases, their numbers and history; issue records; kept layouts."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from casefile_fixtures import KID, Office, Ticking
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from oroforms.casefile import CaseFile
from oroforms.casefile.cases import (
    CaseStatus,
    close_case,
    find_case,
    get_case,
    open_case,
    reopen_case,
)
from oroforms.casefile.issues import Issue, find_issue, record_issue
from oroforms.casefile.kept_layouts import all_layouts, find_layout, keep_layout
from oroforms.casefile.queries import history
from oroforms.casefile.tables import UtcTime
from oroforms.errors import UsageError
from oroforms.facts import Child
from oroforms.layouts import Layout, Printed, Spot

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def opened(case_file: CaseFile, at: datetime = AT, reference: str | None = None) -> str:
    with case_file.writing() as connection:
        made = open_case(connection, at=at, who="asa", child=Child("Alva"), reference=reference)
        return made.reference


def test_numbers_begin_anew_each_year(case_file):
    assert [opened(case_file) for _ in range(2)] == ["2026-0001", "2026-0002"]
    assert opened(case_file, datetime(2027, 1, 2, tzinfo=UTC)) == "2027-0001"
    assert opened(case_file) == "2026-0003"


def test_a_given_reference_is_kept_and_never_given_out_again(case_file):
    assert opened(case_file, reference=" 2026 - 0003") == "2026-0003"
    assert opened(case_file) == "2026-0004"
    assert opened(case_file, reference="2026-0002") == "2026-0002"
    assert opened(case_file) == "2026-0005"
    assert opened(case_file, reference="IFO 77/26") == "IFO77/26"
    with pytest.raises(UsageError, match="2026-0003"):
        opened(case_file, reference="2026-0003")


def test_a_case_that_is_rolled_back_gives_its_number_back(case_file):
    def fail() -> None:
        with case_file.writing() as connection:
            open_case(connection, at=AT, who="asa", child=Child())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert opened(case_file) == "2026-0001"


def test_writers_at_the_same_time_never_get_the_same_number(case_file_address):
    references: list[str] = []

    def work() -> None:
        with CaseFile.open(case_file_address) as mine:
            references.extend(opened(mine) for _ in range(10))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(references) == [f"2026-{n:04}" for n in range(1, 41)]


def test_two_notifications_at_the_same_time_open_one_case(case_file_address, library):
    cases: list[str | None] = []
    child = {"name": "Alva Lind", "identity_number": KID}

    def work() -> None:
        with CaseFile.open(case_file_address, clock=Ticking()) as mine:
            office = Office(mine, library)
            for _ in range(5):
                cases.append(office.take_in(office.notice, {"child": child}).case)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(cases) == {"2026-0001"}
    assert len(cases) == 15


def test_closing_and_reopening_are_history(case_file):
    reference = opened(case_file)
    with case_file.writing() as connection:
        case = get_case(connection, reference)
        close_case(connection, case, at=AT, who="bo", why="utredd")
        closed = get_case(connection, reference)
        assert (closed.status, closed.closed) == (CaseStatus.CLOSED, AT)
        with pytest.raises(UsageError):
            close_case(connection, closed, at=AT, who="bo")
        reopen_case(connection, closed, at=AT, who="bo", why="ny oro")
        again = get_case(connection, reference)
        assert (again.status, again.closed) == (CaseStatus.OPEN, None)
        events = [(event.kind, event.who, event.what) for event in history(connection, again)]
    assert events == [
        ("opened", "asa", {}),
        ("closed", "bo", {"why": "utredd"}),
        ("reopened", "bo", {"why": "ny oro"}),
    ]


def test_a_case_that_is_not_there(case_file):
    with case_file.reading() as connection:
        assert find_case(connection, "2026-0001") is None
        with pytest.raises(UsageError, match="2026-0001"):
            get_case(connection, "2026-0001")


def test_moments_come_back_aware_and_in_utc(case_file):
    at = datetime.fromisoformat("2026-11-22T10:00:00.123456+05:30")
    reference = opened(case_file, at)
    with case_file.reading() as connection:
        found = get_case(connection, reference).opened
    assert found == at
    assert found.tzinfo is not None
    assert UtcTime().process_bind_param(None, case_file.engine.dialect) is None


def test_an_issue_record_comes_back_whole(case_file):
    reference = opened(case_file)
    with case_file.writing() as connection:
        case = get_case(connection, reference)
        prefilled = {"child.name": "Alva Åström", "case.reference": reference}
        issue = Issue("T7K4-9QXM-2C", "svar", 1, "abc123", AT, "asa", case, prefilled)
        record_issue(connection, issue)
    with case_file.reading() as connection:
        assert find_issue(connection, "T7K4-9QXM-2C") == issue
        assert find_issue(connection, "T7K4-9QXM-2D") is None
        assert history(connection, case)[-1].what == {"form": "svar@1", "token": "T7K4-9QXM-2C"}
    with pytest.raises(IntegrityError), case_file.writing() as connection:
        record_issue(connection, issue)


def test_a_kept_layout_comes_back_and_is_never_replaced(case_file):
    corners = ((31.0, 31.0), (564.0, 31.0), (564.0, 811.0), (31.0, 811.0))
    layout = Layout(
        "svar@1-abc123",
        (595.0, 842.0),
        1,
        corners,
        (Spot("child.name", 1, (10.0, 20.0, 30.5, 40.0)),),
        ("Namn",),
        (Printed("Namn", 1, (1.0, 2.0, 3.0, 4.0)),),
    )
    with case_file.writing() as connection:
        keep_layout(connection, layout, at=AT)
        keep_layout(connection, Layout("svar@1-abc123", (1.0, 1.0), 9, corners, ()), at=AT)
    with case_file.reading() as connection:
        assert find_layout(connection, "svar@1-abc123") == layout
        assert all_layouts(connection) == {"svar@1-abc123": layout}
        assert find_layout(connection, "svar@1-000000") is None


def test_a_fault_of_the_database_does_not_quote_the_case_file(case_file):
    with pytest.raises(IntegrityError) as fault, case_file.writing() as connection:
        connection.execute(
            text("INSERT INTO cases (reference, status, opened) VALUES (:r, :s, :o)"),
            {"r": "Alva Lind", "s": "gone", "o": AT.replace(tzinfo=None)},
        )
    assert "parameters hidden" in str(fault.value)
