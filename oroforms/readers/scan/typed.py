"""Typed text in scanned forms: read by Tesseract, confirmed by drawing it again.

A field is known to be empty by its ink. What is typed is read on the crop of
the field alone, all fields of a submission in one call of Tesseract, and
counts only where it is confirmed (see :mod:`~oroforms.readers.scan.confirming`).
Handwriting is told and never read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

import cv2
import numpy as np

from oroforms.documents import Rect
from oroforms.errors import ProgramFailed, ProgramMissing
from oroforms.pictures.base import Sheet
from oroforms.readers.scan.base import Ink, TextReading
from oroforms.readers.scan.confirming import LineReading, Type, aligned, guesses, read_line
from oroforms.readers.scan.faces import known_faces
from oroforms.readers.scan.setting import LinePicture, likeness
from oroforms.readers.scan.bounds import Bounds, bounds_held
from oroforms.readers.scan.written import InkLine, Page, Written, lines_of, picture_of, written
from oroforms.tools import tesseract
from oroforms.tools.tesseract import SeenWord

_PAD = 10
"""White pixels around a line that Tesseract gets."""
_SAMPLES = 4
"""Lines by which the typeface of a submission is told."""
_ALIKE = 0.95
"""Likeness from which a typeface is taken without trying the others."""
_SAME = 0.9
"""Likeness below which a line is taken to be set in another type than the others."""
_FACES_TRIED = 4


class Kind(Enum):
    """How text stands in a room."""

    LINE = "line"
    LINES = "lines"
    COMB = "comb"


@dataclass(frozen=True, slots=True, eq=False)
class Room:
    """One place for text on a sheet."""

    part: str
    sheet: Sheet
    rect: Rect
    kind: Kind = Kind.LINE
    cells: int = 0
    """Of a comb."""


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """A line of a room with what Tesseract saw in it."""

    room: int
    ink: InkLine
    picture: LinePicture
    seen: tuple[SeenWord, ...] = ()


def read_texts(rooms: Sequence[Room]) -> dict[str, TextReading]:
    """What stands in each room, by its part's name."""
    pages: dict[int, Page] = {}
    found = [
        written(pages.setdefault(id(room.sheet), Page(room.sheet)), room.rect) for room in rooms
    ]
    lines = [
        _Line(number, ink, picture_of(writing, ink))
        for number, writing in enumerate(found)
        for ink in lines_of(writing)
    ]
    why = ""
    try:
        lines = _seen(lines)
    except (ProgramFailed, ProgramMissing) as error:
        why = str(error)
    readings: Mapping[int, LineReading | None] = {} if why else _read(lines, bounds_held())
    out: dict[str, TextReading] = {}
    for number, (room, writing) in enumerate(zip(rooms, found, strict=True)):
        mine = [at for at, line in enumerate(lines) if line.room == number]
        if why and not writing.empty:
            out[room.part] = TextReading(Ink.UNCLEAR, "", 0.0, why)
        else:
            out[room.part] = _reading(writing, [readings.get(at) for at in mine])
    return out


def _seen(lines: Sequence[_Line]) -> list[_Line]:
    """The lines with Tesseract's words, in pixels of each line's picture."""
    pictures = [_for_tesseract(line.picture) for line in lines]
    out = []
    for line, words in zip(lines, tesseract.read_lines(pictures), strict=True):
        moved = tuple(
            SeenWord(w.text, w.confidence, tuple(edge - _PAD for edge in w.box))  # type: ignore[arg-type]
            for w in words
        )
        out.append(_Line(line.room, line.ink, line.picture, moved))
    return out


def _for_tesseract(picture: LinePicture) -> bytes:
    grey = (255 - 255 * np.clip(picture.ink, 0, 1)).astype(np.uint8)
    padded = cv2.copyMakeBorder(grey, _PAD, _PAD, _PAD, _PAD, cv2.BORDER_CONSTANT, value=255)
    height, width = padded.shape
    return b"P5\n%d %d\n255\n" % (width, height) + padded.tobytes()


def _read(lines: Sequence[_Line], bounds: Bounds) -> dict[int, LineReading | None]:
    """Each line read in the typeface of the submission, or else in the one that fits it best."""
    order = sorted(range(len(lines)), key=lambda at: -_weight(lines[at]))
    usual = _usual_type([lines[at] for at in order[:_SAMPLES]])
    readings: dict[int, LineReading | None] = {}
    for at, line in enumerate(lines):
        reading = None
        if usual is not None:
            reading = read_line(line.picture, line.ink.core, line.seen, usual, bounds)
        if reading is None or reading.judged.likeness < _SAME:
            other = _usual_type([line])
            if other is not None and other != usual:
                again = read_line(line.picture, line.ink.core, line.seen, other, bounds)
                if again is not None and (
                    reading is None or again.judged.likeness > reading.judged.likeness
                ):
                    reading = again
        readings[at] = reading
    return readings


def _weight(line: _Line) -> float:
    return sum(len(word.text) * word.confidence for word in line.seen)


def _usual_type(lines: Sequence[_Line]) -> Type | None:
    """The type that lines are set in, told by the widths of words and then by drawing them."""
    words = [word for line in lines for word in line.seen if word.confidence > 0.3]
    ranked = sorted(guesses(words, known_faces()), key=lambda guess: guess[0])
    best: tuple[float, Type] | None = None
    for _spread, kind in ranked[:_FACES_TRIED]:
        for kerned in (False, True):
            tried = Type(kind.face, kind.em, kerned)
            score, em = _tried(lines, tried)
            if best is None or score > best[0] + (0.002 if kerned else 0):
                best = score, Type(kind.face, em, kerned)
        if best is not None and best[0] > _ALIKE:
            break
    return best[1] if best else None


def _tried(lines: Sequence[_Line], kind: Type) -> tuple[float, float]:
    """How well lines look in a type, and the size that comes out of laying them over the scan."""
    scores, sizes = [], []
    for line in lines:
        words = [(w.text, float(w.box[0])) for w in line.seen if all(map(kind.face.has, w.text))]
        if not words:
            continue
        setting = aligned(line.picture, kind, words, line.ink.core[1] - line.picture.top - 1.0, resize=True)
        scores.append(likeness(line.picture, setting))
        sizes.append(setting.em)
    return (float(np.mean(scores)), float(np.median(sizes))) if scores else (0.0, kind.em)


def _reading(writing: Written, lines: Sequence[LineReading | None]) -> TextReading:
    if writing.empty:
        return TextReading(Ink.EMPTY, "", 1.0)
    bounds = bounds_held()
    whole = [line for line in lines if line is not None]
    text = "\n".join(line.text for line in whole)
    if len(whole) < len(lines) or not whole:
        return TextReading(Ink.UNCLEAR, text, 0.0, "not read")
    faults = sorted({fault for line in whole for fault in line.faults(bounds)})
    if faults:
        return TextReading(Ink.UNCLEAR, text, 0.3, ", ".join(faults))
    return TextReading(Ink.TYPED, text, 1.0)
