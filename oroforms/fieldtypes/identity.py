"""``identity``: a Swedish identity number, or what stands in for one.

A personnummer or samordningsnummer (18 and 18 a §§ folkbokföringslagen
1991:481; the day of the latter has 60 added) becomes twelve digits. Between
date and serial number stands ``-``, from the year a person turns 100 ``+``.
A birth date alone and the regions' reserve numbers are kept as written, with
a warning: they tell a person less surely.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from oroforms.definition import Field, Slot
from oroforms.documents import Value
from oroforms.fieldtypes.base import Outcome, Written, shown, wrong
from oroforms.fieldtypes.calendar import parse_date
from oroforms.fieldtypes.writing import fold
from oroforms.findings import finding

EXAMPLE = "20170101-2393"

_NUMBER = re.compile(
    r"(?P<century>\d{2})?(?P<year>\d{2})(?P<gap>[-/. ]?)(?P<month>\d{2})(?P=gap)(?P<day>\d{2})"
    r" ?(?P<sign>[-+]?) ?(?P<serial>\d{4})"
)
_BIRTH_DATE = re.compile(
    r"(?P<century>\d{2})?(?P<year>\d{2})(?P<gap>[-/. ]?)(?P<month>\d{2})(?P=gap)(?P<day>\d{2})"
    r" ?-? ?(?:[xX*?_.-]{4})?"
)
"""A date, with or without marks where the last four figures would stand."""
_RESERVE_LETTERS = re.compile(
    r"(?P<century>\d{2})?(?P<year>\d{2})(?P<month>\d{2})(?P<day>\d{2})"
    r"[-+ ]?(?=\d*[A-Za-z])[0-9A-Za-z]{4}"
)
"""A birth date and four characters with a letter among them (Skåne and others)."""
_RESERVE_99 = re.compile(r"99\d{6}[- ]?\d{4}")
"""Twelve digits that begin with 99 (Stockholm)."""
_RESERVE_NATIONAL = re.compile(r"(?P<series>\d{2})\d{6}[- ]?[A-HJ-NPR-UX-Z]{2}[0-9A-Z]\d")
"""Inera's national reserve identity, XXYYMMDD-NNGC; XX is 00, or the century raised by threes."""
_AS_WRITTEN = (_BIRTH_DATE, _RESERVE_LETTERS, _RESERVE_99, _RESERVE_NATIONAL)
_CENTURIES = range(18, 22)
_LONGEST_LIFE = 140
"""Years; beyond them the sign or the century is a slip (test numbers reach back to 1890)."""
_COMB = re.compile(r"\S(?: \S){5,}")
_TWELVE = re.compile(r"\d{12}", re.ASCII)


class Identity(Written):
    """Twelve digits where the number is whole and its check digit right."""

    name = "identity"

    def parse(self, text: str, slot: Slot, today: date) -> Outcome:
        text = fold(text)
        if _COMB.fullmatch(text):
            text = text.replace(" ", "")
        if _RESERVE_99.fullmatch(text) or _is_national(text):
            return _kept("identity-reserve-number", text, slot)
        if found := _NUMBER.fullmatch(text):
            return _number(found, text, slot, today)
        if found := _BIRTH_DATE.fullmatch(text):
            return _birth_date(found, text, slot, today)
        if found := _RESERVE_LETTERS.fullmatch(text):
            if _day(f"{_century(found, today):02}{found['year']}", found["month"], found["day"]):
                return _kept("identity-reserve-number", text, slot)
            return _unreadable(text, slot)
        try:
            born = parse_date(text)
        except ValueError:
            return _unreadable(text, slot)
        if born > today:
            return wrong("identity-future", slot, found=shown(text, slot))
        return _kept("identity-birth-date-only", text, slot)

    def write(self, value: Value, field: Field) -> str:
        """``20170101-2393``; in a comb of twelve cells without the dash."""
        text = str(value)
        reserve = text.startswith("99")
        if reserve or field.room.comb == 12 or not _TWELVE.fullmatch(text):
            return text
        return f"{text[:8]}-{text[8:]}"

    def is_canonical(self, value: object) -> bool:
        if not isinstance(value, str) or fold(value) != value:
            return False
        if _TWELVE.fullmatch(value):
            if _RESERVE_99.fullmatch(value):
                return True
            return _luhn(value[2:]) and _day(value[:4], value[4:6], value[6:8], 60) is not None
        return any(p.fullmatch(value) for p in _AS_WRITTEN) or _is_date(value)

    def json_schema(self, field: Field) -> Mapping[str, Any]:
        return {"type": "string", "minLength": 6}


def _number(found: re.Match[str], text: str, slot: Slot, today: date) -> Outcome:
    digits = "".join(found.group("year", "month", "day", "serial"))
    if not _luhn(digits):
        return wrong("identity-checksum", slot, found=shown(text, slot))
    century = _century(found, today)
    born = _day(f"{century:02}{found['year']}", found["month"], found["day"], 60)
    if born is None or century not in _CENTURIES:
        return _unreadable(text, slot)
    if born > today:
        return wrong("identity-future", slot, found=shown(text, slot))
    age = today.year - born.year
    if age > _LONGEST_LIFE or (found["sign"] == "+" and age < 100):
        return wrong("identity-century", slot, found=shown(text, slot), year=born.year)
    return Outcome(f"{century:02}{digits}")


def _birth_date(found: re.Match[str], text: str, slot: Slot, today: date) -> Outcome:
    century = _century(found, today)
    born = _day(f"{century:02}{found['year']}", found["month"], found["day"])
    if born is None or century not in _CENTURIES:
        return _unreadable(text, slot)
    if born > today:
        return wrong("identity-future", slot, found=shown(text, slot))
    return _kept("identity-birth-date-only", text, slot)


def _century(found: re.Match[str], today: date) -> int:
    """The century as written, or by the rule of the sign.

    ``+`` stands from 1 January of the year in which a person turns 100, ``-``
    (or no sign) before: each sign leaves one year for two figures.
    """
    if found["century"] is not None:
        return int(found["century"])
    sign = found.groupdict().get("sign")
    earliest = today.year - (199 if sign == "+" else 99)
    return (earliest - int(found["year"]) + 99) // 100


def _day(year: str, month: str, day: str, added: int = 0) -> date | None:
    """A day of the calendar, if it is one; ``added`` may have been added to its number."""
    number = int(day) - added if added and int(day) > added else int(day)
    try:
        return date(int(year), int(month), number)
    except ValueError:
        return None


def _is_date(text: str) -> bool:
    try:
        parse_date(text)
    except ValueError:
        return False
    return True


def _luhn(ten: str) -> bool:
    from stdnum import luhn

    return bool(luhn.is_valid(ten))


def _is_national(text: str) -> bool:
    found = _RESERVE_NATIONAL.fullmatch(text)
    return found is not None and (found["series"] == "00" or int(found["series"]) >= 22)


def _kept(code: str, text: str, slot: Slot) -> Outcome:
    note = finding(code, slot.name, label=slot.title, found=shown(text, slot))
    return Outcome(text, (note,))


def _unreadable(text: str, slot: Slot) -> Outcome:
    return wrong("identity-unreadable", slot, found=shown(text, slot), example=EXAMPLE)
