"""Reads a worked story: its files, its moments, its commands and what happens between them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True)
class Moment:
    """The clock is set."""

    at: datetime


@dataclass(frozen=True)
class File:
    """A file that the story shows."""

    name: str
    text: str


@dataclass(frozen=True)
class Command:
    """One command, and the exit code that the story tells of."""

    words: tuple[str, ...]
    code: int


@dataclass(frozen=True)
class Act:
    """What people do outside oroforms."""

    what: str


Step = Moment | File | Command | Act

_STEP = re.compile(
    r"<!-- clock: (?P<clock>\S+) -->|<!-- act: (?P<act>.+?) -->"
    r"|<!-- file: (?P<file>\S+) -->\n```yaml\n(?P<text>.*?)\n```"
    r"|```sh\n(?P<commands>.*?)\n```",
    re.DOTALL,
)
_ENDS = re.compile(r"#.*\bends with (\d+)")


def steps(path: Path) -> Iterator[Step]:
    """The steps of a story in their order."""
    for found in _STEP.finditer(path.read_text("utf-8")):
        if found["clock"]:
            yield Moment(datetime.fromisoformat(found["clock"]))
        elif found["act"]:
            yield Act(found["act"])
        elif found["file"]:
            yield File(found["file"], found["text"])
        else:
            yield from map(_command, found["commands"].splitlines())


def _command(line: str) -> Command:
    ends = _ENDS.search(line)
    name, *words = shlex.split(line, comments=True)
    assert name == "oroforms", line
    return Command(tuple(words), int(ends[1]) if ends else 0)
