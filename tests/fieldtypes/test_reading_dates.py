"""Dates, times: what is read, what is doubtful, and what is none."""

from __future__ import annotations

import pytest
from field_slots import TODAY, slot

from oroforms.fieldtypes import field_type

DATE = slot("date")
MOMENT = slot("datetime")


@pytest.mark.parametrize(
    "raw",
    [
        "2026-11-22",
        " 2026-11-22 ",
        "2026/11/22",
        "2026.11.22",
        "2026 11 22",
        "20261122",
        "22112026",
        "2 0 2 6 1 1 2 2",
        "2 0 2 6 - 1 1 - 2 2",
        "22/11 2026",
        "22/11-2026",
        "22/11, 2026",
        "22.11.2026",
        "22. 11. 2026",
        "22-11-2026",
        "22/11/2026",
        "11/22/2026",
        "22 november 2026",
        "22 NOVEMBER 2026",
        "22 nov 2026",
        "22 nov. 2026",
        "22:a november 2026",
        "den 22 november 2026",
        "söndag 22 november 2026",
        "söndagen den 22 november 2026".replace("söndagen", "sön"),
        "Sunday, November 22, 2026",
        "November 22nd, 2026",
        "22nd of November 2026",
        "２０２６－１１－２２",
        "٢٠٢٦-١١-٢٢",
        "22\u00a0november\u00a02026",
        "\u200e2026\u201111\u201122\u200f",
        "2026\u00ad-11-22",
        "22 novem\u00adber 2026",
    ],
)
def test_dates_that_can_be_read_in_one_way(raw: str) -> None:
    outcome = field_type("date").read(raw, DATE, TODAY)
    assert (outcome.value, outcome.findings) == ("2026-11-22", ())


@pytest.mark.parametrize(
    "raw",
    [
        "03/04/26",
        "3.4.26",
        "26-11-22",
        "261122",
        "2 6 1 1 2 2",
        "22/11 -26",
        "22/11-26",
        "22 nov 26",
        "3/4/2026",
        "03-04-2026",
        "03042026",
        "03 04 2026",
        "måndag 22 november 2026",
        "Monday, November 22, 2026",
    ],
)
def test_dates_that_can_be_read_in_several_ways_are_doubtful(raw: str) -> None:
    outcome = field_type("date").read(raw, DATE, TODAY)
    assert outcome.value is None
    assert [f.code for f in outcome.findings] == ["date-ambiguous"]


@pytest.mark.parametrize(
    "raw",
    [
        "2026-11-31",
        "2026-13-01",
        "31/2 2026",
        "20261322",
        "22/11",
        "november 2026",
        "2026",
        "igår",
        "22–23 november 2026",
        "22 november 2026 och 3 december",
        "2026-11-22 14:05",
        "0026-11-22",
        "3026-11-22",
        "22 octember 2026",
        "ca 2026-11-22",
        "1",
        "٣",
        "²026-11-22",
        "99/99/99",
        "den den 22 november 2026",
        "ons dag 22 november 2026",
    ],
)
def test_what_is_no_date(raw: str) -> None:
    outcome = field_type("date").read(raw, DATE, TODAY)
    assert outcome.value is None
    assert [f.code for f in outcome.findings] == ["date-unreadable"]


@pytest.mark.parametrize(
    "raw",
    [
        "2026-11-22T14:05",
        "2026-11-22 14:05",
        "2026-11-22 14.05",
        "2026-11-22, 14:05",
        "2026-11-22 kl. 14.05",
        "2026-11-22 kl 14:05",
        "2026-11-22 klockan 14.05",
        "20261122 1405",
        "2026-11-22 14:05:00",
        "22 november 2026 kl. 14:05",
        "22/11 2026 kl 14.05",
        "22.11.2026 14.05",
        "22 November 2026 at 14:05",
    ],
)
def test_moments(raw: str) -> None:
    outcome = field_type("datetime").read(raw, MOMENT, TODAY)
    assert (outcome.value, outcome.findings) == ("2026-11-22T14:05", ())


def test_a_whole_hour_needs_the_word_klockan() -> None:
    read = field_type("datetime").read
    assert read("22/11 2026 kl 14", MOMENT, TODAY).value == "2026-11-22T14:00"
    assert read("22/11 2026 14", MOMENT, TODAY).value is None


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("2026-11-22", "datetime-unreadable"),
        ("14:05", "datetime-unreadable"),
        ("22 november 2026", "datetime-unreadable"),
        ("22/11 2026", "datetime-unreadable"),
        ("2026-11-22 24:00", "datetime-unreadable"),
        ("2026-11-22 14:60", "datetime-unreadable"),
        ("2026-11-22T14:05:31", "datetime-unreadable"),
        ("2026-11-22T14:05Z", "datetime-unreadable"),
        ("2026-11-22T14:05+01:00", "datetime-unreadable"),
        ("2026-11-22 2:05 pm", "datetime-unreadable"),
        ("i går kl 14", "datetime-unreadable"),
        ("3/4/2026 14:05", "date-ambiguous"),
        ("3/4 26 kl 14", "date-ambiguous"),
    ],
)
def test_what_is_no_certain_moment(raw: str, code: str) -> None:
    outcome = field_type("datetime").read(raw, MOMENT, TODAY)
    assert outcome.value is None
    assert [f.code for f in outcome.findings] == [code]
