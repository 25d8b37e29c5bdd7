"""What counts as right, queued and wrong."""

from __future__ import annotations

import pytest

from accuracy.outcomes import Outcome, Read, Row, outcome, row_of
from accuracy.truth import Kind, Mark, Truth
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
