"""Line ends of the writer told from those of the box, for every way of breaking lines."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typeset import LEFT, PITCH, Program, broken, extent, glyphs, typeset

from oroforms.readers.text.paragraphs import Writing, draws_blanks, joined
from oroforms.readers.text.words import lines_of

PROGRAMS = {
    "draws all blanks": Program(),
    "breaks before the blank": Program(needs_blank=True),
    "leaves the last blank off": Program(trailing=False),
    "draws no blanks": Program(blanks=False, trailing=False),
}
words = st.text("abcdefghijklmnopqrstuvwxyzåäöÅÄÖ", min_size=1, max_size=14)
paragraphs = st.lists(words, min_size=1, max_size=40).map(" ".join)
texts = st.lists(paragraphs, min_size=1, max_size=4).flatmap(
    lambda ps: st.lists(st.sampled_from(["\n", "\n\n"]), min_size=len(ps), max_size=len(ps)).map(
        lambda seps: "".join(p + s for p, s in zip(ps, seps, strict=True)).strip()
    )
)
rooms = st.floats(150, 480)


def read(text: str, room: float, program: Program) -> str:
    box = Writing(typeset(text, room, program), LEFT + room)
    return joined(box, drawn=draws_blanks([box])).text


def full_line_ends(text: str, room: float) -> set[int]:
    """Words after which the writer ended a line where the next word had no room anyway."""
    ends: set[int] = set()
    number = 0
    for line in broken(text, room, Program()):
        if not line:
            continue
        number += len(line.split())
        if not line.endswith(" "):
            ends.add(number)
    return ends


@pytest.mark.parametrize("name", PROGRAMS)
@given(text=texts, room=rooms)
def test_words_are_never_lost_broken_or_joined(name: str, text: str, room: float) -> None:
    assert read(text, room, PROGRAMS[name]).split() == text.split()


@pytest.mark.parametrize("name", ["draws all blanks", "breaks before the blank"])
@given(text=texts, room=rooms)
def test_line_ends_come_back_where_breaks_draw_their_blank(
    name: str, text: str, room: float
) -> None:
    wraps = typeset(f"{text}\n{'lång ' * 200}", room, PROGRAMS[name])
    own = Writing(typeset(text, room, PROGRAMS[name]), LEFT + room)
    drawn = draws_blanks([Writing(wraps, LEFT + room)])
    assert joined(own, drawn=drawn).text == text


@given(text=texts, room=rooms)
def test_without_drawn_blanks_only_full_lines_lose_their_end(text: str, room: float) -> None:
    found = read(text, room, PROGRAMS["leaves the last blank off"])
    kept = {m.start() for m in re.finditer("\n", found)}
    for match in re.finditer("\n", text):
        before = text[: match.start()].rsplit("\n", maxsplit=1)[-1]
        after = text[match.end() :].split("\n", maxsplit=1)[0].split(" ", maxsplit=1)[0]
        last = broken(before, room, Program())[-1]
        if text[match.start() - 1] == "\n" or not after:
            continue
        if extent(last) + extent(" ") + extent(after) < room - 4:
            assert match.start() in kept or len(found) != len(text)


def test_two_lines_with_a_blank_line_between() -> None:
    lines = lines_of([*glyphs("ett", LEFT, 100), *glyphs("två", LEFT, 100 + 2 * PITCH)])
    assert joined(Writing(lines, 500), drawn=False).text == "ett\n\ntvå"


def test_indented_lines_keep_their_blanks() -> None:
    lines = lines_of([*glyphs("lista:", LEFT, 100), *glyphs("- ett", LEFT + 5.2, 100 + PITCH)])
    assert joined(Writing(lines, 500), drawn=True).text == "lista:\n  - ett"


def test_a_word_longer_than_its_box_is_joined_and_doubted() -> None:
    word = "åttahundratusenfemhundrafyrtiofyra"
    first = word[:17]
    lines = lines_of([*glyphs(first, LEFT, 100), *glyphs(word[17:], LEFT, 100 + PITCH)])
    box = Writing(lines, LEFT + extent(first) + 2)
    assert (joined(box, drawn=False).text, joined(box, drawn=False).uncertain) == (word, True)


@pytest.mark.parametrize("first", ["för-", "2026-11-"])
def test_a_hyphen_at_a_line_end_is_doubted_unless_blanks_are_drawn(first: str) -> None:
    lines = lines_of([*glyphs(first, LEFT, 100), *glyphs("skolan", LEFT, 100 + PITCH)])
    box = Writing(lines, LEFT + extent(first) + 20)
    assert joined(box, drawn=False).uncertain
    assert joined(box, drawn=True).text == first + "skolan"
    assert not joined(box, drawn=True).uncertain


@pytest.mark.parametrize(
    ("first", "next_word"),
    [("sett 3/10", "ringde"), ("sett den", "3/10."), ("från 24/12/2025", "12/3/2026")],
)
def test_a_day_with_a_stroke_at_a_line_end_is_no_part_of_an_address(
    first: str, next_word: str
) -> None:
    lines = lines_of([*glyphs(first, LEFT, 100), *glyphs(next_word, LEFT, 100 + PITCH)])
    read = joined(Writing(lines, LEFT + extent(first) + 2), drawn=False)
    assert (read.text, read.uncertain) == (f"{first} {next_word}", False)


@pytest.mark.parametrize(
    ("first", "next_word"),
    [
        ("se kommun.se/3", "10"),
        ("se kommun.se", "/10"),
        ("bo.ek@skola", ".se"),
        ("och/eller", "10"),
    ],
)
def test_what_may_be_an_address_is_doubted_where_a_line_ends(first: str, next_word: str) -> None:
    lines = lines_of([*glyphs(first, LEFT, 100), *glyphs(next_word, LEFT, 100 + PITCH)])
    assert joined(Writing(lines, LEFT + extent(first) + 2), drawn=False).uncertain


@pytest.mark.parametrize("first", ["det är (se vi ", "trötthet A–"])
def test_a_line_that_is_broken_where_the_next_word_had_room_is_doubted(first: str) -> None:
    """pdfium breaks before words that it takes for one with what follows them."""
    lines = lines_of([*glyphs(first, LEFT, 100), *glyphs("inte.” “nej”", LEFT, 100 + PITCH)])
    box = Writing(lines, LEFT + extent(first) + extent("inte.”") + 12)
    assert joined(box, drawn=True).uncertain


def test_a_line_that_ends_without_a_blank_where_the_next_word_had_room_was_ended_so() -> None:
    lines = lines_of([*glyphs("ett", LEFT, 100), *glyphs("två", LEFT, 100 + PITCH)])
    read = joined(Writing(lines, 500), drawn=True)
    assert (read.text, read.uncertain) == ("ett\ntvå", False)


def test_lines_broken_inside_words_are_doubted() -> None:
    """Ghostscript draws values that have no appearance itself, and counts letters."""
    lines = lines_of([*glyphs("en lång rad", LEFT, 100), *glyphs("er", LEFT, 109.5)])
    assert joined(Writing(lines, LEFT + extent("en lång rad") + 2), drawn=False).uncertain


def test_combining_marks_become_letters() -> None:
    lines = lines_of(glyphs("A\u030asa", LEFT, 100))
    assert joined(Writing(lines, 500), drawn=True).text == "\u00c5sa"
