"""The boxes that a word processor drew: table cells from their borders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pdfplumber.table import edges_to_intersections, intersections_to_cells, merge_edges

from oroforms.documents import Rect
from oroforms.readers.text.grid import Grid
from oroforms.readers.text.sheet import Character, Shape, Sheet
from oroforms.readers.text.words import HANGING, Line, lines_of, without_doubles

_SNAP = 2.0
"""Borders nearer than this, in points, are one; ends of borders may miss by as much."""

_MOST_EDGES = 2000
"""Borders on one page beyond which it is a drawing, not a form (ours have some 150)."""

_LEAST = 6.0
"""Cells lower or narrower than this, in points, hold no text."""


@dataclass(frozen=True)
class Cell:
    """One box of a page, with its text; points of the upright page."""

    sheet: Sheet
    rect: Rect
    lines: tuple[Line, ...]

    @property
    def characters(self) -> Iterator[Character]:
        """Line by line, left to right."""
        return (c for line in self.lines for c in line.characters)


@dataclass(frozen=True)
class Boxes:
    """The cells of one page from top to bottom, and the lines that lie in none."""

    cells: tuple[Cell, ...]
    between: tuple[Line, ...]


def boxes_of(sheet: Sheet) -> Boxes:
    """The cells of a page whose text runs to the right."""
    rects = sorted(_cells(_edges(sheet.shapes)), key=lambda r: (round(r[1]), r[0]))
    characters = without_doubles(sheet.characters)
    grid = Grid(characters)
    taken: set[int] = set()
    cells: list[Cell] = []
    for rect in rects:
        inside = [c for c in _inside(grid, rect) if id(c) not in taken]
        taken.update(id(c) for c in inside)
        cells.append(Cell(sheet, rect, tuple(lines_of(inside))))
    between = lines_of(c for c in characters if id(c) not in taken and c.direction == 0)
    return Boxes(tuple(cells), tuple(line for line in between if line.inked))


def _inside(grid: Grid, rect: Rect) -> list[Character]:
    """The characters of a cell, with the blanks that hang over its right border at line ends."""
    _x0, top, x1, bottom = rect
    return grid.within(rect) + [c for c in grid.within((x1, top, x1 + HANGING, bottom)) if c.blank]


def _cells(edges: Sequence[dict[str, Any]]) -> Iterator[Rect]:
    if not edges or len(edges) > _MOST_EDGES:
        return
    merged = merge_edges(list(edges), _SNAP, _SNAP, _SNAP, _SNAP)
    for x0, top, x1, bottom in intersections_to_cells(edges_to_intersections(merged, _SNAP, _SNAP)):
        if x1 - x0 >= _LEAST and bottom - top >= _LEAST:
            yield x0, top, x1, bottom


def _edges(shapes: Iterable[Shape]) -> list[dict[str, Any]]:
    edges: list[dict[str, Any]] = []
    for shape in shapes:
        if not shape.dark or not shape.straight:
            continue
        if shape.is_rule:
            edges.append(_edge(shape.rect))
        elif shape.stroked and not _is_tick_box(shape):
            edges += [_edge(edge) for edge in shape.edges]
    return edges


def _is_tick_box(shape: Shape) -> bool:
    return shape.width < 18 and shape.height < 18


def _edge(rect: Rect) -> dict[str, Any]:
    """A border in the shape that pdfplumber's table functions take, on its middle line."""
    x0, top, x1, bottom = rect
    if x1 - x0 >= bottom - top:
        middle = (top + bottom) / 2
        return {
            "x0": x0, "x1": x1, "top": middle, "bottom": middle,
            "width": x1 - x0, "height": 0.0, "orientation": "h", "object_type": "line",
        }  # fmt: skip
    middle = (x0 + x1) / 2
    return {
        "x0": middle, "x1": middle, "top": top, "bottom": bottom,
        "width": 0.0, "height": bottom - top, "orientation": "v", "object_type": "line",
    }  # fmt: skip
