"""Tick boxes of re-flowed documents: box glyphs, each followed by the text of its choice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from oroforms.definition import Slot
from oroforms.documents import Place, Rect
from oroforms.readers.answers import PartReading
from oroforms.readers.parts import Part
from oroforms.readers.text.anchors import Anchor, squeezed
from oroforms.readers.text.chains import Segment
from oroforms.readers.text.doubts import MARK
from oroforms.readers.text.geometry import Affine, grown
from oroforms.readers.text.glyphs import EMPTY_BOXES, TICKED_BOXES
from oroforms.readers.text.sheet import Character
from oroforms.readers.text.words import Line, lines_of

_HOLLOW = 0.02
"""Share of ink in the middle of an empty box's glyph; a tick there has 0.15 and more."""

_HANGS = 0.16
"""How far, in sizes, the box of a symbol font reaches below the baseline (Noto: 0.13)."""


@dataclass(frozen=True)
class _Box:
    """One box glyph with the text up to the next box."""

    glyph: Character
    segment: Segment
    text: str


def has_boxes(anchor: Anchor) -> bool:
    """Whether tick boxes stand in the box as text."""
    inked = (c for line in anchor.answer for c in line.inked)
    return bool(anchor.before) or any(c.text in EMPTY_BOXES | TICKED_BOXES for c in inked)


def ticks_in(
    slot: Slot,
    anchor: Anchor,
    segments: Sequence[Segment],
    place: Place,
    parts: Mapping[str, Part],
    to_sheet: Affine,
) -> Iterator[PartReading]:
    """The tick of every box of a slot; without a box of its own a choice is uncertain."""
    if slot.type == "bool":
        boxes = [_Box(glyph, segments[0], "") for glyph in anchor.before]
        yield _tick(parts[slot.name], boxes, place, to_sheet)
        return
    found: dict[str, list[_Box]] = {}
    for box in _boxes(segments):
        found.setdefault(box.text, []).append(box)
    labels = {squeezed(choice.label.sv) for choice in slot.field.choices}
    strange = not found.keys() <= labels
    for choice in slot.field.choices:
        part = parts[f"{slot.name}.{choice.code}"]
        boxes = found.get(squeezed(choice.label.sv), [])
        reading = _tick(part, boxes, place, to_sheet)
        if strange:
            reading = PartReading(part, reading.value, reading.place, frozenset({MARK}))
        yield reading


def _boxes(segments: Sequence[Segment]) -> Iterator[_Box]:
    """Every box glyph with its text: to its right up to the next box, and what wraps from there.

    Fonts of symbols hang their boxes lower than text stands, so a box is
    told to lie on a line by its middle and not by its baseline.
    """
    open_box: _Box | None = None
    for segment in segments:
        characters = [c for line in segment.lines for c in line.characters]
        glyphs = [c for c in characters if c.text in EMPTY_BOXES | TICKED_BOXES]
        lines = lines_of(c for c in characters if c.text not in EMPTY_BOXES | TICKED_BOXES)
        lines = [line for line in lines if line.inked]
        for line in lines:
            beside = [g for g in glyphs if _nearest(g, lines) is line]
            starts = sorted(beside, key=lambda g: g.x0)
            for at, glyph in enumerate([None, *starts]):
                left = glyph.x0 if glyph is not None else float("-inf")
                right = starts[at].x0 if at < len(starts) else float("inf")
                text = squeezed("".join(c.text for c in line.inked if left <= c.x0 < right))
                if glyph is not None:
                    if open_box is not None:
                        yield open_box
                    open_box = _Box(glyph, segment, text)
                elif open_box is not None:
                    open_box = replace(open_box, text=open_box.text + text)
    if open_box is not None:
        yield open_box


def _nearest(glyph: Character, lines: Sequence[Line]) -> Line:
    middle = (glyph.top + glyph.bottom) / 2
    return min(lines, key=lambda line: abs((line.rect[1] + line.rect[3]) / 2 - middle))


def _tick(part: Part, boxes: Sequence[_Box], place: Place, to_sheet: Affine) -> PartReading:
    """Glyph and ink must agree that the one box is ticked or empty."""
    if len(boxes) != 1:
        return PartReading(part, False, place, frozenset({MARK}))
    box = boxes[0]
    ticked = box.glyph.text in TICKED_BOXES
    sheet = box.segment.cell.sheet
    glyph = box.glyph
    area = (glyph.x0, glyph.top, glyph.x1, glyph.baseline + _HANGS * glyph.size)
    borders = [to_sheet.rect(grown(rule, 0.8)) for rule in sheet.rules_at(area)]
    inked = sheet.ink.bounds(to_sheet.rect(area), borders)
    seen = inked is not None and sheet.ink.share(_middle(inked)) > _HOLLOW
    agree = inked is not None and seen == ticked
    doubts = frozenset() if agree else frozenset({MARK})
    return PartReading(part, ticked, Place(sheet.number, to_sheet.rect(area)), doubts)


def _middle(rect: Rect) -> Rect:
    dx, dy = (rect[2] - rect[0]) * 0.27, (rect[3] - rect[1]) * 0.27
    return rect[0] + dx, rect[1] + dy, rect[2] - dx, rect[3] - dy
