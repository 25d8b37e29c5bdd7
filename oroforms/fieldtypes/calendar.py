"""Dates and times as people in Sweden write them.

A date is taken only where it can be read in one way. ``22/11 2026`` and
``22.11.2026`` are day first wherever they are used; ``3/4/2026`` is another
day to an American; and two figures for the year leave open the century, and
often which figures are the year. Those are ambiguous, and never guessed.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from functools import cache

FIRST_YEAR, LAST_YEAR = 1850, 2149
"""Years of four figures outside of these are slips of the pen."""

_YEAR_FIRST = re.compile(r"(\d{4})([-/. ]) ?(\d{1,2})\2 ?(\d{1,2})\.?")
_DAY_FIRST = re.compile(
    r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})"  # 22.11.2026
    r"|(\d{1,2}) ?/ ?(\d{1,2})(?: ?- ?| |, ?)(\d{4})"  # 22/11 2026, 22/11-2026
)
_EITHER_FIRST = re.compile(r"(\d{1,2})([-/ ])(\d{1,2})\2(\d{4})")
_TWO_FIGURES = re.compile(r"(\d{1,2}) ?[-/. ] ?(\d{1,2}) ?[-/. ] ?-?(\d{2})|(\d{2})(\d{2})(\d{2})")
_EIGHT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_COMB = re.compile(r"\S(?: \S){5,}")
"""One character a cell."""
_WORDS = re.compile(
    r"(?:(?!den |the )(?P<weekday>[^\W\d]+)\.?,? )?(?:den |the )?"
    r"(?:(?P<day>\d{1,2})(?:[.:]?(?:e|a|st|nd|rd|th))?\.? ?(?:of )?(?P<month>[^\W\d]{3,})\.?,?"
    r"|(?P<month2>[^\W\d]{3,})\.? (?P<day2>\d{1,2})(?:st|nd|rd|th)?,?)"
    r" ?(?<!\d)(?P<year>-?\d{2}|\d{4})"
)
_TIME = re.compile(
    r"(?P<date>.*?)(?:T|,? ?\bkl(?:ockan)?\.? ?|,? |,? ?\bat )"
    r"(?:(?P<hour>\d{1,2})(?: ?[:.] ?(?P<minute>\d{2})(?:[:.]00)?)?|(?P<four>\d{4}))(?: ?h)?",
    re.IGNORECASE,
)


class UnreadableDateError(ValueError):
    """The text is no date."""


class AmbiguousDateError(ValueError):
    """The text can be read as more than one date."""


def parse_date(text: str) -> date:
    """The one date that a folded text says.

    Raises
    ------
    UnreadableDateError
        When it says none.
    AmbiguousDateError
        When it can be read as more than one.
    """
    if _COMB.fullmatch(text):
        text = text.replace(" ", "")
    if found := _YEAR_FIRST.fullmatch(text):
        return _date(found[1], found[3], found[4])
    if found := _EIGHT.fullmatch(text):
        return _eight(text, *found.groups())
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year = (part for part in found.groups() if part is not None)
        return _date(year, month, day)
    if found := _EITHER_FIRST.fullmatch(text):
        return _either_first(found[1], found[3], found[4])
    if found := _TWO_FIGURES.fullmatch(text):
        first, second, third = (part for part in found.groups() if part is not None)
        _two_figures(first, second, third)
    if found := _WORDS.fullmatch(text.casefold()):
        return _worded(found)
    raise UnreadableDateError(text)


def parse_datetime(text: str) -> datetime:
    """The one date and time of day, to the minute, that a folded text says.

    Raises
    ------
    UnreadableDateError
        When it lacks a date or a time, or says seconds or a time zone, which
        the value could not keep.
    AmbiguousDateError
        When the date can be read in more than one way.
    """
    found = _TIME.fullmatch(text)
    if found is None:
        raise UnreadableDateError(text)
    if found["four"]:
        hour, minute = found["four"][:2], found["four"][2:]
    elif found["minute"] or re.search(r"\bkl", text, re.IGNORECASE):
        hour, minute = found["hour"], found["minute"] or "0"
    else:
        raise UnreadableDateError(text)  # "22/11 26": a year, not an hour
    day = parse_date(found["date"].strip())
    try:
        return datetime.combine(day, time(int(hour), int(minute)))
    except ValueError:
        raise UnreadableDateError(text) from None


def _date(year: str | int, month: str | int, day: str | int) -> date:
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise UnreadableDateError(year)
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise UnreadableDateError(f"{year}-{month}-{day}") from None


def _readings(*orders: tuple[str | int, str | int, str | int]) -> set[date]:
    """The dates that are possible among several orders of year, month, day."""
    found = set()
    for year, month, day in orders:
        try:
            found.add(_date(year, month, day))
        except UnreadableDateError:
            continue
    return found


def _eight(text: str, year: str, month: str, day: str) -> date:
    """``20261122``; a comb filled in day (or month) first may be a date as well."""
    possible = _readings(
        (year, month, day), (text[4:], text[2:4], text[:2]), (text[4:], text[:2], text[2:4])
    )
    return _only(possible, text)


def _either_first(first: str, second: str, year: str) -> date:
    possible = _readings((year, second, first), (year, first, second))
    return _only(possible, f"{first} {second} {year}")


def _only(possible: set[date], text: str) -> date:
    if not possible:
        raise UnreadableDateError(text)
    if len(possible) > 1:
        raise AmbiguousDateError(text)
    return possible.pop()


def _two_figures(first: str, second: str, third: str) -> None:
    """Always raises: the century is not said, even where the order is plain."""
    for century in (19, 20):
        if _readings(
            (f"{century}{first:0>2}", second, third), (f"{century}{third}", second, first)
        ):
            raise AmbiguousDateError(f"{first} {second} {third}")
    raise UnreadableDateError(f"{first} {second} {third}")


def _worded(found: re.Match[str]) -> date:
    month = _months().get(_start(found["month"] or found["month2"]))
    if month is None:
        raise UnreadableDateError(found[0])
    year, day = found["year"], found["day"] or found["day2"]
    if len(year) < 4:
        raise AmbiguousDateError(found[0])
    said = _date(year, month, day)
    if found["weekday"] is not None:
        weekday = _weekdays().get(_start(found["weekday"]))
        if weekday is None:
            raise UnreadableDateError(found[0])
        if weekday != said.weekday():
            raise AmbiguousDateError(found[0])  # the weekday says another day than the date
    return said


def _start(word: str) -> str:
    return word.rstrip(".")


@cache
def _months() -> dict[str, int]:
    """Names of months in both languages, in full and by every start of three letters or more."""
    from babel.dates import get_month_names

    names = [get_month_names("wide", locale=locale) for locale in ("sv", "en")]
    return _starts({name: number for months in names for number, name in months.items()})


@cache
def _weekdays() -> dict[str, int]:
    """Names of weekdays in both languages and their starts; Monday is 0."""
    from babel.dates import get_day_names

    names = [get_day_names("wide", locale=locale) for locale in ("sv", "en")]
    return _starts({name: number for days in names for number, name in days.items()})


def _starts(names: dict[str, int]) -> dict[str, int]:
    """Every start of three letters or more that only one number has."""
    found: dict[str, set[int]] = {}
    for name, number in names.items():
        folded = name.casefold()
        for end in range(3, len(folded) + 1):
            found.setdefault(folded[:end], set()).add(number)
    return {start: numbers.pop() for start, numbers in found.items() if len(numbers) == 1}
