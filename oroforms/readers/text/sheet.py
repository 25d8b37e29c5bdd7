"""What stands on one page: its characters and drawn shapes, and a picture of it.

Two witnesses. pdfplumber tells what the file *says* (characters, shapes);
pdfium's picture tells what a person *sees*. Text that is hidden, painted
over, white or clipped is in the first and not in the second; text turned
into outlines or pictures is in the second and not in the first. A reading
counts only where both agree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any
from unicodedata import category

from oroforms.documents import Rect
from oroforms.readers.text.geometry import Affine, grown, meet
from oroforms.readers.text.ink import Ink

_NAMELESS = frozenset({"Cc", "Cn", "Co", "Cs"})
"""Control characters, unassigned, private use, surrogates (Unicode general categories)."""

ASCENT, DESCENT = 0.707, 0.293
"""How far, in sizes, a glyph's box reaches above and below its baseline.

Those of Noto Sans, by which layouts are measured, so that words of the page
and of the blank have alike boxes.
"""


@lru_cache(maxsize=4096)
def _is_blank(text: str) -> bool:
    return all(category(letter) == "Zs" for letter in text)


@lru_cache(maxsize=4096)
def _is_nameless(text: str) -> bool:
    return text.startswith("(cid:") or any(
        letter == "\ufffd" or category(letter) in _NAMELESS for letter in text
    )


@dataclass(frozen=True, slots=True)
class Span:
    """Glyphs that stand for a text together (``/ActualText``, ISO 32000-1, 14.9.4)."""

    number: int
    """Counted on the page, so that two spans with one text are told apart."""
    text: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a page draws for a character: a code in one of its fonts."""

    font: Any
    """The font as pdfminer opened it; one object for one font of the file."""
    code: int
    said: str
    """What the font names the glyph, without any change."""
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Character:
    """One glyph with the text its font gives it; lengths in points, y downwards.

    ``x`` and ``baseline`` are the glyph's origin, ``x0`` … ``bottom`` its
    box from descender to ascender and over its advance width.
    """

    text: str
    x: float
    baseline: float
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    font: str
    direction: int = 0
    """Quarter turns clockwise from running to the right."""
    drawing: Drawing | None = None
    """By which glyph of which font the page draws it."""

    @property
    def rect(self) -> Rect:
        """The box."""
        return self.x0, self.top, self.x1, self.bottom

    @property
    def centre(self) -> tuple[float, float]:
        """Middle of the advance width, at a third of the size above the baseline."""
        return (self.x0 + self.x1) / 2, self.baseline - self.size * 0.3

    @property
    def blank(self) -> bool:
        """Whether it leaves no ink."""
        return _is_blank(self.text)

    @property
    def nameless(self) -> bool:
        """Whether its font does not say what the glyph stands for (damaged or absent ToUnicode)."""
        return _is_nameless(self.text)

    def moved(self, by: Affine, quarters: int) -> Character:
        """The character as a map sees it that turns the page by ``quarters``."""
        x, baseline = by.point(self.x, self.baseline)
        if by.b or by.c:
            x0, top, x1, bottom = by.rect(self.rect)
        else:
            x0, x1 = sorted((by.a * self.x0 + by.e, by.a * self.x1 + by.e))
            top, bottom = sorted((by.d * self.top + by.f, by.d * self.bottom + by.f))
        return Character(
            self.text, x, baseline, x0, top, x1, bottom,
            self.size * by.scale, self.font, (self.direction - quarters) % 4, self.drawing,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shape:
    """A drawn path or a placed picture, by its bounding box without line width."""

    rect: Rect
    filled: bool
    stroked: bool
    dark: bool
    """Whether what it paints is darker than the paper."""
    line_width: float = 0.0
    picture: bool = False
    straight: bool = False
    """Whether it is a line or an upright rectangle; of other paths only the box is known."""

    @property
    def width(self) -> float:
        """Of the bounding box."""
        return self.rect[2] - self.rect[0]

    @property
    def height(self) -> float:
        """Of the bounding box."""
        return self.rect[3] - self.rect[1]

    @property
    def is_rule(self) -> bool:
        """Whether it is a straight upright line: cell borders, pen lines, comb strokes."""
        thin = self.line_width if self.stroked else 0.0
        return (
            self.straight
            and min(self.width, self.height) + thin <= 2.0
            and max(self.width, self.height) >= 4.0
        )

    @property
    def edges(self) -> tuple[Rect, Rect, Rect, Rect]:
        """The four sides of its box, as rectangles without area."""
        x0, top, x1, bottom = self.rect
        return (
            (x0, top, x1, top),
            (x0, bottom, x1, bottom),
            (x0, top, x0, bottom),
            (x1, top, x1, bottom),
        )


@dataclass(frozen=True)
class Sheet:
    """One page of the file, upright as it is displayed, origin at its top left corner."""

    number: int
    """Page of the file, from 1."""
    width: float
    height: float
    characters: Sequence[Character]
    shapes: Sequence[Shape]
    ink: Ink

    @property
    def direction(self) -> int:
        """The quarter turns in which most of its text runs."""
        counts = Counter(character.direction for character in self.characters)
        return counts.most_common(1)[0][0] if counts else 0

    @cached_property
    def rules(self) -> tuple[Rect, ...]:
        """The straight lines drawn on it."""
        return tuple(shape.rect for shape in self.shapes if shape.is_rule)

    def rules_at(self, rect: Rect) -> list[Rect]:
        """The straight lines that touch a rectangle or run along it."""
        near = grown(rect, 1.0)
        return [rule for rule in self.rules if meet(rule, near)]

    def moved(self, by: Affine) -> Sheet:
        """The page as a map sees it; the picture stays as it is."""
        if by == Affine():
            return self
        quarters = self.direction
        return replace(
            self,
            characters=tuple(c.moved(by, quarters) for c in self.characters),
            shapes=tuple(replace(s, rect=by.rect(s.rect)) for s in self.shapes),
        )
