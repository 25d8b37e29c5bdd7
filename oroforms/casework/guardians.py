"""Who has custody of a case's child, and whose consent is needed therefore.

Notifications say what custody each guardian has, as far as the notifier
knows; consents name guardians too. Two mentions are one person where their
identity numbers are the same, or where one of them has none and the names
fit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from oroforms.casework.obstacles import Obstacle, obstacle
from oroforms.casework.roles import Role, Roles
from oroforms.facts import CaseFacts
from oroforms.person_names import name_parts, one_within_the_other


class Custody(StrEnum):
    """What custody a guardian has, by the codes of the forms."""

    SOLE = "sole"
    JOINT = "joint"
    APPOINTED = "appointed"
    """Specially appointed by a court (*särskilt förordnad vårdnadshavare*)."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Guardian:
    """One guardian as the case knows them."""

    name: str
    identity: str | None = None
    custody: Custody = Custody.UNKNOWN

    def is_(self, other: Guardian) -> bool:
        """Whether two mentions are one person's."""
        if self.identity and other.identity:
            return self.identity == other.identity
        return bool(self.name and other.name and one_within_the_other(self.name, other.name))


def named(item: Mapping[str, Any]) -> Guardian | None:
    """The guardian in one item of a form's group; ``None`` where it names nobody."""
    signature = item.get("signature")
    signed = signature.get("name") if isinstance(signature, Mapping) else None
    name, identity = item.get("name") or signed, item.get("identity_number")
    if not name and not identity:
        return None
    custody = item.get("custody")
    known = custody if custody in tuple(Custody) else Custody.UNKNOWN
    return Guardian(str(name or identity), identity, Custody(known))


def who_is(said: Guardian, known: Iterable[Guardian]) -> Guardian | None:
    """Which of the known guardians a mention means; ``None`` where none, or not only one, fits."""
    fits = [each for each in known if each.is_(said)]
    if len(fits) > 1:
        fits = [each for each in fits if name_parts(each.name) == name_parts(said.name)]
    return fits[0] if len(fits) == 1 else None


def guardians_of(facts: CaseFacts, roles: Roles) -> tuple[Guardian, ...]:
    """Everybody whom notifications and consents that stand name as guardian.

    What the newest notification says of somebody's custody counts. Two
    mentions on one form are two persons; one that fits several is nobody new.
    """
    known: list[Guardian] = []
    for mentions in _mentions(facts, roles):
        taken: list[Guardian] = []
        for mention in mentions:
            open_ = [each for each in known if each not in taken]
            one = who_is(mention, open_)
            if one is not None:
                merged = _merged(one, mention)
                known[known.index(one)] = merged
                taken.append(merged)
            elif not any(each.is_(mention) for each in open_):
                known.append(mention)
                taken.append(mention)
    return tuple(known)


def _merged(one: Guardian, mention: Guardian) -> Guardian:
    """What is known of a guardian, and what another mention adds."""
    return replace(
        one,
        name=max(one.name, mention.name, key=len),
        identity=one.identity or mention.identity,
        custody=one.custody if mention.custody is Custody.UNKNOWN else mention.custody,
    )


def _mentions(facts: CaseFacts, roles: Roles) -> Iterator[list[Guardian]]:
    """Those of each form, oldest first; consents after notifications, which say more of each."""
    for role in (Role.NOTIFICATION, Role.CONSENT):
        for form in facts.incoming:
            if form.waits or roles.of(form.form) is not role:
                continue
            items = roles.answer(form.form, form.values, "guardians") or ()
            yield [each for item in items if (each := named(item)) is not None]


@dataclass(frozen=True, slots=True)
class Needed:
    """Whose consent is needed, and what is unclear about that."""

    guardians: tuple[Guardian, ...]
    obstacles: tuple[Obstacle, ...] = ()


def needed(guardians: Iterable[Guardian]) -> Needed:
    """Whose consent is needed: of an appointed or sole guardian theirs, of two with joint
    custody both's, else everybody's.

    Where custody is not known, the consent of two known guardians is enough;
    that of a single one is not.
    """
    known = tuple(guardians)
    said = {one.custody for one in known} - {Custody.UNKNOWN}
    if not known:
        return Needed(())
    alone = tuple(one for one in known if one.custody is Custody.SOLE)
    joint = tuple(one for one in known if one.custody is Custody.JOINT)
    if len(said) > 1 or len(alone) > 1 or len(joint) > 2:
        words = ", ".join(f"{one.name}: {one.custody.value}" for one in known)
        return Needed(known, (obstacle("custody-unclear", said=words),))
    if len(joint) == 2:
        return Needed(joint)
    if Custody.APPOINTED in said:
        return Needed(tuple(one for one in known if one.custody is Custody.APPOINTED))
    if alone:
        return Needed(alone)
    if len(known) > 1:
        return Needed(known)
    code = "guardian-unknown" if Custody.JOINT in said else "custody-unknown"
    return Needed(known, (obstacle(code, guardian=known[0].name),))
