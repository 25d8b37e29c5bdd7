"""Whether two pictures show the same ink: one paper that went through the scanner twice.

The pictures are of what was added to the form, without its printing: beside a
printed label and box, a date is little, and two of them seem alike. They are
of greys, for what a threshold makes of a light pencil is another every time.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from oroforms.pictures.base import MM
from oroforms.pictures.pieces import pieces_of

Shades: TypeAlias = NDArray[np.float32]
"""How dark the paper is, 0 bare, at :data:`SHEET_DPI`."""
Seen: TypeAlias = NDArray[np.bool_]
"""Where that can be told: not where the form's own printing lies."""

_WINDOW = round(3.4 * MM)
"""Pixels of the windows in which ink is compared: about a letter."""
_STEP = _WINDOW // 2
_SHIFT = round(0.5 * MM)
"""Pixels by which a window's ink may lie off its place in the other picture."""
_BLUR = 0.14 * MM
"""Standard deviation in pixels of the blur before: two lenses are not equally sharp."""
_GATHER = 0.17 * MM
"""Standard deviation in pixels over which what differs is gathered: edges that come out a little
wider cancel out or stay thin, a stroke more or less does not."""
_MOST_ALIKE = 0.2
"""Share of full ink that may be left over anywhere in two pictures of one paper. One letter in a
word for its likest rival (a and å, 6 and 8, c and e) left 0.22 and more in each of 405 places of
simulated scans; of one paper, scans in grey or colour stay below 0.2 in nearly every place, and
scans in black and white in four of ten: what these lose of a stroke tells two letters apart."""
_GRAIN = 0.06
"""Darkness up to which it is the grain of paper or of JPEG."""
_INK = 0.16
"""Darkness from which it is surely ink, of which its full darkness is taken."""
_FEW = 30
"""Pixels of ink below which that is not told from them, but supposed."""
_SUPPOSED, _LEAST_FULL = 0.4, 0.12
_DUST, _DUST_SIDE = 0.3 * MM**2, round(0.7 * MM)
"""Pixels, and pixels of its longer side, up to which ink that lies alone is dust on the glass:
a hyphen is longer, a full stop lies by its letter."""
_ALONE = round(1.5 * MM)
"""Pixels about dust in which there is no other ink."""
_TO_COMPARE = 0.3
"""Share of full ink from which a window is compared."""
_HIDDEN = 255
"""In a packed picture: here lies printing."""


def packed(darkness: Shades, seen: Seen) -> bytes:
    """Darkness (0 bare paper to 1 black) and where it can be told, as PNG."""
    from PIL import Image

    levels = np.clip(np.round(darkness * (_HIDDEN - 1)), 0, _HIDDEN - 1)
    out = io.BytesIO()
    Image.fromarray(np.where(seen, levels, _HIDDEN).astype(np.uint8)).save(out, "PNG")
    return out.getvalue()


def same_ink(one: bytes, other: bytes) -> bool:
    """Whether two packed pictures of one place surely show the same ink, stroke by stroke.

    That they do not is no sign of different ink: a streak or a scanner's threshold suffices.
    """
    return difference(one, other) < _MOST_ALIKE


def difference(one: bytes, other: bytes) -> float:
    """The most ink that either picture has anywhere and the other has not: 1 is a full stroke."""
    first, second = _opened(one), _opened(other)
    height, width = (max(a, b) for a, b in zip(first.ink.shape, second.ink.shape, strict=True))
    first, second = first.filled(height, width), second.filled(height, width)
    return max(_left_over(first, second), _left_over(second, first))


@dataclass(frozen=True, slots=True, eq=False)
class _Picture:
    ink: Shades
    """1 is as dark as the ink of this picture is; softened."""
    seen: Shades
    """1 where the ink can be told, else 0."""

    def filled(self, height: int, width: int) -> _Picture:
        more = ((0, height - self.ink.shape[0]), (0, width - self.ink.shape[1]))
        return _Picture(np.pad(self.ink, more), np.pad(self.seen, more))


def _opened(png: bytes) -> _Picture:
    from PIL import Image

    levels = np.asarray(Image.open(io.BytesIO(png)).convert("L"))
    seen = levels != _HIDDEN
    darkness = _without_dust(np.where(seen, levels / (_HIDDEN - 1), 0.0))
    inked = darkness[darkness > _INK] - _GRAIN
    full = float(np.percentile(inked, 80)) if inked.size > _FEW else _SUPPOSED
    ink = np.clip((darkness - _GRAIN) / max(full, _LEAST_FULL), 0.0, 1.2).astype(np.float32)
    return _Picture(_soft(ink, _BLUR), seen.astype(np.float32))


def _without_dust(darkness: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same without small pieces that lie alone."""
    labels, stats, _middles = pieces_of(darkness > _INK)
    clean = darkness.copy()
    for piece in range(1, len(stats)):
        left, top, width, height, area = stats[piece]
        if area > _DUST or max(width, height) > _DUST_SIDE:
            continue
        about, close = (
            (
                slice(max(0, top - by), top + height + by),
                slice(max(0, left - by), left + width + by),
            )
            for by in (_ALONE, _EDGE)
        )
        if not ((labels[about] > 0) & (labels[about] != piece)).any():
            clean[close] = 0.0
    return clean


_EDGE = 3
"""Pixels about dust in which it is still a little dark."""


def _soft(shades: Shades, by: float) -> Shades:
    return np.asarray(cv2.GaussianBlur(shades, (0, 0), by), np.float32)


def _left_over(one: _Picture, other: _Picture) -> float:
    """What is left anywhere of the one when the other is laid on it, piece by piece."""
    height, width = one.ink.shape
    there, told = np.pad(other.ink, _SHIFT), np.pad(other.seen, _SHIFT)
    most = 0.0
    for top in range(0, max(1, height - _STEP), _STEP):
        for left in range(0, max(1, width - _STEP), _STEP):
            window = (
                slice(top, min(height, top + _WINDOW)),
                slice(left, min(width, left + _WINDOW)),
            )
            ink = one.ink[window]
            if ink.max() < _TO_COMPARE:
                continue
            tall, wide = ink.shape
            about = (slice(top, top + tall + 2 * _SHIFT), slice(left, left + wide + 2 * _SHIFT))
            x, y = _place(there[about], ink)
            beside = _cut(there[about], x, y, ink.shape)
            rest = (ink - beside) * one.seen[window] * _cut(told[about], x, y, ink.shape)
            most = max(most, float(np.abs(_soft(rest, _GATHER)).max()))
    return most


def _place(about: Shades, ink: Shades) -> tuple[float, float]:
    """Where in a picture a piece of ink lies best, in parts of a pixel."""
    unlike = cv2.matchTemplate(about, ink, cv2.TM_SQDIFF)
    _least, _most, (x, y), _at = cv2.minMaxLoc(unlike)
    return x + _lowest(unlike[y, x - 1 : x + 2]), y + _lowest(unlike[y - 1 : y + 2, x])


def _lowest(three: NDArray[Any]) -> float:
    """Where between three neighbours a parabola through them is lowest, from the middle one."""
    if three.size < 3:
        return 0.0
    before, here, after = (float(each) for each in three)
    bend = before - 2 * here + after
    return 0.5 * (before - after) / bend if bend > 0 else 0.0


def _cut(picture: Shades, x: float, y: float, shape: tuple[int, ...]) -> Shades:
    height, width = shape
    centre = (x + (width - 1) / 2, y + (height - 1) / 2)
    return np.asarray(cv2.getRectSubPix(picture, (width, height), centre), np.float32)
