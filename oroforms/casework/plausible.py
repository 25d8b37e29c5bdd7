"""Whether what a person says happened can have happened, before it is recorded.

What cannot be is refused with the reason and the remedy; what is merely odd
is recorded with a warning, for the person who was there knows better.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from oroforms.casework.clocks import (
    RULES,
    Task,
    duties,
    inquiry_limit,
    may_be_acute,
    needs_own_decision,
)
from oroforms.casework.inquiries import inquiries, outcome, running
from oroforms.casework.roles import Role, Roles
from oroforms.errors import UsageError
from oroforms.facts import CORRECTS, CaseFacts, Event, EventKind, Incoming, Outcome, local_day
from oroforms.i18n import gettext as _
from oroforms.i18n import ngettext
from oroforms.law import Law


@dataclass(frozen=True, slots=True)
class Said:
    """One event as a person tells it, about one submission or (``None``) about the case."""

    kind: EventKind
    at: datetime
    submission: int | None = None
    what: Mapping[str, Any] = field(default_factory=dict)

    @property
    def day(self) -> date:
        """The day on which it happened."""
        return local_day(self.at)


@dataclass(frozen=True, slots=True)
class _Scene:
    """What is said, and all that it is held against."""

    facts: CaseFacts
    roles: Roles
    law: Law
    said: Said
    incoming: Incoming | None

    def stated(self, kind: EventKind) -> Event | None:
        """The latest event of a kind for the submission that this one does not correct."""
        corrected = self.said.what.get(CORRECTS)
        found = self.facts.happened(kind, self.said.submission)
        return next((e for e in reversed(list(found)) if e.id != corrected), None)


def check(facts: CaseFacts, said: Said, now: datetime, *, law: Law, roles: Roles) -> list[str]:
    """What is odd about an event, a sentence each.

    Raises
    ------
    UsageError
        When it cannot have happened so, or is recorded already.
    """
    incoming = None if said.submission is None else submission_of(facts, said.submission)
    if said.at > now:
        raise UsageError(
            _("{day} lies in the future; an event is recorded when it has happened.").format(
                day=said.day.isoformat()
            )
        )
    _not_too_early(facts, said, incoming)
    asked = _CHECKS.get(said.kind)
    return [] if asked is None else list(asked(_Scene(facts, roles, law, said, incoming)))


def submission_of(facts: CaseFacts, number: int) -> Incoming:
    """A submission of a case.

    Raises
    ------
    UsageError
        When the case has none of that number.
    """
    found = next((i for i in facts.incoming if i.submission == number), None)
    if found is None:
        numbers = ", ".join(str(i.submission) for i in facts.incoming) or "–"
        text = _("Submission {number} is not in case {case}, which has {numbers}.")
        raise UsageError(text.format(number=number, case=facts.reference, numbers=numbers))
    return found


def _not_too_early(facts: CaseFacts, said: Said, incoming: Incoming | None) -> None:
    if said.kind is EventKind.ARRIVED:
        return
    if incoming is None:
        arrivals = (facts.arrival(i.submission, i.received) for i in facts.incoming)
        first = min(local_day(each) for each in (facts.opened, *arrivals))
        if said.day < first:
            text = _("{day} lies before case {case} began on {first}.")
            raise UsageError(
                text.format(day=said.day, case=facts.reference, first=first.isoformat())
            )
        return
    first = local_day(facts.arrival(incoming.submission, incoming.received))
    if said.day < first:
        text = _(
            "{day} lies before submission {number} arrived on {first}. If it arrived earlier, "
            "record that first: oroforms case event {case} received --submission {number} --at DATE"
        )
        raise UsageError(
            text.format(
                day=said.day.isoformat(),
                number=incoming.submission,
                first=first.isoformat(),
                case=facts.reference,
            )
        )


def _arrived(scene: _Scene) -> Iterator[str]:
    said, incoming = scene.said, _required(scene)
    if said.day > local_day(incoming.received):
        text = _("Submission {number} was imported on {day} and cannot have arrived after that.")
        raise UsageError(
            text.format(number=incoming.submission, day=local_day(incoming.received).isoformat())
        )
    dealt_with = [
        local_day(event.at)
        for event in scene.facts.standing
        if event.submission == incoming.submission and event.kind is not EventKind.ARRIVED
    ]
    first = min(dealt_with, default=said.day)
    if first < said.day:
        text = _("Submission {number} was dealt with on {day} and cannot have arrived later.")
        raise UsageError(text.format(number=incoming.submission, day=first.isoformat()))
    written = scene.roles.answer(incoming.form, incoming.values, "date")
    if isinstance(written, str) and said.day < date.fromisoformat(written):
        yield _("The form is dated {day}, after the day that you say it arrived on.").format(
            day=written
        )


def _notification(scene: _Scene) -> Incoming:
    incoming = _required(scene)
    if scene.roles.of(incoming.form) is not Role.NOTIFICATION:
        text = _("Submission {number} is {form}, not a notification.")
        raise UsageError(text.format(number=incoming.submission, form=incoming.form))
    return incoming


def _required(scene: _Scene) -> Incoming:
    if scene.incoming is None:
        raise UsageError(_("Say which submission it is about: --submission N"))
    return scene.incoming


def _assessed(scene: _Scene) -> Iterator[str]:
    incoming = _notification(scene)
    if scene.stated(EventKind.READ) is None:
        text = _("Nobody has confirmed having read submission {number} yet.")
        yield text.format(number=incoming.submission)


def _decided(scene: _Scene) -> Iterator[str]:
    incoming, result = _notification(scene), Outcome(scene.said.what["outcome"])
    earlier = scene.stated(EventKind.DECIDED)
    if earlier is not None:
        text = _(
            "Submission {number} was decided on {day}: {outcome}. If that was recorded wrongly, "
            "record the right decision with --correct --why TEXT."
        )
        raise UsageError(
            text.format(
                number=incoming.submission,
                day=local_day(earlier.at).isoformat(),
                outcome=outcome(earlier).value,
            )
        )
    now_running = running(_without(scene), scene.said.day)
    if result is Outcome.ALREADY_RUNNING and now_running is None:
        yield _("No inquiry is known to be running in this case.")
    opened = None if now_running is None else local_day(now_running.opened)
    if result is Outcome.OPENED and opened is not None and opened < scene.said.day:
        text = _("An inquiry has been running since {day}: the outcome is already-running.")
        raise UsageError(text.format(day=opened.isoformat()))
    if result is Outcome.NOT_OPENED and opened is not None:
        text = _("An inquiry has been running since {day}, so that no decision is needed.")
        yield text.format(day=opened.isoformat())
    if result is Outcome.NOT_OPENED and tells_of_violence(incoming, scene.roles):
        yield _(
            "The notification tells of violence, which by the guidance always leads to an inquiry."
        )
    yield from _assessed(scene)
    if scene.stated(EventKind.PROTECTION) is None:
        text = _("No assessment of protection is recorded for submission {number}.")
        yield text.format(number=incoming.submission)


def _without(scene: _Scene) -> CaseFacts:
    """The facts as if what is corrected had not been recorded."""
    corrected = scene.said.what.get(CORRECTS)
    kept = tuple(e for e in scene.facts.events if e.id != corrected)
    facts = scene.facts
    return CaseFacts(
        facts.reference,
        facts.child,
        facts.opened,
        facts.closed,
        facts.incoming,
        kept,
        facts.outgoing,
    )


def tells_of_violence(incoming: Incoming, roles: Roles) -> bool:
    """Whether a notification names a kind of concern that is violence."""
    kinds = roles.answer(incoming.form, incoming.values, "kinds") or ()
    violence = roles.parts[Role.NOTIFICATION].settings.get("violence", ())
    return any(kind in violence for kind in kinds)


def _extended(scene: _Scene) -> Iterator[str]:
    until, rule = date.fromisoformat(scene.said.what["until"]), scene.said.what["rule"]
    if rule == RULES[Task.INQUIRE]:
        inquiry = running(scene.facts, scene.said.day)
        if inquiry is None:
            raise UsageError(_("No inquiry is running that could take longer."))
        limit = inquiry_limit(scene.facts, inquiry, scene.law)
    else:
        _notification(scene)
        if scene.stated(EventKind.DECIDED) is not None:
            raise UsageError(_("The decision has been made; there is nothing to take longer for."))
        limit = _assessment_limit(scene)
    if limit is not None and until <= limit:
        text = _("{until} is not later than {limit}, by which it is to be done anyway.")
        raise UsageError(text.format(until=until.isoformat(), limit=limit.isoformat()))
    if limit is not None and scene.said.day > limit:
        yield _("The time had run out on {limit} before this was decided.").format(
            limit=limit.isoformat()
        )


def _assessment_limit(scene: _Scene) -> date | None:
    number = scene.said.submission
    return next(
        (
            duty.due
            for duty in duties(scene.facts, scene.law, scene.roles)
            if duty.task is Task.DECIDE and duty.submission == number
        ),
        None,
    )


def _feedback_asked(scene: _Scene) -> Iterator[str]:
    incoming = _notification(scene)
    settings = scene.roles.parts[Role.NOTIFICATION].settings
    kind = scene.roles.answer(incoming.form, incoming.values, "reporter_kind")
    if kind in settings.get("without_duty", ()):
        yield _("Feedback by this rule is for those who notify by duty, not for private persons.")


def _feedback_given(scene: _Scene) -> Iterator[str]:
    incoming = _notification(scene)
    arrived = local_day(scene.facts.arrival(incoming.submission, incoming.received))
    decided = [
        *(local_day(e.at) for e in scene.facts.happened(EventKind.DECIDED, incoming.submission)),
        *(local_day(i.opened) for i in inquiries(scene.facts) if local_day(i.opened) >= arrived),
    ]
    known = not needs_own_decision(scene.facts, incoming)
    if not known and not any(day <= scene.said.day for day in decided):
        text = _(
            "Submission {number} was not decided on by {day}; feedback tells what was decided. "
            "Record the decision first: oroforms case event {case} decided --submission {number}"
        )
        raise UsageError(
            text.format(
                number=incoming.submission,
                day=scene.said.day.isoformat(),
                case=scene.facts.reference,
            )
        )
    yield from _feedback_asked(scene)


def _closed(scene: _Scene) -> Iterator[str]:
    day = scene.said.day
    known = inquiries(scene.facts)
    if not known:
        raise UsageError(
            _("No inquiry was opened in case {case}.").format(case=scene.facts.reference)
        )
    if known[-1].closed is not None:
        text = _("The inquiry was closed on {day} already.")
        raise UsageError(text.format(day=local_day(known[-1].closed).isoformat()))
    opened = local_day(known[-1].opened)
    if day < opened:
        text = _("The inquiry was opened on {opened}; it cannot have been closed on {day}.")
        raise UsageError(text.format(opened=opened.isoformat(), day=day.isoformat()))
    yield from ()


def _struck(scene: _Scene) -> Iterator[str]:
    number = scene.said.what[CORRECTS]
    event = next((e for e in scene.facts.standing if e.id == number), None)
    if event is None or event.kind not in _TOLD:
        text = _(
            "Event {number} is none that can be struck out in case {case}: "
            "oroforms case history {case} shows those that people told."
        )
        raise UsageError(text.format(number=number, case=scene.facts.reference))
    yield from ()


_TOLD = frozenset(
    {
        EventKind.ARRIVED,
        EventKind.READ,
        EventKind.PROTECTION,
        EventKind.DECIDED,
        EventKind.EXTENDED,
        EventKind.FEEDBACK_ASKED,
        EventKind.FEEDBACK_GIVEN,
        EventKind.MEETING,
        EventKind.INQUIRY_CLOSED,
        EventKind.CONSENT_WITHDRAWN,
        EventKind.RETENTION_CLASS,
        EventKind.NOTE,
        EventKind.STRUCK,
    }
)
"""What a person may have told by mistake; the rest the program noted itself."""


def _case_closed(scene: _Scene) -> Iterator[str]:
    owed = [
        duty for duty in duties(scene.facts, scene.law, scene.roles) if duty.open_on(scene.said.day)
    ]
    if owed:
        text = ngettext(
            "{count} duty is still open in the case: oroforms due",
            "{count} duties are still open in the case: oroforms due",
            len(owed),
        )
        yield text.format(count=len(owed))


def _meeting(scene: _Scene) -> Iterator[str]:
    about = [scene.incoming] if scene.incoming is not None else scene.facts.incoming
    notifications = [i for i in about if scene.roles.of(i.form) is Role.NOTIFICATION]
    if notifications and may_be_acute(notifications[-1], scene.roles):
        yield _("The notification is acute; a notification meeting is not for acute matters.")


def _read(scene: _Scene) -> Iterator[str]:
    incoming = _required(scene)
    earlier = scene.stated(EventKind.READ)
    if earlier is not None:
        text = _("Submission {number} was read before, by {who} on {day}.")
        yield text.format(
            number=incoming.submission, who=earlier.who, day=local_day(earlier.at).isoformat()
        )


_CHECKS: Mapping[EventKind, Callable[[_Scene], Iterator[str]]] = {
    EventKind.ARRIVED: _arrived,
    EventKind.READ: _read,
    EventKind.PROTECTION: _assessed,
    EventKind.DECIDED: _decided,
    EventKind.EXTENDED: _extended,
    EventKind.FEEDBACK_ASKED: _feedback_asked,
    EventKind.FEEDBACK_GIVEN: _feedback_given,
    EventKind.MEETING: _meeting,
    EventKind.INQUIRY_CLOSED: _closed,
    EventKind.CLOSED: _case_closed,
    EventKind.STRUCK: _struck,
}
