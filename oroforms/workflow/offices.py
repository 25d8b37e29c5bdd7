"""The register of receiving offices where documents and messages need it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from oroforms.casework.roles import Role, Roles
from oroforms.documents import Value
from oroforms.errors import UsageError
from oroforms.facts import CaseFacts
from oroforms.i18n import gettext as _
from oroforms.receivers import choosing, hours, register
from oroforms.receivers.now import PhoneNow, phone_now
from oroforms.receivers.register import Office, OfficeKind, Register


def office_of_case(
    path: Path | None, name: str | None, facts: CaseFacts, roles: Roles
) -> Office | None:
    """The office that a case's letters come from: the one that was named, else the receiver.

    ``None`` where there is no register.

    Raises
    ------
    UsageError
        When the register has several that it may be, and none was named.
    """
    known = _register(path, name)
    if known is None:
        return None
    if name is not None:
        return choosing.named(known, name)
    municipality, unit = _receiver(facts, roles)
    found = choosing.receiving(known, municipality, unit)
    if len(found) == 1:
        return found[0]
    text = _("{path}: say which office the letter comes from by --office; there is {offices}.")
    offices = ", ".join(office.shown for office in found)
    raise UsageError(text.format(path=known.path, offices=offices))


def phones_now(path: Path | None, name: str | None, moment: datetime) -> tuple[PhoneNow, ...]:
    """The right phone at a moment of each office that takes notifications, or of the one named.

    Raises
    ------
    UsageError
        When there is no register.
    """
    known = _register(path, name)
    if known is None:
        text = _("There is no register of receiving offices: {path}, or --receivers FILE.")
        raise UsageError(text.format(path=register.default()))
    if name is not None:
        return (phone_now(choosing.named(known, name), moment),)
    found = [office for office in known.offices if office.kind is OfficeKind.RECEPTION]
    return tuple(phone_now(office, moment) for office in found)


def phones_for(
    municipality: str | None, unit: str | None, moment: datetime
) -> tuple[PhoneNow, ...]:
    """Whom to phone about a notification that is written to somebody; empty without a register.

    Several where it does not say to which of them it goes.
    """
    known = register.find(None)
    found = () if known is None else choosing.receiving(known, municipality, unit)
    return tuple(phone_now(office, moment) for office in found)


def office_words(office: Office | None) -> Mapping[str, Value]:
    """What an office says to the words of letters."""
    if office is None:
        return {}
    after = office.after_hours
    found = {
        "office.name": office.shown,
        "office.municipality": office.municipality,
        "office.address": office.postal_address,
        "office.email": office.email,
        "office.return_to": _return_to(office),
        "urgent.office": office.shown,
        "urgent.phone": office.phone,
        "urgent.hours": hours.said(office.hours),
        "urgent.after_office": office.after_office or office.shown if office.after_phone else "",
        "urgent.after_phone": office.after_phone,
        "urgent.after_hours": hours.said(after) if after is not None else "",
    }
    return {word: value for word, value in found.items() if value}


def _return_to(office: Office) -> str:
    if not office.postal_address:
        return ""
    parts = (part.strip() for part in office.postal_address.split(","))
    return "\n".join((office.municipality, office.shown, *parts))


def _register(path: Path | None, name: str | None) -> Register | None:
    known = register.find(path)
    if known is None and name is not None:
        text = _("--office names an office of the register, and there is none: {path}")
        raise UsageError(text.format(path=register.default()))
    return known


def _receiver(facts: CaseFacts, roles: Roles) -> tuple[str | None, str | None]:
    """To whom the newest notification was written."""
    found = [each for each in facts.incoming if roles.of(each.form) is Role.NOTIFICATION]
    if not found:
        return None, None
    newest = max(found, key=lambda each: each.submission)
    municipality, unit = (
        roles.answer(newest.form, newest.values, word) for word in ("municipality", "unit")
    )
    return municipality, unit
