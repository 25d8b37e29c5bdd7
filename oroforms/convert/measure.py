"""Measures the layout of a blank form from its PDF: fields, boxes, marks and printed words."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

import pikepdf
from pikepdf import Name

from oroforms.convert.base_pdf import from_pdf
from oroforms.convert.rooms import BOX
from oroforms.documents import Rect
from oroforms.errors import DefinitionError
from oroforms.i18n import gettext as _
from oroforms.layouts import Layout, Printed, Spot, blank_text

_CLOSE = 0.6
"""Within so many points two drawn measures are taken to be the same."""


def measure(content: bytes, key: str) -> Layout:
    """The layout of a stamped blank (without token), kept under ``key``.

    Raises
    ------
    DefinitionError
        When a tick box or a registration mark is not drawn where it should be.
    """
    import pdfplumber

    spots: list[Spot] = []
    printed: list[Printed] = []
    marks: set[tuple[tuple[float, float], ...]] = set()
    with pikepdf.open(io.BytesIO(content)) as pdf, pdfplumber.open(io.BytesIO(content)) as drawn:
        for page, seen in zip(pdf.pages, drawn.pages, strict=True):
            number, rectangles = seen.page_number, [_rect(r) for r in seen.rects]
            squares = [r for r in rectangles if _is_square(r)]
            spots.extend(_spots(page, number, squares, key))
            marks.add(_marks(seen, squares, key))
            printed.extend(
                Printed(word["text"], number, _rounded(_rect(word)))
                for word in seen.extract_words()
            )
            size = (float(seen.width), float(seen.height))
            seen.close()
        pages = len(pdf.pages)
    if len(marks) != 1:
        raise DefinitionError(
            _("{key}: the registration marks differ from page to page.").format(key=key)
        )
    return Layout(
        key=key,
        size=(round(size[0], 2), round(size[1], 2)),
        pages=pages,
        marks=marks.pop(),
        spots=tuple(spots),
        printed=tuple(printed),
        blank_text=blank_text(printed, pages),
    )


def _spots(page: pikepdf.Page, number: int, squares: Sequence[Rect], key: str) -> Iterator[Spot]:
    height = float(page.mediabox[3])
    for widget in page.get(Name.Annots, ()):
        name, is_box = _part(widget)
        rect = from_pdf(widget.Rect, height)
        if is_box:
            rect = _drawn_box(rect, squares, name, key)
        yield Spot(name, number, _rounded(rect))


def _part(widget: pikepdf.Object) -> tuple[str, bool]:
    """The part that a widget holds (of a choice ``NAME.CODE``), and whether it is a tick box."""
    names: list[str] = []
    node: pikepdf.Object | None = widget
    while node is not None:
        if Name.T in node:
            names.insert(0, str(node.T))
        node = node.get(Name.Parent)
    name = ".".join(names)
    kind = widget.get(Name.FT)
    if kind is None:  # one box of a choice: kind and name are its group's
        states = [str(state)[1:] for state in widget.AP.N.keys() if state != "/Off"]  # noqa: SIM118
        return f"{name}.{states[0]}", True
    return name, kind == Name.Btn


def _drawn_box(rect: Rect, squares: Sequence[Rect], name: str, key: str) -> Rect:
    x, y = (rect[0] + rect[2]) / 2, (rect[1] + rect[3]) / 2
    for square in squares:
        if (
            abs((square[0] + square[2]) / 2 - x) < _CLOSE
            and abs((square[1] + square[3]) / 2 - y) < _CLOSE
        ):
            half = BOX / 2  # what is drawn is the middle of the line; the box is its outer edge
            return (x - half, y - half, x + half, y + half)
    raise DefinitionError(_("{key}: no tick box is drawn for {name}.").format(key=key, name=name))


def _marks(page: Any, squares: Sequence[Rect], key: str) -> tuple[tuple[float, float], ...]:
    """Centres of the filled squares nearest the four corners, top left and then clockwise."""
    corners = ((0, 0), (page.width, 0), (page.width, page.height), (0, page.height))
    centres = [((s[0] + s[2]) / 2, (s[1] + s[3]) / 2) for s in squares]
    found = tuple(
        min(centres, key=lambda c: (c[0] - x) ** 2 + (c[1] - y) ** 2, default=(0.0, 0.0))
        for x, y in corners
    )
    if len(set(found)) != len(corners):
        raise DefinitionError(
            _("{key}: page {page} lacks registration marks.").format(key=key, page=page.page_number)
        )
    return tuple((round(x, 2), round(y, 2)) for x, y in found)


def _is_square(rect: Rect) -> bool:
    """Whether a rectangle has the size of a tick box or a registration mark, 4 mm."""
    sides = (rect[2] - rect[0], rect[3] - rect[1])
    return all(abs(side - BOX) <= 1.0 for side in sides)


def _rect(item: Any) -> Rect:
    return (float(item["x0"]), float(item["top"]), float(item["x1"]), float(item["bottom"]))


def _rounded(rect: Rect) -> Rect:
    left, top, right, bottom = (round(value, 2) for value in rect)
    return (left, top, right, bottom)
