"""``datetime``: a day and a local time of day to the minute, ``"2026-11-22T14:05"``."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from oroforms.definition import Field, Slot
from oroforms.documents import Value
from oroforms.fieldtypes.base import Outcome, Written, shown, wrong
from oroforms.fieldtypes.calendar import (
    FIRST_YEAR,
    LAST_YEAR,
    AmbiguousDateError,
    UnreadableDateError,
    parse_datetime,
)
from oroforms.fieldtypes.speech import babel_locale
from oroforms.fieldtypes.writing import fold
from oroforms.i18n import gettext as _

EXAMPLE = "2026-11-22 14:05"
_CANONICAL = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}", re.ASCII)


class DateTime(Written):
    """A moment as a clock on the wall shows it: no seconds and no time zone."""

    name = "datetime"

    def parse(self, text: str, slot: Slot, today: dt.date) -> Outcome:
        try:
            return Outcome(parse_datetime(fold(text)).isoformat(timespec="minutes"))
        except AmbiguousDateError:
            return wrong("date-ambiguous", slot, found=shown(text, slot), example=EXAMPLE)
        except UnreadableDateError:
            return wrong("datetime-unreadable", slot, found=shown(text, slot), example=EXAMPLE)

    def write(self, value: Value, field: Field) -> str:
        return str(value).replace("T", " ")

    def display(self, value: Value, field: Field) -> str:
        from babel.dates import format_date, format_time

        locale = babel_locale()
        moment = dt.datetime.fromisoformat(str(value))
        return _("{date} at {time}").format(
            date=format_date(moment.date(), "long", locale=locale),
            time=format_time(moment.time(), "short", locale=locale),
        )

    def is_canonical(self, value: object) -> bool:
        if not (isinstance(value, str) and _CANONICAL.fullmatch(value)):
            return False
        try:
            return FIRST_YEAR <= dt.datetime.fromisoformat(value).year <= LAST_YEAR
        except ValueError:
            return False

    def json_schema(self, field: Field) -> Mapping[str, Any]:
        return {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$"}
