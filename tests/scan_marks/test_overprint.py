"""Tick boxes with a letter printed inside: strokes drawn on a blank, through scanner noise."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from oroforms.layouts import Layout
from oroforms.pictures.base import SCALE, Grey, Registration, Sheet
from oroforms.readers.scan.base import Tick, TickReading
from oroforms.readers.scan.overprint import is_printed_over
from oroforms.readers.scan.ticks import read_ticks

BOXES = tuple((30.0 + 60 * k, 30.0, 41.33 + 60 * k, 41.33) for k in range(8))
LAYOUT = Layout("svar@1-abc123", (576.0, 72.0), 1, ((1.0, 1.0),) * 4, ())
SEEDS = range(6)


def _blank(print_: int) -> Grey:
    """Boxes of 4 mm with a letter in each, black or as pale as print that a reader drops."""
    page = np.full((300, 2400), 255, np.uint8)
    for box, letter in zip(BOXES, "ABCDEFGH", strict=True):
        x0, y0, x1, y1 = (round(value * SCALE) for value in box)
        cv2.rectangle(page, (x0, y0), (x1, y1), print_, 2)
        at = (x0 + 12, y1 - 12)
        cv2.putText(page, letter, at, cv2.FONT_HERSHEY_SIMPLEX, 1.0, print_, 3, cv2.LINE_AA)
    return page


def _scanned(blank: Grey, seed: int, kind: str) -> list[TickReading]:
    random = np.random.default_rng(seed)
    page = blank.copy()
    pen, dark = int(random.integers(4, 9)), int(random.integers(0, 70))
    for box in BOXES:
        x0, y0, x1, y1 = (round(value * SCALE) for value in box)
        if kind == "filled":
            cv2.ellipse(page, ((x0 + x1) // 2, (y0 + y1) // 2), (22, 21), 0, 0, 360, dark, -1)
        if kind == "crossed":
            cv2.line(page, (x0 + 3, y0 + 3), (x1 - 3, y1 - 3), dark, pen, cv2.LINE_AA)
            cv2.line(page, (x1 - 3, y0 + 3), (x0 + 3, y1 - 3), dark, pen, cv2.LINE_AA)
        if kind == "corner":
            points = np.array([(x0 + 5, y1 - 14), (x0 + 10, y1 - 5), (x1 + 12, y1 - 9)])
            cv2.polylines(page, [points], False, dark, pen, cv2.LINE_AA)
        if kind == "circled":
            middle = ((x0 + x1) // 2, (y0 + y1) // 2)
            cv2.ellipse(page, middle, (38, 36), 0, 0, 360, dark, pen, cv2.LINE_AA)
        if kind == "struck":
            for k in range(10):
                y = y0 - 15 + 8 * k
                cv2.line(page, (x0 - 15, y), (x1 + 15, y + 6), dark, pen + 2, cv2.LINE_AA)
    grey = cv2.GaussianBlur(page, (0, 0), float(random.uniform(0.5, 1.5))).astype(float)
    grey += random.normal(0, float(random.uniform(0, 7)), grey.shape)
    grey = np.roll(grey, tuple(random.integers(-3, 4, 2)), (0, 1))
    seen = np.clip(grey, 0, 255).astype(np.uint8)
    lies = Registration(np.eye(3), "marks", 0.0, 1.0)
    return read_ticks(Sheet(1, 1, LAYOUT, lies, seen, blank, 300.0), BOXES)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("print_", [0, 150])
def test_empty_and_filled_boxes_are_told(print_: int, seed: int) -> None:
    blank = _blank(print_)
    for kind, state in (("", Tick.EMPTY), ("filled", Tick.TICKED)):
        readings = _scanned(blank, seed, kind)
        assert {reading.state for reading in readings} == {state}
        assert min(reading.confidence for reading in readings) >= 0.9


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("print_", [0, 150])
def test_crosses_are_never_taken_for_nothing(print_: int, seed: int) -> None:
    for kind in ("crossed", "corner"):
        for reading in _scanned(_blank(print_), seed, kind):
            assert reading.state is not Tick.EMPTY or reading.confidence < 0.5


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", ["circled", "struck"])
def test_what_a_person_must_look_at_is_doubtful(kind: str, seed: int) -> None:
    for reading in _scanned(_blank(0), seed, kind):
        assert reading.state is Tick.DOUBTFUL
        assert reading.why in {kind, "box-not-found", "struck"}


def test_only_boxes_with_print_in_their_middle_are_read_so() -> None:
    blank = _blank(0)
    left, top, right, bottom = BOXES[0]
    assert is_printed_over(blank, BOXES[0])
    cv2.rectangle(blank, (200, 200), (230, 230), 0, 2)
    assert not is_printed_over(blank, (200 / SCALE, 200 / SCALE, 230 / SCALE, 230 / SCALE))
    assert not is_printed_over(blank, (left + 20, top, right + 20, bottom))
