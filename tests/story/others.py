"""The notifications that the office had in the same year, and what became of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import cycle

from casefile_fixtures import Office

from oroforms.casefile import CaseFile
from oroforms.casefile.cases import get_case, record_event
from oroforms.facts import EventKind
from oroforms.library import Library

SHARES = {"school": (30, 17), "health_care": (12, 7), "police": (14, 6), "preschool": (8, 7)}
"""Sector → notifications, and how many of them led to an inquiry."""


class _Set:
    """A clock that is set by hand."""

    now = datetime(2026, 1, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def take_in_the_years_others() -> None:
    """Spread over the year, read and decided after eight days."""
    clock = _Set()
    with CaseFile.open(clock=clock) as case_file:
        office = Office(case_file, Library())
        form = office.library.get("orosanmalan")
        kinds = cycle(("neglect", "absence", "physical_violence", "parental_substance_abuse"))
        for sector, (count, opened) in SHARES.items():
            for number in range(count):
                clock.now = datetime(2026, 1 + number % 12, 3 + number // 12, 9, 0, tzinfo=UTC)
                values = {
                    "concern": {"kind": [next(kinds)], "description": "Ett barn som alla andra."},
                    "reporter": {"sector": sector, "kind": "professional"},
                    "child": {"protected_identity": "no"},
                }
                stored = office.take_in(form, values)
                _decide(case_file, stored.case, stored.submission, number < opened)


def _decide(case_file: CaseFile, reference: str, submission: int, opened: bool) -> None:
    at = case_file.clock() + timedelta(days=8)
    with case_file.writing() as connection:
        case = get_case(connection, reference)
        for kind, what in (
            (EventKind.READ, {}),
            (EventKind.PROTECTION, {}),
            (EventKind.DECIDED, {"outcome": "opened" if opened else "not-opened"}),
        ):
            record_event(
                connection, case.id, kind, at=at, who="asa", submission=submission, what=what
            )
