"""Which form plays which role in case work, as data: ``casework.yaml``.

No code names a form. A role (:class:`Role`) has its forms, and the fields
that answer what case work asks, each by a plain word (``sector``,
``guardians``). The user's own file goes before the shipped one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from oroforms.casework.letter_kinds import LetterKind, kinds
from oroforms.documents import Value
from oroforms.folders import in_use
from oroforms.names import get
from oroforms.yamldata import as_its_head_says, read_yaml

FILE = "casework.yaml"


class Role(StrEnum):
    """What a form is for in case work."""

    NOTIFICATION = "notification"
    CONSENT = "consent"
    WITHDRAWAL = "withdrawal"
    CONSULTATION = "consultation"


@dataclass(frozen=True, slots=True)
class Part:
    """One role: its forms, and which of their fields answer what."""

    role: Role
    forms: tuple[str, ...]
    fields: Mapping[str, str]
    """Plain word → dotted name of the field or group."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """What else the file says of the role, such as words to look for."""

    def answer(self, values: Mapping[str, Value], word: str) -> Any:
        """What a form's values say to a plain word; ``None`` where they do not say."""
        name = self.fields.get(word)
        return None if name is None else get(values, name)


@dataclass(frozen=True, slots=True)
class Roles:
    """All roles of one file."""

    parts: Mapping[Role, Part]
    letters: Mapping[str, LetterKind]
    """Kinds of letters by their names."""
    letterhead: frozenset[str]
    """Fields that are filled in in every letter that has them."""
    path: Path

    def of(self, form: str) -> Role | None:
        """The role of a form, ``None`` where it has none."""
        return next((role for role, part in self.parts.items() if form in part.forms), None)

    def answer(self, form: str, values: Mapping[str, Value], word: str) -> Any:
        """What a form's values say to a plain word of its role."""
        role = self.of(form)
        return None if role is None else self.parts[role].answer(values, word)


def current() -> Roles:
    """The roles in use: the user's own file where there is one, else the shipped."""
    return load(in_use("schemas", FILE))


@lru_cache(maxsize=4)
def load(path: Path) -> Roles:
    """The roles of one file, read once a process.

    Raises
    ------
    DefinitionError
        When the file is not as its head says.
    """
    data = read_yaml(path)
    with as_its_head_says(path):
        parts = {Role(key): _part(Role(key), said) for key, said in data["roles"].items()}
        letterhead = frozenset(data.get("letterhead") or ())
        return Roles(parts, kinds(data), letterhead, path)


def _part(role: Role, said: Mapping[str, Any]) -> Part:
    settings = {key: value for key, value in said.items() if key not in ("forms", "fields")}
    return Part(role, tuple(said["forms"]), dict(said["fields"]), settings)
