"""Who signed, as the certificate and the signature themselves state it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from asn1crypto import x509
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

    from oroforms.verify.trust import Judgement


def signer(certificate: x509.Certificate) -> str:
    """Name of the person (or seal) that the certificate was issued to."""
    native = certificate.subject.native
    given = " ".join(str(native[k]) for k in ("given_name", "surname") if native.get(k))
    return str(native.get("common_name") or given or certificate.subject.human_friendly)


_ROLES = ("2.5.4.12", "2.5.4.41")
"""Attribute types of claimed roles: title (X.520) as oroforms writes it, name as EU's DSS does."""


def organisation(certificate: x509.Certificate) -> str | None:
    """Where that person works, if the certificate says so."""
    return _first(certificate.subject.native.get("organization_name"))


def role(embedded: EmbeddedPdfSignature) -> str | None:
    """What the person claimed to sign as, else the title in the certificate."""
    return _claimed(embedded) or _first(embedded.signer_cert.subject.native.get("title"))


def level(embedded: EmbeddedPdfSignature, judgement: Judgement, stamped_over: bool) -> str:
    """The PAdES baseline level (ETSI EN 319 142-1, 6.1) that the file as it is now reaches."""
    if embedded.sig_object.get("/SubFilter") != "/ETSI.CAdES.detached":
        return "PKCS#7"
    if judgement.stamp is None or not judgement.stamp.intact:
        return "B-B"
    if not judgement.revocation_known or "/DSS" not in embedded.reader.root:
        return "B-T"
    return "B-LTA" if stamped_over else "B-LT"


def _claimed(embedded: EmbeddedPdfSignature) -> str | None:
    """A claimed role of the CAdES attribute ``signer-attributes-v2`` (ETSI EN 319 122-1, 5.2.6)."""
    for attribute in embedded.signer_info["signed_attrs"]:
        if attribute["type"].native != "signer_attributes_v2":
            continue
        for value in attribute["values"]:
            for claimed in value["claimed_attributes"]:
                if claimed["type"].native in _ROLES:
                    return _first(claimed["values"].native)
    return None


def _first(value: Any) -> str | None:
    while isinstance(value, list | tuple) and value:
        value = value[0]
    return str(value) if value else None
