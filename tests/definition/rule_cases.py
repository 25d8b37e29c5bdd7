"""How a rule is tried: what triggers it in a complete answer, and what narrowly does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

Changes = dict[str, Any]


class Case(NamedTuple):
    """What is changed in the complete answer to trigger a rule, and what more to miss it."""

    code: str
    field: str
    triggered: Changes
    misses: tuple[Changes, ...]


def case(code: str, field: str, triggered: Changes, *misses: Changes) -> Case:
    """One trigger with its near misses."""
    return Case(code, field, triggered, misses)


def absent(*names: str) -> Changes:
    """Takes these answers away."""
    return dict.fromkeys(names)


def one_by_one(names: Iterable[str], value: object = "något") -> Iterator[Changes]:
    """Each of these answers given alone."""
    return ({name: value} for name in names)
