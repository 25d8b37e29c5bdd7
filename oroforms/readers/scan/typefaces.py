"""Which typeface and size lines are set in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from oroforms.readers.scan.cells import Cell
from oroforms.readers.scan.confirming import Type, aligned
from oroforms.readers.scan.decoding import decoded_cells
from oroforms.readers.scan.faces import RASTER, Face, known_faces
from oroforms.readers.scan.setting import (
    LinePicture,
    brought_near,
    improved,
    ink_width,
    likeness,
    set_words,
)
from oroforms.tools.tesseract import SeenWord

_SPREAD = 1.5
"""Pixels by which a word looks wider than it is drawn."""
_LEAST, _MOST = 16.0, 90.0
"""Pixels an em: 4 to 21 points."""
_ALIKE = 0.985
"""Likeness from which a type is taken without trying the others."""
_TRIED = 5
_INKED = 0.5
"""Darkness from which a row of a cell holds ink."""
_AGREED = 0.01
"""Spread of sizes up to which the widths of words agree: boxes are whole pixels."""
_KERNED = 0.002
"""Likeness by which kerned text must fit better: most programs do not kern."""


@dataclass(frozen=True, slots=True, eq=False)
class SeenLine:
    """A line of the scan with what Tesseract saw in it, in pixels of its picture."""

    picture: LinePicture
    base: float
    """Row near which the base line lies."""
    words: tuple[SeenWord, ...]

    @property
    def weight(self) -> float:
        """How much it tells of its type."""
        return sum(len(word.text) * word.confidence for word in self.words)


def type_of(lines: Sequence[SeenLine]) -> tuple[Type, float] | None:
    """The type that fits lines best, and how like them it looks; none where nothing was seen.

    Told by the widths of words, which differ from face to face, and then by
    drawing the lines in the likeliest ones.
    """
    words = [word for line in lines for word in line.words if word.confidence > 0.3]
    # Of faces whose widths agree as well the usual ones come first, as they stand in the table.
    ranked = sorted(_guesses(words, known_faces()), key=lambda guess: int(guess[0] / _AGREED))
    best: tuple[Type, float] | None = None
    for _spread, guess in ranked[:_TRIED]:
        for kerned in (False, True):
            kind, alike = _tried(lines, Type(guess.face, guess.em, kerned))
            if best is None or alike > best[1] + (_KERNED if kerned else 0.0):
                best = kind, alike
        if best is not None and best[1] > _ALIKE:
            break
    return best


def type_of_cells(
    picture: LinePicture, base: float, cells: Sequence[Cell]
) -> tuple[Type, float] | None:
    """The type that fits characters in the cells of a comb best, and how like them it looks.

    Told by the height of the tallest: in cells widths tell nothing.
    """
    heights = _heights(picture, cells)
    if not heights:
        return None
    tall = sorted(heights)[len(heights) // 2]
    best: tuple[Type, float] | None = None
    for face in known_faces():
        em = (tall - _SPREAD / 2) * RASTER / face.glyph("0").ink.shape[0]
        if not _LEAST < em < _MOST:
            continue
        kind, alike = _tried_cells(picture, base, cells, Type(face, em))
        if best is None or alike > best[1]:
            best = kind, alike
        if alike > _ALIKE:
            break
    return best


def _heights(picture: LinePicture, cells: Sequence[Cell]) -> list[int]:
    """Rows from the first to the last ink of each cell."""
    found = []
    for left, right in cells:
        rows = np.flatnonzero((picture.ink[:, max(0, left) : right] > _INKED).any(axis=1))
        if len(rows):
            found.append(int(rows[-1] - rows[0]) + 1)
    return found


def _tried_cells(
    picture: LinePicture, base: float, cells: Sequence[Cell], kind: Type
) -> tuple[Type, float]:
    """The type with the size that comes out of laying it on a comb, and how like it looks."""
    text = decoded_cells(picture, kind.face, kind.em, base, cells)
    if not text:
        return kind, 0.0
    words = [(letter, float(left)) for letter, (left, _right) in zip(text, cells, strict=True)]
    setting = set_words(kind.face, kind.em, words, base, kerned=False)
    return kind, likeness(picture, improved(picture, brought_near(picture, setting)))


def _guesses(words: Iterable[SeenWord], faces: Iterable[Face]) -> Iterator[tuple[float, Type]]:
    """For each face the size that the words' widths tell, and how badly they agree on it."""
    boxes = [(w.text, w.box[2] - w.box[0]) for w in words]
    if any(len(text) > 1 for text, _wide in boxes):
        boxes = [(text, wide) for text, wide in boxes if len(text) > 1]
    for face in faces:
        known = [(text, wide) for text, wide in boxes if all(map(face.has, text))]
        widths = np.array([ink_width(face, text, kerned=False) for text, _wide in known])
        if not len(widths) or widths.sum() <= 0:
            continue
        seen = np.array([float(wide) for _text, wide in known]) - _SPREAD
        sizes = seen / np.maximum(widths, 0.2)
        order = np.argsort(sizes)
        total = np.cumsum(widths[order])
        em = float(sizes[order][np.searchsorted(total, total[-1] / 2)])
        if _LEAST < em < _MOST:
            spread = float(np.average(np.minimum(0.2, np.abs(sizes / em - 1)), weights=widths))
            yield spread, Type(face, em)


def _tried(lines: Sequence[SeenLine], kind: Type) -> tuple[Type, float]:
    """The type with the size that comes out of laying it on lines, and how like them it looks."""
    scores, sizes = [], []
    for line in lines:
        words = [(w.text, float(w.box[0])) for w in line.words if all(map(kind.face.has, w.text))]
        if words:
            setting = aligned(line.picture, kind, words, line.base, resize=True)
            scores.append(likeness(line.picture, setting))
            sizes.append(setting.em)
    if not scores:
        return kind, 0.0
    return Type(kind.face, float(np.median(sizes)), kind.kerned), float(np.mean(scores))
