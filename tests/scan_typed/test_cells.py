"""Combs in which a figure may be missing."""

from __future__ import annotations

import numpy as np
import pytest

from oroforms.readers.scan.cells import has_hole

WIDTH, COUNT = 50.0, 10


@pytest.mark.parametrize(
    ("numbers", "hidden", "hole"),
    [
        (range(10), [], False),
        (range(8), [], False),
        ([1, 2, 3], [], True),  # the first one is gone
        ([0, 1, 3, 4], [], True),
        (range(8), [(422, 426)], True),  # a streak through the cell behind the last
        (range(8), [(398, 406)], False),  # the divider before it
        (range(10), [(496, 520)], False),  # what is behind the comb
    ],
)
def test_a_figure_that_may_be_missing_is_told(
    numbers: range | list[int], hidden: list[tuple[int, int]], hole: bool
) -> None:
    seen = np.ones((30, 540), bool)
    for start, end in hidden:
        seen[:, start:end] = False
    assert has_hole(list(numbers), seen, 0.0, WIDTH, COUNT) is hole


def test_nothing_is_told_of_no_rows() -> None:
    assert not has_hole([0], np.ones((0, 540), bool), 0.0, WIDTH, COUNT)
