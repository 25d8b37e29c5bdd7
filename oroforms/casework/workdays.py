"""Working days in Sweden: Monday to Friday, without public holidays and their like.

Statutory limits of the social services are not moved when they end on a day
off. The rules that this house follows (``docs/law.md``) name no such
extension for them, and they bind the office for the child's sake: whom a
limit protects gains nothing by its ending later. So a limit that ends on a
Sunday is shown with the working day before it (:func:`last_workday`), by
which it has to be met, and never with the working day after it.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase

_DAY = timedelta(days=1)
_FRIDAY = 4


@cache
def _days_off() -> HolidayBase:
    """Public holidays, and the eves that statutes count as such: midsummer, Christmas, New Year."""
    # Imported here: only commands that reckon with days off pay for the library.
    import holidays

    return holidays.country_holidays("SE", categories=("public", "de_facto"))


def is_workday(day: date) -> bool:
    """Whether offices work on a day."""
    return day.weekday() <= _FRIDAY and day not in _days_off()


def is_holiday(day: date) -> bool:
    """Whether a day is a public holiday or one of the eves that count as such."""
    return day in _days_off()


def last_workday(day: date) -> date:
    """The day itself where offices work on it, else the last working day before it."""
    while not is_workday(day):
        day -= _DAY
    return day


def previous_workday(day: date) -> date:
    """The last working day before a day."""
    return last_workday(day - _DAY)


def arrival_by_post(came: date) -> date:
    """The day on which a letter counts as received that reached the reader on a day.

    A letter that lay at the post office or in the letter box of the authority
    the working day before counts from then (förvaltningslagen 22 §). That it
    lay there is for a person to say; without that it counts from the day on
    which it came.
    """
    return previous_workday(came)
