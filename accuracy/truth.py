"""What is known of a filled-in form: the answer at each place, and how it was put there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from oroforms.documents import Rect
from oroforms.readers.scan.base import Ink


class Kind(StrEnum):
    """The kinds of places that are reported apart."""

    TICK = "tick"
    LINE = "one line"
    LINES = "several lines"
    EXACT = "identity, date, phone"
    COMB = "comb"
    SIGNATURE = "signature"


class Mark(StrEnum):
    """What a person's pen (or a program) left in and around one tick box."""

    NONE = "none"
    PRINTED = "printed cross"
    CROSS = "cross"
    CHECK = "check mark"
    FILLED = "filled"
    CIRCLED = "circled"
    SLASH = "slash"
    DOT = "dot"
    STRUCK = "struck out"
    """Ticked, then taken back: what was meant is no tick."""
    STRAY = "stray line"
    """The pen slipped over an empty box."""
    NEIGHBOUR = "neighbour's mark"
    """Empty; the mark of the box beside it reaches in."""


class Fit(StrEnum):
    """How much of what was typed its box shows."""

    LOOSE = "with room behind it"
    FULL = "up to the end"
    """All of it, and of another line (of another character, where there is one line) nothing
    would be seen: the same print as of a text that goes on and was cut off between two lines."""
    CUT = "in part"


@dataclass(frozen=True, slots=True)
class Truth:
    """One place of a filled-in form, and what stands there.

    ``ink`` says how a text was put there. A tick's ``ticked`` is what the
    person meant. A text's ``text`` is what they wrote, letter by letter; ``fit`` says
    whether the box shows all of it.
    """

    part: str
    page: int
    rect: Rect
    kind: Kind
    ink: Ink = Ink.EMPTY
    text: str = ""
    ticked: bool = False
    mark: Mark = Mark.NONE
    faint: bool = False
    """A very light pencil: what a scanner may lose."""
    slot: str = ""
    """Name of the slot that the part belongs to."""
    type: str = ""
    """Name of the slot's field type."""
    fit: Fit = Fit.LOOSE
