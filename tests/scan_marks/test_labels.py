"""A pen's ink at the label of a tick box, and close beside the box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
import pytest

from oroforms.documents import Rect
from oroforms.layouts import Layout, Printed, Spot
from oroforms.pictures.base import SCALE, Grey, Registration, Sheet
from oroforms.readers.scan.base import Tick
from oroforms.readers.scan.labels import with_labels
from oroforms.readers.scan.ticks import read_ticks

Points = Sequence[tuple[float, float]]

BOXES: tuple[Rect, ...] = tuple((60.0, 60.0 + 24 * k, 71.33, 71.33 + 24 * k) for k in range(3))
FIELD = (160.0, 80.0, 300.0, 98.0)
MINE = 1
X, Y = 65.67, 89.67
"""The middle of the box that is drawn at."""
CROSS = [[(-4, -4), (4, 4)], [(4, -4), (-4, 4)]]


def _moved(strokes: Sequence[Points], across: float, down: float) -> list[Points]:
    return [[(x + across, y + down) for x, y in stroke] for stroke in strokes]


RING = [[(38 + 32 * np.cos(t), 9.5 * np.sin(t)) for t in np.linspace(0, 6.5, 40)]]
UNDER = [[(11, 7.5), (40, 7.0), (66, 7.6)]]
STRUCK = [[(10, 0.5), (40, 0.0), (84, 0.6)]]
LEFT, RIGHT, BELOW = (_moved(CROSS, x, y) for x, y in ((-14, 0), (76, 0), (0, 11)))
LARGE = [[(-9, -9), (9, 9)], [(9, -9), (-9, 9)]]
LONG = [[(-4, -1), (-1, 4), (20, -9)]]
"""A check mark whose arm runs over its label."""
STREAK = [[(30, -80), (36, 110)]]
FOLD = [[(-66, 1), (400, 3)]]
DUST = [[(-10, 0), (-9, 1)], [(50, 8), (51, 8)]]
TEXT = [[(98, 0), (104, -4), (108, 4), (116, -4), (122, 4), (130, -3)]]


@pytest.fixture(scope="module")
def blank() -> Grey:
    page = np.full((round(200 * SCALE), round(460 * SCALE)), 255, np.uint8)
    for left, top, right, bottom in (*BOXES, FIELD):
        corners = [round(each * SCALE) for each in (left, top, right, bottom)]
        cv2.rectangle(page, corners[:2], corners[2:], 0, 2)
    for left, top, _right, bottom in BOXES:
        at = (round((left + 18) * SCALE), round((top + bottom) / 2 * SCALE) + 12)
        cv2.putText(page, "Skola", at, cv2.FONT_HERSHEY_SIMPLEX, 1.2, 0, 3)
        cv2.putText(page, "eller", (at[0] + 135, at[1]), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 0, 3)
    return page


def _layout() -> Layout:
    words = tuple(
        Printed(text, 1, (left + start, top + 1, left + end, bottom - 1))
        for left, top, _right, bottom in BOXES
        for text, start, end in (("Skola", 18.0, 44.0), ("eller", 50.0, 71.0))
    )
    spots = (*(Spot(f"a.{k}", 1, box) for k, box in enumerate(BOXES)), Spot("b", 1, FIELD))
    return Layout("svar@1-abc123", (460.0, 200.0), 1, ((1.0, 1.0),) * 4, spots, printed=words)


def _sheet(blank: Grey, strokes: Sequence[Points], *, pen: int = 5, ink: int = 90) -> Sheet:
    page = blank.copy()
    for stroke in strokes:
        points = np.round((np.array(stroke) + np.array([X, Y])) * SCALE * 16).astype(np.int32)
        cv2.polylines(page, [points], False, ink, pen, cv2.LINE_AA, 4)
    noise = np.random.default_rng(3).normal(0, 3, page.shape)
    seen = np.clip(cv2.GaussianBlur(page, (0, 0), 0.8) + noise, 0, 255).astype(np.uint8)
    lies = Registration(np.eye(3), "marks", 0.0, 1.0)
    return Sheet(1, 1, _layout(), lies, seen, blank, 300.0)


def _states(sheet: Sheet) -> list[Tick]:
    return [each.state for each in with_labels(sheet, BOXES, read_ticks(sheet, BOXES))]


@pytest.mark.parametrize(
    "strokes",
    [RING, UNDER, LEFT, RIGHT, BELOW],
    ids=["ringed", "underlined", "left", "right", "below"],
)
def test_an_empty_box_whose_label_a_pen_chose_is_a_doubt(
    blank: Grey, strokes: list[Points]
) -> None:
    sheet = _sheet(blank, strokes)
    assert {each.state for each in read_ticks(sheet, BOXES)} == {Tick.EMPTY}
    assert _states(sheet)[MINE] is Tick.DOUBTFUL


def test_a_ticked_box_whose_label_was_struck_out_is_a_doubt(blank: Grey) -> None:
    sheet = _sheet(blank, [*CROSS, *STRUCK])
    assert read_ticks(sheet, BOXES)[MINE].state is Tick.TICKED
    assert _states(sheet)[MINE] is Tick.DOUBTFUL


@pytest.mark.parametrize(
    "strokes",
    [[], STREAK, FOLD, DUST, TEXT],
    ids=["nothing", "streak", "fold", "dust", "text of a field"],
)
def test_what_is_no_answer_leaves_the_boxes_as_they_are(blank: Grey, strokes: list[Points]) -> None:
    pale = strokes in (STREAK, FOLD)
    sheet = _sheet(blank, strokes, pen=3 if pale else 5, ink=150 if pale else 90)
    read = read_ticks(sheet, BOXES)
    assert [each.state for each in with_labels(sheet, BOXES, read)] == [each.state for each in read]
    assert read[0].state is Tick.EMPTY


@pytest.mark.parametrize("strokes", [CROSS, LARGE, LONG], ids=["cross", "large", "long arm"])
def test_strokes_of_a_tick_are_no_ink_beside_any_box(blank: Grey, strokes: list[Points]) -> None:
    assert _states(_sheet(blank, strokes)) == [Tick.EMPTY, Tick.TICKED, Tick.EMPTY]


def test_ragged_print_of_a_fax_is_no_pens(blank: Grey) -> None:
    sheet = _sheet(blank, [[(-7, 6.9), (7, 6.9)]], pen=2, ink=0)
    black = np.where(sheet.grey < 160, 0, 255).astype(np.uint8)
    assert set(_states(replace(sheet, grey=black, bitonal=True))) == {Tick.EMPTY}
