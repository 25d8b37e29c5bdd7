"""Protected persons: what reveals where somebody is to be found, and for whom it stays inside.

Where a child's identity is protected, or it is not known whether it is,
addresses, phones and schools (the fields of sensitivity ``protected``, the
guardians' among them: who finds a guardian finds the child) are not in
letters, sending, export or statistics. They stay in the notification itself,
which must reach those who protect, and in the case file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from oroforms.casework.roles import Role, Roles
from oroforms.definition import Definition, Sensitivity
from oroforms.documents import Value
from oroforms.facts import CaseFacts
from oroforms.names import flatten, get, touch, unflatten

MAYBE = ("yes", "unknown")
"""Answers to whether the identity is protected by which it is treated so, the worse one first."""


@dataclass(frozen=True, slots=True)
class Stripped:
    """Values without what is protected, and the names of what was left out."""

    values: Mapping[str, Value]
    withheld: tuple[str, ...]


def protected_names(definition: Definition, values: Mapping[str, Any]) -> tuple[str, ...]:
    """The slots of sensitivity ``protected`` that are answered, in printed order."""
    return tuple(
        slot.name
        for slot in definition.slots
        if slot.field.sensitivity is Sensitivity.PROTECTED and get(values, slot.name) is not None
    )


def without_protected(definition: Definition, values: Mapping[str, Any]) -> Stripped:
    """The values without every field of sensitivity ``protected``."""
    withheld = protected_names(definition, values)
    kept = {
        name: value
        for name, value in flatten(values)
        if not any(touch(name, other) for other in withheld)
    }
    return Stripped(unflatten(kept), withheld)


def may_be_protected(facts: CaseFacts, roles: Roles) -> bool:
    """Whether the case's child, and so its guardians, may be protected."""
    return worst(facts, roles) is not None


def worst(facts: CaseFacts, roles: Roles) -> str | None:
    """``yes`` where anything in the case says that the identity is protected, else ``unknown``
    where anything says that this is not known, else ``None``.

    What waits for review counts: a notification that says so need not be
    accepted first.
    """
    part = roles.parts[Role.NOTIFICATION]
    name = part.fields.get("protected")
    said = {facts.child.protected}
    for form in facts.incoming:
        if roles.of(form.form) is Role.NOTIFICATION:
            answer = part.answer(form.values, "protected")
            # A tick in doubt is not among the values, and may be a yes.
            said.add("unknown" if answer is None and name in form.doubtful else answer)
    return next((word for word in MAYBE if word in said), None)


def says_protected(definition: Definition, values: Mapping[str, Any]) -> bool:
    """Whether a form itself says that the identity is protected, or that this is not known."""
    name = definition.matching.protected
    return name is not None and get(values, name) in MAYBE
