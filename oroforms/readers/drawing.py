"""How much a page draws once all that it calls is written out, before anything draws it.

Form XObjects may call each other: thirty of them that call the next one
twice draw a thousand million times. pdfium and pdfplumber follow them all.
"""

from __future__ import annotations

import re

import pikepdf

from oroforms.i18n import gettext as _
from oroforms.readers.guard import unreadable
from oroforms.readers.pdffile import PdfFile, unpacked

MAX_DRAWN = 64 * 2**20
"""Bytes of content of one page, with everything it calls; a dense page has some 100 000."""

_MAX_DEPTH = 30
_CALL = re.compile(rb"/([^\s\x00()<>\[\]{}/%]+)\s+Do\b")


def refuse_endless_drawing(file: PdfFile) -> None:
    """Refuse a file with a page that draws without end.

    Raises
    ------
    UnreadableDocument
        When a page draws itself, or more than :data:`MAX_DRAWN`.
    """
    sizes: dict[tuple[int, int], int] = {}
    for page in file.pages:
        contents = page.obj.get("/Contents")
        streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
        drawn = sum(
            _size(stream, page.obj.get("/Resources"), sizes, 0)
            for stream in streams
            if isinstance(stream, pikepdf.Stream)
        )
        if drawn > MAX_DRAWN:
            raise _endless(page.number)


def _size(
    stream: pikepdf.Stream, resources: object, sizes: dict[tuple[int, int], int], depth: int
) -> int:
    """Bytes of a stream with all that it calls, each as often as it is called."""
    if depth > _MAX_DEPTH:
        return MAX_DRAWN + 1
    content = unpacked(stream) or b""
    objects = resources.get("/XObject") if isinstance(resources, pikepdf.Dictionary) else None
    size = len(content)
    if not isinstance(objects, pikepdf.Dictionary):
        return size
    for name in _CALL.findall(content):
        called = objects.get("/" + name.decode("latin-1"))
        if not isinstance(called, pikepdf.Stream) or called.get("/Subtype") != "/Form":
            continue
        key = called.objgen
        if key not in sizes:
            sizes[key] = MAX_DRAWN + 1  # what it counts for while it is being measured: a circle
            inner = called.get("/Resources") or resources
            sizes[key] = min(_size(called, inner, sizes, depth + 1), MAX_DRAWN + 1)
        size += sizes[key]
        if size > MAX_DRAWN:
            return size
    return size


def _endless(page: int) -> Exception:
    return unreadable(
        "document-hostile", reason=_("page {page} draws without end").format(page=page)
    )
