"""One measured figure, and the time that a command takes."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OROFORMS = [sys.executable, "-m", "oroforms"]


@dataclass(frozen=True)
class Figure:
    """What was measured, the ratio, and the bound it should keep; none where it is a yardstick."""

    what: str
    ratio: float
    bound: float | None = None
    at_most: bool = True

    @property
    def row(self) -> str:
        """The figure as a row of a Markdown table."""
        if self.bound is None:
            return f"| {self.what} | {self.ratio:.2f} | – | |"
        sign = "≤" if self.at_most else "≥"
        met = self.ratio <= self.bound if self.at_most else self.ratio >= self.bound
        verdict = "met" if met else "**missed**"
        return f"| {self.what} | {self.ratio:.2f} | {sign} {self.bound:g} | {verdict} |"


def seconds(command: list[str | Path]) -> float:
    """Wall time of one command; exit code 6 (something waits) is as good as 0."""
    start = time.perf_counter()
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, cwd=ROOT, check=False
    )
    taken = time.perf_counter() - start
    if done.returncode not in (0, 6):
        raise SystemExit(f"{command}: {done.stderr.decode(errors='replace')[-800:]}")
    return taken
