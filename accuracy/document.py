"""The page ``docs/accuracy.md``: the figures of one run, and what they were taken with."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from accuracy.kept import Run
from accuracy.report import Target, verdict
from oroforms.readers.scan.thresholds import KINDS, Scale, Thresholds, thresholds
from oroforms.tools import tesseract

_PACKAGES = ("numpy", "opencv-python-headless", "zxing-cpp", "pypdfium2", "pillow")

_HEAD = Path(__file__).with_name("head.md")


def write(
    path: Path,
    tables: str,
    wanted: Sequence[Target],
    *,
    readings: int,
    runs: Sequence[Run],
) -> None:
    """Write the page anew."""
    commands = " and ".join(f"`{each}`" for each in runs)
    minutes = sum(each.seconds for each in runs) / 60
    taken = f"{readings} field readings by {commands}, {minutes:.0f} minutes. {machine()}."
    parts = [
        _HEAD.read_text(encoding="utf-8"),
        taken,
        "",
        verdict(wanted),
        "",
        tables,
        _ABOUT_CONFIDENCE,
        *confidence(thresholds()),
    ]
    path.write_text("\n".join(parts) + "\n", encoding="utf-8")


def machine() -> str:
    """The machine and the versions that the figures were taken with."""
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    seen = ".".join(str(part) for part in tesseract.version(tesseract.find()))
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python "
        f"{platform.python_version()}, Tesseract {seen}; {packages}"
    )


_ABOUT_CONFIDENCE = """\
## Confidence and thresholds

Readers measure how plainly a place shows what they say of it. What a measure is worth was counted
on forms of their own (numbers from 50 000 000 on), in all conditions, with half of all people
ticking anyhow. A confidence is the least share of right readings that the count allows with
95 % certainty: where none of 300 was wrong it is 0.99, never 1. Taken is what is at least as sure
as its threshold: the lowest confidence above every reading that was wrong, and 0.8 at the least.
`oroforms/readers/scan/confidence.json` keeps scales and thresholds; `python -m accuracy
--calibrate --keep` fits them anew. Who would rather look at more fields sets
`OROFORMS_SCAN_CONFIDENCE` to a number from 0 to 1: what is less sure is then queued, and above the
surest of a kind all of that kind is.
"""


def confidence(held: Thresholds) -> list[str]:
    """Thresholds and scales, and what they were counted with."""
    scales: dict[str, Scale] = {kind: getattr(held, kind) for kind in KINDS}
    lines = [
        "| reading | least confidence taken | surest | readings | wrong | counted by | on |",
        "| --- | ---: | ---: | ---: | ---: | --- | --- |",
    ]
    lines += [
        f"| {kind} | {each.least:.4f} | {each.surest:.4f} | {each.readings} | {each.wrong} "
        f"| `{each.command}` | {each.day} |"
        for kind, each in scales.items()
    ]
    lines += ["", "| reading | measure from | confidence | |", "| --- | ---: | ---: | --- |"]
    lines += [
        f"| {kind} | {step.measure:g} | {step.confidence:.4f} "
        f"| {'taken' if step.confidence >= each.least else 'queued'} |"
        for kind, each in scales.items()
        for step in each.steps
    ]
    return lines
