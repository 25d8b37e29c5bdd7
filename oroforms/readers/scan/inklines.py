"""The lines of ink in a field's room: which piece stands on which line, and each line by itself."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from oroforms.readers.scan.faces import Shape
from oroforms.readers.scan.setting import LinePicture
from oroforms.readers.scan.written import FRAME, SPECK, Piece, Written

_TALL = 60
"""Pixels both ways from which a piece (a scribble, a frame) tells of no line."""
ON_LINE = 1.5
"""Pixels by which the foot of a letter is off its line."""
_STEM = 3.0
"""Pixels of ink in a row that are the stem of one letter."""
_BESIDE = 32
"""Pixels beside a line that are seen with it: a streak there may hide a figure of 12 points."""


@dataclass(frozen=True, slots=True, eq=False)
class InkLine:
    """The pieces of one line, top to bottom of the room."""

    pieces: tuple[Piece, ...]
    core: tuple[int, int]
    """Rows between which small letters stand."""

    @property
    def base(self) -> float:
        """Row of the base line: that on which most letters end."""
        feet = sorted(p.bottom for p in self.pieces if p.height > SPECK)
        if not feet:
            return float(self.core[1] - 1)
        counts = [sum(abs(one - other) <= ON_LINE for other in feet) for one in feet]
        most = [foot for foot, count in zip(feet, counts, strict=True) if count == max(counts)]
        return float(most[len(most) // 2] - 1)


def lines_of(writing: Written) -> list[InkLine]:
    """The lines that the pieces stand on.

    Rows through the small letters hold most ink: each such band is a line,
    and every piece belongs to the band that it overlaps or is nearest to.
    """
    if not writing.pieces:
        return []
    height = writing.labels.shape[0]
    own = np.zeros(int(writing.labels.max()) + 1, bool)
    telling = [
        p.label for p in writing.pieces
        if (p.height <= _TALL or p.width <= _TALL) and (p.height > SPECK or p.width > SPECK)
    ]  # fmt: skip
    own[telling] = True
    profile = own[writing.labels].sum(axis=1, dtype=np.float32)
    if not profile.any():
        return [InkLine(writing.pieces, (0, height))]
    smooth = np.convolve(profile, np.ones(3) / 3, mode="same").astype(np.float32)
    bands = _bands(smooth)
    groups: list[list[Piece]] = [[] for _band in bands]
    for piece in writing.pieces:
        groups[_nearest(piece, bands)].append(piece)
    _join_halves(groups)
    return [
        InkLine(tuple(sorted(group, key=lambda p: p.left)), band)
        for group, band in zip(groups, bands, strict=True)
        if any(p.width > SPECK or p.height > SPECK for p in group)
    ]


def _bands(profile: Shape) -> list[tuple[int, int]]:
    """Bands of rows with much ink, at least 20 rows from middle to middle.

    What is little beside the fullest line (a last word, or an accent) has to be
    as far from all others as lines of print are.
    """
    bands: list[tuple[int, int]] = []
    rest = profile.copy()
    peak = float(profile.max())
    while rest.max() > min(_STEM, 0.12 * peak):
        little = rest.max() <= 0.12 * peak
        at = int(np.argmax(rest))
        limit = 0.5 * float(rest[at])
        top = at
        while top > 0 and profile[top - 1] > limit:
            top -= 1
        bottom = at + 1
        while bottom < len(profile) and profile[bottom] > limit:
            bottom += 1
        middle = (top + bottom) / 2
        size = max(12, bottom - top)
        least, share = (24, 1.25) if little else (20, 0.9)
        if not any(abs(middle - (a + b) / 2) < max(least, share * (b - a) + 6) for a, b in bands):
            bands.append((top, bottom))
        rest[max(0, top - size // 2) : bottom + size // 2] = 0
    return sorted(bands)


def _join_halves(groups: list[list[Piece]]) -> None:
    """Put with their line the signs that stand within the height of its letters.

    A line of figures holds most ink in its highest and in its lowest rows: two bands, of which
    one gets the figures and the other a hyphen or a comma.
    """
    for mine in groups:
        for others in groups:
            letters = [p for p in others if p.height > SPECK]
            if mine is others or not mine or not letters or len(mine) >= len(letters):
                continue
            top = sorted(p.top for p in letters)[len(letters) // 2]
            bottom = sorted(p.bottom for p in letters)[len(letters) // 2]
            if all(p.top < bottom and p.bottom > top for p in mine):
                others.extend(mine)
                mine.clear()


def _nearest(piece: Piece, bands: list[tuple[int, int]]) -> int:
    def away(band: tuple[int, int]) -> tuple[float, float]:
        overlap = min(piece.bottom, band[1]) - max(piece.top, band[0])
        middle = (piece.top + piece.bottom) / 2
        # Rings and dots stand over their line: what lies above is nearer than what lies below.
        below = band[0] - piece.bottom if overlap <= 0 and middle < band[0] else 0.0
        above = 1.5 * (piece.top - band[1]) if overlap <= 0 and middle > band[1] else 0.0
        return (-overlap if overlap > 0 else below + above, abs(middle - sum(band) / 2))

    return min(range(len(bands)), key=lambda at: away(bands[at]))


def picture_of(writing: Written, line: InkLine) -> LinePicture:
    """The line by itself: 0 paper to 1 ink, with what belongs to other lines left out of it."""
    top = min(p.top for p in line.pieces) - 6
    bottom = max(p.bottom for p in line.pieces) + 6
    left = min(p.left for p in line.pieces) - _BESIDE
    right = max(p.right for p in line.pieces) + _BESIDE
    middle = sum(line.core) / 2
    # Room for the rings and tails that a drawing may have and the scan has not.
    top, bottom = min(top, int(middle) - 44), max(bottom, int(middle) + 30)
    height, width = writing.labels.shape
    rows = slice(max(0, top), min(height, bottom))
    columns = slice(max(0, left), min(width, right))
    own = np.zeros(int(writing.labels.max()) + 1, np.uint8)
    own[[p.label for p in line.pieces]] = 1
    labels = writing.labels[rows, columns]
    mine = own[labels]
    near = cv2.dilate(mine, np.ones((5, 5), np.uint8)) > 0
    foreign = (labels > 0) & (mine == 0)
    care = writing.care[rows, columns] & ~foreign
    darkness = writing.darkness[rows, columns]
    inked = darkness[mine > 0]
    full = float(np.percentile(inked, 90)) if inked.size else 255.0
    bare = darkness[care & (labels == 0)]
    paper = min(float(np.median(bare)), full / 2) if bare.size else 0.0
    ink = np.clip((darkness - paper) / max(full - paper, 1.0), 0, 1.2)
    ink = np.where(near | care, ink, 0) * care
    inside = (FRAME - columns.start, width - FRAME - columns.start)
    return LinePicture(
        ink.astype(np.float32), care.astype(np.float32), columns.start, rows.start, inside=inside
    )
