"""Photographs of filled-in sheets that nobody here made: marks, registration and ticks work there.

The sheets are no forms of ours: a small layout of their own says where marks and circles lie, and
a drawing of their print stands for the blank. All else is what reads our forms.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from oroforms.documents import Rect
from oroforms.layouts import Layout
from oroforms.pictures.base import SCALE, Grey, Registration, Sheet, Transform
from oroforms.pictures.blank import BlankPage
from oroforms.pictures.codes import find_codes
from oroforms.pictures.files import picture
from oroforms.pictures.guesses import by_marks
from oroforms.pictures.light import even_light
from oroforms.pictures.registration import refine
from oroforms.pictures.warp import Pyramid, apply, density_of, lay
from oroforms.readers.scan.base import Tick, TickReading
from oroforms.readers.scan.thresholds import thresholds
from oroforms.readers.scan.ticks import read_ticks

FOLDER = Path(__file__).parent / "scans"
EXPECTED = json.loads((FOLDER / "expected.json").read_text())
PINK = 150
"""How dark the answer sheets' circles, letters and rules are drawn."""


class Page:
    """A blank page that is drawn in points."""

    def __init__(self, size: tuple[float, float]) -> None:
        self.grey: Grey = np.full((round(size[1] * SCALE), round(size[0] * SCALE)), 255, np.uint8)

    def line(self, *points: tuple[float, float], dark: int = 0, width: int = 4) -> None:
        for start, end in pairwise(points):
            cv2.line(self.grey, _pixel(*start), _pixel(*end), dark, width, cv2.LINE_AA)

    def circle(self, x: float, y: float, radius: float, dark: int = 0, width: int = 4) -> None:
        cv2.circle(self.grey, _pixel(x, y), round(radius * SCALE), dark, width, cv2.LINE_AA)

    def letter(self, x: float, y: float, letter: str, dark: int) -> None:
        (width, height), _ = cv2.getTextSize(letter, cv2.FONT_HERSHEY_SIMPLEX, 1.0, 3)
        column, row = _pixel(x, y)
        at = (column - width // 2, row + height // 2)
        cv2.putText(self.grey, letter, at, cv2.FONT_HERSHEY_SIMPLEX, 1.0, dark, 3, cv2.LINE_AA)

    def square(self, x: float, y: float, side: float) -> None:
        half = side / 2
        cv2.rectangle(self.grey, _pixel(x - half, y - half), _pixel(x + half, y + half), 0, -1)

    def text(self, text: str, left: float, right: float, baseline: float, size: float) -> None:
        """A line of text, drawn out to the width it has on the sheet, in whatever face."""
        font = ImageFont.load_default(size * SCALE)
        width, height = round(font.getlength(text)), round(2 * size * SCALE)
        image = Image.new("L", (width, height), 255)
        ImageDraw.Draw(image).text((0, height // 2), text, 0, font, "ls")
        column, row = _pixel(left, baseline)
        drawn = np.asarray(image.resize((round((right - left) * SCALE), height)))
        place = np.s_[row - height // 2 : row - height // 2 + height, column:][:2]
        part = self.grey[place][:, : drawn.shape[1]]
        np.minimum(part, drawn, out=part)


def _pixel(x: float, y: float) -> tuple[int, int]:
    return round(x * SCALE), round(y * SCALE)


def _read(name: str, blank: BlankPage, guess: Transform, boxes: Sequence[Rect]) -> list[str]:
    """The states of the boxes of a photograph; surely known ones only."""
    pyramid = Pyramid(picture((FOLDER / name).read_bytes(), 1).grey)
    fit = refine(pyramid, blank, guess)
    assert fit is not None
    layout = blank.layout
    grey = even_light(lay(pyramid, fit.transform, layout.size, 1.0, fit.bend))
    lies = Registration(fit.transform, "marks", 0.0, 1.0)
    resolution = density_of(fit.transform, layout.size)[0] * 72
    sheet = Sheet(1, 1, layout, lies, grey, blank.grey, resolution)
    return [_said(reading) for reading in read_ticks(sheet, boxes)]


def _said(reading: TickReading) -> str:
    scale = thresholds().tick
    worth = scale.confidence(reading.confidence)
    sure = reading.state is not Tick.DOUBTFUL and worth >= scale.least
    return reading.state.value if sure else f"{reading.state.value} {reading.why}".strip() + "?"


def _around(x: float, y: float, radius: float) -> Rect:
    return (x - radius, y - radius, x + radius, y + radius)


# Answer sheets: twice as large as on paper, then the squares are about as large as our marks.
MARK = 10.4
LEFT, TOP, RIGHT, BOTTOM = 80.0, 120.0, 1112.0, 1356.0
ANSWERS = Layout(
    "answers@1-000000",
    (1192.0, 1520.0),
    1,
    ((LEFT, TOP), (RIGHT, TOP), (RIGHT, BOTTOM), (LEFT, BOTTOM)),
    (),
)
RADIUS = 8.3
FIRST, DOWN, ACROSS = 470.8, 22.32, 40.48
BLOCKS = (342.2, 542.0, 743.6, 946.8)
LETTERS = "ABCD"


def _centre(question: int, letter: int) -> tuple[float, float]:
    block, row = divmod(question, 40)
    return BLOCKS[block] + ACROSS * letter, FIRST + DOWN * row


@cache
def _answer_sheet() -> BlankPage:
    page = Page(ANSWERS.size)
    low = FIRST + 39 * DOWN + 13.2
    for block in BLOCKS:
        right = block + 3 * ACROSS + 18.6
        page.line((right, FIRST - 50), (right, low), dark=PINK)
    page.line((BLOCKS[0] - 58, low), (right, low), dark=PINK)
    for question in range(160):
        for letter, name in enumerate(LETTERS):
            x, y = _centre(question, letter)
            page.circle(x, y, RADIUS, PINK, 7)
            page.letter(x, y, name, PINK)
    for x, y in ANSWERS.marks:
        page.square(x, y, MARK)
    return BlankPage(ANSWERS, 1, page.grey)


@pytest.mark.parametrize("name", ["thick-colour.jpg", "thin-grey.jpg"])
def test_answer_sheets(name: str) -> None:
    grey = picture((FOLDER / name).read_bytes(), 1).grey
    guesses = by_marks(grey, ANSWERS, 8 / MARK, MARK)
    upright = next(guess.transform for guess in guesses if _is_upright(guess.transform))
    boxes = [_around(*_centre(question, letter), RADIUS) for question, letter in _places()]
    said = _read(name, _answer_sheet(), upright, boxes)
    answers = [*EXPECTED[name], *[""] * 60]
    wanted = ["ticked" if LETTERS[letter] in answers[q] else "empty" for q, letter in _places()]
    assert _differing(said, wanted) == {}


def _places() -> list[tuple[int, int]]:
    return [(question, letter) for question in range(160) for letter in range(4)]


def _differing(said: Sequence[str], wanted: Sequence[str]) -> dict[int, tuple[str, str]]:
    pairs = enumerate(zip(said, wanted, strict=True))
    return {number: pair for number, pair in pairs if pair[0] != pair[1]}


def _is_upright(transform: Transform) -> bool:
    top, bottom = apply(transform, np.array([[600.0, 200.0], [600.0, 1200.0]]))
    return bool(bottom[1] - top[1] > abs(bottom[0] - top[0]))


SURVEY = Layout("survey@1-000000", (595.0, 842.0), 1, ((1.0, 1.0),) * 4, ())
CORNERS = ((26.5, 31.5), (565.5, 31.5), (565.5, 804.5), (26.5, 804.5))
SEEN = ((408, 267), (1255, 316), (1227, 1634), (144, 1509))
"""Where the survey's corners lie in the photograph, in pixels, by eye: no marks of ours."""
COLUMNS = [417.3 + 30 * column for column in range(5)]
ROWS = [242.6 + 17.2 * row for row in range(17)]
CIRCLE = 6.6
QUESTIONS = (
    (141.0, "Overall, how friendly were the hotel staff members?"),
    (151.3, "Overall, how polite were the hotel staff members?"),
    (117.9, "Overall, how professional were the hotel staff members?"),
    (217.7, "How quick was the check-in process?"),
    (203.5, "How clean was your room upon arrival?"),
    (130.7, "How well did the housekeeping staff clean your room?"),
    (182.9, "Overall, how well-equipped was your room?"),
    (134.6, "How helpful was the concierge throughout your stay?"),
    (202.9, "How comfortable were your bed linens?"),
    (75.3, "Overall, how quickly did the hotel staff respond to your requests?"),
    (37.4, "How convenient were the hours of the food service options at our hotel?"),
    (170.0, "How delicious was the hotel breakfast service?"),
    (42.5, "How pleased were you with the quality of the food offered at our hotel?"),
    (161.6, "How affordable was the hotel breakfast service?"),
    (187.4, "How affordable was your stay at our hotel?"),
    (179.0, "How likely are you to stay at our hotel again?"),
    (71.5, "How likely are you to discourage others from staying at our hotel?"),
)
"""Where each question begins, and its words; all end beside the circles."""


def _survey() -> Grey:
    page = Page(SURVEY.size)
    for (x, y), (right, down) in zip(CORNERS, ((1, 1), (-1, 1), (-1, -1), (1, -1)), strict=True):
        page.line((x + 50 * right, y), (x, y), (x, y + 50 * down))
    page.line((33, 584), (558, 584), (558, 668), (33, 668), (33, 584))
    for y, (left, question) in zip(ROWS, QUESTIONS, strict=True):
        page.text(question, left, 402, y + 4.5, 10)
        for x in COLUMNS:
            page.circle(x, y, CIRCLE)
    return page.grey


def test_a_survey() -> None:
    guess = cv2.getPerspectiveTransform(np.array(CORNERS, np.float32), np.array(SEEN, np.float32))
    boxes = [_around(x, y, CIRCLE) for y in ROWS for x in COLUMNS]
    blank = BlankPage(SURVEY, 1, _survey())
    said = _read("survey-photo-1.jpg", blank, guess.astype(np.float64), boxes)
    ticked = [[n for n in range(5) if said[5 * row + n] == "ticked"] for row in range(len(ROWS))]
    marks = EXPECTED["survey-photo-1.jpg"]["marks"]
    assert ticked == [[] if mark is None else [mark] for mark in marks]
    # In the shadow at the right some empty circles are for a person to look at.
    assert said.count("empty") >= 55


def test_the_code_of_another_form_is_passed_over() -> None:
    seen = picture((FOLDER / "survey-photo-1.jpg").read_bytes(), 1)
    assert find_codes(seen) == ()
