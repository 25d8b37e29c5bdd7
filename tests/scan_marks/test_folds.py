"""Folds through the rooms of text fields: drawn over a page, their toner cracked here and there."""

import random

import cv2
import numpy as np
import pytest

from oroforms.layouts import Layout
from oroforms.pictures.base import SCALE, Grey, Registration, Sheet
from oroforms.readers.scan.written import Page, Written, written

ROOM = (150.0, 60.0, 330.0, 90.0)
LAYOUT = Layout("svar@1-abc123", (576.0, 168.0), 1, ((1.0, 1.0),) * 4, ())
SEEDS = range(6)


def _page(*, border: bool = False, height: int = 700) -> Grey:
    """A page with a frame about the room, and a border that its foot goes on with on the left."""
    page = np.full((height, 2400), 255, np.uint8)
    x0, y0, x1, y1 = (round(value * SCALE) for value in ROOM)
    cv2.rectangle(page, (x0 - 14, y0 - 14), (x1 + 14, y1 + 14), 0, 2)
    if border:
        cv2.line(page, (0, y1 + 14), (x0 - 65, y1 + 14), 0, 2)
    return page


def _read(page: Grey, seed: int, blank: Grey | None = None) -> Written:
    noise = np.random.default_rng(seed)
    grey = cv2.GaussianBlur(page, (0, 0), 0.8) + noise.normal(0, 1.5, page.shape)
    seen = np.clip(grey, 0, 255).astype(np.uint8)
    lies = Registration(np.eye(3), "marks", 0.0, 1.0)
    bare = _page(height=len(page)) if blank is None else blank
    return written(Page(Sheet(1, 1, LAYOUT, lies, seen, bare, 300.0)), ROOM)


def _line(page: Grey, start: float, end: float, seed: int, thick: tuple[int, int] = (3, 6)) -> None:
    """A line across the middle of the room, from one place to another, with cracks in it."""
    hand = random.Random(seed)
    middle = (ROOM[1] + ROOM[3]) / 2 * SCALE
    fall = hand.choice([-0.009, 0.009])
    y = [round(middle + fall * (x - ROOM[0]) * SCALE) for x in (start, end)]
    first, last = (round(start * SCALE), y[0]), (round(end * SCALE), y[1])
    cv2.line(page, first, last, hand.randint(185, 225), hand.randint(*thick))
    for _ in range(int(end - start) // 14):
        at = hand.uniform(0, 1)
        x, down = (round(a + at * (b - a)) for a, b in zip(first, last, strict=True))
        cv2.ellipse(
            page, (x, down + hand.randint(-2, 2)), (hand.randint(2, 9), 2), 0, 0, 360, 250, -1
        )


@pytest.mark.parametrize("seed", SEEDS)
def test_a_cracked_fold_that_runs_on_over_the_page_is_no_writing(seed: int) -> None:
    page = _page()
    _line(page, 0, 576, seed)
    assert _read(page, seed).empty


@pytest.mark.parametrize("seed", SEEDS)
def test_the_shadow_of_a_hard_fold_is_no_writing(seed: int) -> None:
    page = _page()
    _line(page, 0, 576, seed, (12, 17))
    assert _read(page, seed).empty


@pytest.mark.parametrize(("end", "empty"), [(2400, True), (1450, False)])
def test_a_fold_that_runs_into_a_border_is_known_by_its_other_side(end: int, empty: bool) -> None:
    page = _page(border=True)
    foot = round(ROOM[3] * SCALE)
    cv2.line(page, (0, foot + 24), (end, round(foot + 24 - 0.02 * end)), 200, 5)
    assert _read(page, 1, _page(border=True)).empty is empty


@pytest.mark.parametrize("seed", SEEDS)
def test_a_line_that_a_pen_drew_through_a_room_is_writing(seed: int) -> None:
    page = _page()
    _line(page, ROOM[0] - 3, ROOM[2] + 3, seed)
    assert not _read(page, seed).empty


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_written_across_a_fold_stays(seed: int) -> None:
    page = _page()
    _line(page, 0, 576, seed)
    foot = round(((ROOM[1] + ROOM[3]) / 2 + 4) * SCALE)
    cv2.putText(page, "Exempel", (700, foot), cv2.FONT_HERSHEY_SIMPLEX, 1.4, 0, 3, cv2.LINE_AA)
    found = _read(page, seed)
    assert not found.empty
    assert max(piece.right for piece in found.pieces) + found.left < 960


@pytest.mark.parametrize("beyond", [8, 14, 25])
def test_a_level_line_that_a_pen_drew_out_of_a_room_is_writing(beyond: float) -> None:
    page = _page()
    middle = round((ROOM[1] + ROOM[3]) / 2 * SCALE)
    ends = [(round(x * SCALE), middle) for x in (ROOM[0] - beyond, ROOM[2] + beyond)]
    cv2.line(page, *ends, 60, 2)
    assert not _read(page, 1).empty


def test_a_level_streak_over_the_page_is_no_writing() -> None:
    page = _page()
    middle = round((ROOM[1] + ROOM[3]) / 2 * SCALE)
    cv2.line(page, (0, middle), (2400, middle), 150, 4)
    assert _read(page, 1).empty


def _dashed(page: Grey, start: int, end: int, x: int = 800, slope: float = 0.0) -> None:
    """An upright hair line of a streak, so pale that it is seen in pieces only."""
    for y in range(start, end, 21):
        left = x + round(slope * (y - start))
        page[y : y + 14, left : left + 2] = 214
        page[y + 14 : y + 21, left : left + 2] = 240


@pytest.mark.parametrize("x", [700, 905, 1200])
def test_a_pale_streak_that_is_seen_in_pieces_is_no_writing(x: int) -> None:
    page = _page(height=2400)
    _dashed(page, 0, 2400, x)
    assert _read(page, 1).empty


@pytest.mark.parametrize("beyond", [0, 30, 90])
def test_pieces_of_a_line_that_ends_near_its_room_are_writing(beyond: int) -> None:
    page = _page(height=2400)
    _dashed(page, round(ROOM[1] * SCALE) - beyond, round(ROOM[3] * SCALE) + beyond)
    assert not _read(page, 1).empty


def test_a_figure_beside_a_pale_streak_is_writing() -> None:
    page = _page(height=2400)
    _dashed(page, 0, 2400)
    top, foot = (round(at * SCALE) for at in (ROOM[1] + 8, ROOM[3] - 8))
    cv2.line(page, (812, top), (812, foot), 60, 3)
    assert not _read(page, 1).empty
