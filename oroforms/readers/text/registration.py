"""Finding how a page that came in lies on the blank form: scaled, shifted, turned.

The map is first guessed from the registration marks or, where they are cut
off, from words that stand once on both; then fitted to all printed words, and
trusted only when nearly every printed word is found where the blank has it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from oroforms.documents import Rect
from oroforms.layouts import Layout, Printed
from oroforms.readers.text.fonts import Fonts
from oroforms.readers.text.geometry import Affine, Point, fit, turn
from oroforms.readers.text.grid import Grid
from oroforms.readers.text.sheet import Shape, Sheet
from oroforms.readers.text.words import lines_of, text_of, words_of

MARK = 4 * 72 / 25.4
"""Side of a registration mark in points (4 mm)."""

NEEDED = 0.9
"""Share of the page's printed words that must be found in their places."""

NEAR = 1.5
"""How far, in points of the blank, a printed word may lie from its place."""

_SURE = 0.98
"""Share of printed words in their places from which no better map is looked for."""

_SHARED = 0.3
"""Share of the words standing once on the blank that must stand once on its print-out, too."""

_STILL = 0.05
"""Points by which a print-out may be off and still count as not moved at all."""


@dataclass(frozen=True, slots=True)
class Registration:
    """A page of the file laid on a page of the blank."""

    page: int
    """Page of the blank, from 1."""
    laid: Sheet
    """The page of the file in points of the blank."""
    to_sheet: Affine
    share: float
    """Share of the printed words found in their places, 0–1."""
    missing: tuple[Printed, ...]
    """Printed words that were not found there."""


def register(
    sheet: Sheet, layout: Layout, pages: Iterable[int], fonts: Fonts
) -> Registration | None:
    """Lay a page of the file on the first of some pages of the blank that it fits."""
    page = _Page(sheet)
    fits = (page.laid_on(layout, number, fonts) for number in pages)
    return next((fit for fit in fits if fit is not None), None)


class _Page:
    """A page of the file, turned so that its text runs to the right."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._upright = turn(sheet.direction)
        self._turned = sheet.moved(self._upright)

    def laid_on(self, layout: Layout, number: int, fonts: Fonts) -> Registration | None:
        """The page laid on one page of the blank, or ``None`` where it does not fit."""
        printed = [word for word in layout.printed if word.page == number]
        best: Registration | None = None
        for guess in self._guesses(layout, printed):
            for to_blank in (guess, self._refined(guess, printed)):
                found = self._judged(number, to_blank, printed, fonts)
                if best is None or found.share > best.share:
                    best = found
                if best.share >= _SURE:
                    return best
        return best if best is not None and best.share >= NEEDED else None

    @cached_property
    def _words(self) -> Mapping[str, Sequence[Rect]]:
        """Every word with its places."""
        places: dict[str, list[Rect]] = {}
        for line in lines_of(c for c in self._turned.characters if c.direction == 0):
            for word in words_of(line):
                top, bottom = min(c.top for c in word), max(c.bottom for c in word)
                rect = (word[0].x0, top, word[-1].x1, bottom)
                places.setdefault(text_of(word), []).append(rect)
        return places

    def _guesses(self, layout: Layout, printed: Sequence[Printed]) -> Iterable[Affine]:
        """Maps from the turned page to the blank, best first."""
        marks = mark_centres(self._turned.shapes)
        if len(marks) == 4 and len(layout.marks) == 4:
            guess = fit(list(zip(_clockwise(marks), _clockwise(layout.marks), strict=True)))
            if guess is not None:
                yield guess
        guess = self._guess_by_words(printed)
        if guess is not None:
            yield guess

    def _guess_by_words(self, printed: Sequence[Printed]) -> Affine | None:
        """By the words that stand once on the page and once on the blank, less those far off."""
        counts = Counter(word.text for word in printed)
        once = [word for word in printed if counts[word.text] == 1]
        pairs = [
            (_anchor(self._words[word.text][0]), _anchor(word.rect))
            for word in once
            if len(self._words.get(word.text, ())) == 1
        ]
        if len(pairs) < _SHARED * len(once):
            return None
        guess = fit(pairs)
        while guess is not None:
            far = [_distance(guess, pair) for pair in pairs]
            limit = sorted(far)[len(far) // 2] * 2
            if max(far) <= NEAR or limit >= max(far):
                break
            pairs = [pair for pair, d in zip(pairs, far, strict=True) if d <= limit]
            guess = fit(pairs)
        return guess

    def _refined(self, guess: Affine, printed: Sequence[Printed]) -> Affine:
        """The map fitted to every word that the guess finds near its place."""
        pairs: list[tuple[Point, Point]] = []
        for word in printed:
            target = _anchor(word.rect)
            for rect in self._words.get(word.text, ()):
                pair = (_anchor(rect), target)
                if _distance(guess, pair) <= 2 * NEAR:
                    pairs.append(pair)
                    break
        return (fit(pairs) if len(pairs) >= 4 else None) or guess

    def _judged(
        self, number: int, from_turned: Affine, printed: Sequence[Printed], fonts: Fonts
    ) -> Registration:
        reach = self._sheet.width + self._sheet.height
        to_blank = _after(self._upright, from_turned).snapped(reach, _STILL)
        laid = self._sheet.moved(to_blank)
        grid = Grid(laid.characters, fonts)
        missing = tuple(word for word in printed if not grid.shows(word, NEAR))
        share = 1 - len(missing) / len(printed) if printed else 0.0
        return Registration(number, laid, to_blank.inverse(), share, missing)


def mark_centres(shapes: Iterable[Shape]) -> list[Point]:
    """Centres of the dark squares that can be registration marks on a page of any usual scale."""
    centres: list[Point] = []
    for shape in shapes:
        side = shape.width
        square = abs(side - shape.height) <= 0.08 * MARK
        if shape.dark and (shape.filled or shape.picture) and square and 0.5 < side / MARK < 1.5:
            x0, top, x1, bottom = shape.rect
            centre = (x0 + x1) / 2, (top + bottom) / 2
            if all(abs(centre[0] - x) + abs(centre[1] - y) > 1 for x, y in centres):
                centres.append(centre)
    if len(centres) <= 4:
        return centres
    # Filled tick boxes look like marks; the marks are the outermost in each corner.
    corners = [
        min(centres, key=lambda c: sx * c[0] + sy * c[1]) for sx in (1, -1) for sy in (1, -1)
    ]
    return list(dict.fromkeys(corners))


def _clockwise(points: Sequence[Point]) -> list[Point]:
    """Top left, top right, bottom right, bottom left."""
    by_height = sorted(points, key=lambda p: p[1])
    top, bottom = sorted(by_height[:2]), sorted(by_height[2:])
    return [top[0], top[1], bottom[1], bottom[0]]


def _anchor(rect: Rect) -> Point:
    """The middle: glyph boxes grow alike to both sides with other fonts' ascenders."""
    return (rect[0] + rect[2]) / 2, (rect[1] + rect[3]) / 2


def _distance(by: Affine, pair: tuple[Point, Point]) -> float:
    (x, y), (u, v) = pair
    gx, gy = by.point(x, y)
    return max(abs(gx - u), abs(gy - v))


def _after(first: Affine, second: Affine) -> Affine:
    e, f = second.point(first.e, first.f)
    return Affine(
        second.a * first.a + second.c * first.b,
        second.b * first.a + second.d * first.b,
        second.a * first.c + second.c * first.d,
        second.b * first.c + second.d * first.d,
        e,
        f,
    )
