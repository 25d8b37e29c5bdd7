"""The condition language: each operator, three-valued truth, and the laws of its logic."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oroforms.condition_check import OPERATORS
from oroforms.conditions import (
    ASKED,
    Condition,
    Scene,
    age_on,
    day_of,
    holds,
    leaves,
    names_in,
    phrases_in,
)

TODAY = date(2026, 11, 22)
VALUES: dict[str, Any] = {
    "yes": "yes",
    "ticked": True,
    "not_ticked": False,
    "kinds": ["violence", "neglect"],
    "text": "Hon är ofta\nensam  hemma",
    "day": "2026-11-20",
    "moment": "2026-11-20T23:59",
    "number": "201111222384",
    "coordination": "202601612381",
    "born_on": "2011-11-23",
    "reserve": "991111221234",
    "letters": "20111122A123",
    "signature": {"signed": True, "name": "Eva"},
    "reached": "Ring 070-123 45 67.",
    "group": [{}, {"name": "Bo", "same": "Bo"}],
}


def truth(condition: Condition, index: int | None = None) -> bool | None:
    return holds(condition, Scene(VALUES, TODAY, index))


HOLDS = [
    {"field": "yes", "is": "yes"},
    {"field": "ticked", "is": True},
    {"field": "not_ticked", "is": False},
    {"field": "yes", "in": ["no", "yes"]},
    {"field": "kinds", "has_any": ["absence", "neglect"]},
    {"field": "text", "answered": True},
    {"field": "not_ticked", "answered": True},
    {"field": "nothing", "answered": False},
    {"field": "text", "shorter_than": 6},
    {"field": "text", "contains_any": ["ENSAM HEMMA"]},
    {"field": "reached", "contains_identity": True},
    {"field": "text", "contains_identity": False},
    {"field": "text", "same_as": "text"},
    {"field": "day", "before": "today"},
    {"field": "moment", "before": "today"},
    {"field": "day", "after": "number"},
    {"field": "born_on", "after": "number"},
    {"field": "day", "days_after": {"name": "born_on", "more_than": 5475}},
    {"field": "number", "age_at_least": 15},
    {"field": "coordination", "age_at_least": 0},
    {"field": "signature.signed", "is": True},
    {"field": "signature.name", "answered": True},
    {"answered_at_least": {"fields": ["nothing", "yes", "text"], "count": 2}},
    {"not": {"field": "yes", "is": "no"}},
    {"any": [{"field": "nothing", "before": "today"}, {"field": "yes", "is": "yes"}]},
]

FAILS = [
    {"field": "yes", "is": "no"},
    {"field": "nothing", "is": "yes"},
    {"field": "nothing", "is": False},
    {"field": "nothing", "in": ["yes"]},
    {"field": "kinds", "has_any": ["absence"]},
    {"field": "nothing", "has_any": ["absence"]},
    {"field": "text", "answered": False},
    {"field": "text", "shorter_than": 5},
    {"field": "nothing", "shorter_than": 5},
    {"field": "text", "contains_any": ["ensa", "är of", "hemm"]},
    {"field": "nothing", "contains_any": ["ensam"]},
    {"field": "text", "contains_identity": True},
    {"field": "reached", "contains_identity": False},
    {"field": "nothing", "contains_identity": True},
    {"field": "nothing", "contains_identity": False},
    {"field": "nothing", "same_as": "nothing_either"},
    {"field": "text", "same_as": "yes"},
    {"field": "day", "after": "moment"},
    {"field": "day", "before": "moment"},
    {"field": "born_on", "age_at_least": 15},
    {"field": "day", "days_after": {"name": "born_on", "more_than": 5476}},
    {"field": "signature.date", "answered": True},
    {"answered_at_least": {"fields": ["nothing", "yes"], "count": 2}},
    {"all": [{"field": "nothing", "before": "today"}, {"field": "yes", "is": "no"}]},
]

CANNOT_BE_TOLD = [
    {"field": "nothing", "before": "today"},
    {"field": "nothing", "after": "day"},
    {"field": "day", "after": "nothing"},
    {"field": "nothing", "days_after": {"name": "day", "more_than": 0}},
    {"field": "nothing", "age_at_least": 15},
    {"field": "reserve", "age_at_least": 15},
    {"field": "letters", "age_at_least": 15},
    {"not": {"field": "nothing", "age_at_least": 15}},
    {"all": [{"field": "nothing", "before": "today"}, {"field": "yes", "is": "yes"}]},
    {"any": [{"field": "nothing", "before": "today"}, {"field": "yes", "is": "no"}]},
]


@pytest.mark.parametrize("condition", HOLDS, ids=str)
def test_holds(condition: Condition) -> None:
    assert truth(condition) is True


@pytest.mark.parametrize("condition", FAILS, ids=str)
def test_fails(condition: Condition) -> None:
    assert truth(condition) is False


@pytest.mark.parametrize("condition", CANNOT_BE_TOLD, ids=str)
def test_cannot_be_told(condition: Condition) -> None:
    assert truth(condition) is None


def test_star_is_the_slot() -> None:
    condition = {"field": "group.*.name", "answered": True}
    assert [truth(condition, index) for index in range(3)] == [False, True, False]
    assert truth({"field": "group.*.name", "same_as": "group.*.same"}, 1) is True


def test_checker_and_evaluator_know_the_same_operators() -> None:
    assert list(OPERATORS) == list(ASKED)


def test_names_in() -> None:
    condition = {
        "any": [
            {"not": {"field": "a", "before": "b"}},
            {"field": "c", "days_after": {"name": "today", "more_than": 1}},
            {"field": "d", "days_after": {"name": "e", "more_than": 1}},
            {"all": [{"answered_at_least": {"fields": ["f", "g"], "count": 1}}]},
            {"field": "h", "same_as": "i"},
            {"field": "j", "after": "today"},
        ]
    }
    assert names_in(condition) == set("abcdefghij")
    assert len(list(leaves(condition))) == 6


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-11-22", date(2026, 11, 22)),
        ("2026-11-22T14:05", date(2026, 11, 22)),
        ("201701012393", date(2017, 1, 1)),
        ("20170101", date(2017, 1, 1)),
        ("202601612381", date(2026, 1, 1)),
        ("170101", None),
        ("201713012393", None),
        ("990101011234", None),
        ("20111122A123", None),
        ("２０１７０１０１", None),
        ("", None),
        (20170101, None),
    ],
)
def test_day_of(written: object, day: date | None) -> None:
    assert day_of(written) == day


def test_born_on_leap_day_turns_on_the_first_of_march() -> None:
    assert age_on(date(2012, 2, 29), date(2027, 2, 28)) == 14
    assert age_on(date(2012, 2, 29), date(2027, 3, 1)) == 15


def test_longer_phrase_wins() -> None:
    assert phrases_in("Se bilaga 3.", ["se", "se bilaga"]) == ("se bilaga",)


DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))
LEAVES = st.sampled_from([*HOLDS, *FAILS, *CANNOT_BE_TOLD])
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda part: {"not": part}, inner),
        st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=4)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=4)),
    ),
    max_leaves=12,
)
NOT = {True: False, False: True, None: None}


@given(st.lists(TREES, min_size=1, max_size=4))
def test_de_morgan(parts: list[Condition]) -> None:
    negated = [{"not": part} for part in parts]
    assert truth({"all": parts}) is NOT[truth({"any": negated})]
    assert truth({"any": parts}) is NOT[truth({"all": negated})]


@given(TREES, TREES)
def test_order_does_not_matter(one: Condition, other: Condition) -> None:
    assert truth({"all": [one, other]}) is truth({"all": [other, one]})
    assert truth({"any": [one, other]}) is truth({"any": [other, one]})
    assert truth({"not": {"not": one}}) is truth(one)


@given(TREES, st.sets(st.sampled_from(sorted(VALUES))))
def test_names_in_are_all_that_is_asked(condition: Condition, others: set[str]) -> None:
    """What a condition does not name cannot change it."""
    asked = {name.partition(".")[0] for name in names_in(condition)}
    values = {name: value for name, value in VALUES.items() if name in asked or name in others}
    assert holds(condition, Scene(values, TODAY)) is truth(condition)


@given(DAYS, DAYS, st.integers(0, 500))
def test_days(one: date, other: date, number: int) -> None:
    scene = Scene({"one": one.isoformat(), "other": f"{other.isoformat()}T12:00"}, TODAY)
    before = holds({"field": "one", "before": "other"}, scene)
    after = holds({"field": "one", "after": "other"}, scene)
    assert (before, after) == (one < other, one > other)
    far = {"field": "one", "days_after": {"name": "other", "more_than": number}}
    assert holds(far, scene) is (one > other + timedelta(number))


@given(DAYS, DAYS)
def test_age_grows_by_one_a_year(born: date, today: date) -> None:
    age = age_on(born, today)
    years = today.year - born.year
    assert age in {years - 1, years}
    assert age == years or (today.month, today.day) < (born.month, born.day)


WORDS = st.lists(st.text("abcåäöéß", min_size=1, max_size=6), min_size=1, max_size=4)


@given(WORDS, WORDS, WORDS, st.sampled_from(["\n", "  ", " \n\t"]))
def test_phrase_is_found_as_whole_words_only(
    before: list[str], phrase: list[str], after: list[str], gap: str
) -> None:
    text = gap.join([*before, *(word.upper() for word in phrase), *after])
    assert phrases_in(text, [" ".join(phrase)])
    assert not phrases_in("x" + text.replace("\n", " "), ["y" + " ".join(phrase)])
    assert not phrases_in("".join(phrase) + "x", ["".join(phrase)])
