"""From a definition to the boxes of a form: which cell stands where, how high its row is.

Nothing here knows Word; :mod:`oroforms.template.starter` writes what is
planned here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from oroforms.definition import Definition, Group, Section, Slot
from oroforms.template.measure import text_width
from oroforms.template.paper import (
    CHOICE_LINE,
    CHOICE_STEP,
    COLUMN,
    COLUMNS,
    LABEL_LINE,
    PADDING,
    PEN_LINE,
    ROW,
)

CHOICE_POINTS = 9.0
BOX_ROOM = 6.2
"""A tick box with the gap to its text."""
CHOICE_GAP = 4.0
MAX_CHOICE_COLUMNS = 4
HINT_LENGTH = 20
SIGNATURE_HEIGHT = 2 * ROW


@dataclass(frozen=True, slots=True)
class Cell:
    """One box: a slot, or for a signature one part of it."""

    slot: Slot
    columns: int
    part: str
    """Tag of the control; of choices the slot's name, before ``.CODE``."""
    choice_columns: int = 0
    """Of choices: how many stand side by side; 0 where they follow each other on one line."""
    height: float = ROW
    """Height in millimetres."""

    @property
    def width(self) -> float:
        """Width in millimetres."""
        return self.columns * COLUMN


@dataclass(frozen=True, slots=True)
class Row:
    """Boxes side by side."""

    cells: tuple[Cell, ...]

    @property
    def height(self) -> float:
        """Height in millimetres: that of the highest box."""
        return max(cell.height for cell in self.cells)

    @property
    def prefilled(self) -> bool:
        """Whether the office fills in all of it."""
        return all(cell.slot.field.prefilled for cell in self.cells)

    @property
    def helped(self) -> tuple[Slot, ...]:
        """The slots whose help stands above the row; of a group only the first position."""
        slots = dict.fromkeys(cell.slot for cell in self.cells)
        return tuple(s for s in slots if s.field.help and not hint(s) and not s.index)


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that belong together: a run of ungrouped fields, or one slot of a group.

    Where a slot of a group takes one row only, all slots are one block.
    """

    rows: tuple[Row, ...]
    group: Group | None = None
    index: int | None = None
    """Slot of the group, from 0; ``None`` where the block holds all of them."""
    prefilled: bool = False


def hint(slot: Slot) -> str:
    """A help text so short that it goes with the label, such as ``ÅÅÅÅMMDD-NNNN``; or nothing."""
    help_text = slot.field.help.sv
    return help_text if len(help_text) <= HINT_LENGTH else ""


def blocks(definition: Definition, section: Section) -> Iterator[Block]:
    """The boxes of one section in printed order."""
    keyed = groupby(
        definition.slots_of(section.id),
        key=lambda s: (s.field.group, s.field.prefilled),
    )
    for (group, prefilled), slots in keyed:
        per_index = groupby(slots, key=lambda s: s.index)
        made = [Block(tuple(_rows(some)), group, i, prefilled) for i, some in per_index]
        if group is not None and all(len(block.rows) == 1 for block in made):
            rows = tuple(row for block in made for row in block.rows)
            yield Block(rows, group, None, prefilled)
        else:
            yield from made


def _rows(slots: Iterable[Slot]) -> Iterator[Row]:
    waiting: list[Slot] = []
    for slot in slots:
        if waiting and sum(map(_columns, waiting)) + _columns(slot) > COLUMNS:
            yield _row(waiting)
            waiting = []
        waiting.append(slot)
    if waiting:
        yield _row(waiting)


def _columns(slot: Slot) -> int:
    return min(max(slot.field.room.columns, 1), COLUMNS)


def _row(slots: Sequence[Slot]) -> Row:
    """The boxes of some slots; what is left of the row goes to the last one."""
    widths = [_columns(slot) for slot in slots]
    widths[-1] += COLUMNS - sum(widths)
    return Row(tuple(c for s, w in zip(slots, widths, strict=True) for c in _cells(s, w)))


def _cells(slot: Slot, columns: int) -> Iterator[Cell]:
    match slot.type:
        case "signature":
            date = max(2, round(columns / 4))
            name = max(3, round(columns / 3))
            sign = columns - date - name
            for part, width in (("sign", sign), ("name", name), ("date", date)):
                yield Cell(slot, width, f"{slot.name}.{part}", height=SIGNATURE_HEIGHT)
        case "choice" | "multichoice":
            side_by_side = choice_columns(slot, columns * COLUMN)
            lines = math.ceil(len(slot.field.choices) / side_by_side) if side_by_side else 1
            height = LABEL_LINE + CHOICE_LINE + (lines - 1) * CHOICE_STEP
            yield Cell(slot, columns, slot.name, side_by_side, max(ROW, height + (lines > 1)))
        case "bool":
            yield Cell(slot, columns, slot.name)
        case _:
            lines = max(slot.field.room.lines, 1)
            height = ROW if lines == 1 else LABEL_LINE + lines * PEN_LINE
            yield Cell(slot, columns, slot.name, height=height)


def choice_columns(slot: Slot, width: float) -> int:
    """How many choices stand side by side in a box of some width in millimetres.

    0 means that all of them have room on one line, each as wide as its text.
    """
    room = width - 2 * PADDING
    widths = [BOX_ROOM + text_width(c.label.sv, CHOICE_POINTS) for c in slot.field.choices]
    if sum(widths) + CHOICE_GAP * (len(widths) - 1) <= room:
        return 0
    for count in range(MAX_CHOICE_COLUMNS, 1, -1):
        if max(widths) + CHOICE_GAP <= room / count:
            return count
    return 1
