"""What a form has to be read for: every part of every slot, and of which kind it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from oroforms.definition import Definition, Slot


class Kind(Enum):
    """How a part is read off a page."""

    LINE = "line"
    LINES = "lines"
    COMB = "comb"
    TICK = "tick"
    SIGNED = "signed"


@dataclass(frozen=True, slots=True)
class Part:
    """One place to write or tick; of a choice one box, of a signature name, date or sign."""

    name: str
    slot: Slot
    kind: Kind
    code: str | None = None
    """Of a choice or multichoice the code that the box stands for."""


def parts_of(definition: Definition) -> dict[str, Part]:
    """All parts of a form by name, in printed order."""
    return {part.name: part for slot in definition.slots for part in _parts(slot)}


def _parts(slot: Slot) -> Iterator[Part]:
    name = slot.name
    match slot.type:
        case "bool":
            yield Part(name, slot, Kind.TICK)
        case "choice" | "multichoice":
            for choice in slot.field.choices:
                yield Part(f"{name}.{choice.code}", slot, Kind.TICK, choice.code)
        case "signature":
            yield Part(f"{name}.sign", slot, Kind.SIGNED)
            yield Part(f"{name}.name", slot, Kind.LINE)
            yield Part(f"{name}.date", slot, Kind.LINE)
        case kind:
            room = slot.field.room
            if room.comb:
                yield Part(name, slot, Kind.COMB)
            else:
                long = kind == "multiline" or room.lines > 1
                yield Part(name, slot, Kind.LINES if long else Kind.LINE)
