"""Short texts that anything may have made, and typed texts that a pen or a streak changed."""

from __future__ import annotations

import pytest

from oroforms.readers.scan.base import Ink
from tests.scan_typed.test_typed import LIBERATION, ROOMS, SCALE, TELLING, Paper, drawing_font, read


def places(font: str, size: float, text: str) -> list[float]:
    """Points from the first pen to that after each character."""
    drawn = drawing_font(font, size)
    return [drawn.getlength(text[:end]) / SCALE / 2 for end in range(len(text) + 1)]


def base(size: float) -> float:
    """Of the first room, where the paper puts a line's base (points)."""
    return (ROOMS[0][1] + ROOMS[0][3]) / 2 + size * 0.36


def test_a_short_text_is_typed_where_a_longer_line_is_set_so() -> None:
    paper = Paper(LIBERATION, 12.3).type("Jo", ROOMS[0])
    assert read(paper.scanned(), ROOMS[0])[0].ink is Ink.UNCLEAR
    short, long = read(paper.type(TELLING, ROOMS[1]).scanned(), *ROOMS[:2])
    assert (short.ink, short.text, long.text) == (Ink.TYPED, "Jo", TELLING)


def test_one_sign_is_typed_in_the_type_of_the_form_alone() -> None:
    """By hand an o and an O differ by nothing that a face does not have, too."""
    paper = Paper(LIBERATION, 12.3).type("o", ROOMS[0]).type(TELLING, ROOMS[1])
    assert read(paper.scanned(), *ROOMS[:2])[0].ink is Ink.UNCLEAR
    (own,) = read(Paper().type("3", ROOMS[0]).scanned(), ROOMS[0])
    assert (own.ink, own.text) == (Ink.TYPED, "3")


@pytest.mark.parametrize("text", ["Ida Lindström", "1 timme om dagen", "jag vet inte"])
def test_a_streak_over_the_first_letter_is_a_doubt(text: str) -> None:
    wide = places(LIBERATION, 10.0, text)[1]
    x = ROOMS[0][0] + 2 + wide / 2
    paper = Paper(LIBERATION).type(text, ROOMS[0]).type(TELLING, ROOMS[1])
    paper.draw((x, 0), (x, 400), width=wide, grey=90)
    reading = read(paper.scanned(), *ROOMS[:2])[0]
    assert reading.ink is Ink.UNCLEAR or reading.text == text


@pytest.mark.parametrize(
    ("text", "behind", "up"),
    [("kl. 815 varje dag", 5, 0.3), ("frånvaro 125 %", 11, 0.3), ("20260042", 4, 2.6)],
)
def test_a_stop_that_a_pen_put_among_figures_is_no_dirt(text: str, behind: int, up: float) -> None:
    x = ROOMS[0][0] + 2 + places(LIBERATION, 10.0, text)[behind]
    paper = Paper(LIBERATION).type(text, ROOMS[0]).type(TELLING, ROOMS[1])
    plain, dotted = (
        each[0]
        for each in (
            read(paper.scanned(), *ROOMS[:2]),
            read(paper.dot(x, base(10.0) - up, 1.1).scanned(), *ROOMS[:2]),
        )
    )
    assert (plain.ink, plain.text) == (Ink.TYPED, text)
    assert dotted.ink is Ink.UNCLEAR or dotted.text != text


def test_two_dots_that_a_pen_put_over_a_letter_are_no_dirt() -> None:
    at = places(LIBERATION, 10.0, "Eva Lindstrom")
    x = ROOMS[0][0] + 2 + (at[11] + at[12]) / 2
    paper = Paper(LIBERATION).type("Eva Lindstrom", ROOMS[0]).type(TELLING, ROOMS[1])
    paper.dot(x - 1.1, base(10.0) - 8.6, 0.7).dot(x + 1.1, base(10.0) - 8.6, 0.7)
    reading = read(paper.scanned(), *ROOMS[:2])[0]
    assert reading.ink is Ink.UNCLEAR or reading.text == "Eva Lindström"


def test_lines_that_nobody_can_read_leave_the_others_their_type() -> None:
    """Long answers by hand came before short ones in type, whose type nobody looked for then."""
    long = "Kurator och mormor har ringt sju gånger i veckan och frågat efter"
    paper = Paper(LIBERATION, 9.0)
    for room in ROOMS[:5]:
        paper.type(long, room)
    paper.mirror(*ROOMS[:5]).type("Bo Eklund", ROOMS[5])
    reading = read(paper.scanned(), *ROOMS)[5]
    assert (reading.ink, reading.text) == (Ink.TYPED, "Bo Eklund")
