"""Forms of ours that came back in a format that nothing here reads (.odt, .doc, .rtf).

They wait for a person and are not turned away: a notification counts as
received whatever it was saved as. Told by the printed reference alone.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from oroforms.documents import PageReference
from oroforms.references import references

_PARTS = ("content.xml", "styles.xml")
_MAX_PART = 8 * 2**20
_WRITTEN = (b"\xd0\xcf\x11\xe0", b"{\\rtf")
_TAG = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"<(?:text:line-break|/text:p)[^>]*>|\\par\b|\r")


def reference_in(content: bytes) -> PageReference | None:
    """The first reference of a form in the bytes of another format, if any."""
    return next(
        (found for text in _texts(content) for found in references(_BREAK.sub("\n", text), 1)), None
    )


def _texts(content: bytes) -> list[str]:
    if content.startswith(b"PK"):
        return [_TAG.sub("", _BREAK.sub("\n", part)) for part in _open_document(content)]
    if not content.startswith(_WRITTEN):
        return []
    # Word 97 keeps text in one byte or two a character; RTF in ASCII.
    start = content[:_MAX_PART]
    return [start.decode("latin-1"), start.decode("utf-16-le", "replace")]


def _open_document(content: bytes) -> list[str]:
    """The parts of an OpenDocument text that hold its pages and its headers."""
    texts = []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in _PARTS:
                with archive.open(name) as part:
                    texts.append(part.read(_MAX_PART).decode("utf-8", "replace"))
    except (zipfile.BadZipFile, zlib.error, KeyError, OSError, RuntimeError, ValueError):
        return texts
    return texts
