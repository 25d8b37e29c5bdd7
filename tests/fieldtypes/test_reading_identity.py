"""Identity numbers (test numbers only), birth dates in their place, reserve numbers."""

from __future__ import annotations

from datetime import date

import pytest
from field_slots import TODAY, slot
from stdnum import luhn

from oroforms.fieldtypes import field_type

SLOT = slot("identity")


def _read(raw: str, today: date = TODAY) -> tuple[object, list[str]]:
    outcome = field_type("identity").read(raw, SLOT, today)
    return outcome.value, [f.code for f in outcome.findings]


def _number(yymmdd: str, serial: str = "238") -> str:
    return yymmdd + serial + luhn.calc_check_digit(yymmdd + serial)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("20170101-2393", "201701012393"),
        ("201701012393", "201701012393"),
        ("20170101 2393", "201701012393"),
        ("20170101 - 2393", "201701012393"),
        ("2017-01-01-2393", "201701012393"),
        ("2017 01 01 2393", "201701012393"),
        ("2 0 1 7 0 1 0 1 2 3 9 3", "201701012393"),
        ("2 0 1 7 0 1 0 1 - 2 3 9 3", "201701012393"),
        ("20170101–2393", "201701012393"),
        ("20170101−2393", "201701012393"),
        ("２０１７０１０１２３９３", "201701012393"),
        ("٢٠١٧٠١٠١-٢٣٩٣", "201701012393"),
        ("20170101\u00a0-\u200b2393", "201701012393"),
        ("\u202d20170101-2393\u202c", "201701012393"),
        ("170101-2393", "201701012393"),
        ("1701012393", "201701012393"),
        ("20000101-2384", "200001012384"),
        ("18900101-9802", "189001019802"),
        ("900101+9802", "189001019802"),
        ("20260161-2381", "202601612381"),
        ("260161-2381", "202601612381"),
    ],
)
def test_whole_numbers_become_twelve_digits(raw: str, value: str) -> None:
    assert _read(raw)[0] == value
    assert set(_read(raw)[1]) <= {"text-control-characters"}


@pytest.mark.parametrize(
    ("raw", "today", "value", "codes"),
    [
        # Born in 1926: "-" until the end of 2025, "+" from 1 January 2026.
        (f"{_number('260105')[:6]}-{_number('260105')[6:]}", date(2025, 12, 31), "1926", []),
        (f"{_number('260105')[:6]}+{_number('260105')[6:]}", date(2026, 1, 1), "1926", []),
        (f"{_number('260105')[:6]}-{_number('260105')[6:]}", date(2026, 1, 5), "2026", []),
        # Neither of 2026 yet nor any longer of 1926.
        (
            f"{_number('260105')[:6]}-{_number('260105')[6:]}",
            date(2026, 1, 4),
            None,
            ["identity-future"],
        ),
        (_number("260105"), date(2026, 1, 4), None, ["identity-future"]),
        # "+" would make it 1827.
        (f"{_number('270105')[:6]}+{_number('270105')[6:]}", TODAY, None, ["identity-century"]),
        # The sign contradicts the century.
        ("20170101+2393", TODAY, None, ["identity-century"]),
    ],
)
def test_the_century_follows_the_sign_and_the_day(
    raw: str, today: date, value: str | None, codes: list[str]
) -> None:
    found, found_codes = _read(raw, today)
    assert (None if found is None else str(found)[:4], found_codes) == (value, codes)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("20170101-2394", "identity-checksum"),
        ("20121223-1234", "identity-checksum"),
        ("170101-2394", "identity-checksum"),
        (f"20{_number('171301')}", "identity-unreadable"),
        (f"20{_number('170132')}", "identity-unreadable"),
        (f"20{_number('170192')}", "identity-unreadable"),
        (f"20{_number('301224')}", "identity-future"),
        (f"17{_number('170101')}", "identity-unreadable"),
        ("2017-01-01-239", "identity-unreadable"),
        ("12345", "identity-unreadable"),
        ("20170101-2393 och 20180101-2392", "identity-unreadable"),
        ("okänt", "identity-unreadable"),
        ("20171301", "identity-unreadable"),
        ("20271224", "identity-future"),
        ("20170132-12A4", "identity-unreadable"),
        ("201701O1-2393", "identity-unreadable"),
        ("22/11-17", "identity-unreadable"),
    ],
)
def test_what_is_wrong_or_in_doubt_has_no_value(raw: str, code: str) -> None:
    assert _read(raw) == (None, [code])


@pytest.mark.parametrize(
    "raw",
    [
        "20170101",
        "2017-01-01",
        "170101",
        "170101-",
        "20170101-XXXX",
        "20170101-????",
        "20170101 ****",
        "1 januari 2017",
        "1/1 2017",
    ],
)
def test_a_birth_date_alone_stays_as_written(raw: str) -> None:
    assert _read(raw) == (raw, ["identity-birth-date-only"])


@pytest.mark.parametrize(
    "raw",
    [
        "991234567890",
        "99123456-7890",
        "20170101-12A4",
        "20170101TF01",
        "23170101-AB12",
        "00172040-CD34",
    ],
)
def test_reserve_numbers_stay_as_written(raw: str) -> None:
    assert _read(raw) == (raw, ["identity-reserve-number"])


def test_messages_mask_the_number() -> None:
    for raw in ("20121223-1234", "201212231234 201212241234", "201701O1-2393"):
        outcome = field_type("identity").read(raw, SLOT, TODAY)
        shown = [f.params["found"] for f in outcome.findings]
        assert shown
        assert all("1234" not in text and "2393" not in text for text in shown)


def test_written_for_a_comb_and_for_people() -> None:
    identity = field_type("identity")
    assert identity.write("201701012393", SLOT.field) == "20170101-2393"
    from oroforms.definition import Room

    comb = slot("identity", room=Room(comb=12)).field
    assert identity.write("201701012393", comb) == "201701012393"
