"""The bytes that came in (*originals*), and the imports that brought them.

An original is received in a transaction of its own before anything reads it,
and marked as to be read until what was read from it is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from oroforms.casefile.pieces import write_content
from oroforms.casefile.tables import contents, imports, originals
from oroforms.casefile.upsert import insert_or_keep
from oroforms.contents import Content, size_of


@dataclass(frozen=True, slots=True)
class Receipt:
    """The bytes of one original, as the case file holds them."""

    original: int
    sha256: str
    read: bool
    """Whether they have been read before; if so, the file that brought them is a duplicate."""


def begin_import(connection: Connection, *, at: datetime, who: str, program: str) -> int:
    """Note that an import begins; its row number."""
    row = {"started": at, "who": who, "program": program}
    return int(connection.execute(insert(imports).returning(imports.c.id), row).scalar_one())


def finish_import(
    connection: Connection, import_id: int, *, at: datetime, summary: Mapping[str, int]
) -> None:
    """Note that an import ended. Run durably, it forces all of the import to disk."""
    statement = update(imports).where(imports.c.id == import_id)
    connection.execute(statement, {"finished": at, "summary": dict(summary)})


_BY_SHA256 = select(originals.c.id, originals.c.sha256, originals.c.read_at).where(
    originals.c.sha256 == bindparam("sha256")
)


def receive(
    connection: Connection,
    *,
    path: str,
    sha256: str,
    content: Content,
    at: datetime,
    import_id: int | None = None,
) -> Receipt:
    """Keep the bytes, unless they are kept already.

    Raises
    ------
    OSError
        When they lie in a file that cannot be read, or that has been written to meanwhile.
    """
    known = find_original(connection, sha256)
    if known is not None:
        return known
    # Another import may bring the same bytes this very moment.
    row = {
        "sha256": sha256,
        "size": size_of(content),
        "path": path,
        "received": at,
        "import_id": import_id,
    }
    original = insert_or_keep(connection, originals, row, "sha256")
    if original is None:
        return receive(
            connection, path=path, sha256=sha256, content=content, at=at, import_id=import_id
        )
    write_content(connection, original, content, sha256)
    return Receipt(original, sha256, read=False)


def find_original(connection: Connection, sha256: str) -> Receipt | None:
    """The receipt of bytes that came in before, or ``None``."""
    row = connection.execute(_BY_SHA256, {"sha256": sha256}).first()
    return None if row is None else Receipt(row.id, row.sha256, row.read_at is not None)


def unread(connection: Connection) -> list[tuple[Receipt, str]]:
    """Originals that were received and not yet read, with their paths, oldest first."""
    columns = originals.c.id, originals.c.sha256, originals.c.path
    query = select(*columns).where(originals.c.read_at.is_(None)).order_by(originals.c.id)
    return [
        (Receipt(row.id, row.sha256, read=False), row.path) for row in connection.execute(query)
    ]


def content_of(connection: Connection, original: int) -> bytes:
    """The bytes of an original, unchanged."""
    query = select(contents.c.content).where(contents.c.original_id == original)
    return bytes(connection.execute(query).scalar_one())
