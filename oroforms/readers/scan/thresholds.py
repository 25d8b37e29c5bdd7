"""How sure a reading of a scan must be to be taken.

The values are set by hand; ``python -m accuracy --calibrate`` prints what its
forms ask for, and ``docs/accuracy.md`` says how they stand. A user may only
tighten them: whoever would rather look at more fields sets
``OROFORMS_SCAN_CONFIDENCE``.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, fields, replace

from oroforms.errors import UsageError
from oroforms.i18n import gettext as _

VARIABLE = "OROFORMS_SCAN_CONFIDENCE"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Least confidence, 0–1, of a reading that is not sent to review."""

    tick: float = 0.5
    """That a box is ticked, or that it is not."""
    signature: float = 0.5
    """That a signature box is signed, or that it is not."""
    empty: float = 0.5
    """That nothing is written in a field."""
    typed: float = 0.5
    """That print reads as it was read."""

    def tightened(self, least: float) -> Thresholds:
        """The same, where each is at least ``least``."""
        return replace(self, **{f.name: max(least, getattr(self, f.name)) for f in fields(self)})


def thresholds() -> Thresholds:
    """The thresholds in force: those set here, tightened where the user wants it.

    Raises
    ------
    UsageError
        When ``OROFORMS_SCAN_CONFIDENCE`` is no number from 0 to 1.
    """
    told = os.environ.get(VARIABLE)
    return Thresholds().tightened(_number(told)) if told else Thresholds()


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
