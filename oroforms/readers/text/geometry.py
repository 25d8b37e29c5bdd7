"""Affine maps between a page that came in and its blank form, and what rectangles do."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from oroforms.documents import Rect

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Affine:
    """``x' = a·x + c·y + e``, ``y' = b·x + d·y + f`` (ISO 32000-1, 8.3.3, with y downwards)."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def point(self, x: float, y: float) -> Point:
        """The image of a point."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def rect(self, rect: Rect) -> Rect:
        """The upright rectangle around the image of a rectangle."""
        x0, top, x1, bottom = rect
        corners = [self.point(x, y) for x in (x0, x1) for y in (top, bottom)]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return min(xs), min(ys), max(xs), max(ys)

    @property
    def scale(self) -> float:
        """How much longer a line becomes, over all directions."""
        return math.sqrt(abs(self.a * self.d - self.b * self.c))

    def snapped(self, reach: float, tolerance: float) -> Affine:
        """The identity, if it moves no point within ``reach`` of the origin by more than that."""
        turned = max(abs(self.a - 1), abs(self.b), abs(self.c), abs(self.d - 1)) * reach
        return Affine() if turned + max(abs(self.e), abs(self.f)) <= tolerance else self

    def inverse(self) -> Affine:
        """The map back.

        Raises
        ------
        ZeroDivisionError
            When the map flattens the plane.
        """
        det = self.a * self.d - self.b * self.c
        a, b, c, d = self.d / det, -self.b / det, -self.c / det, self.a / det
        return Affine(a, b, c, d, -(a * self.e + c * self.f), -(b * self.e + d * self.f))


def turn(quarters: int) -> Affine:
    """The map that turns text running right (0), down (1), left (2), up (3) upright."""
    return (
        Affine(),
        Affine(0, -1, 1, 0),
        Affine(-1, 0, 0, -1),
        Affine(0, 1, -1, 0),
    )[quarters % 4]


def fit(pairs: Sequence[tuple[Point, Point]]) -> Affine | None:
    """The similarity (scale, turn, shift) nearest to all pairs ``(from, to)``.

    Least squares in closed form. A similarity and not a full affine map:
    printing scales both directions alike, and four parameters cannot bend
    around words that have moved. ``None`` for fewer than two separate points.
    """
    count = len(pairs)
    if count < 2:
        return None
    mx = sum(p[0] for p, _ in pairs) / count
    my = sum(p[1] for p, _ in pairs) / count
    ux = sum(q[0] for _, q in pairs) / count
    uy = sum(q[1] for _, q in pairs) / count
    along = across = spread = 0.0
    for (x, y), (u, v) in pairs:
        dx, dy, du, dv = x - mx, y - my, u - ux, v - uy
        along += dx * du + dy * dv
        across += dx * dv - dy * du
        spread += dx * dx + dy * dy
    if spread < 1e-6:
        return None
    a, b = along / spread, across / spread
    return Affine(a, b, -b, a, ux - a * mx + b * my, uy - b * mx - a * my)


def grown(rect: Rect, by: float) -> Rect:
    """The rectangle with all its sides moved outwards."""
    return rect[0] - by, rect[1] - by, rect[2] + by, rect[3] + by


def meet(a: Rect, b: Rect) -> bool:
    """Whether two rectangles overlap or touch."""
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


def gap(a: Rect, b: Rect) -> float:
    """Between two rectangles, the longer of the horizontal and the vertical gap; 0 if they meet."""
    return max(a[0] - b[2], b[0] - a[2], a[1] - b[3], b[1] - a[3], 0.0)
