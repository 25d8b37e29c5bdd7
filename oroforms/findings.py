"""Findings: something about a person's answer or a document that came in.

A finding has a stable code, a severity and, where it can, the field it is
about. Findings are collected and never raised. The catalogue holds every
code that the program itself can give; a form's own cross-field rules bring
their codes and texts with the definition (see :mod:`oroforms.definition`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from oroforms.i18n import N_, gettext, language


class Severity(StrEnum):
    """``error`` sends a submission to review; ``warning`` does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Kind:
    """One entry of the catalogue: severity, and a message with ``{named}`` gaps."""

    severity: Severity
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found; ``texts`` (language → text) is set by rules that are data.

    ``params`` fill the gaps of the message. Sensitive values in them are
    masked by whoever makes the finding (see :func:`mask`).
    """

    code: str
    severity: Severity
    field: str | None = None
    params: Mapping[str, str] = dataclasses.field(default_factory=dict)
    texts: Mapping[str, str] | None = None

    @property
    def message(self) -> str:
        """The finding in the language that is set, with its gaps filled."""
        if self.texts is not None:
            template = self.texts.get(language()) or self.texts["sv"]
        else:
            template = gettext(CATALOGUE[self.code].message)
        return template.format_map(_Gaps(self.params))


class _Gaps(dict[str, str]):
    """Leaves a gap without a value visible instead of failing on a stored finding."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def finding(code: str, field: str | None = None, **params: object) -> Finding:
    """A finding of the catalogue.

    Raises
    ------
    KeyError
        When the catalogue has no such code.
    """
    return Finding(code, CATALOGUE[code].severity, field, {k: str(v) for k, v in params.items()})


def has_error(findings: Iterable[Finding]) -> bool:
    """Whether any of the findings is an error."""
    return any(f.severity is Severity.ERROR for f in findings)


def mask(text: str) -> str:
    """A sensitive value as messages may show it: ``20121223-****``.

    The serial number of an identity number is masked, of other texts all but
    the first two characters.
    """
    digits = "".join(c for c in text if c.isdigit())
    if 10 <= len(digits) <= 12:
        return f"{digits[:-4]}-****"
    return text[:2] + "*" * min(8, max(0, len(text) - 2))


_E, _W = Severity.ERROR, Severity.WARNING

CATALOGUE: dict[str, Kind] = {
    # -- the document as a whole ------------------------------------------------
    "file-unreadable": Kind(_E, N_("the file cannot be opened: {reason}")),
    "document-empty": Kind(_E, N_("the file is empty (0 bytes)")),
    "document-damaged": Kind(_E, N_("the file is damaged and cannot be read: {reason}")),
    "document-encrypted": Kind(
        _E, N_("the file is locked with a password; ask the sender for an unlocked copy")
    ),
    "document-foreign": Kind(_E, N_("not one of our forms: {reason}")),
    "document-hostile": Kind(_E, N_("the file is built to do harm and was not opened: {reason}")),
    "document-macros": Kind(_E, N_("the Word file holds macros and was not opened")),
    "document-too-large": Kind(_E, N_("the file is too large: {size}, at most {limit} is read")),
    "document-time-limit": Kind(
        _E, N_("reading took longer than {seconds} seconds and was stopped")
    ),
    "document-memory-limit": Kind(
        _E, N_("reading needed more than {megabytes} MB of memory and was stopped")
    ),
    "document-no-text": Kind(
        _E,
        N_(
            "the pages hold no text that can be read (pictures, or letters without names); "
            "reading scans is not part of this version"
        ),
    ),
    "document-other-format": Kind(
        _E,
        N_(
            "the form {form} came back in a format that is not read; "
            "save it as Word (.docx) or PDF and import that, or take it down by hand"
        ),
    ),
    "document-repaired": Kind(
        _E, N_("the file was damaged and was put together again; compare with the original")
    ),
    # No longer given; case files of earlier versions hold it.
    "document-signed": Kind(
        _W, N_("the file carries a digital signature, which this version does not check")
    ),
    "changed-after-signing": Kind(_E, N_("after {signer} signed, the file was changed: {reason}")),
    "signature-broken": Kind(_E, N_("the signature of {signer} does not hold: {reason}")),
    "signature-expired": Kind(_E, N_("the signature of {signer} does not hold: {reason}")),
    "signature-lost": Kind(
        _E,
        N_(
            "{label}: the page shows that it was signed electronically, but the file bears no "
            "signature there: it was printed or saved anew. Ask the sender for the original file"
        ),
    ),
    "signature-not-checked": Kind(_E, N_("the signature could not be checked: {reason}")),
    "signature-not-yet-valid": Kind(_E, N_("the signature of {signer} does not hold: {reason}")),
    "signature-revoked": Kind(_E, N_("the signature of {signer} does not hold: {reason}")),
    "signature-untrusted": Kind(_E, N_("the signature of {signer} is not trusted: {reason}")),
    "signature-weak": Kind(_E, N_("the signature of {signer} does not hold: {reason}")),
    "signature-wrong-use": Kind(_E, N_("the signature of {signer} is not trusted: {reason}")),
    "signer-unconfirmed": Kind(
        _W, N_("the file is unchanged since {signer} signed it, but: {reason}")
    ),
    "document-xfa": Kind(
        _E, N_("the file holds an XFA form beside its fields, and the two may differ")
    ),
    "reader-fault": Kind(
        _E, N_("reading failed by a fault in oroforms ({reason}); the original is kept")
    ),
    # -- which form -------------------------------------------------------------
    "form-unknown": Kind(
        _E,
        N_(
            "cannot tell which form this is: nearest is {nearest}, {share} % "
            "(at least {needed} % needed)"
        ),
    ),
    "form-ambiguous": Kind(
        _E, N_("cannot tell which form this is: {first} and {second} fit alike")
    ),
    "form-version-unknown": Kind(
        _E, N_("the form is {reference}, and no definition of that version is here")
    ),
    "layout-unknown": Kind(
        _E, N_("the page says {reference}, and no layout of that blank form is kept here")
    ),
    "layout-mismatch": Kind(
        _E, N_("page {page} does not lie as the blank form does, and was read by its labels only")
    ),
    "pages-missing": Kind(_E, N_("page {missing} of {count} is missing")),
    "pages-mixed": Kind(
        _E, N_("the pages come from different forms or different children: {references}")
    ),
    "page-twice": Kind(_E, N_("page {page} is there more than once")),
    "page-unknown": Kind(
        _E, N_("page {page} bears no reference of the form, and what stands on it was not read")
    ),
    "annotations-present": Kind(
        _E, N_("page {page} has comments or drawings laid over it ({kinds}), which were not read")
    ),
    "text-beside-fields": Kind(
        _E, N_("page {page} has text beside its fields, which was not read: “{words}”")
    ),
    "page-damaged": Kind(
        _E, N_("page {page} is damaged and was not read ({reason}); scan it again")
    ),
    "pages-side-by-side": Kind(
        _E,
        N_(
            "page {page} shows {count} pages of forms side by side ({references}), which were not "
            "read; scan them again, each on a page of its own"
        ),
    ),
    "text-recognition-failed": Kind(
        _E,
        N_(
            "{label} was not read, because Tesseract is missing or failed; type it in, or set "
            "Tesseract up (oroforms doctor) and import the same file again"
        ),
    ),
    "pages-order-uncertain": Kind(
        _E,
        N_(
            "the forms bear no issue token, and pages are missing or out of order in the pile; "
            "see that the pages belong together"
        ),
    ),
    "pages-empty": Kind(_E, N_("the file holds only empty pages")),
    "page-by-text": Kind(
        _E,
        N_("page {page}: the code cannot be read; which page it is was told by its printed text"),
    ),
    "page-mirrored": Kind(_W, N_("page {page} is mirrored: the scanner or fax turned it over")),
    "page-not-registered": Kind(
        _E, N_("page {page} cannot be laid on the blank form and was not read: {reason}")
    ),
    "copy-alike": Kind(
        _W, N_("pages {pages} are the same form once more; they were read and are alike")
    ),
    "copy-differs": Kind(
        _E,
        N_("pages {pages} bear the same code, and something else is written on them; compare both"),
    ),
    "copy-unsure": Kind(
        _E,
        N_(
            "pages {pages} bear the same code and are not surely alike; compare both, and reject "
            "one where it is the same paper"
        ),
    ),
    "page-not-upright": Kind(_W, N_("page {page} lies turned by {degrees} degrees")),
    # -- which case -------------------------------------------------------------
    "case-unknown": Kind(_E, N_("no open case fits; name the case when you accept")),
    "case-several": Kind(_E, N_("several open cases fit: {cases}")),
    "case-closed": Kind(_E, N_("only closed cases fit: {cases}")),
    "case-child-differs": Kind(_E, N_("the child on the form is not the child of case {case}")),
    "case-name-differs": Kind(
        _E, N_("the number fits the child of case {case}, but no part of the name does")
    ),
    "case-child-unnamed": Kind(
        _E,
        N_(
            "the form names case {case} and says nothing of the child; "
            "name the case when you accept"
        ),
    ),
    "issue-unknown": Kind(_E, N_("the issue token {token} was not issued from this case file")),
    "issue-form-differs": Kind(_E, N_("the issue token {token} belongs to {form}")),
    "prefilled-changed": Kind(
        _E, N_("what the office had filled in was changed: it was {issued}, now {found}")
    ),
    # -- documents that are made --------------------------------------------------
    "protected-written": Kind(
        _W,
        N_(
            "the child is or may be protected, and this shows where somebody is to be found: "
            "{fields}. Hand it in as social services say, and leave no copy"
        ),
    ),
    "sibling-names-first": Kind(
        _E,
        N_(
            "{label} names the first child ({found}) and was left out; write it anew about this "
            "child"
        ),
    ),
    "sibling-other-concern": Kind(
        _W,
        N_(
            "the concern for this child is not ticked as the same, and nothing of it came along; "
            "describe it"
        ),
    ),
    # -- one field, any type ----------------------------------------------------
    "required-missing": Kind(_E, N_("{label} is not answered")),
    "expected-missing": Kind(_W, N_("{label} is not answered")),
    "text-too-long": Kind(_E, N_("{label} has {length} characters; at most {limit} have room")),
    "text-may-be-cut": Kind(
        _E, N_("the text of {label} reaches the end of its box; what followed may be lost in print")
    ),
    "text-right-to-left": Kind(
        _E, N_("{label} is written from right to left; a print-out cannot be read safely")
    ),
    "text-not-mapped": Kind(
        _E, N_("{label} holds characters that the print-out does not name (damaged font)")
    ),
    "text-control-characters": Kind(_W, N_("control characters in {label} were left out")),
    "field-unknown": Kind(_E, N_("the form has no field {name}{hint}")),
    "field-twice": Kind(_E, N_("{label} stands in the file more than once with different values")),
    "reading-uncertain": Kind(
        _E, N_("{label} was read with {share} % certainty only; compare with the original")
    ),
    "field-not-read": Kind(_E, N_("{label} could not be found in the document")),
    "group-overflow": Kind(_E, N_("{name} has {items} entries; the form has room for {slots}")),
    "value-wrong-type": Kind(_E, N_("{label}: {found} is not {expected}")),
    "value-too-short": Kind(_E, N_("{label} has {length} characters; at least {limit} are needed")),
    "value-not-shaped": Kind(_E, N_("{label}: “{found}” is not written as the form asks")),
    "value-not-allowed": Kind(_E, N_("{label}: “{found}” is not one of {allowed}")),
    "value-out-of-range": Kind(
        _E, N_("{label}: {found} lies outside what the form allows, {limit}")
    ),
    "answer-depends": Kind(
        _E, N_("{label} is answered, but {other}, on which it depends, is not answered so")
    ),
    "rule-broken": Kind(_E, N_("{label} breaks the form's rule {rule}")),
    "value-not-shown": Kind(
        _E, N_("{label}: the page shows “{shown}”, but the file holds “{stored}”")
    ),
    "data-differs": Kind(
        _E,
        N_("{label}: the page shows “{shown}”, but the data attached to it say “{stored}”"),
    ),
    "data-unusable": Kind(
        _E,
        N_(
            "the file carries data that cannot be used ({reason}); only its pages were read, "
            "compare with the original"
        ),
    ),
    "value-overlaid": Kind(_E, N_("{label}: text lies hidden under something painted over it")),
    "drawn-not-text": Kind(
        _E, N_("the box of {label} shows something that is not text: handwriting, or a picture")
    ),
    "line-end-uncertain": Kind(
        _E,
        N_("{label}: a word may be broken, or two words joined, where a line ends; compare"),
    ),
    "text-outside-fields": Kind(
        _E, N_("page {page} holds text that belongs to no field: “{text}”")
    ),
    "tracked-changes": Kind(
        _E, N_("{label} holds tracked changes; accept or reject them in Word and send again")
    ),
    "handwritten": Kind(_E, N_("{label} is written by hand; read it and type it in")),
    "scan-unclear": Kind(
        _E, N_("{label} cannot be read with certainty on the scan; read it and type it in")
    ),
    "ink-outside-fields": Kind(
        _W, N_("page {page} has writing or stains beside its fields; look at the page")
    ),
    "pen-unseen": Kind(
        _W,
        N_(
            "page {page}: nothing that a pen wrote is to be seen in this black-and-white scan; "
            "compare with the paper, or scan it again in grey"
        ),
    ),
    "mark-uncertain": Kind(_E, N_("the box {box} of {label} is neither clearly ticked nor empty")),
    # -- one field, by type -----------------------------------------------------
    "choice-several": Kind(_E, N_("{label}: more than one box is ticked ({ticked})")),
    "choice-unknown": Kind(_E, N_("{label}: “{found}” is not one of {allowed}")),
    "date-unreadable": Kind(_E, N_("{label}: “{found}” is not a date such as {example}")),
    "date-ambiguous": Kind(
        _E, N_("{label}: “{found}” can be read as more than one date; write {example}")
    ),
    "datetime-unreadable": Kind(
        _E, N_("{label}: “{found}” is not a date with a time of day such as {example}")
    ),
    "identity-checksum": Kind(_E, N_("check digit does not match in {found}")),
    "identity-unreadable": Kind(
        _E, N_("{label}: {found} is not an identity number such as {example}")
    ),
    "identity-birth-date-only": Kind(_W, N_("{label} holds a birth date only")),
    "identity-reserve-number": Kind(_W, N_("{label}: {found} is taken as a reserve number")),
    "identity-future": Kind(_E, N_("{label}: {found} lies in the future")),
    "identity-century": Kind(
        _E, N_("{label}: {found} would be of a person born in {year}; write the year in full")
    ),
    "phone-extension": Kind(
        _E,
        N_("{label}: “{found}” has an extension, which cannot be kept; give a direct number"),
    ),
    "phone-unreadable": Kind(_E, N_("{label}: “{found}” is not a phone number")),
    "email-unreadable": Kind(_E, N_("{label}: “{found}” is not an e-mail address")),
    "number-unreadable": Kind(_E, N_("{label}: “{found}” is not a number")),
    "number-out-of-range": Kind(_E, N_("{label}: {found} is not between {minimum} and {maximum}")),
    "language-unknown": Kind(
        _W, N_("{label}: “{found}” is no known language and was kept as written")
    ),
    "signature-without-name": Kind(_W, N_("{label} has a date but no name")),
}
"""Every finding code that the program gives, with severity and message."""
