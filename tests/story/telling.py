"""Reads a worked story: its files, its moments, its commands and what happens between them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
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
class Printed:
    """What the commands before it print, all of them one after the other."""

    lines: tuple[str, ...]

    def differs(self, said: str) -> str | None:
        """What the story shows and the commands did not say there; ``None`` where all is so."""
        rest = _lines(said)
        at_once = True
        for run in _runs(self.lines):
            places = range(1 if at_once else len(rest) + 1)
            found = [at for at in places if rest[at : at + len(run)] == run]
            if not found:
                return "\n".join(run)
            rest = rest[found[0] + len(run) :]
            at_once = False
        return "\n".join(rest) if rest and self.lines[-1] != LEFT_OUT else None


@dataclass(frozen=True)
class Act:
    """What people do outside oroforms."""

    what: str


Step = Moment | File | Command | Printed | Act

_STEP = re.compile(
    r"<!-- clock: (?P<clock>\S+) -->|<!-- act: (?P<act>.+?) -->"
    r"|<!-- file: (?P<file>\S+) -->\n```yaml\n(?P<text>.*?)\n```"
    r"|```sh\n(?P<commands>.*?)\n```"
    r"|```text\n(?P<printed>.*?)\n```",
    re.DOTALL,
)
LEFT_OUT = "…"
"""A line that stands for any lines of what is printed."""

_VARYING = (
    re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b"),  # tokens
    re.compile(r"\b\d+,\d s\b"),  # seconds
    re.compile(r"\b\d+ (?:händelser|rader)\b"),  # as many as the scan left doubts
    re.compile(r"\b\d+:[0-9a-f]{64}\b"),  # the last row of the log
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
        elif found["printed"]:
            yield Printed(tuple(_lines(found["printed"])))
        else:
            yield from map(_command, found["commands"].splitlines())


def _command(line: str) -> Command:
    ends = _ENDS.search(line)
    name, *words = shlex.split(line, comments=True)
    assert name == "oroforms", line
    return Command(tuple(words), int(ends[1]) if ends else 0)


def _lines(text: str) -> list[str]:
    """The lines that are not empty, with what differs from run to run taken out."""
    for varying in _VARYING:
        text = varying.sub("*", text)
    lines = text.replace("\N{NO-BREAK SPACE}", " ").splitlines()
    return [line.rstrip() for line in lines if line.strip()]


def _runs(lines: Sequence[str]) -> Iterator[list[str]]:
    """The lines between those that stand for others; the first begins what is printed."""
    run: list[str] = []
    for line in lines:
        if line == LEFT_OUT:
            yield run
            run = []
        else:
            run.append(line)
    yield run
