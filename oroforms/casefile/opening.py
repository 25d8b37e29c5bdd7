"""Opening a case file: SQLite by default, PostgreSQL by address, migrated as needed."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from sqlite3 import OperationalError
from time import monotonic, sleep
from types import TracebackType
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError

from oroforms import reasons
from oroforms.casefile.clock import Clock, system_clock
from oroforms.casefile.looking import Seen, note_look
from oroforms.casefile.revision import HEAD, migrate, revision_of
from oroforms.errors import CaseFileError, UsageError
from oroforms.i18n import gettext as _
from oroforms.platforms import user_name

# Its pool prints a traceback where an interrupt meets the return of a connection, and goes on.
logging.getLogger("sqlalchemy.pool").addHandler(logging.NullHandler())

_WAIT_MILLISECONDS = 60_000
"""How long one writer waits for another; an import's transactions take milliseconds."""
_PATIENCE_MILLISECONDS = 1_000
"""How long writing the whole file anew waits for others, who may have it open all day."""
_WRITER_LOCK = 0x6F726F01
"""Number of the PostgreSQL advisory lock that the one writer holds."""
_DRIVERS = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}


def default_location() -> Path:
    """The SQLite file in the user's data folder that is used when nothing is told."""
    from platformdirs import user_data_path

    return user_data_path("oroforms", appauthor=False) / "casefile.db"


@dataclass(slots=True)
class CaseFile:
    """An open case file. Use it as a context manager; one process, any number of transactions.

    ``clock`` tells the time of every row; tests bring their own.
    """

    engine: Engine
    clock: Clock = field(default=system_clock)

    @classmethod
    def open(cls, where: str | Path | None = None, *, clock: Clock = system_clock) -> CaseFile:
        """Open the case file at a path or database URL, making or migrating it as needed.

        ``where=None`` is :func:`default_location`. A new SQLite file is made
        readable for its owner alone; ``sqlite://`` is one in memory.

        Raises
        ------
        UsageError
            When the address is none that can be understood.
        CaseFileError
            When it cannot be opened, or was written by a newer oroforms.
        """
        url = _url(where if where is not None else default_location())
        if url.get_backend_name() == "sqlite" and url.database:
            _make_private(Path(url.database))
        try:
            engine = _engine(url)
        except (ArgumentError, NoSuchModuleError) as error:
            raise UsageError(
                _("{address}: no kind of case file that oroforms knows").format(
                    address=url.render_as_string()
                )
            ) from error
        except ModuleNotFoundError as error:
            raise CaseFileError(
                _("{address}: the driver {driver} is not installed (oroforms[postgresql])").format(
                    address=url.render_as_string(), driver=error.name
                )
            ) from error
        case_file = cls(engine, clock)
        try:
            case_file._migrate()
        except DatabaseError as error:
            case_file.close()
            raise CaseFileError(
                _("{address}: the case file cannot be opened: {reason}").format(
                    address=url.render_as_string(), reason=error.orig
                )
            ) from error
        except BaseException:
            case_file.close()
            raise
        return case_file

    def _migrate(self) -> None:
        with self.reading() as connection:
            if revision_of(connection) == HEAD:
                return
        with self.writing() as connection:
            migrate(connection)

    @property
    def address(self) -> str:
        """Path or URL as messages may show it, without password."""
        url = self.engine.url
        if url.get_backend_name() == "sqlite":
            return url.database or ":memory:"
        return url.render_as_string()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One transaction that sees a single state of the case file and changes nothing."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self, *, durable: bool = True) -> Iterator[Connection]:
        """One transaction that is stored whole or not at all.

        ``durable=False`` leaves it to a later durable one to force the bytes
        to disk: it survives the death of this process at once, and the loss
        of power from then on.
        """
        options = {"oroforms_writing": True, "oroforms_durable": durable}
        with self.engine.connect() as connection:
            connection.execution_options(**options)
            with connection.begin():
                yield connection

    @contextmanager
    def looking(
        self,
        action: str,
        *,
        case: str | None = None,
        submission: int | None = None,
        what: Mapping[str, Any] | None = None,
        who: str | None = None,
        why: str = "",
    ) -> Iterator[Connection]:
        """A transaction to read what a person is shown of one case or submission, and its log row.

        ``action`` is a word that ``docs/log.md`` lists; ``who`` is the account
        that runs this unless told. The row is there when the transaction ends,
        which is before anything is shown; without it nothing is read.
        """
        with self.writing() as connection:
            by = who or user_name()
            note_look(
                connection,
                action,
                case=case,
                submission=submission,
                what=what,
                at=self.clock(),
                who=by,
                why=why,
            )
            yield connection

    @contextmanager
    def looking_over(
        self,
        action: str,
        *,
        what: Mapping[str, Any] | None = None,
        who: str | None = None,
        why: str = "",
    ) -> Iterator[tuple[Connection, Seen]]:
        """The same for many at once: one log row, which names all that :class:`Seen` was told of.

        Reading takes no lock, so that a long export holds nobody up; the row
        is written when it ends, which must be before anything is shown.
        """
        seen = Seen()
        with self.reading() as connection:
            yield connection, seen
        with self.writing() as connection:
            seen.note(
                connection, action, what=what, at=self.clock(), who=who or user_name(), why=why
            )

    def erase_deleted(self) -> bool:
        """Leave nothing in the file of what was deleted; whether that was done.

        SQLite alone: the file is written anew without its free pages, and the
        side file of unfinished writes is emptied. ``False`` when somebody else
        has the case file open, and on PostgreSQL, whose administrator does it
        (``docs/retention.md``).
        """
        if self.engine.dialect.name != "sqlite":
            return False
        with self.engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None  # noqa: S101 - a connection that was just made
            try:
                driver.execute(f"PRAGMA busy_timeout = {_PATIENCE_MILLISECONDS}")
                driver.execute("PRAGMA secure_delete = ON")
                driver.execute("VACUUM")
                busy, *_pages = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            except OperationalError:
                return False
            finally:
                driver.execute(f"PRAGMA busy_timeout = {_WAIT_MILLISECONDS}")
        return not busy

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()

    def __enter__(self) -> CaseFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _url(where: str | Path) -> URL:
    text = str(where)
    if "://" not in text:
        return URL.create("sqlite", database=str(Path(text).expanduser()))
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise UsageError(
            _("{address}: not an address of a database").format(address=text)
        ) from error
    return url.set(drivername=_DRIVERS.get(url.drivername, url.drivername))


def _make_private(path: Path) -> None:
    """Make an empty file for its owner alone; SQLite gives its side files the same rights."""
    if path.exists():
        return
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    except OSError as error:
        raise CaseFileError(
            _("{path}: the case file cannot be made: {reason}").format(
                path=path, reason=reasons.of_system(error)
            )
        ) from error


def to_json(value: Any) -> str:
    """Compact JSON in ASCII: no character a document may hold can break a database's encoding."""
    return json.dumps(value, separators=(",", ":"))


def _engine(url: URL) -> Engine:
    # hide_parameters: a fault of the database must not print what is in the case file.
    if url.get_backend_name() == "sqlite":
        from sqlalchemy.pool import QueuePool, StaticPool

        in_memory = not url.database or url.database == ":memory:"
        engine = create_engine(
            url,
            json_serializer=to_json,
            hide_parameters=True,
            poolclass=StaticPool if in_memory else QueuePool,
            connect_args={"check_same_thread": False} if in_memory else {},
        )
        event.listen(engine, "handle_error", _in_our_words)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    engine = create_engine(url, json_serializer=to_json, hide_parameters=True)
    if url.get_backend_name() == "postgresql":
        event.listen(engine, "begin", _begin_postgresql)
    return engine


def _in_our_words(context: ExceptionContext) -> CaseFileError | None:
    """What is raised in place of SQLite's own error, where it is about the file."""
    reason = reasons.of_sqlite(context.original_exception)
    if reason is None or context.engine is None:
        return None
    text = _("{path}: the case file cannot be used: {reason}")
    return CaseFileError(text.format(path=context.engine.url.database, reason=reason))


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver's own transactions begin late and never IMMEDIATE: we begin them ourselves.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_WAIT_MILLISECONDS}")
    _write_ahead(cursor)
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _write_ahead(cursor: Any) -> None:
    """Turn on write-ahead logging, which is the file's own state and outlives connections.

    While another connection turns it on, SQLite answers "locked" at once and
    does not wait: so we do, as long as for any other writer.
    """
    patience = monotonic() + _WAIT_MILLISECONDS / 1000
    while cursor.execute("PRAGMA journal_mode").fetchone()[0] not in ("wal", "memory"):
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except OperationalError:
            if monotonic() > patience:
                raise
            sleep(0.02)


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if not options.get("oroforms_writing"):
        connection.exec_driver_sql("BEGIN")
        return
    durable = options.get("oroforms_durable", True)
    connection.exec_driver_sql(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
    # IMMEDIATE: two writers queue up here and never meet half way in a transaction.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_postgresql(connection: Connection) -> None:
    options = connection.get_execution_options()
    if not options.get("oroforms_writing"):
        return
    if not options.get("oroforms_durable", True):
        connection.exec_driver_sql("SET LOCAL synchronous_commit TO off")
    # One writer at a time, as in SQLite: else two imports that look for a
    # child's open case at the same moment both open one.
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})")
