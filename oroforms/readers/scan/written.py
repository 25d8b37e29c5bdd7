"""What was written into a field's room: nothing, or lines of ink that are not the blank's.

Ink counts where the scan is darker than the paper and the blank prints
nothing near. Dust, a scanner's streaks and folds that run through the room
and out of it are no writing. What print cannot be told from what was written
(on box borders, labels, comb dividers) is left out of both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from oroforms.documents import Rect
from oroforms.pictures.base import SCALE, Sheet
from oroforms.pictures.pieces import pieces_of
from oroforms.readers.scan.added import Mask, grown
from oroforms.readers.scan.cups import Ring, rings_on
from oroforms.readers.scan.faces import Shape
from oroforms.readers.scan.folds import going_on, on_streaks, streaks, without_folds
from oroforms.readers.scan.strokes import pen_width
from oroforms.readers.scan.through import lines_through

_BESIDE = 4
"""Pixels beside printed lines that are not looked at: 0.3 mm, what registration may be off."""
_OFF = 5
"""Pixels by which print may lie off its place after registration."""
_TOUCHING = np.ones((5, 5), np.uint8)
_AROUND = 2.0
"""Points around the room that belong to it: tails and rings reach out of it."""
FRAME = round(_AROUND * SCALE) + 2 * _BESIDE
"""Pixels at a window's edges that the frame of its room takes, and what is not looked at beside."""
_BEYOND = 24
"""Pixels around that again, to see whether a line runs on."""
_PALE, _BARE, _SHADED = 200, 253, 200
"""Of the blank, where print ends and shading begins, where that ends; the fewest pixels (one of
49) of shading whose tone is known."""
_FAINT = 14.0
"""Least darkness of ink, of 255: a very light pencil is 25."""
_NOISES = 5.0
"""Ink is darker than the paper by so many times its own unrest."""
_COVERED = 0.1
"""Share of a room's bare paper that is dark where no writing was told from it."""
_DUST = 20
"""Pixels of a piece of ink that may be dust: a full stop at 8 points has 12 to 30."""
SPECK = 10
"""Width and height in pixels up to which a piece that lies alone is a speck: 0.85 mm."""
_LONE = 12
"""The same for pieces that are all there is in a room: no answer is one dot."""
_RESIDUE = 5
"""Pixels from a fold or a streak within which lies what is left of it."""
_SPECKS, _ANYWHERE, _A_CM2 = 8, 3, 0.5
"""Specks alone in a room up to which it is empty: at the most, in any room, and for each cm²."""
_COMPANY = 60
"""Pixels within which dots that are left of writing have others: 5 mm. In grey and in colour,
where no threshold takes the rest, dirt that lies apart may be as much as the cm² allow."""
_NEXT_CELL = 75
"""Pixels from one character of a comb to the next: a hyphen between them is no dust."""
_NARROW = 4
"""Width in pixels of what is left of a pale streak: 0.34 mm, like the thinnest pen's stroke."""
_ARCS, _BROAD = 6, 12.0
"""Pieces in which a ring comes through one room at most, and pixels that they are broad at least:
1 mm, more than a pen's stroke, so that rings are not looked for under all that is short."""


class Page:
    """A sheet with what is the same for all its fields."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    @cached_property
    def printed(self) -> Mask:
        """Where the blank prints, and beside."""
        dark = (self.sheet.blank < _PALE).astype(np.uint8)
        kernel = np.ones((2 * _BESIDE + 1, 2 * _BESIDE + 1), np.uint8)
        return cv2.dilate(dark, kernel) > 0

    @cached_property
    def darkness(self) -> Shape:
        """How much darker than the paper the sheet is, 0–255; than shaded paper where the blank
        has shaded it.
        """
        free = self.sheet.grey[::7, ::7][~self.printed[::7, ::7]]
        self.paper = float(np.median(free))
        light = free[free >= self.paper].astype(np.float32)
        self.unrest = float(np.sqrt(np.mean((light - self.paper) ** 2))) if light.size else 0.0
        lighter = np.maximum(self.paper - np.arange(256, dtype=np.float32), 0.0)
        darkness = np.asarray(cv2.LUT(self.sheet.grey, lighter), np.float32)
        shaded = (self.sheet.blank >= _PALE) & (self.sheet.blank < _BARE)
        seen = darkness[::7, ::7][(shaded & ~self.printed)[::7, ::7]]
        if seen.size > _SHADED:
            darkness -= shaded * np.float32(np.median(seen))
            np.maximum(darkness, 0, out=darkness)
        return darkness

    def slopes(self, rect: Rect) -> tuple[float, float]:
        """How the picture's columns and rows run on the sheet, for :func:`lines_through`."""
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
    def rings(self) -> list[Ring]:
        """The rings that cups left; none is told in black and white, where all is as dark."""
        return [] if self.sheet.bitonal else rings_on(self.darkness, self.printed)

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
    lined: bool = False
    """Whether a streak or a fold runs through, and was left out."""
    covered: bool = False
    """Whether so much of the bare paper is dark that writing would not be seen in it: of dither,
    which hangs together over half a page and is no room's own, or of a stain."""

    @property
    def empty(self) -> bool:
        """Whether nothing was written."""
        return not self.pieces

    @property
    def contrast(self) -> float:
        """How dark what was written is: 0 paper, 1 black."""
        inked = np.isin(self.labels, [piece.label for piece in self.pieces])
        return float(self.darkness[inked].mean()) / 255 if inked.any() else 0.0


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
    corner = (wide[1].start, wide[0].start)
    slopes = page.slopes(rect)
    upright, level = lines_through(page.dark[wide] | printed, slopes)
    if upright.any():
        upright = streaks(upright, printed, page.sheet, corner, slopes[0])
    if level.any():
        level = going_on(level, page.sheet, corner)
    lines = (upright | level) & ~printed
    kept = ink & ~lines
    if kept[area].any():
        kept = without_folds(kept, page.sheet, corner)
    lines, ink = lines | (ink & ~kept), kept
    labels, stats, _middles = pieces_of(ink)
    away = np.bincount(labels[~_beside(lines)], minlength=len(stats)) > 0
    found = []
    # A slanting stroke beside the room may have its corner in it and no ink.
    for label in (np.flatnonzero(np.bincount(labels[area].ravel())[1:]) + 1).tolist():
        if not away[label]:
            continue
        left, top, w, h, size = (int(value) for value in stats[label])
        left, top = left - ox, top - oy
        # A piece belongs to the room when most of it lies there.
        inside_x = min(left + w, width) - max(left, 0)
        inside_y = min(top + h, height) - max(top, 0)
        if inside_x <= 0 or inside_y <= 0 or inside_x * inside_y < 0.3 * w * h:
            continue
        found.append(Piece(left, top, left + w, top + h, size, label))
    rest = _without_streaks(found, page.sheet, (x0, y0), slopes[0], height)
    rest = _without_rings(rest, labels, page, corner, area)
    lined = bool(lines[area].any()) or len(rest) < len(found)
    writing, specks = _without_dust(rest, _specks_in(rect, rest, page.sheet))
    spills = any(
        p.left <= -_BEYOND + 1 or p.right >= width + _BEYOND - 1
        or p.top <= -_BEYOND + 1 or p.bottom >= height + _BEYOND - 1
        for p in writing
    )  # fmt: skip
    care = ~(printed | lines)[area]
    return Written(
        # Copies: a view would keep the whole page in memory.
        x0, y0, page.darkness[wide][area].copy(), care, labels[area].copy(),
        tuple(writing), spills, specks, lined,
        float(ink[area].sum()) > _COVERED * float(care.sum()),
    )  # fmt: skip


def _without_streaks(
    pieces: list[Piece], sheet: Sheet, corner: tuple[int, int], slope: float, height: int
) -> list[Piece]:
    """Pieces without those of pale streaks, in a room (so high) that holds nothing but these."""
    narrow = [p for p in pieces if p.width <= _NARROW]
    if not narrow or any(
        p.width > _NARROW and (p.width > _LONE or p.height > _LONE) for p in pieces
    ):
        return pieces
    boxes = np.array([(p.left, p.top, p.right, p.bottom) for p in narrow])
    gone = on_streaks(boxes, sheet, corner, slope, height)
    streaked = {p.label for p, its in zip(narrow, gone.tolist(), strict=True) if its}
    return [p for p in pieces if p.label not in streaked]


def _without_rings(
    pieces: list[Piece],
    labels: NDArray[np.int32],
    page: Page,
    corner: tuple[int, int],
    area: tuple[slice, slice],
) -> list[Piece]:
    """Pieces without those of a cup's ring, in a room that holds nothing but these and dust.

    ``labels`` are those of a window whose left and top are ``corner``, ``area`` the room in it.
    """
    large = [p for p in pieces if p.width > SPECK or p.height > SPECK]
    if not 0 < len(large) <= _ARCS:
        return pieces
    ink = np.isin(labels, [piece.label for piece in large])
    if pen_width(ink) < _BROAD:
        return pieces
    wide = tuple(slice(at, at + size) for at, size in zip(corner[::-1], ink.shape, strict=True))
    darkness, free = page.darkness[wide], np.zeros_like(ink)
    free[area] = ~page.printed[wide][area]
    if any(ring.is_all_of(ink, darkness, free, corner) for ring in page.rings):
        return [piece for piece in pieces if piece not in large]
    return pieces


def _beside(lines: Mask) -> Mask:
    """Where only what is left of a fold or a streak lies."""
    if not lines.any():
        return lines
    return grown(lines, _RESIDUE)


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


def _specks_in(rect: Rect, pieces: Sequence[Piece], sheet: Sheet) -> int:
    """How many specks an empty room may hold: in a small one they may be a pencil's dots."""
    area = (rect[2] - rect[0]) * (rect[3] - rect[1]) * (2.54 / 72) ** 2
    most = int(_ANYWHERE + area * _A_CM2)
    if sheet.bitonal or len(pieces) > most or not _lie_apart(pieces):
        return min(_SPECKS, most)
    return most


def _lie_apart(pieces: Sequence[Piece]) -> bool:
    """Whether no more pieces lie near any one of them than are dirt in any room."""
    x = np.array([piece.left + piece.right for piece in pieces]) / 2
    y = np.array([piece.top + piece.bottom for piece in pieces]) / 2
    near = np.hypot(x[:, None] - x, y[:, None] - y) <= _COMPANY
    return bool((near.sum(axis=1) <= _ANYWHERE).all())


def _without_dust(pieces: list[Piece], most: int) -> tuple[list[Piece], int]:
    """Pieces that are writing, and how many are not; ``most`` alone are none.

    A dot is writing where writing is near: over an i, after a word. Alone on
    the paper it is dust.
    """
    large = [p for p in pieces if p.width > SPECK or p.height > SPECK]
    small = [p for p in pieces if not (p.width > SPECK or p.height > SPECK)]
    if all(p.width <= _LONE and p.height <= _LONE for p in large):
        small = pieces
        dust = [p for p in small if p.area > 2]
        if len(dust) > most:
            return small, 0
        return [], len(dust)
    sides = np.array([(q.left, q.top, q.right, q.bottom) for q in large])
    near = [p for p in small if p.area >= _DUST // 2 and _is_near(p, sides)]
    return large + near, len(small) - len(near)


def _is_near(dot: Piece, sides: NDArray[np.intp]) -> bool:
    """Whether a dot may belong to a piece: beside it (in the next cell of a comb), or over it.

    ``sides`` are the left, top, right and bottom of each.
    """
    left, top, right, bottom = sides.T
    across = np.maximum(left - dot.right, dot.left - right)
    down = np.maximum(top - dot.bottom, dot.top - bottom)
    near = np.where(down <= 0, across < _NEXT_CELL, (across < 20) & (down < 16))
    return bool(near.any())
