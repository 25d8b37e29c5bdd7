"""Letters of our own fonts that a printing program calls by another's name."""

from __future__ import annotations

import pytest

from oroforms.readers.text.fonts import Fonts
from oroforms.readers.text.sheet import Character

F, FI = 0.519, 0.602
"""Widths in Noto Sans Regular, in sizes."""


def letter(text: str, width: float, font: str) -> Character:
    return Character(text, 100, 100, 100, 90, 100 + 10 * width, 102, 10, font)


@pytest.mark.parametrize("font", ["NotoSans-Regular", "BAAAAA+NotoSans-Regular"])
def test_a_ligature_called_by_a_capital_is_doubted(font: str) -> None:
    fonts = Fonts()
    fonts.learn([letter("F", FI, font)])
    assert fonts.doubts(letter("F", FI, font))


def test_a_letter_of_its_own_width_is_believed() -> None:
    fonts = Fonts()
    fonts.learn([letter("F", F, "NotoSans-Regular")])
    assert not fonts.doubts(letter("F", F, "NotoSans-Regular"))


def test_nothing_is_known_of_other_fonts() -> None:
    fonts = Fonts()
    fonts.learn([letter("F", FI, "Helvetica")])
    assert not fonts.doubts(letter("F", FI, "Helvetica"))
