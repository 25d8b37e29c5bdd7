"""The least confidence at which no reading was wrong, by threshold."""

from __future__ import annotations

import numpy as np

from accuracy.run import Sure, Tally

_STEP = 0.05
"""Thresholds are set in such steps, and one step above the surest reading that was wrong."""


def suggestions(tally: Tally) -> list[str]:
    """For each threshold the surest wrong reading, the threshold it asks for, and its price."""
    lines = [
        "| threshold | sure readings | wrong | surest wrong | suggested | accepted, ordinary |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name in sorted({each.threshold for each in tally.sure}):
        sure = [each for each in tally.sure if each.threshold == name]
        least, surest = suggested(sure)
        ordinary = [each for each in sure if each.ordinary]
        taken = sum(each.confidence >= least for each in ordinary)
        price = f"{100 * taken / len(ordinary):.2f} %" if ordinary else "–"
        wrong = sum(not each.right for each in sure if each.confidence > 0)
        lines.append(f"| {name} | {len(sure)} | {wrong} | {surest:.3f} | {least:.2f} | {price} |")
    return lines


def suggested(sure: list[Sure]) -> tuple[float, float]:
    """The threshold that readings ask for, and the confidence of the surest wrong one."""
    surest = max((each.confidence for each in sure if not each.right), default=0.0)
    return min(1.0, float(np.floor(surest / _STEP) + 1) * _STEP), surest
