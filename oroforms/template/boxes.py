"""Writes the planned boxes as Word tables: label at the top left, the answer below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from oroforms.template.controls import checkbox_control, text_control
from oroforms.template.grid import FOOT, Block, Cell, Row
from oroforms.template.paper import (
    CHOICE_LINE,
    CHOICE_STEP,
    COLUMN,
    COLUMNS,
    PADDING,
    ROW,
    WRAPPED_LINE,
)
from oroforms.template.styles import PREFILL_TINT
from oroforms.template.ticks import BOX_ROOM, Ticks, fits
from oroforms.template.xml import Element, element, paragraph, run, tab, twips

SIGNATURE_LABELS = {"sign": None, "name": "Namnförtydligande", "date": "Datum"}
HIGHEST = 220.0
"""Millimetres up to which a row keeps together; a higher one must be able to break."""
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
        element("w:cantSplit") if row.height <= HIGHEST else None,
        element("w:trHeight", val=twips(row.height), hRule="atLeast"),
    )
    return element(
        "w:tr",
        properties,
        *(_cell(cell, shaded=shaded, lone=row.height <= ROW) for cell in row.cells),
    )


def _cell(cell: Cell, *, shaded: bool, lone: bool) -> Element:
    """One box; a tick box that has its line to itself (``lone``) stands in the middle of it."""
    shade = element("w:shd", val="clear", color="auto", fill=PREFILL_TINT) if shaded else None
    properties = element(
        "w:tcPr",
        element("w:tcW", w=twips(COLUMN) * cell.columns, type="dxa"),
        element("w:gridSpan", val=cell.columns),
        shade,
        element("w:vAlign", val="center") if cell.slot.type == "bool" and lone else None,
    )
    return element("w:tc", properties, *_content(cell))


def _content(cell: Cell) -> list[Element]:
    slot = cell.slot
    match slot.type:
        case "signature":
            part = cell.part.rsplit(".", 1)[1]
            title = SIGNATURE_LABELS[part] or slot.field.label.sv
            control = text_control(cell.part, f"{slot.printed_title}: {title}")
            return [_label(cell, SIGNATURE_LABELS[part]), paragraph("AnswerLine", control)]
        case "choice" | "multichoice" if cell.ticks:
            return [_label(cell), *_choices(cell, cell.ticks)]
        case "bool":
            return [_bool(cell)]
        case _:
            multiline = slot.type == "multiline" or slot.field.room.lines > 1
            control = text_control(cell.part, slot.printed_title, multiline=multiline)
            return [_label(cell), paragraph("AnswerLine", control)]


def _label(cell: Cell, other: str | None = None) -> Element:
    slot = cell.slot
    made = paragraph("Label", run(slot.number, "Number"), run(" " + (other or slot.field.label.sv)))
    if cell.hint:
        made.append(run(f" ({cell.hint})"))
    return made


def _bool(cell: Cell) -> Element:
    slot = cell.slot
    label = [run(f"{slot.number} ", "Number"), run(slot.field.label.sv)]
    wraps = not fits(f"{slot.number} {slot.field.label.sv}", cell.width)
    height = WRAPPED_LINE if wraps else CHOICE_LINE
    return _tick_line(
        [(slot.name, slot.printed_title, label)], [0], hanging=True, line_height=height
    )


def _choices(cell: Cell, ticks: Ticks) -> Iterator[Element]:
    slot = cell.slot
    boxes = [
        (f"{slot.name}.{choice.code}", f"{slot.number} {choice.label.sv}", [run(choice.label.sv)])
        for choice in slot.field.choices
    ]
    across = len(ticks.starts)
    for at in range(0, len(boxes), across):
        yield _tick_line(
            boxes[at : at + across],
            ticks.starts,
            hanging=across == 1,
            before=CHOICE_STEP - CHOICE_LINE if at else 0,
            after=FOOT if at and at + across >= len(boxes) else 0,
        )


def _tick_line(
    boxes: Sequence[tuple[str, str, list[Element]]],
    starts: Sequence[float],
    *,
    hanging: bool = False,
    before: float = 0,
    after: float = 0,
    line_height: float = CHOICE_LINE,
) -> Element:
    """Tick boxes (tag, title, text) on one line; ``starts`` are where they begin."""
    stops = sorted({*starts[1:], *(start + BOX_ROOM for start in starts)})
    spacing = element(
        "w:spacing",
        before=twips(before),
        after=twips(after),
        line=twips(line_height),
        lineRule="exact",
    )
    indent = {"left": twips(BOX_ROOM), "hanging": twips(BOX_ROOM)} if hanging else {}
    line = paragraph("Choice")
    line[0].extend(
        [
            element("w:tabs", *(element("w:tab", val="left", pos=twips(s)) for s in stops)),
            spacing,
            element("w:ind", **indent),
        ]
    )
    for place, (tag, title, label) in enumerate(boxes):
        if place:
            line.append(tab())
        line.extend([checkbox_control(tag, title), tab(), *label])
    return line
