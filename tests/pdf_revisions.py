"""Revisions appended to a PDF byte by byte, as an attacker writes them."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader


def last_xref(pdf: bytes) -> int:
    """Where the newest cross-reference section begins."""
    return int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])


def section(pdf: bytes, at: int, entries: Mapping[int, int], *, root: int | None = None) -> bytes:
    """A cross-reference section that is to lie at an offset, newer than all that are in the file.

    It has the kind (table or stream) of the one before it.

    Parameters
    ----------
    entries
        By object number, the offset where the object now lies.
    root
        Object number of another catalog.
    """
    previous = last_xref(pdf)
    trailer = PdfFileReader(io.BytesIO(pdf)).trailer.flatten()
    size = int(trailer["/Size"])
    told = {"/Size": size, "/Prev": previous, "/ID": trailer.raw_get("/ID")}
    told["/Root"] = trailer.raw_get("/Root") if root is None else f"{root} 0 R"
    if "/Info" in trailer:
        told["/Info"] = trailer.raw_get("/Info")
    if pdf.startswith(b"xref", previous):
        table = b"xref\n" + b"".join(
            b"%d 1\n%010d 00000 n \n" % (number, offset) for number, offset in entries.items()
        )
        written = table + b"trailer\n" + _dictionary(told) + b"\n"
    else:
        # The stream is an object itself, and stands in its own table.
        entries = {**entries, size: at}
        told |= {"/Size": size + 1, "/Type": "/XRef", "/W": "[1 4 2]"}
        told["/Index"] = "[" + " ".join(f"{number} 1" for number in sorted(entries)) + "]"
        rows = b"".join(
            b"\x01" + entries[number].to_bytes(4, "big") + b"\x00\x00" for number in sorted(entries)
        )
        told["/Length"] = len(rows)
        written = b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (size, _dictionary(told), rows)
    return written + b"startxref\n%d\n%%%%EOF\n" % at


def appended(
    pdf: bytes, objects: Mapping[int, bytes], *, listed: bool = True, root: int | None = None
) -> bytes:
    """The file with a revision that has these objects; ``listed`` tells whether it says so."""
    out = pdf if pdf.endswith(b"\n") else pdf + b"\n"
    entries = {}
    for number, body in objects.items():
        entries[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    return out + section(pdf, len(out), entries if listed else {}, root=root)


def stream(content: bytes, extra: bytes = b"") -> bytes:
    """The body of a stream object."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), extra, content)


def written(value: generic.PdfObject) -> bytes:
    """An object as it stands in a file."""
    out = io.BytesIO()
    value.write_to_stream(out, None)
    return out.getvalue()


def _dictionary(entries: Mapping[str, object]) -> bytes:
    parts = [b"<<"]
    for key, value in entries.items():
        said = written(value) if isinstance(value, generic.PdfObject) else str(value).encode()
        parts.append(key.encode() + b" " + said)
    return b" ".join([*parts, b">>"])
