"""What the law wants done in a case, by when, and whether it has been done.

A :class:`Duty` is one such thing: to read a notification, to assess whether
the child must be protected, to decide within 14 days, and so on. Duties are
computed from what happened and never stored, so that a corrected day of
arrival moves all that hangs on it. Each period is counted by the section that
was in force on the day on which it began, and is not moved when it ends on a
day off (see :mod:`oroforms.casework.workdays`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from oroforms.casework.answers import Sheet, Withdrawal, sheets_of, withdrawals_of
from oroforms.casework.inquiries import Inquiry, inquiries, outcome
from oroforms.casework.roles import Role, Roles
from oroforms.facts import CaseFacts, Event, EventKind, Incoming, Outcome, local_day
from oroforms.law import Clock, Law


class Task(StrEnum):
    """What is to be done, most dangerous to forget first."""

    READ = "read"
    PROTECT = "protective-assessment"
    DECIDE = "decide"
    FEEDBACK = "feedback"
    INQUIRE = "inquiry"
    RETURN = "return"
    CONSENT = "consent"
    SETTLE = "settle"
    """A form waits for review: a notification that has been read, or another form."""


RULES = {
    # Nothing says how soon a notification is read, but the assessment that is
    # to be made at once cannot be made unread.
    Task.READ: "protection",
    Task.PROTECT: "protection",
    Task.DECIDE: "assessment",
    Task.FEEDBACK: "feedback",
    Task.INQUIRE: "inquiry",
}
"""The rule of law that a task follows; the others follow none."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to be done in a case: since when, by when, and when it was done."""

    task: Task
    case: str | None
    """``None`` of what came in and has no case yet."""
    submission: int | None
    since: date
    """The day from which it is owed, by whose law it is counted."""
    due: date | None
    """The last day for it; ``None`` where nothing sets a day."""
    done: date | None = None
    acute: bool = False
    waits: bool = False
    """Whether the form still waits for review."""
    outgoing: int | None = None
    form: str | None = None

    def open_on(self, day: date) -> bool:
        """Whether it is owed at the end of a day."""
        return self.since <= day and (self.done is None or self.done > day)

    def days_late(self, day: date) -> int:
        """By how many days it is late on a day; 0 where it is not."""
        return 0 if self.due is None else max(0, (day - self.due).days)

    @property
    def rule(self) -> str | None:
        """Key of the rule of law that it follows."""
        return RULES.get(self.task)


def duties(facts: CaseFacts, law: Law, roles: Roles) -> Iterator[Duty]:
    """All duties of a case that follow from the law, those that are done too."""
    known = inquiries(facts)
    for incoming in facts.incoming:
        if roles.of(incoming.form) is Role.NOTIFICATION:
            yield from _Notification(facts, incoming, known, law, roles).duties()
        elif incoming.waits:
            yield _waiting(facts.reference, incoming)
    for inquiry in known:
        yield _inquiry(facts, inquiry, law)
    yield from _returns(facts)
    yield from _consents(facts, known, roles)


def loose_duties(loose: Iterable[Incoming], roles: Roles) -> Iterator[Duty]:
    """What is owed to forms that wait for review with no case yet: a person's eyes."""
    for incoming in loose:
        if roles.of(incoming.form) is Role.NOTIFICATION:
            day = local_day(incoming.received)
            yield Duty(
                Task.READ,
                None,
                incoming.submission,
                day,
                day,
                acute=may_be_acute(incoming, roles),
                waits=True,
                form=incoming.form,
            )
        else:
            yield _waiting(None, incoming)


def unknown_duty(submission: int, received: date, *, acute: bool) -> Duty:
    """What is owed to a file whose form was not told or that could not be read.

    It may be a notification: that it is none is known when a person has looked.
    """
    return Duty(Task.READ, None, submission, received, received, acute=acute, waits=True)


def may_be_acute(incoming: Incoming, roles: Roles) -> bool:
    """Whether a notification says that it is acute, or does not surely say that it is not.

    What the reading left in doubt counts until a person has settled it.
    """
    said = roles.answer(incoming.form, incoming.values, "acute")
    if said is True:
        return True
    return incoming.acute and (incoming.waits or said is not False)


def needs_own_decision(facts: CaseFacts, incoming: Incoming) -> bool:
    """Whether a notification wants a decision: none is needed while an inquiry runs (20:2)."""
    arrived = local_day(facts.arrival(incoming.submission, incoming.received))
    return not any(inquiry.ran_before(arrived) for inquiry in inquiries(facts))


@dataclass(frozen=True, slots=True)
class _Notification:
    """One notification of a case, and what the law asks of it."""

    facts: CaseFacts
    incoming: Incoming
    inquiries: tuple[Inquiry, ...]
    law: Law
    roles: Roles

    def duties(self) -> Iterator[Duty]:
        arrived, running_then = self._arrived(), self._inquiry_on(self._arrived())
        yield self._duty(Task.READ, arrived, arrived, self._first(EventKind.READ))
        yield self._duty(
            Task.PROTECT,
            arrived,
            _ends(self._clock("protection", arrived), arrived),
            self._first(EventKind.PROTECTION),
        )
        if running_then is None:
            limit = _ends(self._clock("assessment", arrived), arrived)
            yield self._duty(
                Task.DECIDE, arrived, self._extended("assessment", limit), self._decided_on()
            )
        yield from self._feedback(arrived, already_running=running_then is not None)
        read = self._first(EventKind.READ)
        if self.incoming.waits and read is not None:
            yield self._duty(Task.SETTLE, max(read, arrived), None, None)

    def _feedback(self, arrived: date, *, already_running: bool) -> Iterator[Duty]:
        asked = self._asked(arrived)
        if asked is None:
            return
        decision = self._decision()
        if already_running:
            decided = arrived
        elif decision is not None:
            decided = local_day(decision.at)
            already_running = outcome(decision) is Outcome.ALREADY_RUNNING
        elif (opened := self._opened_since(arrived)) is not None:
            decided = opened
        else:
            return
        since = max(decided, asked)
        period = self.law.rule("feedback").on(decided)
        at_once = period is not None and (
            (already_running and "already_running" in period.at_once)
            or (asked > decided and "asked_later" in period.at_once)
        )
        clock = None if period is None else period.clock
        due = since if at_once else _ends(clock, decided)
        yield self._duty(Task.FEEDBACK, since, due, self._first(EventKind.FEEDBACK_GIVEN))

    def _asked(self, arrived: date) -> date | None:
        """The day on which one who notified by duty asked for feedback."""
        if self._answer("reporter_kind") in self.roles.parts[Role.NOTIFICATION].settings.get(
            "without_duty", ()
        ):
            return None
        if self._answer("feedback_requested") == "yes":
            return arrived
        return self._first(EventKind.FEEDBACK_ASKED)

    def _arrived(self) -> date:
        return local_day(self.facts.arrival(self.incoming.submission, self.incoming.received))

    def _answer(self, word: str) -> object:
        return self.roles.answer(self.incoming.form, self.incoming.values, word)

    def _events(self, kind: EventKind) -> Iterator[Event]:
        return self.facts.happened(kind, self.incoming.submission)

    def _first(self, kind: EventKind) -> date | None:
        return next((local_day(event.at) for event in self._events(kind)), None)

    def _decision(self) -> Event | None:
        return next(self._events(EventKind.DECIDED), None)

    def _inquiry_on(self, day: date) -> Inquiry | None:
        return next((each for each in self.inquiries if each.ran_before(day)), None)

    def _opened_since(self, day: date) -> date | None:
        """The first day since then on which an inquiry about the child was decided."""
        days = (local_day(each.opened) for each in self.inquiries)
        return min((each for each in days if each >= day), default=None)

    def _decided_on(self) -> date | None:
        """When it was decided on, or an inquiry was opened, which makes a decision needless."""
        decision = self._decision()
        days = (
            None if decision is None else local_day(decision.at),
            self._opened_since(self._arrived()),
        )
        return min((day for day in days if day is not None), default=None)

    def _clock(self, rule: str, day: date) -> Clock | None:
        return clock_on(self.law, rule, day)

    def _extended(self, rule: str, limit: date | None) -> date | None:
        return _extended(self._events(EventKind.EXTENDED), rule, limit)

    def _duty(self, task: Task, since: date, due: date | None, done: date | None) -> Duty:
        return Duty(
            task,
            self.facts.reference,
            self.incoming.submission,
            since,
            due,
            # What was done before it was owed (a call, then the letter) is done.
            None if done is None else max(done, since),
            acute=may_be_acute(self.incoming, self.roles),
            waits=self.incoming.waits,
            form=self.incoming.form,
        )


def clock_on(law: Law, rule: str, day: date) -> Clock | None:
    """The clock of a rule for what begins on a day: the statute's, else that of the guidance."""
    found = law.rule(rule)
    period = found.on(day)
    return (period.clock if period is not None else None) or found.advised


def inquiry_limit(facts: CaseFacts, inquiry: Inquiry, law: Law) -> date | None:
    """The day by which an inquiry is to be done, with what was decided on more time."""
    opened = local_day(inquiry.opened)
    limit = _ends(clock_on(law, RULES[Task.INQUIRE], opened), opened)
    closed = date.max if inquiry.closed is None else local_day(inquiry.closed)
    told = facts.happened(EventKind.EXTENDED)
    during = (event for event in told if opened <= local_day(event.at) <= closed)
    return _extended(during, RULES[Task.INQUIRE], limit)


def _inquiry(facts: CaseFacts, inquiry: Inquiry, law: Law) -> Duty:
    return Duty(
        Task.INQUIRE,
        facts.reference,
        None,
        local_day(inquiry.opened),
        inquiry_limit(facts, inquiry, law),
        None if inquiry.closed is None else local_day(inquiry.closed),
    )


def _returns(facts: CaseFacts) -> Iterator[Duty]:
    """Forms that were are to come back by a day; in a closed case nobody waits for them."""
    closed = None if facts.closed is None else local_day(facts.closed)
    for sent in facts.outgoing:
        if sent.token is None or sent.due is None:
            continue
        came = facts.returned(sent)
        done = closed if came is None else local_day(came.received)
        yield Duty(
            Task.RETURN,
            facts.reference,
            None,
            local_day(sent.at),
            sent.due,
            done,
            outgoing=sent.id,
            form=sent.form,
        )


def _consents(facts: CaseFacts, known: Iterable[Inquiry], roles: Roles) -> Iterator[Duty]:
    """Consents that end on a day, for as long as an inquiry runs that may rest on them."""
    if not any(roles.of(incoming.form) is Role.CONSENT for incoming in facts.incoming):
        return
    sheets, withdrawals = sheets_of(facts, roles), withdrawals_of(facts, roles)
    for sheet in sheets:
        if sheet.last is None or sheet.decision == "no" or not sheet.signers:
            continue
        over = superseded(sheet, sheets, withdrawals)
        for inquiry in known:
            if sheet.last < local_day(inquiry.opened):
                continue  # it was for an earlier matter
            ended = None if inquiry.closed is None else local_day(inquiry.closed)
            since = max(sheet.arrived, local_day(inquiry.opened))
            yield Duty(
                Task.CONSENT,
                facts.reference,
                sheet.submission,
                since,
                sheet.last,
                min((day for day in (over, ended) if day is not None), default=None),
                form=next(i.form for i in facts.incoming if i.submission == sheet.submission),
            )


def superseded(
    sheet: Sheet, sheets: Iterable[Sheet], withdrawals: Iterable[Withdrawal]
) -> date | None:
    """The day since which nobody's consent rests on a form: all who signed it answered anew, or
    took it back; ``None`` while somebody's still does.
    """
    known = tuple(withdrawals)
    later = [each for each in sheets if each.submission > sheet.submission]
    days: list[date] = []
    for guardian, answered in sheet.signers:
        anew = [day for each in later for signer, day in each.signers if signer.is_(guardian)]
        back = [
            local_day(each.at)
            for each in known
            if not each.text and (each.guardian is None or each.guardian.is_(guardian))
        ]
        over = [day for day in (*anew, *back) if day >= answered]
        if not over:
            return None
        days.append(min(over))
    return max(days, default=None)


def _waiting(case: str | None, incoming: Incoming) -> Duty:
    day = local_day(incoming.received)
    return Duty(Task.SETTLE, case, incoming.submission, day, None, waits=True, form=incoming.form)


def _ends(clock: Clock | None, start: date) -> date | None:
    return None if clock is None else clock.ends(start)


def _extended(events: Iterable[Event], rule: str, limit: date | None) -> date | None:
    """The limit with the longest time that was decided; a decision never shortens it."""
    told = [date.fromisoformat(e.what["until"]) for e in events if e.what.get("rule") == rule]
    return limit if limit is None else max([limit, *told])
