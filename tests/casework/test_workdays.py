"""Working days in Sweden, and the day on which a letter counts as received."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from oroforms.casework.workdays import arrival_by_post, is_workday, last_workday, previous_workday

DAYS_OFF = (
    "2026-01-01", "2026-01-06", "2026-04-03", "2026-04-06", "2026-05-01", "2026-05-14",
    "2026-06-19",  # Midsummer Eve
    "2026-12-24", "2026-12-25", "2026-12-31", "2026-02-28", "2026-03-01",
)  # fmt: skip
WORKDAYS = ("2026-01-05", "2026-04-02", "2026-04-30", "2026-05-15", "2026-12-23", "2028-02-29")


@pytest.mark.parametrize("day", DAYS_OFF)
def test_days_off(day: str) -> None:
    assert not is_workday(date.fromisoformat(day))


@pytest.mark.parametrize("day", WORKDAYS)
def test_workdays(day: str) -> None:
    assert is_workday(date.fromisoformat(day))


@pytest.mark.parametrize(
    ("came", "counts"),
    [
        ("2026-03-03", "2026-03-02"),  # Tuesday: from Monday
        ("2026-03-02", "2026-02-27"),  # Monday: from Friday
        ("2026-04-07", "2026-04-02"),  # after Easter: from Maundy Thursday
        ("2026-06-22", "2026-06-18"),  # after Midsummer: from Thursday
        ("2027-01-04", "2026-12-30"),  # after New Year: from the last Wednesday
        ("2027-01-07", "2027-01-05"),  # after Epiphany
    ],
)
def test_a_letter_counts_from_the_working_day_before(came: str, counts: str) -> None:
    assert arrival_by_post(date.fromisoformat(came)) == date.fromisoformat(counts)


def test_last_and_previous() -> None:
    friday, sunday = date(2026, 3, 6), date(2026, 3, 8)
    assert last_workday(friday) == friday
    assert last_workday(sunday) == friday
    assert previous_workday(friday) == date(2026, 3, 5)


def test_the_library_is_imported_only_when_days_off_are_asked_for() -> None:
    program = "import sys, oroforms.cli.main, oroforms.cli.due, oroforms.casework.workdays\n"
    program += "sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
