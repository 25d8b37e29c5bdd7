"""Layouts: where everything lies on an issued blank form, measured from its PDF.

A layout is made when a blank is made and kept under the same reference that
is printed on each page. Readers of print-outs and scans use it; nobody
writes coordinates by hand.
"""

from __future__ import annotations

from dataclasses import dataclass

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
