"""What each guardian has answered about consent, and what stands of it on a day.

A guardian's newest answer counts. A later yes adds the parties that it names,
or answers anew for them; a later no or partly takes the place of everything
before; a withdrawal ends all of it, or adds an exception. An answer is as old
as its signature says, a withdrawal takes effect when it arrives; where both
are of one day, the withdrawal is the newer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from oroforms.casework.guardians import Guardian, named
from oroforms.casework.obstacles import Obstacle, obstacle
from oroforms.casework.roles import Role, Roles
from oroforms.facts import CaseFacts, EventKind, Incoming, local_day

_WORD = re.compile(r"\w+")


def unit_key(name: str) -> frozenset[str]:
    """The words of a unit's name as they are compared: no case, no accents, in any order."""
    spread = unicodedata.normalize("NFKD", name.casefold())
    folded = "".join(c for c in spread if not unicodedata.combining(c))
    return frozenset(_WORD.findall(folded))


@dataclass(frozen=True, slots=True)
class Party:
    """One unit that a consent names."""

    unit: str
    category: str | None = None

    @property
    def key(self) -> frozenset[str]:
        """By which it is told from others."""
        return unit_key(self.unit)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One consent form that stands, as far as it is the same for all who signed it."""

    submission: int
    arrived: date
    decision: str | None
    parties: tuple[Party, ...]
    collaborate: bool
    outcome: bool
    information: tuple[str, ...]
    information_other: str
    exclusions: str
    purpose: str
    first: date | None
    last: date | None
    oral: bool
    documented: bool
    """Of an oral answer: whether it says who informed."""
    understood: str | None
    signers: tuple[tuple[Guardian, date], ...]
    """Who answered on it, and on which day."""
    unsigned: tuple[Guardian, ...]
    """Who is named and did not sign."""
    unnamed: bool
    """Whether somebody signed without a name."""

    def flaws(self, guardian: Guardian, day: date) -> Iterator[Obstacle]:
        """What keeps a yes on it from being a consent on a day."""

        def found(code: str, day: str = "") -> Obstacle:
            return obstacle(code, submission=self.submission, guardian=guardian.name, day=day)

        if self.decision is None:
            yield found("undecided")
        if self.understood == "no":
            yield found("not-understood")
        if self.oral and not self.documented:
            yield found("oral-undocumented")
        if not self.parties:
            yield found("too-general-party")
        if not (self.collaborate or self.outcome):
            yield found("too-general-scope")
        if not (self.information or self.information_other):
            yield found("too-general-information")
        if not self.purpose:
            yield found("too-general-purpose")
        if self.last is None:
            yield found("too-general-end")
        elif self.last < day:
            yield found("expired", day=self.last.isoformat())


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Consent taken back, on a form or spoken."""

    at: datetime
    submission: int | None
    guardian: Guardian | None
    """``None`` where nobody is named."""
    text: str
    """What is taken back of it; empty: all."""
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Except:
    """What a guardian excepts from their yes, in their own words."""

    text: str
    withdrawn: date | None = None
    """The day on which it was withdrawn; ``None`` where it was excepted from the beginning."""


@dataclass(slots=True)
class Yes:
    """A guardian's yes for one party, with what was excepted and withdrawn of it since."""

    party: Party
    sheet: Sheet
    exceptions: list[Except] = field(default_factory=list)


@dataclass(slots=True)
class Standing:
    """What stands of one guardian's answers on a day."""

    guardian: Guardian
    covered: dict[frozenset[str], Yes] = field(default_factory=dict)
    gone: dict[frozenset[str], Obstacle] = field(default_factory=dict)
    """Parties for which the consent was withdrawn alone."""
    loose: Sheet | None = None
    """One that says yes and names no party."""
    ended: Obstacle | None = None
    """Why nothing stands: refused or withdrawn."""
    later: list[Sheet] = field(default_factory=list)
    """Those that are not valid yet."""
    answered: bool = False

    def take(self, sheet: Sheet, day: date) -> None:
        """Lay a newer answer over what stands."""
        self.answered = True
        if sheet.decision == "no":
            self._clear()
            self.ended = self._found("refused", sheet.submission)
            return
        if sheet.first is not None and sheet.first > day:
            self.later.append(sheet)
            return
        if sheet.decision != "yes":
            self._clear()
        self.ended = None
        self.loose = None if sheet.parties else sheet
        for party in sheet.parties:
            exceptions = [Except(sheet.exclusions)] if sheet.exclusions else []
            self.covered[party.key] = Yes(party, sheet, exceptions)

    def withdraw(self, withdrawal: Withdrawal) -> None:
        """Lay a withdrawal over what stands."""
        day = local_day(withdrawal.at)
        found = self._found("withdrawn", withdrawal.submission, day=day.isoformat())
        if not withdrawal.text:
            self._clear()
            self.ended = found if self.answered else None
            return
        words = []
        for line in withdrawal.text.splitlines():
            if (key := unit_key(line)) in self.covered:
                del self.covered[key]
                self.gone[key] = found
            elif key:
                words.append(line)
        for yes in self.covered.values() if words else ():
            yes.exceptions.append(Except("\n".join(words), day))

    def _clear(self) -> None:
        self.covered.clear()
        self.gone.clear()
        self.later.clear()
        self.loose = None

    def _found(self, code: str, submission: int | None, day: str = "") -> Obstacle:
        return obstacle(code, submission=submission, guardian=self.guardian.name, day=day)


def standing_of(
    guardian: Guardian, sheets: Iterable[Sheet], withdrawals: Iterable[Withdrawal], day: date
) -> Standing:
    """What stands of a guardian's answers; a withdrawal by nobody in particular is everybody's.

    Sheets and withdrawals name guardians as ``guardian`` does (:func:`guardians.who_is`).
    """
    turns: list[tuple[tuple[date, int, int], Sheet | Withdrawal]] = []
    for sheet in sheets:
        turns += [
            ((answered, 0, sheet.submission), sheet)
            for signer, answered in sheet.signers
            if signer == guardian
        ]
    for number, each in enumerate(withdrawals):
        if each.guardian is None or each.guardian == guardian:
            turns.append(((local_day(each.at), 1, number), each))
    stands = Standing(guardian)
    for _when, turn in sorted(turns, key=lambda item: item[0]):
        if isinstance(turn, Sheet):
            stands.take(turn, day)
        else:
            stands.withdraw(turn)
    return stands


# -- from forms and events -----------------------------------------------------------


def sheets_of(facts: CaseFacts, roles: Roles) -> tuple[Sheet, ...]:
    """The consents that stand in a case; what waits for review is none."""
    return tuple(
        _sheet(facts, form, roles)
        for form in facts.incoming
        if not form.waits and roles.of(form.form) is Role.CONSENT
    )


def withdrawals_of(facts: CaseFacts, roles: Roles) -> tuple[Withdrawal, ...]:
    """Everything that took consent back; a form counts from its arrival, reviewed or not."""
    return (*_written(facts, roles), *_spoken(facts))


def _sheet(facts: CaseFacts, form: Incoming, roles: Roles) -> Sheet:
    def said(word: str) -> Any:
        return roles.answer(form.form, form.values, word)

    arrived = local_day(facts.arrival(form.submission, form.received))
    oral = said("form_of_consent") == "oral"
    signers, unsigned, unnamed = [], [], False
    for item in said("guardians") or ():
        guardian = named(item)
        signed = _signed(item.get("signature"))
        if guardian is None:
            unnamed |= signed
        elif oral or signed:
            signers.append((guardian, _signed_on(item.get("signature"), arrived)))
        else:
            unsigned.append(guardian)
    parties = [item for item in said("parties") or () if item.get("unit")]
    return Sheet(
        submission=form.submission,
        arrived=arrived,
        decision=said("decision"),
        parties=tuple(Party(item["unit"], item.get("category")) for item in parties),
        collaborate=said("collaborate") is True,
        outcome=said("outcome") is True,
        information=tuple(said("information") or ()),
        information_other=said("information_other") or "",
        exclusions=said("exclusions") or "",
        purpose=said("purpose") or "",
        first=_day(said("valid_from")),
        last=_day(said("valid_to")),
        oral=oral,
        documented=bool(said("informed_by")),
        understood=said("understood"),
        signers=tuple(signers),
        unsigned=tuple(unsigned),
        unnamed=unnamed,
    )


def _written(facts: CaseFacts, roles: Roles) -> Iterator[Withdrawal]:
    for form in facts.incoming:
        if roles.of(form.form) is not Role.WITHDRAWAL:
            continue
        items = roles.answer(form.form, form.values, "guardians") or ()
        signed = [item for item in items if _signed(item.get("signature"))]
        who = [guardian for item in signed or items if (guardian := named(item)) is not None]
        partly = roles.answer(form.form, form.values, "scope") == "part"
        text = roles.answer(form.form, form.values, "what") if partly else None
        everybody: list[Guardian | None] = [*who] or [None]
        arrived = facts.arrival(form.submission, form.received)
        said = _day(roles.answer(form.form, form.values, "from"))
        # Said before it was written: it counted from then, and once more from its arrival.
        moments = [arrived]
        if said is not None and said < local_day(arrived):
            moments = [datetime.combine(said, time()).astimezone(), arrived]
        for guardian in everybody:
            for at in moments:
                yield Withdrawal(at, form.submission, guardian, text or "", form.waits)


def _spoken(facts: CaseFacts) -> Iterator[Withdrawal]:
    for event in facts.happened(EventKind.CONSENT_WITHDRAWN):
        name = event.what.get("guardian")
        yield Withdrawal(
            event.at,
            None,
            Guardian(str(name)) if name else None,
            str(event.what.get("scope") or ""),
        )


def _signed(signature: object) -> bool:
    return isinstance(signature, Mapping) and signature.get("signed") is True


def _signed_on(signature: object, arrived: date) -> date:
    """The day of an answer: of its signature, but never after its arrival."""
    written = _day(signature.get("date")) if isinstance(signature, Mapping) else None
    return arrived if written is None else min(written, arrived)


def _day(value: object) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else None
