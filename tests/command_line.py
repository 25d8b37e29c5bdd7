"""Shared by tests of the command line: the outcome of a command, where the project lies."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SPARSE = {"concern": {"description": "Barnet kommer utan frukost fyra dagar av fem."}}
"""The least that a notification needs."""


@dataclass(frozen=True)
class Outcome:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def text(self) -> str:
        """Both streams with their line breaks taken out, for looking for a sentence."""
        return " ".join((self.out + " " + self.err).split())


Run = Callable[..., Outcome]
