"""From many readings with known answers: what a measure is worth, and from where on to take it.

No share of wrong readings is ever known, least of all where none was wrong: three hundred right
ones show that less than one in a hundred is wrong, not that none is ("rule of three"). So a
confidence here is the least share of right readings that the count allows with 95 %
certainty. A higher measure is taken to be no worse than a lower one.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from accuracy.run import Sure
from oroforms.readers.scan.thresholds import KINDS, Scale, Step, Thresholds

EDGES = (0.0, 0.1, 0.3, 0.5, 0.65, 0.8, 0.9, 0.95, 0.99, 0.999, 1.0)
"""Where bands of measures begin; the last is of those that have all of it."""
LEAST = 0.8
"""The least confidence that is ever taken: with less too few were counted to say anything."""
_CERTAINTY = 0.95
_ENOUGH = 100
"""Readings of a kind below which its scale is left as it was."""


@dataclass(frozen=True, slots=True)
class Band:
    """Readings whose measures lie near each other."""

    measure: float
    count: int
    wrong: int


def bands(sure: Iterable[Sure]) -> list[Band]:
    """Readings of one kind, counted by their measures; empty bands are left out."""
    counts = [[0, 0] for _ in EDGES]
    for each in sure:
        at = max(n for n, edge in enumerate(EDGES) if edge <= each.confidence)
        counts[at][0] += 1
        counts[at][1] += not each.right
    return [
        Band(edge, count, wrong)
        for edge, (count, wrong) in zip(EDGES, counts, strict=True)
        if count
    ]


def least_share(count: int, wrong: int) -> float:
    """The least share of right readings that so many wrong ones of so many allow.

    The Poisson bound: where none was wrong, 1 − 3 / count.
    """
    low, high = 0.0, wrong + 20.0 + 5 * math.sqrt(wrong)
    for _ in range(60):
        middle = (low + high) / 2
        if _at_most(wrong, middle) > 1 - _CERTAINTY:
            low = middle
        else:
            high = middle
    return max(0.0, 1.0 - high / count)


def _at_most(wrong: int, expected: float) -> float:
    """The chance of at most so many wrong ones where so many are expected."""
    logs = (
        number * math.log(expected) - math.lgamma(number + 1) if expected else 0.0
        for number in range(wrong + 1)
    )
    return sum(math.exp(each - expected) for each in logs)


def steps(counted: Sequence[Band]) -> tuple[Step, ...]:
    """A confidence for each band, never falling.

    A band with few readings is worth at least what it is together with those below it, for
    they are no better, and no band is worth more than one above it.
    """
    worth: list[float] = []
    for end in range(1, len(counted) + 1):
        pools = [counted[start:end] for start in range(end)]
        worth.append(
            max(least_share(sum(b.count for b in p), sum(b.wrong for b in p)) for p in pools)
        )
    # From the highest down: where one was often wrong, those below it are worth no more.
    held = list(accumulate(reversed(worth), min))[::-1]
    # Rounded down: four digits are more than any sample here can tell.
    return tuple(
        Step(band.measure, math.floor(share * 10_000) / 10_000)
        for band, share in zip(counted, held, strict=True)
    )


def scale(sure: Sequence[Sure], command: str, day: str) -> Scale:
    """The scale of one kind: taken is what lies above every reading that was wrong."""
    counted = bands(sure)
    made = steps(counted)
    last_wrong = max((n for n, band in enumerate(counted) if band.wrong), default=-1)
    doubtful = made[last_wrong].confidence if last_wrong >= 0 else 0.0
    clear = [step for step in made if step.confidence > doubtful and step.confidence >= LEAST]
    # Where even the surest were wrong no threshold helps: the reader is to be mended.
    least = clear[0].confidence if clear else made[-1].confidence
    return Scale(
        least=least,
        steps=_merged(made),
        readings=len(sure),
        wrong=sum(not each.right for each in sure),
        command=command,
        day=day,
    )


def _merged(made: Sequence[Step]) -> tuple[Step, ...]:
    """The steps without those that are worth what the one before them is."""
    return (
        *made[:1],
        *(after for before, after in pairwise(made) if after.confidence > before.confidence),
    )


def fitted(sure: Sequence[Sure], command: str, held: Thresholds) -> Thresholds:
    """The scales of all kinds that enough readings were made of; the others as they were."""
    day = datetime.now(tz=UTC).date().isoformat()
    made: dict[str, Scale] = {}
    for kind in KINDS:
        mine = [each for each in sure if each.threshold == kind]
        enough = len(mine) >= _ENOUGH
        made[kind] = scale(mine, command, day) if enough else getattr(held, kind)
    return Thresholds(**made)


def write(path: Path, scales: Thresholds) -> None:
    """Keep the scales as the reader loads them, a step a line."""
    kinds = []
    for kind, said in asdict(scales).items():
        lines = [f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in _plain(said)]
        shown = ",\n".join(f"   [{s['measure']}, {s['confidence']}]" for s in said["steps"])
        lines.append(f'  "steps": [\n{shown}\n  ]')
        kinds.append(f" {json.dumps(kind)}: {{\n" + ",\n".join(lines) + "\n }")
    path.write_text("{\n" + ",\n".join(kinds) + "\n}\n", encoding="utf-8")


def _plain(said: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(name, value) for name, value in said.items() if name != "steps"]


def told(sure: Sequence[Sure], scales: Thresholds) -> list[str]:
    """By kind and band: readings, wrong ones, the confidence, and whether it is taken."""
    lines = [
        "| reading | measure from | readings | wrong | confidence | taken |",
        "| --- | ---: | ---: | ---: | ---: | --- |",
    ]
    for kind in KINDS:
        held: Scale = getattr(scales, kind)
        for band in bands(each for each in sure if each.threshold == kind):
            worth = held.confidence(band.measure)
            taken = "yes" if worth >= held.least else "no"
            counts = f"{band.measure:g} | {band.count} | {band.wrong}"
            lines.append(f"| {kind} | {counts} | {worth:.4f} | {taken} |")
    return lines
