"""Which typeface and size lines are set in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from oroforms.readers.scan.cells import Cell
from oroforms.readers.scan.confirming import STEPS, aligned, words_in
from oroforms.readers.scan.decoding import decoded_cells
from oroforms.readers.scan.faces import RASTER, Face, known_faces
from oroforms.readers.scan.linereading import Type
from oroforms.readers.scan.setting import LinePicture, ink_width, likeness
from oroforms.tools.tesseract import SeenWord

_SPREAD = 1.5
"""Pixels by which a word looks wider than it is drawn."""
_LEAST, _MOST = 16.0, 90.0
"""Pixels an em: 4 to 21 points."""
_TRIED = 5
"""Faces that are tried first; the others only where none of these looks like the line."""
_EARLY, _NEVER = 3, 0.6
"""Faces after which none of the others is tried where none of these looks even so much like the
line: of 98 lines in type the least had 0.7, half of those by hand have less than 0.5."""
_LIKE = 0.95
"""Likeness from which a face laid without much care is the one, or so near that care will tell."""
_FINALISTS, _ROUNDS = 2, 4
"""Faces of those that are laid as well as can be, and by how many steps."""
_WORTH = 0.5
"""Likeness below which the best of them is not worth that."""
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
    cells: tuple[Cell, ...] = ()
    """Of a comb, those that hold ink."""

    @property
    def weight(self) -> float:
        """How much it tells of its type."""
        return sum(len(word.text) * word.confidence for word in self.words)

    @property
    def confidence(self) -> float:
        """Tesseract's confidence in its characters, 0–1; 0 where it saw none."""
        return self.weight / max(1, sum(len(word.text) for word in self.words))


def type_of(line: SeenLine) -> tuple[Type, float] | None:
    """The type that fits a line best, and how like it looks; none where nothing was seen.

    Told by the widths of words, which differ from face to face (in a comb by the height of
    its characters), and then by drawing the line in the likeliest ones.
    """
    rough: list[tuple[Type, float]] = []
    for number, guess in enumerate(_guesses_at(line)):
        if not line.cells and number == _EARLY and max(a for _kind, a in rough) < _NEVER:
            return max(rough, key=lambda one: one[1])
        # Widths mislead where a letter was misread or a speck taken for one.
        if not line.cells and number >= _TRIED and max(a for _kind, a in rough) >= _LIKE:
            break
        rough.append(tried(line, guess, rounds=1))
    rough.sort(key=lambda one: -one[1])
    if line.cells or not rough or rough[0][1] < _WORTH:
        return rough[0] if rough else None
    best = rough[0]
    for kind, _alike in rough[:_FINALISTS]:
        for kerned in (False, True):
            fine, alike = tried(line, replace(kind, kerned=kerned), rounds=_ROUNDS)
            if alike > best[1] + (_KERNED if kerned else 0.0):
                best = fine, alike
    return best


def tried(line: SeenLine, kind: Type, *, rounds: int = 0) -> tuple[Type, float]:
    """A type and how like it looks when what was seen is laid on the line in it.

    With ``rounds`` the type comes back with the size that fits best after so many of them; in
    a comb nothing tells of it but the height.
    """
    words = _words(line, kind)
    if not words:
        return kind, 0.0
    rounds = 0 if line.cells else rounds
    setting = aligned(
        line.picture, kind, words, line.base, steps=rounds or STEPS, resize=rounds > 0
    )
    return replace(kind, em=setting.em) if rounds else kind, likeness(line.picture, setting)


def _words(line: SeenLine, kind: Type) -> list[tuple[str, float]]:
    """What was seen, as far as a face has it; for want of it in a comb what its drawings say."""
    if line.cells and not line.words:
        return decoded_cells(line.picture, kind.face, kind.em, line.base, line.cells)
    return words_in(line.words, kind)


def _guesses_at(line: SeenLine) -> Iterable[Type]:
    return _by_height(line) if line.cells else _by_width(line)


def _by_width(line: SeenLine) -> list[Type]:
    """The likeliest types by the widths of words.

    Of faces whose widths agree as well the usual ones come first, as they stand in the table.
    """
    words = [word for word in line.words if word.confidence > 0.3]
    guesses = sorted(_guesses(words, known_faces()), key=lambda guess: int(guess[0] / _AGREED))
    return [guess for _spread, guess in guesses]


def _by_height(line: SeenLine) -> Iterator[Type]:
    """Each face in the size that the characters of a comb have: in cells widths tell nothing."""
    heights = []
    for left, right in line.cells:
        rows = np.flatnonzero((line.picture.ink[:, max(0, left) : right] > _INKED).any(axis=1))
        if len(rows):
            heights.append(int(rows[-1] - rows[0]) + 1)
    if not heights:
        return
    tall = sorted(heights)[len(heights) // 2] - _SPREAD / 2
    for face in known_faces():
        em = tall * RASTER / face.glyph("0").ink.shape[0]
        if _LEAST < em < _MOST:
            yield Type(face, em)


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
