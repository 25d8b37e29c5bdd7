"""What fonts of print-outs say about their glyphs, and when they are not believed."""

from __future__ import annotations

import pytest
from typeset import glyph, glyphs

from oroforms.readers.text.doubts import of_characters
from oroforms.readers.text.fonts import Fonts
from oroforms.readers.text.glyphs import letters
from oroforms.readers.text.sheet import Character


def learned(*characters: Character) -> Fonts:
    fonts = Fonts()
    fonts.learn(characters)
    return fonts


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("ﬁ", "fi"),
        ("ﬄ", "ffl"),
        ("ﬅ", "st"),
        ("\u00a0", " "),
        ("\u00ad", "-"),
        ("\u6600\u6900", "fi"),
        ("\u6600\u6c00", "fl"),
        ("å", "å"),
        ("Łß", "Łß"),
        ("東京", "東京"),
    ],
)
def test_letters_of_one_glyph(said: str, meant: str) -> None:
    assert letters(said) == meant


def test_ordinary_text_is_believed() -> None:
    text = list(glyphs("Åsa Öberg, 12 år: »bra« – 50 % ﬁ", 60, 100))
    assert of_characters(text, learned(*text)) == set()


@pytest.mark.parametrize("text", ["(cid:12)", "\ufffd", "\ue012", "\x05", "¤C", "\u6600\ucf00"])
def test_glyphs_without_a_sound_name_are_doubted(text: str) -> None:
    character = glyph(text[0], 60, 100)
    named = Character(text, 60, 100, *character.rect, 10, "F")
    assert of_characters([named], learned(named)) == {"text-not-mapped"}


def test_a_font_with_one_nameless_glyph_is_not_believed_at_all() -> None:
    good, bad = glyph("a", 60, 100), glyph("\x02", 66, 100)
    assert of_characters([good], learned(good, bad)) == {"text-not-mapped"}


def test_two_glyphs_by_one_name_are_doubted() -> None:
    """A known fault of text layers: the ligature ``ti`` is called ``O``."""
    letter, ligature = glyph("O", 60, 100, advance=7.8), glyph("O", 80, 100, advance=5.9)
    assert of_characters([letter], learned(letter, ligature)) == {"text-not-mapped"}


@pytest.mark.parametrize("text", ["א", "م", "ﻣ"])
def test_right_to_left_letters_are_doubted(text: str) -> None:
    character = glyph(text, 60, 100)
    assert of_characters([character], learned(character)) == {"text-right-to-left"}
