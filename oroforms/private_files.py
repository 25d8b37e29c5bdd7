"""Writing files that hold personal data: for the owner alone, and whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from oroforms.errors import UsageError
from oroforms.i18n import gettext as _


@contextmanager
def written(path: Path) -> Iterator[IO[bytes]]:
    """A file to write; on a clean exit it takes its name (mode 0600), else nothing is left.

    Raises
    ------
    UsageError
        When the folder is missing or cannot be written to.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # always 0600
    except OSError as error:
        raise UsageError(
            _("{path} cannot be written: {reason}").format(path=path, reason=error.strerror)
        ) from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
