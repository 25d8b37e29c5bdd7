"""Why the operating system or SQLite would not do something, in the language of the user."""

from __future__ import annotations

import errno
import sqlite3

from oroforms.i18n import N_
from oroforms.i18n import gettext as _

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""Numbers of errors that say that a file cannot grow."""

_SYSTEM = {
    errno.ENOENT: N_("there is no such file or folder"),
    errno.EACCES: N_("you may not read or write here"),
    errno.EPERM: N_("you may not read or write here"),
    errno.EISDIR: N_("this is a folder; a file is expected"),
    errno.ENOTDIR: N_("a part of the path is a file and no folder"),
    errno.EEXIST: N_("it is there already"),
    errno.EROFS: N_("the disk can only be read"),
    errno.ENAMETOOLONG: N_("the name is too long"),
    errno.EADDRINUSE: N_("another program uses it"),
    **dict.fromkeys(NO_ROOM, N_("the disk is full")),
}
_SQLITE = {
    sqlite3.SQLITE_NOTADB: N_("it is no case file"),
    sqlite3.SQLITE_CORRUPT: N_("the file is damaged; put a backup back"),
    sqlite3.SQLITE_CANTOPEN: N_("it cannot be opened; is it a folder, or may you not read it?"),
    sqlite3.SQLITE_READONLY: N_("you may only read it"),
    sqlite3.SQLITE_FULL: N_("the disk is full"),
    sqlite3.SQLITE_IOERR: N_("the disk does not read or write as it should"),
}


def of_system(error: OSError) -> str:
    """Why a file, folder or port could not be used."""
    known = _SYSTEM.get(error.errno or 0)
    return _(known) if known else error.strerror or type(error).__name__


def of_sqlite(error: BaseException) -> str | None:
    """Why SQLite gave up, where it is about the file; ``None`` of all else, such as a wait."""
    code = getattr(error, "sqlite_errorcode", None)
    known = None if code is None else _SQLITE.get(code & 0xFF)
    return _(known) if known else None
