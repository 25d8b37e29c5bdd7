"""A Word file as bytes: the same content always gives the same bytes."""

from __future__ import annotations

import io
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip entry can bear: says nothing of when or where it was made."""
_FIRST = ("[Content_Types].xml", "_rels/.rels")


def save(document: Document) -> bytes:
    """The package of a document, parts in a fixed order and without times."""
    stream = io.BytesIO()
    document.save(stream)
    with ZipFile(stream) as package:
        parts = {entry: package.read(entry) for entry in package.namelist()}
    return pack(parts)


def pack(parts: dict[str, bytes]) -> bytes:
    """A zip of parts in a fixed order and without times."""
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as package:
        for entry in sorted(parts, key=lambda e: (e not in _FIRST, e)):
            info = ZipInfo(entry, _EPOCH)
            info.compress_type = ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            package.writestr(info, parts[entry])
    return stream.getvalue()
