"""Text to glyphs: which face, in which order, at which place on the line.

Shaping is HarfBuzz's, the order of mixed directions that of the Unicode
Bidirectional Algorithm (UAX #9). Text without right-to-left characters
takes a short way round the latter.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from oroforms.bidirectional import base_level, drawn_order, has_right_to_left, levels_of

FONTS = Path(__file__).parent.parent / "fonts"
_DIRECTION_MARKS = dict.fromkeys(
    [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
# No optional ligatures: a glyph for "fi" makes other programs read the text wrongly.
_FEATURES = {"liga": False, "clig": False, "dlig": False, "calt": True, "kern": True}


@dataclass(frozen=True)
class Face:
    """One of the fonts that come with oroforms, 1000 units an em."""

    file: str

    @property
    def path(self) -> Path:
        """Its TrueType file."""
        return FONTS / self.file

    @cached_property
    def _shaper(self) -> Any:
        import uharfbuzz

        return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(self.path))))

    def has(self, character: str) -> bool:
        """Whether the face can draw a character."""
        return self._shaper.get_nominal_glyph(ord(character)) is not None

    def advance(self, glyph: int) -> int:
        """Width of a glyph by itself, in thousandths of an em."""
        return int(self._shaper.get_glyph_h_advance(glyph))

    def shape(self, text: str, *, right_to_left: bool = False) -> list[Glyph]:
        """The glyphs of a text of one direction, from left to right; clusters index ``text``."""
        import uharfbuzz

        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if right_to_left else "ltr"
        uharfbuzz.shape(self._shaper, buffer, _FEATURES)
        return [
            Glyph(info.codepoint, info.cluster, at.x_advance, at.x_offset, at.y_offset)
            for info, at in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
        ]


REGULAR = Face("NotoSans-Regular.ttf")
BOLD = Face("NotoSans-Bold.ttf")
ARABIC = Face("NotoSansArabic-Regular.ttf")
_FALLBACK = (REGULAR, ARABIC)

ASCENT, DESCENT = 1.069, 0.293
"""Of Noto Sans, in ems above and below the base line."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph; lengths in thousandths of an em."""

    id: int
    cluster: int
    advance: int
    x_offset: int = 0
    y_offset: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """Glyphs of one face and direction, from left to right, and the text they stand for."""

    face: Face
    text: str
    right_to_left: bool
    glyphs: tuple[Glyph, ...]

    @property
    def width(self) -> int:
        """In thousandths of an em."""
        return sum(glyph.advance for glyph in self.glyphs)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its runs from left to right."""

    text: str
    right_to_left: bool
    """Whether the line as a whole is written from the right."""
    runs: tuple[Run, ...]

    def width(self, size: float) -> float:
        """In points, set in ``size`` points."""
        return sum(run.width for run in self.runs) * size / 1000


def undrawable(text: str) -> str:
    """The characters of a text that none of our fonts can draw, each once."""
    return "".join(dict.fromkeys(c for c in text if not c.isspace() and _face_of(c) is None))


def line(text: str, face: Face = REGULAR) -> Line:
    """Shape one line of text; marks that only set direction are left out."""
    text = text.translate(_DIRECTION_MARKS)
    if not has_right_to_left(text):
        runs = [_run(part, 0, chosen) for part, chosen in _by_face(text, face)]
        return Line(text, False, tuple(runs))
    base = base_level(text)
    levels = levels_of(text, base)
    pieces = [
        (part, level, chosen)
        for piece, level in _by_level(text, levels)
        for part, chosen in _by_face(piece, face)
    ]
    runs = [_run(*piece) for piece in pieces]
    order = drawn_order([level for _, level, _ in pieces])
    return Line(text, base == 1, tuple(runs[at] for at in order))


def wrap(text: str, size: float, width: float) -> list[Line]:
    """Break a text into lines of at most ``width`` points, at blanks and line ends.

    A word that is wider than the line is broken where the line ends.
    """
    lines: list[Line] = []
    for paragraph in text.split("\n"):
        current = ""
        for word in paragraph.split(" "):
            longer = f"{current} {word}" if current else word
            if line(longer).width(size) <= width:
                current = longer
                continue
            if current:
                lines.append(line(current))
            *full, current = _broken(word, size, width)
            lines.extend(line(piece) for piece in full)
        lines.append(line(current))
    return lines


def _broken(word: str, size: float, width: float) -> list[str]:
    pieces, rest = [], word
    while rest and line(rest).width(size) > width:
        cut = len(rest) - 1
        while cut > 1 and line(rest[:cut]).width(size) > width:
            cut -= 1
        if cut < 1:
            break
        pieces.append(rest[:cut])
        rest = rest[cut:]
    return [*pieces, rest]


def _run(text: str, level: int, face: Face) -> Run:
    rtl = level % 2 == 1
    return Run(face, text, rtl, tuple(face.shape(text, right_to_left=rtl)))


@cache
def _face_of(character: str) -> Face | None:
    return next((face for face in _FALLBACK if face.has(character)), None)


def _by_face(text: str, first: Face) -> Iterator[tuple[str, Face]]:
    """Cut a text where the face must change; blanks and marks stay with what precedes them."""
    start, current = 0, None
    for index, character in enumerate(text):
        wanted = first if first.has(character) else (_face_of(character) or current or first)
        neutral = character.isspace() or unicodedata.combining(character)
        if current is None:
            current = wanted
        elif wanted is not current and not (neutral and current.has(character)):
            yield text[start:index], current
            start, current = index, wanted
    if text:
        yield text[start:], current or first


def _by_level(text: str, levels: Sequence[int]) -> Iterator[tuple[str, int]]:
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or levels[index] != levels[start]:
            yield text[start:index], levels[start]
            start = index
