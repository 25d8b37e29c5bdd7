"""The places for text on a sheet."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from oroforms.documents import Rect
from oroforms.pictures.base import Sheet


class Kind(Enum):
    """How text stands in a room."""

    LINE = "line"
    LINES = "lines"
    COMB = "comb"


@dataclass(frozen=True, slots=True, eq=False)
class Room:
    """One place for text on a sheet."""

    part: str
    sheet: Sheet
    rect: Rect
    kind: Kind = Kind.LINE
    cells: int = 0
    """Of a comb."""
