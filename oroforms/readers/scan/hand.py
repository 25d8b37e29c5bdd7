"""Whether ink was written by hand: told before anything tries to read it.

What is printed stands on its base line to a pixel, letter for letter. What a
hand wrote hardly ever does. Only sure cases are told here; what is not told
goes on to be read and has to be confirmed, which no hand ever is.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from oroforms.readers.scan.inklines import InkLine

ON_LINE = 1.5
"""Pixels by which the foot of a printed letter is off its line at most."""
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
            standing += int((np.abs(feet[:, None] - feet[None, :]) <= ON_LINE).sum(axis=1).max())
            letters += len(feet)
    return letters >= _ENOUGH and standing < _BY_HAND * letters
