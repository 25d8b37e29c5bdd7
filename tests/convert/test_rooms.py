"""Writing rooms, on pages drawn by hand: cells, labels, neighbours, lines without a cell."""

from __future__ import annotations

import io

import pikepdf
import pytest
from pikepdf import Dictionary, Name

from oroforms.convert.rooms import BOX, measure
from oroforms.documents import Place, Rect

WIDTH, HEIGHT = 400, 300
FIELD: Rect = (110, 120, 116, 132)
"""Where LibreOffice put the field: as wide as its letter."""


def page(*drawn: str) -> bytes:
    """A page of 400 × 300 points with some operators on it (origin at the bottom left)."""
    pdf = pikepdf.new()
    made = pdf.add_blank_page(page_size=(WIDTH, HEIGHT))
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    made.Resources = Dictionary(Font=Dictionary(F=pdf.make_indirect(font)))
    made.Contents = pdf.make_stream("\n".join(drawn).encode("ascii"))
    content = io.BytesIO()
    pdf.save(content)
    return content.getvalue()


def line(x0: float, y0: float, x1: float, y1: float) -> str:
    """A line between two points, measured from the top left."""
    return f"0.5 w {x0} {HEIGHT - y0} m {x1} {HEIGHT - y1} l S"


def cell(left: float, top: float, right: float, bottom: float) -> str:
    return "\n".join(
        (
            line(left, top, right, top),
            line(left, bottom, right, bottom),
            line(left, top, left, bottom),
            line(right, top, right, bottom),
        )
    )


def text(x: float, base: float, said: str, size: float = 8) -> str:
    return f"BT /F {size} Tf {x} {HEIGHT - base} Td ({said}) Tj ET"


def room(*drawn: str, **others: Rect) -> Rect:
    fields = {"field": FIELD, **others}
    places = {name: Place(1, rect) for name, rect in fields.items()}
    return measure(page(*drawn), places, {})["field"]


CELL = cell(100, 100, 300, 150)


def test_a_field_fills_its_cell() -> None:
    assert room(CELL) == pytest.approx((101.5, 101.5, 298.5, 148.5), abs=0.6)


def test_a_field_begins_below_its_label() -> None:
    left, top, right, bottom = room(CELL, text(102, 110, "1.1 Label"))
    assert 110 < top < 114
    assert (left, right, bottom) == pytest.approx((101.5, 298.5, 148.5), abs=0.6)


def test_a_field_begins_beside_a_label_on_its_line() -> None:
    left, _, right, _ = room(CELL, text(102, 129, "x:"), text(280, 129, "kr"))
    assert 108 < left < 112
    assert 275 < right < 280


def test_two_fields_on_a_line_share_it() -> None:
    assert room(CELL, other=(200, 120, 206, 132))[2] == pytest.approx(198, abs=0.6)


def test_a_field_ends_above_what_stands_below_it() -> None:
    assert room(CELL, text(102, 148, "help"))[3] < 143


def test_cells_of_neighbours_are_left_alone() -> None:
    neighbours = cell(20, 100, 100, 150), cell(300, 100, 390, 150), cell(100, 60, 300, 100)
    assert room(CELL, *neighbours, text(305, 129, "no")) == room(CELL)


def test_shaded_cells_without_lines() -> None:
    shaded = f"0.9 g 100 {HEIGHT - 150} 200 50 re f"
    assert room(shaded) == pytest.approx((101.5, 101.5, 298.5, 148.5), abs=0.6)


def test_a_drawn_box_is_no_cell() -> None:
    box = f"0.5 w 112 {HEIGHT - 132} {BOX} {BOX} re S"
    assert room(CELL, box) == room(CELL)


def test_without_a_cell_a_field_keeps_its_line() -> None:
    assert room(line(20, 135, 380, 135)) == (110, 120, 290, 132)


def test_tick_boxes_are_squares_of_four_millimetres_around_their_glyph() -> None:
    squares = measure(page(), {}, {"box": Place(1, (50, 50, 60, 62))})
    left, top, right, bottom = squares["box"]
    assert (right - left, bottom - top) == (pytest.approx(BOX), pytest.approx(BOX))
    assert ((left + right) / 2, (top + bottom) / 2) == (55, 56)
