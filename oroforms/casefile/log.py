"""The log: every reading and change of personal data, only ever added to, chained by hash.

A row's hash is SHA-256 over the hash before it and the row's own canonical
JSON, so that a row cannot be changed, taken out or put in without all later
hashes changing. That the newest rows were cut off shows only against a hash
that was noted elsewhere: :func:`verify_log` takes one. Rows hold names of
fields and numbers, never an answer, and outlive the case that they speak of.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, insert, select

from oroforms.casefile.tables import log

GENESIS = "0" * 64
"""What stands for the hash before the first row."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log: who did what with which case's data, when and why."""

    number: int
    at: datetime
    who: str
    action: str
    """A stable word, such as ``case-shown``; ``docs/log.md`` lists them."""
    case: str | None
    submission: int | None
    what: Mapping[str, Any] = field(default_factory=dict)
    why: str = ""
    hash: str = ""


def record(
    connection: Connection,
    action: str,
    *,
    at: datetime,
    who: str,
    case: str | None = None,
    submission: int | None = None,
    what: Mapping[str, Any] | None = None,
    why: str = "",
) -> None:
    """Add one row, inside the writing transaction of what it speaks of.

    The case file has one writer at a time, so that the chain cannot fork.
    """
    last = connection.execute(_LAST).first()
    row: dict[str, Any] = {
        "number": 1 if last is None else last.number + 1,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "who": who,
        "action": action,
        "case": case,
        "submission": submission,
        "what": dict(what or {}),
        "why": why,
    }
    row["hash"] = _hash(GENESIS if last is None else last.hash, row)
    connection.execute(insert(log), row)


_LAST = select(log.c.number, log.c.hash).order_by(log.c.number.desc()).limit(1)


def _hash(before: str, row: Mapping[str, Any]) -> str:
    said = json.dumps(row, sort_keys=True, separators=(",", ":"))
    return sha256(f"{before}{said}".encode()).hexdigest()


def entries(connection: Connection, case: str | None = None) -> Iterator[Entry]:
    """The log from its beginning, or what it says of one case."""
    query = select(log).order_by(log.c.number)
    if case is not None:
        query = query.where(log.c.case == case)
    for row in connection.execute(query.execution_options(yield_per=1000)):
        known = row._mapping  # noqa: SLF001 - SQLAlchemy's public way to a column named like a keyword
        yield Entry(
            row.number,
            datetime.fromisoformat(row.at),
            row.who,
            row.action,
            known["case"],
            row.submission,
            row.what,
            row.why,
            row.hash,
        )
