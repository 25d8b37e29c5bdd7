"""Forms filled in, scanned as a scanner's PDF, and taken in by ``oroforms import``."""

from __future__ import annotations

import pytest

from accuracy import through
from accuracy.conditions import CLEAN
from accuracy.fonts import HANDS
from accuracy.outcomes import Outcome, Row

pytestmark = pytest.mark.skipif(
    not HANDS.is_dir(), reason="handwriting is missing: sh setup/accuracy.sh installs it"
)


def test_an_imported_scan_says_what_was_written() -> None:
    ends, wrong = through.run(4_000_001, 1, CLEAN)
    assert wrong == []
    ticks = {end: ends[Row.TICK, end] for end in Outcome}
    assert ticks[Outcome.RIGHT] > 0.9 * sum(ticks.values())
    # A required field that nobody answered is an error of its own.
    empty = {end: ends[Row.EMPTY, end] for end in Outcome}
    assert empty[Outcome.RIGHT] > 0.8 * sum(empty.values())
    assert ends[Row.HAND, Outcome.RIGHT] == 0
