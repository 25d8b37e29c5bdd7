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
from oroforms.person_names import one_within_the_other


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


def guardians_of(facts: CaseFacts, roles: Roles) -> tuple[Guardian, ...]:
    """Everybody whom notifications and consents that stand name as guardian.

    What the newest notification says of somebody's custody counts.
    """
    known: list[Guardian] = []
    for mention in _mentions(facts, roles):
        place = next((i for i, one in enumerate(known) if one.is_(mention)), None)
        if place is None:
            known.append(mention)
            continue
        one = known[place]
        known[place] = replace(
            one,
            name=max(one.name, mention.name, key=len),
            identity=one.identity or mention.identity,
            custody=one.custody if mention.custody is Custody.UNKNOWN else mention.custody,
        )
    return tuple(known)


def _mentions(facts: CaseFacts, roles: Roles) -> Iterator[Guardian]:
    """Oldest first; consents after notifications, which say more of each."""
    for role in (Role.NOTIFICATION, Role.CONSENT):
        for form in facts.incoming:
            if form.waits or roles.of(form.form) is not role:
                continue
            for item in roles.answer(form.form, form.values, "guardians") or ():
                guardian = named(item)
                if guardian is not None:
                    yield guardian


@dataclass(frozen=True, slots=True)
class Needed:
    """Whose consent is needed, and what is unclear about that."""

    guardians: tuple[Guardian, ...]
    obstacles: tuple[Obstacle, ...] = ()


def needed(guardians: Iterable[Guardian]) -> Needed:
    """Whose consent is needed: of an appointed or sole guardian theirs, else everybody's.

    Where custody is not known, the consent of two known guardians is enough;
    that of a single one is not.
    """
    known = tuple(guardians)
    said = {one.custody for one in known} - {Custody.UNKNOWN}
    if not known:
        return Needed(())
    alone = tuple(one for one in known if one.custody is Custody.SOLE)
    if len(said) > 1 or len(alone) > 1:
        words = ", ".join(f"{one.name}: {one.custody.value}" for one in known)
        return Needed(known, (obstacle("custody-unclear", said=words),))
    if Custody.APPOINTED in said:
        return Needed(tuple(one for one in known if one.custody is Custody.APPOINTED))
    if alone:
        return Needed(alone)
    if len(known) > 1:
        return Needed(known)
    code = "guardian-unknown" if Custody.JOINT in said else "custody-unknown"
    return Needed(known, (obstacle(code, guardian=known[0].name),))
