"""Other programs: where they lie, and what they say of themselves."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from oroforms.errors import ProgramFailed
from oroforms.i18n import gettext as _

LAST_WORDS = 600
"""Characters of what a program said that are shown of it."""


class NamedWrongly(Exception):  # noqa: N818 - each program says it in its own words
    """The variable that names the program names none."""

    def __init__(self, told: str) -> None:
        super().__init__(told)
        self.told = told


def find_program(variable: str, names: Sequence[str], places: Sequence[str]) -> Path | None:
    """The program that a variable of the environment names, else the first that is found.

    ``places`` are paths, and may hold ``*``; of several that fit the last counts, which by name
    is the newest version.

    Raises
    ------
    NamedWrongly
        When the variable is set and names no program: another one may be just the wrong one.
    """
    told = os.environ.get(variable)
    if told:
        found = shutil.which(told)
        if found is None:
            raise NamedWrongly(told)
        return Path(found)
    for name in names:
        found = shutil.which(name)
        if found is not None:
            return Path(found)
    for place in places:
        anchor = Path(Path(place).anchor)
        for path in sorted(anchor.glob(place[len(anchor.as_posix()) :]), reverse=True):
            if path.is_file():
                return path
    return None


def answer_of(program: Path, question: str) -> str:
    """What a program says of itself when it is called with one option.

    Raises
    ------
    ProgramFailed
        When it cannot be started or does not answer within half a minute.
    """
    try:
        answer = subprocess.run(
            [program, question],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=30,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ProgramFailed(
            _("{program} does not run: {reason}").format(program=program, reason=error)
        ) from error
    return (answer.stdout + answer.stderr).decode(errors="replace").strip()


def version_of(program: Path, name: str, said: str) -> tuple[int, ...]:
    """The version of a program, such as ``(25, 2, 3, 2)``; ``said`` is a pattern in front of it.

    Raises
    ------
    ProgramFailed
        When it does not answer within half a minute, or not with a version of what it should be.
    """
    words = answer_of(program, "--version")
    found = re.search(said + r"(\d+(?:\.\d+)+)", words)
    if found is None:
        raise ProgramFailed(
            _("{program} does not say that it is {name}; it said: {words}").format(
                program=program, name=name, words=words[-LAST_WORDS:] or "–"
            )
        )
    return tuple(int(part) for part in found[1].split("."))
