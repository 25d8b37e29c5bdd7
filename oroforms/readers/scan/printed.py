"""Ticks that a program printed, such as an office's answers that stand on the blank it sends out.

They come through any threshold and tell nothing of the pen that filled in the rest: a form in
black and white may show them alone, and have lost every tick of a light pencil.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache

import cv2
import numpy as np

from oroforms.documents import Rect
from oroforms.pictures.base import SCALE, Grey, Sheet, cut
from oroforms.readers.parts import Part
from oroforms.readers.scan.base import COARSE

ANSWERS = 3
"""Printed ticks from which a form, or a page, was answered on a screen: an office prints one or two
of its own on what it sends out."""
_ARMS = (0.2, 0.8)
"""Widths of the box between which our cross is drawn, across and down (``appearance.cross``)."""
_LINE = 1.3
"""Points that its strokes are wide, with round ends."""
_RIM = 1.3
"""Points at the border of a box that are not compared: its line, and what print spreads."""
_OFF = 5
"""Pixels by which print may lie off its place."""
_ALIKE, _ALIKE_COARSE = 0.91, 0.87
"""Likeness from which a tick is the printed one: 100 of them had 0.917 and more, sixteen on coarse
faxes 0.874 and more, and of 546 crosses of pens 99 in 100 less than 0.893."""
_BLACK = 0.35
"""Darkness (0 to 1) of ink below which it is no print's: photographs show print at 0.39."""
_FINE = 3
"""Bits of a pixel's fraction that OpenCV draws with."""


def is_answered_on_screen(printed: Iterable[Part], typed: Collection[Part], by_hand: int) -> bool:
    """Whether ticks and texts that a program put there are answers, and no office's beforehand.

    A pen then ticked nothing that is missed: who answers on a screen ticks there, too. Not where
    more rooms were written in ``by_hand``.
    """
    return by_hand <= len(typed) and all(
        any(not part.slot.field.prefilled for part in parts) for parts in (printed, typed)
    )


def is_printed(sheet: Sheet, box: Rect, contrast: float) -> bool:
    """Whether the ink of a ticked box, dark as measured, is the cross that a program draws."""
    alike = _ALIKE_COARSE if sheet.resolution < COARSE else _ALIKE
    return contrast >= _BLACK and likeness(sheet, box) >= alike


def likeness(sheet: Sheet, box: Rect) -> float:
    """How much a box looks like one with the printed cross, −1 to 1 (normalised correlation)."""
    wanted = _cross(round((box[2] - box[0] - 2 * _RIM) * SCALE), box[2] - box[0])
    inner = (box[0] + _RIM, box[1] + _RIM, box[2] - _RIM, box[3] - _RIM)
    seen = cut(sheet.grey, inner, _OFF / SCALE)
    if min(seen.shape) < max(wanted.shape):
        return 0.0
    scores = cv2.matchTemplate(cv2.GaussianBlur(seen, (0, 0), 1.0), wanted, cv2.TM_CCOEFF_NORMED)
    best = float(scores.max())
    return best if np.isfinite(best) else 0.0


@lru_cache(maxsize=8)
def _cross(side: int, width: float) -> Grey:
    """The inside of a box (pixels) that is so wide (points) with the cross in it."""
    picture = np.full((side, side), 255, np.uint8)
    near, far = (round((each * width - _RIM) * SCALE * 2**_FINE) for each in _ARMS)
    pen = round(_LINE * SCALE)
    for start, end in (((near, near), (far, far)), ((near, far), (far, near))):
        cv2.line(picture, start, end, 0, pen, cv2.LINE_AA, _FINE)
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), 1.0))
