"""Writing files that hold personal data: for the owner alone, and whole or not at all."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from oroforms import reasons
from oroforms.errors import UsageError
from oroforms.i18n import gettext as _
from oroforms.platforms import is_private, user_name


@contextmanager
def written(path: Path) -> Iterator[IO[bytes]]:
    """A file to write; on a clean exit it takes its name (mode 0600), else nothing is left.

    Raises
    ------
    UsageError
        When the folder is missing or cannot be written to, or the disk is full.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # always 0600
    except OSError as error:
        raise _not_written(path, error) from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException as error:
        temporary.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno in reasons.NO_ROOM:
            raise _not_written(path, error) from error
        raise


def _not_written(path: Path, error: OSError) -> UsageError:
    text = _("{path} cannot be written: {reason}")
    return UsageError(text.format(path=path, reason=reasons.of_system(error)))


def private_folder(path: Path) -> None:
    """Make a folder that only its owner can look into (mode 0700), unless it is there already.

    Raises
    ------
    UsageError
        When it cannot be made.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _not_written(path, error) from error


def own_temporary_folder() -> Path:
    """The user's own folder for what is looked at once, among the system's temporary files.

    Raises
    ------
    UsageError
        When somebody else has put a folder or link of that name there.
    """
    path = Path(tempfile.gettempdir()) / re.sub(r"[^\w.-]", "_", f"oroforms-{user_name()}")
    private_folder(path)
    if not is_private(path):
        raise UsageError(
            _("{path} can be read by somebody else; name another folder.").format(path=path)
        )
    return path
