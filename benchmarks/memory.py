"""Peak memory of a command: of its own process, and of the largest that it started."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import ROOT

_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB", re.MULTILINE)
_EVERY = 0.1
"""Seconds between two looks; the kernel keeps each process's peak, so none between is lost."""


@dataclass(frozen=True)
class Peaks:
    """Peak resident memory in MB."""

    own: float
    workers: float
    """Of the largest of its Python processes; Tesseract's is not ours to keep flat."""


def peaks(command: Sequence[str | Path]) -> Peaks:
    """The peaks of one command, by the kernel's account (Linux); exit code 6 is as good as 0."""
    seen: dict[int, float] = {}
    with subprocess.Popen(
        [str(part) for part in command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
    ) as process:
        while process.poll() is None:
            for pid in (process.pid, *_below(process.pid)):
                if (peak := _peak(pid)) is not None:
                    seen[pid] = peak
            time.sleep(_EVERY)
    if process.returncode not in (0, 6):
        raise SystemExit(f"{command}: exit code {process.returncode}")
    return Peaks(seen.pop(process.pid), max(seen.values(), default=0.0))


def _below(pid: int) -> Iterator[int]:
    """The processes that a process started, and those that they did."""
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = [int(child) for child in listed.read_text().split()]
        except OSError:  # it has ended
            continue
        for child in children:
            yield child
            yield from _below(child)


def _peak(pid: int) -> float | None:
    try:
        told = Path(f"/proc/{pid}/status").read_text()
        program = Path(f"/proc/{pid}/comm").read_text()
    except OSError:
        return None
    found = _PEAK.search(told)
    return int(found[1]) / 1024 if found and program.startswith("python") else None
