"""PDF files from strangers: opened within limits, their pages walked without trust.

For the values and objects of a PDF (qpdf, through pikepdf). The words that
its pages show come from :mod:`oroforms.readers.pdftext`.
"""

from __future__ import annotations

import io
import re
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

import pikepdf
from pikepdf import settings

from oroforms.documents import Rect
from oroforms.i18n import gettext as _
from oroforms.readers.guard import unreadable

MAX_PAGES = 200
"""Pages that a file may have: our forms have at most six."""

MAX_STREAM = 64 * 2**20
"""Bytes that one stream may unpack to; deflate packs zeros a thousandfold."""

_MAX_DEPTH = 64
"""Levels of a page or field tree; real ones have two to five."""


@dataclass(frozen=True, slots=True)
class PdfPage:
    """One page: its number from 1, its dictionary, visible box (user space) and rotation."""

    number: int
    obj: pikepdf.Object
    box: Rect
    rotation: int

    def rect(self, user_space: Rect) -> Rect:
        """A rectangle of PDF user space as it lies on the page when shown.

        Points from the top left of the visible box, the page turned upright.
        """
        left, bottom, right, top = self.box
        x0, x1 = sorted((user_space[0], user_space[2]))
        y0, y1 = sorted((user_space[1], user_space[3]))
        if self.rotation == 90:
            return (y0 - bottom, x0 - left, y1 - bottom, x1 - left)
        if self.rotation == 180:
            return (right - x1, y0 - bottom, right - x0, y1 - bottom)
        if self.rotation == 270:
            return (top - y1, right - x1, top - y0, right - x0)
        return (x0 - left, top - y1, x1 - left, top - y0)


@dataclass(frozen=True, slots=True, eq=False)
class PdfFile:
    """An opened PDF. ``repaired``: its cross-reference table was broken and was rebuilt."""

    content: bytes
    pdf: pikepdf.Pdf
    pages: tuple[PdfPage, ...]
    repaired: bool


class _Kept(threading.local):
    """The file that was opened last in this thread: telling the form and reading it both ask."""

    file: PdfFile | None = None


_kept = _Kept()


@contextmanager
def open_pdf(content: bytes) -> Iterator[PdfFile]:
    """Open a PDF for reading; its last revision counts.

    The file stays open until another one is opened, so that the same bytes
    are parsed once. Faults that qpdf meets while the file is read, inside the
    ``with`` too, come out as :class:`UnreadableDocument`.

    Raises
    ------
    UnreadableDocument
        When the file is locked with a password, damaged beyond repair,
        bursts a limit, or has no pages.
    """
    file = _kept.file
    if file is None or file.content is not content:
        close_kept()
        file = None
    try:
        if file is None:
            file = _kept.file = _opened(content)
        yield file
    except pikepdf.PasswordError as error:
        raise unreadable("document-encrypted") from error
    except (pikepdf.PikepdfError, RecursionError, UnicodeDecodeError) as error:
        close_kept()
        raise unreadable("document-damaged", reason=_said(error)) from error


def plain_name(name: pikepdf.Object) -> str:
    """A name without its slash. Old programs write names in Latin-1, which is no UTF-8."""
    try:
        return str(name)[1:]
    except UnicodeDecodeError:
        return name.unparse()[1:].decode("latin-1")


def unpacked(stream: pikepdf.Stream) -> bytes | None:
    """The bytes of a stream without its filters, ``None`` where they are damaged.

    Raises
    ------
    UnreadableDocument
        When the stream unpacks to more than :data:`MAX_STREAM`.
    """
    try:
        return stream.read_bytes()
    except pikepdf.PdfError as error:
        if _bursts(stream):
            reason = _("a part of it unpacks to more than {limit} MB").format(
                limit=MAX_STREAM // 2**20
            )
            raise unreadable("document-hostile", reason=reason) from error
        return None


def _bursts(stream: pikepdf.Stream) -> bool:
    """Whether unpacking, deflate after deflate, passes the limit (and is not merely damaged)."""
    content = stream.read_raw_bytes()
    filters = stream.get("/Filter")
    names = list(filters) if isinstance(filters, pikepdf.Array) else [filters]
    for name in names:
        if name != "/FlateDecode":
            return False
        try:
            content = zlib.decompressobj().decompress(content, MAX_STREAM + 1)
        except zlib.error:
            return False
        if len(content) > MAX_STREAM:
            return True
    return False


def _said(error: Exception) -> str:
    """What qpdf says, without the name of the Python object that it read from."""
    return re.sub(r"^stream <[^>]*>[\s:]*", "", str(error))


def close_kept() -> None:
    """Close the file that was opened last."""
    if _kept.file is not None:
        _kept.file.pdf.close()
        _kept.file = None


def _opened(content: bytes) -> PdfFile:
    _set_limits()
    pdf = pikepdf.open(io.BytesIO(_without_tail(content)))
    try:
        pages = tuple(_pages(pdf))
        if not pages:
            raise unreadable("document-damaged", reason=_("it has no pages"))
        return PdfFile(content, pdf, pages, _was_repaired(pdf, content))
    except BaseException:
        pdf.close()
        raise


@cache
def _set_limits() -> None:
    """Limits of qpdf hold for the whole process, so they are set once."""
    settings.set_qpdf_limits(
        flate_max_memory=MAX_STREAM,
        run_length_max_memory=MAX_STREAM,
        png_max_memory=MAX_STREAM,
        tiff_max_memory=MAX_STREAM,
        dct_max_memory=MAX_STREAM,
        parser_max_container_size=10**6,
        doc_max_warnings=1000,
    )


def _without_tail(content: bytes) -> bytes:
    """Without what a mail gateway put behind the end, which hides the end from qpdf."""
    end = content.rfind(b"%%EOF")
    return content if end < 0 or len(content) - end < 1000 else content[: end + 6]


def _was_repaired(pdf: pikepdf.Pdf, content: bytes) -> bool:
    """Whether the cross-reference table had to be rebuilt.

    A rebuilt table may bring back an older revision of a value, so such a
    file is read and looked at by a person. Other warnings (a wrong length
    of a stream) do no harm to values.
    """
    if not pdf.get_warnings():
        return False
    try:
        pikepdf.open(io.BytesIO(_without_tail(content)), attempt_recovery=False).close()
    except pikepdf.PdfError:
        return True
    return False


def _pages(pdf: pikepdf.Pdf) -> Iterator[PdfPage]:
    """The pages in order, walked by hand: qpdf's own list follows any count and depth."""
    root = pdf.Root.get("/Pages")
    if not isinstance(root, pikepdf.Dictionary):
        return
    stack: list[tuple[pikepdf.Object, dict[str, pikepdf.Object], int]] = [(root, {}, 0)]
    seen: set[tuple[int, int]] = set()
    number = 0
    while stack:
        node, inherited, depth = stack.pop()
        if node.objgen != (0, 0):
            if node.objgen in seen:
                raise unreadable("document-damaged", reason=_("its pages refer to each other"))
            seen.add(node.objgen)
        if depth > _MAX_DEPTH:
            raise unreadable("document-hostile", reason=_("its page tree is too deep"))
        here = {**inherited}
        for key in ("/MediaBox", "/CropBox", "/Rotate"):
            if (value := node.get(key)) is not None:
                here[key] = value
        kids = node.get("/Kids")
        if isinstance(kids, pikepdf.Array):
            if len(kids) > MAX_PAGES * 2:
                raise _too_many(len(kids))
            stack.extend(
                (kid, here, depth + 1) for kid in reversed(list(kids)) if _is_dictionary(kid)
            )
            continue
        number += 1
        if number > MAX_PAGES:
            raise _too_many(number)
        yield PdfPage(number, node, _box(here), _rotation(here.get("/Rotate")))


def _is_dictionary(thing: object) -> bool:
    return isinstance(thing, pikepdf.Dictionary)


def _too_many(pages: int) -> Exception:
    return unreadable(
        "document-too-large",
        size=_("{pages} pages").format(pages=pages),
        limit=_("{pages} pages").format(pages=MAX_PAGES),
    )


def _box(keys: dict[str, pikepdf.Object]) -> Rect:
    """The visible box: the crop box within the media box, A4 where none is sound."""
    media = rectangle(keys.get("/MediaBox")) or (0.0, 0.0, 595.276, 841.89)
    crop = rectangle(keys.get("/CropBox"))
    if crop is None:
        return media
    inside = (
        max(media[0], crop[0]),
        max(media[1], crop[1]),
        min(media[2], crop[2]),
        min(media[3], crop[3]),
    )
    return inside if inside[0] < inside[2] and inside[1] < inside[3] else media


def rectangle(array: object) -> Rect | None:
    """A PDF rectangle as left, bottom, right, top; ``None`` when it is none or has no area."""
    if not isinstance(array, pikepdf.Array):
        return None
    try:
        # Its written form is taken apart: that is three times as fast as asking for each number.
        x0, y0, x1, y1 = map(float, array.unparse(resolved=True)[1:-1].split())
    except (TypeError, ValueError):
        return None
    if x0 == x1 or y0 == y1:
        return None
    return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _rotation(value: object) -> int:
    try:
        return int(value) % 360 // 90 * 90  # type: ignore[call-overload, no-any-return]
    except (TypeError, ValueError):
        return 0
