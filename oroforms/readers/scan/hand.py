"""Whether ink was written by hand: told before anything tries to read it."""

from __future__ import annotations

from collections.abc import Sequence

from oroforms.readers.scan.written import InkLine, Written


def by_hand(writing: Written, lines: Sequence[InkLine]) -> bool:
    """Whether the ink of a room is surely handwriting."""
    return writing.spills
