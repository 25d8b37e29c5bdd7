"""From the bytes of one document to the judgement on it: identify, read, type, validate.

Knows no case file: which case a form belongs to is asked where it is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from oroforms import blank_store
from oroforms.definition import Definition
from oroforms.documents import Assessment, Format, Identification, Readings, Status
from oroforms.errors import UnreadableDocument
from oroforms.findings import Finding, Severity, finding
from oroforms.i18n import language, set_language
from oroforms.layouts import Layout
from oroforms.library import Library
from oroforms.signatures import Verification
from oroforms.verify.anchors import Anchors


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
    anchors: Anchors = field(default_factory=Anchors)
    """Whose signatures are trusted."""
    language: str = field(default_factory=language)
    """Language of the reasons that findings quote."""

    def __call__(self, content: bytes) -> Assessment:
        """The judgement on one document. What cannot be read is rejected, with the reason."""
        set_language(self.language)
        try:
            return self._assess(content)
        except UnreadableDocument as error:
            return rejected(error)

    def _assess(self, content: bytes) -> Assessment:
        from oroforms.identify import identify
        from oroforms.readers import reader

        identified = identify(content, self.library, told=self.told)
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
                content, definition, identification, self._layout(identification)
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

    def _layout(self, identification: Identification) -> Layout | None:
        key = identification.reference
        if key is None:
            return None
        return self.layouts.get(key) or blank_store.layout(key)


def judged(
    definition: Definition,
    identification: Identification,
    readings: Readings,
    identified: tuple[Finding, ...],
    today: date,
) -> Assessment:
    """The judgement on what a reader delivered and what was found in telling the form."""
    from oroforms.normalise import normalise
    from oroforms.validate import assess, validate

    record = normalise(definition, readings, today)
    record = replace(record, findings=(*identified, *record.findings))
    findings = validate(definition, record, today=today)
    values, status = assess(record, findings)
    acute = may_be_acute(definition, readings, findings)
    return Assessment(status, identification, readings, values, findings, acute)


def may_be_acute(definition: Definition, readings: Readings, findings: tuple[Finding, ...]) -> bool:
    """Whether the form says that it is acute, or does not clearly say that it is not.

    A box that is in doubt, on a page that is missing, or not found counts:
    it costs a look, and the other mistake can cost a child.
    """
    name = definition.matching.acute
    if name is None:
        return False
    reading = readings.items.get(name)
    if reading is None or reading.confidence < readings.sure_from:
        return True
    if reading.raw not in (False, (), ""):
        return True
    return any(found.field == name and found.severity is Severity.ERROR for found in findings)


def _signature_findings(
    verification: Verification | None, definition: Definition | None
) -> tuple[Finding, ...]:
    if verification is None:
        return ()
    from oroforms.verify.findings import signature_findings

    return signature_findings(verification, definition)


def rejected(error: UnreadableDocument) -> Assessment:
    """The judgement on a document that cannot be read."""
    return Assessment(Status.REJECTED, findings=(finding(error.code, **error.params),))
