"""A Word file: its parts that hold text, and its bytes, the same for the same content."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from oroforms.template.xml import Element

if TYPE_CHECKING:
    from docx.document import Document

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip entry can bear: says nothing of when or where it was made."""
_FIRST = ("[Content_Types].xml", "_rels/.rels")


def header_parts(document: Document) -> Iterator[Any]:
    """The parts of all headers."""
    return _related(document, "/header")


def roots(document: Document) -> Iterator[Element]:
    """The XML of body, headers and footers: all that a template may hold controls in."""
    yield document.element.body
    for kind in ("/header", "/footer"):
        for part in _related(document, kind):
            yield part.element


def _related(document: Document, kind: str) -> Iterator[Any]:
    for relation in document.part.rels.values():
        if relation.reltype.endswith(kind) and not relation.is_external:
            yield relation.target_part


def save(document: Document) -> bytes:
    """The package of a document, parts in a fixed order and without times."""
    stream = io.BytesIO()
    document.save(stream)
    with ZipFile(stream) as package:
        parts = {entry: package.read(entry) for entry in package.namelist()}
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as package:
        for entry in sorted(parts, key=lambda e: (e not in _FIRST, e)):
            info = ZipInfo(entry, _EPOCH)
            info.compress_type = ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            package.writestr(info, parts[entry])
    return packed.getvalue()
