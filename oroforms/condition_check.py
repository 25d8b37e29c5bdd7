"""Checks the conditions of rules when a definition is loaded, with did-you-mean.

The language is that of :mod:`oroforms.conditions`, which can then rely on
every name, code and argument.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from oroforms.conditions import TODAY
from oroforms.definition import Field
from oroforms.i18n import gettext as _
from oroforms.suggest import did_you_mean

SIGNATURE_PARTS: Mapping[str, str] = {"signed": "bool", "name": "text", "date": "date"}
"""What of a signature a condition can ask for, with the type that it has."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a name in a condition points to: a type, and the codes of a choice."""

    type: str
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Names:
    """The names that the conditions of one rule may use."""

    targets: Mapping[str, Target]

    def find(self, name: str) -> Target | None:
        """What a name points to."""
        return self.targets.get(name)

    def dates(self) -> Iterator[str]:
        """Names of dates, and ``today``: what a date may be compared with."""
        yield TODAY
        for name, target in self.targets.items():
            if target.type in _DATES:
                yield name


def names_of(fields: Sequence[Field], each: str | None = None) -> Names:
    """The names for a rule: all slots, and in a rule with ``each`` the group's starred names."""
    targets: dict[str, Target] = {}
    for field in fields:
        for path in _paths(field, each):
            targets[path] = Target(field.type, tuple(choice.code for choice in field.choices))
            if field.type == "signature":
                targets |= {f"{path}.{p}": Target(type_) for p, type_ in SIGNATURE_PARTS.items()}
    return Names(targets)


def _paths(field: Field, each: str | None) -> list[str]:
    if field.group is None:
        return [field.path]
    starred = [field.path] if field.group.name == each else []
    return starred + [field.path.replace("*", str(slot)) for slot in range(field.group.slots)]


def problems(condition: object, known: Names, where: str = "when") -> Iterator[str]:
    """What is wrong with a condition: one text each, with its place in front."""
    if not isinstance(condition, Mapping) or not condition:
        yield _(
            "{where}: a condition is expected (all, any, not, or a field and an operator)"
        ).format(where=where)
        return
    word = next((word for word in _JOINING if word in condition), None)
    if word is None:
        yield from _leaf_problems(condition, known, where)
        return
    if len(condition) > 1:
        others = ", ".join(str(key) for key in condition if key != word)
        yield _("{where}: {word} stands alone; found beside it: {others}").format(
            where=where, word=word, others=others
        )
    yield from _JOINING[word](condition[word], known, f"{where}.{word}")


def _list_problems(argument: object, known: Names, where: str) -> Iterator[str]:
    if not isinstance(argument, list) or not argument:
        yield _("{where}: a list of conditions is expected").format(where=where)
        return
    for position, part in enumerate(argument):
        yield from problems(part, known, f"{where}[{position}]")


def _count_problems(argument: object, known: Names, where: str) -> Iterator[str]:
    if not isinstance(argument, Mapping) or set(argument) != {"fields", "count"}:
        yield _("{where}: fields and count are expected").format(where=where)
        return
    if not isinstance(argument["fields"], list) or not _whole(argument["count"]):
        yield _("{where}: a list of names and a number are expected").format(where=where)
        return
    for name in argument["fields"]:
        yield from _name_problems(name, known, where)


_JOINING: Mapping[str, Callable[[object, Names, str], Iterator[str]]] = {
    "all": _list_problems,
    "any": _list_problems,
    "not": problems,
    "answered_at_least": _count_problems,
}


def _leaf_problems(leaf: Mapping[Any, Any], known: Names, where: str) -> Iterator[str]:
    operators = [str(key) for key in leaf if key != "field"]
    for key in operators:
        if key not in OPERATORS:
            yield _("{where}: unknown operator {key}.{hint}").format(
                where=where, key=key, hint=did_you_mean(key, [*OPERATORS, *_JOINING])
            )
    if "field" not in leaf or len(operators) != 1:
        yield _("{where}: one field and one operator are expected, found {found}").format(
            where=where, found=", ".join(map(str, leaf))
        )
        return
    name = leaf["field"]
    yield from _name_problems(name, known, where)
    target, operator = known.find(name), OPERATORS.get(operators[0])
    if target is None or operator is None:
        return
    if operator.types and target.type not in operator.types:
        yield _("{where}: {operator} cannot be asked of {name}, which is of type {type}").format(
            where=where, operator=operators[0], name=name, type=target.type
        )
        return
    for text in operator.argument(leaf[operators[0]], target, known):
        yield f"{where}: {operators[0]}: {text}"


def _name_problems(name: object, known: Names, where: str) -> Iterator[str]:
    if not isinstance(name, str) or known.find(name) is None:
        yield _("{where}: the form has no field {name}.{hint}").format(
            where=where, name=name, hint=did_you_mean(str(name), known.targets)
        )


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _needs_value(argument: object, target: Target, _known: Names) -> Iterator[str]:
    if target.type == "bool":
        yield from _needs_truth(argument, target, _known)
    else:
        yield from _needs_codes([argument], target, _known)


def _needs_codes(argument: object, target: Target, _known: Names) -> Iterator[str]:
    if not isinstance(argument, list) or not argument:
        yield _("a list of codes is expected")
        return
    for code in argument:
        if code not in target.codes:
            yield _("{code} is not one of {codes}.{hint}").format(
                code=code,
                codes=", ".join(target.codes),
                hint=did_you_mean(str(code), target.codes),
            )


def _needs_truth(argument: object, _target: Target, _known: Names) -> Iterator[str]:
    if not isinstance(argument, bool):
        yield _("true or false is expected, found {found}").format(found=argument)


def _needs_number(argument: object, _target: Target, _known: Names) -> Iterator[str]:
    if not _whole(argument):
        yield _("a whole number is expected, found {found}").format(found=argument)


def _needs_phrases(argument: object, _target: Target, _known: Names) -> Iterator[str]:
    if not isinstance(argument, list) or not all(isinstance(p, str) and p for p in argument):
        yield _("a list of phrases is expected")


def _needs_name(argument: object, target: Target, known: Names) -> Iterator[str]:
    alike = [name for name, other in known.targets.items() if other.type == target.type]
    if argument not in alike:
        yield _("a field of type {type} is expected, found {found}.{hint}").format(
            type=target.type, found=argument, hint=did_you_mean(str(argument), alike)
        )


def _needs_date(argument: object, _target: Target, known: Names) -> Iterator[str]:
    if argument not in set(known.dates()):
        yield _("a date of the form or today is expected, found {found}.{hint}").format(
            found=argument, hint=did_you_mean(str(argument), known.dates())
        )


def _needs_distance(argument: object, target: Target, known: Names) -> Iterator[str]:
    if not isinstance(argument, Mapping) or set(argument) != {"name", "more_than"}:
        yield _("name and more_than are expected")
        return
    yield from _needs_date(argument["name"], target, known)
    yield from _needs_number(argument["more_than"], target, known)


@dataclass(frozen=True, slots=True)
class Operator:
    """What an operator may be asked of, and what argument it needs."""

    argument: Callable[[object, Target, Names], Iterator[str]]
    types: frozenset[str] = frozenset()
    """Field types that it can be asked of; empty: all."""


_DATES = frozenset({"date", "datetime", "identity"})
_TEXTS = frozenset({"text", "multiline"})

OPERATORS: Mapping[str, Operator] = {
    "is": Operator(_needs_value, frozenset({"choice", "bool"})),
    "in": Operator(_needs_codes, frozenset({"choice"})),
    "has_any": Operator(_needs_codes, frozenset({"multichoice"})),
    "answered": Operator(_needs_truth),
    "shorter_than": Operator(_needs_number, _TEXTS),
    "contains_any": Operator(_needs_phrases, _TEXTS),
    "contains_identity": Operator(_needs_truth, _TEXTS),
    "same_as": Operator(_needs_name),
    "before": Operator(_needs_date, _DATES),
    "after": Operator(_needs_date, _DATES),
    "days_after": Operator(_needs_distance, _DATES),
    "age_at_least": Operator(_needs_number, frozenset({"identity", "date"})),
}
