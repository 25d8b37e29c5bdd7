"""Issued forms: what was prefilled, for which case, under which token."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select

from oroforms.casefile.cases import Case, case_by_id, record_event
from oroforms.casefile.tables import issues
from oroforms.documents import Value
from oroforms.facts import EventKind


@dataclass(frozen=True, slots=True)
class Issue:
    """One form that left the house; ``prefilled`` maps dotted names to values."""

    token: str
    form: str
    version: int
    template_hash: str
    issued: datetime
    who: str
    case: Case | None = None
    prefilled: Mapping[str, Value] = field(default_factory=dict)


_BY_TOKEN = select(issues).where(issues.c.token == bindparam("token"))


def record_issue(connection: Connection, issue: Issue) -> None:
    """Keep the record of an issued form, and note it in its case."""
    connection.execute(
        insert(issues),
        {
            "token": issue.token,
            "form": issue.form,
            "version": issue.version,
            "template_hash": issue.template_hash,
            "case_id": None if issue.case is None else issue.case.id,
            "prefilled": dict(issue.prefilled),
            "issued": issue.issued,
            "who": issue.who,
        },
    )
    if issue.case is not None:
        record_event(
            connection,
            issue.case.id,
            EventKind.ISSUED,
            at=issue.issued,
            who=issue.who,
            what={"form": f"{issue.form}@{issue.version}", "token": issue.token},
        )


def find_issue(connection: Connection, token: str) -> Issue | None:
    """The record of an issue token, or ``None`` when it was not issued from here."""
    row = connection.execute(_BY_TOKEN, {"token": token}).first()
    if row is None:
        return None
    return Issue(
        row.token,
        row.form,
        row.version,
        row.template_hash,
        row.issued,
        row.who,
        None if row.case_id is None else case_by_id(connection, row.case_id),
        row.prefilled,
    )
