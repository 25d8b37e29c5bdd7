"""Which phone is the right one at a moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from oroforms.casework.workdays import is_holiday
from oroforms.receivers.hours import Hours, at
from oroforms.receivers.register import Office

_LOOKED_AHEAD = 15
"""Days in which an office that opens at all has opened again."""


class Line(StrEnum):
    """Which of an office's phones is the right one."""

    OFFICE = "office"
    OUT_OF_HOURS = "out-of-hours"
    NONE = "none"
    """Nobody answers: in danger 112."""


@dataclass(frozen=True, slots=True)
class PhoneNow:
    """The phone to use at a moment."""

    office: Office
    line: Line
    answers: str
    """Who answers, in words; empty where nobody does."""
    phone: str
    """E.164; empty where nobody answers."""
    until: datetime | None
    """Until when that is so; ``None`` where it cannot be told."""
    opens: datetime | None
    """When the office itself answers again, where it does not now."""


def phone_now(office: Office, moment: datetime) -> PhoneNow:
    """The right phone of an office at a local moment."""
    closes = open_until(office.hours, moment)
    if closes is not None:
        return PhoneNow(office, Line.OFFICE, office.shown, office.phone, closes, None)
    opens = opens_next(office.hours, moment)
    if office.after_phone:
        if office.after_hours is None:
            until: datetime | None = opens
            answers = True
        else:
            until = open_until(office.after_hours, moment)
            answers = until is not None
        if answers:
            name = office.after_office or office.shown
            return PhoneNow(office, Line.OUT_OF_HOURS, name, office.after_phone, until, opens)
    later = None if office.after_hours is None else opens_next(office.after_hours, moment)
    answered = min((each for each in (opens, later) if each is not None), default=None)
    return PhoneNow(office, Line.NONE, "", "", answered, opens)


@dataclass(frozen=True, slots=True)
class Silence:
    """Hours of an ordinary week in which nobody answers; the end is the first minute after."""

    start: datetime
    end: datetime


def silences(office: Office) -> tuple[Silence, ...]:
    """When nobody answers in a week without public holidays, from Monday 00:00.

    Whoever phones then about a child in danger gets no help: a gap after
    midnight is easily written by mistake. An office that says no hours of
    its emergency service has none.
    """
    found: list[Silence] = []
    moment = _ORDINARY_MONDAY
    end = moment + timedelta(days=7)
    while moment < end:
        phone = phone_now(office, moment)
        until = end if phone.until is None else min(phone.until, end)
        if phone.line is Line.NONE:
            found.append(Silence(moment, until))
        moment = until
    return tuple(found)


_ORDINARY_MONDAY = datetime(2026, 2, 2)  # noqa: DTZ001 - local; no public holiday in the week


def open_until(hours: Hours, moment: datetime) -> datetime | None:
    """When it ends that somebody answers at a moment; ``None`` where nobody does."""
    end = _span_end(hours, moment.replace(tzinfo=None))
    if end is None:
        return None
    for _span in range(_LOOKED_AHEAD):  # the next one may begin where this one ends
        further = _span_end(hours, end)
        if further is None:
            return end
        end = further
    return None


def _span_end(hours: Hours, local: datetime) -> datetime | None:
    days = (local.date() - timedelta(days=back) for back in (0, 1))
    ends = (
        at(day, span.end)
        for day in days
        for span in hours.spans(day, holiday=is_holiday(day))
        if at(day, span.start) <= local < at(day, span.end)
    )
    return max(ends, default=None)


def opens_next(hours: Hours, moment: datetime) -> datetime | None:
    """When the next span begins after a moment; ``None`` where none does."""
    local = moment.replace(tzinfo=None)
    for ahead in range(_LOOKED_AHEAD):
        day = local.date() + timedelta(days=ahead)
        for span in hours.spans(day, holiday=is_holiday(day)):
            if at(day, span.start) > local:
                return at(day, span.start)
    return None
