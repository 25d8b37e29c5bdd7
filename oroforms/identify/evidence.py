"""What a document shows of which form it is: field names, tags, references, text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf

from oroforms.documents import Format, PageReference
from oroforms.readers.acrofields import field_names
from oroforms.readers.pdffile import PdfPage, open_pdf
from oroforms.readers.pdftext import page_texts
from oroforms.readers.wordcontrols import tags, text_of_headers, text_outside
from oroforms.readers.wordfile import open_word
from oroforms.references import references

FEWEST_LETTERS = 20
"""Letters below which a page counts as one without text (a scanner's footer, a page number)."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found in one document; ``texts`` has one entry a page (Word: one in all)."""

    format: Format
    names: frozenset[str]
    """AcroForm field names or Word tags."""
    references: tuple[PageReference, ...]
    texts: tuple[str, ...]
    pages: int
    pictured: frozenset[int] = frozenset()
    """Pages (from 1) with pictures on them."""

    @property
    def has_text(self) -> bool:
        """Whether there is enough text to tell anything by."""
        return any(is_written(text) for text in self.texts)


def is_written(text: str) -> bool:
    """Whether a page's text is more than a stray line."""
    return sum(c.isalnum() for c in text) >= FEWEST_LETTERS


def pdf_evidence(content: bytes) -> Evidence:
    """What a PDF shows.

    Raises
    ------
    UnreadableDocument
        When it cannot be opened (see :func:`oroforms.readers.pdffile.open_pdf`).
    """
    with open_pdf(content) as file:
        names = frozenset(field_names(file))
        pages = len(file.pages)
        pictured = frozenset(page.number for page in file.pages if _has_picture(page))
    texts = page_texts(content)
    found = tuple(r for number, text in enumerate(texts, start=1) for r in references(text, number))
    return Evidence(Format.PDF, names, found, texts, pages, pictured)


def word_evidence(content: bytes) -> Evidence:
    """What a Word file shows; its reference stands in its headers.

    Raises
    ------
    UnreadableDocument
        When it cannot be opened (see :func:`oroforms.readers.wordfile.open_word`).
    """
    file = open_word(content)
    texts = (text_outside(file, frozenset()),)
    # The page number in a Word header is a field that each program fills anew.
    found = dict.fromkeys(
        PageReference(1, r.form, r.version, r.template_hash, r.token)
        for text in text_of_headers(file)
        for r in references(text, 1)
    )
    return Evidence(Format.WORD, frozenset(tags(file)), tuple(found), texts, 1)


def _has_picture(page: PdfPage) -> bool:
    return any(True for _ in _pictures(page.obj.get("/Resources")))


def _pictures(resources: object) -> Iterator[pikepdf.Object]:
    objects = resources.get("/XObject") if isinstance(resources, pikepdf.Dictionary) else None
    if isinstance(objects, pikepdf.Dictionary):
        for obj in objects.values():
            if isinstance(obj, pikepdf.Stream) and obj.get("/Subtype") == "/Image":
                yield obj
