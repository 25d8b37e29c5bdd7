"""The PDF that is to be signed: opened to be added to, or refused with the reason."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.rw_common import PdfHandler
from pyhanko.sign.fields import MDPPerm, enumerate_sig_fields
from pyhanko.sign.validation.errors import SignatureValidationError

from oroforms.errors import UnreadableDocument, UsageError
from oroforms.i18n import gettext as _

_HEAD = 1024
"""Bytes within which a PDF says that it is one (ISO 32000-1, annex H, note 13)."""
_FILLABLE = ("/Tx", "/Btn", "/Ch")


class Revision(IncrementalPdfFileWriter):
    """A revision that brings a signature and leaves metadata as they are.

    pyHanko writes a new modification date and its own name into the metadata
    of every revision. After a signature that is a change nobody needs, and
    title and producer are the document's own.
    """

    def _update_meta(self) -> None:
        pass


@contextmanager
def damage_told(name: str) -> Iterator[None]:
    """Turn whatever a damaged or hostile PDF brings about into one error that names it.

    Raises
    ------
    UnreadableDocument
        In place of errors of the PDF library.
    """
    try:
        yield
    except (
        PdfError, SignatureValidationError, zlib.error, RecursionError, MemoryError, ValueError,
        KeyError, TypeError, IndexError, AttributeError, AssertionError, NotImplementedError,
    ) as error:  # fmt: skip
        text = _("{name}: the PDF is damaged and cannot be signed ({reason}).")
        reason = str(error) if isinstance(error, PdfError) else type(error).__name__
        raise UnreadableDocument(text.format(name=name, reason=reason)) from error


def opened(content: bytes, name: str) -> Revision:
    """A PDF to which a revision can be added.

    Raises
    ------
    UnreadableDocument
        When it is no PDF, damaged or encrypted.
    UsageError
        When an earlier signature forbids another one.
    """
    if b"%PDF-" not in content[:_HEAD]:
        raise UnreadableDocument(_("{name} is no PDF; only PDFs are signed.").format(name=name))
    with damage_told(name):
        writer = Revision(io.BytesIO(content))
        encrypted = writer.prev.encrypted
    if encrypted:
        text = _(
            "{name} is encrypted or locked with a password. Save it without the password, "
            "then sign it."
        )
        raise UnreadableDocument(text.format(name=name), "document-locked")
    with damage_told(name):
        forbidden = _forbids_more(writer.prev)
    if forbidden:
        text = _(
            "{name} is certified against every change by an earlier signature; another signature "
            "would break it."
        )
        raise UsageError(text.format(name=name))
    return writer


def _forbids_more(document: PdfFileReader) -> bool:
    return any(
        signature.docmdp_level is MDPPerm.NO_CHANGES
        for signature in document.embedded_regular_signatures
    )


def refuse_locked(document: PdfFileReader, field: str, name: str) -> None:
    """See that no earlier signature locks a field (FieldMDP, ISO 32000-1, 12.8.2.4).

    Raises
    ------
    UsageError
        When one does.
    """
    for signature in document.embedded_regular_signatures:
        locked = signature.fieldmdp
        if locked is not None and locked.is_locked(field):
            text = _("{name}: the signature in {earlier} locks the field {field}.")
            raise UsageError(text.format(name=name, earlier=signature.field_name, field=field))


def is_signed(document: PdfHandler) -> bool:
    """Whether the document bears a signature already."""
    return next(enumerate_sig_fields(document, filled_status=True), None) is not None


def is_fillable(document: PdfHandler) -> bool:
    """Whether the document has fields for answers, beside those for signatures."""
    if "/AcroForm" not in document.root:
        return False
    waiting = _objects(document.root["/AcroForm"]["/Fields"])
    seen: set[int] = set()  # fields may hang in a circle
    while waiting:
        field = waiting.pop()
        if id(field) in seen:
            continue
        seen.add(id(field))
        if field.get("/FT") in _FILLABLE:
            return True
        if "/Kids" in field:
            waiting.extend(_objects(field["/Kids"]))
    return False


def _objects(array: ArrayObject) -> list[DictionaryObject]:
    """What the references of an array lead to; its own iterator yields the references."""
    return [array[index] for index in range(len(array))]
