"""What is late and what falls due in the whole case file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from oroforms import law as law_in_use
from oroforms.casefile.cases import Case
from oroforms.casefile.facts import all_facts, case_facts
from oroforms.casefile.opening import CaseFile
from oroforms.casefile.originals import unread
from oroforms.casefile.queries import waiting
from oroforms.casework import roles as roles_in_use
from oroforms.casework.clocks import Duty, duties, loose_duties, unknown_duty
from oroforms.casework.due import WAITS, Item, pending
from oroforms.documents import Status
from oroforms.facts import local_day


@dataclass(frozen=True, slots=True)
class Due:
    """What is open on a day, most dangerous first."""

    day: date
    items: tuple[Item, ...]
    unread_files: int
    """Files that an import kept and was stopped before it could read them."""

    @property
    def presses(self) -> bool:
        """Whether something is unread, unassessed or late."""
        return self.unread_files > 0 or any(item.danger in WAITS for item in self.items)


def due(case_file: CaseFile, day: date, ahead: int) -> Due:
    """All that is open on a day or falls due within ``ahead`` days."""
    with case_file.looking_over("due-listed", what={"at": day.isoformat()}) as (connection, seen):
        items = tuple(pending(_owed(connection), day, ahead))
        files = len(unread(connection))
        for item in items:
            seen.case(item.duty.case)
            if item.duty.submission is not None:
                seen.submission(item.duty.submission)
    return Due(day, items, files)


def due_in_case(connection: Connection, case: Case, day: date) -> list[Item]:
    """What is open in one case, whenever it falls due."""
    found = duties(case_facts(connection, case), law_in_use.current(), roles_in_use.current())
    return pending(found, day, (date.max - day).days)


def _owed(connection: Connection) -> Iterator[Duty]:
    law, roles = law_in_use.current(), roles_in_use.current()
    facts = all_facts(connection)
    for case in facts.cases:
        yield from duties(case, law, roles)
    yield from loose_duties(facts.loose, roles)
    for entry in waiting(connection):
        if entry.form is None or entry.status is Status.REJECTED:
            yield unknown_duty(entry.id, local_day(entry.stored), acute=entry.acute)
