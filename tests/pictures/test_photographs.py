"""Photographs of filled-in sheets that nobody here made: marks, registration and codes work there.

The sheets are no forms of ours: a small layout of their own says where the four corner squares
and the circles lie, and a drawing of the circles stands for the blank. What is filled in is told
here by the darkness of each circle against the same letter's others, not by the reader of tick
boxes, which knows boxes without letters printed in them.
"""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from oroforms.layouts import Layout
from oroforms.pictures.base import SCALE, Grey
from oroforms.pictures.blank import BlankPage
from oroforms.pictures.codes import find_codes
from oroforms.pictures.files import picture
from oroforms.pictures.guesses import by_marks
from oroforms.pictures.light import even_light
from oroforms.pictures.registration import refine
from oroforms.pictures.warp import Pyramid, apply, lay

FOLDER = Path(__file__).parent / "scans"
EXPECTED = json.loads((FOLDER / "expected.json").read_text())

# Twice as large as on paper: then the squares are about as large as our marks.
MARK = 10.4
LEFT, TOP, RIGHT, BOTTOM = 80.0, 120.0, 1112.0, 1356.0
SHEET = Layout(
    "answers@1-000000",
    (1192.0, 1520.0),
    1,
    ((LEFT, TOP), (RIGHT, TOP), (RIGHT, BOTTOM), (LEFT, BOTTOM)),
    (),
)
RADIUS = 8.0
FIRST, DOWN, ACROSS = 470.8, 22.32, 40.48
BLOCKS = (342.2, 542.0, 743.6, 946.8)


def _centre(question: int, letter: int) -> tuple[float, float]:
    block, row = divmod(question, 40)
    return BLOCKS[block] + ACROSS * letter, FIRST + DOWN * row


def _drawn() -> Grey:
    size = (round(SHEET.size[1] * SCALE), round(SHEET.size[0] * SCALE))
    page = np.full(size, 255, np.uint8)
    for question in range(160):
        for letter in range(4):
            x, y = _centre(question, letter)
            at = (round(x * SCALE), round(y * SCALE))
            cv2.circle(page, at, round(RADIUS * SCALE), 150, 3, cv2.LINE_AA)
    for x, y in SHEET.marks:
        half = MARK / 2
        low = (round((x - half) * SCALE), round((y - half) * SCALE))
        high = (round((x + half) * SCALE), round((y + half) * SCALE))
        cv2.rectangle(page, low, high, 0, -1)
    return page


@pytest.mark.parametrize("name", ["thick-colour.jpg", "thin-grey.jpg"])
def test_answer_sheets(name: str) -> None:
    seen = picture((FOLDER / name).read_bytes(), 1)
    pyramid = Pyramid(seen.grey)
    upright = next(
        guess
        for guess in by_marks(seen.grey, SHEET, 8 / MARK, MARK)
        if _is_upright(guess.transform)
    )
    fit = refine(pyramid, BlankPage(SHEET, 1, _drawn()), upright.transform)
    assert fit is not None
    page = even_light(lay(pyramid, fit.transform, SHEET.size, 1.0, fit.bend))
    dark = np.array(
        [[_darkness(page, *_centre(q, letter)) for letter in range(4)] for q in range(160)]
    )
    dark -= np.median(dark, axis=0)
    answers = ["".join("ABCD"[n] for n in np.flatnonzero(row > 60)) for row in dark]
    assert answers[:100] == EXPECTED[name]
    assert answers[100:] == [""] * 60


def _is_upright(transform: np.ndarray) -> bool:
    top, bottom = apply(transform, np.array([[600.0, 200.0], [600.0, 1200.0]]))
    return bool(bottom[1] - top[1] > abs(bottom[0] - top[0]))


def _darkness(page: Grey, x: float, y: float) -> float:
    half = round(0.6 * RADIUS * SCALE)
    column, row = round(x * SCALE), round(y * SCALE)
    return 255 - float(page[row - half : row + half, column - half : column + half].mean())


def test_the_code_of_another_form_is_passed_over() -> None:
    seen = picture((FOLDER / "survey-photo-1.jpg").read_bytes(), 1)
    assert find_codes(seen) == ()
