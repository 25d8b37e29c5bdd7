"""What is kept how long, as data: ``retention.yaml``, the user's own laid over the shipped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from oroforms.definition import Text
from oroforms.errors import DefinitionError
from oroforms.folders import own, shipped
from oroforms.i18n import gettext as _
from oroforms.yamldata import read_yaml

FILE = "retention.yaml"
_DAYS = range(1, 32)


class Keep(StrEnum):
    """How long a class of cases is kept."""

    GENERAL = "general"
    FOREVER = "forever"
    UNTIL_AGE = "until_age"


@dataclass(frozen=True, slots=True)
class RetentionClass:
    """One class of cases."""

    name: str
    title: Text
    keep: Keep
    age: int | None = None
    """With :attr:`Keep.UNTIL_AGE`: that of the child."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The sample for research, as the municipality has stated it."""

    whole_municipality: bool = False
    birth_days: frozenset[int] = frozenset()
    """Days of the month."""

    def holds(self, born_on: int | None) -> bool | None:
        """Whether a person born on a day of the month is in it; ``None`` where that decides it."""
        if self.whole_municipality or not self.birth_days:
            return self.whole_municipality
        return None if born_on is None else born_on in self.birth_days


@dataclass(frozen=True, slots=True)
class Policy:
    """All of ``retention.yaml``; ``general``, ``inquiry`` and ``exempt`` are rules of law."""

    general: str
    inquiry: str
    exempt: str
    classes: Mapping[str, RetentionClass]
    never_culled_holds_others: bool
    sample: Sample | None
    """``None`` until the municipality has stated it; until then nothing is culled."""


def current() -> Policy:
    """The policy in use."""
    mine = own("schemas") / FILE
    return load(shipped("schemas") / FILE, mine if mine.is_file() else None)


@lru_cache(maxsize=4)
def load(path: Path, over: Path | None = None) -> Policy:
    """The policy of a file, with another laid over it key by key; read once a process.

    Raises
    ------
    DefinitionError
        When a file is not as its head says.
    """
    data = dict(read_yaml(path))
    try:
        data |= {} if over is None else dict(read_yaml(over))
        unknown = data.keys() - _KEYS
        if unknown:
            raise ValueError(", ".join(sorted(unknown)))
        return Policy(
            str(data["general"]),
            str(data["inquiry"]),
            str(data["exempt"]),
            {name: _class(name, said) for name, said in data["classes"].items()},
            data["never_culled_holds_others"] is True,
            _sample(data["sample"]),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        text = _("{path}: not a file of retention as the head of the shipped one says: {problem}")
        raise DefinitionError(text.format(path=over or path, problem=error)) from error


_KEYS = {"general", "inquiry", "exempt", "classes", "never_culled_holds_others", "sample"}


def _class(name: str, said: Mapping[str, Any]) -> RetentionClass:
    keep = Keep(said["keep"])
    age = int(said["age"]) if keep is Keep.UNTIL_AGE else None
    return RetentionClass(name, Text(said["title"]["sv"], said["title"]["en"]), keep, age)


def _sample(said: Any) -> Sample | None:
    if said is None:
        return None
    if said == "none":
        return Sample()
    if said.keys() == {"whole_municipality"} and said["whole_municipality"] is True:
        return Sample(whole_municipality=True)
    days = frozenset(int(day) for day in said["birth_days"])
    if said.keys() != {"birth_days"} or not days or not all(day in _DAYS for day in days):
        raise ValueError("sample")
    return Sample(birth_days=days)
