"""What a page of a PDF draws, as its content streams: the stamp, and everything else.

Programs that fill in a form leave its pages as they are. So the reference
line is read from the stream that the stamp was, and a page whose other
streams are those of the blank has no text added to it: neither needs the
page's text, which costs more than reading all fields.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import pikepdf

from oroforms.layouts import digest
from oroforms.readers.appearance import Fonts, text_of
from oroforms.readers.pdffile import PdfFile, PdfPage, unpacked

_STAMP = b"/Artifact BMC"
"""The stamp is page furniture, marked so (ISO 32000-1, 14.8.2.2); it is the page's last stream."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The texts of a page's stamp, ``""`` where the last stream is none, and the rest's digest."""

    stamp: str
    digest: str


@lru_cache(maxsize=1)
def drawn_pages(file: PdfFile) -> tuple[Drawn, ...]:
    """What each page of a file draws; kept for the file that was asked for last."""
    fonts = Fonts()
    return tuple(_drawn(page, fonts) for page in file.pages)


def _drawn(page: PdfPage, fonts: Fonts) -> Drawn:
    contents = page.obj.get("/Contents")
    items = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    streams = [unpacked(item) or b"" for item in items if isinstance(item, pikepdf.Stream)]
    stamp = ""
    if len(streams) > 1 and streams[-1].lstrip().startswith(_STAMP):
        last = streams.pop()
        # Before its first text object the stamp draws the squares of its code.
        stamp = text_of(last[max(0, last.find(b"BT")) :], page.obj.get("/Resources"), fonts)
    return Drawn(stamp, digest(streams))
