"""Pictures of what was not read right, wrong and accepted first, for whoever works on it."""

from __future__ import annotations

import re
from pathlib import Path

import cv2
import numpy as np

from accuracy.chain import PageResult
from accuracy.outcomes import Outcome, Read, row_of, shown
from accuracy.truth import Truth
from oroforms.pictures.base import Grey, Sheet

_MARGIN = 14.0
"""Points around the field that are shown."""
_MOST = 400
"""Pictures of one kind; more say nothing more."""


def field(folder: Path, page: PageResult, truth: Truth, read: Read | None, end: Outcome) -> str:
    """Keep the sheet's crop above the blank's; returns a line for the list."""
    if not isinstance(page.sheet, Sheet):
        raise TypeError("a page that is not registered has no fields")
    into = folder / ("wrong" if end is Outcome.WRONG else str(end).replace(" ", "-"))
    into = into / re.sub(r"[^a-z]+", "-", row_of(truth))
    name = f"{page.scan.condition.name}-{page.scan.seed}-{truth.part}".replace(" ", "-")
    said = "" if read is None else f"{read.value!r} {read.confidence:.2f} {read.why}"
    if _room(into):
        crops = (page.sheet.crop(truth.rect, _MARGIN), page.sheet.blank_crop(truth.rect, _MARGIN))
        cv2.imwrite(str(into / f"{name}.png"), _under(*crops))
    return f"{end}\t{row_of(truth)}\t{name}\t{shown(truth)}\t{said}\t{page.scan.mode}"


def page(folder: Path, result: PageResult) -> str:
    """Keep a page that was not registered, made small; returns a line for the list."""
    into = folder / "pages"
    scan = result.scan
    name = f"{scan.condition.name}-{scan.seed}".replace(" ", "-")
    if _room(into):
        factor = min(1.0, 1400 / max(scan.grey.shape))
        small = cv2.resize(scan.grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        cv2.imwrite(str(into / f"{name}.png"), small)
    code = "its code was found" if result.code_right else "without its code"
    return f"page\tnot registered\t{name}\t{code}\t{result.sheet!r}\t{scan.mode}"


def _room(into: Path) -> bool:
    into.mkdir(parents=True, exist_ok=True)
    return sum(1 for _ in into.iterdir()) < _MOST


def _under(above: Grey, below: Grey) -> Grey:
    width = max(above.shape[1], below.shape[1])
    rows = [
        np.pad(each, ((0, 6), (0, width - each.shape[1])), constant_values=128)
        for each in (above, below)
    ]
    return np.concatenate(rows)
