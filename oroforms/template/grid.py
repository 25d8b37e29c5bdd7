"""From a definition to the boxes of a form: which cell stands where, how high its row is.

Nothing here knows Word; :mod:`oroforms.template.starter` writes what is
planned here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from oroforms.definition import Definition, Group, Section, Slot
from oroforms.template.measure import text_width
from oroforms.template.paper import COLUMN, COLUMNS, LABEL_LINE, LABEL_POINTS, PEN_LINE, ROW
from oroforms.template.ticks import Ticks, arrange, room_in

SIGNATURE_HEIGHT = 2 * ROW
SIGNATURE_COLUMNS = (("sign", 5), ("name", 4), ("date", 3))
FOOT = 1.0
"""Below the last of several lines of tick boxes."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One box: a slot, or for a signature one part of it."""

    slot: Slot
    columns: int
    part: str
    """Tag of the control; of choices the slot's name, before ``.CODE``."""
    height: float = ROW
    """Height in millimetres."""
    ticks: Ticks | None = None
    """Of choices: how their tick boxes lie."""

    @property
    def width(self) -> float:
        """Width in millimetres."""
        return self.columns * COLUMN

    @property
    def hint(self) -> str:
        """A help text of one word, which goes with the label (``ÅÅÅÅMMDD-NNNN``), or nothing."""
        hint = self.slot.field.help.sv.rstrip(".")
        label = f"{self.slot.number} {self.slot.field.label.sv} ({hint})"
        short = " " not in hint and self.slot.type != "signature"
        return hint if short and text_width(label, LABEL_POINTS) <= room_in(self.width) else ""


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
        helped = [c.slot for c in self.cells if c.slot.field.help and not c.hint]
        return tuple(slot for slot in dict.fromkeys(helped) if not slot.index)


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
    if slot.type == "signature":
        return COLUMNS  # room to sign, the name in print, and the date
    return min(max(slot.field.room.columns, 1), COLUMNS)


def _row(slots: Sequence[Slot]) -> Row:
    """The boxes of some slots; what is left of the row goes to the last one."""
    widths = [_columns(slot) for slot in slots]
    widths[-1] += COLUMNS - sum(widths)
    return Row(tuple(c for s, w in zip(slots, widths, strict=True) for c in _cells(s, w)))


def _cells(slot: Slot, columns: int) -> Iterator[Cell]:
    match slot.type:
        case "signature":
            for part, width in SIGNATURE_COLUMNS:
                yield Cell(slot, width, f"{slot.name}.{part}", height=SIGNATURE_HEIGHT)
        case "choice" | "multichoice":
            ticks = arrange([c.label.sv for c in slot.field.choices], columns * COLUMN)
            height = LABEL_LINE + ticks.height + (FOOT if ticks.lines > 1 else 0)
            yield Cell(slot, columns, slot.name, max(ROW, height), ticks)
        case "bool":
            yield Cell(slot, columns, slot.name)
        case _:
            lines = max(slot.field.room.lines, 1)
            height = ROW if lines == 1 else LABEL_LINE + lines * PEN_LINE
            yield Cell(slot, columns, slot.name, height=height)
