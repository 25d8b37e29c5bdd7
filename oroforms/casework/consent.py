"""Consent to tell: who may be told what on a day, by whom it was given, until when,
and what stands in the way.

Only what everybody allows whose consent is needed may be told. What is in
doubt is not allowed: an exception in somebody's own words that may mean a
party or a kind of information keeps it out until a person has asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from oroforms.casework.answers import (
    Party,
    Sheet,
    Standing,
    Withdrawal,
    Yes,
    sheets_of,
    standing_of,
    unit_key,
    withdrawals_of,
)
from oroforms.casework.childs_say import by_child, childs_say
from oroforms.casework.days import until
from oroforms.casework.guardians import Guardian, guardians_of, needed, who_is
from oroforms.casework.obstacles import Obstacle, obstacle
from oroforms.casework.roles import Role, Roles
from oroforms.facts import CaseFacts, local_day

OTHER = "other"
"""The code of information that is named in words."""
_TELLING = 4
"""Letters from which a word of a unit's name says which unit it is."""


@dataclass(frozen=True, slots=True)
class Given:
    """One guardian's consent: on which form, when, written or spoken."""

    guardian: str
    submission: int
    day: date
    oral: bool


@dataclass(frozen=True, slots=True)
class Permission:
    """What may be told to one party: only what everybody allows who has a say."""

    party: str
    category: str | None
    information: tuple[str, ...] = ()
    """Codes, in the order of the form."""
    information_other: str = ""
    collaborate: bool = False
    """Whether they may work together while an inquiry runs."""
    outcome: bool = False
    """Whether they may be told what the inquiry leads to."""
    since: date | None = None
    until: date | None = None
    """The last day."""
    given: tuple[Given, ...] = ()
    exceptions: tuple[str, ...] = ()
    """In the guardians' own words; to be heeded in all that is told."""
    obstacles: tuple[Obstacle, ...] = ()

    @property
    def blocked(self) -> bool:
        """Whether something stands in the way of telling this party anything."""
        return any(each.blocks for each in self.obstacles)


@dataclass(frozen=True, slots=True)
class ConsentStatus:
    """How consent stands in a case on a day."""

    day: date
    guardians: tuple[Guardian, ...]
    """Whose consent is needed."""
    parties: tuple[Permission, ...]
    """Every party that a consent names, with what stands in its way."""
    obstacles: tuple[Obstacle, ...]
    """What stands in the way of telling anybody anything."""

    @property
    def blocked(self) -> bool:
        """Whether nothing may be told to anybody on the ground of consent."""
        return any(each.blocks for each in self.obstacles)

    @property
    def permissions(self) -> tuple[Permission, ...]:
        """What may be told: the parties in whose way nothing stands."""
        return () if self.blocked else tuple(each for each in self.parties if not each.blocked)

    def permission(self, unit: str | None) -> Permission | tuple[Obstacle, ...]:
        """What may be told to a unit, or why nothing may.

        The unit is told by its name alone; one that is only like a name in
        the consent is an obstacle, for a person to see to.
        """
        if not unit:
            return (obstacle("party-unnamed"),)
        mine = next((one for one in self.parties if unit_key(one.party) == unit_key(unit)), None)
        whole = tuple(each for each in self.obstacles if each.blocks)
        if mine is None:
            alike = [one for one in self.parties if _alike(one.party, unit)]
            if alike:
                said = obstacle("party-uncertain", party=unit, unit=unit, named=alike[0].party)
            else:
                said = obstacle("party-not-covered", party=unit, unit=unit)
            return (*whole, said)
        if whole or mine.blocked:
            return (*whole, *(each for each in mine.obstacles if each.blocks))
        return mine


def consent_status(facts: CaseFacts, roles: Roles, day: date) -> ConsentStatus:
    """Who may be told what on a day, by the consents that stand then."""
    known = until(facts, day)
    everybody = guardians_of(known, roles)
    sheets = [_resolved(each, everybody) for each in sheets_of(known, roles)]
    taken_back = [_matched(each, everybody) for each in withdrawals_of(known, roles)]
    childs, others = by_child(taken_back, known, everybody)
    withdrawals = [_of_known(each, everybody) for each in others]
    who = needed(everybody)
    standings = [standing_of(each, sheets, withdrawals, day) for each in who.guardians]
    about_all = [
        *_nothing(sheets, who.guardians),
        *_waiting(known, roles),
        *(who.obstacles if sheets else ()),
        *_unmatched(withdrawals),
        *(childs_say(known, roles, childs, day) if sheets else ()),
        *(
            obstacle("signer-unnamed", submission=each.submission)
            for each in sheets
            if each.unnamed
        ),
        *_ambiguous(sheets, everybody),
        *_loose(standings, day),
    ]
    parties = tuple(_permissions(standings, sheets, roles, day))
    if sheets and not parties:
        about_all += _missing(standings, sheets, None)
    return ConsentStatus(day, who.guardians, parties, _once(about_all))


# -- one party -----------------------------------------------------------------------


def _permissions(
    standings: Sequence[Standing], sheets: Sequence[Sheet], roles: Roles, day: date
) -> Iterator[Permission]:
    parties: dict[frozenset[str], Party] = {}
    for sheet in sheets:
        for party in sheet.parties:
            parties[party.key] = party
    for key, party in parties.items():
        saying = [(each.guardian, each.covered[key]) for each in standings if key in each.covered]
        permission = _common(party, saying)
        missing = _missing(standings, sheets, party)
        flaws = [flaw for who, yes in saying for flaw in yes.sheet.flaws(who, day)]
        cautions = [
            obstacle("oral", submission=given.submission, guardian=given.guardian)
            for given in permission.given
            if given.oral
        ]
        found = [*missing, *flaws]
        if not found and not _says_something(permission):
            found.append(obstacle("nothing-in-common", party=party.unit))
        permission = replace(permission, obstacles=(*found, *cautions))
        yield _excepting(permission, saying, roles)


def _common(party: Party, saying: Sequence[tuple[Guardian, Yes]]) -> Permission:
    """What the answers of all guardians have in common for one party."""
    if not saying:
        return Permission(party.unit, party.category)
    sheets = [yes.sheet for _who, yes in saying]
    information = [
        code for code in sheets[0].information if all(code in each.information for each in sheets)
    ]
    others = {" ".join(each.information_other.casefold().split()) for each in sheets}
    other = sheets[0].information_other if len(others) == 1 else ""
    if not other:
        information = [code for code in information if code != OTHER]
    lasts = [each.last for each in sheets if each.last is not None]
    return Permission(
        party=party.unit,
        category=party.category,
        information=tuple(information),
        information_other=other,
        collaborate=all(each.collaborate for each in sheets),
        outcome=all(each.outcome for each in sheets),
        since=max(each.first or each.arrived for each in sheets),
        until=min(lasts) if len(lasts) == len(sheets) else None,
        given=tuple(
            Given(who.name, yes.sheet.submission, _answered(yes.sheet, who), yes.sheet.oral)
            for who, yes in saying
        ),
    )


def _answered(sheet: Sheet, guardian: Guardian) -> date:
    return next(day for signer, day in sheet.signers if signer == guardian)


def _says_something(permission: Permission) -> bool:
    information = permission.information or permission.information_other
    return bool(information) and (permission.collaborate or permission.outcome)


def _missing(
    standings: Sequence[Standing], sheets: Sequence[Sheet], party: Party | None
) -> list[Obstacle]:
    """Why a party is not covered by everybody: who has refused, withdrawn, or not answered."""
    found = []
    for each in standings:
        if party is not None and party.key in each.covered:
            continue
        later = [s for s in each.later if party is None or party.key in {p.key for p in s.parties}]
        unsigned = [s for s in sheets if each.guardian in s.unsigned]
        name, unit = each.guardian.name, party.unit if party else None
        if party is not None and party.key in each.gone:
            found.append(each.gone[party.key])
        elif each.ended is not None:
            found.append(each.ended)
        elif later:
            sheet = later[0]
            day = sheet.first.isoformat() if sheet.first else ""
            number = sheet.submission
            found.append(
                obstacle("not-yet-valid", party=unit, submission=number, guardian=name, day=day)
            )
        elif each.loose is not None:
            continue
        elif unsigned and not each.answered:
            number = unsigned[-1].submission
            found.append(obstacle("unsigned", party=unit, submission=number, guardian=name))
        else:
            found.append(obstacle("guardian-not-answered", party=unit, guardian=name))
    return found


def _excepting(
    permission: Permission, saying: Sequence[tuple[Guardian, Yes]], roles: Roles
) -> Permission:
    """Keep out what an exception may mean, and have the rest heeded."""
    words = roles.parts[Role.CONSENT].settings.get("words", {})
    found, out = list(permission.obstacles), set[str]()
    texts = []
    unit = permission.party
    for who, excepted in ((who, each) for who, yes in saying for each in yes.exceptions):
        text = excepted.text
        texts.append(text)
        when = excepted.withdrawn.isoformat() if excepted.withdrawn else ""
        code = "withdrawn-partly" if when else "partial"
        found.append(obstacle(code, guardian=who.name, text=text, day=when))
        if _may_mean(text, permission, words.get("category", {})):
            code = "exception-party"
            found.append(obstacle(code, party=unit, guardian=who.name, text=text, unit=unit))
        stems = words.get("information", {})
        may_tell = {
            *permission.information,
            *(words.get("outcome", ()) if permission.outcome else ()),
        }
        codes = {code for code in may_tell if _holds(text, (code, *stems.get(code, ())))}
        if codes:
            listed = ", ".join(sorted(codes))
            found.append(obstacle("exception-information", guardian=who.name, codes=listed))
            out |= codes
    return replace(
        permission,
        information=tuple(code for code in permission.information if code not in out),
        outcome=permission.outcome and not out & set(words.get("outcome", ())),
        exceptions=tuple(dict.fromkeys(texts)),
        obstacles=_once(found),
    )


def _may_mean(text: str, permission: Permission, categories: Mapping[str, Sequence[str]]) -> bool:
    """Whether an exception may mean a party: it holds a word of its name, or of its kind."""
    stems = [word[: max(_TELLING, len(word) - 2)] for word in unit_key(permission.party)]
    telling = [stem for stem in stems if len(stem) >= _TELLING]
    return _holds(text, [*telling, *categories.get(permission.category or "", ())])


def _holds(text: str, stems: Iterable[str]) -> bool:
    """Whether a word of the text begins with one of the stems."""
    said = tuple(word for stem in stems for word in unit_key(stem))
    return bool(said) and any(word.startswith(said) for word in unit_key(text))


def _alike(one: str, other: str) -> bool:
    first, second = unit_key(one), unit_key(other)
    return any(
        len(word) >= _TELLING and _holds(other, [word[: max(_TELLING, len(word) - 2)]])
        for word in first
    ) or bool({word for word in first & second if len(word) >= _TELLING})


# -- the case as a whole ---------------------------------------------------------------


def _nothing(sheets: Sequence[Sheet], guardians: Sequence[Guardian]) -> Iterator[Obstacle]:
    if not sheets:
        yield obstacle("no-consent")
    elif not guardians:
        yield obstacle("no-guardian")


def _waiting(facts: CaseFacts, roles: Roles) -> Iterator[Obstacle]:
    """What came in and waits: an answer that waits may be a no."""
    codes = {Role.CONSENT: "answer-waits", Role.WITHDRAWAL: "withdrawal-waits"}
    for form in facts.incoming:
        code = codes.get(roles.of(form.form) or Role.NOTIFICATION)
        if form.waits and code is not None:
            yield obstacle(code, submission=form.submission)


def _resolved(sheet: Sheet, guardians: Sequence[Guardian]) -> Sheet:
    """The sheet with those who signed it as the case knows them, where that is clear."""
    return replace(
        sheet,
        signers=tuple((who_is(who, guardians) or who, day) for who, day in sheet.signers),
        unsigned=tuple(who_is(who, guardians) or who for who in sheet.unsigned),
    )


def _ambiguous(sheets: Iterable[Sheet], guardians: Sequence[Guardian]) -> Iterator[Obstacle]:
    for sheet in sheets:
        for who, _day in sheet.signers:
            if who not in guardians:
                yield obstacle("signer-ambiguous", submission=sheet.submission, guardian=who.name)


def _matched(withdrawal: Withdrawal, guardians: Sequence[Guardian]) -> Withdrawal:
    """The withdrawal with the guardian as the case knows them, where that is clear."""
    who = withdrawal.guardian
    one = None if who is None else who_is(who, guardians)
    return withdrawal if one is None else replace(withdrawal, guardian=one)


def _of_known(withdrawal: Withdrawal, guardians: Sequence[Guardian]) -> Withdrawal:
    """The withdrawal; where it is not clear which known guardian's it is, it is everybody's."""
    known = withdrawal.guardian in guardians
    return withdrawal if known else replace(withdrawal, guardian=None)


def _unmatched(withdrawals: Iterable[Withdrawal]) -> Iterator[Obstacle]:
    for each in withdrawals:
        if each.guardian is None:
            when = local_day(each.at).isoformat()
            yield obstacle("withdrawal-unmatched", submission=each.submission, day=when)


def _loose(standings: Sequence[Standing], day: date) -> Iterator[Obstacle]:
    """Answers that name no party: they let nobody be told anything."""
    for each in standings:
        if each.loose is not None:
            yield from each.loose.flaws(each.guardian, day)


def _once(found: Iterable[Obstacle]) -> tuple[Obstacle, ...]:
    known: list[Obstacle] = []
    for each in found:
        if each not in known:
            known.append(each)
    return tuple(known)
