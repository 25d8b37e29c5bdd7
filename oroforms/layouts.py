"""Layouts: where everything lies on an issued blank form, measured from its PDF.

A layout is made when a blank is made and kept under the same reference that
is printed on each page. Readers of print-outs and scans use it; nobody
writes coordinates by hand.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from oroforms.documents import Rect


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one part of a slot lies on the blank form: page from 1 and rectangle in points."""

    part: str
    """Name of the AcroForm field or Word tag; of a choice ``NAME.CODE``."""
    page: int
    rect: Rect


@dataclass(frozen=True, slots=True)
class Printed:
    """One word that is printed on the blank itself: page from 1 and rectangle in points."""

    text: str
    page: int
    rect: Rect


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything lies on one issued blank form, measured from its PDF.

    ``key`` is the reference ``form@version-templatehash``; ``marks`` are the
    centres of the registration marks (top left, top right, bottom right,
    bottom left), alike on each page; ``size`` is the page in points.
    """

    key: str
    size: tuple[float, float]
    pages: int
    marks: tuple[tuple[float, float], ...]
    spots: tuple[Spot, ...]
    blank_text: tuple[str, ...] = ()
    """The words printed on each page of the blank, for telling what was added."""
    printed: tuple[Printed, ...] = ()
    """The same words with their places (without the issue token): by them a reader of
    print-outs tells whether a page still lies as the blank does, however it was scaled."""
    code: Rect = (0.0, 0.0, 0.0, 0.0)
    """Where the QR code stands, alike on each page."""
    drawn: tuple[str, ...] = ()
    """Digest of what each page of the blank draws, without the stamp (see :func:`digest`)."""


def digest(streams: Iterable[bytes]) -> str:
    """A short digest of a page's content streams, to tell that nothing was drawn beside them."""
    joined = b"\n".join(stream.strip() for stream in streams)
    return hashlib.sha256(joined).hexdigest()[:16]


def dumps(layout: Layout) -> str:
    """The layout as JSON, one spot or word a line, so that two versions can be compared."""
    head = {
        "key": layout.key,
        "size": list(layout.size),
        "pages": layout.pages,
        "marks": [list(mark) for mark in layout.marks],
        "code": list(layout.code),
        "drawn": list(layout.drawn),
    }
    parts = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in head.items()]
    parts.append(_rows("spots", [(s.part, s.page, s.rect) for s in layout.spots]))
    parts.append(_rows("printed", [(p.text, p.page, p.rect) for p in layout.printed]))
    return "{\n" + ",\n".join(parts) + "\n}\n"


def loads(text: str) -> Layout:
    """The inverse of :func:`dumps`.

    Raises
    ------
    ValueError
        When the text is not a layout.
    """
    try:
        said = json.loads(text)
        printed = tuple(Printed(word, page, _rect(rect)) for word, page, *rect in said["printed"])
        return Layout(
            key=said["key"],
            size=(said["size"][0], said["size"][1]),
            pages=said["pages"],
            marks=tuple((x, y) for x, y in said["marks"]),
            spots=tuple(Spot(part, page, _rect(rect)) for part, page, *rect in said["spots"]),
            blank_text=blank_text(printed, said["pages"]),
            printed=printed,
            code=_rect(said["code"]),
            drawn=tuple(said.get("drawn", ())),
        )
    except (KeyError, TypeError, IndexError) as error:
        raise ValueError(f"not a layout: {error}") from error


def blank_text(printed: Sequence[Printed], pages: int) -> tuple[str, ...]:
    """The printed words of each page in one text."""
    return tuple(
        " ".join(word.text for word in printed if word.page == number)
        for number in range(1, pages + 1)
    )


def _rows(key: str, rows: Sequence[tuple[str, int, Rect]]) -> str:
    lines = ",\n".join(
        json.dumps([name, page, *rect], ensure_ascii=False) for name, page, rect in rows
    )
    return f"{json.dumps(key)}: [\n{lines}\n]"


def _rect(values: Sequence[Any]) -> Rect:
    left, top, right, bottom = (float(value) for value in values)
    return (left, top, right, bottom)
