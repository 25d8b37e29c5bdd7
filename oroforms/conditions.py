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
    {field: NAME, contains_identity: true} the text holds an identity number, a phone number or an
                                          e-mail address (false: none of them is found)
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
from oroforms.identifying import traces

Truth = bool | None
"""Holds, does not hold, or ``None``: cannot be told."""

Condition = Mapping[str, Any]

TODAY = "today"
_RESERVE_SERIES = "99"
"""Twelve digits that begin so are a region's reserve number and hold no day of birth."""


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
    """Whether a condition holds that :mod:`oroforms.condition_check` has found sound."""
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
            return ASKED[key](scene.value(condition["field"]), argument, scene)
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
    return bool(value in argument)


def _has_any(value: Any, argument: Any, _scene: Scene) -> Truth:
    return value is not None and any(code in value for code in argument)


def _answered(value: Any, argument: Any, _scene: Scene) -> Truth:
    return (value is not None) == bool(argument)


def _shorter_than(value: Any, argument: Any, _scene: Scene) -> Truth:
    return value is not None and len(value.split()) < int(argument)


def _contains_any(value: Any, argument: Any, _scene: Scene) -> Truth:
    return value is not None and bool(phrases_in(value, argument))


def _contains_identity(value: Any, argument: Any, _scene: Scene) -> Truth:
    return value is not None and bool(traces(value)) == bool(argument)


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
    return None if one is None or other is None else (one - other).days > int(argument["more_than"])


def _age_at_least(value: Any, argument: Any, scene: Scene) -> Truth:
    born = day_of(value)
    return None if born is None else age_on(born, scene.today) >= int(argument)


ASKED: Mapping[str, Callable[[Any, Any, Scene], Truth]] = {
    "is": _is,
    "in": _in,
    "has_any": _has_any,
    "answered": _answered,
    "shorter_than": _shorter_than,
    "contains_any": _contains_any,
    "contains_identity": _contains_identity,
    "same_as": _same_as,
    "before": _before,
    "after": _after,
    "days_after": _days_after,
    "age_at_least": _age_at_least,
}
"""The operators of leaves: each is asked with the value, its argument and the scene."""
