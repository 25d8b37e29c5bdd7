"""Boxes of a simulated scan that are told by the others of their form, and by what is beside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest

from accuracy import forms, marks
from accuracy.chain import Read, read_form
from accuracy.conditions import BY_NAME, CLEAN, Condition, Mode
from accuracy.pens import BLUE, Canvas, Ink, Pen
from accuracy.scanner import scan
from accuracy.truth import Mark
from oroforms.convert import blanks
from oroforms.documents import Rect, Value, around

TOKEN = "RGM8-WD36-NPQ7"
CROSSED = (
    "parties.0.category.school",
    "parties.1.category.health_care",
    "scope.inform_of_outcome",
    "information_scope.support_given",
)
FILLED = "information_scope.attendance"
RUBBED_OUT = "parties.0.category.preschool"
UNDERLINED = "information_scope.health"
PLAIN = "information_scope.school_situation"


Drawer = Callable[[Canvas, dict[str, Rect]], None]
PEN = Pen(BLUE, 0.45, 0.05)
GREY = replace(CLEAN, dpi=(300,), modes=((Mode.GREY, 1.0),))
BLACK = replace(CLEAN, dpi=(200,), modes=((Mode.THRESHOLD, 1.0),))


def _read(
    form: str,
    number: int,
    draw: Drawer,
    condition: Condition = GREY,
    *,
    texts: bool = False,
    printed: Mapping[str, Value] = MappingProxyType({}),
) -> dict[str, Read]:
    """What is read on a page that was drawn on and scanned, and blank but for what is printed."""
    definition, base, layout = forms.blank(form)
    pdf = blanks.issue_pdf(definition, base, layout, token=TOKEN, prefill=printed)
    picture = list(forms.printed(pdf))[number - 1]
    canvas = Canvas(*picture.shape)
    draw(canvas, {spot.part: spot.rect for spot in layout.spots if spot.page == number})
    page = forms.FilledPage(definition, layout, number, TOKEN, picture, canvas.layers, ())
    return dict(read_form([scan(page, condition, 45000001)], texts=texts).reads)


def test_a_filled_in_a_rubbed_out_and_an_underlined_choice_among_crosses_are_doubts() -> None:
    def draw(canvas: Canvas, rects: dict[str, Rect]) -> None:
        random = np.random.default_rng(4)
        pencil = Pen(Ink("rubbed", (0.85,) * 3, 0.3), 0.5, 0.05)
        for part in CROSSED:
            marks.draw(canvas, Mark.CROSS, rects[part], PEN, random)
        for _ in range(2):
            marks.draw(canvas, Mark.FILLED, rects[FILLED], PEN, random)
        marks.draw(canvas, Mark.CROSS, rects[RUBBED_OUT], pencil, random)
        _left, _top, right, bottom = rects[UNDERLINED]
        canvas.stroke(PEN, np.array([(right + 5, bottom + 1), (right + 40, bottom + 1.5)]), random)

    reads = _read("samtycke@2", 1, draw)
    assert all(reads[part].accepted and reads[part].value is True for part in CROSSED)
    assert reads[PLAIN].accepted
    assert not any(reads[part].accepted for part in (FILLED, RUBBED_OUT, UNDERLINED))


NOTIFICATION = "orosanmalan@1"
INTERPRETER = "child.interpreter_needed.yes"
NEGLECT = "concern.kind.neglect"
TICKED = ("concern.kind.absence", "concern.kind.crime", "guardians_informed.no")
ASKED = "child.informed.yes"


def _tick(canvas: Canvas, rects: dict[str, Rect]) -> None:
    for part in TICKED:
        marks.draw(canvas, Mark.CROSS, rects[part], PEN, np.random.default_rng(5))


@pytest.mark.parametrize("condition", [GREY, BLACK], ids=["grey", "black and white"])
@pytest.mark.parametrize(
    ("part", "off"),
    [(INTERPRETER, (0, 12)), (INTERPRETER, (0, -11)), (INTERPRETER, (15, 0)), (NEGLECT, (19, 0))],
    ids=["on the print below", "on the print above", "on a short label", "on a long label"],
)
def test_a_cross_on_print_beside_its_box_leaves_no_sure_empty_box(
    part: str, off: tuple[int, int], condition: Condition
) -> None:
    """Between the letters too little of it is seen for a stroke; once such a box was empty."""

    def draw(canvas: Canvas, rects: dict[str, Rect]) -> None:
        _tick(canvas, rects)
        left, top, right, bottom = rects[part]
        moved = (left + off[0], top + off[1], right + off[0], bottom + off[1])
        marks.draw(canvas, Mark.CROSS, moved, Pen(BLUE, 0.7, 0.05), np.random.default_rng(4))

    reads = _read(NOTIFICATION, 2, draw, condition)
    assert not reads[part].accepted
    assert all(reads[ticked].accepted for ticked in (*TICKED, "guardians.1.custody.unknown"))


def test_writing_that_reaches_into_the_label_of_its_own_room_is_no_tick() -> None:
    def draw(canvas: Canvas, rects: dict[str, Rect]) -> None:
        left, top, _right, bottom = rects["informed_by"]
        for at in range(5):  # letters as high as the room and its label
            x = left + 4 + 14 * at
            canvas.stroke(PEN, np.array([(x, bottom), (x + 5, top - 8), (x + 9, bottom)]),
                          np.random.default_rng(at))  # fmt: skip

    reads = _read("samtycke@2", 2, draw)
    assert all(reads[f"decision.{choice}"].accepted for choice in ("yes", "partly", "no"))


@pytest.mark.parametrize("condition", [GREY, BLACK], ids=["grey", "black and white"])
def test_a_nought_in_a_box_is_no_plain_tick(condition: Condition) -> None:
    around = np.linspace(0, 2 * np.pi, 40)

    def draw(canvas: Canvas, rects: dict[str, Rect]) -> None:
        _tick(canvas, rects)
        for part, wide in ((INTERPRETER, 0.3), (ASKED, 0.22)):
            left, top, right, bottom = rects[part]
            x, y, side = (left + right) / 2, (top + bottom) / 2, right - left
            ring = np.column_stack([x + wide * side * np.sin(around),
                                    y + 0.33 * side * np.cos(around)])  # fmt: skip
            canvas.stroke(PEN, ring, np.random.default_rng(4))

    reads = _read(NOTIFICATION, 2, draw, condition)
    assert not reads[INTERPRETER].accepted
    assert not reads[ASKED].accepted
    assert all(reads[part].accepted for part in TICKED)


def _rings(count: int, *more: tuple[Mark, str]) -> Drawer:
    """Rings about the first boxes of a consent, and other marks."""

    def draw(canvas: Canvas, rects: dict[str, Rect]) -> None:
        random = np.random.default_rng(4)
        for part in CROSSED[:count]:
            marks.draw(canvas, Mark.CIRCLED, rects[part], PEN, random)
        for mark, part in more:
            marks.draw(canvas, mark, rects[part], PEN, random)

    return draw


@pytest.mark.parametrize("condition", [GREY, BLACK], ids=["grey", "black and white"])
def test_who_rings_one_box_after_the_other_answers_so(condition: Condition) -> None:
    struck = "information_scope.attendance"
    reads = _read("samtycke@2", 1, _rings(4, (Mark.STRUCK, struck)), condition)
    assert {part for part, read in reads.items() if read.accepted and read.value} == set(CROSSED)
    assert {part for part, read in reads.items() if not read.accepted} == {struck}


def test_two_rings_may_ask_about_their_boxes() -> None:
    reads = _read("samtycke@2", 1, _rings(2, (Mark.CROSS, CROSSED[2]), (Mark.CROSS, CROSSED[3])))
    assert [reads[part].accepted for part in CROSSED] == [False, False, True, True]


def test_a_ringed_box_whose_label_was_struck_out_is_a_doubt() -> None:
    def draw(canvas: Canvas, rects: dict[str, Rect]) -> None:
        _rings(4)(canvas, rects)
        _left, top, right, bottom = rects[CROSSED[0]]
        level = (top + bottom) / 2
        canvas.stroke(PEN, np.array([(right + 9, level), (right + 40, level + 0.5)]),
                      np.random.default_rng(4))  # fmt: skip

    reads = _read("samtycke@2", 1, draw)
    assert [reads[part].accepted for part in CROSSED] == [False, True, True, True]


def test_a_cross_in_a_ring_is_a_doubt_among_rings() -> None:
    reads = _read("samtycke@2", 1, _rings(4, (Mark.CROSS, CROSSED[0])))
    assert [reads[part].accepted for part in CROSSED] == [False, True, True, True]


IN_BLOCK = tuple(
    f"information_scope.{each}" for each in ("school_situation", "health", "support_given")
)
ELSEWHERE = "parties.1.category.health_care"
Stroke = list[tuple[float, float]]
"""Places in the block of the boxes that say what may be told: 0, 0 at its left top."""
ACROSS: Stroke = [(-0.02, 1.1), (0.5, 0.55), (1.05, -0.1)]
BACK: Stroke = [(-0.02, -0.1), (1.05, 1.1)]
HASTY: Stroke = [(0.0, 0.1), (0.01, 0.25), (0.06, -0.2)]
"""A check mark at the first box with an arm 20 points long."""


def _read_crossed(strokes: list[Stroke], condition: Condition) -> dict[str, Read]:
    """What is read of a page with ticks in one block and elsewhere, and strokes through it."""

    def draw(canvas: Canvas, rects: dict[str, Rect]) -> None:
        random, pen = np.random.default_rng(4), Pen(BLUE, 0.45, 0.1)
        left, top, right, bottom = around(
            [rect for part, rect in rects.items() if part.startswith("information_scope.")]
        )
        for part in (*IN_BLOCK, ELSEWHERE):
            marks.draw(canvas, Mark.CROSS, rects[part], pen, random)
        for stroke in strokes:
            places = [(left + x * (right - left), top + y * (bottom - top)) for x, y in stroke]
            canvas.stroke(pen, np.array(places), random)

    return _read("samtycke@2", 1, draw, condition, texts=True)


@pytest.mark.parametrize(
    ("strokes", "condition"),
    [([ACROSS], BLACK), ([ACROSS], BY_NAME["fax"]), ([ACROSS, BACK], GREY)],
    ids=["black and white", "fax", "a cross"],
)
def test_no_tick_in_a_block_that_was_crossed_out_is_taken(
    strokes: list[Stroke], condition: Condition
) -> None:
    reads = _read_crossed(strokes, condition)
    assert not any(reads[part].accepted for part in IN_BLOCK)
    assert reads[ELSEWHERE].accepted
    assert reads[ELSEWHERE].value is True


def test_a_check_mark_drawn_in_haste_crosses_nothing_out() -> None:
    reads = _read_crossed([HASTY], GREY)
    assert all(reads[part].accepted for part in (*IN_BLOCK[1:], ELSEWHERE))


@pytest.mark.parametrize("typed", [True, False])
def test_one_printed_tick_and_type_in_other_answers_tell_that_no_pen_was_lost(typed: bool) -> None:
    printed: dict[str, Value] = {"concern.kind": ["absence"]}
    if typed:
        printed["concern.description"] = "Har varit borta från skolan i tre veckor."

    def nothing(_canvas: Canvas, _rects: dict[str, Rect]) -> None:
        return

    reads = _read("konsultation-anonym@1", 1, nothing, BLACK, texts=True, printed=printed)
    ticks = {part: read for part, read in reads.items() if isinstance(read.value, bool)}
    assert ticks["concern.kind.absence"].accepted
    others = [read.accepted for part, read in ticks.items() if part != "concern.kind.absence"]
    assert len(others) > 20
    assert set(others) == {typed}
