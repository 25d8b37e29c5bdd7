"""Review as commands and other programs use it: open, decide, judge anew, in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import Connection

from oroforms.casefile.cases import Case
from oroforms.casefile.opening import CaseFile
from oroforms.definition import Definition
from oroforms.documents import Record
from oroforms.errors import UsageError
from oroforms.findings import Finding
from oroforms.library import Library
from oroforms.platforms import user_name
from oroforms.review import queue
from oroforms.review.queue import Review, Reviewer
from oroforms.validate import validate
from oroforms.workflow.dating import document_day
from oroforms.workflow.protecting import marked, protection_of_submission


def open_review(case_file: CaseFile, library: Library, number: int, *, why: str = "") -> Review:
    """One submission as it stands, with the findings that are still open, for a person to see.

    The log says who looked, and ``why`` where that was said.

    Raises
    ------
    UsageError
        When there is no submission of that number.
    """
    with case_file.reading() as connection:
        what = marked(protection_of_submission(connection, number))
    with case_file.looking("review-shown", submission=number, what=what, why=why) as connection:
        return review_of(connection, library, number)


def set_values(
    case_file: CaseFile,
    library: Library,
    number: int,
    answers: Mapping[str, str],
    *,
    who: str | None = None,
    why: str = "",
) -> Review:
    """Give fields their values as a person read them; the submission as it then stands.

    Raises
    ------
    UsageError
        When a name or a value does not fit the form; then nothing is set.
    Unsettled
        When it has been taken in already and the correction is in error; then nothing is set.
    """
    reviewer = _reviewer(case_file, who, why)
    with case_file.writing() as connection:
        queue.set_values(connection, review_of(connection, library, number), answers, reviewer)
        after = review_of(connection, library, number)
        queue.learn_corrections(connection, after, reviewer)
    return after


def accept(
    case_file: CaseFile,
    library: Library,
    number: int,
    *,
    case: str | None = None,
    waive: Collection[str] = (),
    who: str | None = None,
    why: str = "",
) -> Case:
    """Take a submission into its case, or into the one that is named; see :func:`queue.accept`.

    Raises
    ------
    Unsettled
        While there are error findings that are neither corrected nor waived.
    UsageError
        When it does not wait for review, or a name is wrong.
    """
    with case_file.writing() as connection:
        seen = review_of(connection, library, number)
        reviewer = _reviewer(case_file, who, why)
        return queue.accept(connection, seen, reviewer, case=case, waive=waive)


def reject(
    case_file: CaseFile, library: Library, number: int, *, why: str, who: str | None = None
) -> None:
    """Put a submission aside for good, with the reason.

    Raises
    ------
    UsageError
        When it does not wait, or no reason is given.
    """
    with case_file.writing() as connection:
        seen = review_of(connection, library, number)
        queue.reject(connection, seen, _reviewer(case_file, who, why))


def _reviewer(case_file: CaseFile, who: str | None, why: str) -> Reviewer:
    return Reviewer(who or user_name(), why, case_file.clock())


def review_of(connection: Connection, library: Library, number: int) -> Review:
    """One submission as it stands, inside a transaction whose log row is the caller's."""

    def definition(form: str, version: int) -> Definition | None:
        try:
            return library.get(form, version)
        except UsageError:
            return None

    return queue.review(connection, number, definition, _judge)


def _judge(definition: Definition, record: Record, today: date) -> tuple[Finding, ...]:
    return validate(
        definition, record, today=today, dated=document_day(definition, record.values, today)
    )
