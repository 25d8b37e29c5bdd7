"""Whether the child has a say of its own about consent, and what it said last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from oroforms.casework.answers import Withdrawal
from oroforms.casework.guardians import Guardian
from oroforms.casework.obstacles import Obstacle, obstacle
from oroforms.casework.roles import Role, Roles
from oroforms.conditions import age_on, day_of
from oroforms.facts import CaseFacts, Incoming, local_day

SPEAKS_FROM = 15
"""From that age a child speaks for itself: rule ``fifteen`` of the law."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the child said, on which form and day."""

    said: str
    submission: int
    day: date
    signed: bool


def by_child(
    withdrawals: Iterable[Withdrawal], facts: CaseFacts, guardians: Sequence[Guardian]
) -> tuple[list[Withdrawal], list[Withdrawal]]:
    """The withdrawals of the child itself, and those of others.

    What is a guardian's is not the child's, though they bear the same name.
    """
    child = Guardian(facts.child.name or "", facts.child.identity)
    mine: list[Withdrawal] = []
    others: list[Withdrawal] = []
    for each in withdrawals:
        who = each.guardian
        is_child = who is not None and who not in guardians and who.is_(child)
        (mine if is_child else others).append(each)
    return mine, others


def childs_say(
    facts: CaseFacts, roles: Roles, withdrawals: Sequence[Withdrawal], day: date
) -> Iterator[Obstacle]:
    """What of the child's own stands in the way of telling anybody anything."""
    answers = sorted(_answers(facts, roles), key=lambda each: (each.day, each.submission))
    last = answers[-1] if answers else None
    born = _born(facts, roles)
    # A child whose age is not known may be old enough to speak for itself.
    speaks = born is None or age_on(born, day) >= SPEAKS_FROM
    taken_back = [each for each in withdrawals if last is None or local_day(each.at) >= last.day]
    if taken_back:
        when = local_day(taken_back[-1].at).isoformat()
        number = taken_back[-1].submission
        code = "child-withdrew" if speaks else "child-objects"
        yield obstacle(code, submission=number, day=when)
    elif last is not None and last.said == "no":
        code = "child-refuses" if speaks else "child-objects"
        yield obstacle(code, submission=last.submission)
    elif last is not None and last.said == "yes":
        if speaks and not last.signed and born is not None:
            yield obstacle("child-unsigned", submission=last.submission)
    elif speaks:
        yield obstacle("child-age-unknown" if born is None else "child-not-asked")


def _answers(facts: CaseFacts, roles: Roles) -> Iterator[_Answer]:
    for form in facts.incoming:
        if form.waits or roles.of(form.form) is not Role.CONSENT:
            continue
        said = roles.answer(form.form, form.values, "child_consent")
        if said is None:
            continue
        signature = roles.answer(form.form, form.values, "child_signature")
        oral = roles.answer(form.form, form.values, "form_of_consent") == "oral"
        signed = oral or (isinstance(signature, Mapping) and signature.get("signed") is True)
        day = local_day(facts.arrival(form.submission, form.received))
        yield _Answer(str(said), form.submission, day, signed)


def _born(facts: CaseFacts, roles: Roles) -> date | None:
    """The child's day of birth, by its number, else as a form that stands says it."""
    known = day_of(facts.child.identity)
    for form in reversed(facts.incoming):
        if known is not None:
            break
        known = _said_birth(form, roles)
    return known


def _said_birth(form: Incoming, roles: Roles) -> date | None:
    if form.waits:
        return None
    words = ("child_identity", "birth_date")
    days = (day_of(roles.answer(form.form, form.values, word)) for word in words)
    return next((day for day in days if day is not None), None)
