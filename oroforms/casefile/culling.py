"""Culling (*gallring*): everything about a case leaves the case file, in one transaction.

What was received about a case goes: its submissions with readings, findings,
pictures and decisions, their originals, what left the house, issued forms,
events, and the case itself. The log stays, and says what was removed without
what it said. Whether a case may go is not asked here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, or_, select, update

from oroforms.casefile.cases import Case, case_of
from oroforms.casefile.facts import Facts, case_facts, loose_forms
from oroforms.casefile.tables import (
    case_events,
    cases,
    contents,
    crops,
    decisions,
    findings,
    issues,
    originals,
    outgoing,
    submissions,
    tallies,
    verifications,
)
from oroforms.person_names import name_parts

_CHUNK = 500
"""Values in one statement; databases take a limited number."""


@dataclass(frozen=True, slots=True)
class Removed:
    """How much a culling removed."""

    submissions: int
    originals: int
    originals_kept: int
    """Files that hold another form too, and stay until that one goes."""
    events: int
    outgoing: int
    issues: int


def cull_case(connection: Connection, case: Case) -> Removed:
    """Remove a case and all that belongs to it."""
    numbers = set(connection.execute(_submissions_of(case.id)).scalars())
    issued = _gone(connection, issues, issues.c.case_id == case.id)
    sent = _gone(connection, outgoing, outgoing.c.case_id == case.id)
    events = _gone(connection, case_events, case_events.c.case_id == case.id)
    # Taken into another case by a person: the trace of the first guess goes.
    connection.execute(
        update(submissions)
        .where(submissions.c.case_id == case.id, submissions.c.id.not_in(_submissions_of(case.id)))
        .values(case_id=None)
    )
    count, files, kept = cull_submissions(connection, numbers)
    connection.execute(delete(cases).where(cases.c.id == case.id))
    return Removed(count, files, kept, events, sent, issued)


def cull_submissions(connection: Connection, numbers: Collection[int]) -> tuple[int, int, int]:
    """Remove submissions, with earlier readings of the same form, and originals that hold no other.

    Returns how many submissions and originals went, and how many originals stay.
    """
    held = set(_column(connection, submissions.c.original_id, submissions.c.id, numbers))
    whole = set(numbers) | set(_superseded(connection, held, numbers))
    for table in (findings, crops, decisions):
        _each(connection, table, table.c.submission_id, whole)
    # An event of another case may name a form that was first taken for that case's.
    for part in _chunks(whole):
        connection.execute(
            update(case_events)
            .where(case_events.c.submission_id.in_(part))
            .values(submission_id=None)
        )
    _each(connection, submissions, submissions.c.id, whole)
    used = set(_column(connection, submissions.c.original_id, submissions.c.original_id, held))
    free = held - used
    for table in (contents, verifications):
        _each(connection, table, table.c.original_id, free)
    _each(connection, originals, originals.c.id, free)
    return len(whole), len(free), len(held & used)


def keep_tallies(connection: Connection, rows: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
    """Keep what statistics count: the month, and facts that name nobody."""
    found = [{"month": month, "facts": dict(facts)} for month, facts in rows]
    if found:
        connection.execute(insert(tallies), found)


def tallies_of(connection: Connection) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What was kept of notifications and sent forms that were culled."""
    for row in connection.execute(select(tallies).order_by(tallies.c.month, tallies.c.id)):
        yield row.month, row.facts


def about_same_child(connection: Connection, case: Case) -> Facts:
    """The facts of a case and of all others that may be about its child, and what has no case."""
    child = case.child
    known = [case]
    unlike = cases.c.id != case.id
    if child.identity:
        query = select(cases).where(unlike, cases.c.child_identity == child.identity)
        known += [case_of(row) for row in connection.execute(query)]
    if child.name:
        query = select(cases).where(unlike, cases.c.child_name.is_not(None))
        if child.identity:
            query = query.where(cases.c.child_identity.is_(None))
        parts = name_parts(child.name)
        known += [
            case_of(row) for row in connection.execute(query) if name_parts(row.child_name) == parts
        ]
    facts = tuple(case_facts(connection, each) for each in known)
    return Facts(facts, loose_forms(connection))


@dataclass(frozen=True, slots=True)
class Unfiled:
    """A submission that belongs to no case."""

    submission: int
    received: datetime
    settled: datetime | None
    """When a person put it aside; ``None`` while it waits."""


_closing = decisions.alias("closing")
_effective = func.coalesce(_closing.c.case_id, submissions.c.case_id)
_with_closing = submissions.outerjoin(
    _closing, and_(_closing.c.submission_id == submissions.c.id, _closing.c.kind != "set")
)


def unfiled(connection: Connection) -> list[Unfiled]:
    """What came in and belongs to no case, oldest first.

    What was read again as another goes with that one.
    """
    query = (
        select(submissions.c.id, originals.c.received, _closing.c.at)
        .select_from(_with_closing.join(originals, originals.c.id == submissions.c.original_id))
        .where(_effective.is_(None), _not_taken_in())
        .order_by(submissions.c.id)
    )
    return [Unfiled(row.id, row.received, row.at) for row in connection.execute(query)]


def _not_taken_in() -> ColumnElement[bool]:
    return and_(
        submissions.c.status != "imported",
        or_(_closing.c.kind.is_(None), _closing.c.kind == "reject"),
    )


def _submissions_of(case_id: int) -> Any:
    return select(submissions.c.id).select_from(_with_closing).where(_effective == case_id)


def _superseded(
    connection: Connection, held: Collection[int], numbers: Collection[int]
) -> Iterator[int]:
    """Earlier readings of the same originals, which a later one took the place of."""
    for part in _chunks(held):
        query = (
            select(submissions.c.id, _closing.c.what)
            .select_from(_with_closing)
            .where(submissions.c.original_id.in_(part), _closing.c.kind == "reread")
        )
        for row in connection.execute(query):
            if row.what.get("submission") in numbers:
                yield row.id


def _gone(connection: Connection, table: Any, where: ColumnElement[bool]) -> int:
    return int(connection.execute(delete(table).where(where)).rowcount)


def _each(connection: Connection, table: Any, column: Any, values: Collection[int]) -> None:
    for part in _chunks(values):
        connection.execute(delete(table).where(column.in_(part)))


def _column(
    connection: Connection, wanted: Any, column: Any, values: Collection[int]
) -> Iterator[int]:
    for part in _chunks(values):
        yield from connection.execute(select(wanted).where(column.in_(part))).scalars()


def _chunks(values: Collection[int]) -> Iterator[list[int]]:
    ordered = sorted(values)
    for start in range(0, len(ordered), _CHUNK):
        yield ordered[start : start + _CHUNK]
