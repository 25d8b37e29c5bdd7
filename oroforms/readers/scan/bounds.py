"""From which measures a typed line counts as confirmed, as the accuracy runs found them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("typed.json")


@dataclass(frozen=True, slots=True)
class Bounds:
    """Bounds of what confirms a typed line; each is explained in the data file."""

    surety: float
    misfit: float
    lack: float
    spoilt: float
    shift: float
    blot: float
    gaps: float
    covered: float
    hidden: float
    likeness: float


@cache
def bounds_held() -> Bounds:
    """The bounds of ``typed.json``."""
    said = json.loads(FILE.read_text(encoding="utf-8"))
    return Bounds(**{name: float(each["value"]) for name, each in said.items()})
