"""Looks at personal data, as the log keeps them: of one case or submission, or of many at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from oroforms.casefile import log
from oroforms.casefile.cases import normal_reference
from oroforms.casefile.reasons import safe_reason
from oroforms.casefile.spans import spans
from oroforms.casefile.tables import cases, decisions, submissions
from oroforms.facts import Child

PROTECTED = "protected"
"""In ``what`` of a look: the identity of a child that was seen is protected, or may be."""


def note_look(
    connection: Connection,
    action: str,
    *,
    case: str | None,
    submission: int | None,
    what: Mapping[str, Any] | None,
    at: datetime,
    who: str,
    why: str,
) -> None:
    """Record a look at one case, or at one submission and so at its case."""
    row = None
    if case is not None:
        case = normal_reference(case)
        row = connection.execute(_BY_REFERENCE, {"reference": case}).first()
    elif submission is not None:
        row = connection.execute(_OF_SUBMISSION, {"submission": submission}).first()
    said = dict(what or {})
    name = None
    if row is not None:
        case, name = row.reference, row.child_name
        if Child(protected=row.protected).may_be_protected:
            said[PROTECTED] = row.protected
    reason = safe_reason(why, name)
    log.record(
        connection, action, at=at, who=who, case=case, submission=submission, what=said, why=reason
    )


_KNOWN = cases.c.reference, cases.c.child_name, cases.c.protected
_BY_REFERENCE = select(*_KNOWN).where(cases.c.reference == bindparam("reference"))
_closing = decisions.alias("closing")
_OF_SUBMISSION = (
    select(*_KNOWN)
    .select_from(
        submissions.outerjoin(
            _closing,
            (_closing.c.submission_id == submissions.c.id) & (_closing.c.kind != "set"),
        ).join(cases, cases.c.id == func.coalesce(_closing.c.case_id, submissions.c.case_id))
    )
    .where(submissions.c.id == bindparam("submission"))
)

_PROTECTED = select(cases.c.reference).where(cases.c.protected.in_(("yes", "unknown")))


@dataclass(slots=True)
class Seen:
    """What a list, sheet or export showed, gathered for its one row in the log."""

    _cases: set[str] = field(default_factory=set)
    _submissions: set[int] = field(default_factory=set)

    def case(self, reference: str | None) -> None:
        """A case was shown, where there is one."""
        if reference is not None:
            self._cases.add(reference)

    def submission(self, number: int) -> None:
        """A submission was shown."""
        self._submissions.add(number)

    def note(
        self,
        connection: Connection,
        action: str,
        *,
        what: Mapping[str, Any] | None,
        at: datetime,
        who: str,
        why: str,
    ) -> None:
        """Record it, all names as the runs in which they follow on each other."""
        protected = self._cases.intersection(connection.execute(_PROTECTED).scalars())
        told = {
            "cases": spans(self._cases),
            "submissions": spans(self._submissions),
            PROTECTED: spans(protected),
        }
        said = {**(what or {}), **{key: names for key, names in told.items() if names}}
        log.record(connection, action, at=at, who=who, what=said, why=safe_reason(why))
