"""The page ``docs/accuracy.md``: the figures of one run, and what they were taken with."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from accuracy.report import Target, verdict
from oroforms.readers.scan.thresholds import thresholds
from oroforms.tools import tesseract

_PACKAGES = ("numpy", "opencv-python-headless", "zxing-cpp", "pypdfium2", "pillow")

_HEAD = Path(__file__).with_name("head.md")


def write(
    path: Path,
    tables: str,
    wanted: Sequence[Target],
    *,
    readings: int,
    command: str,
    seconds: float,
) -> None:
    """Write the page anew."""
    taken = f"{readings} field readings by `{command}`, {seconds / 60:.0f} minutes. {machine()}."
    parts = [
        _HEAD.read_text(encoding="utf-8"),
        taken,
        "",
        verdict(wanted),
        "",
        tables,
        _thresholds(),
    ]
    path.write_text("\n".join(parts), encoding="utf-8")


def machine() -> str:
    """The machine and the versions that the figures were taken with."""
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    seen = ".".join(str(part) for part in tesseract.version(tesseract.find()))
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python "
        f"{platform.python_version()}, Tesseract {seen}; {packages}"
    )


def _thresholds() -> str:
    held = thresholds()
    lines = [
        "## Thresholds",
        "",
        "Least confidence of a reading that is not queued. These are values set by hand; no run",
        "of `python -m accuracy --calibrate`, which prints what its own forms ask for, has",
        "confirmed them yet. Who would rather look at more fields sets `OROFORMS_SCAN_CONFIDENCE`",
        "to a number from 0 to 1.",
        "",
        "| reading | least confidence |",
        "| --- | --- |",
    ]
    lines += [f"| {name} | {getattr(held, name):.2f} |" for name in held.__dataclass_fields__]
    return "\n".join(lines) + "\n"
