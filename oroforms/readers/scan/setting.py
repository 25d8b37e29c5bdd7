"""Setting a line of text again, so that it lies on the scanned one to a fraction of a pixel.

A word is set with the widths and kerning of a face; where each word begins
comes from the scan. The first guess is improved by least squares: the
difference of scan and drawing is explained by shift, size, tilt, blur and
weight, each of which has its own picture (derivatives of the drawing).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from oroforms.readers.scan.faces import PHASES, RASTER, Face, Glyph, Shape

Vector = NDArray[np.float64]

_FAR = 9
"""Pixels by which Tesseract may have a word beside its place."""
_BIAS = 1 + 0.01 * np.abs(np.arange(-_FAR, _FAR + 1))
"""The nearer place counts as the better, by a hundredth a pixel."""
_LEVER = 400.0
"""Squared pixels by which a word's glyphs must spread to tell of its size."""
_NEAR = 7
"""Pixels by which a first guess may be off its place."""
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
    numbers: bool = False
    """Whether it is of a comb: nothing but the signs of numbers stands there."""
    inside: tuple[int, int] = (0, 10_000)
    """Columns between which its room is, without the room's frame."""
    divided: bool = False
    """Whether what is hidden are dividers of a comb: narrower than any sign of a number."""
    coarse: bool = False
    """Whether no text of its sheet is taken: what Tesseract saw is compared, and that is all."""


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
    face: Face,
    em: float,
    words: Sequence[tuple[str, float]],
    base: float,
    *,
    kerned: bool,
    joined: bool = False,
) -> Setting:
    """Set words whose ink begins at the given columns, on a base line; ``joined`` by ligatures."""
    text, xs, numbers, ends = "", [], [], []
    for number, (letters, left) in enumerate(words):
        word = face.joined(letters) if joined else face.parted(letters)
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
    return face.glyph(character).left / RASTER


def ink_width(face: Face, word: str, *, kerned: bool) -> float:
    """From the first to the last ink of a word, in ems."""
    pens = face.pens(word, kerned=kerned)
    last = face.glyph(word[-1])
    right = pens[-2] + (last.left + last.ink.shape[1]) / RASTER
    return float(right - bearing(face, word[0]))


def glyph_at(face: Face, character: str, em: float, x: float, y: float) -> tuple[Glyph, int, int]:
    """A glyph drawn at a fraction of a pixel, and the column and row of its first pixel."""
    qx, qy = round(x * PHASES), round(y * PHASES)
    glyph = face.drawn(character, round(em * PHASES), qx % PHASES, qy % PHASES)
    return glyph, qx // PHASES + glyph.left, qy // PHASES + glyph.top


def glyphs_at(face: Face, text: str, em: float, x: float, y: float) -> list[tuple[Glyph, int, int]]:
    """The glyphs of a short text (not kerned), each with its first column and row."""
    out = []
    for character in text:
        out.append(glyph_at(face, character, em, x, y))
        x += face.advance(character) * em
    return out


def sharp(setting: Setting, shape: tuple[int, int]) -> Shape:
    """The drawing of a setting, not blurred."""
    height, width = shape
    out = np.zeros(shape, np.float32)
    xs = np.rint(setting.x * PHASES).astype(int).tolist()
    ys = np.rint(setting.y * PHASES).astype(int).tolist()
    size, draw = round(setting.em * PHASES), setting.face.drawn
    for character, qx, qy in zip(setting.text, xs, ys, strict=True):
        glyph = draw(character, size, qx % PHASES, qy % PHASES)
        x0, y0 = qx // PHASES + glyph.left, qy // PHASES + glyph.top
        high, wide = glyph.ink.shape
        if x0 >= 0 and y0 >= 0 and x0 + wide <= width and y0 + high <= height:
            out[y0 : y0 + high, x0 : x0 + wide] += glyph.ink
            continue
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
    right = np.asarray(cv2.Sobel(drawing, cv2.CV_32F, 1, 0, ksize=1, scale=0.5), np.float32)
    below = np.asarray(cv2.Sobel(drawing, cv2.CV_32F, 0, 1, ksize=1, scale=0.5), np.float32)
    spread = np.asarray(cv2.Laplacian(drawing, cv2.CV_32F, ksize=1), np.float32)
    return Derivatives(drawing, -right, -below, spread, np.asarray(cv2.magnitude(right, below)))


def moved(setting: Setting, across: float, down: float) -> Setting:
    """The setting at another place."""
    return replace(setting, x=setting.x + across, y=setting.y + down, ends=setting.ends + across)


def brought_near(picture: LinePicture, setting: Setting) -> Setting:
    """The setting moved as a whole to where it covers most ink."""
    drawing = blurred(sharp(setting, picture.ink.shape), setting.blur)
    wide = cv2.copyMakeBorder(picture.ink, _NEAR, _NEAR, _NEAR, _NEAR, cv2.BORDER_CONSTANT, value=0)
    scores = cv2.matchTemplate(wide, drawing, cv2.TM_CCORR)
    _, _, _, (x, y) = cv2.minMaxLoc(scores)
    shifted = np.roll(drawing.sum(axis=0), x - _NEAR)
    return _words_near(picture, moved(setting, x - _NEAR, y - _NEAR), shifted)


def _words_near(picture: LinePicture, setting: Setting, drawn: NDArray[np.float32]) -> Setting:
    """Each word moved across to where its columns hold as much ink as the scan's.

    ``drawn`` is the ink of the drawing in each column.
    """
    seen = np.pad(picture.ink.sum(axis=0), _FAR)
    x, ends = setting.x.copy(), setting.ends.copy()
    for number, mine in enumerate(word_slices(setting)):
        start = max(0, int(setting.x[mine.start]))
        end = min(len(drawn), int(setting.ends[number]) + 1)
        if end - start < 3:
            continue
        places = np.lib.stride_tricks.sliding_window_view(seen[start : end + 2 * _FAR], end - start)
        off = np.square(places - drawn[start:end]).sum(axis=1) * _BIAS
        by = int(np.argmin(off)) - _FAR
        x[mine] += by
        ends[number] += by
    return replace(setting, x=x, ends=ends)


def improved(picture: LinePicture, setting: Setting, *, resize: bool = False) -> Setting:
    """The setting with each word moved, and the line lowered, tilted and blurred, to lie best.

    With ``resize`` its size follows what the glyphs' own places say.
    """
    seen = derivatives(blurred(sharp(setting, picture.ink.shape), setting.blur))
    care = picture.care
    rest = (picture.ink - seen.drawing) * care
    down, tilt, spread = _of_the_line(seen, rest, care)
    off = shifts(seen, rest, care, setting)
    x, ends = setting.x.copy(), setting.ends.copy()
    slopes, weights = [0.0], [1.0]
    words = word_slices(setting)
    for number, mine in enumerate(words):
        by = min(2.5, max(-2.5, sorted(off[mine].tolist())[(mine.stop - mine.start) // 2]))
        if resize:
            pen = x[mine] - x[mine].mean()
            lever = float(pen @ pen)
            if lever > _LEVER:
                slopes.append(float(pen @ np.clip(off[mine], -2.5, 2.5)) / lever)
                weights.append(lever)
        x[mine] += by
        ends[number] += by
    grown = min(0.03, max(-0.03, _weighted_median(slopes, weights))) if resize else 0.0
    for number, mine in enumerate(words if grown else ()):
        middle = x[mine].mean()
        ends[number] += grown * (ends[number] - middle)
        x[mine] += grown * (x[mine] - middle)
    blur = float(np.sqrt(np.clip(setting.blur**2 + 2 * spread, LEAST_BLUR**2, MOST_BLUR**2)))
    along = (setting.x - picture.ink.shape[1] / 2) / 100
    return replace(
        setting, x=x, y=setting.y + down + tilt * along, ends=ends,
        em=setting.em * (1 + grown), blur=blur,
    )  # fmt: skip


def word_slices(setting: Setting) -> list[slice]:
    """Where each word's characters stand among those of the line."""
    firsts = np.searchsorted(setting.word, np.arange(len(setting.ends) + 1)).tolist()
    return [slice(start, end) for start, end in pairwise(firsts)]


def ink_of(setting: Setting, at: int) -> tuple[float, float]:
    """Columns at which the ink of one of the characters begins and ends."""
    glyph = setting.face.drawn(setting.text[at], round(setting.em * PHASES), 0, 0)
    left = float(setting.x[at] + glyph.left)
    return left, left + glyph.ink.shape[1]


def _weighted_median(values: Sequence[float], weights: Sequence[float]) -> float:
    """The value with half of the weight on either side: a word that was misread pulls nothing."""
    order = np.argsort(values)
    total = np.cumsum(np.array(weights)[order])
    return float(values[order[int(np.searchsorted(total, total[-1] / 2))]])


def _of_the_line(seen: Derivatives, rest: Shape, care: Shape) -> tuple[float, float, float]:
    """How far the line lies too high, its tilt in 100 pixels, and what its blur lacks (pixels²)."""
    width = rest.shape[1]
    along = (np.arange(width, dtype=np.float32) - width / 2) / 100
    # Every second column is enough for what a whole line has in common.
    half = (slice(None), slice(None, None, 2))
    care, rest = care[half], rest[half]
    parts = (seen.drawing, seen.down, seen.spread, seen.weight)
    drawing, down_, spread_, weight = (part[half] * care for part in parts)
    basis = np.stack([drawing, down_, down_ * along[::2], spread_, weight]).reshape(5, -1)
    inner = basis @ basis.T
    inner[np.diag_indices(5)] += 1e-3 * np.trace(inner) / 5 + 1e-6
    _gain, down, tilt, spread, _weight = np.linalg.solve(inner, basis @ rest.ravel()).tolist()
    return float(np.clip(down, -1.5, 1.5)), float(np.clip(tilt, -0.7, 0.7)), spread


def shifts(seen: Derivatives, rest: Shape, care: Shape, setting: Setting) -> Vector:
    """By how many pixels each glyph lies right of its place, as far as small shifts go.

    Least squares for each glyph in the columns it stands in, all at once by running sums.
    """
    width = rest.shape[1]
    basis = [part * care for part in (seen.across, seen.drawing, seen.weight)]
    sums = [np.zeros(width + 1)]
    for one, two in _PAIRS:
        product = np.einsum("ij,ij->j", basis[one], rest if two < 0 else basis[two])
        sums.append(np.concatenate([[0.0], np.cumsum(product, dtype=np.float64)]))
    table = np.stack(sums[1:])
    size = round(setting.em * PHASES)
    glyphs = [setting.face.drawn(character, size, 0, 0) for character in setting.text]
    lefts = setting.x + np.array([glyph.left for glyph in glyphs])
    rights = lefts + np.array([glyph.ink.shape[1] for glyph in glyphs])
    start = np.clip(lefts, 0, width).astype(int)
    end = np.clip(rights + 1, 0, width).astype(int)
    found = table[:, end] - table[:, start]
    inner = np.zeros((len(glyphs), 3, 3))
    outer = np.zeros((len(glyphs), 3))
    for values, (one, two) in zip(found, _PAIRS, strict=True):
        if two < 0:
            outer[:, one] = values
        else:
            inner[:, one, two] = inner[:, two, one] = values
    inner += (1e-2 * np.trace(inner, axis1=1, axis2=2)[:, None, None] / 3 + 1e-6) * np.eye(3)
    return np.asarray(np.linalg.solve(inner, outer[..., None])[:, 0, 0])


_PAIRS = ((0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2), (0, -1), (1, -1), (2, -1))


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
