"""What is kept how long, as data: ``retention.yaml``, the user's own laid over the shipped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from oroforms.definition import Text
from oroforms.folders import own, shipped
from oroforms.i18n import gettext as _
from oroforms.yamldata import as_its_head_says, read_yaml

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
    shipped_data, own_data = read_yaml(path), {} if over is None else read_yaml(over)
    with as_its_head_says(over or path):
        data = {**shipped_data, **own_data}
        if unknown := sorted(data.keys() - _KEYS):
            raise ValueError(_("there is no key {key}").format(key=", ".join(unknown)))
        return Policy(
            str(data["general"]),
            str(data["inquiry"]),
            str(data["exempt"]),
            {name: _class(name, said) for name, said in data["classes"].items()},
            data["never_culled_holds_others"] is True,
            _sample(data["sample"]),
        )


_KEYS = {"general", "inquiry", "exempt", "classes", "never_culled_holds_others", "sample"}


def _class(name: str, said: Mapping[str, Any]) -> RetentionClass:
    keep = Keep(said["keep"])
    age = int(said["age"]) if keep is Keep.UNTIL_AGE else None
    return RetentionClass(name, Text(said["title"]["sv"], said["title"]["en"]), keep, age)


def _sample(said: Any) -> Sample | None:
    match said:
        case None:
            return None
        case "none":
            return Sample()
        case {"whole_municipality": True, **others} if not others:
            return Sample(whole_municipality=True)
        case {"birth_days": [_first, *_rest] as days, **others} if not others:
            if all(type(day) is int and day in _DAYS for day in days):
                return Sample(birth_days=frozenset(days))
    raise ValueError(_("sample is none, whole_municipality: true or birth_days: [3, 17]"))
