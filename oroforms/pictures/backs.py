"""Empty backs: whether anything was written or printed on a page at all.

What a scanner adds to an empty sheet is no writing: the ghost of the other side, punch holes,
specks, borders, streaks, folds. In doubt a page is not empty: somebody then looks at it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from oroforms.pictures.base import PagePicture
from oroforms.pictures.codes import scaled, square_pixels
from oroforms.pictures.light import even_light
from oroforms.pictures.pieces import pieces_of

_DPI = 100.0
_MM = _DPI / 25.4
_LONGER = 297.0
"""Millimetres of the longer side, where the file does not say how large the paper was."""
_EDGE = 6.0
"""Millimetres along the edges in which only borders and shadows are."""
_STROKE = 1.6
"""Millimetres: ink is narrower than this, stains and shadows are not."""
_DARKER = 34
"""How much darker than the paper beside it a stroke is; the print of the other side shines
through softly, by some 20 at most."""
_SPECK = 1.6
"""Millimetres of the longer side of what is still a speck."""
_LINE = 12.0
"""How many times longer than wide a straight line is: a fold, a streak, an edge."""
_HOLE = (3.5, 9.0)
_HOLES_WITHIN = 24.0
"""Diameter of punch holes and how far from an edge they are, in millimetres."""
_STREAK = 0.12
_BESIDE = 0.01
"""Share of the page's length that is dark where a streak runs with the feed, and at most so just
beside it. Lines of print that are all alike are as dense, and have letters beside."""
_SOME = 2
"""Pieces of ink that may be something else, as long as none of them was drawn."""
_BOTH, _BROAD, _OPEN = 2.2, 2.9, 0.6
"""A letter or a name written in one go: its narrower side (mm) at the least, the breadth (mm) of
its stroke at the most, and that breadth as a share of its narrower side. Of 96 bare backs, with
print shining through, folds, holes and dirt, one more is named with it (13 of them for both
reasons); of 192 with a word or a signature, 185 are named, and 71 without it (most of the rest
were light pencil under a threshold)."""
_GAP = 5
"""Pixels over which the rim of a hole is joined where the light took it away."""
_APART, _ASKEW = (80.0, 21.0, 70.0, 91.0, 112.0), 2.5
"""Millimetres between the holes of a punch (ISO 838; the Swedish four, SS 62 81 05), and by which
they are off on a sheet that lies askew."""
_THIN, _NEAR = 1.3, 2.5
"""Millimetres: folds are as thin, and all that lies so near belongs to what is on the line."""
_ACROSS, _STEEP = 0.5, 0.06
"""Share of the page's width over which a fold is seen at the least, and its steepest slope."""
_MOST = 24
"""Pieces, the longest ones, through two of which a fold is looked for."""


def is_blank(picture: PagePicture) -> bool:
    """Whether nothing is written or printed on a page: an empty back that may be dropped."""
    across, down = square_pixels(picture)
    height, width = picture.grey.shape
    if picture.dpi is not None:
        factor = _DPI / max(picture.dpi)
    else:
        factor = _DPI * _LONGER / 25.4 / max(height * down, width * across)
    grey = even_light(scaled(picture.grey, across * factor, down * factor))
    height, width = grey.shape
    side = round(_STROKE * _MM) | 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    strokes = cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, kernel) > _DARKER
    dark = (grey < 255 - 3 * _DARKER) | strokes
    margin = round(_EDGE * _MM)
    dark[:margin] = dark[-margin:] = False
    dark[:, :margin] = dark[:, -margin:] = False
    for along in (0, 1):
        dark &= ~_streaks(dark, along)
    dark &= ~_rings(dark)
    joined = cv2.dilate(dark.astype(np.uint8), np.ones((2, 2), np.uint8))
    labels, stats, _middles = pieces_of(joined)
    pieces = []
    for number, (left, top, wide, tall, area) in enumerate(stats[1:].tolist(), start=1):
        if max(wide, tall) <= _SPECK * _MM:
            continue
        shape = labels[top : top + tall, left : left + wide] == number
        points = np.argwhere(shape)
        middle, sides, _angle = cv2.minAreaRect(points[:, ::-1].astype(np.float32))
        long, short = max(sides) + 1, min(sides) + 1
        if _is_hole(left, top, wide, tall, area, (width, height)):
            continue
        pieces.append(
            _Piece(left + middle[0], top + middle[1], long, short, _is_drawn(shape, short))
        )
    left = min(_off_folds(pieces, width), _off_folds(_turned(pieces), height), key=len)
    return (
        not any(piece.drawn and not piece.straight for piece in left)
        and sum(not piece.straight for piece in left) <= _SOME
    )


def _is_drawn(shape: NDArray[np.bool_], short: float) -> bool:
    """Whether a piece is a stroke that goes to and fro: a dot is full, a crack is straight."""
    if short < _BOTH * _MM:
        return False
    inside = cv2.distanceTransform(np.pad(shape.astype(np.uint8), 1), cv2.DIST_L2, 3)
    broad = 2 * float(inside.max())
    return broad <= _BROAD * _MM and broad <= _OPEN * short


class _Piece(NamedTuple):
    """A piece of ink: its middle, and its sides whichever way they lie; pixels."""

    x: float
    y: float
    long: float
    short: float
    drawn: bool
    """Whether it is bent as only a pen's strokes are, whatever else is on the page."""

    @property
    def straight(self) -> bool:
        """Whether it is a line by itself."""
        return self.long > _LINE * self.short and self.long > 20 * _MM

    @property
    def thin(self) -> bool:
        """Whether it may be a part of a fold."""
        return self.straight or self.short <= _THIN * _MM


def _turned(pieces: Sequence[_Piece]) -> list[_Piece]:
    return [piece._replace(x=piece.y, y=piece.x) for piece in pieces]


def _off_folds(pieces: Sequence[_Piece], width: int) -> list[_Piece]:
    """The pieces that lie on no fold that runs across the page and of which the toner cracked.

    All that lies on a fold or beside it is as thin as the fold: a line of writing is not.
    """
    left = list(pieces)
    thin = sorted((p for p in pieces if p.thin), key=lambda p: -p.long)
    for first, last in combinations(thin[:_MOST], 2):
        if first not in left or last not in left or abs(first.x - last.x) < _ACROSS * width:
            continue
        slope = (last.y - first.y) / (last.x - first.x)
        if abs(slope) > _STEEP:
            continue
        near = [p for p in left if abs(p.y - first.y - slope * (p.x - first.x)) < _NEAR * _MM]
        if len(near) > _SOME and all(p.thin for p in near):
            left = [p for p in left if p not in near]
    return left


def _rings(dark: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The rims of punch holes: rings near an edge, one from the other as punches have them."""
    height, width = dark.shape
    joined = cv2.dilate(dark.astype(np.uint8), np.ones((_GAP, _GAP), np.uint8))
    labels, stats, _middles = pieces_of(joined)
    found = [
        (number, left + wide / 2, top + tall / 2)
        for number, (left, top, wide, tall, _area) in enumerate(stats[1:].tolist(), start=1)
        if _is_hole(left, top, wide, tall, wide * tall, (width, height))
    ]
    rims = [
        number
        for number, x, y in found
        if any(_punched(abs(x - x2), abs(y - y2)) for _other, x2, y2 in found)
    ]
    return np.isin(labels, rims)


def _punched(across: float, down: float) -> bool:
    """Whether two holes so many pixels apart are of one punch."""
    beside, along = sorted((across / _MM, down / _MM))
    return beside < _ASKEW and any(abs(along - apart) < _ASKEW for apart in _APART)


def _streaks(dark: NDArray[np.bool_], along: int) -> NDArray[np.bool_]:
    """Columns (``along`` 0) or rows that a streak runs down: faint, it is dark in pieces only."""
    share = dark.mean(axis=along)
    found = np.zeros(share.shape, bool)
    for at in np.flatnonzero(share > _STREAK):
        beside = [*share[max(0, at - 8) : max(0, at - 2)], *share[at + 3 : at + 9]]
        if max(beside, default=0.0) < _BESIDE:
            found[max(0, at - 1) : at + 2] = True
    return np.broadcast_to(np.expand_dims(found, along), dark.shape)


def _is_hole(left: int, top: int, wide: int, tall: int, area: int, size: tuple[int, int]) -> bool:
    """Whether a dark piece is as round, as large and as near an edge as a punch hole."""
    least, most = (edge * _MM for edge in _HOLE)
    near = min(left, top, size[0] - left - wide, size[1] - top - tall) < _HOLES_WITHIN * _MM
    round_ = (
        least < min(wide, tall)
        and max(wide, tall) < most
        and max(wide, tall) < 1.3 * min(wide, tall)
    )
    # A hole is full or, where the light closed it, a ring; a circle drawn by hand has no edge.
    return near and round_ and area > 0.3 * wide * tall
