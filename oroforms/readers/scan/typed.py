"""Typed text in scanned forms: read by Tesseract, confirmed by drawing it again.

A field is known to be empty by its ink. What is typed is read on the crop of
the field alone, all fields of a submission in one call of Tesseract, and
counts only where it is confirmed (see :mod:`~oroforms.readers.scan.confirming`).
Handwriting is told and never read.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeAlias

import cv2
import numpy as np

from oroforms.errors import ProgramFailed, ProgramMissing
from oroforms.pictures.base import SCALE
from oroforms.readers.parts import Kind
from oroforms.readers.scan.astray import astray
from oroforms.readers.scan.base import Ink, TextReading, is_too_coarse_for_text
from oroforms.readers.scan.bounds import Bounds, bounds_held
from oroforms.readers.scan.cells import Cell, apart, cells_of, has_hole, together
from oroforms.readers.scan.comparing import UNLIKE
from oroforms.readers.scan.confirming import likelier, read_line
from oroforms.readers.scan.confusables import OF_NUMBERS
from oroforms.readers.scan.formtypes import FormTypes
from oroforms.readers.scan.hand import by_hand
from oroforms.readers.scan.inklines import InkLine, lines_of, picture_of
from oroforms.readers.scan.joining import Placed, texts_of
from oroforms.readers.scan.linereading import LineReading, Type
from oroforms.readers.scan.orthography import (
    comma_for_stop,
    has_foreign_accent,
    has_lone_stop,
    has_stray_sign,
    joined_by_a_stop,
    stop_in_phone,
    with_at,
)
from oroforms.readers.scan.rooms import Room
from oroforms.readers.scan.setting import LinePicture
from oroforms.readers.scan.typefaces import SeenLine
from oroforms.readers.scan.wordboxes import on_ink
from oroforms.readers.scan.written import Page, Written, written
from oroforms.tools import tesseract
from oroforms.tools.tesseract import SeenWord

__all__ = ["Room", "TextRecognition"]

NOT_RECOGNISED = "text-recognition-failed"
"""Among the doubts of a text that was not read because Tesseract failed or is missing."""
_PAD = 10
"""White pixels around a line that Tesseract gets."""
_INKED = 0.4
"""Darkness from which a column bears ink."""
_KERNING = 0.85
"""Likeness from which kerning can be what is still amiss."""
_TYPE = 0.9
"""Likeness from which what was read and not confirmed is type, and is told: of 46 rooms in type the
least has 0.92, of 92 written by hand the most 0.85. Handwriting is shown, not guessed."""


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """A line of a room; in a comb with the cells that hold ink."""

    room: int
    picture: LinePicture
    base: float
    cells: tuple[Cell, ...] = ()
    hole: bool = False
    """Whether a figure may be missing there (see :func:`cells.has_hole`)."""
    seen: tuple[SeenWord, ...] = ()

    def as_seen(self) -> SeenLine:
        return SeenLine(self.picture, self.base, self.seen, self.cells)


_Read: TypeAlias = tuple[_Line, LineReading | None]
"""A line and what was read in it, if anything was."""


class TextRecognition:
    """Reading what stands in each room of a submission, while Tesseract is at work on it.

    All rooms of one submission should be given at once: they are read in one
    call of Tesseract, and their common typeface is told from all of them.
    """

    def __init__(self, rooms: Sequence[Room]) -> None:
        """Look at the ink of all rooms, and begin to read what is print."""
        self._rooms = rooms
        self._found: list[Written] = []
        self._cut: set[int] = set()
        """Rooms that letters stand beside which nobody took."""
        for page, those in _on_pages(rooms):
            taken = [(room.rect, written(page, room.rect)) for room in those]
            self._cut |= {len(self._found) + at for at in astray(page, taken)}
            self._found += (writing for _rect, writing in taken)
        self._told: dict[str, TextReading] = {}
        """What needed no reading."""
        self.handwriting: dict[int, list[float]] = {}
        """By page of the file how dark it is in each room that holds some: 0 paper, 1 black."""
        self._lines: list[_Line] = []
        for number, (room, writing) in enumerate(zip(rooms, self._found, strict=True)):
            self._look_at(number, room, writing)
        with_one = ThreadPoolExecutor(1, thread_name_prefix="tesseract")
        self._seen = with_one.submit(tesseract.read_lines, _pictures(self._lines))
        with_one.shutdown(wait=False)

    def _look_at(self, number: int, room: Room, writing: Written) -> None:
        if writing.empty and number in self._cut:
            self._told[room.part] = TextReading(Ink.UNCLEAR, "", 0.0, "beside")
            return
        if writing.empty and writing.covered:
            self._told[room.part] = TextReading(Ink.UNCLEAR, "", 0.0, "covered")
            return
        if writing.empty:
            self._told[room.part] = TextReading(Ink.EMPTY, "", 1.0)
            return
        inked = lines_of(writing)
        if not inked:
            self._told[room.part] = TextReading(Ink.UNCLEAR, "", 0.0, "specks")
        elif by_hand(inked):
            self._told[room.part] = TextReading(Ink.HANDWRITTEN, "", 1.0)
            self.handwriting.setdefault(room.sheet.source, []).append(writing.contrast)
        else:
            self._lines += [_line(number, room, writing, ink) for ink in inked]

    @property
    def typed(self) -> frozenset[str]:
        """The parts in whose rooms something stands that is not by hand."""
        return frozenset(self._rooms[line.room].part for line in self._lines)

    def result(self) -> dict[str, TextReading]:
        """The text of each room, by its part's name, once Tesseract is done."""
        out = dict(self._told)
        try:
            lines = _seen(self._lines, self._seen.result())
        except (ProgramFailed, ProgramMissing) as error:
            failed = TextReading(Ink.UNCLEAR, "", 0.0, str(error), frozenset({NOT_RECOGNISED}))
            return out | {room.part: failed for room in self._rooms if room.part not in out}
        bounds = bounds_held()
        read: list[list[_Read]] = [[] for _room in self._rooms]
        for line, reading in zip(lines, _readings(lines, bounds), strict=True):
            read[line.room].append((line, reading))
        whole: list[tuple[int, list[Placed]]] = []
        for number, room in enumerate(self._rooms):
            if room.part in out:
                continue
            placed = _placed(self._found[number], read[number])
            if any(line.hole for line, _reading in read[number]):
                out[room.part] = TextReading(Ink.UNCLEAR, "", 0.0, "an empty cell")
            elif len(placed) < len(read[number]) or not all(p.reading.fits(bounds) for p in placed):
                out[room.part] = _unclear(read[number], bounds)
            else:
                whole.append((number, placed))
        dusty = {r.sheet.source for r, w in zip(self._rooms, self._found, strict=True) if w.specks}
        texts = texts_of((self._rooms[number], placed) for number, placed in whole)
        for (number, placed), text in zip(whole, texts, strict=True):
            room, writing = self._rooms[number], self._found[number]
            amiss = _amiss(room, writing, placed, text.text, dusty=room.sheet.source in dusty)
            found = _reading(placed, text.text, text.doubts, bounds, amiss)
            if number in self._cut and found.ink is Ink.TYPED:
                found = TextReading(Ink.UNCLEAR, text.text, 0.3, "beside")
            out[room.part] = found
        return out


def _on_pages(rooms: Sequence[Room]) -> Iterator[tuple[Page, list[Room]]]:
    """The rooms of each page, which is let go of when the next one comes: it takes 60 MB."""
    for _sheet, mine in groupby(rooms, key=lambda room: id(room.sheet)):
        those = list(mine)
        yield Page(those[0].sheet), those


def _line(number: int, room: Room, writing: Written, ink: InkLine) -> _Line:
    picture = replace(
        picture_of(writing, ink),
        numbers=room.kind is Kind.COMB,
        coarse=is_too_coarse_for_text(room.sheet),
    )
    line = _Line(number, picture, ink.base - picture.top)
    if room.kind is Kind.COMB and room.cells:
        start = room.rect[0] * SCALE - writing.left
        width = (room.rect[2] - room.rect[0]) * SCALE / room.cells
        cells = cells_of(ink.pieces, picture, start, width)
        if cells is not None:
            rows = slice(min(piece.top for piece in ink.pieces), max(0, round(ink.base)))
            numbers = [number for number, _cell in cells]
            hole = has_hole(numbers, writing.care[rows], start, width, room.cells)
            line = replace(line, cells=tuple(cell for _number, cell in cells), hole=hole)
        else:
            line = replace(line, picture=replace(picture, divided=True))
    return line


def _pictures(lines: Sequence[_Line]) -> list[bytes]:
    """What Tesseract is to read: each line, the characters of a comb close together."""
    return [
        _for_tesseract(together(line.picture, line.cells) if line.cells else line.picture)
        for line in lines
    ]


def _seen(lines: Sequence[_Line], words_of: Sequence[tuple[SeenWord, ...]]) -> list[_Line]:
    """The lines with Tesseract's words, in pixels of each line's picture."""
    out = []
    for line, found in zip(lines, words_of, strict=True):
        words = [replace(word, text=with_at(word.text)) for word in found]
        if line.cells:
            seen = apart(words, line.cells, line.picture.ink.shape[0]) if words else ()
        else:
            inked = np.asarray((line.picture.ink > _INKED).any(axis=0))
            seen = on_ink([_moved(word) for word in words], inked)
        out.append(replace(line, seen=seen))
    return out


def _moved(word: SeenWord) -> SeenWord:
    left, top, right, bottom = word.box
    return replace(word, box=(left - _PAD, top - _PAD, right - _PAD, bottom - _PAD))


def _for_tesseract(picture: LinePicture) -> bytes:
    """The line as a grey picture file (portable greymap)."""
    grey = (255 - 255 * np.clip(picture.ink, 0, 1)).astype(np.uint8)
    padded = cv2.copyMakeBorder(grey, _PAD, _PAD, _PAD, _PAD, cv2.BORDER_CONSTANT, value=255)
    height, width = padded.shape
    return b"P5\n%d %d\n255\n" % (width, height) + padded.tobytes()


def _readings(lines: Sequence[_Line], bounds: Bounds) -> list[LineReading | None]:
    """Each line read in a type that other lines of the submission have, or else in its own."""
    types = FormTypes()
    readings: dict[int, LineReading | None] = {}
    seen = [line.as_seen() for line in lines]
    order = sorted(range(len(lines)), key=lambda at: (bool(seen[at].cells), -seen[at].weight))
    for at in order:
        best: LineReading | None = None
        for kind in types.of(seen[at]):
            best = likelier(best, _in_type(lines[at], kind, bounds), bounds)
            if best is not None and best.fits(bounds):
                break
        if not lines[at].picture.coarse and (best is None or best.judged.likeness < UNLIKE):
            for kind in types.usual(seen[at]):
                best = likelier(best, _decoded(lines[at], kind, bounds), bounds)
        if best is not None and best.fits(bounds):
            best = types.confirmed(best)
        readings[at] = best
    return [readings[at] for at in range(len(lines))]


def _in_type(line: _Line, kind: Type, bounds: Bounds) -> LineReading | None:
    """The line read in a type and its variants: only few letters tell which it is."""
    best: LineReading | None = None
    for variant in kind.variants("".join(word.text for word in line.seen)):
        reading = read_line(line.picture, line.base, line.seen, variant, bounds, cells=line.cells)
        best = likelier(best, reading, bounds)
        if line.cells or best is None or best.fits(bounds) or best.judged.likeness < _KERNING:
            break
    return best


def _decoded(line: _Line, kind: Type, bounds: Bounds) -> LineReading | None:
    """The line read in a type by its drawings alone."""
    return read_line(line.picture, line.base, (), kind, bounds)


def _placed(writing: Written, lines: Sequence[_Read]) -> list[Placed]:
    """The lines of a room that were read, at their places on the sheet."""
    return [
        Placed(reading, writing.left + line.picture.left, writing.top + line.picture.top)
        for line, reading in lines
        if reading is not None
    ]


def _unclear(lines: Sequence[_Read], bounds: Bounds) -> TextReading:
    """What was read and not confirmed, with the measures that were out of bounds."""
    readings = [reading for _line, reading in lines if reading is not None]
    text = "\n".join(reading.text for reading in readings)
    faults = sorted({fault for reading in readings for fault in reading.faults(bounds)})
    likeness = min((reading.judged.likeness for reading in readings), default=0.0)
    if likeness < _TYPE or len(readings) < len(lines):
        return TextReading(Ink.UNCLEAR, "", 0.0, ", ".join(faults) or "not read")
    return TextReading(Ink.UNCLEAR, text, 0.3, ", ".join(faults))


def _reading(
    placed: Sequence[Placed], text: str, doubts: frozenset[str], bounds: Bounds, amiss: str
) -> TextReading:
    if not placed:  # ink in which no line was found
        return TextReading(Ink.UNCLEAR, "", 0.0, "not read")
    if amiss:
        return TextReading(Ink.UNCLEAR, text, 0.3, amiss)
    surety = min(p.reading.surety for p in placed)
    confidence = 1.0 - 0.5 * math.exp(1.0 - surety / bounds.surety)
    return TextReading(Ink.TYPED, text, confidence, doubts=doubts)


def _amiss(
    room: Room, writing: Written, placed: Sequence[Placed], text: str, *, dusty: bool
) -> str:
    """Why a text whose lines were all confirmed is no answer yet; empty where nothing speaks.

    ``dusty`` says whether there are specks in any room of its page.
    """
    if writing.spills:
        return "spills"
    if room.kind is not Kind.LINES and len(placed) > 1:
        return "lines"  # of a comb, too: a cell's character that stands lower would come last
    if len(placed) > 1 and not all(any(map(str.isalnum, p.reading.text)) for p in placed):
        return "a line of signs"  # dirt reads as a full stop
    if room.kind is not Kind.COMB and any(has_lone_stop(p.reading.words) for p in placed):
        return "a lone stop"
    if any(has_stray_sign(p.reading.words, p.reading.blanks) for p in placed):
        return "a stray sign"
    ends = room.kind is Kind.LINE and text.endswith(".")
    if (dusty and ends) or (writing.specks and joined_by_a_stop(text)):
        return "a stop among dirt"
    if stop_in_phone(text):
        return "a stop in a number"
    if (writing.specks or writing.lined or room.sheet.bitonal) and has_foreign_accent(text):
        return "an accent among dirt or edges"  # of a threshold, which makes a breve of a macron
    if comma_for_stop(text):
        return "a comma for a stop"
    if room.kind is Kind.COMB and not set(text) <= set(OF_NUMBERS):
        return "no number"
    return ""
