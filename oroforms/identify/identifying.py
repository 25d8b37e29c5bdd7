"""The judgement: which form a document is, how that was told, and what speaks against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oroforms.definition import Definition, FormKind
from oroforms.documents import Format, Identification, PageReference
from oroforms.errors import UnreadableDocument
from oroforms.findings import Finding, finding
from oroforms.i18n import gettext as _
from oroforms.identify.evidence import Evidence, pdf_evidence, word_evidence
from oroforms.identify.likeness import (
    FOREIGN,
    NEEDED,
    Likeness,
    by_names,
    by_text,
    is_tie,
    share_of_names,
)
from oroforms.identify.other_formats import reference_in
from oroforms.identify.pages import page_findings
from oroforms.library import Library
from oroforms.readers.guard import format_of, unreadable


@dataclass(frozen=True, slots=True)
class Identified:
    """What a document is and who reads it.

    Without ``identification`` the form could not be told, or nothing reads
    the document (a picture); ``reasons`` say why, and a person decides.
    """

    format: Format
    reader: str | None
    """Name of the reader, ``None`` when there is none for the document or the form is not told."""
    identification: Identification | None
    pages: int = 1
    reasons: tuple[Finding, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings of the identification."""
        own = () if self.identification is None else self.identification.findings
        return (*own, *self.reasons)


def identify(content: bytes, library: Library, *, told: str | None = None) -> Identified:
    """Tell which form a document is.

    By the printed reference where there is one, else by field names or tags,
    else by the printed labels. ``told`` is a form (``FORM``) or a version
    of it (``FORM@1``) that the user names; what the document itself says
    plainly outweighs it.

    Raises
    ------
    UnreadableDocument
        When the document is foreign, locked, damaged, empty or built to do harm.
    UsageError
        When ``told`` is no form.
    """
    try:
        return _identify(content, library, told)
    except UnreadableDocument as error:
        reference = reference_in(content) if error.code == "document-foreign" else None
        if reference is None or all(d.form != reference.form for d in library.all()):
            raise
        found = finding("document-other-format", form=f"{reference.form}@{reference.version}")
        return Identified(Format.OTHER, None, None, 1, (found,))


def _identify(content: bytes, library: Library, told: str | None) -> Identified:
    format_ = format_of(content)
    if format_ is Format.IMAGE:
        # A photograph may be a page of ours: nothing that reads text can tell, so it waits
        # for a person and is not turned away.
        return Identified(format_, None, None, 1, (finding("document-no-text"),))
    evidence = pdf_evidence(content) if format_ is Format.PDF else word_evidence(content)
    return _Judgement(evidence, library, told).identified()


class _Judgement:
    """One document being judged."""

    def __init__(self, evidence: Evidence, library: Library, told: str | None) -> None:
        self._evidence = evidence
        self._library = library
        self._told = None if told is None else library.get(told)
        self._told_version = told is not None and "@" in told
        self._definitions = [d for d in library.all() if d.kind is FormKind.FORM]
        self._findings: list[Finding] = list(page_findings(evidence))

    def identified(self) -> Identified:
        evidence = self._evidence
        if evidence.references:
            return self._by_reference()
        named = by_names(evidence.names, evidence.format, self._definitions)
        if named and named[0].share >= FOREIGN:
            method = "tags" if evidence.format is Format.WORD else "fields"
            return self._by_likeness(named, method)
        if evidence.format is Format.PDF and not evidence.has_text and not evidence.has_form:
            return self._unknown(finding("document-no-text"))
        return self._by_likeness(by_text(evidence.texts, self._definitions), "text")

    # -- ways of telling ----------------------------------------------------------------
    def _by_reference(self) -> Identified:
        """The reference says it all, unless the field names are those of another form."""
        reference = self._main_reference()
        definition = self._known(reference)
        if definition is None:
            said = f"{reference.form}@{reference.version}"
            return self._unknown(finding("form-version-unknown", reference=said))
        if self._share_of_names(definition) < NEEDED:
            named = by_names(self._evidence.names, self._evidence.format, self._definitions)
            if named[0].share >= NEEDED and named[0].definition.form != definition.form:
                self._ambiguous(definition.id, named[0].definition.id)
        bearing = {r.page for r in self._evidence.references}
        certainty = len(bearing) / max(1, self._evidence.pages)
        return self._told_or(definition, "reference", min(1.0, certainty), reference)

    def _by_likeness(self, likenesses: Sequence[Likeness], method: str) -> Identified:
        if self._told is not None:
            likenesses = self._within_told(self._told, likenesses)
        best = likenesses[0] if likenesses else None
        if best is None or (best.share < FOREIGN and self._told is None):
            raise unreadable("document-foreign", reason=_reason(best))
        if best.share < NEEDED and (self._told is None or best.share < FOREIGN):
            self._findings.append(_form_unknown(best))
            if self._told is None:
                return self._unknown()
        elif is_tie(likenesses) and not self._told_version:
            first, second = likenesses[0].definition.id, likenesses[1].definition.id
            return self._unknown(finding("form-ambiguous", first=first, second=second))
        return self._told_or(best.definition, method, best.share, None)

    # -- what the user said -----------------------------------------------------------
    def _within_told(self, told: Definition, likenesses: Sequence[Likeness]) -> Sequence[Likeness]:
        """Only the form that the user named, unless the document plainly is another."""
        best = likenesses[0] if likenesses else None
        plain = best is not None and best.share >= NEEDED and not is_tie(likenesses)
        if plain and best is not None and best.definition.form != told.form:
            return likenesses
        return [
            like
            for like in likenesses
            if like.definition.form == told.form
            and (not self._told_version or like.definition.version == told.version)
        ]

    def _told_or(
        self,
        definition: Definition,
        method: str,
        certainty: float,
        reference: PageReference | None,
    ) -> Identified:
        told = self._told
        if told is not None:
            other_version = self._told_version and definition.version != told.version
            if definition.form != told.form or other_version:
                self._ambiguous(told.id, definition.id)
            elif certainty < NEEDED and reference is None:
                method = "told"
        identification = Identification(
            definition.form,
            definition.version,
            method,
            certainty,
            None if reference is None else reference.template_hash,
            None if reference is None else reference.token,
            self._evidence.references,
            tuple(self._findings),
        )
        return Identified(
            self._evidence.format, self._reader(definition), identification, self._evidence.pages
        )

    # -- parts --------------------------------------------------------------------------
    def _reader(self, definition: Definition) -> str:
        if self._evidence.format is Format.WORD:
            return "docx"
        # A PDF that was flattened may keep its signature fields, and they alone tell nothing.
        if self._share_of_names(definition) >= FOREIGN:
            return "acroform"
        return "data" if self._evidence.has_data else "text"

    def _share_of_names(self, definition: Definition) -> float:
        names = self._evidence.names
        return share_of_names(names, self._evidence.format, definition) if names else 0.0

    def _main_reference(self) -> PageReference:
        """The reference that most pages bear, the first of those that tie."""
        found = self._evidence.references
        keys = [(r.form, r.version, r.template_hash, r.token) for r in found]
        most = max(keys, key=keys.count)
        return found[keys.index(most)]

    def _known(self, reference: PageReference) -> Definition | None:
        return next(
            (
                d
                for d in self._definitions
                if d.form == reference.form and d.version == reference.version
            ),
            None,
        )

    def _ambiguous(self, first: str, second: str) -> None:
        self._findings.append(finding("form-ambiguous", first=first, second=second))

    def _unknown(self, *reasons: Finding) -> Identified:
        evidence = self._evidence
        return Identified(evidence.format, None, None, evidence.pages, (*self._findings, *reasons))


def _form_unknown(nearest: Likeness) -> Finding:
    return finding(
        "form-unknown",
        nearest=nearest.definition.id,
        share=round(100 * nearest.share),
        needed=round(100 * NEEDED),
    )


def _reason(nearest: Likeness | None) -> str:
    if nearest is None:
        return _("no form is defined")
    text = _("no reference of ours on it; nearest by text is {form}, {share} %")
    return text.format(form=nearest.definition.id, share=round(100 * nearest.share))
