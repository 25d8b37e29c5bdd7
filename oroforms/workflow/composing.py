"""What a letter says, from the case, the law, the register and what a person gives.

A letter says what it must or is not made: what is missing is named, with how
to give it. What may not be told is not told (:class:`MayNotBeTold`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from oroforms import law
from oroforms.casework.letter_kinds import Gate, LetterKind, Receiver
from oroforms.casework.letters import (
    Addressee,
    Subject,
    addressee,
    code_of,
    is_acute,
    subject,
    words,
)
from oroforms.casework.obstacles import Obstacle, obstacle
from oroforms.casework.protection import may_be_protected, without_protected
from oroforms.casework.roles import Role, Roles
from oroforms.casework.telling import feedback
from oroforms.definition import Definition, FormKind
from oroforms.documents import Record, Value
from oroforms.errors import DefinitionError, ExitCode, OroformsError, UsageError
from oroforms.facts import CaseFacts, Incoming
from oroforms.findings import Finding, Severity, has_error
from oroforms.folders import own
from oroforms.i18n import gettext as _
from oroforms.library import Library
from oroforms.names import flatten, unflatten
from oroforms.receivers import register
from oroforms.receivers.register import Office
from oroforms.suggest import did_you_mean
from oroforms.validate import validate
from oroforms.workflow.data import typed_data
from oroforms.workflow.offices import office_words

SENDER = "sender.yaml"
"""In the user's configuration folder: who signs, filled in before what ``--data`` says."""


class MayNotBeTold(OroformsError):  # noqa: N818 - the name says what failed, as in errors.py
    """The law, the consent or the case does not let this be told; ``obstacles`` say why."""

    exit_code = ExitCode.WAITS

    def __init__(self, message: str, obstacles: tuple[Obstacle, ...]) -> None:
        super().__init__(message)
        self.obstacles = obstacles


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asks for: a kind of letter, and what the case cannot say."""

    kind: str
    on: date
    to: Receiver | None = None
    """``None``: to whom the kind usually goes."""
    submission: int | None = None
    data: Sequence[str] = ()
    """Data files in the order in which they are laid over each other."""
    office: Office | None = None
    """Who sends it, and whom to phone."""
    values: Mapping[str, Value] = field(default_factory=dict)
    """What the caller knows by the letter's fields, such as the form that is enclosed; laid over
    what the case says."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A letter with everything that it says, not yet a document."""

    kind: LetterKind
    definition: Definition
    values: Mapping[str, Value]
    to: Addressee
    about: Subject
    on: date
    findings: tuple[Finding, ...] = ()
    """Warnings; with an error no letter is composed."""
    grounds: tuple[str, ...] = ()
    """Rules of law by which it may be told."""
    cautions: tuple[Obstacle, ...] = ()
    withheld: tuple[str, ...] = ()
    """Fields left out because the child is or may be protected."""


def kind_of(name: str, roles: Roles) -> LetterKind:
    """A kind of letter by its name.

    Raises
    ------
    UsageError
        When there is none of that name.
    """
    if name not in roles.letters:
        text = _("There is no kind of letter {name}; the kinds are {kinds}.{hint}")
        kinds = ", ".join(roles.letters)
        hint = did_you_mean(name, roles.letters)
        raise UsageError(text.format(name=name, kinds=kinds, hint=hint))
    return roles.letters[name]


def receiver_of(word: str) -> Receiver:
    """To whom, as a person says it.

    Raises
    ------
    UsageError
        When it is nobody that letters go to.
    """
    known = [each.value for each in Receiver]
    if word not in known:
        text = _("A letter goes to {possible}, not to {to}.{hint}")
        hint = did_you_mean(word, known)
        raise UsageError(text.format(possible=", ".join(known), to=word, hint=hint))
    return Receiver(word)


def compose(wanted: Wanted, facts: CaseFacts, roles: Roles, library: Library) -> Composed:
    """What a letter says, from the case, the office, the caller and the data, in that order.

    Raises
    ------
    UsageError, MayNotBeTold
        As :func:`write`.
    """
    kind = kind_of(wanted.kind, roles)
    definition = _definition(kind, roles, library)
    about = subject(kind, facts, roles, wanted.submission)
    to = _addressee(kind, wanted, about, facts, roles)
    _refuse_anonymous(to, about, roles)
    given = _given(wanted, definition)
    said_day = _given_for(kind, "today", given)
    if said_day is not None:  # the letter bears it, so it decides the law
        wanted = replace(wanted, on=date.fromisoformat(said_day))
    told = _gates(kind, about, facts, roles, wanted.on, _given_for(kind, "recipient.unit", given))
    _refuse_more(told, kind, given)
    _refuse_address(to, kind, given)
    known: dict[str, Value | None] = {
        **words(about, to, facts, roles, wanted.on),
        **office_words(wanted.office),
        **_titles(about, library),
        **told.words,
    }
    said = {name: known.get(word) for name, word in kind.fill.items() if name in definition.slot}
    filled = {name: value for name, value in said.items() if value not in (None, "")}
    values = unflatten({**filled, **wanted.values, **given})
    withheld: tuple[str, ...] = ()
    if may_be_protected(facts, roles):
        stripped = without_protected(definition, values)
        values, withheld = dict(stripped.values), stripped.withheld
    findings = _judged(definition, values, wanted.on, no_office=wanted.office is None)
    return Composed(
        kind=kind,
        definition=definition,
        values=values,
        to=_as_written(to, kind, values),
        about=about,
        on=wanted.on,
        findings=findings,
        grounds=told.grounds,
        cautions=(*told.cautions, *_of_violence(to, about, roles)),
        withheld=withheld,
    )


def _definition(kind: LetterKind, roles: Roles, library: Library) -> Definition:
    definition = library.get(kind.form)
    if definition.kind is not FormKind.LETTER:
        text = _("{path}: letters.{kind}: {form} is a form; a letter has kind: letter.")
        raise DefinitionError(text.format(path=roles.path, kind=kind.name, form=kind.form))
    return definition


def _addressee(
    kind: LetterKind, wanted: Wanted, about: Subject, facts: CaseFacts, roles: Roles
) -> Addressee:
    receiver = wanted.to or kind.to[0]
    if receiver not in kind.to:
        text = _("A {kind} letter goes to {possible}, not to {to}.")
        possible = ", ".join(each.value for each in kind.to)
        raise UsageError(text.format(kind=kind.name, possible=possible, to=receiver.value))
    found = addressee(receiver, about, facts, roles)
    if receiver.is_family and may_be_protected(facts, roles):
        return replace(found, address=None, by_hand=True)
    return found


def _refuse_anonymous(to: Addressee, about: Subject, roles: Roles) -> None:
    incoming = about.incoming
    if to.receiver is not Receiver.NOTIFIER or incoming is None:
        return
    if roles.answer(incoming.form, incoming.values, "reporter_anonymous") is True:
        raise _refused((obstacle("notifier-anonymous", submission=incoming.submission),))


def _of_violence(to: Addressee, about: Subject, roles: Roles) -> Iterator[Obstacle]:
    """That a guardian learns of a notification about violence: guidance, no statute."""
    incoming = about.incoming
    if incoming is None or not to.receiver.is_guardian:
        return
    named = roles.answer(incoming.form, incoming.values, "kinds") or ()
    violence = roles.parts[Role.NOTIFICATION].settings.get("violence", ())
    if set(named) & set(violence):
        yield obstacle("violence-named", submission=incoming.submission)


def _refused(obstacles: tuple[Obstacle, ...]) -> MayNotBeTold:
    blocking = [each for each in obstacles if each.blocks] or list(obstacles)
    lines = [_("No letter was made, for this may not be told:")]
    lines += [f"{each.text} {each.todo}" for each in blocking]
    return MayNotBeTold("\n".join(lines), obstacles)


@dataclass(frozen=True, slots=True)
class _Told:
    """What the gates of a kind let be said."""

    words: Mapping[str, Value | None] = field(default_factory=dict)
    grounds: tuple[str, ...] = ()
    cautions: tuple[Obstacle, ...] = ()
    more: bool = True
    why_not: tuple[Obstacle, ...] = ()
    """Why ``more`` may not be told."""


def _gates(
    kind: LetterKind,
    about: Subject,
    facts: CaseFacts,
    roles: Roles,
    on: date,
    unit: str | None,
) -> _Told:
    incoming = about.incoming
    if Gate.NOT_ACUTE in kind.only and incoming is not None and is_acute(incoming, roles):
        raise _refused((obstacle("acute-no-meeting", submission=incoming.submission),))
    if Gate.MAY_BE_TOLD not in kind.only or incoming is None:
        return _Told()
    return _feedback(incoming, facts, roles, on, unit)


def _feedback(
    incoming: Incoming, facts: CaseFacts, roles: Roles, on: date, unit: str | None
) -> _Told:
    found = feedback(facts, incoming, roles, law.current(), on, unit=unit)
    if not found.may_give or found.outcome is None:
        raise _refused(found.obstacles)
    said: dict[str, Value | None] = {"decision.outcome": code_of(found.outcome)}
    if not found.closed:
        said["inquiry.closed"] = None
    cautions = tuple(each for each in found.obstacles if not each.blocks)
    return _Told(said, found.grounds, cautions, found.more, found.no_more)


def _refuse_more(told: _Told, kind: LetterKind, given: Mapping[str, Value]) -> None:
    """What needs consent is told with consent alone, whoever has written it."""
    if told.more:
        return
    for name in kind.with_consent:
        if name in given:
            raise _refused(told.why_not or (obstacle("no-consent"),))


def _titles(about: Subject, library: Library) -> Mapping[str, Value]:
    if about.outgoing is None:
        return {}
    sent = library.get(about.outgoing.form, about.outgoing.version)
    return {"outgoing.form_title": sent.title.sv}


def _given(wanted: Wanted, definition: Definition) -> Mapping[str, Value]:
    """What the user's own file and the data say by field, the later over the earlier."""
    mine = own(SENDER)
    sources = [*([str(mine)] if mine.is_file() else []), *wanted.data]
    values: dict[str, Value] = {}
    doubts: list[str] = []
    for source in sources:
        record = typed_data(definition, source, wanted.on)
        doubts += [
            f"{source}: {found.message}"
            for found in record.findings
            if found.severity is Severity.ERROR
        ]
        values |= dict(flatten(record.values))
    if doubts:
        doubts.append(_("No letter was made: what it says must be right."))
        raise UsageError("\n".join(doubts))
    return values


def _refuse_address(to: Addressee, kind: LetterKind, given: Mapping[str, Value]) -> None:
    """A protected family's address is printed on nobody's word."""
    for name, word in kind.fill.items():
        if to.by_hand and word == "recipient.address" and name in given:
            text = _(
                "{name}: the child is or may be protected, and no address of the family is printed "
                "in a letter. Leave it out, and hand the letter over."
            )
            raise UsageError(text.format(name=name))


def _given_for(kind: LetterKind, word: str, values: Mapping[str, Value]) -> str | None:
    """What stands in the field that a word fills."""
    found = (values.get(name) for name, filled in kind.fill.items() if filled == word)
    return next((value for value in found if isinstance(value, str)), None)


def _as_written(to: Addressee, kind: LetterKind, values: Mapping[str, Value]) -> Addressee:
    """To whom the letter says that it goes."""
    flat = dict(flatten(values))
    name, unit = (_given_for(kind, f"recipient.{part}", flat) for part in ("name", "unit"))
    return replace(to, name=name, unit=unit)


def _judged(
    definition: Definition, values: Mapping[str, Value], on: date, *, no_office: bool
) -> tuple[Finding, ...]:
    """The warnings; an error, first of all a gap, keeps the letter from being made."""
    findings = validate(definition, Record(definition.form, definition.version, values), today=on)
    if not has_error(findings):
        return findings
    gaps = [found for found in findings if found.code == "required-missing" and found.field]
    lines = [
        found.message
        for found in findings
        if found.severity is Severity.ERROR and found not in gaps
    ]
    if gaps:
        lines.append(_("The letter lacks what it must say:"))
        lines += [f"  {gap.field}: {definition.slot[str(gap.field)].title}" for gap in gaps]
        text = _("Give it by --data FILE.yaml with lines such as “{name}: …”.")
        lines.append(text.format(name=gaps[0].field))
        if no_office:
            text = _(
                "The sending office and its phones come from the register of receiving offices: "
                "{path}, or --receivers FILE."
            )
            lines.append(text.format(path=register.default()))
    lines.append(_("No letter was made."))
    raise UsageError("\n".join(lines))
