"""The seal in boxes of any size, with names of any length and alphabet."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oroforms.convert.shaping import BOLD
from oroforms.sign.keys import Holder
from oroforms.sign.seal import draw, lay_out, seal_of
from oroforms.signatures import SEAL_WORDS

AT = datetime(2026, 11, 22, 11, 30).astimezone()
BOX = (202.5, 37.0)
"""A signature box of the shipped forms, in points."""
NAMES = [
    "Alva Provsson",
    "Maximiliana-Elisabeth von Testenhausen-Provberg",
    "Światosława Őrsi-Ğül",
    "Αλεξάνδρα Δοκιμή",
    "Олександра Перевірко",
    "محمد التجريبي",
    "نور Testsson",
]


def said(name: str, width: float, height: float, office: str | None = "Rektor") -> list[str]:
    holder = Holder(name, "Björkängsskolan, Provköpings kommun", office)
    return [each.line.text for each in lay_out(seal_of(holder, AT, stamped=False), width, height)]


@pytest.mark.parametrize("name", NAMES)
def test_a_form_s_box_has_room_for_everybody(name):
    lines = said(name, *BOX)
    assert lines[0] == SEAL_WORDS
    assert " ".join(lines[1:]).startswith(name)
    assert "Rektor" in " ".join(lines)
    assert "2026-11-22 11:30" in " ".join(lines)
    assert "datorns klocka" in " ".join(lines)


def test_arabic_names_are_joined_and_ranged_right():
    placed = lay_out(seal_of(Holder("محمد التجريبي"), AT, stamped=False), *BOX)
    name = placed[1]
    assert name.line.right_to_left
    assert name.left + name.line.width(name.size) == pytest.approx(BOX[0] - 2)
    assert [run.face.file for run in name.line.runs] == ["NotoSansArabic-Regular.ttf"]


def test_a_longer_text_is_smaller():
    short = lay_out(seal_of(Holder("Alva Provsson"), AT, stamped=False), *BOX)
    long = lay_out(
        seal_of(Holder(NAMES[1], "Provköpings kommun, socialförvaltningen", "Rektor"), AT,
                stamped=True), *BOX
    )  # fmt: skip
    assert long[0].size < short[0].size


@pytest.mark.parametrize(
    ("width", "height", "kept"),
    [(120, 22, "Alva"), (60, 18, "Elektronisk"), (30, 12, "Alva"), (20, 7, "…")],
)
def test_small_boxes_say_less(width, height, kept):
    lines = said("Alva Provsson", width, height)
    assert kept in " ".join(lines)
    assert len(lines) < 4


def test_no_room_at_all_draws_nothing():
    assert draw(lay_out(seal_of(Holder("Alva Provsson"), AT, stamped=False), 40, 3)) == b""


def test_what_no_font_has_shows_as_a_question_mark():
    assert "Test ??" in " ".join(said("Test 漢字", *BOX))


def test_the_seal_tells_its_language():
    drawn = draw(lay_out(seal_of(Holder("Alva Provsson"), AT, stamped=False), *BOX))
    assert b"/Lang (sv-SE)" in drawn


@given(
    name=st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1)
    | st.sampled_from(NAMES),
    office=st.none() | st.text(st.sampled_from("aåbö é-"), max_size=80),
    width=st.floats(5, 400),
    height=st.floats(2, 120),
    stamped=st.booleans(),
)
def test_nothing_ever_leaves_the_box(name, office, width, height, stamped):
    seal = seal_of(Holder(name, None, office), AT, stamped=stamped)
    for each in lay_out(seal, width, height):
        assert each.left >= 0
        assert each.left + each.line.width(each.size) <= width + 0.01
        assert each.base - 0.24 * each.size >= -0.01
        assert each.base + 0.93 * each.size <= height + 0.01


@given(width=st.floats(60, 400), height=st.floats(8, 120))
def test_the_first_words_are_never_broken(width, height):
    placed = lay_out(seal_of(Holder("Alva Provsson"), AT, stamped=False), width, height)
    heads = [each.line.text for each in placed if each.line.runs[0].face is BOLD]
    assert all(head == SEAL_WORDS for head in heads)
