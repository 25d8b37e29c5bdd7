"""The facts of cases, as case work judges them: a few queries for one case or for all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, and_, func, or_, select

from oroforms.casefile.cases import Case, case_of
from oroforms.casefile.queries import DecisionKind, corrected, decisions_of
from oroforms.casefile.tables import (
    case_events,
    cases,
    decisions,
    findings,
    originals,
    outgoing,
    submissions,
)
from oroforms.documents import Status
from oroforms.facts import CaseFacts, Event, EventKind, Incoming, Outgoing
from oroforms.findings import Severity

_FEW = 500
"""Numbers that a query may name one by one."""
_closing = decisions.alias("closing")
_case = func.coalesce(_closing.c.case_id, submissions.c.case_id)


@dataclass(frozen=True, slots=True)
class Facts:
    """All cases, and what came in and has no case yet."""

    cases: tuple[CaseFacts, ...]
    loose: tuple[Incoming, ...]


def case_facts(connection: Connection, case: Case) -> CaseFacts:
    """The facts of one case."""
    (found,) = _assembled(connection, [case], case.id)
    return found


def all_facts(connection: Connection) -> Facts:
    """The facts of all cases, oldest first."""
    known = [case_of(row) for row in connection.execute(select(cases).order_by(cases.c.id))]
    return Facts(tuple(_assembled(connection, known, None)), loose_forms(connection))


def loose_forms(connection: Connection) -> tuple[Incoming, ...]:
    """What came in and has no case yet."""
    found = _incoming(connection, _submissions().where(_case.is_(None)))
    return tuple(found.get(None, ()))


def _assembled(connection: Connection, known: list[Case], only: int | None) -> Iterator[CaseFacts]:
    came = _submissions().where(_case.is_not(None) if only is None else _case == only)
    happened = select(case_events).order_by(case_events.c.id)
    left = select(*(c for c in outgoing.c if c.name != "content")).order_by(outgoing.c.id)
    if only is not None:
        happened = happened.where(case_events.c.case_id == only)
        left = left.where(outgoing.c.case_id == only)
    incoming = _incoming(connection, came)
    events: dict[int, list[Event]] = defaultdict(list)
    for row in connection.execute(happened):
        events[row.case_id].append(
            Event(
                row.id,
                EventKind(row.kind),
                row.happened or row.at,
                row.at,
                row.who,
                row.submission_id,
                row.what,
            )
        )
    sent: dict[int, list[Outgoing]] = defaultdict(list)
    for row in connection.execute(left):
        sent[row.case_id].append(
            Outgoing(
                row.id,
                row.form,
                row.version,
                row.at,
                row.who,
                row.channel,
                row.receiver,
                row.token,
                row.due,
            )
        )
    for case in known:
        yield CaseFacts(
            case.reference,
            case.child,
            case.opened,
            case.closed,
            tuple(incoming.get(case.id, ())),
            tuple(events.get(case.id, ())),
            tuple(sent.get(case.id, ())),
        )


def _submissions() -> Select[Any]:
    closed_as = _closing.c.kind
    stands = or_(
        submissions.c.status == Status.IMPORTED.value, closed_as == DecisionKind.ACCEPT.value
    )
    waits = and_(submissions.c.status == Status.NEEDS_REVIEW.value, closed_as.is_(None))
    source = submissions.join(originals, originals.c.id == submissions.c.original_id).outerjoin(
        _closing,
        and_(
            _closing.c.submission_id == submissions.c.id,
            closed_as != DecisionKind.SET.value,
        ),
    )
    columns = (
        submissions.c.id,
        submissions.c.form,
        submissions.c.version,
        submissions.c.acute,
        submissions.c.token,
        submissions.c["values"],
        originals.c.received,
        _case.label("case_id"),
        waits.label("waits"),
    )
    known = submissions.c.form.is_not(None)
    return (
        select(*columns)
        .select_from(source)
        .where(or_(stands, waits), known)
        .order_by(submissions.c.id)
    )


def _incoming(connection: Connection, query: Select[Any]) -> Mapping[int | None, list[Incoming]]:
    touched = select(decisions.c.submission_id).where(decisions.c.kind == DecisionKind.SET.value)
    with_corrections = set(connection.execute(touched).scalars())
    found: dict[int | None, list[Incoming]] = defaultdict(list)
    rows = connection.execute(query).all()
    doubtful = _doubtful(connection, [row.id for row in rows])
    for row in rows:
        values = row._mapping["values"]  # noqa: SLF001 - a column named like a method
        if row.id in with_corrections:
            values = corrected(values, tuple(decisions_of(connection, row.id)))
        found[row.case_id].append(
            Incoming(
                row.id,
                row.form,
                row.version,
                row.received,
                bool(row.waits),
                row.acute,
                row.token,
                values,
                frozenset(doubtful.get(row.id, ())),
            )
        )
    return found


def _doubtful(connection: Connection, numbers: Sequence[int]) -> Mapping[int, set[str]]:
    """The fields of submissions with an error of their own; what was imported at once has none."""
    query = select(findings.c.submission_id, findings.c.field).where(
        findings.c.severity == Severity.ERROR.value, findings.c.field.is_not(None)
    )
    if len(numbers) <= _FEW:
        query = query.where(findings.c.submission_id.in_(numbers))
    found: dict[int, set[str]] = defaultdict(set)
    for row in connection.execute(query):
        found[row.submission_id].add(row.field)
    return found
