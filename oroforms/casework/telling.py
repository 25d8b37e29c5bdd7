"""What may be told to whom: feedback to who notified, and what a form that is sent may say.

Two grounds: the law's own (feedback on a notification, the duty to give
information to an inquiry), and consent that covers the unit in question.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from oroforms.casework.consent import ConsentStatus, Permission, consent_status
from oroforms.casework.days import until
from oroforms.casework.inquiries import inquiries, outcome, running
from oroforms.casework.obstacles import Obstacle, obstacle
from oroforms.casework.roles import Role, Roles
from oroforms.facts import CaseFacts, EventKind, Incoming, Outcome, local_day
from oroforms.law import Law

CONSENT_LAW = ("consent_waives", "consent_given")
"""Rules of law by which consent lets something be told."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What who notified may be told, on which grounds, and what stands in the way.

    ``outcome`` is what the duty allows. ``more`` is whether consent allows to
    tell them what the inquiry leads to; without it only that it is closed
    may follow later (``closed``).
    """

    may_give: bool
    outcome: Outcome | None
    more: bool
    grounds: tuple[str, ...]
    """Keys of rules of law."""
    obstacles: tuple[Obstacle, ...]
    closed: bool = False
    """Whether the inquiry has been closed, which may be told."""
    permission: Permission | None = None
    """Of ``more``: what the consent covers."""
    no_more: tuple[Obstacle, ...] = ()
    """Why ``more`` may not be told."""


def feedback(
    facts: CaseFacts,
    notification: Incoming,
    roles: Roles,
    law: Law,
    day: date,
    *,
    unit: str | None = None,
) -> Feedback:
    """What may be told on a day to who made a notification.

    ``unit`` is the notifier's unit as a consent names it, where it is written
    otherwise in the notification.
    """
    known = until(facts, day)
    found = list(_about_notifier(notification, roles))
    reached = None if found else _outcome(known, notification)
    if not found:
        found += _about_decision(known, notification, roles, law, day, reached)
    if any(each.blocks for each in found):
        return Feedback(False, None, False, (), tuple(found))
    said = unit or roles.answer(notification.form, notification.values, "reporter_unit")
    status = consent_status(facts, roles, day)
    allowed = _of_outcome(status, said)
    closed = _closed(known, notification, day)
    if isinstance(allowed, Permission):
        cautions = (*status.obstacles, *allowed.obstacles)
        grounds = ("feedback", *CONSENT_LAW)
        return Feedback(
            True, reached, True, grounds, (*found, *cautions), closed is not None, allowed
        )
    if closed is not None:
        found.append(obstacle("inquiry-closed", day=closed.isoformat()))
    ended = closed is not None
    return Feedback(True, reached, False, ("feedback",), tuple(found), ended, no_more=allowed)


def _about_notifier(notification: Incoming, roles: Roles) -> list[Obstacle]:
    """Whether they notified by duty; a private person has no right to be told."""
    number = notification.submission
    part = roles.parts[Role.NOTIFICATION]
    if roles.of(notification.form) is not Role.NOTIFICATION:
        return [obstacle("not-a-notification", submission=number)]
    if part.answer(notification.values, "reporter_anonymous") is True:
        return [obstacle("notifier-anonymous", submission=number)]
    kind = part.answer(notification.values, "reporter_kind")
    if kind in part.settings.get("without_duty", ()):
        return [obstacle("notifier-private", submission=number)]
    if kind is None:
        return [obstacle("notifier-kind-unknown", submission=number)]
    return []


def _about_decision(
    facts: CaseFacts,
    notification: Incoming,
    roles: Roles,
    law: Law,
    day: date,
    reached: Outcome | None,
) -> list[Obstacle]:
    number = notification.submission
    found = []
    if reached is None:
        found.append(obstacle("not-decided", submission=number))
    period = law.rules["feedback"].on(day)
    asked = any(facts.happened(EventKind.FEEDBACK_ASKED, number)) or (
        roles.answer(notification.form, notification.values, "feedback_requested") == "yes"
    )
    if period is not None and period.on_request and not asked:
        found.append(obstacle("not-requested", submission=number))
    given = list(facts.happened(EventKind.FEEDBACK_GIVEN, number))
    if given and given[-1].what.get("outcome") == "unsuitable":
        why = str(given[-1].what.get("why") or "–")
        found.append(obstacle("unsuitable", submission=number, why=why))
    return found


def _outcome(facts: CaseFacts, notification: Incoming) -> Outcome | None:
    """What was decided on a notification, or that an inquiry ran when it came."""
    decided = list(facts.happened(EventKind.DECIDED, notification.submission))
    if decided:
        return outcome(decided[-1])
    arrived = local_day(facts.arrival(notification.submission, notification.received))
    return Outcome.ALREADY_RUNNING if running(facts, arrived) is not None else None


def _closed(facts: CaseFacts, notification: Incoming, day: date) -> date | None:
    """When the inquiry was closed that the notification led to or came into."""
    arrived = local_day(facts.arrival(notification.submission, notification.received))
    ended = [
        local_day(each.closed)
        for each in inquiries(facts)
        if each.closed is not None and arrived <= local_day(each.closed) <= day
    ]
    return ended[-1] if ended and running(facts, day) is None else None


def _of_outcome(status: ConsentStatus, unit: str | None) -> Permission | tuple[Obstacle, ...]:
    """The permission to tell a unit what an inquiry leads to."""
    found = status.permission(unit)
    if isinstance(found, Permission) and not found.outcome:
        return (obstacle("outcome-not-covered", party=unit, unit=found.party),)
    return found


# -- forms that are sent -----------------------------------------------------------------


class Basis(StrEnum):
    """On which ground a form may say whom it is about."""

    INQUIRY = "inquiry"
    """An inquiry is decided: whoever is asked has a duty to give information."""
    CONSENT = "consent"
    FAMILY = "family"
    """It goes to the child's own guardians."""


@dataclass(frozen=True, slots=True)
class Sending:
    """Whether a form about the child may be sent to a unit, on which ground, or why not."""

    basis: Basis | None
    grounds: tuple[str, ...]
    obstacles: tuple[Obstacle, ...]

    @property
    def may_send(self) -> bool:
        """Whether there is a ground."""
        return self.basis is not None


def sending(
    facts: CaseFacts,
    form: str,
    unit: str | None,
    roles: Roles,
    day: date,
    *,
    family: bool = False,
    basis: Basis | None = None,
) -> Sending:
    """Whether a form may go to a unit on a day, or to the child's ``family``.

    What role a form plays says on which grounds it may go (``grounds`` in
    ``casework.yaml``), in the order in which they are tried; a form without a
    role goes by consent alone. ``basis`` asks for one of them.
    """
    role = roles.of(form)
    allowed = () if role is None else roles.parts[role].settings.get("grounds", ())
    tried = [Basis(each) for each in allowed or (Basis.CONSENT,)]
    found: list[Obstacle] = []
    if basis is not None and basis not in tried:
        found.append(obstacle("basis-not-open", basis=basis.value))
    for each in tried if basis is None else [one for one in tried if one is basis]:
        if each is Basis.FAMILY:
            if family:
                return Sending(each, (), ())
            found.append(obstacle("not-family", party=unit, unit=unit or "–"))
            continue
        if each is Basis.INQUIRY:
            if running(until(facts, day), day) is not None:
                return Sending(each, ("information_duty",), ())
            found.append(obstacle("no-inquiry", day=day.isoformat()))
            continue
        status = consent_status(facts, roles, day)
        allows = _of_collaboration(status, unit)
        if isinstance(allows, Permission):
            return Sending(each, CONSENT_LAW, (*status.obstacles, *allows.obstacles))
        found += allows
    return Sending(None, (), tuple(found))


def _of_collaboration(status: ConsentStatus, unit: str | None) -> Permission | tuple[Obstacle, ...]:
    found = status.permission(unit)
    if isinstance(found, Permission) and not found.collaborate:
        return (obstacle("collaboration-not-covered", party=unit, unit=found.party),)
    return found
