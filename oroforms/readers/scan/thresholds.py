"""How sure a reading of a scan is, and how sure it must be to be taken.

Readers measure how plainly a place shows what they say of it, each on a scale of its own.
``python -m accuracy --calibrate`` counts on forms with known answers how many readings of each
measure were right; ``confidence.json`` keeps what it found, with the command, the day and the
number of readings. From it a measure becomes a confidence: the share of such readings that are
right, as the least that the count allows. A user may only tighten the thresholds: whoever would
rather look at more fields sets ``OROFORMS_SCAN_CONFIDENCE``.
"""

from __future__ import annotations

import json
import os
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any

from oroforms.errors import UsageError
from oroforms.i18n import gettext as _

VARIABLE = "OROFORMS_SCAN_CONFIDENCE"
FILE = Path(__file__).with_name("confidence.json")


@dataclass(frozen=True, slots=True)
class Step:
    """Measures from one on, and what readings of them are worth."""

    measure: float
    """0–1; the step reaches to the next one's."""
    confidence: float
    """0–1: at least this share of such readings is right (the bound of 95 %)."""


@dataclass(frozen=True, slots=True)
class Scale:
    """What one kind of reading is worth by its measure, and from where on it is taken."""

    least: float
    """Confidence, 0–1, below which a reading is sent to review."""
    steps: tuple[Step, ...]
    """In rising order of both."""
    readings: int = 0
    """How many readings were counted."""
    wrong: int = 0
    """How many of them were wrong, sure or not."""
    command: str = ""
    """That counted them."""
    day: str = ""
    """When, ISO 8601."""

    def confidence(self, measure: float) -> float:
        """The confidence of a reading with this measure; 0 below the first step."""
        at = bisect_right([step.measure for step in self.steps], measure)
        return self.steps[at - 1].confidence if at else 0.0

    @property
    def surest(self) -> float:
        """The highest confidence that any reading of this kind has."""
        return self.steps[-1].confidence if self.steps else 0.0


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The scales of all kinds of readings."""

    tick: Scale
    """That a box is ticked, or that it is not."""
    signature: Scale
    """That a signature box is signed, or that it is not."""
    empty: Scale
    """That nothing is written in a field."""
    typed: Scale
    """That print reads as it was read."""

    def tightened(self, least: float) -> Thresholds:
        """The same, where each kind is taken from ``least`` on at the earliest."""
        scales: dict[str, Scale] = {kind: getattr(self, kind) for kind in KINDS}
        return replace(
            self, **{k: replace(each, least=max(least, each.least)) for k, each in scales.items()}
        )


KINDS = tuple(each.name for each in fields(Thresholds))


def unscaled(least: float) -> Thresholds:
    """Measures as readers give them, taken from one number on: what calibration counts."""
    plain = Scale(least, tuple(Step(number / 1000, number / 1000) for number in range(1001)))
    return Thresholds(**dict.fromkeys(KINDS, plain))


def thresholds() -> Thresholds:
    """The scales in force: those of ``confidence.json``, tightened where the user wants it.

    Raises
    ------
    UsageError
        When ``OROFORMS_SCAN_CONFIDENCE`` is no number from 0 to 1.
    """
    told = os.environ.get(VARIABLE)
    return _held().tightened(_number(told)) if told else _held()


@cache
def _held() -> Thresholds:
    return loaded(FILE)


def loaded(path: Path) -> Thresholds:
    """The scales that a file keeps, by kind."""
    said: Mapping[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    scales = {}
    for kind in KINDS:
        steps = tuple(Step(float(m), float(c)) for m, c in said[kind]["steps"])
        scales[kind] = Scale(**{**said[kind], "steps": steps})
    return Thresholds(**scales)


def _number(told: str) -> float:
    try:
        least = float(told)
    except ValueError:
        least = -1.0
    if not 0.0 <= least <= 1.0:
        raise UsageError(
            _("{variable} is “{told}”; a number from 0 to 1 is expected, such as 0.95.").format(
                variable=VARIABLE, told=told
            )
        )
    return least
