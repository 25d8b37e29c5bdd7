"""A fillable PDF as a whole: what lies beside its fields and is not read from them."""

from __future__ import annotations

from collections.abc import Iterator

import pikepdf

from oroforms.findings import Finding, finding
from oroforms.layouts import Layout
from oroforms.readers.beside import added_words
from oroforms.readers.pdffile import PdfFile, PdfPage, unpacked
from oroforms.readers.pdftext import page_texts
from oroforms.readers.safexml import DoctypeError, parse_xml
from oroforms.readers.stamped import drawn_pages
from oroforms.references import references

_SILENT = {"/Widget", "/Link", "/Popup", "/PrinterMark", "/TrapNet"}
"""Annotations that add nothing to read; all others are somebody's writing or drawing."""

_HIDDEN = 1 << 1
_XFA_DATA = "{http://www.xfa.org/schema/xfa-data/1.0/}data"


def document_findings(file: PdfFile, layout: Layout | None) -> Iterator[Finding]:
    """Findings about the file: repaired, XFA, comments, text beside the fields."""
    if file.repaired:
        yield finding("document-repaired")
    if _xfa_has_data(file.pdf):
        yield finding("document-xfa")
    for page in file.pages:
        kinds = sorted(set(_annotations(page)))
        if kinds:
            yield finding("annotations-present", page=page.number, kinds=", ".join(kinds))
    if layout is not None:
        yield from _beside(file, layout)


def _beside(file: PdfFile, layout: Layout) -> Iterator[Finding]:
    """Text that was put on the pages themselves; only pages unlike the blank's are read."""
    for page, part in zip(file.pages, drawn_pages(file), strict=True):
        printed = next((r.number for r in references(part.stamp, page.number)), None)
        index = (printed or page.number) - 1
        if index < len(layout.drawn) and part.digest == layout.drawn[index]:
            continue
        blank = layout.blank_text[index] if index < len(layout.blank_text) else ""
        words = added_words(page_texts(file.content)[page.number - 1], blank)
        if words is not None:
            yield finding("text-beside-fields", page=page.number, words=words)


def _annotations(page: PdfPage) -> Iterator[str]:
    annotations = page.obj.get("/Annots")
    if not isinstance(annotations, pikepdf.Array):
        return
    for annotation in annotations:
        if not isinstance(annotation, pikepdf.Dictionary):
            continue
        kind, flags = str(annotation.get("/Subtype", "")), annotation.get("/F", 0)
        if kind not in _SILENT and not (isinstance(flags, int) and flags & _HIDDEN):
            yield kind[1:]


def _xfa_has_data(pdf: pikepdf.Pdf) -> bool:
    """Whether an XFA form beside the fields holds answers of its own.

    XFA is a form in XML that some viewers show in place of the fields
    (ISO 32000-1, 12.7.8). Where its packets cannot be read, it counts as data.
    """
    form = pdf.Root.get("/AcroForm")
    xfa = form.get("/XFA") if isinstance(form, pikepdf.Dictionary) else None
    if xfa is None:
        return False
    streams = [xfa] if isinstance(xfa, pikepdf.Stream) else _packets(xfa)
    return any(_holds_answers(unpacked(stream)) for stream in streams)


def _packets(xfa: object) -> list[pikepdf.Stream]:
    """The packets that may hold data: ``datasets``, named before its stream."""
    if not isinstance(xfa, pikepdf.Array):
        return []
    items = list(xfa)
    return [
        stream
        for name, stream in zip(items[::2], items[1::2], strict=False)
        if str(name) == "datasets" and isinstance(stream, pikepdf.Stream)
    ]


def _holds_answers(packet: bytes | None) -> bool:
    if packet is None:
        return True
    try:
        root = parse_xml(packet)
    except DoctypeError:
        return True
    if root is None:
        return True
    return any((text or "").strip() for data in root.iter(_XFA_DATA) for text in data.itertext())
