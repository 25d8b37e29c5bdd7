"""Consent in a case: how it stands on a day, and taking it back when somebody says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from oroforms.casefile.cases import Case, get_case, normal_reference, record_event
from oroforms.casefile.facts import case_facts
from oroforms.casefile.opening import CaseFile
from oroforms.casework import roles as roles_in_use
from oroforms.casework.consent import ConsentStatus, consent_status
from oroforms.casework.guardians import Guardian, guardians_of, who_is
from oroforms.errors import UsageError
from oroforms.facts import EventKind, local_day
from oroforms.i18n import gettext as _
from oroforms.platforms import user_name
from oroforms.suggest import did_you_mean
from oroforms.workflow.protecting import marked, protection_of_case


@dataclass(frozen=True, slots=True)
class CaseConsent:
    """How consent stands in one case."""

    case: Case
    status: ConsentStatus
    protection: str | None = None
    """``yes`` or ``unknown`` where the child is or may be protected."""


def status(
    case_file: CaseFile, reference: str, day: date | None = None, *, why: str = ""
) -> CaseConsent:
    """How consent stands on a day (``None``: today); the look is in the log.

    Raises
    ------
    UsageError
        When there is no such case.
    """
    on = day or local_day(case_file.clock())
    given = normal_reference(reference)
    with case_file.reading() as connection:
        protection = protection_of_case(connection, given)
    what = marked(protection)
    with case_file.looking("consent-shown", case=given, what=what, why=why) as connection:
        case = get_case(connection, given)
        facts = case_facts(connection, case)
    return CaseConsent(case, consent_status(facts, roles_in_use.current(), on), protection)


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A spoken withdrawal that was recorded, and how consent stands after it."""

    guardian: str
    at: datetime
    consent: CaseConsent


def withdraw(
    case_file: CaseFile,
    reference: str,
    guardian: str,
    *,
    why: str,
    scope: str = "",
    at: date | datetime | None = None,
    by: str | None = None,
) -> Withdrawn:
    """Record that a guardian took consent back by saying so; it counts from that moment.

    Without ``scope`` all of it; else a party as the consent names it, a code
    of information, or what was said in words.

    Raises
    ------
    UsageError
        When the case knows no such guardian, or the moment lies in the future.
    """
    roles = roles_in_use.current()
    now = case_file.clock()
    said_at = _moment(at, now)
    with case_file.writing() as connection:
        case = get_case(connection, reference)
        facts = case_facts(connection, case)
        name = _known(guardian, guardians_of(facts, roles), case.reference)
        what = {"guardian": name, "why": why, **({"scope": scope} if scope else {})}
        who = by or user_name()
        kind = EventKind.CONSENT_WITHDRAWN
        record_event(connection, case.id, kind, at=now, who=who, what=what, happened=said_at)
        after = consent_status(case_facts(connection, case), roles, local_day(now))
    return Withdrawn(name, said_at, CaseConsent(case, after))


def _moment(at: date | datetime | None, now: datetime) -> datetime:
    if at is None or at == local_day(now):
        return now
    # Of a day alone its beginning: what is taken back is taken back from then.
    moment = at if isinstance(at, datetime) else datetime.combine(at, time())
    if moment.astimezone() > now:
        text = _("{day} lies in the future; a withdrawal is recorded when it has been said.")
        raise UsageError(text.format(day=moment.date().isoformat()))
    return moment.astimezone()


def _known(name: str, guardians: Sequence[Guardian], case: str) -> str:
    """The name by which the case knows a guardian."""
    said = Guardian(name)
    by_number = [each for each in guardians if each.identity == name]
    found = by_number[0] if by_number else who_is(said, guardians)
    if found is not None:
        return found.name
    names = [each.name for each in guardians]
    if not names:
        text = _("Case {case} names no guardian, so there is no consent to take back.")
        raise UsageError(text.format(case=case))
    text = _("Which guardian? Case {case} knows {names}.{hint}")
    hint = did_you_mean(name, names)
    raise UsageError(text.format(case=case, names=", ".join(names), hint=hint))
