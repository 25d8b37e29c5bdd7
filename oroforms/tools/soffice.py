"""LibreOffice, the program that turns Word files into PDF.

One :class:`Office` is one worker: it has a profile of its own (two processes
that share a profile fail), converts many documents a call (a start costs
about five documents), ends the whole process group when it hangs, and starts
again with a fresh profile after a crash.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import time
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import TracebackType

from oroforms.errors import ProgramFailed, ProgramMissing
from oroforms.i18n import gettext as _
from oroforms.platforms import running
from oroforms.tools import office_profile
from oroforms.tools.programs import LAST_WORDS, NamedWrongly, find_program, version_of

ENVIRONMENT = "OROFORMS_SOFFICE"
"""Environment variable that names the program, before all search."""

_PLACES = (
    "/usr/bin/soffice",
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice*/program/soffice",
    "/snap/bin/libreoffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.com",
    "C:/Program Files (x86)/LibreOffice/program/soffice.com",
)
_A_CALL = 40
"""Documents a call: enough to make the start cheap, few enough to lose little in a crash."""
_GIVE_UP = 3
"""Calls in a row without any result after which the program itself is taken to be broken."""
_NOISE = re.compile(r"failed to launch javaldx|^convert .* using filter|^Overwriting:")


def find() -> Path:
    """The LibreOffice program: ``OROFORMS_SOFFICE``, then the path, then the usual places.

    Raises
    ------
    ProgramMissing
        When it is in none of them, or when the variable names no program.
    """
    try:
        found = find_program(ENVIRONMENT, ("soffice", "libreoffice"), _PLACES)
    except NamedWrongly as error:
        raise ProgramMissing(
            _(
                "Cannot convert to PDF: {variable} names {path}, and no program is there. "
                "Correct the variable, or unset it to have LibreOffice searched for."
            ).format(variable=ENVIRONMENT, path=error.told)
        ) from error
    if found is not None:
        return found
    raise ProgramMissing(
        _(
            "Cannot convert to PDF: soffice was not found. Install LibreOffice "
            "(oroforms doctor shows how) or set {variable}."
        ).format(variable=ENVIRONMENT)
    )


@cache
def version(program: Path) -> tuple[int, ...]:
    """The version of a LibreOffice, such as ``(25, 2, 3, 2)``.

    Raises
    ------
    ProgramFailed
        When the program does not answer with a version within half a minute.
    """
    return version_of(program, "LibreOffice", r"LibreOffice\w* ")


@dataclass(frozen=True, slots=True)
class Conversion:
    """What became of each source: the file that was made, or the program's last words."""

    made: Mapping[Path, Path] = field(default_factory=dict)
    failed: Mapping[Path, str] = field(default_factory=dict)


class Office:
    """One LibreOffice worker with a profile of its own; use it in a ``with`` block.

    ``patience`` is how many seconds may pass without a finished document
    before the call is ended. The profile is temporary: LibreOffice keeps
    copies and names of documents in it, and ours are about children.
    """

    def __init__(self, program: Path | None = None, *, patience: float = 90.0) -> None:
        self.program = program or find()
        self.patience = patience
        self._profile: office_profile.Profile | None = None

    def __enter__(self) -> Office:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._drop_profile()

    def convert(self, sources: Sequence[Path], folder: Path, export: str) -> Conversion:
        """Convert documents into ``folder``; each result has its source's stem.

        ``export`` is LibreOffice's ``suffix:filter:options``. A document that
        fails is tried once more alone and then given up; it never takes the
        others with it.

        Raises
        ------
        ProgramFailed
            When the program cannot be started or its profile cannot be written.
        """
        suffix = export.partition(":")[0]
        made: dict[Path, Path] = {}
        failed: dict[Path, str] = {}
        tried: dict[Path, int] = {}
        fruitless = 0
        calls = deque(sources[i : i + _A_CALL] for i in range(0, len(sources), _A_CALL))
        while calls:
            call = calls.popleft()
            words = self._run(call, folder, export)
            whole = {s: path for s in call if _is_whole(path := folder / f"{s.stem}.{suffix}")}
            made.update(whole)
            left = [source for source in call if source not in whole]
            fruitless = 0 if whole else fruitless + 1
            if not left:
                continue
            self._drop_profile()  # a crash may leave it locked or damaged
            suspect, *others = left
            tried[suspect] = tried.get(suspect, 0) + 1
            if others:
                calls.appendleft(others)
            if fruitless >= _GIVE_UP:
                failed |= {source: words for pending in ([suspect], *calls) for source in pending}
                break
            if tried[suspect] < 2:
                calls.appendleft([suspect])
            else:
                failed[suspect] = words
        return Conversion(made, failed)

    def _run(self, sources: Sequence[Path], folder: Path, export: str) -> str:
        """One call of the program; its last words. Whether it succeeded, the files tell."""
        profile = self._profile = self._profile or office_profile.make(_release(self.program))
        command = [
            str(self.program),
            f"-env:UserInstallation={profile.folder.as_uri()}",
            "--headless",
            "--norestore",
            "--nologo",
            "--nodefault",
            "--nolockcheck",
            "--convert-to",
            export,
            "--outdir",
            str(folder),
            *map(str, sources),
        ]
        with tempfile.TemporaryFile() as said:
            with ExitStack() as until_told:
                try:
                    process = until_told.enter_context(
                        running(
                            command,
                            stdin=subprocess.DEVNULL,
                            stdout=said,
                            stderr=subprocess.STDOUT,
                            env=profile.environment(),
                        )
                    )
                except OSError as error:
                    raise ProgramFailed(
                        _("{program} cannot be started: {reason}").format(
                            program=self.program, reason=error
                        )
                    ) from error
                in_time = self._wait(process, folder)
            said.seek(0)
            words = _last_words(said.read())
        if not in_time:
            return _("no document was finished in {seconds:.0f} seconds; {words}").format(
                seconds=self.patience, words=words
            )
        return _("exit status {status}; {words}").format(status=process.returncode, words=words)

    def _wait(self, process: subprocess.Popen[bytes], folder: Path) -> bool:
        """Wait for the end, as long as documents keep coming; whether it ended by itself."""
        seen, since = _count(folder), time.monotonic()
        while True:
            try:
                process.wait(timeout=min(0.5, self.patience))
                return True
            except subprocess.TimeoutExpired:
                now = _count(folder)
                if now != seen:
                    seen, since = now, time.monotonic()
                elif time.monotonic() - since >= self.patience:
                    return False

    def _drop_profile(self) -> None:
        if self._profile is not None:
            self._profile.remove()
            self._profile = None


def _release(program: Path) -> str | None:
    """The first two numbers of the version, ``None`` of a program that does not tell it."""
    try:
        return ".".join(map(str, version(program)[:2]))
    except ProgramFailed:
        return None


def _count(folder: Path) -> int:
    return sum(1 for _entry in os.scandir(folder))


def _is_whole(path: Path) -> bool:
    """Whether a result is there and, for a PDF, has its end (a crash leaves halves)."""
    if not path.is_file() or path.stat().st_size == 0:
        return False
    if path.suffix != ".pdf":
        return True
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 1024))
        return b"%%EOF" in file.read()


def _last_words(said: bytes) -> str:
    lines = said.decode(errors="replace").splitlines()
    kept = " / ".join(line.strip() for line in lines if line.strip() and not _NOISE.search(line))
    return kept[-LAST_WORDS:] or _("the program said nothing")
