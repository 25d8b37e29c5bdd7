"""Reading a line from the drawings of a face alone, without Tesseract.

The line is taken for a row of glyphs, each as far from the last as the font
has it. Of all rows of glyphs that end where the line does, the one that
explains most of its ink is found by dynamic programming, at half the sheet's
resolution. It knows no words, so it reads names of any language as well as
Swedish, but only in a face and a size that are known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from oroforms.readers.scan.confusables import OF_NUMBERS, alphabet_of, rarity
from oroforms.readers.scan.faces import Face, Shape
from oroforms.readers.scan.setting import LinePicture, blurred, glyph_at

_HALF = 0.5
_BLUR = 1.0
_NOISE = 0.2
_A_GLYPH = 25.0
"""What a glyph must explain more than two do, in units of log-likelihood."""
_OFF = 1.5
"""Cost of a pixel by which the pen is off its place."""
_SKIP = 3.0
"""Cost of a pixel passed without glyph or blank."""
_ABOVE, _BELOW = 1.12, 0.34
_ODD = (0.0, 15.0, 150.0)
"""What characters cost more by their rarity."""


@dataclass(frozen=True, slots=True, eq=False)
class _Drawings:
    letters: tuple[str, ...]
    flat: Shape
    """(pixels of a window, letters)."""
    power: Shape
    advance: NDArray[np.intp]
    cost: Shape
    height: int
    width: int
    pen: int
    base: int


@lru_cache(maxsize=12)
def _drawings(face: Face, em: float, alphabet: str = "") -> _Drawings:
    letters = tuple(alphabet) or alphabet_of(face)
    pen, base = int(0.2 * em) + 2, round(_ABOVE * em)
    height = base + round(_BELOW * em)
    widest = max(face.advance(letter) for letter in letters)
    width = pen + int(min(widest, 1.3) * em) + 3
    pictures = np.zeros((len(letters), height, width), np.float32)
    for at, letter in enumerate(letters):
        glyph, x0, y0 = glyph_at(face, letter, em, pen, base)
        high, wide = glyph.ink.shape
        top, left = max(0, y0), max(0, x0)
        bottom, right = min(height, y0 + high), min(width, x0 + wide)
        box = np.zeros((height, width), np.float32)
        if bottom > top and right > left:
            box[top:bottom, left:right] = glyph.ink[top - y0 : bottom - y0, left - x0 : right - x0]
        pictures[at] = blurred(box, _BLUR)
    flat = pictures.reshape(len(letters), -1)
    advance = np.array([max(1, round(face.advance(letter) * em)) for letter in letters])
    cost = np.array([_cost(letter) for letter in letters])
    return _Drawings(
        letters, np.ascontiguousarray(flat.T), (flat * flat).sum(axis=1),
        advance.astype(np.intp), cost.astype(np.float32), height, width, pen, base,
    )  # fmt: skip


def _cost(letter: str) -> float:
    return _A_GLYPH + _ODD[rarity(letter)]


def decoded(
    picture: LinePicture, face: Face, em: float, base: float
) -> tuple[float, list[tuple[str, float]]]:
    """How much of a line its best row of glyphs explains, and that row's words, each with the
    column at which its pen begins. ``base`` is the row of the base line.
    """
    small = round(em * _HALF * 8) / 8
    known = _drawings(face, small, OF_NUMBERS) if picture.numbers else _drawings(face, small)
    gains = _gains(picture.ink, picture.care, known, base)
    if not gains.size:
        return 0.0, []
    return _best_row(gains, known, round(face.advance(" ") * small), len(gains))


def decoded_cells(
    picture: LinePicture, face: Face, em: float, base: float, cells: Sequence[tuple[int, int]]
) -> list[tuple[str, float]]:
    """The sign of numbers that explains most of the ink in each cell (first and last column),
    each with the column at which the cell's ink begins.

    Whatever else may stand there is told by the comparison with all characters.
    """
    known = _drawings(face, round(em * _HALF * 8) / 8, OF_NUMBERS)
    out = []
    for left, right in cells:
        columns = slice(max(0, left - _BESIDE), right + _BESIDE)
        gains = _gains(picture.ink[:, columns], picture.care[:, columns], known, base)
        if not gains.size:
            return []
        out.append((known.letters[int(np.argmax(gains.max(axis=0)))], float(left)))
    return out


_BESIDE = 4
"""Pixels of paper on both sides of a glyph in a cell."""


def _gains(line: Shape, care: Shape, known: _Drawings, base: float) -> Shape:
    """What each glyph explains with its pen in each column of half the size: (columns, glyphs).

    What is hidden (the dividers of a comb, a fold) speaks neither for a glyph nor against it.
    """
    ink = np.clip(_halved(line), 0, 1)
    top = round(base * _HALF) - known.base
    rows = slice(max(0, top), min(ink.shape[0], top + known.height))
    if rows.stop <= rows.start:
        return np.zeros((0, len(known.letters)), np.float32)
    patches = _patches(ink, rows, rows.start - top, known, 0.0)
    power = known.power
    core = slice(max(0, top), max(0, top) + known.base)
    if (care[slice(round(core.start / _HALF), round(core.stop / _HALF))] <= 0).any():
        seen = _patches(_halved(care), rows, rows.start - top, known, 1.0)
        power = seen @ np.square(known.flat)
    gains = (2 * (patches @ known.flat) - power) / (2 * _NOISE**2) - known.cost
    return np.asarray(gains, np.float32)


def _halved(picture: Shape) -> Shape:
    small = cv2.resize(picture, None, fx=_HALF, fy=_HALF, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float32)


def _patches(picture: Shape, rows: slice, offset: int, known: _Drawings, beyond: float) -> Shape:
    """The window of a glyph's size around each column, one a row; ``beyond`` the picture's edge."""
    count = picture.shape[1]
    padded = np.full((known.height, count + known.width), beyond, np.float32)
    padded[offset : offset + rows.stop - rows.start, known.pen : known.pen + count] = picture[rows]
    windows = np.lib.stride_tricks.sliding_window_view(padded, known.width, axis=1)
    return windows[:, :count].transpose(1, 0, 2).reshape(count, -1)


def _best_row(
    gains: Shape, known: _Drawings, blank: int, count: int
) -> tuple[float, list[tuple[str, float]]]:
    """The row of glyphs and blanks with the greatest gain; pens step from place to place."""
    letters = len(known.letters)
    jitter = np.array([0, -1, 1])
    steps = np.concatenate([known.advance + j for j in jitter] + [blank + jitter])
    steps = np.maximum(steps, 1)
    costs = np.concatenate(
        [np.full(letters, _OFF * abs(int(j)), np.float32) for j in jitter]
        + [(2.0 + _OFF * np.abs(jitter)).astype(np.float32)]
    )
    which = np.concatenate([np.arange(letters)] * 3)
    far = int(steps.max())
    best = np.full(count + far + 1, -np.inf, np.float32)
    came = np.full(count + far + 1, -2, np.intp)
    best[:3] = 0.0
    ends = count + known.width // 2
    all_gains = np.zeros((count + far + 1, len(steps)), np.float32)
    all_gains[:count, : 3 * letters] = gains[:, which]
    all_gains[:, : 3 * letters] -= costs[: 3 * letters]
    all_gains[:, 3 * letters :] = -costs[3 * letters :]
    all_gains[count:, : 3 * letters] = -np.inf
    index = np.arange(len(steps))
    for end in range(1, min(ends, count + far)):
        starts = end - steps
        valid = starts >= 0
        values = np.where(
            valid, best[np.maximum(starts, 0)] + all_gains[np.maximum(starts, 0), index], -np.inf
        )
        at = int(np.argmax(values))
        skipped = best[end - 1] - _SKIP
        if values[at] > max(best[end], skipped):
            best[end], came[end] = values[at], at
        elif skipped > best[end]:
            best[end], came[end] = skipped, -1
    at = int(np.argmax(best[: min(ends, count + far)]))
    gain = float(best[at])
    words: list[list[tuple[str, int]]] = [[]]
    while at > 0 and came[at] != -2:
        step = int(came[at])
        if step == -1:
            at -= 1
            continue
        at -= int(steps[step])
        if step >= 3 * letters:
            words.append([])
        else:
            words[-1].append((known.letters[int(which[step])], at))
    out = []
    for word in reversed(words):
        if word:
            word.reverse()
            out.append(("".join(letter for letter, _ in word), word[0][1] / _HALF))
    return gain, out
