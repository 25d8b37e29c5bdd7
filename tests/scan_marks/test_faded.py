"""Pages in black and white of which a threshold has eaten the print."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from oroforms.layouts import Layout
from oroforms.pictures.base import SCALE, Grey, Registration, Sheet
from oroforms.readers.scan.base import Tick, TickReading
from oroforms.readers.scan.faded import without_faded
from oroforms.readers.scan.pale import Marks

BOXES = [(40.0, 40.0 + 30 * at, 51.0, 51.0 + 30 * at) for at in range(4)]
LAYOUT = Layout("svar@1-abc123", (200.0, 200.0), 1, ((1.0, 1.0),) * 4, ())
EMPTY, TICKED = TickReading(Tick.EMPTY, 1.0), TickReading(Tick.TICKED, 1.0)


def _page() -> Grey:
    page = np.full((round(200 * SCALE),) * 2, 255, np.uint8)
    for left, top, right, bottom in BOXES:
        first, last = (round(left * SCALE), round(top * SCALE)), (
            round(right * SCALE), round(bottom * SCALE),
        )  # fmt: skip
        cv2.rectangle(page, first, last, 0, 3)
    return page


def _states(seen: Grey, readings: list[TickReading], written: Sequence[float] = ()) -> set[Tick]:
    lies = Registration(np.eye(3), "marks", 0.0, 1.0)
    sheet = Sheet(1, 1, LAYOUT, lies, seen, _page(), 98.0, bitonal=True)
    marks = Marks(readings, written)
    return {each.state for each in without_faded(sheet, BOXES[: len(readings)], marks)}


@pytest.mark.parametrize("off", [-3, 0, 3])
def test_boxes_whose_borders_are_whole_are_empty(off: int) -> None:
    assert _states(np.roll(_page(), off, axis=1), [EMPTY] * 4) == {Tick.EMPTY}


def test_borders_in_pieces_tell_that_ticks_may_be_gone() -> None:
    page = _page()
    page[::9] = page[1::9] = page[2::9] = page[3::9] = page[4::9] = 255
    assert _states(page, [EMPTY] * 4) == {Tick.DOUBTFUL}
    assert _states(page, [EMPTY] * 3 + [TICKED]) == {Tick.EMPTY, Tick.TICKED}


@pytest.mark.parametrize(
    ("written", "state"),
    [([0.5, 0.45], Tick.EMPTY), ([0.5], Tick.DOUBTFUL), ([0.33, 0.33, 0.32], Tick.DOUBTFUL)],
)
def test_dark_words_tell_that_the_pen_came_through(written: list[float], state: Tick) -> None:
    page = _page()
    page[::9] = page[1::9] = page[2::9] = page[3::9] = page[4::9] = 255
    assert _states(page, [EMPTY] * 4, written) == {state}


def test_nothing_comes_of_no_boxes() -> None:
    assert _states(_page(), []) == set()
