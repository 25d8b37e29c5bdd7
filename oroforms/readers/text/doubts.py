"""What makes read text doubtful: each doubt is the code of an error finding."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise

from oroforms.documents import Rect
from oroforms.readers.text.fonts import Fonts
from oroforms.readers.text.geometry import Affine, grown
from oroforms.readers.text.ink import Ink
from oroforms.readers.text.sheet import Character
from oroforms.readers.text.words import Line

NOT_MAPPED = "text-not-mapped"
RIGHT_TO_LEFT = "text-right-to-left"
OVERLAID = "value-overlaid"
DRAWN = "drawn-not-text"
CUT = "text-may-be-cut"
LINE_END = "line-end-uncertain"
MARK = "mark-uncertain"
NOT_READ = "field-not-read"
LOST = "signature-lost"

_STAND_IN = "·"
"""What MuPDF draws for each letter that its font lacks; people hardly ever write it."""

_OVERLAP = 0.5
"""Share of the narrower glyph's width from which two glyphs stand on top of each other."""

_BLACK = 0.9
"""Share of ink from which a glyph's place is painted over; a bold ``l`` has 0.75."""

_BLANK = 0.08
"""Share of ink from which a blank is none; overhanging neighbours leave less."""

_SPECKS = 14
"""Dark pixels (at :data:`~oroforms.readers.text.ink.SCALE`) that edges of glyphs may leave."""


def of_characters(characters: Sequence[Character], fonts: Fonts) -> set[str]:
    """Doubts that lie in the characters themselves."""
    doubts: set[str] = set()
    for character in characters:
        text = character.text
        if character.blank:
            continue
        if fonts.doubts(character) or text == _STAND_IN:
            doubts.add(NOT_MAPPED)
        if len(text) > 1 and not all(_joins(letter) for letter in text):
            doubts.add(NOT_MAPPED)
        for letter in text:
            if unicodedata.bidirectional(letter) in ("R", "AL"):
                doubts.add(RIGHT_TO_LEFT)
    return doubts


def _joins(letter: str) -> bool:
    """Whether one glyph can stand for the letter and others: East Asian ones have a glyph each."""
    return unicodedata.category(letter)[0] in "LM" and not "\u2e80" <= letter <= "\ud7ff"


def of_overlap(lines: Sequence[Line]) -> set[str]:
    """Whether glyphs stand on top of each other: an answer under another."""
    for line in lines:
        for a, b in pairwise(line.inked):
            narrow = min(a.x1 - a.x0, b.x1 - b.x0)
            if narrow > 0 and a.x1 - b.x0 > _OVERLAP * narrow:
                return {OVERLAID}
    for upper, lower in pairwise(lines):
        if lower.baseline - upper.baseline < 0.7 * min(upper.size, lower.size) and _meet(
            upper, lower
        ):
            return {OVERLAID}
    return set()


def _meet(upper: Line, lower: Line) -> bool:
    return any(a.x0 < b.x1 and b.x0 < a.x1 for a in upper.inked for b in lower.inked)


def of_sight(characters: Iterable[Character], ink: Ink, to_sheet: Affine) -> set[str]:
    """Whether the picture of the page shows every character.

    Not so for white and invisible text, text under a white or black box, in
    a layer that is off, clipped, or off the page.
    """
    doubts: set[str] = set()
    for character in characters:
        if character.nameless or _is_mark(character):
            continue
        if character.blank:
            if leaves_ink(character, ink, to_sheet):
                doubts.add(NOT_MAPPED)  # a glyph that its font calls a blank
        elif not 0.0 < ink.share(to_sheet.rect(_within_glyph(character))) < _BLACK:
            doubts.add(OVERLAID)
    return doubts


def of_strikes(lines: Iterable[Line], rules: Sequence[Rect]) -> set[str]:
    """Whether text is struck through: its writer takes it back."""
    for line in lines:
        x0, _, x1, _ = line.rect
        upper, lower = line.baseline - 0.55 * line.size, line.baseline - 0.1 * line.size
        for left, top, right, bottom in rules:
            level = bottom - top < right - left
            if level and upper < (top + bottom) / 2 < lower and left < x1 and x0 < right:
                return {OVERLAID}
    return set()


def leaves_ink(character: Character, ink: Ink, to_sheet: Affine) -> bool:
    """Whether something is drawn where a glyph stands that may be a blank by another name."""
    return ink.share(to_sheet.rect(_within_blank(character))) > _BLANK


def _within_blank(character: Character) -> Rect:
    """Where a blank's glyph shows nothing, not even of its neighbours and the lines around it."""
    inset = 0.2 * (character.x1 - character.x0)
    baseline, size = character.baseline, character.size
    return (
        character.x0 + inset, baseline - 0.7 * size, character.x1 - inset, baseline - 0.05 * size
    )  # fmt: skip


def _within_glyph(character: Character) -> Rect:
    """Where a glyph shows at least something."""
    inset = 0.15 * (character.x1 - character.x0)
    x0, x1 = character.x0 + inset, character.x1 - inset
    if x1 - x0 < 0.1 * character.size:
        x0, x1 = character.x0, character.x0 + 0.4 * character.size
    return x0, character.top, x1, character.bottom


def _is_mark(character: Character) -> bool:
    return all(unicodedata.category(letter).startswith(("M", "Cf")) for letter in character.text)


def of_drawing(
    characters: Iterable[Character],
    rules: Iterable[Rect],
    rect: Rect,
    ink: Ink,
    to_sheet: Affine,
) -> set[str]:
    """Whether the box shows ink that is no text: handwriting, outlines, pictures of text."""
    return {DRAWN} if unexplained(characters, rules, rect, ink, to_sheet) > _SPECKS else set()


def unexplained(
    characters: Iterable[Character],
    rules: Iterable[Rect],
    rect: Rect,
    ink: Ink,
    to_sheet: Affine,
) -> int:
    """Pixels of ink in a rectangle that neither the characters nor the rules account for."""
    known = [to_sheet.rect(_glyph(c)) for c in characters]
    known += [to_sheet.rect(grown(rule, 0.8)) for rule in rules]
    return ink.left_over(to_sheet.rect(rect), known)


def _glyph(character: Character) -> Rect:
    """Where a glyph's ink can be: rings, tails and slants reach out of its box."""
    size = character.size
    x1 = max(character.x1, character.x0 + 0.5 * size)
    return (
        character.x0 - 0.15 * size,
        character.top - 0.3 * size,
        x1 + 0.15 * size,
        character.bottom + 0.15 * size,
    )
