"""Events in the case file, on both databases: recorded, fetched, judged."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from casefile_fixtures import KID, Office, Ticking

from oroforms.casefile import CaseFile
from oroforms.casefile.cases import get_case, record_event
from oroforms.casefile.facts import all_facts, case_facts
from oroforms.casework.clocks import Task
from oroforms.casework.due import Danger
from oroforms.errors import UsageError
from oroforms.facts import EventKind, Outcome, local_day
from oroforms.library import Library
from oroforms.workflow.due import due
from oroforms.workflow.events import Telling, record

NOTIFICATION = {
    "child": {"identity_number": KID},
    "urgency": {"acute": True},
    "concern": {"kind": ["neglect"], "description": "Kommer utan frukost."},
    "reporter": {"kind": "professional"},
    "feedback": {"requested": "yes"},
}


def notified(case_file: CaseFile) -> str:
    office = Office(case_file, Library())
    form = office.library.get("orosanmalan")
    stored = office.take_in(form, NOTIFICATION, acute=True)
    assert stored.case is not None
    return stored.case


def test_every_kind_of_event_finds_room_in_the_database(case_file: CaseFile) -> None:
    reference = notified(case_file)
    at = datetime(2026, 11, 22, 9, tzinfo=UTC)
    with case_file.writing() as connection:
        case = get_case(connection, reference)
        for kind in EventKind:
            what = {"outcome": Outcome.OPENED.value, "until": "2027-05-01", "rule": "inquiry"}
            record_event(connection, case.id, kind, at=at, who="a", what=what)
    with case_file.reading() as connection:
        facts = case_facts(connection, get_case(connection, reference))
    assert {event.kind for event in facts.events} == set(EventKind)


def test_recorded_and_judged(case_file: CaseFile) -> None:
    reference = notified(case_file)
    today = local_day(case_file.clock())
    items = due(case_file, today, 14).items
    assert [(item.duty.task, item.danger) for item in items[:2]] == [
        (Task.READ, Danger.ACUTE),
        (Task.PROTECT, Danger.ACUTE),
    ]
    for kind in (EventKind.READ, EventKind.PROTECTION):
        done = record(case_file, reference, Telling(kind, by="Maja Lind"))
        assert [said.submission for said in done.said] == [1]
    assert [item.duty.task for item in due(case_file, today, 14).items] == [Task.DECIDE]
    with case_file.reading() as connection:
        (facts,) = all_facts(connection).cases
    read = next(facts.happened(EventKind.READ, 1))
    assert (read.who, read.submission) == ("Maja Lind", 1)


def test_nothing_is_recorded_when_one_of_several_is_refused(case_file: CaseFile) -> None:
    reference = notified(case_file)
    notified(case_file)
    decided = {"outcome": "not-opened"}
    record(case_file, reference, Telling(EventKind.DECIDED, (1,), what=decided))
    with pytest.raises(UsageError):
        record(case_file, reference, Telling(EventKind.DECIDED, (2, 1), what=decided))
    with case_file.reading() as connection:
        facts = case_facts(connection, get_case(connection, reference))
    assert len(list(facts.happened(EventKind.DECIDED))) == 1


def test_a_day_that_was_said_is_that_day_whatever_the_hour(case_file: CaseFile) -> None:
    reference = notified(case_file)
    assert isinstance(case_file.clock, Ticking)
    case_file.clock.now += timedelta(days=5)
    day = local_day(case_file.clock()) - timedelta(days=2)
    done = record(case_file, reference, Telling(EventKind.READ, at=day))
    assert local_day(done.said[0].at) == day
    assert done.said[0].what == {"whole_day": True}


def test_files_that_an_import_left_unread_press(case_file: CaseFile) -> None:
    from oroforms.casefile.originals import receive

    with case_file.writing() as connection:
        receive(connection, path="a.pdf", sha256="0" * 64, content=b"x", at=case_file.clock())
    found = due(case_file, date(2026, 11, 22), 14)
    assert (found.unread_files, found.items, found.presses) == (1, (), True)
