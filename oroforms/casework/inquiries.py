"""Inquiries (*utredningar*) of a case, from the events that opened and ended them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from oroforms.facts import CaseFacts, Event, EventKind, Outcome, local_day


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One inquiry: when it was decided, and when it was closed, if it was."""

    opened: datetime
    closed: datetime | None = None

    def runs(self, day: date) -> bool:
        """Whether it ran at the end of a day."""
        ended = self.closed is not None and local_day(self.closed) <= day
        return local_day(self.opened) <= day and not ended

    def ran_before(self, day: date) -> bool:
        """Whether it ran through a whole day, so that what came then met a running inquiry.

        On the days on which it was opened and closed that is uncertain, and
        what is uncertain counts for the child: what came gets its own decision.
        """
        return self.runs(day) and local_day(self.opened) < day


def inquiries(facts: CaseFacts) -> tuple[Inquiry, ...]:
    """The inquiries of a case, oldest first; two never run at once.

    A second decision to open one while one runs is about the one that runs.
    """
    return tuple(_paired(facts))


def running(facts: CaseFacts, day: date) -> Inquiry | None:
    """The inquiry that ran on a day."""
    return next((each for each in inquiries(facts) if each.runs(day)), None)


def outcome(event: Event) -> Outcome:
    """What a decision came to."""
    return Outcome(event.what["outcome"])


def _paired(facts: CaseFacts) -> Iterator[Inquiry]:
    turns = [
        event
        for event in facts.standing
        if event.kind is EventKind.INQUIRY_CLOSED
        or (event.kind is EventKind.DECIDED and outcome(event) is Outcome.OPENED)
    ]
    opened: datetime | None = None
    # By day and then as recorded: of many events only the day is known.
    for event in sorted(turns, key=lambda e: (local_day(e.at), e.id)):
        if event.kind is EventKind.DECIDED:
            opened = opened or event.at
        elif opened is not None:
            yield Inquiry(opened, event.at)
            opened = None
    if opened is not None:
        yield Inquiry(opened)
