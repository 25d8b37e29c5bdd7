"""How far a run has come: a line that is written over at a terminal, few plain lines elsewhere."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TextIO

_PART = 0.1
"""Share of a run after which a plain line is written."""


@dataclass
class Progress:
    """Tells how many of ``forms`` forms are done."""

    forms: int
    to: TextIO
    started: float = field(default_factory=time.monotonic)
    _told: float = 0.0

    @property
    def seconds(self) -> float:
        """Since the run began."""
        return time.monotonic() - self.started

    def tell(self, done: int, readings: int) -> None:
        """One more form is done."""
        left = self.seconds / done * (self.forms - done)
        line = f"{done} of {self.forms} forms, {readings} readings, {left:.0f} s left"
        if self.to.isatty():
            self.to.write(f"\r{line} " + ("\n" if done == self.forms else ""))
        elif done == self.forms or done / self.forms >= self._told + _PART:
            self._told = done / self.forms
            self.to.write(f"{line}\n")
        self.to.flush()
