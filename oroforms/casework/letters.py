"""What of a case a letter says: plain words, and what each of them is in this case.

Pure. The words fill the fields of a letter as ``casework.yaml`` says; what a
case does not say is left out, and whoever writes the letter gives it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from oroforms.casework.answers import Withdrawal, withdrawals_of
from oroforms.casework.letter_kinds import About, LetterKind, Receiver
from oroforms.casework.roles import Role, Roles
from oroforms.documents import Value
from oroforms.errors import UsageError
from oroforms.facts import CaseFacts, Event, EventKind, Incoming, Outcome, Outgoing, local_day
from oroforms.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Subject:
    """What in the case one letter is about: at most one of these is there."""

    incoming: Incoming | None = None
    outgoing: Outgoing | None = None
    withdrawal: Withdrawal | None = None


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom one letter goes, as far as the case knows them."""

    receiver: Receiver
    name: str | None = None
    unit: str | None = None
    address: str | None = None
    by_hand: bool = False
    """No address may be printed: the letter is handed over."""

    @property
    def shown(self) -> str:
        """In words that may stand on an envelope."""
        return ", ".join(filter(None, (self.name, self.unit))) or self.receiver.value


def subject(kind: LetterKind, facts: CaseFacts, roles: Roles, submission: int | None) -> Subject:
    """What a letter of a kind is about in a case.

    Raises
    ------
    UsageError
        When there is nothing of the kind in the case, or the form that was named is of another.
    """
    match kind.about:
        case About.NOTIFICATION:
            return Subject(incoming=_notification(facts, roles, submission))
        case About.WITHDRAWAL:
            return Subject(withdrawal=_withdrawal(facts, roles, submission))
        case About.OUTGOING:
            return Subject(outgoing=_outstanding(facts))
        case _:
            newest = _newest(facts, roles)
            return Subject(incoming=newest)


def _newest(facts: CaseFacts, roles: Roles) -> Incoming | None:
    found = [each for each in facts.incoming if roles.of(each.form) is Role.NOTIFICATION]

    def arrived(each: Incoming) -> tuple[datetime, int]:
        return facts.arrival(each.submission, each.received), each.submission

    return max(found, key=arrived, default=None)


def _notification(facts: CaseFacts, roles: Roles, submission: int | None) -> Incoming:
    if submission is None:
        found = _newest(facts, roles)
        if found is None:
            text = _("There is no notification in case {reference}.")
            raise UsageError(text.format(reference=facts.reference))
        return found
    for each in facts.incoming:
        if each.submission == submission and roles.of(each.form) is Role.NOTIFICATION:
            return each
    text = _("Form no. {number} is no notification of case {reference}.")
    raise UsageError(text.format(number=submission, reference=facts.reference))


def _withdrawal(facts: CaseFacts, roles: Roles, submission: int | None) -> Withdrawal:
    found = [
        each
        for each in withdrawals_of(facts, roles)
        if submission is None or each.submission == submission
    ]
    if not found:
        text = _(
            "No withdrawal of consent has been recorded in case {reference}: import the form, or "
            "record what was said with oroforms consent withdraw."
        )
        raise UsageError(text.format(reference=facts.reference))
    return max(found, key=lambda each: each.at)


def _outstanding(facts: CaseFacts) -> Outgoing:
    for each in facts.outgoing:
        if each.token is not None and facts.returned(each) is None:
            return each
    text = _("No form that was sent in case {reference} is still to come back.")
    raise UsageError(text.format(reference=facts.reference))


def addressee(receiver: Receiver, about: Subject, facts: CaseFacts, roles: Roles) -> Addressee:
    """To whom a letter goes. A protected family's address is never given."""
    by_hand = receiver.is_family and facts.child.may_be_protected
    name, unit, address = _person(receiver, about, facts, roles)
    lines = None if by_hand else _lines(address, leave_out=(name, unit))
    return Addressee(receiver, name, unit, lines, by_hand)


def _person(
    receiver: Receiver, about: Subject, facts: CaseFacts, roles: Roles
) -> tuple[str | None, str | None, str | None]:
    source = about.incoming or _newest(facts, roles)
    said: Any = (lambda _word: None) if source is None else _asker(source, roles)
    match receiver:
        case Receiver.NOTIFIER:
            return said("reporter_name"), said("reporter_unit"), said("feedback_address")
        case Receiver.CHILD:
            town = " ".join(filter(None, (said("child_postal_code"), said("child_city"))))
            address = "\n".join(filter(None, (said("child_address"), town)))
            return facts.child.name or said("child_name"), None, address or None
        case Receiver.GUARDIAN_1 | Receiver.GUARDIAN_2:
            if about.withdrawal is not None:
                return _withdrawer(about.withdrawal, said("guardians") or ())
            items = said("guardians") or ()
            place = 0 if receiver is Receiver.GUARDIAN_1 else 1
            item = items[place] if place < len(items) else {}
            return item.get("name"), None, item.get("address")
        case Receiver.OTHER:
            receiver_of = about.outgoing.receiver if about.outgoing else None
            return receiver_of, None, None


def _withdrawer(
    withdrawal: Withdrawal, guardians: Any
) -> tuple[str | None, str | None, str | None]:
    """Who withdrew; the address is that of the guardian of that name."""
    who = withdrawal.guardian
    if who is None:
        return None, None, None
    from oroforms.casework.guardians import named

    for item in guardians:
        known = named(item)
        if known is not None and known.is_(who):
            return known.name, None, item.get("address")
    return who.name, None, None


def _asker(source: Incoming, roles: Roles) -> Any:
    return lambda word: roles.answer(source.form, source.values, word)


def _lines(address: str | None, leave_out: Sequence[str | None]) -> str | None:
    """An address as it stands on an envelope: a line for each part.

    Where people write an address they begin with their name and their unit,
    which stand above it already.
    """
    if address is None:
        return None
    parts = [part.strip() for line in address.splitlines() for part in line.split(",")]
    above = {line.casefold() for line in leave_out if line}
    return "\n".join(part for part in parts if part and part.casefold() not in above) or None


def words(
    about: Subject, to: Addressee, facts: CaseFacts, roles: Roles, on: date
) -> Mapping[str, Value]:
    """What the case says to each word; what it does not say is not there."""
    found: dict[str, Any] = {
        "today": on.isoformat(),
        "case.reference": facts.reference,
        "child.name": facts.child.name,
        "recipient.name": to.name,
        "recipient.unit": to.unit,
        "recipient.address": to.address,
        "recipient.by_hand": to.by_hand,
        "recipient.kind": to.receiver.value.partition("-")[0],
    }
    if about.incoming is not None:
        found |= _of_notification(about.incoming, facts, roles)
    if about.outgoing is not None:
        found |= _of_outgoing(about.outgoing)
    if about.withdrawal is not None:
        day = local_day(about.withdrawal.at)
        found |= {"withdrawal.day": day.isoformat(), "withdrawal.part": about.withdrawal.text}
    return {word: value for word, value in found.items() if value not in (None, "")}


def _of_notification(incoming: Incoming, facts: CaseFacts, roles: Roles) -> dict[str, Any]:
    number = incoming.submission
    said = _asker(incoming, roles)
    found: dict[str, Any] = {
        "notification.received": _arrived(facts, incoming),
        "notification.acute": is_acute(incoming, roles),
        "notification.notifier_kind": said("reporter_kind"),
    }
    if facts.child.name is None:
        found["child.name"] = said("child_name")
    for event in facts.happened(EventKind.READ, number):
        found.setdefault("notification.read", _moment(event.at, event))
        found.setdefault("notification.read_by", event.what.get("by") or event.who)
    for event in facts.happened(EventKind.DECIDED, number):
        found |= {"decision.outcome": code_of(Outcome(event.what["outcome"]))}
        found |= {"decision.day": local_day(event.at).isoformat()}
    for event in facts.happened(EventKind.INQUIRY_CLOSED):
        found["inquiry.closed"] = local_day(event.at).isoformat()
    return found


def is_acute(incoming: Incoming, roles: Roles) -> bool:
    """Whether a notification is acute, as it came or as a person has corrected it since."""
    said = roles.answer(incoming.form, incoming.values, "acute")
    return incoming.acute if said is None else said is True


def code_of(outcome: Outcome) -> str:
    """An outcome as the code of a letter's choice."""
    return outcome.value.replace("-", "_")


def _of_outgoing(outgoing: Outgoing) -> dict[str, Any]:
    return {
        "outgoing.sent": local_day(outgoing.at).isoformat(),
        "outgoing.due": outgoing.due.isoformat() if outgoing.due else None,
    }


def _arrived(facts: CaseFacts, incoming: Incoming) -> str:
    at = facts.arrival(incoming.submission, incoming.received)
    said = (e for e in facts.happened(EventKind.ARRIVED) if e.submission == incoming.submission)
    return _moment(at, next((event for event in said if event.at == at), None))


def _moment(at: datetime, said: Event | None = None) -> str:
    """A local moment; midnight where a person has said the day alone."""
    local = at.astimezone()
    whole_day = said is not None and said.what.get("whole_day") is True
    return local.strftime("%Y-%m-%dT00:00" if whole_day else "%Y-%m-%dT%H:%M")
