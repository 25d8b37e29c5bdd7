"""What counts as right, queued and wrong."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from accuracy.outcomes import TYPED_ROWS, Outcome, Read, Row, outcome, row_of
from accuracy.truth import Fit, Kind, Mark, Truth
from accuracy.writing import Typist, type_text
from oroforms.readers.scan.base import Ink

BOX = (0.0, 0.0, 11.0, 11.0)
TICKED = Truth("a.yes", 1, BOX, Kind.TICK, ticked=True, mark=Mark.CROSS, slot="a", type="choice")
STRUCK = Truth("a.no", 1, BOX, Kind.TICK, mark=Mark.STRUCK, slot="a", type="choice")
NAME = Truth("n", 1, BOX, Kind.LINE, Ink.TYPED, "Åsa  Berg", slot="n", type="text")
EMPTY = Truth("n", 1, BOX, Kind.LINE, slot="n", type="text")
DAY = Truth("d", 1, BOX, Kind.COMB, Ink.TYPED, "2026-11-22", slot="d", type="date")
HAND = Truth("h", 1, BOX, Kind.LINES, Ink.HANDWRITTEN, "Hej", slot="h", type="multiline")
SIGN = Truth("s.sign", 1, BOX, Kind.SIGNATURE, Ink.HANDWRITTEN, slot="s", type="signature")


def sure(value: str | bool, confidence: float = 1.0) -> Read:
    return Read(value, True, confidence)


@pytest.mark.parametrize(
    ("truth", "read", "end"),
    [
        (TICKED, sure(True), Outcome.RIGHT),
        (TICKED, sure(False), Outcome.WRONG),
        (STRUCK, sure(True), Outcome.WRONG),
        (STRUCK, sure(False), Outcome.RIGHT),
        (NAME, sure("Åsa Berg"), Outcome.RIGHT),
        (NAME, sure("Asa Berg"), Outcome.WRONG),
        (NAME, sure(""), Outcome.WRONG),
        (EMPTY, sure(""), Outcome.RIGHT),
        (EMPTY, sure("."), Outcome.WRONG),
        (DAY, sure("2026 11 22"), Outcome.RIGHT),
        (DAY, sure("2026-11-23"), Outcome.WRONG),
        (HAND, sure("Nej"), Outcome.WRONG),
        (SIGN, sure(True), Outcome.RIGHT),
        (SIGN, sure(False), Outcome.WRONG),
    ],
)
def test_a_sure_reading_is_right_or_wrong(truth: Truth, read: Read, end: Outcome) -> None:
    assert outcome(truth, read) is end


def test_a_doubtful_reading_and_a_page_that_was_not_read_are_queued() -> None:
    assert outcome(NAME, Read("Åsa Berg", False, 0.3)) is Outcome.QUEUED
    assert outcome(NAME, None) is Outcome.QUEUED


def test_fields_are_told_apart_by_how_they_were_filled_in() -> None:
    rows = [row_of(truth) for truth in (TICKED, NAME, EMPTY, DAY, HAND, SIGN)]
    assert rows == [Row.TICK, Row.LINE, Row.EMPTY, Row.COMB, Row.HAND, Row.SIGNATURE]


def test_what_fills_its_box_is_told_from_what_has_room_behind_it_and_from_what_is_cut_off() -> None:
    page = np.full((600, 1200), 255, np.uint8)
    typist = Typist("liberation/LiberationSans-Regular.ttf", 10, 0.0)
    box = (10.0, 10.0, 110.0, 36.0)  # two lines of 10 points
    word = "skola"

    def fit(lines: int) -> Fit:
        return type_text(page, typist, "\n".join([word] * lines), box, several=True)

    assert [fit(1), fit(2), fit(3)] == [Fit.LOOSE, Fit.FULL, Fit.CUT]
    line = (10.0, 10.0, 10.0 + 4 + 10 * 1.8, 25.0)
    short = [type_text(page, typist, text, line, several=False) for text in ("nn", "nnn", "nnnn")]
    assert short == [Fit.LOOSE, Fit.FULL, Fit.CUT]


def test_a_text_that_fills_its_box_is_no_part_of_the_target() -> None:
    full = replace(NAME, kind=Kind.LINES, fit=Fit.FULL)
    assert row_of(full) is Row.FULL
    assert Row.FULL not in TYPED_ROWS
