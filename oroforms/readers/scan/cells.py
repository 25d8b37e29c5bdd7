"""Text that stands in the cells of a comb, one character in each."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from oroforms.readers.scan.added import Mask
from oroforms.readers.scan.setting import LinePicture
from oroforms.readers.scan.written import Piece
from oroforms.tools.tesseract import SeenWord

_OVER = 0.14
"""Share of a cell by which a character may reach into the next."""
_DUST = 20
"""Pixels of ink below which a piece is no character: a hyphen at 8 points has 30."""
_TALL = 0.5
"""Share of the tallest piece's height from which a piece is a character, not a dot of one."""
_WIDE = 1.2
"""Widths to heights from which a piece is more than one figure: figures have up to 0.85."""
_MARGIN = 0.2
"""Share of a cell at both of its sides in which dividers and what is beside them lie."""
_HIDDEN, _STREAK = 0.6, 2
"""Share of a column that is hidden, and such columns, from which a figure may be."""
_BETWEEN = 6
"""Pixels between characters that are moved together for Tesseract."""

Cell = tuple[int, int]
"""First and last column of what stands in a cell, in pixels of the line's picture."""


def cells_of(
    pieces: Sequence[Piece], picture: LinePicture, start: float, width: float
) -> list[tuple[int, Cell]] | None:
    """The cells that hold ink, by number, or nothing where text runs across the cells.

    ``start`` is the column at which the first cell begins and ``width`` that
    of a cell, both as pieces count them.
    """
    found: dict[int, list[Piece]] = {}
    for piece in (piece for piece in pieces if piece.area >= _DUST):
        middle = ((piece.left + piece.right) / 2 - start) / width
        number = int(np.floor(middle))
        left, right = start + number * width, start + (number + 1) * width
        if piece.left < left - _OVER * width or piece.right > right + _OVER * width:
            return None
        found.setdefault(number, []).append(piece)
    least = _TALL * _tallest(pieces)
    if sum(_holds_several(cell, least) for cell in found.values()) > 1:
        return None
    return [(number, _columns(found[number], least, picture.left)) for number in sorted(found)]


def _columns(cell: Sequence[Piece], least: float, left: int) -> Cell:
    """Where the character of a cell stands: what is small beside it is dirt, or a part of it."""
    telling = [p for p in cell if p.height >= least] or [max(cell, key=lambda p: p.area)]
    return min(p.left for p in telling) - left, max(p.right for p in telling) - left


def has_hole(numbers: Sequence[int], seen: Mask, start: float, width: float, count: int) -> bool:
    """Whether a cell before the last one that holds ink holds none, or the one behind is hidden.

    A streak takes a thin figure along with it, and the rest looks like a shorter number.
    ``seen`` tells which pixels of the line's rows can be seen, ``count`` how many cells there are.
    """
    if list(numbers) != list(range(len(numbers))):
        return True
    if len(numbers) >= count:
        return False
    left = start + (len(numbers) + _MARGIN) * width
    behind = seen[:, max(0, round(left)) : max(0, round(left + (1 - 2 * _MARGIN) * width))]
    return bool(behind.size) and int(((~behind).mean(axis=0) > _HIDDEN).sum()) >= _STREAK


def _tallest(pieces: Sequence[Piece]) -> int:
    return max(piece.height for piece in pieces)


def _holds_several(cell: Sequence[Piece], least: float) -> bool:
    """Whether characters stand side by side in a cell, those that touch among them."""
    tall = sorted((p for p in cell if p.height >= least), key=lambda p: p.left)
    return any(p.width > _WIDE * p.height for p in tall) or any(
        one.right <= other.left for one, other in pairwise(tall)
    )


def together(picture: LinePicture, cells: Sequence[Cell]) -> LinePicture:
    """The characters of the cells moved together, as Tesseract reads them best."""
    height = picture.ink.shape[0]
    blank = np.zeros((height, _BETWEEN), np.float32)
    parts = [blank]
    for left, right in cells:
        parts += [picture.ink[:, max(0, left) : right], blank]
    ink = np.concatenate(parts, axis=1)
    return LinePicture(ink, np.ones_like(ink), 0, picture.top)


def apart(seen: Sequence[SeenWord], cells: Sequence[Cell], height: int) -> tuple[SeenWord, ...]:
    """Each character that was read put back into its cell; none where their numbers differ."""
    text = "".join(word.text for word in seen)
    if len(text) != len(cells):
        return ()
    least = min(word.confidence for word in seen)
    return tuple(
        SeenWord(character, least, (left, 0, right, height))
        for character, (left, right) in zip(text, cells, strict=True)
    )
