"""What is late and what falls due, most dangerous first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from oroforms.casework.clocks import Duty, Task
from oroforms.casework.workdays import last_workday


class Danger(IntEnum):
    """How pressing an open duty is; the list goes by it."""

    ACUTE = 0
    """A child may need protection today, and nobody has read it or made the assessment."""
    UNREAD = 1
    UNPROTECTED = 2
    """Read, and the immediate assessment of protection is missing."""
    LATE = 3
    COMING = 4
    """Falls due within the days that were asked for."""
    OPEN = 5
    """Owed, with no day set for it."""


_FIRST_OF_ALL = (Task.READ, Task.PROTECT)
_ORDER = {task: place for place, task in enumerate(Task)}
WAITS = (Danger.ACUTE, Danger.UNREAD, Danger.UNPROTECTED, Danger.LATE)
"""What has to be acted on now."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the list: an open duty as it stands on a day."""

    duty: Duty
    danger: Danger
    days_late: int
    act_by: date | None
    """The last working day on or before the due day; ``None`` where no day is set."""


def pending(duties: Iterable[Duty], day: date, ahead: int) -> list[Item]:
    """What is open at the end of a day and is late, pressing, or due within ``ahead`` days.

    The order is total: danger, then the day (of what is late and what comes),
    the task, and the case, so that the same facts give the same list.
    """
    horizon = day + timedelta(days=min(ahead, (date.max - day).days))
    items = [
        Item(
            duty,
            danger_of(duty, day),
            duty.days_late(day),
            None if duty.due is None else last_workday(duty.due),
        )
        for duty in duties
        if duty.open_on(day)
    ]
    shown = [i for i in items if i.danger is not Danger.COMING or _by(i) <= horizon]
    return sorted(shown, key=_key)


def danger_of(duty: Duty, day: date) -> Danger:
    """How pressing an open duty is on a day."""
    if duty.task in _FIRST_OF_ALL:
        if duty.acute:
            return Danger.ACUTE
        return Danger.UNREAD if duty.task is Task.READ else Danger.UNPROTECTED
    if duty.due is None:
        return Danger.OPEN
    return Danger.LATE if duty.due < day else Danger.COMING


def _by(item: Item) -> date:
    assert item.act_by is not None  # noqa: S101 - what comes has a day
    return item.act_by


def _key(item: Item) -> tuple[object, ...]:
    duty = item.duty
    day = duty.due or duty.since
    # What is late goes by what it is about first; what comes, by its day.
    if item.danger is Danger.COMING:
        place: tuple[object, ...] = (day, _ORDER[duty.task])
    else:
        place = (_ORDER[duty.task], day)
    return (
        item.danger,
        *place,
        duty.case or "",
        duty.submission or 0,
        duty.outgoing or 0,
        duty.since,
    )
