"""Ticks that are unlike all others of their form."""

from __future__ import annotations

import pytest

from oroforms.readers.scan.base import Tick, TickReading
from oroforms.readers.scan.manner import weighed_by_manner

EMPTY = TickReading(Tick.EMPTY, 1.0)
PRINTED = TickReading(Tick.TICKED, 1.0, printed=True, fill=0.6, contrast=0.7)


def _tick(fill: float = 0.5, contrast: float = 0.55) -> TickReading:
    return TickReading(Tick.TICKED, 1.0, fill=fill, contrast=contrast)


def _whys(*pages: list[TickReading]) -> list[list[str]]:
    read = weighed_by_manner(pages)
    assert all((each.state is Tick.DOUBTFUL) == bool(each.why) for page in read for each in page)
    return [[each.why for each in page] for page in read]


@pytest.mark.parametrize(("fill", "others"), [(0.86, 0.5), (0.8, 0.56), (0.94, 0.73)])
def test_one_box_filled_in_among_crosses_may_be_taken_back(fill: float, others: float) -> None:
    crosses = [_tick(others), _tick(others - 0.05), _tick(others + 0.06)]
    assert _whys([EMPTY, *crosses], [EMPTY, _tick(fill)]) == [["", "", "", ""], ["", "filled"]]


def test_who_fills_in_two_boxes_ticks_so() -> None:
    assert _whys([EMPTY, _tick(), _tick(), _tick(), _tick(0.87), _tick(0.9)]) == [[""] * 6]


def test_a_thick_cross_among_crosses_is_one() -> None:
    assert _whys([EMPTY, _tick(0.73), _tick(0.64), _tick(0.7), _tick(0.85)]) == [[""] * 5]


@pytest.mark.parametrize("contrast", [0.11, 0.18, 0.25])
def test_a_tick_much_paler_than_the_others_may_be_rubbed_out(contrast: float) -> None:
    ticks = [_tick(), _tick(contrast=0.6), _tick(contrast=0.4)]
    assert _whys([EMPTY, *ticks, _tick(contrast=contrast)]) == [["", "", "", "", "pale"]]


def test_a_page_that_was_scanned_more_palely_has_ticks_as_good() -> None:
    dark, pale = [_tick(contrast=0.7)] * 4, [_tick(contrast=0.2)] * 2
    assert _whys([EMPTY, *dark], pale) == [[""] * 5, [""] * 2]


def test_two_ticks_and_printed_ones_tell_no_manner() -> None:
    ticks = [_tick(), _tick(contrast=0.2), _tick(0.9)]
    assert _whys([EMPTY, *ticks, PRINTED, PRINTED]) == [[""] * 6]
    assert _whys([EMPTY, _tick(0.9), _tick(0.9), _tick(0.88), _tick(0.85), PRINTED]) == [[""] * 6]
