"""What was written into a field's room: nothing, or lines of ink that are not the blank's.

Ink counts where the scan is darker than the paper and the blank prints
nothing near. Dust, a scanner's streaks and folds that run through the room
and out of it are no writing. What print cannot be told from what was written
(on box borders, labels, comb dividers) is left out of both.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from oroforms.documents import Rect
from oroforms.pictures.base import SCALE, Sheet
from oroforms.readers.scan.faces import Shape
from oroforms.readers.scan.setting import LinePicture

_BESIDE = 4
"""Pixels beside printed lines that are not looked at: 0.3 mm, what registration may be off."""
_OFF = 5
"""Pixels by which print may lie off its place after registration."""
_TOUCHING = np.ones((5, 5), np.uint8)
_AROUND = 2.0
"""Points around the room that belong to it: tails and rings reach out of it."""
_BEYOND = 24
"""Pixels around that again, to see whether a line runs on."""
_FAINT = 14.0
"""Least darkness of ink, of 255: a very light pencil is 25."""
_NOISES = 5.0
"""Ink is darker than the paper by so many times its own unrest."""
_DUST = 20
"""Pixels of a piece of ink that may be dust: a full stop at 8 points has 12 to 30."""
_SPECK = 10
"""Width and height in pixels up to which a piece that lies alone is a speck: 0.85 mm."""
_SPECKS = 8
"""Specks alone in a room up to which it is empty."""
_NEXT_CELL = 75
"""Pixels from one character of a comb to the next: a hyphen between them is no dust."""
_TALL = 60
"""Pixels both ways from which a piece (a scribble, a frame) tells of no line."""
_ON_LINE = 1.5
"""Pixels by which the foot of a letter is off its line."""
_STEM = 3.0
"""Pixels of ink in a row that are the stem of one letter."""
_THIN = 8
"""Width in pixels of streaks and folds: 0.7 mm."""
_LONG = 41
"""Pixels that a fold is level for: one in a hundred over this."""
_THROUGH = 0.92
"""Share of a window's height or width that a line is seen in, to run through it."""

Mask = NDArray[np.bool_]


class Page:
    """A sheet with what is the same for all its fields."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    @cached_property
    def printed(self) -> Mask:
        """Where the blank prints, and beside."""
        dark = (self.sheet.blank < 200).astype(np.uint8)
        kernel = np.ones((2 * _BESIDE + 1, 2 * _BESIDE + 1), np.uint8)
        return cv2.dilate(dark, kernel) > 0

    @cached_property
    def darkness(self) -> Shape:
        """How much darker than the paper the sheet is, 0–255."""
        free = self.sheet.grey[::7, ::7][~self.printed[::7, ::7]]
        self.paper = float(np.median(free))
        light = free[free >= self.paper].astype(np.float32)
        self.unrest = float(np.sqrt(np.mean((light - self.paper) ** 2))) if light.size else 0.0
        lighter: Shape = np.maximum(self.paper - self.sheet.grey.astype(np.float32), 0.0)
        return lighter

    def slopes(self, rect: Rect) -> tuple[float, float]:
        """How the picture's columns and rows run on the sheet (see :func:`_lines_through`)."""
        matrix = self.sheet.registration.transform
        x, y = (rect[0] + rect[2]) / 2, (rect[1] + rect[3]) / 2
        u, v, w = matrix @ (x, y, 1.0)
        # Derivative of the homography, from points on the form to pixels of the picture.
        local = (matrix[:2, :2] - np.outer((u / w, v / w), matrix[2, :2])) / w
        down, right = np.linalg.solve(local, (0.0, 1.0)), np.linalg.solve(local, (1.0, 0.0))
        if abs(down[1]) < abs(down[0]):  # the page lay on its side
            down, right = right, down
        return float(down[0] / down[1]), float(right[1] / right[0])

    @cached_property
    def ink(self) -> Mask:
        """Ink that the blank does not print."""
        return self.dark & ~self.printed

    @cached_property
    def dark(self) -> Mask:
        """All ink, the blank's too."""
        seen = cv2.blur(self.darkness, (3, 3))
        return seen > max(_FAINT, _NOISES * self.unrest / 2)


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A connected piece of ink; pixels of the field's window."""

    left: int
    top: int
    right: int
    bottom: int
    area: int
    label: int

    @property
    def height(self) -> int:
        """In pixels."""
        return self.bottom - self.top

    @property
    def width(self) -> int:
        """In pixels."""
        return self.right - self.left


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """The ink in one room. Pixels count from ``left``, ``top`` on the sheet."""

    left: int
    top: int
    darkness: Shape
    """0–255."""
    care: Mask
    """Where the blank prints nothing near."""
    labels: NDArray[np.int32]
    pieces: tuple[Piece, ...]
    """Of writing; dust and streaks are not among them."""
    spills: bool
    """Whether a piece reaches far out of the room."""
    specks: int
    """Small pieces that were taken for dust."""

    @property
    def empty(self) -> bool:
        """Whether nothing was written."""
        return not self.pieces


def written(page: Page, rect: Rect) -> Written:
    """What was written into a room (points on the form's page)."""
    x0, y0, x1, y1 = _pixels(rect, page.ink.shape)
    wide = (slice(max(0, y0 - _BEYOND), y1 + _BEYOND), slice(max(0, x0 - _BEYOND), x1 + _BEYOND))
    ox, oy = x0 - wide[1].start, y0 - wide[0].start
    printed = page.printed[wide]
    ink = page.ink[wide]
    height, width = y1 - y0, x1 - x0
    area = (slice(oy, oy + height), slice(ox, ox + width))
    if not ink[area].any():
        return Written(
            x0, y0, page.darkness[wide][area], ~printed[area], np.zeros((height, width), np.int32),
            (), False, 0,
        )  # fmt: skip
    if (cv2.dilate(printed.astype(np.uint8), _TOUCHING) > 0)[ink].any():
        printed = _in_place(printed, page.sheet.blank[wide], page.darkness[wide])
        ink = page.dark[wide] & ~printed
    lines = _lines_through(page.dark[wide] | printed, page.slopes(rect)) & ~printed
    ink = ink & ~lines
    _, marked, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    labels = np.asarray(marked, np.int32)
    found = []
    # A slanting stroke beside the room may have its corner in it and no ink.
    for label in sorted({int(each) for each in np.unique(labels[area])} - {0}):
        left, top, w, h, size = (int(value) for value in stats[label])
        left, top = left - ox, top - oy
        # A piece belongs to the room when most of it lies there.
        inside_x = min(left + w, width) - max(left, 0)
        inside_y = min(top + h, height) - max(top, 0)
        if inside_x <= 0 or inside_y <= 0 or inside_x * inside_y < 0.3 * w * h:
            continue
        found.append(Piece(left, top, left + w, top + h, size, label))
    writing, specks = _without_dust(found)
    spills = any(
        p.left <= -_BEYOND + 1 or p.right >= width + _BEYOND - 1
        or p.top <= -_BEYOND + 1 or p.bottom >= height + _BEYOND - 1
        for p in writing
    )  # fmt: skip
    area = (slice(oy, oy + height), slice(ox, ox + width))
    return Written(
        # Copies: a view would keep the whole page in memory.
        x0, y0, page.darkness[wide][area].copy(), ~(printed | lines)[area], labels[area].copy(),
        tuple(writing), spills, specks,
    )  # fmt: skip


def _in_place(printed: Mask, blank: NDArray[np.uint8], darkness: Shape) -> Mask:
    """The print of a window moved to where the scan has it: registration leaves some pixels."""
    wide = cv2.copyMakeBorder(darkness, _OFF, _OFF, _OFF, _OFF, cv2.BORDER_REPLICATE)
    scores = cv2.matchTemplate(wide, 255 - blank.astype(np.float32), cv2.TM_CCORR)
    _, _, _, (x, y) = cv2.minMaxLoc(scores)
    matrix = np.array([[1.0, 0.0, x - _OFF], [0.0, 1.0, y - _OFF]])
    moved = cv2.warpAffine(
        printed.astype(np.uint8), matrix, printed.shape[::-1], flags=cv2.INTER_NEAREST,
        borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    return moved > 0


def _pixels(rect: Rect, shape: tuple[int, ...]) -> tuple[int, int, int, int]:
    left, top, right, bottom = rect
    return (
        max(0, round((left - _AROUND) * SCALE)),
        max(0, round((top - _AROUND) * SCALE)),
        min(shape[1], round((right + _AROUND) * SCALE)),
        min(shape[0], round((bottom + _AROUND) * SCALE)),
    )


def _lines_through(dark: Mask, slopes: tuple[float, float]) -> Mask:
    """The thin straight lines that run through all of a window, from edge to edge.

    A scanner's streak goes along the feed and a fold across the paper,
    through print and paper alike; a pen's stroke ends somewhere. ``slopes``
    are how far right the feed's direction goes with each row, and how far
    down the direction across it with each column.
    """
    along, across = slopes
    found = _columns_through(dark, along)
    found |= _columns_through(dark.T, across).T
    return found | _fold(dark)


def _columns_through(dark: Mask, slope: float) -> Mask:
    """Lines from top to bottom at a slope, at most some pixels wide."""
    height, width = dark.shape
    upright = _sheared(dark.astype(np.uint8), -slope)
    runs = _runs(upright.mean(axis=0) > _THROUGH)
    lines = np.zeros_like(upright)
    for start, end in runs:
        if end - start <= _THIN:
            lines[:, max(0, start - 2) : end + 2] = 1
    if not lines.any():
        return np.zeros((height, width), bool)
    return _sheared(lines, slope) > 0


def _sheared(picture: NDArray[np.uint8], slope: float) -> NDArray[np.uint8]:
    """Each row moved to the right by its distance from the middle times the slope."""
    height, width = picture.shape
    matrix = np.array([[1.0, slope, -slope * height / 2], [0.0, 1.0, 0.0]])
    moved = cv2.warpAffine(
        picture, matrix, (width, height), flags=cv2.INTER_NEAREST, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(moved, np.uint8)


def _fold(dark: Mask) -> Mask:
    """A nearly level line from the left to the right edge of a window."""
    whole = cv2.morphologyEx(dark.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 9), np.uint8))
    level = cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones((1, _LONG), np.uint8))
    thick = cv2.morphologyEx(level, cv2.MORPH_OPEN, np.ones((_THIN + 2, 1), np.uint8))
    level = np.where(cv2.dilate(thick, np.ones((3, 3), np.uint8)) > 0, 0, level).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(
        cv2.dilate(level, np.ones((3, 15), np.uint8)), connectivity=8
    )
    out = np.zeros(dark.shape, bool)
    for label in range(1, count):
        if stats[label, cv2.CC_STAT_WIDTH] >= _THROUGH * dark.shape[1]:
            out |= cv2.dilate((labels == label).astype(np.uint8), np.ones((3, 1), np.uint8)) > 0
    return out


def _runs(true: Mask) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], true.astype(np.int8), [0]])))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _without_dust(pieces: list[Piece]) -> tuple[list[Piece], int]:
    """Pieces that are writing, and how many are not.

    A dot is writing where writing is near: over an i, after a word. Alone on
    the paper it is dust.
    """
    large = [p for p in pieces if p.width > _SPECK or p.height > _SPECK]
    small = [p for p in pieces if not (p.width > _SPECK or p.height > _SPECK)]
    if not large:
        dust = [p for p in small if p.area > 2]
        if len(dust) > _SPECKS:
            return small, 0
        return [], len(dust)
    near = [p for p in small if p.area >= _DUST // 2 and any(_near(p, q) for q in large)]
    return large + near, len(small) - len(near)


def _near(dot: Piece, piece: Piece) -> bool:
    """Whether a dot may belong to a piece: beside it (in the next cell of a comb), or over it."""
    across = max(piece.left - dot.right, dot.left - piece.right)
    down = max(piece.top - dot.bottom, dot.top - piece.bottom)
    return across < _NEXT_CELL if down <= 0 else across < 20 and down < 16


@dataclass(frozen=True, slots=True, eq=False)
class InkLine:
    """The pieces of one line, top to bottom of the room."""

    pieces: tuple[Piece, ...]
    core: tuple[int, int]
    """Rows between which small letters stand."""

    @property
    def base(self) -> float:
        """Row of the base line: that on which most letters end."""
        feet = sorted(p.bottom for p in self.pieces if p.height > _SPECK)
        if not feet:
            return float(self.core[1] - 1)
        counts = [sum(abs(one - other) <= _ON_LINE for other in feet) for one in feet]
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
        if (p.height <= _TALL or p.width <= _TALL) and (p.height > _SPECK or p.width > _SPECK)
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
    return [
        InkLine(tuple(sorted(group, key=lambda p: p.left)), band)
        for group, band in zip(groups, bands, strict=True)
        if any(p.width > _SPECK or p.height > _SPECK for p in group)
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
    left = min(p.left for p in line.pieces) - 14
    right = max(p.right for p in line.pieces) + 14
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
    return LinePicture(ink.astype(np.float32), care.astype(np.float32), columns.start, rows.start)
