"""What a case file knows of a case, as the rules of case work look at it.

The case file writes these down from its rows; case work judges them. Nothing
here knows a database, a form's name or the law. Moments are aware of their
zone; days are local.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from oroforms.documents import Value


class EventKind(StrEnum):
    """What can happen in a case."""

    OPENED = "opened"
    RECEIVED = "received"
    """A submission was taken into the case, on import or by a person's acceptance."""
    CORRECTED = "corrected"
    CHILD_CHANGED = "child-changed"
    ISSUED = "issued"
    CLOSED = "closed"
    REOPENED = "reopened"
    ARRIVED = "arrived"
    """A person says when a submission reached the office, if not when it was imported."""
    READ = "read"
    """A person has read a submission: received is not read."""
    PROTECTION = "protective-assessment"
    """The immediate assessment whether the child must be protected (*skyddsbedömning*)."""
    DECIDED = "decided"
    """Whether an inquiry is opened; ``what["outcome"]`` is an :class:`Outcome`."""
    EXTENDED = "extended"
    """A decision to take longer; ``what["rule"]`` is the rule of law, ``what["until"]`` the day."""
    FEEDBACK_ASKED = "feedback-asked"
    FEEDBACK_GIVEN = "feedback-given"
    MEETING = "meeting"
    """A notification meeting was offered or held; ``what["meeting"]`` says which."""
    INQUIRY_CLOSED = "inquiry-closed"
    CONSENT_WITHDRAWN = "consent-withdrawn"
    """Said, not written; ``what["guardian"]`` is who, ``what["scope"]`` how much, if not all."""
    SENT = "sent"
    """A form or letter left the house; ``what["outgoing"]`` is its number."""
    RETENTION_CLASS = "retention-class"
    """The case is of a class that the law exempts; ``what["class"]``."""
    PURGE_DECIDED = "purge-decided"
    NOTE = "note"
    STRUCK = "struck"
    """An earlier event was recorded by mistake and does not count; ``what["corrects"]`` is it."""


CORRECTS = "corrects"
"""In ``Event.what``: the number of an earlier event that this one replaces or strikes out."""


def local_day(moment: datetime) -> date:
    """The day of a moment at this place, which is the day that the law counts."""
    return moment.astimezone().date()


class Outcome(StrEnum):
    """What a preliminary assessment (*förhandsbedömning*) came to."""

    OPENED = "opened"
    NOT_OPENED = "not-opened"
    ALREADY_RUNNING = "already-running"


@dataclass(frozen=True, slots=True)
class Child:
    """What a form or a case says of its child; ``None`` where it says nothing."""

    name: str | None = None
    identity: str | None = None
    protected: str | None = None
    """Whether the identity is protected: ``yes``, ``no`` or ``unknown``."""

    @property
    def may_be_protected(self) -> bool:
        """Whether what reveals where the child is must stay inside: protected, or not known."""
        return self.protected in ("yes", "unknown")


@dataclass(frozen=True, slots=True)
class Incoming:
    """One form that came in (*inkommen handling*): it stands in the case, or waits for review."""

    submission: int
    form: str
    version: int
    received: datetime
    """When its bytes came in; see :meth:`CaseFacts.arrival`."""
    waits: bool
    """Whether a person must still decide on it. What waits is received all the same."""
    acute: bool
    token: str | None
    values: Mapping[str, Value]
    """Certain values with corrections laid over, nested."""
    doubtful: frozenset[str] = frozenset()
    """Names of fields whose reading was in doubt on arrival; a correction puts them into values."""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a case's history."""

    id: int
    kind: EventKind
    at: datetime
    """When it happened, which a person may tell later."""
    recorded: datetime
    who: str
    submission: int | None
    what: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One form or letter that left the house (*expedierad handling*)."""

    id: int
    form: str
    version: int
    at: datetime
    who: str
    channel: str
    receiver: str
    """To whom, in words that may stand on an envelope."""
    token: str | None
    """Of a form that is to come back."""
    due: date | None
    """The day by which it is wanted back."""


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """One case with all that happened in it, each list oldest first."""

    reference: str
    child: Child
    opened: datetime
    closed: datetime | None
    incoming: tuple[Incoming, ...] = ()
    events: tuple[Event, ...] = ()
    outgoing: tuple[Outgoing, ...] = ()

    _by_kind: Mapping[EventKind, tuple[Event, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Case work asks a case for its events some twenty times, and a list
        # of what is due asks ten thousand cases.
        found: dict[EventKind, list[Event]] = defaultdict(list)
        for event in sorted(self.standing, key=lambda e: (e.at, e.id)):
            found[event.kind].append(event)
        by_kind = {kind: tuple(events) for kind, events in found.items()}
        object.__setattr__(self, "_by_kind", by_kind)

    @property
    def standing(self) -> Iterator[Event]:
        """The events that no later one has replaced or struck out, in the order of recording.

        What replaced another may itself be struck out, and the other stands again.
        """
        void: set[int] = set()
        for event in reversed(self.events):
            if CORRECTS in event.what and event.id not in void:
                void.add(event.what[CORRECTS])
        return (event for event in self.events if event.id not in void)

    def happened(self, kind: EventKind, submission: int | None = None) -> Iterator[Event]:
        """The events of a kind that stand, in the order in which they happened.

        With a submission: those that were recorded for it, and those for the
        case as a whole. An event for the whole case never speaks of what came
        in after it was recorded, or arrived on a later day than it happened.
        """
        for event in self._by_kind.get(kind, ()):
            if submission in (None, event.submission) or (
                event.submission is None and self._had_come(submission, event)
            ):
                yield event

    def _had_come(self, submission: int, event: Event) -> bool:
        received = next(i.received for i in self.incoming if i.submission == submission)
        first = min(self.arrival(submission, received), received)
        return event.recorded >= received and local_day(event.at) >= local_day(first)

    def arrival(self, submission: int, received: datetime) -> datetime:
        """When a submission reached the office: as a person said last, else as it was imported."""
        told = self._by_kind.get(EventKind.ARRIVED, ())
        said = [event for event in told if event.submission == submission]
        return max(said, key=lambda event: event.id).at if said else received

    def returned(self, outgoing: Outgoing) -> Incoming | None:
        """The return of a form that was sent, if it has come."""
        if outgoing.token is None:
            return None
        return next((i for i in self.incoming if i.token == outgoing.token), None)
