"""What left the house (*expedierade handlingar*): forms and letters, kept as they were sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Column, Connection, bindparam, insert, select

from oroforms.casefile.cases import Case, record_event
from oroforms.casefile.tables import cases, outgoing
from oroforms.errors import UsageError
from oroforms.facts import EventKind
from oroforms.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Dispatch:
    """One document on its way out."""

    form: str
    version: int
    name: str
    """The file's name, which says nothing of a person."""
    content: bytes
    receiver: str
    channel: str
    token: str | None = None
    due: date | None = None


def record_outgoing(
    connection: Connection, case: Case, dispatch: Dispatch, *, at: datetime, who: str
) -> int:
    """Keep what was sent and note it in its case; its number."""
    row = {
        "case_id": case.id,
        "at": at,
        "who": who,
        "form": dispatch.form,
        "version": dispatch.version,
        "channel": dispatch.channel,
        "receiver": dispatch.receiver,
        "token": dispatch.token,
        "due": dispatch.due,
        "name": dispatch.name,
        "sha256": sha256(dispatch.content).hexdigest(),
        "content": dispatch.content,
    }
    number = int(connection.execute(insert(outgoing).returning(outgoing.c.id), row).scalar_one())
    what = {"outgoing": number, "form": f"{dispatch.form}@{dispatch.version}"}
    record_event(connection, case.id, EventKind.SENT, at=at, who=who, what=what)
    return number


def content_of(connection: Connection, number: int) -> bytes:
    """The bytes of one outgoing document, as they were sent.

    Raises
    ------
    UsageError
        When there is none of that number.
    """
    return bytes(_column(connection, number, outgoing.c.content))


def case_of_outgoing(connection: Connection, number: int) -> str:
    """The reference of the case that an outgoing document belongs to.

    Raises
    ------
    UsageError
        As :func:`content_of`.
    """
    query = select(cases.c.reference).where(cases.c.id == bindparam("id"))
    case_id = _column(connection, number, outgoing.c.case_id)
    return str(connection.execute(query, {"id": case_id}).scalar_one())


def _column(connection: Connection, number: int, column: Column[Any]) -> Any:
    found = connection.execute(select(column).where(outgoing.c.id == number)).scalar()
    if found is None:
        raise UsageError(_("There is no outgoing document {number}.").format(number=number))
    return found
