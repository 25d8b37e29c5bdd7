"""What every reader can do: deliver what stands in a document, nothing more.

Readers deliver; :mod:`oroforms.normalise` makes it typed,
:mod:`oroforms.validate` judges, only the case file stores.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from oroforms.definition import Definition
from oroforms.documents import Identification, Readings, Rect


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one part of a slot lies on the blank form: page from 1 and rectangle in points."""

    part: str
    """Name of the AcroForm field or Word tag; of a choice ``NAME.CODE``."""
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


class Reader(Protocol):
    """One way of reading. ``name`` stands in reports: acroform, docx, text, scan."""

    name: str

    def read(
        self,
        content: bytes,
        definition: Definition,
        identification: Identification,
        layout: Layout | None,
    ) -> Readings:
        """Read all slots of the definition that the document has.

        Raises
        ------
        UnreadableDocument
            When the document is damaged beyond reading.
        """
        ...
