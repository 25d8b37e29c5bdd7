"""Writing rooms: how much of its cell a field may take, measured from what is drawn.

LibreOffice makes a field only as wide as its placeholder. Here it grows to
the borders of its table cell, below the label and beside whatever else
stands in the cell. Coordinates are points from the top left of the page.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from oroforms.documents import Place, Rect

BOX = 4 * 72 / 25.4
"""Side of a tick box: 4 mm in points."""
_BORDER = 1.5
"""Between a border and a field, so that neither a border nor a focus ring is covered."""
_GAP = 2.0
"""Between a field and the text beside it on its line."""
_LARGEST_BOX = 1.6 * BOX
_TOUCH = 1.0
"""Borders that lie within a point of each other meet."""


@dataclass(frozen=True, slots=True)
class _Page:
    """What is drawn on a page: borders that lie and stand, and the boxes of characters."""

    width: float
    height: float
    lying: Sequence[Rect]
    standing: Sequence[Rect]
    characters: Sequence[Rect]


def measure(pdf: bytes, fields: Mapping[str, Place], boxes: Mapping[str, Place]) -> dict[str, Rect]:
    """The room of each text field and the 4 mm square of each tick box.

    ``fields`` and ``boxes`` are the places at which LibreOffice put them.
    """
    import pdfplumber

    rooms: dict[str, Rect] = {}
    pages = sorted({place.page for place in (*fields.values(), *boxes.values())})
    if not pages:
        return rooms
    with pdfplumber.open(io.BytesIO(pdf), pages=pages) as document:
        for page in document.pages:
            here = page.page_number
            squares = {
                name: _square(place.rect)
                for name, place in boxes.items()
                if place.page == here and place.rect
            }
            texts = {
                name: place.rect
                for name, place in fields.items()
                if place.page == here and place.rect
            }
            drawn = _drawn(page)
            for name, rect in texts.items():
                others = [r for other, r in texts.items() if other != name]
                rooms[name] = _room(rect, drawn, [*others, *squares.values(), *drawn.characters])
            rooms |= squares
            page.close()
    return rooms


def _drawn(page: object) -> _Page:
    edges = [
        ((e["x0"], e["top"], e["x1"], e["bottom"]), e["orientation"])
        for e in page.edges  # type: ignore[attr-defined]
        if e["object_type"] == "line" or not _is_box(e)
    ]
    return _Page(
        float(page.width),  # type: ignore[attr-defined]
        float(page.height),  # type: ignore[attr-defined]
        [rect for rect, way in edges if way == "h"],
        [rect for rect, way in edges if way == "v"],
        [
            (c["x0"], c["top"], c["x1"], c["bottom"])
            for c in page.chars  # type: ignore[attr-defined]
            if not c["text"].isspace()
        ],
    )


def _is_box(edge: Mapping[str, float]) -> bool:
    """Whether an edge of a rectangle is that of a drawn tick box, which borders no cell."""
    return max(edge["x1"] - edge["x0"], edge["bottom"] - edge["top"]) <= _LARGEST_BOX


def _square(rect: Rect) -> Rect:
    x, y = (rect[0] + rect[2]) / 2, (rect[1] + rect[3]) / 2
    return (x - BOX / 2, y - BOX / 2, x + BOX / 2, y + BOX / 2)


def _room(rect: Rect, page: _Page, obstacles: Sequence[Rect]) -> Rect:
    left, top, right, bottom = _cell(rect, page)
    inside = [
        o
        for o in obstacles
        if left <= (o[0] + o[2]) / 2 <= right and top <= (o[1] + o[3]) / 2 <= bottom
    ]
    for o in inside:
        x, y = (o[0] + o[2]) / 2, (o[1] + o[3]) / 2
        if y < rect[1]:
            top = max(top, o[3])
        elif y > rect[3]:
            bottom = min(bottom, o[1])
        elif x < rect[0]:
            left = max(left, o[2] + _GAP)
        else:
            right = min(right, o[0] - _GAP)
    return (left, top, right, bottom)


def _cell(rect: Rect, page: _Page) -> Rect:
    """The room between the nearest borders around a field.

    Where nothing stands at both sides of it there is no cell: the field keeps
    its own line, as far as the page's right margin (taken to be its left one).
    """
    x, y = (rect[0] + rect[2]) / 2, (rect[1] + rect[3]) / 2
    beside = [e for e in page.standing if e[1] - _TOUCH <= y <= e[3] + _TOUCH]
    level = [e for e in page.lying if e[0] - _TOUCH <= x <= e[2] + _TOUCH]
    left = max((e[2] for e in beside if e[0] <= x), default=None)
    right = min((e[0] for e in beside if e[2] >= x), default=None)
    if left is None or right is None:
        return (rect[0], rect[1], page.width - rect[0], rect[3])
    return (
        left + _BORDER,
        max((e[3] + _BORDER for e in level if e[1] <= y), default=rect[1]),
        right - _BORDER,
        min((e[1] - _BORDER for e in level if e[3] >= y), default=rect[3]),
    )
