"""First guesses of how a page lies in a picture: by its code, its marks, its printing.

A guess need only be right to some millimetres; it is refined, and believed only when the printing
is then found in its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product

import cv2
import numpy as np
from numpy.typing import NDArray

from oroforms.layouts import Layout
from oroforms.pictures.base import Grey, PageCode, Transform
from oroforms.pictures.bending import fitted
from oroforms.pictures.blank import MARK_SIZE, BlankPage
from oroforms.pictures.codes import scaled
from oroforms.pictures.features import features_of, match
from oroforms.pictures.marks import Square, find_squares
from oroforms.pictures.warp import apply, scaling

_SIDE = 20.0
"""Pixels of a mark's side in the picture in which marks are looked for."""
_LARGEST = 2.5
"""By how much a coarse picture is enlarged for it at most."""
_OFF, _OFF_SHARE = 12.0, 0.14
"""How far a mark may lie from where the code says: points, and share of the distance from it."""
_AROUND = 2.0
"""Sides of a mark beside where its middle may lie, so that the paper around it is seen too."""
_A_MARK = 4
"""Candidates that are tried for one mark."""
_CLOSE = 1.5
"""Points by which the likeliest four squares and the code may lie off, on a mean, to be tried
before any others are looked at."""


@dataclass(frozen=True, slots=True, eq=False)
class Guess:
    """A transform from points on the page to pixels of the picture, and by what it was found."""

    transform: Transform
    method: str


def corners_of(layout: Layout) -> NDArray[np.float64]:
    """The corners of the code on the page, in the order of :attr:`PageCode.corners`."""
    left, top, right, bottom = layout.code
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)])


def by_code(grey: Grey, layout: Layout, code: PageCode) -> Iterator[Guess]:
    """Guesses by the code and the marks around it, the most marks first.

    ``grey`` has square pixels, and ``code.corners`` are pixels of it.
    """
    printed, seen = corners_of(layout), np.array(code.corners, np.float64)
    rough = _similarity(printed, seen)
    density = float(np.sqrt(abs(np.linalg.det(rough[:2, :2]))))
    marks = np.array(layout.marks)
    middle = seen.mean(axis=0)
    choices: list[list[Square | None]] = []
    for place in apply(rough, marks):
        allowed = _OFF * density + _OFF_SHARE * float(np.hypot(*(place - middle)))
        choices.append([*_near(grey, place, allowed, MARK_SIZE * density)[:_A_MARK], None])
    first = _by_marks_and_code(marks, [each[0] for each in choices], layout, seen)
    if first is not None and first.marks == len(marks) and first.off < _CLOSE * density:
        yield first.guess
    found: list[tuple[float, Guess]] = []
    for chosen in product(*choices):
        made = _by_marks_and_code(marks, chosen, layout, seen)
        if made is not None:
            lost = 4.0 * (4 - made.marks)
            found.append((made.off / density + lost - 2 * made.quality, made.guess))
    found.sort(key=lambda each: each[0])
    yield from (guess for _score, guess in found[:6])
    yield Guess(rough, "code")


@dataclass(frozen=True, slots=True, eq=False)
class _Rated:
    """A guess by some squares taken for marks, and how well they fit."""

    guess: Guess
    marks: int
    off: float
    """Pixels by which marks and corners of the code lie off, as a mean."""
    quality: float


def _by_marks_and_code(
    marks: NDArray[np.float64],
    chosen: Sequence[Square | None],
    layout: Layout,
    seen: NDArray[np.float64],
) -> _Rated | None:
    known = [(mark, s) for mark, s in zip(marks, chosen, strict=True) if s is not None]
    if len(known) < 2:
        return None
    here = np.vstack([[mark for mark, _s in known], corners_of(layout)])
    there = np.vstack([[(s.x, s.y) for _mark, s in known], seen])
    transform = fitted(here, there, np.ones(len(here)))
    if not plausible(transform, layout.size):
        return None
    off = float(np.hypot(*(apply(transform, here) - there).T).mean())
    quality = float(np.mean([s.quality for _mark, s in known]))
    return _Rated(Guess(transform, "marks"), len(known), off, quality)


def _near(grey: Grey, place: NDArray[np.float64], allowed: float, side: float) -> list[Square]:
    """Squares that may be the mark expected at a place: the nearest and most square first."""
    around = allowed + _AROUND * side
    height, width = grey.shape
    left, top = (max(0, round(float(edge) - around)) for edge in place)
    right = min(width, round(float(place[0]) + around))
    bottom = min(height, round(float(place[1]) + around))
    if right - left < side or bottom - top < side:
        return []
    near = []
    for seen in _squares(grey[top:bottom, left:right], side, tolerance=0.35):
        square = replace(seen, x=seen.x + left, y=seen.y + top)
        apart = float(np.hypot(square.x - place[0], square.y - place[1]))
        if apart < allowed:
            near.append((apart / square.quality, square))
    near.sort(key=lambda each: each[0])
    return [square for _distance, square in near]


def by_marks(
    grey: Grey, layout: Layout, density: float, mark: float = MARK_SIZE
) -> Iterator[Guess]:
    """Guesses by four marks alone, in every direction they allow.

    ``density`` is about how many pixels of the picture go to a point, ``mark`` the side of the
    marks in points.
    """
    marks = np.array(layout.marks)
    squares = _squares(grey, mark * density, tolerance=0.45)[:12]
    found = []
    for four in combinations(squares, 4):
        sides = [s.side for s in four]
        if max(sides) > 1.6 * min(sides):
            continue
        points = _around(np.array([(s.x, s.y) for s in four]))
        for turn in range(4):
            transform = cv2.getPerspectiveTransform(
                marks.astype(np.float32), np.roll(points, turn, axis=0).astype(np.float32)
            ).astype(np.float64)
            if not plausible(transform, layout.size):
                continue
            # The marks' own size has to fit the distance between them.
            own = np.sqrt(abs(np.linalg.det(transform[:2, :2]))) * mark
            off = abs(np.log(float(np.mean(sides)) / own))
            found.append((off - sum(s.quality for s in four) / 4, Guess(transform, "marks")))
    found.sort(key=lambda each: each[0])
    yield from (guess for _score, guess in found[:16])


def by_text(grey: Grey, blank: BlankPage, density: float) -> Iterator[Guess]:
    """The guess by the printing alone, however the page is turned.

    ``density`` is about how many pixels of the picture go to a point; half or double is no harm.
    """
    # Places in units of the page's points, as far as the density is right.
    matched = match(blank.features, features_of(grey, density))
    if matched is not None:
        transform = scaling(density, density) @ matched[0]
        if plausible(transform, blank.layout.size):
            yield Guess(transform, "text")


def plausible(transform: Transform, size: tuple[float, float]) -> bool:
    """Whether a page so laid could have been fed or photographed: not folded over, not a sliver."""
    width, height = size
    page = np.array([(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)])
    depth = np.column_stack([page, np.ones(4)]) @ transform[2]
    if depth.min() <= 0 or depth.max() / depth.min() > 2.0:
        return False
    corners = apply(transform, page)
    edges = np.roll(corners, -1, axis=0) - corners
    following = np.roll(edges, -1, axis=0)
    turns = edges[:, 0] * following[:, 1] - edges[:, 1] * following[:, 0]
    if turns.min() <= 0:  # folded over or mirrored
        return False
    lengths = np.hypot(*edges.T)
    shape = (lengths[1] + lengths[3]) / (lengths[0] + lengths[2])
    return bool(0.6 < shape / (height / width) < 1.67)


def _squares(grey: Grey, side: float, tolerance: float) -> list[Square]:
    """Marks in a picture, looked for where their side has :data:`_SIDE` pixels."""
    factor = min(_LARGEST, _SIDE / side)
    height, width = grey.shape
    small = scaled(grey, factor, factor)
    across, down = width / small.shape[1], height / small.shape[0]
    return [
        Square(s.x * across, s.y * down, s.side * across, s.quality)
        for s in find_squares(small, side * factor, tolerance=tolerance)
    ]


def _similarity(here: NDArray[np.float64], there: NDArray[np.float64]) -> Transform:
    """The turn, size and shift that carry points onto others best."""
    from_middle, to_middle = here.mean(axis=0), there.mean(axis=0)
    a = (here - from_middle) @ (1, 1j)
    b = (there - to_middle) @ (1, 1j)
    factor = np.vdot(a, b) / np.vdot(a, a)
    turn = np.array([[factor.real, -factor.imag], [factor.imag, factor.real]])
    transform = np.eye(3)
    transform[:2, :2] = turn
    transform[:2, 2] = to_middle - turn @ from_middle
    return transform


def _around(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points clockwise (as seen, y downwards) around their middle."""
    beside = points - points.mean(axis=0)
    return points[np.argsort(np.arctan2(beside[:, 1], beside[:, 0]))]
