"""What a character could be instead: how each lookalike's drawing differs from its own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from oroforms.readers.scan.confusables import (
    all_usual,
    lookalikes,
    lookalikes_in_numbers,
    lookalikes_of_pair,
)
from oroforms.readers.scan.faces import Face, Shape
from oroforms.readers.scan.setting import Vector, blurred, glyphs_at

_AROUND = 3
"""Pixels of paper about the drawings."""
_ACCENTS, _TAILS = 0.95, 0.25
"""Ems above and below the base line."""


@dataclass(frozen=True, slots=True, eq=False)
class Rivals:
    """A character's lookalikes as differences of drawings, in one window about the pen."""

    texts: tuple[str, ...]
    differences: Shape
    """(lookalikes, height, width)."""
    beside: Vector
    """Pixels by which each, in the unit's place, would stand left of where it looks most alike."""
    wider: Vector
    """Pixels by which each is wider."""
    left: int
    top: int


@lru_cache(maxsize=1200)
def rivals_of(
    face: Face,
    text: str,
    em: float,
    blur: float,
    across: float,
    down: float,
    *,
    numbers: bool,
    striped: bool = False,
) -> Rivals | None:
    """The rivals of a character or of two neighbours; nothing where two have none.

    Where it is ``striped`` by what hides the line all usual characters are its rivals.
    """
    if numbers:
        others = lookalikes_in_numbers(face, text) if len(text) == 1 else ()
    elif striped:
        others = all_usual(face, text)
    else:
        others = lookalikes(face, text) if len(text) == 1 else lookalikes_of_pair(face, text)
    if not others:
        return None
    drawings = [glyphs_at(face, text, em, across, down)]
    drawings += [
        glyphs_at(face, other.text, em, across + other.shift * em, down) for other in others
    ]
    every = [each for glyphs in drawings for each in glyphs]
    left = min(x for _, x, _ in every) - _AROUND
    top = min(y for _, _, y in every) - _AROUND
    right = max(x + g.ink.shape[1] for g, x, _ in every) + _AROUND
    bottom = max(y + g.ink.shape[0] for g, _, y in every) + _AROUND
    if numbers:  # letters have accents and tails, so the windows of all others are as high
        top, bottom = min(top, -round(_ACCENTS * em)), max(bottom, round(_TAILS * em))
    pictures = []
    for glyphs in drawings:
        box = np.zeros((bottom - top, right - left), np.float32)
        for glyph, x, y in glyphs:
            high, wide = glyph.ink.shape
            box[y - top : y - top + high, x - left : x - left + wide] += glyph.ink
        pictures.append(blurred(np.minimum(box, 1.0), blur))
    own, *rest = pictures
    width = sum(map(face.advance, text))
    wider = np.array([(sum(map(face.advance, o.text)) - width) * em if o.text else 0.0
                      for o in others])  # fmt: skip
    beside = np.array([other.shift * em for other in others])
    texts = tuple(other.text for other in others)
    return Rivals(texts, np.stack(rest) - own, beside, wider, left, top)
