"""A small typesetter: what a program makes of a text in a box, as the reader sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from oroforms.readers.text.sheet import ASCENT, DESCENT, Character
from oroforms.readers.text.words import Line, lines_of

SIZE, PITCH, LEFT = 10.0, 13.6, 60.0
NARROW, WIDE = "ijl.,;:!'()-", "mwMWÅÄÖ"


def width(letter: str) -> float:
    """Advance of a letter at 10 points."""
    return 2.6 if letter == " " else 3.0 if letter in NARROW else 8.5 if letter in WIDE else 5.6


def extent(text: str) -> float:
    """Advance of a text."""
    return sum(width(letter) for letter in text)


def glyph(letter: str, x: float, baseline: float, advance: float | None = None) -> Character:
    """One upright glyph at 10 points."""
    x1 = x + (width(letter) if advance is None else advance)
    top, bottom = baseline - ASCENT * SIZE, baseline + DESCENT * SIZE
    return Character(letter, x, baseline, x, top, x1, bottom, SIZE, "F")


def glyphs(text: str, x: float, baseline: float, *, blanks: bool = True) -> Iterator[Character]:
    """A run of glyphs; without ``blanks`` they are gaps."""
    for letter in text:
        if letter != " " or blanks:
            yield glyph(letter, x, baseline)
        x += width(letter)


@dataclass(frozen=True)
class Program:
    """How a program breaks lines: what it draws of the blanks, how far it is off our measure."""

    blanks: bool = True
    trailing: bool = True
    early: float = 0.0
    """Points by which it breaks before the room ends."""
    needs_blank: bool = False
    """Whether a word must have room together with the blank behind it."""


def broken(text: str, room: float, program: Program) -> list[str]:
    """The lines of a text, each with the blanks that the program leaves at its end."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for chunk in re.findall(r"\S+ *|^ +", paragraph):
            word = chunk.rstrip(" ")
            needed = extent(line + (chunk if program.needs_blank else word))
            if line.strip() and needed > room - program.early:
                lines.append(line if program.trailing else line.rstrip(" "))
                line = ""
            line += chunk
        lines.append(line)
    return lines


def typeset(text: str, room: float, program: Program) -> list[Line]:
    """The text as lines of glyphs."""
    return lines_of(
        character
        for number, line in enumerate(broken(text, room, program))
        for character in glyphs(line, LEFT, 100 + PITCH * number, blanks=program.blanks)
    )
