"""Finished documents: from rendered Word files to PDFs for signing and sending."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import date
from pathlib import Path
from types import MappingProxyType

from oroforms.convert import running_head, signature_fields, structure, text_layer
from oroforms.convert.archive import Archive
from oroforms.convert.attach import Data, attach
from oroforms.convert.metadata import describe, save
from oroforms.convert.stamp import stamp
from oroforms.documents import Rect
from oroforms.errors import ProgramFailed
from oroforms.i18n import gettext as _
from oroforms.render.issue import IssueMark
from oroforms.tools.soffice import Office

_OPTIONS = {
    "UseTaggedPDF": True,
    "PDFUACompliance": True,  # also has LibreOffice embed every font and tag every picture
    "ExportBookmarks": False,
    "ExportNotes": False,
}
NO_FIELDS: Mapping[str, str] = MappingProxyType({})
_WORTH_A_WORKER = 8
"""Documents below which a second LibreOffice costs more than it saves."""


def finish(
    content: bytes,
    *,
    title: str,
    mark: IssueMark | None,
    code: Rect | None,
    fields: Mapping[str, str] = NO_FIELDS,
    archive: Archive = Archive.PDF_A_3B,
    made: date | None = None,
    data: Data | None = None,
) -> bytes:
    """The finished document of one that was converted: an archival, accessible PDF.

    Title, language and claims, the places to sign, and the stamp; its pages stay as
    they are. ``mark`` and ``code`` (the place of the QR code, see
    :func:`oroforms.convert.stamp.place_of_code`) are ``None`` where the
    document bears no reference, as a letter may. ``fields`` are the names
    and titles of the signature fields (see
    :mod:`oroforms.convert.signature_fields`); ``made`` is its day, ``data`` what it
    carries of its answers.

    Raises
    ------
    ProgramFailed
        When LibreOffice left signature fields out.
    """
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as pdf:
        describe(pdf, title, archive=archive, made=made)
        signature_fields.add(pdf, content, fields)
        structure.mend(pdf)
        running_head.say(pdf)
        text_layer.complete(pdf)
        if mark is not None and code is not None:
            stamp(pdf, mark, code)
        if data is not None:
            attach(pdf, data)
        return save(pdf)


def convert(documents: Sequence[bytes], *, jobs: int = 1, form_fields: bool = False) -> list[bytes]:
    """The PDFs that LibreOffice makes of Word files, as it leaves them; all or none.

    Raises
    ------
    ProgramMissing
        When LibreOffice is not installed.
    ProgramFailed
        When a document could not be converted, with the program's last words.
    """
    made: list[bytes] = []
    for result in convert_each(documents, jobs=jobs, form_fields=form_fields):
        if isinstance(result, ProgramFailed):
            raise result
        made.append(result)
    return made


def convert_each(
    documents: Sequence[bytes], *, jobs: int = 1, form_fields: bool = False
) -> list[bytes | ProgramFailed]:
    """For each Word file, in their order, its PDF or why there is none.

    With ``jobs`` above one, large batches are parted among as many
    LibreOffice workers, each with a profile of its own. A document that
    cannot be converted takes no other with it.

    Raises
    ------
    ProgramMissing
        When LibreOffice is not installed.
    ProgramFailed
        When it cannot be started at all.
    """
    workers = max(1, min(jobs, len(documents) // _WORTH_A_WORKER))
    size = -(-len(documents) // workers) if documents else 0
    shares = [documents[i : i + size] for i in range(0, len(documents), size or 1)]
    with ThreadPoolExecutor(max_workers=workers) as pool:
        # Each thread works in the caller's context: messages keep the language that is set.
        made = [
            pool.submit(copy_context().run, _convert, share, form_fields=form_fields)
            for share in shares
        ]
        return [content for share in made for content in share.result()]


def _convert(documents: Sequence[bytes], *, form_fields: bool) -> list[bytes | ProgramFailed]:
    options = {**_OPTIONS, "ExportFormFields": form_fields}
    said = {key: {"type": "boolean", "value": str(value).lower()} for key, value in options.items()}
    export = f"pdf:writer_pdf_Export:{json.dumps(said, separators=(',', ':'))}"
    with tempfile.TemporaryDirectory(prefix="oroforms-convert-") as scratch, Office() as office:
        sources = [Path(scratch) / f"{number:04}.docx" for number in range(len(documents))]
        for source, content in zip(sources, documents, strict=True):
            source.write_bytes(content)
        folder = Path(scratch) / "pdf"
        folder.mkdir()
        conversion = office.convert(sources, folder, export)
        return [
            conversion.made[source].read_bytes()
            if source in conversion.made
            else ProgramFailed(
                _("LibreOffice could not convert the document: {words}").format(
                    words=conversion.failed[source]
                )
            )
            for source in sources
        ]
