"""Sending a form that is to come back: made, permitted, recorded and handed over together.

What law and consent do not let be sent is not made. The form and its cover
letter are kept as they were before any password, so that the case file can
always show what left the house.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from oroforms.casefile.cases import Case, get_case, normal_reference
from oroforms.casefile.facts import case_facts
from oroforms.casefile.opening import CaseFile
from oroforms.casefile.outgoing import Dispatch, record_outgoing
from oroforms.casework import roles as roles_in_use
from oroforms.casework.guardians import Guardian, guardians_of
from oroforms.casework.letter_kinds import Receiver
from oroforms.casework.protection import may_be_protected, without_protected
from oroforms.casework.roles import Role, Roles
from oroforms.casework.telling import Basis, Sending, sending
from oroforms.channels import Channel, Enclosure, Parcel, Receipt
from oroforms.definition import Definition, FormKind
from oroforms.documents import Record, Value
from oroforms.errors import UsageError
from oroforms.facts import CaseFacts, Outgoing, local_day
from oroforms.i18n import gettext as _
from oroforms.library import Library
from oroforms.names import get, put
from oroforms.workflow.composing import Composed, MayNotBeTold, Wanted, compose
from oroforms.workflow.issue import Prepared, keep_issue, prepare_for_case
from oroforms.workflow.letters import Sender, document
from oroforms.workflow.offices import office_of_case

if TYPE_CHECKING:
    from sqlalchemy import Connection

COVER = "cover"
"""The kind of letter that goes with a form."""
FORMATS = ("pdf", "docx")


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be sent to whom, as a person says it."""

    form: str
    case: str
    to: str
    """``guardian-1``, ``guardian-2``, ``notifier``, or a unit and its address after commas."""
    due: date
    format: str = "pdf"
    encrypt: bool = False
    known: Record | None = None
    """What is filled in, beside what the case knows."""
    data: tuple[str, ...] = ()
    """Data files of the cover letter: who signs."""
    sender: Sender = field(default_factory=Sender)


@dataclass(frozen=True, slots=True)
class Sent:
    """What left the house."""

    case: str
    token: str
    receiver: str
    due: date
    basis: Basis | None
    grounds: tuple[str, ...]
    receipt: Receipt
    files: tuple[str, ...]
    outgoing: tuple[int, ...]
    withheld: tuple[str, ...]
    """Fields left empty because the child is or may be protected."""
    by_hand: bool
    """No address is printed: the family is or may be protected."""
    letter: Composed
    permission: Sending
    password: str | None = None
    """Shown once, kept nowhere."""


@dataclass(frozen=True, slots=True)
class _Addressed:
    """To whom it goes: a person whom the case knows, or a unit."""

    receiver: Receiver
    name: str | None
    address: str | None = None
    family: bool = False


def send(
    order: Order, *, library: Library, case_file: CaseFile, channel: Channel, who: str
) -> Sent:
    """Make a form and its cover letter, record both, and hand them over.

    Raises
    ------
    UsageError
        When something is missing or does not fit; nothing is sent.
    MayNotBeTold
        When there is no ground to send it; the obstacles say why.
    """
    definition = library.get(order.form)
    _refuse_misfits(order, definition)
    roles = roles_in_use.current()
    now = case_file.clock()
    day = local_day(now)
    if order.due < day:
        text = _("{due} has passed; the form is wanted back by a day to come.")
        raise UsageError(text.format(due=order.due.isoformat()))
    case, facts = _looked_up(order, definition, case_file, who)
    to = _addressed(order.to, facts, roles)
    permission = _permitted(order, to, facts, roles, day)
    known, withheld = _filled_in(order, definition, permission, facts, roles)
    prepared = prepare_for_case(
        definition,
        library,
        f".{order.format}",
        known=known,
        on=day,
        case_file=case_file,
        reference=case.reference,
    )
    letter = _cover(order, prepared, to, facts, roles, library, now)
    plain = document(letter, library, ".pdf")
    password, pages, form = _locked(order, plain, prepared.content)
    parcel = Parcel(
        token=prepared.token,
        made=now,
        due=order.due,
        receiver=letter.to.shown,
        enclosures=(
            Enclosure(f"{prepared.token}-1.pdf", "letter", pages),
            Enclosure(f"{prepared.token}-2.{order.format}", "form", form),
        ),
        encrypted=password is not None,
    )
    recorded: list[int] = []

    def record() -> None:
        with case_file.writing() as connection:
            opened = keep_issue(connection, prepared, at=now, who=who).case
            for dispatch in _dispatches(parcel, prepared, letter, plain, channel.name):
                number = record_outgoing(connection, opened, dispatch, at=now, who=who)
                recorded.append(number)

    receipt = channel.hand_over(parcel, record)
    return Sent(
        case=case.reference,
        token=prepared.token,
        receiver=letter.to.shown,
        due=order.due,
        basis=permission.basis,
        grounds=permission.grounds,
        receipt=receipt,
        files=tuple(each.name for each in parcel.enclosures),
        outgoing=tuple(recorded),
        withheld=withheld,
        by_hand=to.family and may_be_protected(facts, roles),
        letter=letter,
        permission=permission,
        password=password,
    )


def is_recorded(connection: Connection, token: str) -> bool:
    """Whether a form of that token was recorded as sent."""
    from oroforms.casefile.issues import find_issue

    return find_issue(connection, token) is not None


def _refuse_misfits(order: Order, definition: Definition) -> None:
    if definition.kind is not FormKind.FORM:
        text = _("{form} is a letter; oroforms letter writes it. Forms that come back are sent.")
        raise UsageError(text.format(form=definition.form))
    if order.encrypt and order.format != "pdf":
        raise UsageError(
            _("Only PDFs can be locked with a password: leave out --encrypt, or --format docx.")
        )


def _looked_up(
    order: Order, definition: Definition, case_file: CaseFile, who: str
) -> tuple[Case, CaseFacts]:
    reference = normal_reference(order.case)
    what = {"form": definition.id}
    with case_file.looking("form-prepared", case=reference, what=what, who=who) as connection:
        case = get_case(connection, reference)
        return case, case_facts(connection, case)


# -- to whom ---------------------------------------------------------------------------


def _addressed(to: str, facts: CaseFacts, roles: Roles) -> _Addressed:
    known = [Receiver.GUARDIAN_1, Receiver.GUARDIAN_2, Receiver.NOTIFIER]
    if to in known:
        receiver = Receiver(to)
        name = _notifiers_unit(facts, roles) if receiver is Receiver.NOTIFIER else None
        return _Addressed(receiver, name, family=receiver.is_family)
    name, *lines = (part.strip() for part in re.split(r"[,\n]", to))
    if not name:
        raise UsageError(_("--to names nobody."))
    said = Guardian(name)
    family = any(each.is_(said) for each in guardians_of(facts, roles))
    # Whoever finds a guardian of a protected child finds the child.
    hidden = family and may_be_protected(facts, roles)
    address = None if hidden else "\n".join(line for line in lines if line) or None
    return _Addressed(Receiver.OTHER, name, address, family)


def _notifiers_unit(facts: CaseFacts, roles: Roles) -> str | None:
    forms = [each for each in facts.incoming if roles.of(each.form) is Role.NOTIFICATION]
    said = (roles.answer(each.form, each.values, "reporter_unit") for each in reversed(forms))
    return next((unit for unit in said if unit), None)


# -- whether, and with what -----------------------------------------------------------------


def _permitted(order: Order, to: _Addressed, facts: CaseFacts, roles: Roles, day: date) -> Sending:
    asked = _asked_basis(order, roles)
    found = sending(facts, order.form, to.name, roles, day, family=to.family, basis=asked)
    if not found.may_send:
        lines = [_("Nothing was sent, for there is no ground to send it:")]
        lines += [f"{each.text} {each.todo}" for each in found.obstacles if each.blocks]
        raise MayNotBeTold("\n".join(lines), found.obstacles)
    return found


def _asked_basis(order: Order, roles: Roles) -> Basis | None:
    """The ground that the form itself is to name."""
    if order.known is None:
        return None
    said = roles.answer(order.form, order.known.values, "legal_basis")
    return Basis(said) if said in tuple(Basis) else None


def _filled_in(
    order: Order, definition: Definition, permission: Sending, facts: CaseFacts, roles: Roles
) -> tuple[Record, tuple[str, ...]]:
    """What is filled in: what was given, the day, the ground; nothing of a protected person."""
    known = order.known or Record(definition.form, definition.version, {})
    values: dict[str, Any] = dict(known.values)
    withheld: tuple[str, ...] = ()
    if may_be_protected(facts, roles):
        stripped = without_protected(definition, values)
        values, withheld = dict(stripped.values), stripped.withheld
    role = roles.of(order.form)
    fields: Mapping[str, str] = {} if role is None else roles.parts[role].fields
    basis = permission.basis.value if permission.basis else None
    for word, value in (("answer_by", order.due.isoformat()), ("legal_basis", basis)):
        name = fields.get(word)
        if name is None or name not in definition.slot or value is None:
            continue
        said = get(values, name)
        if said not in (None, value):
            text = _("{name} is {said}, but the form is sent with {value}. Nothing was sent.")
            raise UsageError(text.format(name=name, said=said, value=value))
        if definition.slot[name].field.prefilled:
            put(values, name, value)
    return replace(known, values=values), withheld


def _cover(
    order: Order,
    prepared: Prepared,
    to: _Addressed,
    facts: CaseFacts,
    roles: Roles,
    library: Library,
    now: datetime,
) -> Composed:
    """The cover letter, about the form as it will have been sent."""
    definition = prepared.definition
    going = Outgoing(
        0,
        definition.form,
        definition.version,
        now,
        "",
        "",
        to.name or to.receiver.value,
        prepared.token,
        order.due,
    )
    office = office_of_case(order.sender.receivers, order.sender.office, facts, roles)
    wanted = Wanted(
        kind=COVER,
        on=local_day(now),
        to=to.receiver,
        data=order.data,
        office=office,
        values=_recipient(to, facts, roles),
    )
    return compose(wanted, replace(facts, outgoing=(going,)), roles, library)


def _recipient(to: _Addressed, facts: CaseFacts, roles: Roles) -> Mapping[str, Value]:
    """The letter's fields for whom the case does not know, by the words that fill them."""
    if to.receiver is not Receiver.OTHER or to.name is None:
        return {}
    said: dict[str, Value] = {"recipient.name": to.name}
    if to.address is not None:
        said["recipient.address"] = to.address
    elif to.family and may_be_protected(facts, roles):
        said["recipient.by_hand"] = True
    fill = roles.letters[COVER].fill
    return {name: said[word] for name, word in fill.items() if word in said}


# -- out of the house -------------------------------------------------------------------------


def _locked(order: Order, letter: bytes, form: bytes) -> tuple[str | None, bytes, bytes]:
    if not order.encrypt:
        return None, letter, form
    from oroforms.convert.locking import locked, new_password

    password = new_password()
    return password, locked(letter, password), locked(form, password)


def _dispatches(
    parcel: Parcel, prepared: Prepared, letter: Composed, plain: bytes, channel: str
) -> tuple[Dispatch, Dispatch]:
    """Both documents as they are kept: never locked, for nobody keeps the password."""
    pages, form = parcel.enclosures
    definition = prepared.definition
    return (
        Dispatch(
            letter.definition.form,
            letter.definition.version,
            pages.name,
            plain,
            parcel.receiver,
            channel,
        ),
        Dispatch(
            definition.form,
            definition.version,
            form.name,
            prepared.content,
            parcel.receiver,
            channel,
            token=parcel.token,
            due=parcel.due,
        ),
    )
