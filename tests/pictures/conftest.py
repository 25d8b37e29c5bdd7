"""Issued forms on paper, and the blanks they are held against."""

from __future__ import annotations

from functools import cache

import pytest
from pictures.distortions import Printout, printout

from oroforms import blank_store, tokens
from oroforms.convert.blanks import issue_pdf
from oroforms.layouts import Layout
from oroforms.library import Library
from oroforms.pictures.blank import Blanks

TOKEN = "T7K4-9QXM-2CAX"
assert tokens.is_sound(TOKEN)


@cache
def kept(form: str) -> blank_store.Blank:
    """The shipped blank of ``form@version``."""
    (path,) = blank_store.SHIPPED.glob(f"{form}-*.pdf")
    blank = blank_store.get(path.stem, blank_store.SHIPPED)
    assert blank is not None
    return blank


@cache
def issued(form: str, token: str = TOKEN) -> bytes:
    name, version = form.split("@")
    blank = kept(form)
    definition = Library().get(name, int(version))
    return issue_pdf(definition, blank.pdf, blank.layout, token=token, prefill={})


def layout_of(form: str) -> Layout:
    return kept(form).layout


def printed(form: str, page: int, *, seed: int = 1, written: bool = True) -> Printout:
    """A page of an issued form, with handwriting in some of its fields."""
    sheet = printout(issued(form), page, seed)
    if written:
        sheet.scribble([spot.rect for spot in layout_of(form).spots if spot.page == page])
    return sheet


@pytest.fixture(scope="session")
def blanks() -> Blanks:
    def find(reference: str) -> bytes | None:
        blank = blank_store.get(reference, blank_store.SHIPPED)
        return None if blank is None else blank.pdf

    return Blanks(find)
