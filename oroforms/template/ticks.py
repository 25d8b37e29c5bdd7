"""How tick boxes and their texts lie in a box: side by side where they fit, else in columns."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from oroforms.template.measure import text_width
from oroforms.template.paper import CHOICE_LINE, CHOICE_STEP, PADDING

POINTS = 9.0
BOX_ROOM = 6.2
"""A tick box with the gap to its text, in millimetres."""
SLACK = 1.0
"""Left at the end of a line: other programs set type a little wider."""
_GAP, _WIDE_GAP = 4.0, 10.0
_MOST_COLUMNS = 4


@dataclass(frozen=True, slots=True)
class Ticks:
    """Where the tick boxes of one field begin, in millimetres from the side of the text."""

    starts: tuple[float, ...]
    """One for each column; the choices follow each other along the lines."""
    lines: int

    @property
    def height(self) -> float:
        """What all lines take, in millimetres."""
        return CHOICE_LINE + (self.lines - 1) * CHOICE_STEP


def room_in(width: float) -> float:
    """Room for text in a box of some width."""
    return width - 2 * PADDING - SLACK


def fits(text: str, width: float) -> bool:
    """Whether a tick box with this text takes one line of a box of some width."""
    return BOX_ROOM + text_width(text, POINTS) <= room_in(width)


def arrange(labels: Sequence[str], width: float) -> Ticks:
    """The tick boxes of some texts in a box of some width in millimetres."""
    room = room_in(width)
    widths = [BOX_ROOM + text_width(label, POINTS) for label in labels]
    counts = (len(widths), *range(2, min(_MOST_COLUMNS, len(widths) - 1) + 1))
    fitting: list[tuple[int, int, list[float]]] = [(len(widths), 1, [])]
    for count in counts:
        columns = [max(widths[at::count]) for at in range(count)]
        if sum(columns) + _GAP * (count - 1) <= room:
            fitting.append((math.ceil(len(widths) / count), count, columns))
    lines, _count, columns = min(fitting)  # the fewest lines, and on them the fewest columns
    return Ticks(_starts(columns, room) if columns else (0.0,), lines)


def _starts(columns: Sequence[float], room: float) -> tuple[float, ...]:
    pitch = room / len(columns)
    if len(columns) > 1 and max(columns) + _GAP <= pitch <= max(columns) + 2 * _WIDE_GAP:
        return tuple(pitch * at for at in range(len(columns)))
    gap = min(_WIDE_GAP, (room - sum(columns)) / max(len(columns) - 1, 1))
    return tuple(sum(columns[:at]) + gap * at for at in range(len(columns)))
