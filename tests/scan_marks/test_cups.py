"""Rings of cups through the rooms of text fields."""

import cv2
import numpy as np
import pytest

from oroforms.layouts import Layout
from oroforms.pictures.base import MM, SCALE, Grey, Registration, Sheet
from oroforms.readers.scan.written import Page, written

ROOM = (150.0, 150.0, 430.0, 180.0)
LAYOUT = Layout("svar@1-abc123", (576.0, 400.0), 1, ((1.0, 1.0),) * 4, ())
MIDDLE = (round(290 * SCALE), round(240 * SCALE))
"""Of the ring: its upper arc crosses the room."""


def _blank() -> Grey:
    page = np.full((round(400 * SCALE), round(576 * SCALE)), 255, np.uint8)
    x0, y0, x1, y1 = (round(value * SCALE) for value in ROOM)
    for down in (0, 300, 700):
        cv2.rectangle(page, (x0 - 14, y0 - 14 + down), (x1 + 14, y1 + 14 + down), 0, 2)
    return page


def _ringed(*, grey: int = 175, start: float = -200.0, sweep: float = 300.0) -> Grey:
    page = _blank()
    tint = np.full_like(page, 255)
    radius = round(29 * MM)
    cv2.ellipse(tint, MIDDLE, (radius, radius), 0, start, start + sweep, grey, round(2 * MM))
    soft = cv2.GaussianBlur(tint, (0, 0), 0.5 * MM)
    return np.asarray(page.astype(np.float32) * soft / 255, np.uint8)


def _is_empty(page: Grey, *, bitonal: bool = False) -> bool:
    noise = np.random.default_rng(1).normal(0, 1.5, page.shape)
    seen = np.clip(cv2.GaussianBlur(page, (0, 0), 0.8) + noise, 0, 255).astype(np.uint8)
    if bitonal:
        seen = np.where(seen < 200, 0, 255).astype(np.uint8)
    lies = Registration(np.eye(3), "marks", 0.0, 1.0)
    sheet = Sheet(1, 1, LAYOUT, lies, seen, _blank(), 300.0, bitonal=bitonal)
    return written(Page(sheet), ROOM).empty


@pytest.mark.parametrize("grey", [160, 190, 215])
@pytest.mark.parametrize("sweep", [220.0, 360.0])
def test_the_ring_of_a_cup_is_no_writing(grey: int, sweep: float) -> None:
    assert _is_empty(_ringed(grey=grey, start=-210, sweep=sweep))


@pytest.mark.parametrize(("ink", "at"), [(60, 250.0), (120, 250.0), (190, 250.0), (120, 222.0)])
def test_what_is_written_beside_a_ring_or_on_it_stays(ink: int, at: float) -> None:
    page = _ringed()
    place = (round(at * SCALE), round(176 * SCALE))
    cv2.putText(page, "Eva", place, cv2.FONT_HERSHEY_SIMPLEX, 1.2, ink, 3, cv2.LINE_AA)
    assert not _is_empty(page)


def test_a_short_arc_may_be_anything() -> None:
    assert not _is_empty(_ringed(start=-120, sweep=70))


def test_in_black_and_white_no_ring_is_told_from_a_pen() -> None:
    assert not _is_empty(_ringed(), bitonal=True)
