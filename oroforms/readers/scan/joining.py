"""The text of a room out of its lines, as print-outs have it, too.

Where lines end because the writer ended them, whether the box could have
cut something off: that is told by the same geometry by which the text
reader tells it, so the lines are handed on as characters with places.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from oroforms.pictures.base import SCALE
from oroforms.readers.parts import Kind
from oroforms.readers.scan.linereading import LineReading
from oroforms.readers.scan.rooms import Room
from oroforms.readers.text.paragraphs import Writing, joined
from oroforms.readers.text.room import PADDING, reaches_the_end
from oroforms.readers.text.sheet import ASCENT, DESCENT, Character
from oroforms.readers.text.words import Line

CUT = "text-may-be-cut"
LINE_END = "line-end-uncertain"


@dataclass(frozen=True, slots=True)
class Placed:
    """A line that was read, and the pixel of the sheet at which its picture begins."""

    reading: LineReading
    left: int
    top: int

    def as_line(self) -> Line:
        """The line's characters with their places on the form, blanks among them."""
        setting = self.reading.judged.setting
        size = setting.em / SCALE
        out: list[Character] = []
        at = 0
        for number, word in enumerate(self.reading.words):
            begin = at
            for letter in word:
                end = setting.x[at + 1] if at + 1 < begin + len(word) else setting.ends[number]
                text = setting.face.parted(letter)
                out.append(self._character(text, setting.x[at], end, setting.y[at], size))
                at += 1
            if number + 1 < len(self.reading.words) and self.reading.blanks[number]:
                out.append(
                    self._character(
                        " " * self.reading.blanks[number],
                        setting.ends[number], setting.x[at], setting.y[at - 1], size,
                    )
                )  # fmt: skip
        return Line(tuple(out))

    def _character(self, text: str, x: float, end: float, y: float, size: float) -> Character:
        x0, x1 = (self.left + x) / SCALE, (self.left + max(x, end)) / SCALE
        base = (self.top + y) / SCALE
        return Character(
            text, x0, base, x0, base - ASCENT * size, x1, base + DESCENT * size, size, "scan"
        )


@dataclass(frozen=True, slots=True)
class RoomText:
    """The text of a room and the codes of what is doubtful in it."""

    text: str
    doubts: frozenset[str]


def texts_of(rooms: Iterable[tuple[Room, Sequence[Placed]]]) -> list[RoomText]:
    """The texts of all rooms of a form, each of which has lines that were all read."""
    known = [(room, [line.as_line() for line in placed]) for room, placed in rooms]
    first = [_text(room, lines, parted=False) for room, lines in known]
    parted = any("\n" in each.text for each in first)
    return [_text(room, lines, parted=parted) for room, lines in known] if parted else first


def _text(room: Room, lines: Sequence[Line], *, parted: bool) -> RoomText:
    if room.kind is Kind.COMB:
        return RoomText("".join(line.text for line in lines).replace(" ", ""), frozenset())
    left = min((line.rect[0] for line in lines), default=room.rect[0] + PADDING)
    padding = min(max(left - room.rect[0], 0.0), 2.5 * PADDING)
    box = joined(Writing(lines, room.rect[2] - padding), drawn=False)
    doubts = {LINE_END} if box.uncertain else set()
    if reaches_the_end(room.kind, room.rect, lines, parted=parted):
        doubts.add(CUT)
    if any(b.baseline - a.baseline < 0.8 * a.size for a, b in pairwise(lines)):
        doubts.add(LINE_END)
    return RoomText(box.text, frozenset(doubts))
