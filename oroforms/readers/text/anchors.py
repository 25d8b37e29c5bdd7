"""Printed labels as anchors: which box of a re-flowed page belongs to which field.

A label is the printed number and the label's text at the very start of a
box; the same words inside an answer are an answer. Numbers tell fields with
alike labels apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from oroforms.definition import Definition, Slot
from oroforms.readers.text.cells import Cell
from oroforms.readers.text.glyphs import EMPTY_BOXES, TICKED_BOXES
from oroforms.readers.text.sheet import Character
from oroforms.readers.text.words import Line

_SIGNATURE_LABELS = (("sign", None), ("name", "Namnförtydligande"), ("date", "Datum"))
"""What stands on the three boxes of a signature; the first bears the field's own label."""


@dataclass(frozen=True, slots=True)
class Target:
    """What one box is for: a slot, or of a signature one part of it."""

    slot: Slot
    part: str | None = None
    """``sign``, ``name`` or ``date`` of a signature."""


@dataclass(frozen=True)
class Anchor:
    """A box with its label found, and what stands in it after the label."""

    target: Target
    cell: Cell
    before: tuple[Character, ...]
    """Tick boxes in front of the label."""
    answer: tuple[Line, ...]
    foot: float
    """Where the label ends: its lower edge in points."""
    style: tuple[str, int]
    """Font and size (tenths of a point) of the label's number."""


class Labels:
    """The labels of one form as they are printed, in Swedish."""

    def __init__(self, definition: Definition) -> None:
        self._targets = dict(_labels(definition))
        self._longest = sorted(self._targets, key=len, reverse=True)

    @property
    def targets(self) -> Sequence[Target]:
        """Everything that has a box, in printed order."""
        return tuple(self._targets.values())

    def find(self, cell: Cell) -> Anchor | None:
        """The label at the start of a box."""
        characters = [c for c in cell.characters if not c.blank]
        boxes = 0
        while boxes < len(characters) and characters[boxes].text in EMPTY_BOXES | TICKED_BOXES:
            boxes += 1
        text = squeezed("".join(c.text for c in characters[boxes : boxes + 250]))
        for label in self._longest:
            if text.startswith(label):
                return _anchor(self._targets[label], cell, characters, boxes, len(label))
        return None


def squeezed(text: str) -> str:
    """Without blanks and soft hyphens: a label may be wrapped anywhere."""
    return "".join(c for c in text if not c.isspace() and c not in "\u00ad\u200b")


def settled(anchors: Iterable[Anchor]) -> tuple[dict[Target, Anchor], set[Target]]:
    """One anchor a target, and the targets that more than one box claims.

    Labels are set alike throughout a form, so of several claims those count
    that are set as most anchors are: an answer that looks like a label at the
    start of a continued box is set as answers are.
    """
    found = list(anchors)
    styles = Counter(anchor.style for anchor in found)
    usual = styles.most_common(1)[0][0] if styles else None
    claims: dict[Target, list[Anchor]] = {}
    for anchor in found:
        claims.setdefault(anchor.target, []).append(anchor)
    one: dict[Target, Anchor] = {}
    several: set[Target] = set()
    for target, claimed in claims.items():
        alike = [a for a in claimed if a.style == usual] or claimed
        if len(alike) == 1:
            one[target] = alike[0]
        else:
            several.add(target)
    return one, several


def _labels(definition: Definition) -> Iterator[tuple[str, Target]]:
    for slot in definition.slots:
        own = slot.field.label.sv
        if slot.type == "signature":
            for part, label in _SIGNATURE_LABELS:
                yield squeezed(f"{slot.number} {label or own}"), Target(slot, part)
        else:
            yield squeezed(f"{slot.number} {own}"), Target(slot)


def _anchor(
    target: Target, cell: Cell, characters: Sequence[Character], boxes: int, length: int
) -> Anchor:
    number = characters[boxes]
    used: set[int] = {id(c) for c in characters[:boxes]}
    for character in characters[boxes:]:
        if length <= 0:
            break
        length -= len(squeezed(character.text))
        used.add(id(character))
    last = next(c for c in reversed(characters) if id(c) in used)
    used |= _hint(cell, used, last)
    return Anchor(
        target,
        cell,
        tuple(characters[:boxes]),
        tuple(_rest(cell.lines, used)),
        last.baseline,
        (number.font, round(number.size * 10)),
    )


def _hint(cell: Cell, used: set[int], last: Character) -> set[int]:
    """Help in brackets behind the label, set as the label is: ``(ÅÅÅÅMMDD-NNNN)``."""
    for line in cell.lines:
        if any(c is last for c in line.characters):
            rest = [c for c in line.inked if id(c) not in used]
            text = "".join(c.text for c in rest)
            alike = all(abs(c.size - last.size) < 0.3 and c.font == last.font for c in rest)
            if alike and text.startswith("(") and text.endswith(")"):
                return {id(c) for c in rest}
    return set()


def _rest(lines: Iterable[Line], used: set[int]) -> Iterator[Line]:
    for line in lines:
        rest = [c for c in line.characters if id(c) not in used]
        while rest and rest[0].blank and any(id(c) in used for c in line.characters):
            rest = rest[1:]
        if any(not c.blank for c in rest):
            yield Line(tuple(rest))
