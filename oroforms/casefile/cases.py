"""Cases (*ärenden*): opening and closing, what is known of the child, what happened.

``cases`` holds the present state; every change of it is also a row of
``case_events``, written in the same transaction.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from oroforms.casefile import log
from oroforms.casefile.reasons import safe_reason
from oroforms.casefile.tables import case_events, cases, counters
from oroforms.casefile.upsert import insert_or_change, larger
from oroforms.errors import UsageError
from oroforms.facts import Child, EventKind
from oroforms.i18n import gettext as _

_REFERENCE = re.compile(r"(\d{4})-(\d{4,})")


class CaseStatus(StrEnum):
    """Whether a case takes new submissions by itself."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Case:
    """One case as it stands."""

    id: int
    reference: str
    status: CaseStatus
    opened: datetime
    closed: datetime | None
    child: Child


def case_of(row: Row[*tuple[Any, ...]]) -> Case:
    """A case from a row of the table ``cases``."""
    return Case(
        row.id,
        row.reference,
        CaseStatus(row.status),
        row.opened,
        row.closed,
        Child(row.child_name, row.child_identity, row.protected),
    )


_BY_REFERENCE = select(cases).where(cases.c.reference == bindparam("reference"))
_BY_ID = select(cases).where(cases.c.id == bindparam("id"))
_BY_IDENTITY = (
    select(cases).where(cases.c.child_identity == bindparam("identity")).order_by(cases.c.id)
)


def find_case(connection: Connection, reference: str) -> Case | None:
    """The case of a reference, however it was spaced, or ``None``."""
    row = connection.execute(_BY_REFERENCE, {"reference": normal_reference(reference)}).first()
    return None if row is None else case_of(row)


def get_case(connection: Connection, reference: str) -> Case:
    """The case of a reference.

    Raises
    ------
    UsageError
        When the case file has none.
    """
    found = find_case(connection, reference)
    if found is None:
        raise UsageError(
            _(
                "There is no case {reference} in the case file; oroforms case list shows them."
            ).format(reference=reference)
        )
    return found


def case_by_id(connection: Connection, case_id: int) -> Case:
    """The case of a row number, which a foreign key has promised."""
    return case_of(connection.execute(_BY_ID, {"id": case_id}).one())


def cases_of_child(connection: Connection, identity: str) -> list[Case]:
    """All cases whose child has the identity number, oldest first."""
    return [case_of(row) for row in connection.execute(_BY_IDENTITY, {"identity": identity})]


def normal_reference(reference: str) -> str:
    """A reference as it is kept: no blanks, capitals, plain hyphens."""
    return re.sub(r"\s+", "", reference).translate(_HYPHENS).upper()


_HYPHENS = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")


def open_case(
    connection: Connection,
    *,
    at: datetime,
    who: str,
    child: Child,
    reference: str | None = None,
    submission: int | None = None,
) -> Case:
    """Open a case for a child; without a reference it gets the next of its year.

    Raises
    ------
    UsageError
        When a case of that reference exists already.
    """
    year = at.astimezone().year
    if reference is None:
        given = f"{year}-{_next_number(connection, year):04}"
    else:
        given = normal_reference(reference)
        if find_case(connection, given) is not None:
            raise UsageError(_("There is a case {reference} already.").format(reference=given))
        numbered = _REFERENCE.fullmatch(given)
        if numbered is not None:
            _next_number(connection, int(numbered[1]), at_least=int(numbered[2]))
    case_id = connection.execute(
        insert(cases).returning(cases.c.id),
        {
            "reference": given,
            "status": CaseStatus.OPEN.value,
            "opened": at,
            "child_name": child.name,
            "child_identity": child.identity,
            "protected": child.protected,
        },
    ).scalar_one()
    record_event(connection, case_id, EventKind.OPENED, at=at, who=who, submission=submission)
    return Case(case_id, given, CaseStatus.OPEN, at, None, child)


def _next_number(connection: Connection, year: int, at_least: int | None = None) -> int:
    # One upsert: the row's lock makes two writers wait for each other, and a
    # transaction that is rolled back gives its number back.
    last = counters.c.last
    following = last + 1 if at_least is None else larger(connection, last, at_least)
    row = {"year": year, "last": at_least or 1}
    return int(insert_or_change(connection, counters, row, "year", {"last": following}, last))


def learn_child(
    connection: Connection,
    case: Case,
    child: Child,
    *,
    at: datetime,
    who: str,
    submission: int | None = None,
) -> Case:
    """Keep what an accepted submission says of the child; what it does not say stays."""
    known = case.child
    now = Child(
        child.name or known.name,
        child.identity or known.identity,
        child.protected or known.protected,
    )
    if now == known:
        return case
    connection.execute(
        update(cases).where(cases.c.id == case.id),
        {"child_name": now.name, "child_identity": now.identity, "protected": now.protected},
    )
    what = {
        "from": [known.name, known.identity, known.protected],
        "to": [now.name, now.identity, now.protected],
    }
    record_event(
        connection,
        case.id,
        EventKind.CHILD_CHANGED,
        at=at,
        who=who,
        submission=submission,
        what=what,
    )
    return Case(case.id, case.reference, case.status, case.opened, case.closed, now)


def close_case(
    connection: Connection,
    case: Case,
    *,
    at: datetime,
    who: str,
    why: str = "",
    happened: datetime | None = None,
    account: str | None = None,
) -> None:
    """Close an open case: forms that come back later go to review."""
    said = _Turn(at, who, why, happened, account)
    _turn(connection, case, CaseStatus.CLOSED, said)


def reopen_case(
    connection: Connection,
    case: Case,
    *,
    at: datetime,
    who: str,
    why: str,
    happened: datetime | None = None,
    account: str | None = None,
) -> None:
    """Open a closed case again."""
    said = _Turn(at, who, why, happened, account)
    _turn(connection, case, CaseStatus.OPEN, said)


@dataclass(frozen=True, slots=True)
class _Turn:
    """Who closed or opened a case, and when: see :func:`record_event`."""

    at: datetime
    who: str
    why: str
    happened: datetime | None
    account: str | None


def _turn(connection: Connection, case: Case, status: CaseStatus, said: _Turn) -> None:
    if case.status is status:
        raise UsageError(
            _("Case {reference} is {status} already.").format(
                reference=case.reference, status=status.value
            )
        )
    closing = status is CaseStatus.CLOSED
    connection.execute(
        update(cases).where(cases.c.id == case.id),
        {"status": status.value, "closed": (said.happened or said.at) if closing else None},
    )
    record_event(
        connection,
        case.id,
        EventKind.CLOSED if closing else EventKind.REOPENED,
        at=said.at,
        who=said.who,
        what={"why": said.why},
        happened=said.happened,
        account=said.account,
    )


def record_event(
    connection: Connection,
    case_id: int,
    kind: EventKind,
    *,
    at: datetime,
    who: str,
    submission: int | None = None,
    what: Mapping[str, Any] | None = None,
    happened: datetime | None = None,
    account: str | None = None,
) -> None:
    """Add one row to the history of a case, and its row in the log.

    ``happened`` is told where that was not just now, and ``account`` where
    somebody else than who did it records it. The log repeats nothing
    of ``what`` but a reason (``why``), with what names the child taken out;
    the text of a note is no reason.
    """
    said = dict(what or {})
    connection.execute(
        _ADD_EVENT,
        {
            "case_id": case_id,
            "at": at,
            "happened": happened,
            "who": who,
            "kind": kind.value,
            "submission_id": submission,
            "what": said,
        },
    )
    row = connection.execute(_NAMED, {"id": case_id}).one()
    log.record(
        connection,
        f"case-{kind.value}",
        at=at,
        who=account or who,
        case=row.reference,
        submission=submission,
        what=None if account in (None, who) else {"by": who},
        why="" if kind is EventKind.NOTE else safe_reason(str(said.get("why", "")), row.child_name),
    )


_ADD_EVENT = insert(case_events)
_NAMED = select(cases.c.reference, cases.c.child_name).where(cases.c.id == bindparam("id"))
