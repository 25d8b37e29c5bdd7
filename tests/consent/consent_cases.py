"""Cases as facts for the tests of consent: a notification, consents, withdrawals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from oroforms.casework import roles
from oroforms.casework.consent import ConsentStatus, consent_status
from oroforms.facts import CaseFacts, Child, Event, EventKind, Incoming

CHILD = "201701012393"
TEEN = "201001012382"
SCHOOL, CLINIC = "Förskolan Talgoxen", "BVC Eken"
ANNA, PER = "Anna Ek", "Per Olsson"
DAY = date(2026, 4, 1)
ROLES = roles.current()


def at(day: str, hour: int = 10) -> datetime:
    """A moment of a day, here."""
    return datetime.combine(date.fromisoformat(day), time(hour)).astimezone()


def notification(number: int = 1, day: str = "2026-03-01", **more: Any) -> Incoming:
    """A notification of two guardians with joint custody, by duty, that asks for feedback."""
    values: dict[str, Any] = {
        "child": {"name": "Alva Ek"},
        "guardians": [{"name": ANNA, "custody": "joint"}, {"name": PER, "custody": "joint"}],
        "reporter": {"kind": "professional", "sector": "preschool", "unit": SCHOOL},
        "feedback": {"requested": "yes"},
        **more,
    }
    return Incoming(number, "orosanmalan", 1, at(day), False, False, None, values)


def consent(
    number: int,
    *who: str,
    day: str = "2026-03-10",
    arrived: str | None = None,
    waits: bool = False,
    **more: Any,
) -> Incoming:
    """A consent that lacks nothing, signed on a day by those named."""
    values: dict[str, Any] = {
        "parties": [
            {"unit": SCHOOL, "category": "preschool"},
            {"unit": CLINIC, "category": "child_health"},
        ],
        "scope": {"collaborate_during_inquiry": True, "inform_of_outcome": True},
        "information_scope": ["attendance", "health", "inquiry_outcome"],
        "purpose": "Att Alva får stöd.",
        "valid_from": "2026-03-01",
        "valid_to": "2026-12-31",
        "decision": "yes",
        "understood": "yes",
        "guardians": [signed(name, day) for name in who],
        **more,
    }
    kept = {key: value for key, value in values.items() if value is not None}
    return Incoming(number, "samtycke", 2, at(arrived or day), waits, False, None, kept)


def signed(name: str, day: str = "2026-03-10", *, sign: bool = True) -> dict[str, Any]:
    """One guardian of a sheet."""
    return {"name": name, "signature": {"signed": sign, "name": name, "date": day}}


def withdrawal(
    number: int, name: str | None, day: str, *, waits: bool = False, **more: Any
) -> Incoming:
    """A withdrawal on a form."""
    guardians = [signed(name, day)] if name else []
    values: Mapping[str, Any] = {"scope": "all", "guardians": guardians, **more}
    return Incoming(number, "samtycke-aterkallelse", 1, at(day), waits, False, None, values)


def event(
    number: int, kind: EventKind, day: str, submission: int | None = None, **what: Any
) -> Event:
    """Something that happened."""
    return Event(number, kind, at(day, 12), at(day, 12), "anna", submission, what)


def case(*forms: Incoming, events: tuple[Event, ...] = (), child: str | None = CHILD) -> CaseFacts:
    """A case with a notification and these forms, in the order in which they came."""
    incoming = forms if any(form.submission == 1 for form in forms) else (notification(), *forms)
    return CaseFacts(
        "2026-0001", Child("Alva Ek", child), at("2026-03-01"), None, tuple(incoming), events
    )


def status(*forms: Incoming, day: date = DAY, **more: Any) -> ConsentStatus:
    """How consent stands."""
    return consent_status(case(*forms, **more), ROLES, day)


def told(found: ConsentStatus) -> set[str]:
    """Who may be told."""
    return {each.party for each in found.permissions}


def codes(found: ConsentStatus) -> set[str]:
    """Everything that is in the way, cautions included."""
    parties = {one.code for each in found.parties for one in each.obstacles}
    return parties | {each.code for each in found.obstacles}


def blocking(found: ConsentStatus) -> set[str]:
    """Everything that blocks."""
    parties = {one.code for each in found.parties for one in each.obstacles if one.blocks}
    return parties | {each.code for each in found.obstacles if each.blocks}
