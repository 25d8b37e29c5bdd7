"""Conditions as data: the language in which a form's cross-field rules are said.

A condition is a mapping with exactly one of the joining words, or a leaf::

    all: [CONDITION, …]         every one holds
    any: [CONDITION, …]         at least one holds
    not: CONDITION              it does not hold

    {field: NAME, is: VALUE}              the value is VALUE (a code, true or false)
    {field: NAME, in: [CODE, …]}          the value is one of the codes
    {field: NAME, has_any: [CODE, …]}     at least one of the codes is ticked
    {field: NAME, answered: true|false}   there is a value, or there is none
    {field: NAME, shorter_than: WORDS}    there is a text, and it has fewer words
    {field: NAME, contains_any: [PHRASE]} the text holds one of the phrases as whole words
    {field: NAME, same_as: NAME}          both are answered, and with the same value
    {field: NAME, before: NAME|today}     the day lies before the other one
    {field: NAME, after: NAME|today}      the day lies after the other one
    {field: NAME, days_after: {name: NAME|today, more_than: DAYS}}
                                          the day lies more than DAYS after the other one
    {field: NAME, age_at_least: YEARS}    the person with this number or birth date is that old
    {answered_at_least: {fields: [NAME, …], count: N}}

A NAME is a slot's dotted name; of a signature also its parts ``X.signed``,
``X.name`` and ``X.date``. In a rule with ``each: guardians`` the names hold
``guardians.*`` for the slot that is tried. An identity number stands for the
day of birth where days are compared.

Truth has three values. A comparison of dates or ages with a value that is not
there (or is a reserve number, which has no birth date) *cannot be told*, nor
can its negation: a rule gives its finding only when its condition surely
holds. ``today`` is the date of the document or of its arrival and is always
given by the caller.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from oroforms import names
from oroforms.definition import Field
from oroforms.i18n import gettext as _
from oroforms.suggest import did_you_mean

Truth = bool | None
"""Holds, does not hold, or ``None``: cannot be told."""

Condition = Mapping[str, Any]

TODAY = "today"
_RESERVE_SERIES = "99"
"""Twelve digits that begin so are a region's reserve number and hold no day of birth."""

SIGNATURE_PARTS: Mapping[str, str] = {"signed": "bool", "name": "text", "date": "date"}
"""What of a signature a condition can ask for, with the type that it has."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What a condition is tried on: the nested values, the day, and the slot of a group."""

    values: Mapping[str, Any]
    today: date
    index: int | None = None

    def value(self, name: str) -> Any:
        """What stands under a name of a condition, or ``None`` where nothing does."""
        if self.index is not None:
            name = name.replace("*", str(self.index), 1)
        return names.get(self.values, name)

    def day(self, name: str) -> date | None:
        """The date under a name (or today), the day alone of a date with a time."""
        return self.today if name == TODAY else day_of(self.value(name))


def holds(condition: Condition, scene: Scene) -> Truth:
    """Whether a condition, which :func:`problems` has found sound, holds."""
    for key, argument in condition.items():
        if key == "all":
            return _all([holds(part, scene) for part in argument])
        if key == "any":
            return _any([holds(part, scene) for part in argument])
        if key == "not":
            inner = holds(argument, scene)
            return None if inner is None else not inner
        if key == "answered_at_least":
            given = sum(scene.value(name) is not None for name in argument["fields"])
            return given >= int(argument["count"])
        if key != "field":
            return OPERATORS[key].holds(scene.value(condition["field"]), argument, scene)
    raise AssertionError(f"a condition without operator passed the check: {condition!r}")


def _all(parts: Sequence[Truth]) -> Truth:
    return False if False in parts else None if None in parts else True


def _any(parts: Sequence[Truth]) -> Truth:
    return True if True in parts else None if None in parts else False


def leaves(condition: Condition) -> Iterator[Condition]:
    """The leaves of a condition, with what they say (``answered_at_least`` is one)."""
    for word in ("all", "any"):
        for part in condition.get(word, ()):
            yield from leaves(part)
    if "not" in condition:
        yield from leaves(condition["not"])
    if "field" in condition or "answered_at_least" in condition:
        yield condition


def names_in(condition: Condition) -> frozenset[str]:
    """Every name that a condition asks for, ``*`` for the slot, without ``today``."""
    found: set[str] = set()
    for leaf in leaves(condition):
        if "answered_at_least" in leaf:
            found.update(leaf["answered_at_least"]["fields"])
            continue
        found.add(leaf["field"])
        for operator in ("same_as", "before", "after"):
            if operator in leaf:
                found.add(leaf[operator])
        if "days_after" in leaf:
            found.add(leaf["days_after"]["name"])
    return frozenset(found - {TODAY})


# -- what the operators ask -----------------------------------------------------


def day_of(value: object) -> date | None:
    """The day of a date, a date with time, or an identity number; ``None`` where it tells none.

    A coordination number has 60 added to its day. A reserve number, and a
    birth date written without its century, tell no day.
    """
    if not isinstance(value, str):
        return None
    digits = value[:10].replace("-", "") if "-" in value else value
    if not (digits.isascii() and digits.isdigit() and len(digits) in {8, 12}):
        return None
    if digits.startswith(_RESERVE_SERIES):
        return None
    day = int(digits[6:8])
    try:
        return date(int(digits[:4]), int(digits[4:6]), day - 60 if day > 60 else day)
    except ValueError:
        return None


def age_on(born: date, today: date) -> int:
    """Whole years lived on a day; somebody born on 29 February turns on 1 March."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def phrases_in(text: str, phrases: Sequence[str]) -> tuple[str, ...]:
    """Those of the phrases that a text holds as whole words, whatever its case or line breaks."""
    return tuple(dict.fromkeys(m.group(1) for m in _pattern(tuple(phrases)).finditer(_flat(text))))


@lru_cache(maxsize=64)
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted((_flat(phrase) for phrase in phrases), key=len, reverse=True)
    return re.compile(rf"(?<!\w)({'|'.join(map(re.escape, longest_first))})(?!\w)")


def _flat(text: str) -> str:
    return " ".join(text.casefold().split())


def _is(value: Any, argument: Any, _scene: Scene) -> Truth:
    return bool(value == argument)


def _in(value: Any, argument: Any, _scene: Scene) -> Truth:
    return value in argument


def _has_any(value: Any, argument: Any, _scene: Scene) -> Truth:
    return value is not None and any(code in value for code in argument)


def _answered(value: Any, argument: Any, _scene: Scene) -> Truth:
    return (value is not None) == argument


def _shorter_than(value: Any, argument: Any, _scene: Scene) -> Truth:
    return value is not None and len(value.split()) < argument


def _contains_any(value: Any, argument: Any, _scene: Scene) -> Truth:
    return value is not None and bool(phrases_in(value, argument))


def _same_as(value: Any, argument: Any, scene: Scene) -> Truth:
    return value is not None and bool(value == scene.value(argument))


def _before(value: Any, argument: Any, scene: Scene) -> Truth:
    one, other = day_of(value), scene.day(argument)
    return None if one is None or other is None else one < other


def _after(value: Any, argument: Any, scene: Scene) -> Truth:
    one, other = day_of(value), scene.day(argument)
    return None if one is None or other is None else one > other


def _days_after(value: Any, argument: Any, scene: Scene) -> Truth:
    one, other = day_of(value), scene.day(argument["name"])
    return None if one is None or other is None else (one - other).days > argument["more_than"]


def _age_at_least(value: Any, argument: Any, scene: Scene) -> Truth:
    born = day_of(value)
    return None if born is None else age_on(born, scene.today) >= argument


# -- the check at load ----------------------------------------------------------


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
        yield _("{where}: a condition is expected (all, any, not, or a field and an operator)").format(
            where=where
        )
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
    """One question to one value: how it is answered, and what it may be asked of."""

    holds: Callable[[Any, Any, Scene], Truth]
    argument: Callable[[object, Target, Names], Iterator[str]]
    types: frozenset[str] = frozenset()
    """Field types that it can be asked of; empty: all."""


_DATES = frozenset({"date", "datetime", "identity"})
_TEXTS = frozenset({"text", "multiline"})

OPERATORS: Mapping[str, Operator] = {
    "is": Operator(_is, _needs_value, frozenset({"choice", "bool"})),
    "in": Operator(_in, _needs_codes, frozenset({"choice"})),
    "has_any": Operator(_has_any, _needs_codes, frozenset({"multichoice"})),
    "answered": Operator(_answered, _needs_truth),
    "shorter_than": Operator(_shorter_than, _needs_number, _TEXTS),
    "contains_any": Operator(_contains_any, _needs_phrases, _TEXTS),
    "same_as": Operator(_same_as, _needs_name),
    "before": Operator(_before, _needs_date, _DATES),
    "after": Operator(_after, _needs_date, _DATES),
    "days_after": Operator(_days_after, _needs_distance, _DATES),
    "age_at_least": Operator(_age_at_least, _needs_number, frozenset({"identity", "date"})),
}
