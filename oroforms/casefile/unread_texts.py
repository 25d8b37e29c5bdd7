"""Forms whose typed texts nobody could read, because the program for it was missing: read again.

The file came in, and its ticks are known. Once the program is there, the same
file is imported again, and the forms on which nobody has decided are replaced.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, bindparam, exists, insert, select

from oroforms.casefile.store import G, Gather, Intake, Stored, store_attempt
from oroforms.casefile.tables import decisions, findings, submissions
from oroforms.definition import Definition
from oroforms.documents import Assessment, Status

_UNREAD = "text-recognition-failed"
_WAITING = (
    select(
        submissions.c.id,
        submissions.c.part,
        submissions.c.attempt,
        submissions.c.form,
        submissions.c.token,
        submissions.c.first_page,
        submissions.c.last_page,
    )
    .where(
        submissions.c.original_id == bindparam("original"),
        submissions.c.status == Status.NEEDS_REVIEW.value,
        exists().where(findings.c.submission_id == submissions.c.id, findings.c.code == _UNREAD),
        ~exists().where(decisions.c.submission_id == submissions.c.id),
    )
    .order_by(submissions.c.part)
)


def has_unread_texts(connection: Connection, original: int) -> bool:
    """Whether a form of an original waits, undecided, with texts that were not read."""
    return connection.execute(_WAITING, {"original": original}).first() is not None


def store_read_texts(
    connection: Connection,
    intake: Intake,
    parts: Iterable[tuple[Assessment, Definition | None]],
    gather: Gather[G],
) -> G | None:
    """Store another reading of the forms whose texts were not read, where they now are.

    Other forms of the same original stay as they are. The earlier submission stays, with a
    decision row that names the new one. ``None`` when there is none to replace; ``gather``
    is that of :func:`~oroforms.casefile.store.store_parts`.
    """
    return gather(_replaced(connection, intake, parts)) or None


def _replaced(
    connection: Connection,
    intake: Intake,
    parts: Iterable[tuple[Assessment, Definition | None]],
) -> Iterator[Stored]:
    waiting = list(connection.execute(_WAITING, {"original": intake.original}).all())
    for again in parts:
        before = next((row for row in waiting if _is_that(again[0], tuple(row[3:]))), None)
        if before is None or any(found.code == _UNREAD for found in again[0].findings):
            continue
        waiting.remove(before)
        attempt = before.attempt + 1
        made = store_attempt(connection, replace(intake, part=before.part), *again, attempt=attempt)
        decision = {
            "submission_id": before.id,
            "at": intake.at,
            "who": intake.who,
            "kind": "reread",
            "what": {"submission": made.submission},
        }
        connection.execute(insert(decisions), decision)
        yield made


def _is_that(assessment: Assessment, before: tuple[Any, ...]) -> bool:
    """Whether a judgement is on the same pages of the file, taken for the same form."""
    told = assessment.identification
    if told is None or assessment.span is None:
        return False
    return (told.form, told.token, *assessment.span) == before
