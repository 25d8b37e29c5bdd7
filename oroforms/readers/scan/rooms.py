"""The places for text on a sheet."""

from __future__ import annotations

from dataclasses import dataclass

from oroforms.documents import Rect
from oroforms.pictures.base import Sheet
from oroforms.readers.parts import Kind


@dataclass(frozen=True, slots=True, eq=False)
class Room:
    """One place for text on a sheet."""

    part: str
    sheet: Sheet
    rect: Rect
    kind: Kind = Kind.LINE
    """How text stands in it: ``LINE``, ``LINES`` or ``COMB``."""
    cells: int = 0
    """Of a comb."""
