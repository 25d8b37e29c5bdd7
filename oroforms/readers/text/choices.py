"""Tick boxes of re-flowed documents: box glyphs, each followed by the text of its choice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from oroforms.definition import Slot
from oroforms.documents import Place, Rect
from oroforms.readers.text.affine import Affine
from oroforms.readers.text.anchors import Anchor, squeezed
from oroforms.readers.text.answers import PartReading
from oroforms.readers.text.cells import Cell
from oroforms.readers.text.glyphs import EMPTY_BOXES, TICKED_BOXES
from oroforms.readers.text.parts import Part
from oroforms.readers.text.sheet import Character
from oroforms.readers.text.words import Line

_HOLLOW = 0.02
"""Share of ink in the middle of an empty box's glyph; a tick there has 0.15 and more."""


class Segment(Protocol):
    """The part of a box that stands on one page (see :mod:`.by_labels`)."""

    @property
    def cell(self) -> Cell: ...
    @property
    def to_sheet(self) -> Affine: ...
    @property
    def lines(self) -> tuple[Line, ...]: ...


@dataclass(frozen=True)
class _Box:
    """One box glyph with the text up to the next box."""

    glyph: Character
    segment: Segment
    text: str


def ticks_in(
    slot: Slot,
    anchor: Anchor,
    segments: Sequence[Segment],
    place: Place,
    parts: Mapping[str, Part],
) -> Iterator[PartReading]:
    """The tick of every box of a slot; without a box of its own a choice is uncertain."""
    if slot.type == "bool":
        boxes = [_Box(glyph, segments[0], "") for glyph in anchor.before]
        yield _tick(parts[slot.name], boxes, place)
        return
    found: dict[str, list[_Box]] = {}
    for box in _boxes(segments):
        found.setdefault(box.text, []).append(box)
    labels = {squeezed(choice.label.sv) for choice in slot.field.choices}
    strange = not found.keys() <= labels
    for choice in slot.field.choices:
        part = parts[f"{slot.name}.{choice.code}"]
        boxes = found.get(squeezed(choice.label.sv), [])
        reading = _tick(part, boxes, place)
        if strange:
            reading = PartReading(part, reading.value, reading.place, frozenset({"mark-uncertain"}))
        yield reading


def _boxes(segments: Sequence[Segment]) -> Iterator[_Box]:
    glyph: Character | None = None
    owner = segments[0]
    text = ""
    for segment in segments:
        for line in segment.lines:
            for character in line.characters:
                if character.text in EMPTY_BOXES | TICKED_BOXES:
                    if glyph is not None:
                        yield _Box(glyph, owner, squeezed(text))
                    glyph, owner, text = character, segment, ""
                else:
                    text += character.text
    if glyph is not None:
        yield _Box(glyph, owner, squeezed(text))


def _tick(part: Part, boxes: Sequence[_Box], place: Place) -> PartReading:
    """Glyph and ink must agree that the one box is ticked or empty."""
    if len(boxes) != 1:
        return PartReading(part, False, place, frozenset({"mark-uncertain"}))
    box = boxes[0]
    ticked = box.glyph.text in TICKED_BOXES
    sheet, to_sheet = box.segment.cell.sheet, box.segment.to_sheet
    inked = sheet.ink.bounds(to_sheet.rect(box.glyph.rect))
    seen = inked is not None and sheet.ink.share(_middle(inked)) > _HOLLOW
    rect = to_sheet.rect(box.glyph.rect)
    agree = inked is not None and seen == ticked
    return PartReading(
        part, ticked, Place(sheet.number, rect), frozenset() if agree else frozenset({"mark-uncertain"})
    )


def _middle(rect: Rect) -> Rect:
    dx, dy = (rect[2] - rect[0]) * 0.27, (rect[3] - rect[1]) * 0.27
    return rect[0] + dx, rect[1] + dy, rect[2] - dx, rect[3] - dy
