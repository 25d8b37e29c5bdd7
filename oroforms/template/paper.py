"""The sheet of a Swedish form: its measures, all in millimetres unless said otherwise."""

from __future__ import annotations

from dataclasses import dataclass

PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
LEFT, RIGHT = 20.0, 16.0
"""Margins; the left one leaves room for punch holes."""
TOP, BOTTOM = 27.0, 15.0
HEADER, FOOTER = 9.0, 9.0
"""Distance of header and footer from the edge of the paper."""
HEADER_LINE, HEADER_HEIGHT = 3.5, 15.0
TITLE_SIZES = (18.0, 16.5, 15.0)
"""Points; the largest in which the title takes one line."""

COLUMNS = 12
WIDTH = PAGE_WIDTH - LEFT - RIGHT
COLUMN = WIDTH / COLUMNS

ROW = 8.5
"""Height of one row, and what all row heights are multiples of (two typewriter lines)."""
PEN_LINE = 8.0
"""Height that one line written by hand takes."""
LABEL_POINTS, LABEL_LINE = 8.0, 3.4
CHOICE_LINE = 4.7
WRAPPED_LINE = 4.2
"""Line height where the text of a single tick box takes two lines."""
CHOICE_STEP = 5.8
"""From one line of tick boxes to the next."""
PADDING = 1.2
"""Between the side of a box and what stands in it."""

CODE_SIZE = 12.0
CODE_LEFT, CODE_TOP = 181.0, 9.0
MARK_SIZE = 4.0
MARK_CENTRE = 11.0
"""Distance of the centre of a registration mark from both edges of the paper."""

CODE_NAME = "oroforms-code"
MARK_NAMES = tuple(f"oroforms-mark-{number}" for number in (1, 2, 3, 4))
"""Top left, top right, bottom right, bottom left."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where something lies on the page: left and top edge, width and height."""

    left: float
    top: float
    width: float
    height: float


def mark_positions() -> tuple[Position, ...]:
    """The four registration marks, in the order of :data:`MARK_NAMES`."""
    near = MARK_CENTRE - MARK_SIZE / 2
    right, bottom = PAGE_WIDTH - near - MARK_SIZE, PAGE_HEIGHT - near - MARK_SIZE
    corners = ((near, near), (right, near), (right, bottom), (near, bottom))
    return tuple(Position(x, y, MARK_SIZE, MARK_SIZE) for x, y in corners)


def code_position() -> Position:
    """The QR code, at the top right inside the header."""
    return Position(CODE_LEFT, CODE_TOP, CODE_SIZE, CODE_SIZE)
