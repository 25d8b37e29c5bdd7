"""Tallies in files: what a run has so far, and several runs as one."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from accuracy.run import Sure, Tally

_COUNTED = ("fields", "marks", "choices", "pages")


@dataclass(frozen=True, slots=True)
class Run:
    """A range of forms and what was read of them."""

    command: str
    seed: int
    """Number of the first form."""
    forms: int
    """How many were asked for."""
    done: int
    """How many were read before it ended, or was ended."""
    seconds: float
    tally: Tally

    def __str__(self) -> str:
        """The command, and how far it came where it was ended."""
        came = "" if self.whole else f" (ended after {self.done} forms)"
        return f"{self.command}{came}"

    @property
    def whole(self) -> bool:
        """Whether all forms that were asked for have been read."""
        return self.done >= self.forms


class OverlapError(ValueError):
    """Two runs that have forms in common would count them twice."""


def save(path: Path, run: Run) -> None:
    """Write a run; the file before it stays until the new one is whole."""
    said: dict[str, Any] = {
        "command": run.command,
        "seed": run.seed,
        "forms": run.forms,
        "done": run.done,
        "seconds": run.seconds,
        "off": run.tally.off,
        "sure": [list(asdict(each).values()) for each in run.tally.sure],
        "misses": run.tally.misses,
        "failed": run.tally.failed,
    }
    for name in _COUNTED:
        said[name] = [[*key, count] for key, count in getattr(run.tally, name).items()]
    path.parent.mkdir(parents=True, exist_ok=True)
    written = path.with_suffix(".part")
    written.write_text(json.dumps(said), encoding="utf-8")
    written.replace(path)


def load(path: Path) -> Run:
    """Read a run back."""
    said = json.loads(path.read_text(encoding="utf-8"))
    counted = {name: Counter({tuple(k): n for *k, n in said[name]}) for name in _COUNTED}
    tally = Tally(
        **counted,
        off=said["off"],
        sure=[Sure(*each) for each in said["sure"]],
        misses=said["misses"],
        failed=said["failed"],
    )
    return Run(said["command"], said["seed"], said["forms"], said["done"], said["seconds"], tally)


def together(runs: Sequence[Run]) -> Tally:
    """All that the runs have read.

    Raises
    ------
    OverlapError
        When two of them have forms in common.
    """
    ordered = sorted(runs, key=lambda run: run.seed)
    for one, other in pairwise(ordered):
        if one.seed + one.forms > other.seed:
            raise OverlapError(f"{one.command} and {other.command} have forms in common")
    tally = Tally()
    for run in runs:
        tally.add(run.tally)
    return tally
