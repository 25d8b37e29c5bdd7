"""What people's pens do to a tick box: paths in points, drawn with a pen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.random import Generator

from accuracy.pens import POINTS_PER_MM, Canvas, Pen, Points
from accuracy.truth import Mark
from oroforms.documents import Rect

TICKS: Final = (Mark.CROSS, Mark.CHECK, Mark.SLASH, Mark.FILLED, Mark.CIRCLED, Mark.DOT)
CAREFUL: Final = (0.68, 0.25, 0.03, 0.04, 0.0, 0.0)
"""How people tick who do as the form says (*kryssa*): reasoned, not counted."""
CARELESS: Final = (0.25, 0.2, 0.14, 0.14, 0.14, 0.13)
"""How the others do: in any manner, and now in one, now in another."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How somebody ticks, and how often something goes wrong with it."""

    careless: bool
    usual: Mark
    """The mark that this person makes mostly."""
    struck: float
    """Chance that one more box of a question was ticked and taken back."""
    stray: float
    """Chance that the pen slips over a question that is not answered."""
    twice: float
    """Chance that two boxes are ticked where one is asked for."""

    def mark(self, random: Generator) -> Mark:
        """The mark of one tick."""
        if random.random() < (0.5 if self.careless else 0.9):
            return self.usual
        return TICKS[random.choice(len(TICKS), p=CARELESS if self.careless else CAREFUL)]


def a_manner(random: Generator, careless: float) -> Manner:
    """How somebody ticks; ``careless`` is the share of people who do it anyhow."""
    if random.random() < careless:
        usual = TICKS[random.choice(len(TICKS), p=CARELESS)]
        return Manner(True, usual, struck=0.06, stray=0.06, twice=0.05)
    usual = TICKS[random.choice(len(TICKS), p=CAREFUL)]
    return Manner(False, usual, struck=0.008, stray=0.01, twice=0.01)


def draw(canvas: Canvas, mark: Mark, box: Rect, pen: Pen, random: Generator) -> None:
    """Draw one mark at a box. ``STRAY`` is a slip of the pen over the empty box."""
    left, top, right, bottom = box
    side = right - left
    centre = np.array([(left + right) / 2, (top + bottom) / 2]) + random.normal(0, side * 0.06, 2)
    size = side * random.uniform(0.75, 1.25)
    match mark:
        case Mark.CROSS:
            _cross(canvas, centre, size, pen, random)
        case Mark.CHECK:
            _check(canvas, centre, size, pen, random)
        case Mark.FILLED:
            _filled(canvas, centre, side, pen, random)
        case Mark.CIRCLED:
            _ring(canvas, centre, side, pen, random)
        case Mark.SLASH:
            _line(canvas, centre, size, -45 + random.normal(0, 12), pen, random)
        case Mark.DOT:
            _dot(canvas, centre, side, pen, random)
        case Mark.STRUCK:
            _struck(canvas, centre, side, pen, random)
        case Mark.STRAY:
            _stray(canvas, centre, side, pen, random)
        case _:
            raise AssertionError(f"nothing is drawn for {mark}")


def _arm(centre: Points, length: float, degrees: float) -> Points:
    """A straight path through a point, bent a little by its four handles."""
    angle = np.radians(degrees)
    along = np.linspace(-0.5, 0.5, 4)[:, None] * length
    return np.asarray(centre + along * np.array([np.cos(angle), np.sin(angle)]))


def _line(
    canvas: Canvas, centre: Points, length: float, degrees: float, pen: Pen, random: Generator
) -> None:
    path = _arm(centre, length, degrees) + random.normal(0, length * 0.025, (4, 2))
    canvas.stroke(pen, path, random)


def _cross(canvas: Canvas, centre: Points, size: float, pen: Pen, random: Generator) -> None:
    for degrees in (45, 135):
        shift = random.normal(0, size * 0.05, 2)
        turned = degrees + random.normal(0, 9)
        _line(canvas, centre + shift, size * random.uniform(0.9, 1.35), turned, pen, random)


def _check(canvas: Canvas, centre: Points, size: float, pen: Pen, random: Generator) -> None:
    # The long arm leaves the box to the upper right, often far: over the text or the box above.
    reach = random.choice([0.7, 1.0, 1.5], p=[0.45, 0.4, 0.15])
    path = np.array(
        [[-0.45, -0.05], [-0.28, 0.2], [-0.12, 0.42], [0.15, 0.0], [0.45 * reach, -0.55 * reach]]
    )
    path = path * size + centre + random.normal(0, size * 0.04, path.shape)
    canvas.stroke(pen, path, random)


def _filled(canvas: Canvas, centre: Points, side: float, pen: Pen, random: Generator) -> None:
    """To and fro until the box is full, by and large within it; thin pens leave gaps."""
    rows = int(random.integers(6, 13))
    reach = max(0.5 * side - 0.6 * pen.width * POINTS_PER_MM, 0.15 * side)
    y = np.linspace(-0.95, 0.95, rows)
    x = np.where(np.arange(rows) % 2, 1.0, -1.0)
    path = np.stack([x, y], axis=1) * reach
    path = path + random.normal(0, side * 0.04, path.shape)
    angle = np.radians(random.normal(-8, 8))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    canvas.stroke(pen, path @ turn.T + centre, random, pressure=1.2)


def _ring(canvas: Canvas, centre: Points, side: float, pen: Pen, random: Generator) -> None:
    start = random.uniform(0, 2 * np.pi)
    angles = np.linspace(start, start + 2 * np.pi * random.uniform(1.0, 1.12), 16)
    wide, high = side * random.uniform(0.72, 1.1), side * random.uniform(0.7, 0.95)
    growth = np.linspace(1, random.uniform(0.92, 1.1), 16)
    path = np.stack([wide * np.cos(angles) * growth, high * np.sin(angles) * growth], axis=1)
    canvas.stroke(pen, path + centre + random.normal(0, side * 0.02, path.shape), random)


def _dot(canvas: Canvas, centre: Points, side: float, pen: Pen, random: Generator) -> None:
    """A dot that is meant: the pen pressed down and turned, 1 to 2 mm."""
    radius = side * random.uniform(0.1, 0.22)
    angles = np.linspace(0, 4 * np.pi, 14)
    spiral = np.linspace(0.2, 1, 14) * radius
    path = np.stack([np.cos(angles) * spiral, np.sin(angles) * spiral], axis=1) + centre
    canvas.stroke(pen, path, random, pressure=1.2)


def _struck(canvas: Canvas, centre: Points, side: float, pen: Pen, random: Generator) -> None:
    """Ticked, and then taken back: lined through, scribbled over, or blotted out."""
    _cross(canvas, centre, side, pen, random)
    way = random.choice(3)
    if way == 0:
        for shift in (-0.18, 0.14):
            at = centre + np.array([0, shift * side])
            _line(canvas, at, side * random.uniform(1.6, 2.2), random.normal(0, 6), pen, random)
    elif way == 1:
        turns = int(random.integers(7, 12))
        x = np.linspace(-0.75, 0.75, turns) * side
        y = np.where(np.arange(turns) % 2, 0.6, -0.6) * side
        path = np.stack([x, y], axis=1) + centre
        canvas.stroke(pen, path + random.normal(0, side * 0.06, path.shape), random)
    else:
        # Blotted out well beyond the box, so that nobody takes it for a box filled in.
        for _ in range(3):
            _filled(canvas, centre, side * random.uniform(1.35, 1.6), pen, random)


def _stray(canvas: Canvas, centre: Points, side: float, pen: Pen, random: Generator) -> None:
    """A line that only passes, or a touch of the pen."""
    if random.random() < 0.35:
        at = centre + random.uniform(-0.4, 0.4, 2) * side
        canvas.stroke(pen, np.array([at, at + random.normal(0, 0.6, 2)]), random)
        return
    degrees = random.uniform(-25, 25)
    at = centre + random.uniform(-0.3, 0.3, 2) * side
    _line(canvas, at, side * random.uniform(2.5, 6), degrees, pen, random)
