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
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, or_, select

from oroforms.casefile.spans import within
from oroforms.casefile.tables import log, storable
from oroforms.platforms import user_name

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


@dataclass(frozen=True, slots=True)
class Mark:
    """A row as it can be noted elsewhere: its number and its hash, or the hash's beginning."""

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


class Fault(StrEnum):
    """What can be wrong with the chain."""

    MISSING = "missing"
    """Rows are not there between two that are."""
    CHANGED = "changed"
    """The row, or the hash of the row before it, is not what was written."""
    CUT = "cut"
    """The row that was noted elsewhere, and all after it, are not there."""
    OTHER = "other"
    """The row that was noted elsewhere has another hash: this is another history."""


@dataclass(frozen=True, slots=True)
class Break:
    """One place where the chain does not hold."""

    number: int
    """Of the first row that does not fit, or that is missing."""
    fault: Fault


@dataclass(frozen=True, slots=True)
class LogCheck:
    """What became of a check of the whole log."""

    rows: int
    head: Mark
    """The last row, to be noted where those who write here cannot reach; ``0:000…`` of none."""
    breaks: tuple[Break, ...]

    @property
    def holds(self) -> bool:
        """Whether every row is as it was written, and what was noted is among them."""
        return not self.breaks


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

    The row's ``who`` is the account that runs this, for anybody can say any
    name; another name that was given stands in ``what`` as ``by``.
    The case file has one writer at a time, so that the chain cannot fork;
    and the number is the key, so that of two rows after the same one the
    second is refused.
    """
    account = user_name()
    last = connection.execute(_LAST).first()
    row: dict[str, Any] = {
        "number": 1 if last is None else last.number + 1,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "who": storable(account),
        "action": action,
        "case": case if case is None else storable(case),
        "submission": submission,
        "what": dict(what or {}) if who == account else {**(what or {}), "by": storable(who)},
        "why": storable(why),
    }
    row["hash"] = _hash(GENESIS if last is None else last.hash, row)
    connection.execute(_ADD, row)


_LAST = select(log.c.number, log.c.hash).order_by(log.c.number.desc()).limit(1)
_ADD = insert(log)
_SPOKEN_OF = tuple(column for column in log.c if column.name != "hash")


def _hash(before: str, row: Mapping[str, Any]) -> str:
    said = json.dumps(row, sort_keys=True, separators=(",", ":"))
    return sha256(f"{before}{said}".encode()).hexdigest()


def verify_log(connection: Connection, expected: Mark | None = None) -> LogCheck:
    """Whether each row follows from the one before it, and whether a noted row is there.

    Without ``expected`` a log whose end was cut off, or that was written anew
    from some row on, looks whole: only what was noted elsewhere tells.
    """
    breaks: list[Break] = []
    number, before, rows = 0, GENESIS, 0
    noted: str | None = GENESIS if expected is not None and expected.number == 0 else None
    for row in connection.execute(_WHOLE.execution_options(yield_per=1000)):
        rows += 1
        if row.number != number + 1:
            breaks.append(Break(number + 1, Fault.MISSING))
        # What follows a gap can only be held against what is there.
        elif row.hash != _hash(before, _said(row)):
            breaks.append(Break(row.number, Fault.CHANGED))
        number, before = row.number, row.hash
        if expected is not None and number == expected.number:
            noted = before
    if expected is not None:
        if noted is None:
            breaks.append(Break(expected.number, Fault.CUT))
        elif not noted.startswith(expected.hash.lower()):
            breaks.append(Break(expected.number, Fault.OTHER))
    return LogCheck(rows, Mark(number, before), tuple(breaks))


_WHOLE = select(log).order_by(log.c.number)


def _said(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    known = row._mapping  # noqa: SLF001 - SQLAlchemy's public way to a column named like a keyword
    return {column.name: known[column] for column in _SPOKEN_OF}


def entries(
    connection: Connection,
    case: str | None = None,
    since: datetime | None = None,
    action: str | None = None,
) -> Iterator[Entry]:
    """The log from its beginning or a moment, or what it says of one case or action.

    Of a case: the rows of its own, and those of lists and exports that showed it.
    """
    query = _WHOLE
    if case is not None:
        query = query.where(or_(log.c.case == case, log.c.case.is_(None)))
    if action is not None:
        query = query.where(log.c.action == action)
    if since is not None:
        query = query.where(log.c.at >= bindparam("since"))
    moment = {} if since is None else {"since": since.astimezone(UTC).isoformat(timespec="seconds")}
    for row in connection.execute(query.execution_options(yield_per=1000), moment):
        said = _said(row)
        if case is None or said["case"] == case or within(case, said["what"].get("cases", ())):
            at = datetime.fromisoformat(said.pop("at"))
            yield Entry(at=at, hash=row.hash, **said)
