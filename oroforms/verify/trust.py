"""Certificates and times by pyHanko: who signed, whether he could, and when it was at the latest.

The moment at which a certificate is judged is the earliest that somebody
vouches for: the signature's own time-stamp, else a document time-stamp laid
over it, else now (ETSI EN 319 102-1, 5.5 and 5.6, without the search for
earlier proof in other documents). Revocation data is taken from the document
and from the folder of trusted certificates; nothing is fetched unless asked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from oroforms.i18n import gettext as _
from oroforms.signatures import Problem

if TYPE_CHECKING:
    from asn1crypto import cms, x509
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
    from pyhanko.sign.validation.status import SignatureStatus

    from oroforms.verify.evidence import Evidence

_SIGNING_PURPOSES = frozenset(
    {
        "email_protection",
        "any_extended_key_usage",
        "1.3.6.1.5.5.7.3.36",  # document signing, RFC 9336
        "1.3.6.1.4.1.311.10.3.12",  # document signing, Microsoft
        "1.2.840.113583.1.1.5",  # authentic documents, Adobe
        "microsoft_document_signing",
        "adobe_authentic_documents_trust",
    }
)
"""Purposes of a certificate of which one must be named, where it names any at all."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a time-stamp is worth."""

    at: datetime
    intact: bool
    trusted: bool


@dataclass(frozen=True, slots=True)
class Judgement:
    """What pyHanko and the certificate itself say of one signature."""

    intact: bool
    trusted: bool
    stamp: Stamp | None
    revocation_known: bool
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]


async def judge_stamp(
    signed_data: cms.SignedData, imprint: Any, evidence: Evidence, moment: datetime
) -> Stamp:
    """A time-stamp token, judged at the moment until which it is to be trusted."""
    from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
    from pyhanko.sign.validation.status import TimestampSignatureStatus

    async def judged(by: Evidence) -> TimestampSignatureStatus:
        found = await validate_tst_signed_data(signed_data, by.context(moment), imprint)
        return TimestampSignatureStatus(**found)

    status = await judged(evidence)
    if _lacks_data(status, evidence, moment):
        status = await judged(evidence.without_revocation)
    return Stamp(status.timestamp, status.intact and status.valid, status.trusted)


async def judge_signer(
    embedded: EmbeddedPdfSignature, evidence: Evidence, latest: datetime, *, strict_diff: bool
) -> Judgement:
    """One signature: its bytes, its time-stamp, its certificate.

    Parameters
    ----------
    latest
        The moment by which it existed at the latest, without its own time-stamp.
    strict_diff
        Whether later revisions are looked at, as pyHanko does it.
    """
    from pyhanko.sign.validation.generic_cms import (
        cms_basic_validation,
        extract_tst_data_iter,
        message_imprint_checker,
    )
    from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints

    from oroforms.verify.policy import diff_policy

    any_use = KeyUsageConstraints(key_usage=set())
    stamp = None
    imprint = message_imprint_checker(embedded.signer_info)
    for token in extract_tst_data_iter(embedded.signer_info, signed=False):
        stamp = await judge_stamp(token, imprint, evidence, latest)
        if stamp.trusted:
            break
    moment = stamp.at if stamp is not None and stamp.trusted else latest
    status = await async_validate_pdf_signature(
        embedded,
        signer_validation_context=evidence.context(moment),
        ts_validation_context=evidence.context(latest),
        # What a certificate may be used for is judged below, for signing in general.
        key_usage_settings=any_use,
        diff_policy=diff_policy(),
        skip_diff=not strict_diff,
    )
    known = evidence.speaks_of(embedded.signer_cert)
    if _lacks_data(status, evidence, moment):
        known = False
        again = await cms_basic_validation(
            embedded.signed_data,
            embedded.compute_digest(),
            evidence.without_revocation.context(moment),
            key_usage_settings=any_use,
        )
        status = replace(
            status,
            trust_problem_indic=again["trust_problem_indic"],
            validation_path=again["validation_path"],
        )
    problems: list[Problem] = []
    notes: list[str] = []
    intact = status.intact and status.valid
    if not intact:
        text = _("the document was changed after it was signed: its bytes are not those signed")
        problems.append(Problem("signature-broken", text))
    elif strict_diff and not status.docmdp_ok:
        problems.append(
            Problem("changed-after-signing", _("it was changed in a way that signing forbids"))
        )
    if stamp is not None and not stamp.intact:
        text = _("its time-stamp is of another signature, or was changed")
        problems.append(Problem("signature-broken", text))
    elif stamp is not None and not stamp.trusted:
        notes.append(_("the time-stamp is by a service that is not among the trusted ones"))
    if intact:
        problems += _certificate(embedded.signer_cert, moment)
        problems += _trust(status, evidence, moment)
    trusted = intact and bool(evidence.anchors) and status.trusted and not problems
    if trusted and not known:
        notes.append(_("whether the certificate was revoked could not be checked: no data on that"))
    return Judgement(intact, trusted, stamp, known, tuple(problems), tuple(notes))


_OUT_OF_DAYS = frozenset({"signature-expired", "signature-not-yet-valid"})


def _certificate(certificate: x509.Certificate, moment: datetime) -> list[Problem]:
    """What the certificate itself says against the signature."""
    found = []
    validity = certificate["tbs_certificate"]["validity"]
    first, last = validity["not_before"].native, validity["not_after"].native
    if moment > last:
        text = _("the signer's certificate was valid until {day} only").format(day=_day(last))
        found.append(Problem("signature-expired", text))
    if moment < first:
        text = _("the signer's certificate is not valid before {day}").format(day=_day(first))
        found.append(Problem("signature-not-yet-valid", text))
    usage = certificate.key_usage_value
    purposes = certificate.extended_key_usage_value
    fits = usage is None or bool(usage.native & {"digital_signature", "non_repudiation"})
    if purposes is not None:
        named = set(purposes.native) | {purpose.dotted for purpose in purposes}
        fits = fits and bool(named & _SIGNING_PURPOSES)
    if certificate.ca or not fits:
        text = _("the certificate was not issued for signing documents")
        found.append(Problem("signature-wrong-use", text))
    return found


def _trust(status: Any, evidence: Evidence, moment: datetime) -> list[Problem]:
    """Why the certificate does not lead to anybody trusted, or why it no longer does."""
    from pyhanko.sign.ades.report import AdESIndeterminate

    reason = status.trust_problem_indic
    issuer = _name_of(status.signing_cert.issuer)
    if not evidence.anchors:
        text = _(
            "who signed cannot be confirmed: no trusted authority is set up. Name the certificate "
            "of the issuer, {issuer}, by --trust or lay it in the folder of trusted certificates"
        ).format(issuer=issuer)
        return [Problem("signer-unconfirmed", text)]
    if status.revocation_details is not None:
        text = _("the signer's certificate was revoked on {day}").format(
            day=_day(status.revocation_details.revocation_date)
        )
        return [Problem("signature-revoked", text)]
    if evidence.says_revoked(status.signing_cert, moment):
        text = _("the signer's certificate is on a list of revoked ones")
        return [Problem("signature-revoked", text)]
    if reason is None and status.trusted:
        return []
    if reason in {
        AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE,
        AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE,
    }:
        text = _("it was made by a method that can be forged today (too short a key, or SHA-1)")
        return [Problem("signature-weak", text)]
    if {p.code for p in _certificate(status.signing_cert, moment)} & _OUT_OF_DAYS:
        return []  # the certificate's own days have said so
    text = (
        _("the issuer of the certificate, {issuer}, is not among those who are trusted")
        if reason is AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND
        else _("the certificates between the signer and a trusted issuer, {issuer}, do not hold")
    ).format(issuer=issuer)
    return [Problem("signature-untrusted", text)]


def _lacks_data(status: SignatureStatus, evidence: Evidence, moment: datetime) -> bool:
    """Whether only data on revocation is wanting: too old, or about other certificates.

    pyHanko refuses a certificate where the document brings answers, and none
    about it; it takes one where there are none at all.
    """
    from pyhanko.sign.ades.report import AdESIndeterminate

    return (
        bool(evidence.anchors)
        and status.revocation_details is None
        and status.trust_problem_indic
        in {
            AdESIndeterminate.CERTIFICATE_CHAIN_GENERAL_FAILURE,
            AdESIndeterminate.TRY_LATER,
            AdESIndeterminate.NO_POE,
        }
        and not evidence.says_revoked(status.signing_cert, moment)
    )


def _name_of(name: x509.Name) -> str:
    native = name.native
    told = native.get("common_name") or native.get("organization_name")
    return str(told) if told else str(name.human_friendly)


def _day(moment: datetime) -> str:
    return moment.astimezone().date().isoformat()
