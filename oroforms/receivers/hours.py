"""Weekly hours: read as people write them, asked of a moment, and said in Swedish."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from oroforms.i18n import gettext as _

MINUTES = 24 * 60
HOLIDAY = 7
"""The place of public holidays after the seven days of the week."""
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT: Mapping[str, int] = {
    **{day[:3]: place for place, day in enumerate(DAYS)},
    **{day: place for place, day in enumerate(DAYS)},
    **dict(zip(("mån", "tis", "ons", "tors", "fre", "lör", "sön"), range(7), strict=True)),
    "tor": 3,
    "holiday": HOLIDAY,
    "holidays": HOLIDAY,
    "helgdag": HOLIDAY,
    "helgdagar": HOLIDAY,
}
_SWEDISH = (
    *("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
    "helgdagar",
)
_CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?"
_SPAN = re.compile(rf"{_CLOCK}\s*[-–]\s*{_CLOCK}")
_DAY_RANGE = re.compile(r"([^\W\d]+)(?:\s*[-–]\s*([^\W\d]+))?\s+(.+)")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From one minute of a day until another; one that ends the next day ends beyond 24:00."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hours:
    """Spans by the day on which they begin, Monday first, public holidays last.

    Where nothing is said of public holidays, nobody answers on them.
    """

    days: Mapping[int, tuple[Span, ...]] = field(default_factory=dict)

    def spans(self, day: date, *, holiday: bool) -> tuple[Span, ...]:
        """The spans that begin on a day."""
        return self.days.get(HOLIDAY if holiday else day.weekday(), ())

    def __bool__(self) -> bool:
        return any(self.days.values())


def spans(text: str) -> tuple[Span, ...]:
    """``08:00-12:00, 13:00-16:30``, also as ``8-12, 13-16.30``; empty: closed.

    Raises
    ------
    ValueError
        With what was expected, in the language that is set.
    """
    found = []
    for piece in re.split(r"[,&]|\boch\b", text):
        if not piece.strip():
            continue
        written = _SPAN.fullmatch(piece.strip())
        if written is None:
            raise ValueError(_("hours such as 08:00-12:00, 13:00-16:30, or nothing for closed"))
        first_hour, first_minute, last_hour, last_minute = (
            int(each or 0) for each in written.groups()
        )
        start, end = first_hour * 60 + first_minute, last_hour * 60 + last_minute
        if start >= MINUTES or end > MINUTES or max(first_minute, last_minute) > 59 or start == end:
            raise ValueError(_("times from 00:00 to 24:00, the first before the second"))
        found.append(Span(start, end if end > start else end + MINUTES))
    ordered = tuple(sorted(found))
    for one, other in pairwise(ordered):
        if other.start < one.end:
            raise ValueError(_("hours that do not overlap"))
    return ordered


def one_day(text: str) -> tuple[Span, ...]:
    """The hours of one day, which end on that day.

    Raises
    ------
    ValueError
        As :func:`spans`.
    """
    found = spans(text)
    if any(span.end > MINUTES for span in found):
        raise ValueError(_("times from 00:00 to 24:00, the first before the second"))
    return found


def week(text: str) -> Hours:
    """``mon-fri 16:30-08:00; sat-sun 00:00-24:00; holidays 00:00-24:00``.

    Raises
    ------
    ValueError
        With what was expected.
    """
    days: dict[int, tuple[Span, ...]] = {}
    for piece in filter(None, (part.strip() for part in text.split(";"))):
        written = _DAY_RANGE.fullmatch(piece)
        places = None if written is None else _places(written[1], written[2])
        if written is None or places is None:
            raise ValueError(_("days and hours such as mon-thu 16:30-08:00; fri 16:30-24:00"))
        for place in places:
            if place in days:
                raise ValueError(_("each day once"))
            days[place] = spans(written[3])
    return Hours(days)


def _places(first: str, last: str | None) -> range | None:
    start = _SHORT.get(first.casefold())
    end = start if last is None else _SHORT.get(last.casefold())
    if start is None or end is None or end < start:
        return None
    return range(start, end + 1)


def at(day: date, minute: int) -> datetime:
    """The local moment of a minute counted from the beginning of a day."""
    whole = datetime.combine(day, time())
    return whole + timedelta(minutes=minute)


def said(hours: Hours) -> str:
    """In Swedish, as it stands on paper: ``måndag–tisdag och torsdag 8–12 och 13–16.30``."""
    alike: dict[tuple[Span, ...], list[int]] = {}
    for place in range(HOLIDAY + 1):
        if each := hours.days.get(place):
            alike.setdefault(each, []).append(place)
    return ", ".join(f"{_days_said(days)} {_spans_said(each)}" for each, days in alike.items())


def _days_said(places: list[int]) -> str:
    if len(places) == HOLIDAY + 1:
        return "alla dagar"
    runs: list[list[int]] = []
    for place in places:
        if runs and place == runs[-1][-1] + 1 and place != HOLIDAY:
            runs[-1].append(place)
        else:
            runs.append([place])
    names: list[str] = []
    for run in runs:
        if len(run) > 2:
            names.append(f"{_SWEDISH[run[0]]}–{_SWEDISH[run[-1]]}")
        else:
            names += [_SWEDISH[place] for place in run]
    *others, last = names
    return f"{', '.join(others)} och {last}" if others else last


def _spans_said(each: tuple[Span, ...]) -> str:
    if each == (Span(0, MINUTES),):
        return "dygnet runt"
    return " och ".join(f"{_clock(span.start)}–{_clock(span.end)}" for span in each)


def _clock(minute: int) -> str:
    hour, rest = divmod(minute % MINUTES if minute > MINUTES else minute, 60)
    return f"{hour}.{rest:02}" if rest else str(hour)
