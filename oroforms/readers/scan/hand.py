"""Whether ink was written by hand: told before anything tries to read it.

What is printed stands on its base line to a pixel, letter for letter. What a
hand wrote hardly ever does. Only sure cases are told here; what is not told
goes on to be read and has to be confirmed, which no hand ever is.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from oroforms.readers.scan.added import Mask
from oroforms.readers.scan.inklines import ON_LINE, InkLine

LETTER = 10
"""Pixels of height from which a piece of ink may be a letter."""
_ENOUGH = 6
_BY_HAND = 0.45
"""Share of letters that stand on their line below which a hand wrote them.

Of printed lines with six letters or more 1 % have less than 0.6; of written
ones half have less than 0.5.
"""


def by_hand(lines: Sequence[InkLine]) -> bool:
    """Whether the ink of a room is surely handwriting."""
    standing, letters = 0, 0
    for line in lines:
        feet = np.array([p.bottom for p in line.pieces if p.height >= LETTER])
        if len(feet):
            standing += int(on_one_line(feet).sum())
            letters += len(feet)
    return letters >= _ENOUGH and standing < _BY_HAND * letters


def on_one_line(feet: NDArray[np.floating] | NDArray[np.integer]) -> Mask:
    """Which feet of letters (rows of the picture) stand on the level that most of them stand on."""
    near = np.abs(feet[:, None] - feet[None, :]) <= ON_LINE
    best: Mask = near[int(near.sum(axis=1).argmax())]
    return best
