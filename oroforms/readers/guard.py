"""Tells what a file is by its bytes, and refuses what is not worth opening.

The first gate for bytes that strangers sent; it looks and never opens. What
only an opened file shows is refused where it is opened: locked, endless and
bursting PDFs in :mod:`oroforms.readers.pdffile`, zip bombs, DOCTYPE and
macros in :mod:`oroforms.readers.wordfile`.
"""

from __future__ import annotations

from oroforms.contents import Content, size_of
from oroforms.documents import Format
from oroforms.errors import UnreadableDocument
from oroforms.findings import CATALOGUE
from oroforms.i18n import N_
from oroforms.i18n import gettext as _

MAX_BYTES = 64 * 2**20
"""Files above this are read only where they are pictures, whose pages are taken one at a time."""

_PDF_HEADER_WITHIN = 1024
"""A PDF header may stand anywhere in the first 1 024 bytes (ISO 32000-1, annex H.3.4.1)."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_IMAGES = (
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n",
    b"II*\x00",
    b"MM\x00*",
    b"GIF8",
    b"BM",
    b"\x00\x00\x00\x0cjP  ",
)
_IMAGE_BRANDS = (b"heic", b"heix", b"mif1", b"msf1", b"avif")

_OTHER = (
    (b"{\\rtf", N_("a rich text file (.rtf); save it as Word (.docx) or PDF and send again")),
    (b"<?xml", N_("an XML file")),
    (b"<!doctype html", N_("a web page")),
    (b"<html", N_("a web page")),
    (b"7z\xbc\xaf\x27\x1c", N_("a packed archive; unpack it and import what is inside")),
    (b"Rar!", N_("a packed archive; unpack it and import what is inside")),
    (b"\x1f\x8b", N_("a packed archive; unpack it and import what is inside")),
    (b"MZ", N_("a program")),
    (b"\x7fELF", N_("a program")),
    (b"received:", N_("an e-mail; save its attachment and import that")),
    (b"from:", N_("an e-mail; save its attachment and import that")),
    (b"return-path:", N_("an e-mail; save its attachment and import that")),
    (b"%!ps", N_("a PostScript file; save it as PDF and send again")),
)


def unreadable(code: str, **params: object) -> UnreadableDocument:
    """The error that says in the catalogue's words why a document cannot be read."""
    message = _(CATALOGUE[code].message).format(**params)
    return UnreadableDocument(message, code, params)


def format_of(content: bytes) -> Format:
    """The container that the bytes are in, whatever the file is called.

    Raises
    ------
    UnreadableDocument
        When the file is empty, too large, locked, or in no format of ours.
    """
    if not content:
        raise unreadable("document-empty")
    _check_size(len(content))
    if content.startswith(_ZIP):
        return Format.WORD
    if content.startswith(_OLE):
        raise _ole(content)
    if content.startswith(_IMAGES) or (content[4:8] == b"ftyp" and content[8:12] in _IMAGE_BRANDS):
        return Format.IMAGE
    if is_pdf(content):
        return Format.PDF
    raise unreadable("document-foreign", reason=_other(content))


def whole(content: Content) -> bytes:
    """The bytes of a file that is read in one piece.

    Raises
    ------
    UnreadableDocument
        When they are too many.
    """
    _check_size(size_of(content))
    return content if isinstance(content, bytes) else content.read_bytes()


def _check_size(size: int) -> None:
    if size > MAX_BYTES:
        raise unreadable(
            "document-too-large", size=f"{size / 2**20:.0f} MB", limit=f"{MAX_BYTES // 2**20} MB"
        )


def is_pdf(content: bytes) -> bool:
    """Whether the bytes say that they are a PDF."""
    return b"%PDF-" in content[: _PDF_HEADER_WITHIN + 5]


def _ole(content: bytes) -> UnreadableDocument:
    """Why a file in Microsoft's old container cannot be read.

    The names of its streams stand in the file as UTF-16; a Word file with a
    password is such a container around the encrypted package ([MS-OFFCRYPTO] 2.3.4).
    """
    if "EncryptedPackage".encode("utf-16-le") in content:
        return unreadable("document-encrypted")
    if "WordDocument".encode("utf-16-le") in content:
        reason = _("an old Word file (.doc); save it as .docx or PDF and send again")
        return unreadable("document-foreign", reason=reason)
    if "__substg1.0_".encode("utf-16-le") in content:
        reason = _("an e-mail; save its attachment and import that")
        return unreadable("document-foreign", reason=reason)
    return unreadable("document-foreign", reason=_("an old Office file, not a form"))


def _other(content: bytes) -> str:
    head = content[:64].lstrip(b"\xef\xbb\xbf \t\r\n\x00").lower()
    for start, reason in _OTHER:
        if head.startswith(start.lower()):
            return _(reason)
    return _("neither a PDF nor a Word file (.docx)")
