"""The bytes of an original in the database, piece by piece where they are many.

SQLite writes and reads a part of a value in place. PostgreSQL has no such
thing for ``bytea``: there a large original is held in memory while it is stored.
"""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Integer, LargeBinary, func, insert, literal_column, select

from oroforms.casefile.tables import contents
from oroforms.contents import Content
from oroforms.i18n import gettext as _

if TYPE_CHECKING:
    from sqlite3 import Blob

_PIECE = 2**20


def write_content(connection: Connection, original: int, content: Content, sha256: str) -> None:
    """Keep the bytes of an original.

    Raises
    ------
    OSError
        When a file cannot be read, or no longer holds the bytes of that SHA-256.
    """
    if isinstance(content, Path) and connection.dialect.name == "sqlite":
        _write_in_place(connection, original, content, sha256)
        return
    whole = content if isinstance(content, bytes) else content.read_bytes()
    if isinstance(content, Path):
        _check(hashlib.sha256(whole), sha256)
    connection.execute(insert(contents), {"original_id": original, "content": whole})


def pieces_of(connection: Connection, original: int) -> Iterator[bytes]:
    """The bytes of an original, in their order; ask for all while the transaction lasts."""
    if connection.dialect.name == "sqlite":
        with _blob(connection, original, readonly=True) as blob:
            while piece := blob.read(_PIECE):
                yield piece
        return
    size = connection.execute(
        select(func.length(contents.c.content)).where(contents.c.original_id == original)
    ).scalar_one()
    for start in range(1, size + 1, _PIECE):
        taken = func.substring(contents.c.content, start, _PIECE, type_=LargeBinary)
        query = select(taken).where(contents.c.original_id == original)
        yield bytes(connection.execute(query).scalar_one())


def _write_in_place(connection: Connection, original: int, path: Path, sha256: str) -> None:
    size, digest = path.stat().st_size, hashlib.sha256()
    row = {"original_id": original, "content": func.zeroblob(size)}
    connection.execute(insert(contents).values(row))
    with path.open("rb") as file, _blob(connection, original, readonly=False) as blob:
        while piece := file.read(_PIECE):
            if blob.tell() + len(piece) > size:
                raise _changed()
            digest.update(piece)
            blob.write(piece)
    _check(digest, sha256)


def _blob(connection: Connection, original: int, *, readonly: bool) -> Blob:
    query = select(literal_column("rowid", Integer)).select_from(contents)
    number = connection.execute(query.where(contents.c.original_id == original)).scalar_one()
    driver: Any = connection.connection.driver_connection
    blob: Blob = driver.blobopen(contents.name, contents.c.content.name, number, readonly=readonly)
    return blob


def _check(digest: Any, sha256: str) -> None:
    if digest.hexdigest() != sha256:
        raise _changed()


def _changed() -> OSError:
    return OSError(errno.EBUSY, _("it changed while it was read"))
