"""A signing service's answer, looked at before it goes into a document."""

from __future__ import annotations

from dataclasses import dataclass

from asn1crypto import cms, core, pem, x509
from pyhanko.sign.general import SigningError, check_ess_certid, extract_signer_info
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

from oroforms.errors import UsageError
from oroforms.i18n import gettext as _
from oroforms.sign.keys import holder

_TIMESTAMP = "signature_time_stamp_token"
_ROLES = ("signer_attributes_v2", "1.2.840.113549.1.9.16.2.18")


@dataclass(frozen=True, slots=True)
class Answer:
    """A CMS signature that is what was asked for."""

    content: cms.ContentInfo
    has_signing_time: bool
    has_role: bool


def checked_answer(answer: bytes, signer: x509.Certificate, digest: bytes) -> Answer:
    """A CMS signature (DER or PEM) of a digest by a certificate, and nothing else.

    Raises
    ------
    UsageError
        When it is none.
    """
    try:
        return _checked(answer, signer, digest)
    except (
        ValueError, TypeError, KeyError, AttributeError, AssertionError, NotImplementedError,
        SigningError, SignatureValidationError, RecursionError,
    ) as error:  # fmt: skip
        text = _(
            "The service's answer is no signature that can be used: expected is a CMS SignedData "
            "without the document (.p7s, DER or PEM). Nothing was written."
        )
        raise UsageError(text) from error


def _checked(answer: bytes, signer: x509.Certificate, digest: bytes) -> Answer:
    if pem.detect(answer):
        _kind, _headers, answer = pem.unarmor(answer)
    content = cms.ContentInfo.load(answer, strict=True)
    if content["content_type"].native != "signed_data":
        raise ValueError(content["content_type"].native)
    signed = content["content"]
    signer_info = extract_signer_info(signed)
    attributes = {
        attribute["type"].native: attribute["values"] for attribute in signer_info["signed_attrs"]
    }
    if not isinstance(signed["encap_content_info"]["content"], core.Void):
        text = _("The service put content into its signature; a PDF's is detached from it.")
        raise UsageError(text)
    intact = valid = False
    named = _is_named(signer_info, signer)
    if named:
        intact, valid = validate_sig_integrity(signer_info, signer, "data", digest)
    if named and not intact:
        raise UsageError(
            _("The service signed something else than this document: the digests differ.")
        )
    if not valid:
        text = _(
            "The service's signature was not made with the key of the certificate that the "
            "document was prepared for ({name})."
        )
        raise UsageError(text.format(name=holder(signer).name))
    _see_reference(attributes, signer)
    _see_certificate(signed, signer)
    return Answer(
        content,
        has_signing_time="signing_time" in attributes,
        has_role=any(role in attributes for role in _ROLES),
    )


def _is_named(signer_info: cms.SignerInfo, signer: x509.Certificate) -> bool:
    """Whether a signature says that it is by a certificate (RFC 5652, 5.3, ``sid``)."""
    sid = signer_info["sid"]
    if sid.name == "subject_key_identifier":
        return bool(sid.chosen.native == signer.key_identifier)
    return bool(
        sid.chosen["serial_number"].native == signer.serial_number
        and sid.chosen["issuer"] == signer.issuer
    )


def _see_reference(attributes: dict[str, cms.SetOfAny], signer: x509.Certificate) -> None:
    """See that the certificate is named and bound, as PAdES asks (EN 319 142-1, 6.3)."""
    values = attributes.get("signing_certificate_v2") or attributes.get("signing_certificate")
    if values is None:
        text = _(
            "The service's signature does not name its certificate (signing-certificate-v2), so "
            "it is no PAdES signature. With OpenSSL, sign with -cades."
        )
        raise UsageError(text)
    if not check_ess_certid(signer, values[0]["certs"][0]):
        raise UsageError(_("The service's signature names another certificate than its own."))


def _see_certificate(signed: cms.SignedData, signer: x509.Certificate) -> None:
    held = signed["certificates"]
    if signer.dump() not in {each.chosen.dump() for each in held or ()}:
        raise UsageError(
            _("The service left its certificate out of the signature; it must be in it.")
        )


def has_timestamp(signature: cms.ContentInfo) -> bool:
    """Whether a signature holds a time-stamp of itself."""
    unsigned = signature["content"]["signer_infos"][0]["unsigned_attrs"]
    return any(attribute["type"].native == _TIMESTAMP for attribute in unsigned or ())
