"""Which written names can be one person's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oroforms.person_names import one_within_the_other, share_a_part

SAME = [
    ("Alva Lindqvist", "Lindqvist, Alva"),
    ("Alva Lindqvist", "ALVA LINDQVIST"),
    ("Åsa Öberg", "Asa Oberg"),
    ("Åsa Öberg", "A\u030asa O\u0308berg"),
    ("Anna-Karin Lind", "Anna Karin Lind"),
    ("Anna-Karin Lind Berg", "Anna Berg"),
    ("Łukasz Żak", "Lukasz Zak"),
    ("Søren Kjær", "Soren Kjaer"),
    ("Şule Yıldız", "Sule Yildiz"),
    ("Aoife O’Brien", "Aoife OBrien"),
    ("Иван Петров", "Петров Иван"),
    ("محمد علي", "محمد علي"),
    ("محمد", "مُحَمَّد"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_person_written_in_two_ways(one, other):
    assert share_a_part(one, other)
    assert one_within_the_other(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Alva Lindqvist", "Bo Andersson"),
        ("Maria af Klint", "Johan af Ugglas"),
        ("Omar al Said", "Nour al Hassan"),
        ("A. Berg", "A. Lind"),
        ("", "Alva"),
        ("-", "-"),
    ],
)
def test_names_with_nothing_telling_in_common(one, other):
    assert not share_a_part(one, other)
    assert not one_within_the_other(one, other)


def test_a_sister_shares_a_part_but_is_not_within():
    assert share_a_part("Alva Lindqvist", "Ebba Lindqvist")
    assert not one_within_the_other("Alva Lindqvist", "Ebba Lindqvist")


@given(st.text(max_size=40), st.text(max_size=40))
def test_both_questions_are_symmetric_and_the_second_is_stricter(one, other):
    assert share_a_part(one, other) == share_a_part(other, one)
    assert one_within_the_other(one, other) == one_within_the_other(other, one)
    assert share_a_part(one, other) or not one_within_the_other(one, other)
