"""Looking into the case file: submissions as they stand, cases with their history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select

from oroforms.casefile.cases import Case, case_of
from oroforms.casefile.kept_crops import crop_names
from oroforms.casefile.originals import content_of
from oroforms.casefile.store import without
from oroforms.casefile.tables import (
    case_events,
    cases,
    decisions,
    findings,
    originals,
    submissions,
)
from oroforms.casefile.verifications import verification_of
from oroforms.documents import Place, Reading, Status, Value
from oroforms.errors import UsageError
from oroforms.findings import Finding, Severity
from oroforms.i18n import gettext as _
from oroforms.names import put
from oroforms.signatures import Verification


class DecisionKind(StrEnum):
    """What a person can do with a submission."""

    SET = "set"
    """Give one field its value, or say that it is not answered."""
    ACCEPT = "accept"
    REJECT = "reject"
    REREAD = "reread"
    """It was read again as a named form; another submission took its place."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision: who, when, why, and what."""

    at: datetime
    who: str
    why: str
    kind: DecisionKind
    field: str | None
    case: str | None
    what: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One submission in a list."""

    id: int
    status: Status
    """As judged on import."""
    closed_by: DecisionKind | None
    """The decision that closed it, if any."""
    acute: bool
    stored: datetime
    path: str
    form: str | None
    version: int | None
    reader: str | None
    case: str | None
    """Reference of its case; before acceptance the case that it seems to belong to."""

    @property
    def waits(self) -> bool:
        """Whether a person has still to look at it."""
        return self.status is not Status.IMPORTED and self.closed_by is None

    @property
    def stands(self) -> bool:
        """Whether its values are taken as right: imported, or accepted by a person."""
        return self.status is Status.IMPORTED or self.closed_by is DecisionKind.ACCEPT


@dataclass(frozen=True, slots=True)
class View:
    """One submission whole: what came in, what was read, found and decided."""

    entry: Entry
    sha256: str
    size: int
    pages: tuple[int, int] | None
    template_hash: str | None
    token: str | None
    imported_values: Mapping[str, Value]
    """As read, before any decision."""
    readings: Mapping[str, Reading]
    findings: tuple[Finding, ...]
    decisions: tuple[Decision, ...]
    verification: Verification | None = None
    """Of the original's electronic signatures; ``None`` where it bears none."""
    crops: tuple[str, ...] = ()
    """Names of the pictures that are kept of it: slots, and whole pages (``page.3``)."""

    @property
    def values(self) -> dict[str, Value]:
        """The values as they stand: as read, with every correction laid over."""
        return corrected(self.imported_values, self.decisions)

    @property
    def corrections(self) -> frozenset[str]:
        """Names of the fields that a person has given a value, or said to be unanswered."""
        return frozenset(d.field for d in self.decisions if d.field is not None)


AnyRow: TypeAlias = Row[*tuple[Any, ...]]

_PAGE = 500
_closing = decisions.alias("closing")
_ENTRY: tuple[ColumnElement[Any], ...] = (
    submissions.c.id,
    submissions.c.status,
    submissions.c.acute,
    submissions.c.stored,
    submissions.c.path,
    submissions.c.form,
    submissions.c.version,
    submissions.c.reader,
    _closing.c.kind.label("closed_by"),
    cases.c.reference.label("case"),
)
_FROM = (
    submissions.outerjoin(
        _closing,
        and_(
            _closing.c.submission_id == submissions.c.id, _closing.c.kind != DecisionKind.SET.value
        ),
    )
    # A person who accepts may name another case than the import had found.
    .outerjoin(cases, cases.c.id == func.coalesce(_closing.c.case_id, submissions.c.case_id))
)
_WAITS = and_(submissions.c.status != Status.IMPORTED.value, _closing.c.id.is_(None))
_STANDS = or_(
    submissions.c.status == Status.IMPORTED.value,
    _closing.c.kind == DecisionKind.ACCEPT.value,
)


def _entry(row: AnyRow) -> Entry:
    return Entry(
        row.id,
        Status(row.status),
        None if row.closed_by is None else DecisionKind(row.closed_by),
        row.acute,
        row.stored,
        row.path,
        row.form,
        row.version,
        row.reader,
        row.case,
    )


def waiting(connection: Connection) -> list[Entry]:
    """What a person must look at: acute first, then review before rejected, then oldest."""
    rejected = submissions.c.status == Status.REJECTED.value
    order = submissions.c.acute.desc(), rejected, submissions.c.id
    query = select(*_ENTRY).select_from(_FROM).where(_WAITS).order_by(*order)
    return [_entry(row) for row in connection.execute(query)]


def waiting_without_case(connection: Connection) -> list[Entry]:
    """Forms that came in and wait for review with no case yet, acute first.

    They are received all the same, and stand on the list of cases: which case
    a form belongs to, or that it opens one, is settled when it is accepted.
    """
    return [
        entry
        for entry in waiting(connection)
        if entry.status is Status.NEEDS_REVIEW and entry.case is None
    ]


def view(connection: Connection, submission: int) -> View:
    """One submission whole.

    Raises
    ------
    UsageError
        When there is no submission of that number.
    """
    more = (
        submissions.c.template_hash,
        submissions.c.token,
        submissions.c.first_page,
        submissions.c.last_page,
        submissions.c["values"],
        submissions.c.readings,
        submissions.c.original_id,
        originals.c.sha256,
        originals.c.size,
    )
    source = _FROM.join(originals, originals.c.id == submissions.c.original_id)
    query = select(*_ENTRY, *more).select_from(source).where(submissions.c.id == submission)
    row = connection.execute(query).first()
    if row is None:
        raise UsageError(_("There is no submission {number}.").format(number=submission))
    columns = row._mapping  # noqa: SLF001 - SQLAlchemy's public way to a column named like a method
    return View(
        _entry(row),
        row.sha256,
        row.size,
        None if row.first_page is None else (row.first_page, row.last_page),
        row.template_hash,
        row.token,
        columns["values"],
        {name: _reading(name, kept) for name, kept in row.readings.items()},
        tuple(findings_of(connection, submission)),
        tuple(decisions_of(connection, submission)),
        verification_of(connection, row.original_id),
        crop_names(connection, submission),
    )


def _reading(name: str, kept: list[Any]) -> Reading:
    raw, confidence, *place = kept
    where = None
    if place:
        where = Place(place[0], tuple(place[1]) if len(place) > 1 else None)
    return Reading(name, tuple(raw) if isinstance(raw, list) else raw, confidence, where)


def findings_of(connection: Connection, submission: int) -> Iterator[Finding]:
    """What was found on import, in order."""
    query = (
        select(findings).where(findings.c.submission_id == submission).order_by(findings.c.position)
    )
    for row in connection.execute(query):
        yield Finding(row.code, Severity(row.severity), row.field, row.params, row.texts)


def decisions_of(connection: Connection, submission: int) -> Iterator[Decision]:
    """What people decided, in order."""
    source = decisions.outerjoin(cases, cases.c.id == decisions.c.case_id)
    query = (
        select(decisions, cases.c.reference)
        .select_from(source)
        .where(decisions.c.submission_id == submission)
        .order_by(decisions.c.id)
    )
    for row in connection.execute(query):
        kind = DecisionKind(row.kind)
        yield Decision(row.at, row.who, row.why, kind, row.field, row.reference, row.what)


def corrected(values: Mapping[str, Value], made: tuple[Decision, ...]) -> dict[str, Value]:
    """The values with the corrections of some decisions laid over them, in order."""
    now: dict[str, Value] = without(values, ())
    for decision in made:
        if decision.kind is not DecisionKind.SET or decision.field is None:
            continue
        now = without(now, {decision.field})
        if "value" in decision.what:
            put(now, decision.field, decision.what["value"])
    return now


def original(connection: Connection, submission: int) -> bytes:
    """The bytes that came in, unchanged.

    Raises
    ------
    UsageError
        When there is no submission of that number.
    """
    query = select(submissions.c.original_id).where(submissions.c.id == submission)
    found = connection.execute(query).scalar()
    if found is None:
        raise UsageError(_("There is no submission {number}.").format(number=submission))
    return content_of(connection, found)


@dataclass(frozen=True, slots=True)
class Standing:
    """One submission whose values stand, for export."""

    entry: Entry
    received: datetime
    values: Mapping[str, Value]
    case_protected: str | None
    """What the case knows of the child's protected identity."""
    waived: frozenset[str]
    """Fields that were in doubt and have no value, which the person who accepted let pass."""


def standing(
    connection: Connection, *, form: str | None = None, since: datetime | None = None
) -> Iterator[Standing]:
    """Submissions whose values stand, oldest first, with corrections laid over."""
    more = (
        submissions.c["values"],
        originals.c.received,
        cases.c.protected,
        _closing.c.what.label("closing"),
    )
    source = _FROM.join(originals, originals.c.id == submissions.c.original_id)
    query: Select[Any] = select(*_ENTRY, *more).select_from(source).where(_STANDS)
    if form is not None:
        query = query.where(submissions.c.form == form)
    if since is not None:
        query = query.where(originals.c.received >= since)
    touched = select(decisions.c.submission_id).where(decisions.c.kind == DecisionKind.SET.value)
    with_corrections = set(connection.execute(touched).scalars())
    # In pages, not by one cursor: memory stays flat, and corrections can be asked for between.
    query = query.order_by(submissions.c.id).limit(_PAGE)
    last = 0
    while page := connection.execute(query.where(submissions.c.id > last)).all():
        for row in page:
            made = tuple(decisions_of(connection, row.id)) if row.id in with_corrections else ()
            values = corrected(row._mapping["values"], made)  # noqa: SLF001
            waived = frozenset(
                name for _code, name in (row.closing or {}).get("waived", ()) if name
            )
            yield Standing(_entry(row), row.received, values, row.protected, waived)
        last = page[-1].id


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case in a list, with how many of its submissions stand and wait."""

    case: Case
    submissions: int
    waiting: int


def list_cases(connection: Connection) -> list[CaseLine]:
    """All cases, newest first."""
    in_case = select(cases.c.id).select_from(_FROM)
    standing_in = dict(_counted(connection, in_case.where(_STANDS)))
    waiting_in = dict(_counted(connection, in_case.where(_WAITS)))
    rows = connection.execute(select(cases).order_by(cases.c.id.desc()))
    return [
        CaseLine(case_of(row), standing_in.get(row.id, 0), waiting_in.get(row.id, 0))
        for row in rows
    ]


def _counted(connection: Connection, query: Select[Any]) -> Iterator[tuple[int, int]]:
    found = query.where(cases.c.id.is_not(None)).subquery()
    counted = select(found.c.id, func.count()).group_by(found.c.id)
    yield from connection.execute(counted).all()


def submissions_of(connection: Connection, case: Case) -> list[Entry]:
    """The submissions of a case, oldest first: those that stand and those that wait."""
    query = (
        select(*_ENTRY)
        .select_from(_FROM)
        .where(cases.c.id == case.id, or_(_STANDS, _WAITS))
        .order_by(submissions.c.id)
    )
    return [_entry(row) for row in connection.execute(query)]


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a case's history: an event of the case or a decision on a submission."""

    at: datetime
    """When it happened."""
    recorded: datetime
    who: str
    kind: str
    submission: int | None
    what: Mapping[str, Any]
    id: int | None = None
    """Number of the event, by which it can be struck out; decisions on submissions have none."""


def history(connection: Connection, case: Case) -> list[Event]:
    """What happened in a case and with its submissions, oldest first."""
    events = select(case_events).where(case_events.c.case_id == case.id)
    found = [
        Event(
            row.happened or row.at, row.at, row.who, row.kind, row.submission_id, row.what, row.id
        )
        for row in connection.execute(events.order_by(case_events.c.id))
    ]
    for entry in submissions_of(connection, case):
        for made in decisions_of(connection, entry.id):
            what = {"field": made.field, "why": made.why, **made.what}
            told = {key: value for key, value in what.items() if value not in (None, "")}
            found.append(Event(made.at, made.at, made.who, made.kind.value, entry.id, told))
    return sorted(found, key=lambda event: (event.at, event.recorded))
