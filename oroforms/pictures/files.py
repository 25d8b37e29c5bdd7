"""Out of a file the pictures of its pages, one at a time, whatever made the file.

A file is opened once and pages are taken by number, so that a pile of a thousand pages needs no
more memory than its largest page. Sizes are looked at before anything is unpacked.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Protocol

from oroforms.contents import Content, head_of, opened
from oroforms.pictures.base import PagePicture


class PictureFile(Protocol):
    """An opened file of pages."""

    def __len__(self) -> int:
        """How many pages there are."""

    def page(self, number: int) -> PagePicture:
        """One page, from 1.

        Raises
        ------
        UnreadableDocument
            When this page is damaged or far too large; others may still be read.
        """

    def close(self) -> None:
        """Let go of the file."""


def open_pictures(content: Content) -> PictureFile:
    """The pages of a PDF, TIFF, JPEG, PNG or other picture file.

    Raises
    ------
    UnreadableDocument
        When the file is damaged, locked, or in a format that is not read.
    """
    if is_pdf(content):
        from oroforms.pictures.pdfpages import PdfPages

        return PdfPages(content)
    from oroforms.pictures.frames import Frames

    return Frames(opened(content))


class KeptPages:
    """An opened file whose pages are asked for more than once: the last of them are kept.

    They are kept only while they are few and small, as those of one form are.
    """

    def __init__(self, file: PictureFile) -> None:
        self._file = file
        self._kept: dict[int, PagePicture] = {}

    def __len__(self) -> int:
        return len(self._file)

    def page(self, number: int) -> PagePicture:
        """One page, from 1 (see :class:`PictureFile`)."""
        if number not in self._kept:
            taken = self._file.page(number)
            while self._kept and self._size() + taken.grey.size > _KEPT_PIXELS:
                del self._kept[next(iter(self._kept))]
            self._kept[number] = taken
        return self._kept[number]

    def _size(self) -> int:
        return sum(kept.grey.size for kept in self._kept.values())

    def close(self) -> None:
        """Let go of the file and the pages."""
        self._kept.clear()
        self._file.close()


_KEPT_PIXELS = 72_000_000
"""Eight pages of A4 at 300 dots an inch, or two at 600."""


def pictures(content: Content) -> Iterator[PagePicture]:
    """The pages of a file, one at a time (see :func:`open_pictures`)."""
    with closing(open_pictures(content)) as file:
        for number in range(1, len(file) + 1):
            yield file.page(number)


def count(content: Content) -> int:
    """How many pages the file has."""
    with closing(open_pictures(content)) as file:
        return len(file)


def picture(content: Content, number: int) -> PagePicture:
    """One page (from 1) of a PDF or picture file."""
    with closing(open_pictures(content)) as file:
        return file.page(number)


def is_pictured(content: Content) -> bool:
    """Whether a page's whole area is pictures, so that only a reader of scans can read it."""
    if not is_pdf(content):
        return True
    from oroforms.pictures.pdfpages import PdfPages

    with closing(PdfPages(content)) as file:
        return any(file.is_pictured(number) for number in range(1, len(file) + 1))


def is_pdf(content: Content) -> bool:
    """Whether it is a PDF: its header may stand anywhere in the first 1 024 bytes."""
    return b"%PDF-" in head_of(content, 1029)
