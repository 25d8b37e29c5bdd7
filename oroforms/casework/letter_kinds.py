"""The kinds of letters, as data: which form each is, to whom it goes, and what fills it.

``casework.yaml`` says under ``letters`` what a :class:`LetterKind` holds, and
under ``letterhead`` what is filled in in every letter. A municipality adds a
kind, or words one otherwise, without Python.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from oroforms.facts import EventKind
from oroforms.i18n import gettext as _
from oroforms.suggest import did_you_mean

FROM_CASE = (
    "today", "case.reference", "child.name",
    "recipient.name", "recipient.unit", "recipient.address", "recipient.by_hand",
    "recipient.kind",
    "notification.received", "notification.acute", "notification.notifier_kind",
    "notification.read", "notification.read_by",
    "decision.outcome", "decision.day", "inquiry.closed",
    "outgoing.sent", "outgoing.due", "withdrawal.day", "withdrawal.part",
)  # fmt: skip
"""The words that a case answers."""
FROM_OFFICE = (
    "outgoing.form_title", "office.name", "office.municipality", "office.address", "office.email",
    "office.return_to", "urgent.office", "urgent.phone", "urgent.hours", "urgent.after_office",
    "urgent.after_phone", "urgent.after_hours",
)  # fmt: skip
"""The words that the definitions and the register of receiving offices answer."""
WORDS = frozenset((*FROM_CASE, *FROM_OFFICE))

KEYS = ("form", "to", "about", "only", "fill", "with_consent", "event", "what")


class About(StrEnum):
    """What in the case a letter is about."""

    NOTIFICATION = "notification"
    """A notification that came in: the one that is named, else the newest."""
    WITHDRAWAL = "withdrawal"
    """The newest withdrawal of consent, on a form or spoken."""
    OUTGOING = "outgoing"
    """The oldest form that was sent and has not come back."""
    CASE = "case"


class Gate(StrEnum):
    """What must hold for a letter to be made at all."""

    MAY_BE_TOLD = "may-be-told"
    """What the law lets be told to who notified: see :mod:`oroforms.casework.telling`."""
    NOT_ACUTE = "not-acute"
    """No meeting is offered in acute matters."""


class Receiver(StrEnum):
    """To whom a letter can go."""

    NOTIFIER = "notifier"
    GUARDIAN_1 = "guardian-1"
    GUARDIAN_2 = "guardian-2"
    CHILD = "child"
    OTHER = "other"
    """Somebody else, whose name the data give."""

    @property
    def is_family(self) -> bool:
        """Whether the address would tell where a protected child is."""
        return self.is_guardian or self is Receiver.CHILD

    @property
    def is_guardian(self) -> bool:
        """Whether it is one of the child's guardians."""
        return self in (Receiver.GUARDIAN_1, Receiver.GUARDIAN_2)


@dataclass(frozen=True, slots=True)
class LetterKind:
    """One kind of letter."""

    name: str
    form: str
    """The definition, of kind letter."""
    to: tuple[Receiver, ...]
    """To whom it can go, the usual one first."""
    about: About
    only: tuple[Gate, ...]
    fill: Mapping[str, str]
    """Field of the letter → the word of :data:`WORDS` that fills it."""
    with_consent: tuple[str, ...] = ()
    """Fields that say what consent alone lets be told."""
    event: EventKind | None = None
    """What has happened when the letter is made."""
    what: Mapping[str, Any] | None = None
    """What the event says, such as ``{meeting: offered}``."""


def kinds(data: Mapping[str, Any]) -> Mapping[str, LetterKind]:
    """The kinds that a file's ``letters`` describes, each with what fills every letter.

    Raises
    ------
    ValueError
        With everything that is wrong.
    """
    every = data.get("letterhead") or {}
    said = data.get("letters") or {}
    wrong = [*_wrong("letterhead", {"fill": every})]
    for name, each in said.items():
        wrong += _wrong(f"letters.{name}", each)
    if wrong:
        raise ValueError("; ".join(wrong))
    return {name: _kind(name, each, every) for name, each in said.items()}


def _kind(name: str, said: Mapping[str, Any], every: Mapping[str, str]) -> LetterKind:
    return LetterKind(
        name=name,
        form=str(said["form"]),
        to=tuple(Receiver(each) for each in said["to"]),
        about=About(said.get("about", "case")),
        only=tuple(Gate(each) for each in said.get("only", ())),
        fill={**every, **said.get("fill", {})},
        with_consent=tuple(said.get("with_consent", ())),
        event=EventKind(said["event"]) if "event" in said else None,
        what=said.get("what"),
    )


def _wrong(where: str, said: object) -> Iterator[str]:
    if not isinstance(said, Mapping):
        yield _("{where}: a mapping is expected").format(where=where)
        return
    for key in said:
        if key not in KEYS:
            text = _("{where}: unknown key {key}; the keys here are {keys}.{hint}")
            hint = did_you_mean(str(key), KEYS)
            yield text.format(where=where, key=key, keys=", ".join(KEYS), hint=hint)
    for field, word in (said.get("fill") or {}).items():
        if word not in WORDS:
            text = _("{where}.fill.{field}: nothing is called {word}.{hint}")
            hint = did_you_mean(str(word), WORDS)
            yield text.format(where=where, field=field, word=word, hint=hint)
    if where == "letterhead":
        return
    for key in ("form", "to"):
        if not said.get(key):
            yield _("{where}: {key} is missing").format(where=where, key=key)
    for key, possible in (("to", Receiver), ("only", Gate)):
        for code in said.get(key) or ():
            yield from _unknown(f"{where}.{key}", code, possible)
    yield from _unknown(f"{where}.about", said.get("about", "case"), About)
    if "event" in said:
        yield from _unknown(f"{where}.event", said["event"], EventKind)


def _unknown(where: str, code: object, possible: type[StrEnum]) -> Iterator[str]:
    codes = [member.value for member in possible]
    if code not in codes:
        text = _("{where}: {code} is not one of {codes}.{hint}")
        hint = did_you_mean(str(code), codes)
        yield text.format(where=where, code=code, codes=", ".join(codes), hint=hint)
