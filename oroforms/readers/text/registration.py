"""Finding how a page that came in lies on the blank form: scaled, shifted, turned.

The map is first guessed from the registration marks or, where they are cut
off, from words that stand once on both; then fitted to all printed words, and
trusted only when nearly every printed word is found where the blank has it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Registration:
    """A page of the file laid on a page of the blank."""

    page: int
    """Page of the blank, from 1."""
    to_blank: Affine
    to_sheet: Affine
    share: float
    """Share of the printed words found in their places, 0–1."""
    missing: tuple[Printed, ...]
    """Printed words that were not found there."""


def register(sheet: Sheet, layout: Layout, page: int, fonts: Fonts) -> Registration | None:
    """Lay a page of the file on one page of the blank; ``None`` where it does not fit."""
    printed = [word for word in layout.printed if word.page == page]
    if not printed:
        return None
    upright = turn(sheet.direction)
    words = _words(sheet.moved(upright))
    best: Registration | None = None
    for guess in _guesses(sheet, layout, upright, words, printed):
        fitted = _refined(guess, upright, words, printed)
        found = _judged(sheet, page, fitted, printed, fonts)
        if best is None or found.share > best.share:
            best = found
        if best.share >= 0.99:
            break
    return best if best is not None and best.share >= NEEDED else None


def _words(upright: Sheet) -> Mapping[str, Sequence[Rect]]:
    """Every word of the turned page with its places."""
    places: dict[str, list[Rect]] = {}
    for line in lines_of(c for c in upright.characters if c.direction == 0):
        for word in words_of(line):
            rect = (word[0].x0, min(c.top for c in word), word[-1].x1, max(c.bottom for c in word))
            places.setdefault(text_of(word), []).append(rect)
    return places


def _guesses(
    sheet: Sheet,
    layout: Layout,
    upright: Affine,
    words: Mapping[str, Sequence[Rect]],
    printed: Sequence[Printed],
) -> Iterable[Affine]:
    """Maps from the turned page to the blank, best first."""
    marks = [upright.point(*centre) for centre in mark_centres(sheet.shapes)]
    if len(marks) == 4 and len(layout.marks) == 4:
        guess = fit(list(zip(_clockwise(marks), _clockwise(layout.marks), strict=True)))
        if guess is not None:
            yield guess
    pairs = _unique_pairs(words, printed)
    guess = fit(pairs)
    while guess is not None:
        far = [_distance(guess, pair) for pair in pairs]
        limit = sorted(far)[len(far) // 2] * 2
        if max(far) <= NEAR or limit >= max(far):
            break
        pairs = [pair for pair, d in zip(pairs, far, strict=True) if d <= limit]
        guess = fit(pairs)
    if guess is not None:
        yield guess


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


def _unique_pairs(
    words: Mapping[str, Sequence[Rect]], printed: Sequence[Printed]
) -> list[tuple[Point, Point]]:
    """Places of the words that stand once on the page and once on the blank."""
    counts = Counter(word.text for word in printed)
    return [
        (_anchor(words[word.text][0]), _anchor(word.rect))
        for word in printed
        if counts[word.text] == 1 and len(words.get(word.text, ())) == 1
    ]


def _anchor(rect: Rect) -> Point:
    """The middle: glyph boxes grow alike to both sides with other fonts' ascenders."""
    return (rect[0] + rect[2]) / 2, (rect[1] + rect[3]) / 2


def _distance(by: Affine, pair: tuple[Point, Point]) -> float:
    (x, y), (u, v) = pair
    gx, gy = by.point(x, y)
    return max(abs(gx - u), abs(gy - v))


def _refined(
    guess: Affine,
    upright: Affine,
    words: Mapping[str, Sequence[Rect]],
    printed: Sequence[Printed],
) -> Affine:
    """The map fitted to every word that the guess finds near its place; from sheet to blank."""
    pairs: list[tuple[Point, Point]] = []
    for word in printed:
        target = _anchor(word.rect)
        for rect in words.get(word.text, ()):
            pair = (_anchor(rect), target)
            if _distance(guess, pair) <= 2 * NEAR:
                pairs.append(pair)
                break
    fitted = (fit(pairs) if len(pairs) >= 4 else None) or guess
    return _after(upright, fitted)


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


def _judged(
    sheet: Sheet, page: int, to_blank: Affine, printed: Sequence[Printed], fonts: Fonts
) -> Registration:
    grid = Grid(sheet.moved(to_blank).characters, fonts)
    missing = tuple(word for word in printed if not grid.shows(word, NEAR))
    share = 1 - len(missing) / len(printed)
    return Registration(page, to_blank, to_blank.inverse(), share, missing)
