"""Whether a page draws the letters that it says: glyphs held against the form's own fonts.

A file may call a glyph by any name, and pictures of pages cannot be read
back into letters. But finished documents are set in the fonts that come with
oroforms, whose outlines LibreOffice copies as they are. So each glyph that
stands for letters of these fonts must have one of the outlines that the fonts
have for them, alone or joined.
"""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from itertools import product
from typing import Any

from pdfminer.pdftypes import resolve1

from oroforms.bidirectional import has_right_to_left
from oroforms.documents import Rect
from oroforms.readers.data.units import Unit, is_silent
from oroforms.readers.text.sheet import Character

Outline = tuple[tuple[tuple[float, float], ...], tuple[int, ...], tuple[int, ...]]
"""Points in ems, ends of contours, and which points lie on the curve."""

_FILES = (
    "NotoSans-Regular.ttf",
    "NotoSansArabic-Regular.ttf",
    "NotoSans-Bold.ttf",
    "NotoSansSymbols2-Boxes.ttf",
)
_ALIKE = 0.25
"""In ems, how much signs of two fonts may differ in width, foot and height."""

_JOINER = "\u200d"
_CONTEXTS = (("", ""), (_JOINER, ""), ("", _JOINER), (_JOINER, _JOINER))
_FEATURES: tuple[dict[str, bool], ...] = ({}, {"liga": False, "clig": False})


class Outlines:
    """The outlines that one document's fonts have; each font is opened once."""

    def __init__(self) -> None:
        self._programs: dict[int, tuple[Any, _Program | None]] = {}

    def confirm(self, unit: Unit) -> bool:
        """Whether a unit is drawn as the form's fonts draw its letters, or they lack them."""
        said = "".join(c for c in unit.said if not is_silent(c))
        if not said.strip() or not covered(said):
            return True
        drawn = self._drawn(unit)
        if drawn is None:
            return False
        ours = [outlines for name in _FILES for outlines in known(name, said)]
        if any(drawn == outlines for outlines in ours):
            return True
        # Signs among letters of another alphabet come from the font that has those letters.
        return not any(map(str.isalnum, said)) and any(alike(drawn, own) for own in ours)

    def ink_box(self, character: Character) -> Rect | None:
        """Where a glyph leaves ink, in points as the character's own; ``None`` where nowhere.

        Of fonts that are not understood it is a guess, on the large side.
        """
        drawing, size = character.drawing, character.size
        program = None if drawing is None else self._program(drawing.font)
        outline = None if drawing is None or program is None else program.outline(drawing.code)
        if outline is None:
            x0, top, x1, bottom = character.rect
            return x0 - 0.15 * size, top - 0.3 * size, x1 + 0.15 * size, bottom + 0.15 * size
        if not outline[0]:
            return None
        xs, ys = [x for x, _ in outline[0]], [y for _, y in outline[0]]
        left, baseline = character.x, character.baseline
        return (
            left + min(xs) * size, baseline - max(ys) * size,
            left + max(xs) * size, baseline - min(ys) * size,
        )  # fmt: skip

    def _drawn(self, unit: Unit) -> tuple[Outline, ...] | None:
        outlines: list[Outline] = []
        for glyph in unit.glyphs:
            drawing = glyph.drawing
            program = None if drawing is None else self._program(drawing.font)
            if drawing is None or program is None:
                return None
            outline = program.outline(drawing.code)
            if outline is None:
                return None
            if outline[0]:
                outlines.append(outline)
        return tuple(sorted(outlines))

    def _program(self, font: Any) -> _Program | None:
        if id(font) not in self._programs:
            self._programs[id(font)] = (font, _opened(font))
        return self._programs[id(font)][1]


class _Program:
    """A TrueType program in a PDF, whose glyphs are found by their codes."""

    def __init__(self, font: Any, glyphs: Mapping[int, str]) -> None:
        self._font = font
        self._glyphs = glyphs
        self._found: dict[int, Outline | None] = {}

    def outline(self, code: int) -> Outline | None:
        """The outline that a code draws, ``None`` where the program is damaged."""
        if code not in self._found:
            try:
                name = self._glyphs.get(code, ".notdef")
                self._found[code] = _outline(self._font, name)
            except _DAMAGED:
                self._found[code] = None
        return self._found[code]


_HEAD = logging.getLogger("fontTools.ttLib.tables._h_e_a_d")
_HEAD.setLevel(logging.ERROR)  # LibreOffice's subsets have no date, and that is no matter

_DAMAGED = (AssertionError, AttributeError, LookupError, TypeError, ValueError, OverflowError)
"""What fontTools raises on programs that are not what they say."""


def _opened(font: Any) -> _Program | None:
    """The program of a simple symbolic TrueType font, as LibreOffice embeds them.

    Such a font has no ``/Encoding``: its codes are those of the program's own
    (1, 0) table (ISO 32000-1, 9.6.6.4). Others are not understood.
    """
    from fontTools.ttLib import TTFont, TTLibError

    if vars(font).get("dictionary", {}).get("Encoding") is not None:
        return None
    try:
        stream = resolve1(font.descriptor["FontFile2"])
        program = TTFont(BytesIO(stream.get_data()), lazy=True)
        tables = program["cmap"].tables
        [table] = tables
        if (table.platformID, table.platEncID) != (1, 0):
            return None
        return _Program(program, dict(table.cmap))
    except (*_DAMAGED, TTLibError):
        return None


def alike(drawn: Sequence[Outline], ours: Sequence[Outline]) -> bool:
    """Whether signs of two fonts have about the same size and lie about alike on their line."""
    extents = _extent(drawn), _extent(ours)
    return all(abs(a - b) <= _ALIKE for a, b in zip(*extents, strict=True))


def _extent(outlines: Sequence[Outline]) -> tuple[float, float, float]:
    points = [point for outline in outlines for point in outline[0]] or [(0.0, 0.0)]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return max(xs) - min(xs), min(ys), max(ys)


def covered(text: str) -> bool:
    """Whether the form's own fonts have all characters of a text."""
    return any(all(ord(c) in _codes(name) for c in text) for name in _FILES)


@lru_cache(maxsize=4096)
def known(name: str, text: str) -> frozenset[tuple[Outline, ...]]:
    """The sets of outlines by which one of the form's fonts can draw a text."""
    if not all(ord(c) in _codes(name) for c in text):
        return frozenset()
    return frozenset(_shaped(name, text))


def _shaped(name: str, text: str) -> Iterator[tuple[Outline, ...]]:
    import uharfbuzz

    font = _ours(name)
    order = font.getGlyphOrder()
    leftwards = {True} if has_right_to_left(text) else {unicodedata.mirrored(text[0]), False}
    for (before, after), features, to_left in product(_CONTEXTS, _FEATURES, leftwards):
        buffer = uharfbuzz.Buffer()
        buffer.add_str(before + text + after)
        buffer.guess_segment_properties()
        if to_left:
            buffer.direction = "rtl"
        uharfbuzz.shape(_shaper(name), buffer, features)
        outlines = (_outline(font, order[info.codepoint]) for info in buffer.glyph_infos)
        yield tuple(sorted(outline for outline in outlines if outline[0]))


@cache
def _ours(name: str) -> Any:
    from fontTools.ttLib import TTFont

    return TTFont(BytesIO(_bytes(name)), lazy=True)


@cache
def _codes(name: str) -> frozenset[int]:
    return frozenset(_ours(name).getBestCmap())


@cache
def _shaper(name: str) -> Any:
    import uharfbuzz

    return uharfbuzz.Font(uharfbuzz.Face(_bytes(name)))


@cache
def _bytes(name: str) -> bytes:
    return (files("oroforms") / "fonts" / name).read_bytes()


def _outline(font: Any, name: str) -> Outline:
    table = font["glyf"]
    coordinates, ends, flags = table[name].getCoordinates(table)
    em = font["head"].unitsPerEm
    return (
        tuple((x / em, y / em) for x, y in coordinates),
        tuple(ends),
        tuple(flag & 1 for flag in flags),
    )
