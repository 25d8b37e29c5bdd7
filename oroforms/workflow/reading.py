"""From the bytes of one document to the judgement on it: identify, read, type, validate.

Knows no case file: which case a form belongs to is asked where it is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from oroforms import blank_store
from oroforms.contents import Content
from oroforms.definition import Definition
from oroforms.documents import Assessment, Format, Identification, Status
from oroforms.errors import UnreadableDocument
from oroforms.findings import Finding
from oroforms.i18n import language, set_language
from oroforms.layouts import Layout
from oroforms.library import Library
from oroforms.platforms import keep_freed_memory
from oroforms.signatures import Verification
from oroforms.verify.anchors import Anchors
from oroforms.workflow import scans
from oroforms.workflow.judging import judged, rejected
from oroforms.workflow.scans import Outcome

if TYPE_CHECKING:
    from oroforms.identify import Identified
    from oroforms.readers.scan.reader import ScanReader

_KEPT = 128
"""Megabytes of free memory that a worker keeps between two pages; a sheet as broken numbers, the
largest that is often asked for, has 33."""


@dataclass(frozen=True)
class DocumentReader:
    """Reads and judges documents; goes to worker processes, so everything in it can be pickled.

    ``layouts`` are those of forms issued from the case file, by reference;
    others are looked for among the shipped and the user's own blanks.
    """

    library: Library
    told: str | None = None
    """The form that the user says the documents are: ``FORM`` or ``FORM@VERSION``."""
    layouts: Mapping[str, Layout] = field(default_factory=dict)
    blanks: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """Base PDFs of forms issued from the case file, by reference."""
    anchors: Anchors = field(default_factory=Anchors)
    """Whose signatures are trusted."""
    language: str = field(default_factory=language)
    """Language of the reasons that findings quote."""

    def __call__(self, content: Content) -> Outcome:
        """The judgements on the forms of one document; of a large pile of scans only its size.

        What cannot be read is rejected, with the reason.
        """
        from oroforms.identify import identify
        from oroforms.readers.guard import whole

        set_language(self.language)
        try:
            if scans.is_scan(content):
                return scans.take(content, self)
            document = whole(content)
            identified = identify(document, self.library, told=self.told)
            if any(found.code == "document-no-text" for found in identified.findings):
                return scans.take(content, self)
            return (self._assess(document, identified),)
        except UnreadableDocument as error:
            return (rejected(error),)

    def _assess(self, content: bytes, identified: Identified) -> Assessment:
        from oroforms.readers import reader

        identification = identified.identification
        verification = self._verified(content, identified.format)
        if identification is None or identified.reader is None:
            found = (*identified.findings, *_signature_findings(verification, None))
            return Assessment(
                Status.NEEDS_REVIEW, identification, findings=found, verification=verification
            )
        definition = self.library.get(identification.form, identification.version)
        try:
            readings = reader(identified.reader).read(
                content, definition, identification, self.layout(identification)
            )
        except UnreadableDocument as error:
            refused = rejected(error)
            acute = definition.matching.acute is not None
            return replace(
                refused, identification=identification, acute=acute, verification=verification
            )
        if verification is not None:
            from oroforms.verify.findings import with_signers

            readings = with_signers(readings, verification, definition)
        found = (*identified.findings, *_signature_findings(verification, definition))
        today = date.today()  # noqa: DTZ011 - local day
        return replace(
            judged(definition, identification, readings, found, today), verification=verification
        )

    def _verified(self, content: bytes, format_: Format) -> Verification | None:
        """The judgement on a PDF's signatures; pyHanko is asked only where there are some."""
        if format_ is not Format.PDF:
            return None
        from oroforms.verify.verifying import bears_signature, verify

        return verify(content, self.anchors) if bears_signature(content) else None

    @cached_property
    def scan_reader(self) -> ScanReader:
        """The reader of scans, which keeps the blank pages that it has drawn."""
        from oroforms.readers.scan.reader import ScanReader

        keep_freed_memory(_KEPT)
        return ScanReader(lambda key: self.blanks.get(key) or blank_store.pdf(key))

    def kept_layouts(self) -> tuple[Layout, ...]:
        """The layouts of all blanks that are kept: what a page without a code may have been."""
        shipped = {key: blank_store.layout(key) for key in blank_store.references()}
        kept = {key: layout for key, layout in shipped.items() if layout is not None}
        return tuple({**kept, **self.layouts}.values())

    def layout(self, identification: Identification) -> Layout | None:
        """The layout of the blank that a document was printed from, where it is kept."""
        key = identification.reference
        if key is None:
            return None
        return self.layouts.get(key) or blank_store.layout(key)


def _signature_findings(
    verification: Verification | None, definition: Definition | None
) -> tuple[Finding, ...]:
    if verification is None:
        return ()
    from oroforms.verify.findings import signature_findings

    return signature_findings(verification, definition)
