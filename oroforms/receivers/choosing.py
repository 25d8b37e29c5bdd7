"""Which office of the register a command or a notification means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from oroforms.errors import UsageError
from oroforms.i18n import gettext as _
from oroforms.receivers.register import Office, OfficeKind, Register
from oroforms.suggest import did_you_mean


def named(register: Register, name: str) -> Office:
    """The office that a person named: by its name, its district, or both.

    Raises
    ------
    UsageError
        When there is none of that name, or more than one.
    """
    wanted = _key(name)
    for ways in (_by_whole, _by_part):
        found = [office for office in register.offices if wanted in ways(office)]
        if len(found) == 1:
            return found[0]
        if found:
            text = _(
                "{path} has {count} offices called {name}: {offices}. Say the district as well."
            )
            raise UsageError(
                text.format(path=register.path, count=len(found), name=name, offices=_listed(found))
            )
    text = _("{path} has no office {name}; there is {offices}.{hint}")
    shown = [office.shown for office in register.offices]
    raise UsageError(
        text.format(
            path=register.path,
            name=name,
            offices=_listed(register.offices),
            hint=did_you_mean(name, shown),
        )
    )


def receiving(register: Register, municipality: str | None, unit: str | None) -> tuple[Office, ...]:
    """The offices that may be meant by what a notification says of its receiver.

    One where it can be told; several where the notification leaves it open.
    """
    found = tuple(o for o in register.offices if o.kind is OfficeKind.RECEPTION)
    for said, ways in ((municipality, _by_municipality), (unit, _by_whole), (unit, _by_part)):
        if said:
            narrower = tuple(office for office in found if _key(said) in ways(office))
            found = narrower or found
    return found


def _by_whole(office: Office) -> Iterable[str]:
    return (_key(office.shown),)


def _by_part(office: Office) -> Iterable[str]:
    return (_key(office.name), _key(office.district))


def _by_municipality(office: Office) -> Iterable[str]:
    whole = _key(office.municipality)
    return (whole, whole.removesuffix(" kommun"), whole.removesuffix("s kommun"), f"{whole} kommun")


def _key(text: str) -> str:
    return " ".join(text.casefold().split())


def _listed(offices: Sequence[Office]) -> str:
    return ", ".join(office.shown for office in offices)
