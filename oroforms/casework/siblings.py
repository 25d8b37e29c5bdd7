"""A sister's or brother's notification from an existing one, without a trace of the first child.

Which answers carry over is data (``sibling`` of the role in ``casework.yaml``).
A text that carries over and names the first child is left out whole: what
names one child is about that child, and cutting out a word leaves the rest.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from oroforms.documents import Value
from oroforms.names import flatten, get, put, unflatten
from oroforms.person_names import name_parts

_WORD = re.compile(r"[^\W_]+")
_SHORT = 3
"""Names of so few letters are words as well (“Per”, “Liv”): only with a capital are they names."""
_SHORTEST = 6
"""Digits of which a number must have as many to tell somebody."""
_ENDINGS = ("", "s", "as", "es", "is")
"""What a name may end in besides, such as the genitive."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What of a notification goes into that of a sister or brother, as the roles say it."""

    group: str
    """The group that lists them."""
    child: Mapping[str, str]
    """Field of that group → the field of the child that it becomes."""
    same: str
    """The field of that group that says that the concern is the same."""
    keep: Sequence[str]
    keep_if_same: Sequence[str]
    leave: Sequence[str]
    """Patterns with ``*`` for a slot; they go before what is kept."""
    first: Sequence[str]
    """What tells the first child: names, numbers and dates of the form."""

    def comes_along(self, name: str, *, same_concern: bool) -> bool:
        """Whether an answer goes into the notification of a sister or brother."""
        kept = [*self.keep, *(self.keep_if_same if same_concern else ())]
        return _among(name, kept) and not _among(name, self.leave)

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Plan:
        """The plan of one role's settings.

        Raises
        ------
        KeyError
            When one of the keys is missing.
        """
        return cls(
            str(said["group"]),
            dict(said["child"]),
            str(said["same"]),
            *(tuple(said[key]) for key in ("keep", "keep_if_same", "leave", "first")),
        )


@dataclass(frozen=True, slots=True)
class Trace:
    """A text that named the first child and was left out."""

    field: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SiblingNotification:
    """The answers of the new notification, and what did not come along."""

    values: Mapping[str, Value]
    traces: tuple[Trace, ...]
    same_concern: bool


def siblings_on(values: Mapping[str, Any], plan: Plan) -> Mapping[int, str]:
    """The sisters and brothers that a notification lists: slot → name, as far as it is told."""
    items = get(values, plan.group) or []
    return {number: str(item.get("name") or "–") for number, item in enumerate(items) if item}


def sibling_notification(values: Mapping[str, Any], number: int, plan: Plan) -> SiblingNotification:
    """The notification of the sister or brother in a slot of the group.

    Raises
    ------
    LookupError
        When nobody stands there.
    """
    item = get(values, f"{plan.group}.{number}")
    if not item:
        raise LookupError(number)
    same = item.get(plan.same) is True
    carried: dict[str, Any] = {
        name: value for name, value in flatten(values) if plan.comes_along(name, same_concern=same)
    }
    made: dict[str, Any] = dict(unflatten(carried))
    others = [each for place, each in enumerate(made.pop(plan.group, ())) if place != number]
    if any(others):
        made[plan.group] = [each for each in others if each]
    for theirs, child in plan.child.items():
        if theirs in item:
            put(made, child, item[theirs])
    marks = _Marks.of(values, item, plan)
    traces = tuple(_traces(made, marks, plan))
    gone = {trace.field for trace in traces}
    clean = {name: value for name, value in flatten(made) if name not in gone}
    return SiblingNotification(unflatten(clean), traces, same)


@dataclass(frozen=True, slots=True)
class _Marks:
    """By what a text is told to speak of the first child."""

    parts: frozenset[str]
    digits: tuple[str, ...]

    @classmethod
    def of(cls, values: Mapping[str, Any], item: Mapping[str, Any], plan: Plan) -> _Marks:
        """What is the first child's alone: a family name that others bear tells nothing.

        Its first given name tells it all the same, though a guardian may share it.
        """
        said = [str(value) for name in plan.first if (value := get(values, name)) is not None]
        theirs = [value for value in item.values() if isinstance(value, str)]
        family = [
            value
            for name, value in flatten(values)
            if _is_name(name) and name.partition(".")[0] in plan.keep and isinstance(value, str)
        ]
        sibling, shared = _parts(theirs), _parts([*theirs, *family])
        given = _parts([value.split()[0] for value in said if value.split()])
        parts = (_parts(said) - shared) | (given - sibling)
        known = {_digits(value) for value in theirs}
        digits = {each for value in said for each in _written(_digits(value))}
        return cls(parts, tuple(sorted(digits - known, key=len, reverse=True)))

    def found(self, text: str) -> Iterator[str]:
        """The words and numbers of a text that speak of the first child."""
        for match in _WORD.finditer(text):
            word = match[0]
            folded = "".join(name_parts(word))
            for part in self.parts:
                named = any(folded == part + ending for ending in _ENDINGS)
                if named and (len(part) > _SHORT or word[0].isupper()):
                    yield word
                    break
        bare = _digits(text)
        yield from (digits for digits in self.digits if digits in bare)


def _parts(names: Sequence[str]) -> frozenset[str]:
    return frozenset[str]().union(*(name_parts(name) for name in names))


def _written(digits: str) -> Iterator[str]:
    """How a number may be written: with or without its century or country; of an identity number
    the day alone.
    """
    if len(digits) >= _SHORTEST:
        yield digits
    if 8 < len(digits) < 12:
        yield digits[-8:]
    if len(digits) in (8, 12):
        yield digits[2:]
    if len(digits) == 12:
        yield digits[:8]
        yield digits[2:8]


def _traces(values: Mapping[str, Any], marks: _Marks, plan: Plan) -> Iterator[Trace]:
    own = set(plan.child.values())
    for name, value in flatten(values):
        if not isinstance(value, str) or name in own or _is_name(name):
            continue
        words = tuple(dict.fromkeys(marks.found(value)))
        if words:
            yield Trace(name, words)


def _among(name: str, patterns: Sequence[str]) -> bool:
    """Whether a name is one of the patterns, or lies in one."""
    parts = name.split(".")
    return any(
        len(parts) >= len(pattern)
        and all(said in ("*", part) for said, part in zip(pattern, parts, strict=False))
        for pattern in (each.split(".") for each in patterns)
    )


def _is_name(name: str) -> bool:
    """Whether a field holds somebody's name."""
    return name.rpartition(".")[2] == "name"


def _digits(text: str) -> str:
    """The digits of a text alone, in whatever script they are written."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(letter for letter in plain if letter.isdecimal())
