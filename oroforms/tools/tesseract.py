"""Tesseract, the program that turns pictures of lines into characters.

One call reads all lines of a submission: starting the program and loading a
language costs as much as reading some twenty lines. It runs in one thread (its own
threads slow it down, and neighbours do the work side by side), in a folder
of its own that is emptied afterwards: the pictures show what people wrote.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from oroforms.errors import ProgramFailed, ProgramMissing
from oroforms.i18n import gettext as _
from oroforms.platforms import running
from oroforms.tools.programs import LAST_WORDS, NamedWrongly, answer_of, find_program, version_of

ENVIRONMENT = "OROFORMS_TESSERACT"
"""Environment variable that names the program, before all search."""

NEEDED_LANGUAGE = "swe"

_PLACES = (
    "C:/Program Files/Tesseract-OCR/tesseract.exe",
    "C:/Program Files (x86)/Tesseract-OCR/tesseract.exe",
    "/opt/homebrew/bin/tesseract",
    "/usr/local/bin/tesseract",
)
_START = 15.0
"""Seconds that a call may take before its first line."""
_A_LINE = 0.5
"""Seconds that a line may take; usual are 0.03. All must end within an import's own limit."""
_CRASHES = 24
"""Crashes after which no further half is tried: two pictures of a hundred cause as many."""
_WORD_LEVEL = "5"


@dataclass(frozen=True, slots=True)
class SeenWord:
    """A word as Tesseract saw it: ``box`` is left, top, right, bottom in pixels of the picture."""

    text: str
    confidence: float
    """0–1, Tesseract's own; it is high for wrong words too."""
    box: tuple[int, int, int, int]


def find() -> Path:
    """The Tesseract program: ``OROFORMS_TESSERACT``, then the path, then the usual places.

    Raises
    ------
    ProgramMissing
        When it is in none of them, or when the variable names no program.
    """
    try:
        found = find_program(ENVIRONMENT, ("tesseract",), _PLACES)
    except NamedWrongly as error:
        raise ProgramMissing(
            _(
                "Cannot read scanned text: {variable} names {path}, and no program is there. "
                "Correct the variable, or unset it to have Tesseract searched for."
            ).format(variable=ENVIRONMENT, path=error.told)
        ) from error
    if found is not None:
        return found
    raise ProgramMissing(
        _(
            "Cannot read scanned text: tesseract was not found. Install Tesseract "
            "(oroforms doctor shows how) or set {variable}."
        ).format(variable=ENVIRONMENT)
    )


@cache
def version(program: Path) -> tuple[int, ...]:
    """The version of a Tesseract, such as ``(5, 3, 0)``.

    Raises
    ------
    ProgramFailed
        When the program does not answer with a version within half a minute.
    """
    return version_of(program, "Tesseract", "tesseract v?")


@cache
def languages(program: Path) -> frozenset[str]:
    """The languages that a Tesseract has, by its own codes (``swe``, ``rus`` …).

    Raises
    ------
    ProgramFailed
        When the program does not answer within half a minute.
    """
    lines = answer_of(program, "--list-langs").splitlines()
    return frozenset(line.strip() for line in lines if re.fullmatch(r"\w+", line.strip()))


class _Crashed(ProgramFailed):
    """It was ended by a fault of its own: some pictures of lines that are none do that to it."""


def read_lines(
    pictures: Sequence[bytes], language: str = NEEDED_LANGUAGE, program: Path | None = None
) -> list[tuple[SeenWord, ...]]:
    """The words of each picture (any format that Tesseract opens), each of which shows one line.

    One process for all. A picture in which nothing is seen has no words, nor has one that
    brings Tesseract down: the others are read without it.

    Raises
    ------
    ProgramMissing
        When Tesseract is not installed.
    ProgramFailed
        When it cannot be started, does not know the language, takes longer than
        it ever should, crashes again and again or on every picture, or leaves one out.
    """
    if not pictures:
        return []
    program = program or find()
    words: list[tuple[SeenWord, ...] | None] = [None] * len(pictures)
    waiting, crashes = [range(len(pictures))], 0
    while waiting:
        part = waiting.pop()
        try:
            words[part.start : part.stop] = _read_at_once(
                pictures[part.start : part.stop], language, program
            )
        except _Crashed:
            crashes += 1
            middle = len(part) // 2
            waiting += [part[middle:], part[:middle]] if middle else []
            none_read = not waiting and all(each is None for each in words)
            if none_read or crashes > _CRASHES:
                raise
    return [each or () for each in words]


def _read_at_once(
    pictures: Sequence[bytes], language: str, program: Path
) -> list[tuple[SeenWord, ...]]:
    with tempfile.TemporaryDirectory(prefix="oroforms-") as name:
        folder = Path(name)
        names = []
        for number, picture in enumerate(pictures):
            path = folder / f"{number}.pgm"
            path.write_bytes(picture)
            names.append(str(path))
        listed = folder / "pictures.txt"
        listed.write_text("\n".join(names) + "\n", encoding="utf-8")
        words = _run(program, language, listed, folder / "read", _START + _A_LINE * len(pictures))
        try:
            table = (folder / "read.tsv").read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ProgramFailed(
                _("Tesseract left no result: {words}").format(words=words or error)
            ) from error
    try:
        return list(_parsed(table, len(pictures)))
    except (ValueError, IndexError) as error:
        raise ProgramFailed(_("Tesseract's table of words cannot be read")) from error


def _run(program: Path, language: str, listed: Path, out: Path, patience: float) -> str:
    """One call; its last words."""
    command = [
        str(program), str(listed), str(out),
        "-l", language, "--psm", "7", "--oem", "1", "--dpi", "300",
        # Without these it "corrects" towards words that it knows: a name is no word.
        "-c", "load_system_dawg=0", "-c", "load_freq_dawg=0",
        "-c", "tessedit_do_invert=0",
        "tsv",
    ]  # fmt: skip
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        with running(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=environment,
        ) as process:
            _out, said = process.communicate(timeout=patience)
    except OSError as error:
        raise ProgramFailed(
            _("{program} cannot be started: {reason}").format(program=program, reason=error)
        ) from error
    except subprocess.TimeoutExpired as error:
        raise ProgramFailed(
            _("Tesseract was not done in {seconds:.0f} seconds and was ended").format(
                seconds=patience
            )
        ) from error
    words = " / ".join(said.decode(errors="replace").split("\n"))[-LAST_WORDS:].strip(" /")
    if process.returncode != 0:
        kind = _Crashed if _is_crash(process.returncode) else ProgramFailed
        raise kind(
            _("Tesseract failed: exit status {status}; {words}").format(
                status=process.returncode, words=words or "–"
            )
        )
    return words


def _is_crash(status: int) -> bool:
    """Whether a program was ended by a fault: a signal, or on Windows an exception's code."""
    return status < 0 or status >= 0xC0000000


def _parsed(table: str, pictures: int) -> Iterator[tuple[SeenWord, ...]]:
    """The words of each picture out of Tesseract's table; its pages are our pictures, from 1.

    Raises
    ------
    ProgramFailed
        When a picture is missing from the table: it was not read.
    """
    words: list[list[SeenWord]] = [[] for _picture in range(pictures)]
    seen: set[int] = set()
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) != 12:
            continue
        page = int(cells[1])
        seen.add(page)
        if cells[0] == _WORD_LEVEL and cells[11].strip():
            left, top, width, height = (int(cell) for cell in cells[6:10])
            box = (left, top, left + width, top + height)
            words[page - 1].append(SeenWord(cells[11].strip(), float(cells[10]) / 100, box))
    if len(seen) != pictures:
        raise ProgramFailed(
            _("Tesseract read {read} of {count} pictures").format(read=len(seen), count=pictures)
        )
    return (tuple(line) for line in words)
