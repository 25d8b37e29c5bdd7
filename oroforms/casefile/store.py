"""Storing what was read from an original.

It is stored in one transaction together with the mark that the original has
been read, the case it opened or joined, and the history of that
case: after a kill at any moment either all of it is there or the original is
still marked as to be read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Sized
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Connection, bindparam, func, insert, select, update

from oroforms.casefile import log
from oroforms.casefile.cases import (
    Case,
    case_by_id,
    learn_child,
    open_case,
    record_event,
)
from oroforms.casefile.kept_crops import keep_crops
from oroforms.casefile.matching import Answers, Match, match
from oroforms.casefile.tables import (
    decisions,
    findings,
    originals,
    submissions,
)
from oroforms.casefile.verifications import keep_verification
from oroforms.definition import Definition
from oroforms.documents import Assessment, PageReference, Reading, Status, Value
from oroforms.facts import EventKind
from oroforms.findings import Finding, Severity, has_error
from oroforms.names import flatten, unflatten


@dataclass(frozen=True, slots=True)
class Intake:
    """What surrounds a reading: who takes in which original, when, from where, in which import."""

    original: int
    path: str
    at: datetime
    who: str
    import_id: int | None = None
    part: int = 1
    """Which form of the original, where one file holds several."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What is kept of one submission: its number, its case if known, and the final judgement."""

    submission: int | None
    """``None`` only where nothing is stored (a dry run)."""
    case: str | None
    assessment: Assessment


G = TypeVar("G", bound=Sized)
Gather: TypeAlias = Callable[[Iterator[Stored]], G]
"""What takes up what became of the forms of an original."""

_LATEST = (
    select(
        submissions.c.id,
        submissions.c.status,
        submissions.c.form,
        submissions.c.case_id,
        submissions.c.attempt,
        func.max(submissions.c.part).over().label("parts"),
    )
    .where(submissions.c.original_id == bindparam("original"))
    .order_by(submissions.c.attempt.desc(), submissions.c.part)
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an original came to when it was read before."""

    submission: int
    case: str | None
    attempt: int
    rereadable: bool
    """Whether its form was not told then, and nobody has decided on it since."""


def earlier(connection: Connection, original: int) -> Earlier | None:
    """The latest reading of an original."""
    row = connection.execute(_LATEST, {"original": original}).first()
    if row is None:
        return None
    case = None if row.case_id is None else case_by_id(connection, row.case_id).reference
    # Of a pile the parts were told one by one, and are not told anew as one form.
    untold = row.form is None and row.parts == 1 and not _is_closed(connection, row.id)
    return Earlier(row.id, case, row.attempt, untold)


def _is_closed(connection: Connection, submission: int) -> bool:
    query = select(func.count()).where(
        decisions.c.submission_id == submission, decisions.c.kind != "set"
    )
    return bool(connection.execute(query).scalar())


_MARK_READ = (
    update(originals)
    .where(originals.c.id == bindparam("original"), originals.c.read_at.is_(None))
    .values(read_at=bindparam("at"))
)


def store(
    connection: Connection, intake: Intake, assessment: Assessment, definition: Definition | None
) -> Stored | None:
    """Store what was read from an original; ``None`` when another import was first.

    The case is found here, in the same transaction, so that what is judged
    and what is stored are one state of the case file.
    """
    stored = store_parts(connection, intake, [(assessment, definition)], list)
    return None if stored is None else stored[0]


def store_parts(
    connection: Connection,
    intake: Intake,
    parts: Iterable[tuple[Assessment, Definition | None]],
    gather: Gather[G],
) -> G | None:
    """Store all forms that one original holds, or none; ``None`` when another import was first.

    ``gather`` takes up what became of them, one by one: ``list``, or what holds them elsewhere.
    """
    marked = connection.execute(_MARK_READ, {"original": intake.original, "at": intake.at})
    if marked.rowcount == 0:
        return None
    return gather(
        store_attempt(connection, replace(intake, part=number), assessment, definition, attempt=1)
        for number, (assessment, definition) in enumerate(parts, start=1)
    )


def store_again(
    connection: Connection, intake: Intake, assessment: Assessment, definition: Definition | None
) -> Stored | None:
    """Store another reading of an original whose form was not told before.

    The earlier submission stays, with a decision row that names the new one.
    ``None`` when somebody decided on it, or read it again, meanwhile.
    """
    before = earlier(connection, intake.original)
    if before is None or not before.rereadable:
        return None
    stored = store_attempt(connection, intake, assessment, definition, attempt=before.attempt + 1)
    connection.execute(
        insert(decisions),
        {
            "submission_id": before.submission,
            "at": intake.at,
            "who": intake.who,
            "kind": "reread",
            "what": {"submission": stored.submission},
        },
    )
    log.record(
        connection,
        "submission-reread",
        at=intake.at,
        who=intake.who,
        submission=before.submission,
        what={"submission": stored.submission},
    )
    return stored


def judge(
    connection: Connection, assessment: Assessment, definition: Definition | None
) -> tuple[Assessment, Match]:
    """The assessment with what the case file has to say of it, and the case. Writes nothing."""
    if assessment.status is Status.REJECTED or definition is None:
        return assessment, Match()
    if any(found.code == "pages-mixed" for found in assessment.findings):
        # Which page is about which child cannot be told: nothing of it comes near a case.
        return replace(assessment, values={}), Match()
    found = match(connection, answers_of(assessment, definition))
    everything = (*assessment.findings, *found.findings)
    doubtful = {f.field for f in found.findings if f.severity is Severity.ERROR and f.field}
    return (
        replace(
            assessment,
            status=Status.NEEDS_REVIEW if has_error(everything) else assessment.status,
            findings=everything,
            values=without(assessment.values, doubtful) if doubtful else assessment.values,
        ),
        found,
    )


def answers_of(assessment: Assessment, definition: Definition) -> Answers:
    """What matching looks at in an assessment."""
    identification, readings = assessment.identification, assessment.readings
    return Answers(
        definition,
        assessment.values,
        None if identification is None else identification.token,
        {f.field for f in assessment.findings if f.severity is Severity.ERROR and f.field},
        None if readings is None else readings.items.keys(),
    )


def without(values: Mapping[str, Value], names: Collection[str]) -> dict[str, Value]:
    """The values without some names and all that lies below them."""

    def kept(name: str) -> bool:
        return not any(name == out or name.startswith(f"{out}.") for out in names)

    return unflatten({name: value for name, value in flatten(values) if kept(name)})


def store_attempt(
    connection: Connection,
    intake: Intake,
    assessment: Assessment,
    definition: Definition | None,
    *,
    attempt: int,
) -> Stored:
    """Store one reading of one form of an original; ``attempt`` counts its readings from 1."""
    judged, found = judge(connection, assessment, definition)
    imported = judged.status is Status.IMPORTED
    case = found.case
    if definition is not None and imported and found.opens:
        child = answers_of(judged, definition).child
        case = open_case(connection, at=intake.at, who=intake.who, child=child)
    row = _row(intake, judged) | {"attempt": attempt, "case_id": None if case is None else case.id}
    submission = connection.execute(
        insert(submissions).returning(submissions.c.id), row
    ).scalar_one()
    if judged.findings:
        rows = list(_finding_rows(submission, judged.findings))
        connection.execute(insert(findings), rows)
    keep_crops(connection, submission, judged.crops)
    log.record(
        connection,
        "submission-stored",
        at=intake.at,
        who=intake.who,
        case=None if case is None else case.reference,
        submission=submission,
        what=_what(intake, judged),
    )
    if judged.verification is not None:
        keep_verification(connection, intake.original, judged.verification, intake.at)
    if definition is not None and imported and case is not None:
        take_into(
            connection,
            case,
            answers_of(judged, definition),
            submission=submission,
            at=intake.at,
            who=intake.who,
        )
    return Stored(submission, None if case is None else case.reference, judged)


def _what(intake: Intake, judged: Assessment) -> dict[str, Any]:
    """What the log says of a submission: what became of it, its form, by which import."""
    told = judged.identification
    said = {
        "status": judged.status.value,
        "form": None if told is None else f"{told.form}@{told.version}",
        "import": intake.import_id,
        "crops": len(judged.crops),
    }
    return {name: value for name, value in said.items() if value}


def take_into(
    connection: Connection, case: Case, answers: Answers, *, submission: int, at: datetime, who: str
) -> None:
    """Let a case know of a submission whose values are right: its child, and its history."""
    learn_child(connection, case, answers.child, at=at, who=who, submission=submission)
    kind = EventKind.RECEIVED
    record_event(connection, case.id, kind, at=at, who=who, submission=submission)


def _row(intake: Intake, assessment: Assessment) -> dict[str, Any]:
    identification, readings = assessment.identification, assessment.readings
    row: dict[str, Any] = {
        "original_id": intake.original,
        "part": intake.part,
        "import_id": intake.import_id,
        "path": intake.path,
        "stored": intake.at,
        "status": assessment.status.value,
        "acute": assessment.acute,
        "values": dict(assessment.values),
        "readings": {},
        "page_references": [],
        "form": None,
        "version": None,
        "template_hash": None,
        "token": None,
        "method": None,
        "certainty": None,
        "reader": None,
        "first_page": None,
        "last_page": None,
    }
    if identification is not None:
        row |= {
            "form": identification.form,
            "version": identification.version,
            "template_hash": identification.template_hash,
            "token": identification.token,
            "method": identification.method,
            "certainty": identification.certainty,
            "page_references": [_page_reference(page) for page in identification.pages],
        }
    if (span := assessment.span) is not None:
        row["first_page"], row["last_page"] = span
    if readings is not None:
        row |= {
            "reader": readings.reader,
            "readings": {name: kept_reading(item) for name, item in readings.items.items()},
        }
    return row


def _page_reference(page: PageReference) -> Sequence[Any]:
    return [
        page.page,
        f"{page.form}@{page.version}",
        page.template_hash,
        page.token,
        page.number,
        page.count,
    ]


def kept_reading(reading: Reading) -> list[Any]:
    """A reading as JSON: raw, confidence, and where it has a place page and rectangle."""
    kept: list[Any] = [reading.raw, reading.confidence]
    if reading.place is not None:
        kept.append(reading.place.page)
        if reading.place.rect is not None:
            kept.append([round(side, 2) for side in reading.place.rect])
    return kept


def _finding_rows(submission: int, found: Sequence[Finding]) -> Iterator[dict[str, Any]]:
    for position, item in enumerate(found):
        yield {
            "submission_id": submission,
            "position": position,
            "code": item.code,
            "severity": item.severity.value,
            "field": item.field,
            "params": dict(item.params),
            "texts": None if item.texts is None else dict(item.texts),
        }
