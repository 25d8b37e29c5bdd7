"""What a document shows of which form it is: field names, tags, references, text."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import pikepdf

from oroforms.documents import Format, PageReference
from oroforms.readers.acrofields import form_fields
from oroforms.readers.data.attachment import carries_data
from oroforms.readers.pdffile import PdfPage, open_pdf
from oroforms.readers.pdftext import page_texts
from oroforms.readers.stamped import drawn_pages
from oroforms.readers.wordcontrols import tags, text_of_headers, text_outside
from oroforms.readers.wordfile import open_word
from oroforms.references import references

FEWEST_LETTERS = 20
"""Letters below which a page counts as one without text (a scanner's footer, a page number)."""

_NAMELESS = frozenset({"Cc", "Co", "Cn"})
_MOST_NAMELESS = 0.2
"""Control and private characters by letters above which a text layer names no letters."""


@dataclass(frozen=True)
class Evidence:
    """What was found in one document."""

    format: Format
    names: frozenset[str]
    """AcroForm field names or Word tags."""
    references: tuple[PageReference, ...]
    pages: int
    read_texts: Callable[[], tuple[str, ...]]
    pictured: frozenset[int] = frozenset()
    """Pages (from 1) with pictures on them."""
    has_form: bool = False
    """Whether a PDF has an interactive form, be it without any field that can be read."""
    has_data: bool = False
    """Whether a PDF carries answers as an attachment of ours."""

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The text of each page (Word: one in all); read when asked for, since it takes time."""
        return self.read_texts()

    @property
    def has_text(self) -> bool:
        """Whether there is enough text to tell anything by."""
        return any(is_written(text) for text in self.texts)


def is_written(text: str) -> bool:
    """Whether a page's text is more than a stray line, in letters that bear names.

    Printing through PostScript can lose which glyph is which letter: the text
    layer is then a row of control characters in which letters stand by chance.
    """
    letters = sum(c.isalnum() for c in text)
    nameless = sum(unicodedata.category(c) in _NAMELESS and c not in "\r\n\t" for c in text)
    return letters >= FEWEST_LETTERS and nameless < letters * _MOST_NAMELESS


def pdf_evidence(content: bytes) -> Evidence:
    """What a PDF shows.

    Raises
    ------
    UnreadableDocument
        When it cannot be opened (see :func:`oroforms.readers.pdffile.open_pdf`).
    """
    with open_pdf(content) as file:
        names = frozenset(field.name for field in form_fields(file))
        pages = len(file.pages)
        pictured = frozenset(page.number for page in file.pages if _has_picture(page))
        stamps = [part.stamp for part in drawn_pages(file)]
        found = _references(stamps)
        if len({reference.page for reference in found}) < pages:
            found = _references(page_texts(content))
        has_form = bool(names) or _has_roots(file.pdf)
        has_data = carries_data(file)
    return Evidence(
        Format.PDF, names, found, pages, lambda: page_texts(content), pictured, has_form, has_data
    )


def word_evidence(content: bytes) -> Evidence:
    """What a Word file shows; its reference stands in its headers.

    Raises
    ------
    UnreadableDocument
        When it cannot be opened (see :func:`oroforms.readers.wordfile.open_word`).
    """
    file = open_word(content)
    # The page number in a Word header is a field that each program fills anew.
    found = dict.fromkeys(
        PageReference(1, r.form, r.version, r.template_hash, r.token)
        for text in text_of_headers(file)
        for r in references(text, 1)
    )
    names, text = frozenset(tags(file)), text_outside(file, frozenset())
    return Evidence(Format.WORD, names, tuple(found), 1, lambda: (text,))


def _references(texts: Sequence[str]) -> tuple[PageReference, ...]:
    return tuple(r for number, text in enumerate(texts, start=1) for r in references(text, number))


def _has_roots(pdf: pikepdf.Pdf) -> bool:
    form = pdf.Root.get("/AcroForm")
    roots = form.get("/Fields") if isinstance(form, pikepdf.Dictionary) else None
    return isinstance(roots, pikepdf.Array) and len(roots) > 0


def _has_picture(page: PdfPage) -> bool:
    return any(True for _ in _pictures(page.obj.get("/Resources")))


def _pictures(resources: object) -> Iterator[pikepdf.Object]:
    objects = resources.get("/XObject") if isinstance(resources, pikepdf.Dictionary) else None
    if isinstance(objects, pikepdf.Dictionary):
        for obj in objects.values():
            if isinstance(obj, pikepdf.Stream) and obj.get("/Subtype") == "/Image":
                yield obj
