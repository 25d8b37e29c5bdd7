"""Finding the files of an import: named ones, and whole folders in a stable order."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from oroforms.errors import UsageError
from oroforms.i18n import gettext as _
from oroforms.report import Skipped

_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db"})


@dataclass(frozen=True, slots=True)
class Found:
    """One file to import."""

    path: Path


def printable(path: Path | str) -> str:
    """A path as text that can be stored and printed, even where its bytes are no UTF-8."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def find(paths: Iterable[Path]) -> Iterator[Found | Skipped]:
    """Every file under the paths, a folder's in the order of their names.

    Hidden files, and the lock and system files that programs leave in
    folders, are skipped with the reason; named on their own they are taken.

    Raises
    ------
    UsageError
        When a path does not exist; told before anything is read.
    """
    named = list(paths)
    for path in named:
        if not os.path.lexists(path):
            raise UsageError(_("{path}: no such file or folder").format(path=printable(path)))
    return _find(named)


def _find(paths: list[Path]) -> Iterator[Found | Skipped]:
    for path in paths:
        if path.is_dir():
            yield from _in_folder(path, frozenset())
        else:
            yield _file(path)


def _in_folder(folder: Path, above: frozenset[tuple[int, int]]) -> Iterator[Found | Skipped]:
    try:
        status = folder.stat()
        key = (status.st_dev, status.st_ino)
        if key in above:
            yield Skipped(printable(folder), _("a link to a folder that it lies in"))
            return
        entries = sorted(os.scandir(folder), key=lambda entry: os.fsencode(entry.name))
    except OSError as error:
        yield Skipped(
            printable(folder), _("cannot be opened: {reason}").format(reason=error.strerror)
        )
        return
    for entry in entries:
        path = folder / entry.name
        reason = _why_skip(entry.name)
        if reason is not None:
            yield Skipped(printable(path), reason)
        elif path.is_dir():
            yield from _in_folder(path, above | {key})
        else:
            yield _file(path)


def _why_skip(name: str) -> str | None:
    if name.startswith("~$") or (name.startswith(".~lock.") and name.endswith("#")):
        return _("a lock file of a program that has the document open")
    if name.startswith("._") or name == ".DS_Store" or name.lower() in _SYSTEM_FILES:
        return _("a file that the operating system made")
    if name.startswith("."):
        return _("hidden; name it to import it")
    return None


def _file(path: Path) -> Found | Skipped:
    try:
        mode = path.stat().st_mode
    except OSError:
        return Found(path)  # a broken link and the like: reading it tells why, in the report
    if stat.S_ISREG(mode):
        return Found(path)
    return Skipped(printable(path), _("not a file but a pipe, socket or device"))
