"""Recording what happened in a case, as a person tells it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection

from oroforms import law as law_in_use
from oroforms.casefile.cases import Case, close_case, get_case, record_event, reopen_case
from oroforms.casefile.facts import case_facts
from oroforms.casefile.opening import CaseFile
from oroforms.casework import retention_policy
from oroforms.casework import roles as roles_in_use
from oroforms.casework.clocks import RULES, Duty, Task, duties
from oroforms.casework.due import Item
from oroforms.casework.inquiries import running
from oroforms.casework.plausible import Said, check, submission_of
from oroforms.casework.roles import Role, Roles
from oroforms.casework.workdays import arrival_by_post
from oroforms.errors import UsageError
from oroforms.facts import CORRECTS, CaseFacts, EventKind, local_day
from oroforms.i18n import gettext as _
from oroforms.platforms import user_name
from oroforms.suggest import did_you_mean
from oroforms.workflow.due import due_in_case

_SETTLES = {
    EventKind.READ: Task.READ,
    EventKind.PROTECTION: Task.PROTECT,
    EventKind.DECIDED: Task.DECIDE,
    EventKind.FEEDBACK_GIVEN: Task.FEEDBACK,
}
"""Which duty an event settles: without a number it is about the one that is open."""
_OF_NOTIFICATIONS = (*_SETTLES, EventKind.ARRIVED, EventKind.FEEDBACK_ASKED)


@dataclass(frozen=True, slots=True)
class Telling:
    """What a person says of an event, as it came in on the command line."""

    kind: EventKind
    submissions: tuple[int, ...] = ()
    whole_case: bool = False
    """About every notification that the case has and for which it is still owed."""
    at: date | datetime | None = None
    """A day where the hour is not known; ``None`` is now."""
    by: str | None = None
    by_post: bool = False
    correct: bool = False
    what: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was recorded, what is odd about it, and what remains to be done in the case."""

    case: str
    said: tuple[Said, ...]
    who: str
    warnings: tuple[str, ...]
    remaining: tuple[Item, ...]


def record(case_file: CaseFile, reference: str, telling: Telling) -> Recorded:
    """Record an event, once for each notification that it is about; all or nothing.

    Raises
    ------
    UsageError
        When it cannot be so; nothing is recorded.
    """
    law, roles = law_in_use.current(), roles_in_use.current()
    now, account = case_file.clock(), user_name()
    who = telling.by or account
    with case_file.writing() as connection:
        case = get_case(connection, reference)
        facts = case_facts(connection, case)
        at, whole_day = _moment(telling.at, now)
        what = dict(telling.what) | ({"whole_day": True} if whole_day else {})
        if telling.by_post:
            at, what = _by_post(at, what)
        _refuse_unknown_class(what.get("class"))
        owed = list(duties(facts, law, roles))
        template = _with_rule(Said(telling.kind, at, None, what), facts, owed)
        said: list[Said] = []
        warnings: list[str] = []
        for number in _about(telling, template, facts, owed, roles):
            one = replace(template, submission=number)
            if telling.correct:
                one = _correcting(one, facts)
            warnings += check(facts, one, now, law=law, roles=roles)
            said.append(one)
        for one in said:
            _write(connection, case, one, now=now, who=who, account=account)
        remaining = due_in_case(connection, case, local_day(now))
    return Recorded(case.reference, tuple(said), who, tuple(warnings), tuple(remaining))


def _write(
    connection: Connection, case: Case, said: Said, *, now: datetime, who: str, account: str
) -> None:
    turn = _TURNS.get(said.kind)
    if turn is not None:
        why = str(said.what["why"])
        turn(connection, case, at=now, who=who, why=why, happened=said.at, account=account)
        return
    record_event(
        connection,
        case.id,
        said.kind,
        at=now,
        who=who,
        submission=said.submission,
        what=said.what,
        happened=None if said.at == now else said.at,
        account=account,
    )


_TURNS = {EventKind.CLOSED: close_case, EventKind.REOPENED: reopen_case}
"""Events that also change how the case stands."""


def _moment(at: date | datetime | None, now: datetime) -> tuple[datetime, bool]:
    """The moment that was said, and whether only its day is known (noon stands for it)."""
    if at is None:
        return now, False
    if isinstance(at, datetime):
        return at.astimezone(), False
    if at == local_day(now):
        return now, False
    return datetime.combine(at, time(12)).astimezone(), True


def _refuse_unknown_class(named: str | None) -> None:
    if named is None:
        return
    known = retention_policy.current().classes
    if named not in known:
        text = _("{name} is no class of retention; there are {classes}.{hint}")
        hint = did_you_mean(named, known)
        raise UsageError(text.format(name=named, classes=", ".join(known), hint=hint))


def _by_post(at: datetime, what: dict[str, Any]) -> tuple[datetime, dict[str, Any]]:
    came = local_day(at)
    arrived = datetime.combine(arrival_by_post(came), time(12)).astimezone()
    return arrived, {**what, "whole_day": True, "by_post": True, "came": came.isoformat()}


def _with_rule(said: Said, facts: CaseFacts, owed: Iterable[Duty]) -> Said:
    """More time for what: the inquiry that runs, else the decision that is still to be made."""
    if said.kind is not EventKind.EXTENDED or "rule" in said.what:
        return said
    undecided = any(d.task is Task.DECIDE and d.open_on(said.day) for d in owed)
    for_inquiry = running(facts, said.day) is not None
    if undecided and for_inquiry:
        raise UsageError(_("Say what takes longer: --rule assessment or --rule inquiry"))
    task = Task.INQUIRE if for_inquiry else Task.DECIDE
    return replace(said, what={**said.what, "rule": RULES[task]})


def _about(
    telling: Telling, said: Said, facts: CaseFacts, owed: Iterable[Duty], roles: Roles
) -> tuple[int | None, ...]:
    """The notifications that an event is about; the case as a whole where it is about none."""
    if telling.submissions:
        for number in telling.submissions:
            submission_of(facts, number)
        return telling.submissions
    of_assessment = said.what.get("rule") == RULES[Task.DECIDE]
    if telling.kind not in _OF_NOTIFICATIONS and not of_assessment:
        return (None,)
    known = [i.submission for i in facts.incoming if roles.of(i.form) is Role.NOTIFICATION]
    task = Task.DECIDE if of_assessment else _SETTLES.get(telling.kind)
    if task is not None and not telling.correct:
        still = [d.submission for d in owed if d.task is task and d.done is None]
        known = [number for number in known if number in still] or known
    if telling.whole_case and known:
        return tuple(known)
    if len(known) == 1:
        return (known[0],)
    if not known:
        text = _("Case {case} has no notification that this could be about.")
        raise UsageError(text.format(case=facts.reference))
    text = _("Case {case} has several: {numbers}. Say which with --submission N, or --whole-case.")
    numbers = ", ".join(map(str, known))
    raise UsageError(text.format(case=facts.reference, numbers=numbers))


def _correcting(said: Said, facts: CaseFacts) -> Said:
    earlier = list(facts.happened(said.kind, said.submission))
    if not earlier:
        raise UsageError(_("There is nothing recorded yet that could be corrected."))
    return replace(said, what={**said.what, CORRECTS: earlier[-1].id})
