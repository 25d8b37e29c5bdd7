"""Writes the planned boxes as Word tables: label at the top left, the answer below it."""

from __future__ import annotations

from collections.abc import Sequence

from oroforms.definition import Slot
from oroforms.template.controls import checkbox_control, text_control
from oroforms.template.grid import BOX_ROOM, CHOICE_POINTS, Block, Cell, Row, hint
from oroforms.template.measure import text_width
from oroforms.template.paper import (
    CHOICE_LINE,
    CHOICE_STEP,
    COLUMN,
    COLUMNS,
    PADDING,
    WRAPPED_LINE,
)
from oroforms.template.styles import PREFILL_TINT
from oroforms.template.xml import Element, element, paragraph, run, tab, twips

SIGNATURE_LABELS = {"sign": None, "name": "Namnförtydligande", "date": "Datum"}
SLACK = 1.0
"""Left at the end of a line of choices: other programs set type a little wider."""
MAX_GAP = 10.0
BORDER = {"val": "single", "sz": 4, "space": 0, "color": "000000"}


def table(rows: Sequence[Row], block: Block) -> Element:
    """One table of boxes; rows do not break across pages."""
    padding = {"w": twips(PADDING), "type": "dxa"}
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    made = element(
        "w:tbl",
        element(
            "w:tblPr",
            element("w:tblW", w=twips(COLUMN) * COLUMNS, type="dxa"),
            element("w:tblInd", w=0, type="dxa"),
            element("w:tblBorders", *(element(f"w:{side}", **BORDER) for side in sides)),
            element("w:tblLayout", type="fixed"),
            element("w:tblCellMar", element("w:left", **padding), element("w:right", **padding)),
        ),
        element("w:tblGrid", *(element("w:gridCol", w=twips(COLUMN)) for _ in range(COLUMNS))),
    )
    made.extend(_row(row, shaded=block.prefilled) for row in rows)
    return made


def _row(row: Row, *, shaded: bool) -> Element:
    properties = element(
        "w:trPr",
        element("w:cantSplit"),
        element("w:trHeight", val=twips(row.height), hRule="atLeast"),
    )
    return element("w:tr", properties, *(_cell(cell, shaded=shaded) for cell in row.cells))


def _cell(cell: Cell, *, shaded: bool) -> Element:
    shade = element("w:shd", val="clear", color="auto", fill=PREFILL_TINT) if shaded else None
    properties = element(
        "w:tcPr",
        element("w:tcW", w=twips(COLUMN) * cell.columns, type="dxa"),
        element("w:gridSpan", val=cell.columns),
        shade,
    )
    return element("w:tc", properties, *_content(cell))


def _content(cell: Cell) -> list[Element]:
    slot = cell.slot
    match slot.type:
        case "signature":
            part = cell.part.rsplit(".", 1)[1]
            title = SIGNATURE_LABELS[part] or slot.field.label.sv
            control = text_control(cell.part, f"{slot.title}: {title}")
            return [_label(slot, SIGNATURE_LABELS[part]), paragraph("AnswerLine", control)]
        case "choice" | "multichoice":
            return [_label(slot), *_choices(cell)]
        case "bool":
            return [_bool(cell)]
        case _:
            multiline = slot.type == "multiline" or slot.field.room.lines > 1
            control = text_control(cell.part, slot.title, multiline=multiline)
            return [_label(slot), paragraph("AnswerLine", control)]


def _label(slot: Slot, other: str | None = None) -> Element:
    made = paragraph("Label", run(slot.number, "Number"), run(" " + (other or slot.field.label.sv)))
    if hint(slot):
        made.append(run(f" ({hint(slot)})"))
    return made


def _bool(cell: Cell) -> Element:
    slot = cell.slot
    label = [run(f"{slot.number} ", "Number"), run(slot.field.label.sv)]
    width = BOX_ROOM + text_width(f"{slot.number} {slot.field.label.sv}", CHOICE_POINTS)
    wraps = width > cell.width - 2 * PADDING - SLACK
    return _choice_line(
        [(slot.name, slot.title, label)],
        [],
        hanging=BOX_ROOM,
        line_height=WRAPPED_LINE if wraps else CHOICE_LINE,
    )


def _choices(cell: Cell) -> list[Element]:
    slot = cell.slot
    boxes = [
        (f"{slot.name}.{choice.code}", f"{slot.number} {choice.label.sv}", [run(choice.label.sv)])
        for choice in slot.field.choices
    ]
    if cell.choice_columns == 0:
        widths = [BOX_ROOM + text_width(c.label.sv, CHOICE_POINTS) for c in slot.field.choices]
        spare = cell.width - 2 * PADDING - sum(widths) - SLACK
        gap = min(MAX_GAP, spare / max(len(widths) - 1, 1))
        starts = [sum(widths[:i]) + gap * i for i in range(len(widths))]
        return [_choice_line(boxes, starts)]
    pitch = (cell.width - 2 * PADDING) / cell.choice_columns
    starts = [pitch * i for i in range(cell.choice_columns)]
    return [
        _choice_line(
            boxes[at : at + cell.choice_columns],
            starts,
            hanging=BOX_ROOM if cell.choice_columns == 1 else 0,
            before=CHOICE_STEP - CHOICE_LINE if at else 0,
        )
        for at in range(0, len(boxes), cell.choice_columns)
    ]


def _choice_line(
    boxes: Sequence[tuple[str, str, list[Element]]],
    starts: Sequence[float],
    *,
    hanging: float = 0,
    before: float = 0,
    line_height: float = CHOICE_LINE,
) -> Element:
    """Tick boxes with their texts on one line; ``starts`` are where they begin, in millimetres."""
    line = paragraph("Choice")
    properties = line[0]
    stops = sorted(
        {*(s + BOX_ROOM for s in starts), *starts[1:]} | ({BOX_ROOM} if hanging else set())
    )
    properties.append(
        element("w:tabs", *(element("w:tab", val="left", pos=twips(stop)) for stop in stops))
    )
    if before or line_height != CHOICE_LINE:
        exact = twips(line_height)
        properties.append(element("w:spacing", before=twips(before), line=exact, lineRule="exact"))
    if hanging:
        properties.append(element("w:ind", left=twips(hanging), hanging=twips(hanging)))
    for place, (tag, title, label) in enumerate(boxes):
        if place:
            line.append(tab())
        line.append(checkbox_control(tag, title))
        line.append(tab())
        line.extend(label)
    return line
