"""Text to glyphs: order of mixed directions, faces, line breaks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oroforms.convert import shaping
from oroforms.convert.appearance import fits, glyph_texts, show, text_field
from oroforms.convert.shaping import ARABIC, BOLD, REGULAR, line, wrap

ALPHABETS = st.text(
    alphabet="abc ÅÄÖåäöŞşŁłźĐỆ Київї Αθήνα محمدپژمان اللہ 0123456789-–().,/\u200c\u200f\u0301",
    max_size=60,
)


def drawn(text: str) -> list[str]:
    return [run.text for run in line(text).runs]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Åsa Öberg", ["Åsa Öberg"]),
        ("Київ, Αθήνα", ["Київ, Αθήνα"]),
        # In a line that begins in Arabic the first piece stands rightmost.
        ("محمد 12", ["12", "محمد "]),
        ("Nils محمد Ek", ["Nils ", "محمد", " Ek"]),
        ("مريم (Maryam)", [")", "Maryam", "(", "مريم "]),
    ],
)
def test_pieces_from_left_to_right(text: str, pieces: list[str]) -> None:
    assert drawn(text) == pieces


def test_faces() -> None:
    assert [run.face for run in line("Nils محمد").runs] == [REGULAR, ARABIC]
    assert [run.face for run in line("Rubrik", BOLD).runs] == [BOLD]


def test_a_line_that_begins_in_arabic_is_written_from_the_right() -> None:
    assert line("محمد Nils").right_to_left
    assert not line("Nils محمد").right_to_left


def test_no_ligatures_that_other_programs_read_wrongly() -> None:
    assert len(line("fi ffl").runs[0].glyphs) == 6


def test_undrawable() -> None:
    assert shaping.undrawable("Åsa Київ Αθήνα محمد\n") == ""
    assert shaping.undrawable("陳 ሰላም 陳") == "陳ሰላም"


@given(ALPHABETS)
def test_every_character_is_drawn_once(text: str) -> None:
    made = line(text)
    visible = text.replace("\u200f", "")
    assert sorted("".join(run.text for run in made.runs)) == sorted(visible)
    for run in made.runs:
        assert {glyph.cluster for glyph in run.glyphs} <= set(range(len(run.text)))
        assert run.glyphs[0].cluster in (0, max(g.cluster for g in run.glyphs))


@given(ALPHABETS)
def test_what_glyphs_stand_for_gives_the_text_of_every_run(text: str) -> None:
    made = line(text)
    for run in made.runs:
        texts = glyph_texts([shaping.Line(run.text, run.right_to_left, (run,))]).get(run.face, {})
        glyphs = reversed(run.glyphs) if run.right_to_left else iter(run.glyphs)
        said = "".join(texts[glyph.id] for glyph in glyphs)
        # One glyph may stand for two letters elsewhere (ActualText then says which); none is lost.
        assert len(said) >= len(set(run.text)) - 1 or not run.text.strip()
    show(made, 0, 0, 10)


@given(st.text(alphabet="abcåÅ -\n", max_size=300), st.floats(20, 200))
def test_wrapping_loses_nothing(text: str, width: float) -> None:
    lines = wrap(text, 10, width)
    assert "".join(each.text for each in lines).replace(" ", "") == text.replace(" ", "").replace(
        "\n", ""
    )
    for each in lines:
        assert each.width(10) <= width or len(each.text) == 1


def test_wrapping_breaks_at_blanks_and_line_ends() -> None:
    assert [each.text for each in wrap("ett två\ntre", 10, 25)] == ["ett", "två", "tre"]
    assert [each.text for each in wrap("ett\n\ntre", 10, 300)] == ["ett", "", "tre"]


def test_a_word_wider_than_the_line_is_broken() -> None:
    pieces = [each.text for each in wrap("barnavårdsutredning", 10, 50)]
    assert len(pieces) > 1
    assert "".join(pieces) == "barnavårdsutredning"


def test_fits() -> None:
    assert fits("Kim", 100, 14, 10, multiline=False)
    assert not fits("Kim " * 20, 100, 14, 10, multiline=False)
    assert fits("Kim " * 20, 100, 200, 10, multiline=True)
    assert not fits("Kim " * 200, 100, 200, 10, multiline=True)


def test_empty_field_draws_nothing() -> None:
    drawing = text_field("", 100, 14, 10)
    assert drawing.operators == b"/Tx BMC\nEMC\n"
    assert not drawing.faces
