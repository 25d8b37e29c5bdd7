"""The plan of the boxes: every field has room, rows are full, tick boxes do not overlap."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from small_form import small_form

from oroforms.definition import Choice, Definition, Field, Room, Text
from oroforms.template.grid import Cell, blocks
from oroforms.template.measure import text_width
from oroforms.template.paper import COLUMN, COLUMNS, LABEL_LINE, PEN_LINE, ROW, WIDTH
from oroforms.template.ticks import BOX_ROOM, POINTS, arrange, room_in

labels = st.lists(st.text("abcdeåäö MW", min_size=1, max_size=60), min_size=1, max_size=14)
widths = st.integers(2, COLUMNS).map(lambda columns: columns * COLUMN)


def with_rooms(rooms: list[Room]) -> Definition:
    form = small_form()
    fields = tuple(replace(f, room=r) for f, r in zip(form.fields, rooms, strict=True))
    return replace(form, fields=fields)


def cells(form: Definition) -> list[Cell]:
    return [
        cell
        for section in form.sections
        for block in blocks(form, section)
        for row in block.rows
        for cell in row.cells
    ]


rooms = st.builds(Room, st.integers(0, 20), st.integers(0, 40), st.integers(0, 12))


@given(st.lists(rooms, min_size=10, max_size=10))
def test_rows_are_full_and_every_slot_has_its_boxes(given_rooms: list[Room]) -> None:
    form = with_rooms(given_rooms)
    for section in form.sections:
        for block in blocks(form, section):
            for row in block.rows:
                assert sum(cell.columns for cell in row.cells) == COLUMNS
                assert row.height >= ROW
    planned = cells(form)
    assert [c.slot.name for c in planned if c.slot.type != "signature"] == [
        slot.name for slot in form.slots if slot.type != "signature"
    ]
    assert [c.part for c in planned if c.slot.type == "signature"] == [
        "signature.sign", "signature.name", "signature.date",
    ]  # fmt: skip
    assert all(cell.columns >= 1 for cell in planned)


def test_writing_room_is_what_the_definition_asks_for() -> None:
    story = next(cell for cell in cells(small_form()) if cell.slot.name == "child.story")
    assert story.height == LABEL_LINE + 6 * PEN_LINE
    assert abs(COLUMNS * COLUMN - WIDTH) < 1e-9


@given(labels, widths)
def test_tick_boxes_and_their_texts_do_not_overlap(texts: list[str], width: float) -> None:
    ticks = arrange(texts, width)
    across = len(ticks.starts)
    assert ticks.lines == -(-len(texts) // across)
    if across == 1:
        return  # a text that is too wide for its line wraps
    for place, text in enumerate(texts):
        column = place % across
        end = ticks.starts[column] + BOX_ROOM + text_width(text, POINTS)
        following = ticks.starts[column + 1] if column + 1 < across else room_in(width) + 1e-6
        assert end <= following


def test_a_row_of_a_group_holds_one_slot() -> None:
    form = small_form()
    narrow = tuple(replace(f, room=Room(3)) if f.group else f for f in form.fields)
    helpers = [
        [cell.slot.name for cell in row.cells]
        for block in blocks(replace(form, fields=narrow), form.sections[2])
        for row in block.rows
    ]
    assert helpers == [
        ["helpers.0.name", "helpers.0.phone"],
        ["helpers.1.name", "helpers.1.phone"],
    ]


def test_a_choice_with_long_texts_takes_one_line_each() -> None:
    long = tuple(Choice(str(n), Text(f"{n} " + "mycket lång text " * 6, "")) for n in range(3))
    form = small_form()
    fields: tuple[Field, ...] = tuple(
        replace(f, choices=long) if f.type == "choice" else f for f in form.fields
    )
    (safe,) = [c for c in cells(replace(form, fields=fields)) if c.slot.name == "child.safe"]
    assert safe.ticks is not None
    assert safe.ticks.starts == (0.0,)
    assert safe.ticks.lines == 3
