"""Made-up facts of cases, said in few words: days are noon of that day at this place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

from oroforms.facts import CaseFacts, Child, Event, EventKind, Incoming, Outcome, Outgoing


def noon(day: str | date) -> datetime:
    """Noon of a day at this place."""
    said = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime.combine(said, time(12)).astimezone()


@dataclass
class Story:
    """A case that grows line by line; every method gives the number of what it added."""

    reference: str = "2026-0001"
    incoming: list[Incoming] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    outgoing: list[Outgoing] = field(default_factory=list)
    closed: str | None = None

    def notified(
        self,
        day: str,
        *,
        acute: bool = False,
        waits: bool = False,
        kind: str | None = "professional",
        requested: str | None = None,
        concern: tuple[str, ...] = ("neglect",),
        values: Mapping[str, Any] | None = None,
    ) -> int:
        said: dict[str, Any] = {
            "urgency": {"acute": acute},
            "concern": {"kind": list(concern)},
            "reporter": {"kind": kind} if kind else {},
            "feedback": {"requested": requested} if requested else {},
            **(values or {}),
        }
        return self.came("orosanmalan", day, said, acute=acute, waits=waits)

    def came(
        self,
        form: str,
        day: str,
        values: Mapping[str, Any] | None = None,
        *,
        acute: bool = False,
        waits: bool = False,
        token: str | None = None,
    ) -> int:
        number = len(self.incoming) + 1
        self.incoming.append(
            Incoming(number, form, 1, noon(day), waits, acute, token, values or {})
        )
        return number

    def told(
        self,
        kind: EventKind,
        day: str,
        submission: int | None = None,
        *,
        recorded: str | None = None,
        **what: Any,
    ) -> int:
        number = len(self.events) + 1
        self.events.append(
            Event(number, kind, noon(day), noon(recorded or day), "Maja Lind", submission, what)
        )
        return number

    def decided(self, day: str, outcome: Outcome, submission: int | None = 1, **what: Any) -> int:
        return self.told(EventKind.DECIDED, day, submission, outcome=outcome.value, **what)

    def sent(self, day: str, due: str | None, token: str | None = "T") -> int:
        number = len(self.outgoing) + 1
        until = None if due is None else date.fromisoformat(due)
        self.outgoing.append(
            Outgoing(
                number, "bbic-konsultation", 1, noon(day), "a", "outbox", "Skolan", token, until
            )
        )
        return number

    @property
    def facts(self) -> CaseFacts:
        first = min((each.received for each in self.incoming), default=noon("2025-01-01"))
        whole = CaseFacts(
            self.reference,
            Child(),
            first,
            None,
            tuple(self.incoming),
            tuple(self.events),
            tuple(self.outgoing),
        )
        return replace(whole, closed=noon(self.closed)) if self.closed else whole
