"""From which measures a reading of a scan counts, as ``make accuracy`` found them.

They were fitted on pages of their own and judged on others; ``docs/accuracy.md``
keeps the figures. A user may only tighten them: whoever would rather look at
more fields sets ``OROFORMS_SCAN_CONFIDENCE``.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from oroforms.errors import UsageError
from oroforms.i18n import gettext as _

FILE = Path(__file__).with_name("typed.json")
VARIABLE = "OROFORMS_SCAN_CONFIDENCE"
_CONFIDENCES = ("tick", "signature", "empty", "typed", "digits")


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Least confidences 0–1 of readings that are not sent to review, and what confirms print.

    The bounds of a typed line (``surety`` to ``likeness``) are explained in ``typed.json``.
    """

    tick: float = 0.5
    """That a box is ticked, or that it is not."""
    signature: float = 0.5
    """That a signature box is signed, or that it is not."""
    empty: float = 0.5
    """That nothing is written in a field."""
    typed: float = 0.5
    """That print reads as it was read."""
    digits: float = 0.9
    """That digits written by hand into the cells of a comb read as they were read."""
    surety: float
    misfit: float
    lack: float
    shift: float
    blot: float
    gaps: float
    likeness: float

    def tightened(self, least: float) -> Thresholds:
        """The same, where each confidence is at least ``least``."""
        return replace(self, **{name: max(least, getattr(self, name)) for name in _CONFIDENCES})


def thresholds() -> Thresholds:
    """The thresholds in force: the calibrated ones, tightened where the user wants it.

    Raises
    ------
    UsageError
        When ``OROFORMS_SCAN_CONFIDENCE`` is no number from 0 to 1.
    """
    told = os.environ.get(VARIABLE)
    return _calibrated().tightened(_number(told)) if told else _calibrated()


@cache
def _calibrated() -> Thresholds:
    said = json.loads(FILE.read_text(encoding="utf-8"))
    return Thresholds(**{name: float(each["value"]) for name, each in said.items()})


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
