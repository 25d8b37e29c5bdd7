"""Setting a line of text again, so that it lies on the scanned one to a fraction of a pixel.

A word is set with the widths and kerning of a face; where each word begins
comes from the scan. The first guess is improved by least squares: the
difference of scan and drawing is explained by shift, size, tilt, blur and
weight, each of which has its own picture (derivatives of the drawing).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from oroforms.readers.scan.faces import Face, Glyph, Shape, drawn

Vector = NDArray[np.float64]

_PHASES = 4
"""Places within a pixel at which glyphs are drawn."""
_SIZES = 4
"""Sizes between one whole pixel an em and the next."""
LEAST_BLUR, MOST_BLUR = 0.6, 2.6
"""Pixels; a scan of 300 dpi has some 0.8, one of 150 dpi twice that."""


@dataclass(frozen=True, slots=True, eq=False)
class LinePicture:
    """One line of the scan: ink 0–1, and where the picture counts at all (not on printed lines)."""

    ink: Shape
    care: Shape
    left: int
    """Column of the sheet at which it starts."""
    top: int


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """Characters of a line at their places on the picture of the line.

    ``x`` and ``y`` are where the pen stands for each character (pixels, base
    line); ``em`` is the size in pixels, ``blur`` the spread of the scan's
    optics. Blanks have no character here: words are told by ``word``.
    """

    face: Face
    em: float
    text: str
    word: NDArray[np.intp]
    """For each character the number of its word."""
    x: Vector
    y: Vector
    blur: float
    ends: Vector
    """Where the pen stands after the last character of each word."""


def set_words(
    face: Face, em: float, words: Sequence[tuple[str, float]], base: float, *, kerned: bool
) -> Setting:
    """Set words whose ink begins at the given columns, on a base line."""
    text, xs, numbers, ends = "", [], [], []
    for number, (word, left) in enumerate(words):
        pens = face.pens(word, kerned=kerned) * em
        start = left - bearing(face, word[0]) * em
        text += word
        xs.append(start + pens[:-1])
        ends.append(start + pens[-1])
        numbers.append(np.full(len(word), number))
    x = np.concatenate(xs)
    return Setting(
        face, em, text, np.concatenate(numbers).astype(np.intp), x, np.full(len(x), base),
        1.2, np.array(ends),
    )  # fmt: skip


def bearing(face: Face, character: str) -> float:
    """How far right of the pen the ink of a character begins, in ems."""
    from oroforms.readers.scan.faces import RASTER

    return face.glyph(character).left / RASTER


def ink_width(face: Face, word: str, *, kerned: bool) -> float:
    """From the first to the last ink of a word, in ems."""
    from oroforms.readers.scan.faces import RASTER

    pens = face.pens(word, kerned=kerned)
    last = face.glyph(word[-1])
    right = pens[-2] + (last.left + last.ink.shape[1]) / RASTER
    return float(right - bearing(face, word[0]))


def place(glyph: Glyph, x: float, y: float) -> tuple[int, int]:
    """Column and row of a drawn glyph's first pixel, the pen in pixel ``x``, ``y``."""
    return int(np.floor(x)) + glyph.left, int(np.floor(y)) + glyph.top


def glyph_at(face: Face, character: str, em: float, x: float, y: float) -> tuple[Glyph, int, int]:
    """A glyph drawn at a fraction of a pixel, and the column and row of its first pixel."""
    qx, qy = round(x * _PHASES) / _PHASES, round(y * _PHASES) / _PHASES
    size = round(em * _SIZES) / _SIZES
    glyph = drawn(face, character, size, qx - np.floor(qx), qy - np.floor(qy))
    return glyph, int(np.floor(qx)) + glyph.left, int(np.floor(qy)) + glyph.top


def sharp(setting: Setting, shape: tuple[int, int]) -> Shape:
    """The drawing of a setting, not blurred."""
    height, width = shape
    out = np.zeros(shape, np.float32)
    for character, x, y in zip(setting.text, setting.x.tolist(), setting.y.tolist(), strict=True):
        glyph, x0, y0 = glyph_at(setting.face, character, setting.em, x, y)
        high, wide = glyph.ink.shape
        left, top = max(0, x0), max(0, y0)
        right, bottom = min(width, x0 + wide), min(height, y0 + high)
        if right > left and bottom > top:
            out[top:bottom, left:right] += glyph.ink[top - y0 : bottom - y0, left - x0 : right - x0]
    return np.minimum(out, 1.0)


def blurred(ink: Shape, blur: float) -> Shape:
    """What the scanner's optics make of a drawing."""
    return np.asarray(cv2.GaussianBlur(ink, (0, 0), blur, borderType=cv2.BORDER_CONSTANT))


@dataclass(frozen=True, slots=True, eq=False)
class Derivatives:
    """How a blurred drawing changes with what prints and scanners do to it."""

    drawing: Shape
    across: Shape
    down: Shape
    spread: Shape
    """With more blur."""
    weight: Shape
    """With more ink at all edges."""


def derivatives(drawing: Shape) -> Derivatives:
    """The pictures that small changes of a drawing add to it, for one pixel each."""
    across = cv2.Sobel(drawing, cv2.CV_32F, 1, 0, ksize=1, scale=0.5)
    down = cv2.Sobel(drawing, cv2.CV_32F, 0, 1, ksize=1, scale=0.5)
    spread = cv2.Laplacian(drawing, cv2.CV_32F, ksize=1)
    return Derivatives(drawing, -across, -down, spread, np.sqrt(across * across + down * down))


def improved(picture: LinePicture, setting: Setting, *, rounds: int = 2) -> Setting:
    """The setting moved, sized, tilted and blurred so that it lies best on the picture."""
    for _round in range(rounds):
        seen = derivatives(blurred(sharp(setting, picture.ink.shape), setting.blur))
        height, width = picture.ink.shape
        rows, columns = _inked(seen, height, width)
        middle = (columns.start + columns.stop) / 2
        at = (np.arange(columns.start, columns.stop, dtype=np.float32) - middle) / 100
        part = (rows, columns)
        base = [
            seen.drawing[part], seen.across[part], seen.down[part],
            seen.across[part] * at, seen.down[part] * at, seen.spread[part], seen.weight[part],
        ]  # fmt: skip
        care = picture.care[part]
        columns_ = np.stack([(one * care).ravel() for one in base])
        target = ((picture.ink[part] - seen.drawing[part]) * care).ravel()
        matrix = columns_ @ columns_.T
        matrix[np.diag_indices_from(matrix)] += 1e-3 * np.trace(matrix) / len(matrix) + 1e-6
        _gain, dx, dy, stretch, tilt, spread, _weight = np.linalg.solve(matrix, columns_ @ target)
        offset = (setting.x - middle) / 100
        dx, dy = np.clip([dx, dy], -1.5, 1.5)
        stretch, tilt = np.clip([stretch, tilt], -1.5, 1.5)
        blur = float(np.sqrt(np.clip(setting.blur**2 + 2 * spread, LEAST_BLUR**2, MOST_BLUR**2)))
        setting = replace(
            setting,
            x=setting.x + dx + stretch * offset,
            y=setting.y + dy + tilt * offset,
            ends=setting.ends + dx + stretch * (setting.ends - middle) / 100,
            blur=blur,
        )
    return setting


def shifts(picture: LinePicture, setting: Setting) -> Vector:
    """By how many pixels each glyph lies right of its place, as far as small shifts go."""
    seen = derivatives(blurred(sharp(setting, picture.ink.shape), setting.blur))
    rest = (picture.ink - seen.drawing) * picture.care
    height, width = picture.ink.shape
    out = np.zeros(len(setting.text))
    basis = np.stack([seen.across, seen.down, seen.drawing, seen.weight]) * picture.care
    for at, (character, x, y) in enumerate(zip(setting.text, setting.x, setting.y, strict=True)):
        glyph, x0, y0 = glyph_at(setting.face, character, setting.em, float(x), float(y))
        high, wide = glyph.ink.shape
        rows = slice(max(0, y0 - 2), min(height, y0 + high + 2))
        columns = slice(max(0, x0 - 2), min(width, x0 + wide + 2))
        if rows.stop - rows.start < 3 or columns.stop - columns.start < 3:
            continue
        b = basis[:, rows, columns].reshape(4, -1)
        inner = b @ b.T
        inner[np.diag_indices(4)] += 1e-2 * np.trace(inner) / 4 + 1e-6
        out[at] = np.linalg.solve(inner, b @ rest[rows, columns].ravel())[0]
    return out


def sized(picture: LinePicture, setting: Setting) -> Setting:
    """The setting with each word moved, and all sized, by where its own glyphs lie."""
    off = shifts(picture, setting)
    x, ends = setting.x.copy(), setting.ends.copy()
    above = below = 0.0
    for number in range(len(ends)):
        mine = setting.word == number
        by = float(np.clip(np.median(off[mine]), -3, 3))
        pen = x[mine] - x[mine].mean()
        above += float(pen @ np.clip(off[mine], -2, 2))
        below += float(pen @ pen)
        x[mine] += by
        ends[number] += by
    grown = float(np.clip(above / below, -0.03, 0.03)) if below > 400 else 0.0
    for number in range(len(ends)):
        mine = setting.word == number
        middle = x[mine].mean()
        ends[number] += grown * (ends[number] - middle)
        x[mine] += grown * (x[mine] - middle)
    return replace(setting, x=x, ends=ends, em=setting.em * (1 + grown))


def _inked(seen: Derivatives, height: int, width: int) -> tuple[slice, slice]:
    """The rows and columns that the drawing reaches, with a little around it."""
    columns = np.flatnonzero(seen.drawing.any(axis=0))
    rows = np.flatnonzero(seen.drawing.any(axis=1))
    if columns.size == 0:
        return slice(0, height), slice(0, width)
    return (
        slice(max(0, rows[0] - 3), min(height, rows[-1] + 4)),
        slice(max(0, columns[0] - 3), min(width, columns[-1] + 4)),
    )


def likeness(picture: LinePicture, setting: Setting) -> float:
    """Correlation of scan and drawing, −1 to 1."""
    return correlation(picture, blurred(sharp(setting, picture.ink.shape), setting.blur))


def correlation(picture: LinePicture, drawing: Shape) -> float:
    """Correlation of scan and a drawing where the picture counts, −1 to 1."""
    care = picture.care > 0
    a, b = picture.ink[care], drawing[care]
    if a.size < 2:
        return 0.0
    a, b = a - a.mean(), b - b.mean()
    size = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / size if size else 0.0
