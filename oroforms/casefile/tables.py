"""The tables of the case file (*akt*), alike on SQLite and PostgreSQL.

What came in and what was read is only ever added to. Two tables hold a
present state beside their history: ``cases`` (what is known of the child, as
last accepted; its history is ``case_events``) and ``originals.read_at``
(whether the original has been read). Everything a person decides is a row of
``decisions``; whether a submission waits is asked of those rows.

Readings with their provenance are one JSON document a submission: they are
written once, never changed, and always wanted together (see
``docs/decisions/case-file.md``).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcTime(TypeDecorator[datetime]):
    """A moment. Kept in UTC, since SQLite has no time zones; always aware in Python."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; without its zone where the database keeps none."""
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """An aware moment in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """Text that may come from a document: what no database can hold becomes U+FFFD.

    PostgreSQL takes no NUL, neither takes half a surrogate pair; both occur
    in damaged files and in file names. Readings keep them, escaped in JSON.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """The text with what cannot be kept replaced."""
        return value if value is None else storable(value)


def storable(text: str) -> str:
    """A text as every database can keep it: see :class:`Words`."""
    if text.isascii() and "\0" not in text:
        return text
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.replace("\0", "\ufffd")


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _to(column: str, *, null: bool = False) -> Column[Any]:
    name = {
        "imports.id": "import_id",
        "originals.id": "original_id",
        "cases.id": "case_id",
        "submissions.id": "submission_id",
    }[column]
    return Column(name, ForeignKey(column), nullable=null)


imports = Table(
    "imports",
    metadata,
    _id(),
    Column("started", UtcTime, nullable=False),
    Column("finished", UtcTime, comment="empty while it runs, and when it was killed"),
    Column("who", Words, nullable=False),
    Column("program", Words, nullable=False, comment="version of oroforms"),
    Column("summary", JSON(none_as_null=True)),
    sqlite_autoincrement=True,
)

originals = Table(
    "originals",
    metadata,
    _id(),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("size", Integer, nullable=False),
    Column("path", Words, nullable=False, comment="where the bytes were first seen"),
    Column("received", UtcTime, nullable=False),
    _to("imports.id", null=True),
    Column("read_at", UtcTime, comment="empty: received, and still to be read"),
    sqlite_autoincrement=True,
)
Index(
    "ix_originals_unread",
    originals.c.id,
    sqlite_where=originals.c.read_at.is_(None),
    postgresql_where=originals.c.read_at.is_(None),
)

contents = Table(
    "contents",
    metadata,
    Column("original_id", ForeignKey("originals.id"), primary_key=True),
    Column("content", LargeBinary, nullable=False),
    comment="apart from originals, so that marking one as read does not write its bytes again",
)

verifications = Table(
    "verifications",
    metadata,
    _id(),
    _to("originals.id"),
    Column("at", UtcTime, nullable=False, comment="when it was judged"),
    Column("verdict", String(10), nullable=False, comment="holds, fails, undecided or unsigned"),
    Column(
        "signatures",
        JSON,
        nullable=False,
        comment="as oroforms.signatures writes them, in the order of signing",
    ),
    Index("ix_verifications_original_id", "original_id"),
    sqlite_autoincrement=True,
)

cases = Table(
    "cases",
    metadata,
    _id(),
    Column("reference", Words, nullable=False, unique=True, comment="such as 2026-0001"),
    Column("status", String(10), nullable=False),
    Column("opened", UtcTime, nullable=False),
    Column("closed", UtcTime),
    Column("child_name", Words),
    Column("child_identity", Words),
    Column("protected", String(10), comment="protected identity: yes, no or unknown"),
    CheckConstraint("status IN ('open', 'closed')", name="status"),
    Index("ix_cases_child_identity", "child_identity"),
    sqlite_autoincrement=True,
)

counters = Table(
    "counters",
    metadata,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
    comment="last number given to a case in each year",
)

submissions = Table(
    "submissions",
    metadata,
    _id(),
    _to("originals.id"),
    Column("part", Integer, nullable=False, comment="which form of the original, from 1"),
    Column("attempt", Integer, nullable=False, comment="which reading of the original, from 1"),
    _to("imports.id", null=True),
    Column("path", Words, nullable=False),
    Column("stored", UtcTime, nullable=False),
    Column(
        "status",
        String(15),
        nullable=False,
        comment="as judged on import; what became of it stands in decisions",
    ),
    Column("acute", Boolean, nullable=False),
    Column("form", Words),
    Column("version", Integer),
    Column("template_hash", Words),
    Column("token", Words),
    Column("method", Words, comment="how the form was told"),
    Column("certainty", Float),
    Column("page_references", JSON, nullable=False, comment="the reference line of each page"),
    Column("reader", Words),
    Column("first_page", Integer),
    Column("last_page", Integer),
    _to("cases.id", null=True),
    Column("values", JSON, nullable=False, comment="nested, as in the contract; certain ones only"),
    Column("readings", JSON, nullable=False, comment="name: [raw, confidence, page, rectangle]"),
    CheckConstraint("status IN ('imported', 'needs-review', 'rejected')", name="status"),
    UniqueConstraint("original_id", "part", "attempt"),
    Index("ix_submissions_status", "status"),
    Index("ix_submissions_case_id", "case_id"),
    sqlite_autoincrement=True,
)

findings = Table(
    "findings",
    metadata,
    Column("submission_id", ForeignKey("submissions.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("code", Words, nullable=False),
    Column("severity", String(7), nullable=False),
    Column("field", Words),
    Column("params", JSON, nullable=False),
    Column(
        "texts", JSON(none_as_null=True), comment="language: text, of rules that came with the form"
    ),
)

crops = Table(
    "crops",
    metadata,
    Column("submission_id", ForeignKey("submissions.id"), primary_key=True),
    Column("name", Words, primary_key=True, comment="of the part that it shows"),
    Column("png", LargeBinary, nullable=False),
    comment="what a person was shown of a scan: doubtful places, cut out on import",
)

decisions = Table(
    "decisions",
    metadata,
    _id(),
    _to("submissions.id"),
    Column("at", UtcTime, nullable=False),
    Column("who", Words, nullable=False),
    Column("why", Words, nullable=False, server_default=text("''")),
    Column("kind", String(10), nullable=False, comment="set, accept, reject or reread"),
    Column("field", Words),
    _to("cases.id", null=True),
    Column("what", JSON, nullable=False),
    Index("ix_decisions_submission_id", "submission_id"),
    Index("ix_decisions_case_id", "case_id"),
    sqlite_autoincrement=True,
)
Index(
    "uq_decisions_closing",
    decisions.c.submission_id,
    unique=True,
    sqlite_where=decisions.c.kind != "set",
    postgresql_where=decisions.c.kind != "set",
)
"""A submission is closed once: two people who accept at the same moment cannot both win."""

case_events = Table(
    "case_events",
    metadata,
    _id(),
    _to("cases.id"),
    Column("at", UtcTime, nullable=False),
    Column("happened", UtcTime, comment="when it happened, where that was earlier"),
    Column("who", Words, nullable=False),
    Column("kind", String(30), nullable=False),
    _to("submissions.id", null=True),
    Column("what", JSON, nullable=False),
    Index("ix_case_events_case_id", "case_id"),
    sqlite_autoincrement=True,
)

issues = Table(
    "issues",
    metadata,
    Column("token", Words, primary_key=True),
    Column("form", Words, nullable=False),
    Column("version", Integer, nullable=False),
    Column("template_hash", Words, nullable=False),
    _to("cases.id", null=True),
    Column("prefilled", JSON, nullable=False, comment="dotted name: value, as issued"),
    Column("issued", UtcTime, nullable=False),
    Column("who", Words, nullable=False),
)

layouts = Table(
    "layouts",
    metadata,
    Column("reference", Words, primary_key=True, comment="form@version-templatehash"),
    Column("layout", Words, nullable=False, comment="as oroforms.layouts writes it"),
    Column("blank", LargeBinary, comment="the fillable form without stamp, for comparing scans"),
    Column("kept", UtcTime, nullable=False),
)

outgoing = Table(
    "outgoing",
    metadata,
    _id(),
    _to("cases.id"),
    Column("at", UtcTime, nullable=False),
    Column("who", Words, nullable=False),
    Column("form", Words, nullable=False),
    Column("version", Integer, nullable=False),
    Column("channel", Words, nullable=False, comment="how it was handed over, such as outbox"),
    Column("receiver", Words, nullable=False),
    Column("token", Words, comment="of a form that is to come back"),
    Column("due", Date, comment="the day by which it is wanted back"),
    Column("name", Words, nullable=False, comment="of the file; says nothing of a person"),
    Column("sha256", String(64), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Index("ix_outgoing_case_id", "case_id"),
    sqlite_autoincrement=True,
    comment="forms and letters that left the house, as they left it",
)

log = Table(
    "log",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False, comment="from 1, unbroken"),
    Column("at", String(32), nullable=False, comment="UTC, ISO 8601: the hash is over this text"),
    Column("who", Words, nullable=False),
    Column("action", Words, nullable=False),
    Column("case", Words, comment="reference; no key, for the case may be culled"),
    Column("submission", Integer),
    Column("what", JSON, nullable=False, comment="names and numbers, never an answer"),
    Column("why", Words, nullable=False),
    Column("hash", String(64), nullable=False, comment="SHA-256 over the row and the hash before"),
    comment="every reading and change of personal data; only ever added to, held by triggers",
)

tallies = Table(
    "tallies",
    metadata,
    _id(),
    Column("month", String(7), nullable=False, comment="in which the notification came: 2026-01"),
    Column("facts", JSON, nullable=False, comment="what statistics count; nothing that names"),
    sqlite_autoincrement=True,
    comment="what statistics need of notifications that were culled",
)
