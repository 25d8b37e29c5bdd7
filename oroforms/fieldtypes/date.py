"""``date``: a day, ``"2026-11-22"``."""

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
    parse_date,
)
from oroforms.fieldtypes.speech import babel_locale
from oroforms.fieldtypes.writing import fold

EXAMPLE = "2026-11-22"
_CANONICAL = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Date(Written):
    """A day of the calendar, without time; see :mod:`oroforms.fieldtypes.calendar`."""

    name = "date"

    def parse(self, text: str, slot: Slot, today: dt.date) -> Outcome:
        try:
            return Outcome(parse_date(fold(text)).isoformat())
        except AmbiguousDateError:
            return wrong("date-ambiguous", slot, found=shown(text, slot), example=EXAMPLE)
        except UnreadableDateError:
            return wrong("date-unreadable", slot, found=shown(text, slot), example=EXAMPLE)

    def write(self, value: Value, field: Field) -> str:
        """ISO 8601; in a comb of eight cells without dashes."""
        return str(value).replace("-", "") if field.room.comb == 8 else str(value)

    def display(self, value: Value, field: Field) -> str:
        from babel.dates import format_date

        day = dt.date.fromisoformat(str(value))
        return str(format_date(day, "long", locale=babel_locale()))

    def is_canonical(self, value: object) -> bool:
        if not (isinstance(value, str) and _CANONICAL.fullmatch(value)):
            return False
        try:
            return FIRST_YEAR <= dt.date.fromisoformat(value).year <= LAST_YEAR
        except ValueError:
            return False

    def json_schema(self, field: Field) -> Mapping[str, Any]:
        return {"type": "string", "format": "date"}
