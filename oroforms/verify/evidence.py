"""What a document and the user's folder bring to judge certificates by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from oroforms.verify.anchors import Anchors

if TYPE_CHECKING:
    from asn1crypto import crl, ocsp, x509
    from pyhanko.sign.validation.dss import DocumentSecurityStore
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
    from pyhanko_certvalidator import ValidationContext


@dataclass(frozen=True)
class Evidence:
    """Certificates and revocation data that came with the document or lie with the anchors."""

    anchors: Anchors
    certificates: Sequence[x509.Certificate] = ()
    crls: Sequence[crl.CertificateList] = ()
    ocsps: Sequence[ocsp.OCSPResponse] = ()

    def context(self, moment: datetime | None) -> ValidationContext:
        """pyHanko's context for judging a certificate at a moment; ``None`` is now, and asks."""
        from asn1crypto import x509
        from pyhanko_certvalidator import ValidationContext

        return ValidationContext(
            trust_roots=[x509.Certificate.load(der) for der in self.anchors.certificates],
            other_certs=list(self.certificates),
            crls=self.lists,
            ocsps=list(self.ocsps),
            moment=moment,
            best_signature_time=moment,
            allow_fetching=moment is None,
            revocation_mode="soft-fail",
            # Data gathered after the moment says what was revoked by then, and when.
            retroactive_revinfo=True,
        )

    async def asked(self, signatures: Iterable[EmbeddedPdfSignature]) -> Evidence:
        """The same evidence, with what the issuers' services answer today about the signers."""
        from pyhanko.sign.validation.generic_cms import cms_basic_validation
        from pyhanko.sign.validation.settings import KeyUsageConstraints

        context = self.context(None)
        try:
            for embedded in signatures:
                await cms_basic_validation(
                    embedded.signed_data,
                    embedded.compute_digest(),
                    context,
                    key_usage_settings=KeyUsageConstraints(key_usage=set()),
                )
            return replace(self, crls=context.crls, ocsps=context.ocsps)
        finally:
            await context.aclose()

    @property
    def lists(self) -> list[crl.CertificateList]:
        """All revocation lists."""
        from asn1crypto import crl

        own = (crl.CertificateList.load(der) for der in self.anchors.revocation_lists)
        return [*self.crls, *own]

    @property
    def without_revocation(self) -> Evidence:
        """The same without anything on revocation."""
        return replace(self, anchors=Anchors(self.anchors.certificates), crls=(), ocsps=())

    def speaks_of(self, certificate: x509.Certificate) -> bool:
        """Whether some list or answer is about the certificate."""
        listed = any(item.issuer == certificate.issuer for item in self.lists)
        return listed or any(True for _answer in self._answers(certificate))

    def says_revoked(self, certificate: x509.Certificate, moment: datetime) -> bool:
        """Whether any list or answer, however old and by whomever, has it revoked by then.

        pyHanko asks lists only about certificates that name one, and leaves
        old ones aside. What is found here speaks against a certificate, and
        never for one.
        """
        for item in self.lists:
            entries = item["tbs_cert_list"]["revoked_certificates"]
            if item.issuer == certificate.issuer and any(
                entry["user_certificate"].native == certificate.serial_number
                and entry["revocation_date"].native <= moment
                for entry in entries
            ):
                return True
        return any(
            answer["cert_status"].name == "revoked"
            and answer["cert_status"].chosen["revocation_time"].native <= moment
            for answer in self._answers(certificate)
        )

    def _answers(self, certificate: x509.Certificate) -> Iterator[ocsp.SingleResponse]:
        for response in self.ocsps:
            if response["response_bytes"].native is None:
                continue
            for answer in response.response_data["responses"]:
                if answer["cert_id"]["serial_number"].native == certificate.serial_number:
                    yield answer


def stored_data(
    store: DocumentSecurityStore,
) -> tuple[list[x509.Certificate], list[crl.CertificateList], list[ocsp.OCSPResponse]]:
    """Certificates, revocation lists and OCSP answers of a document's security store."""
    from asn1crypto import crl, ocsp

    lists = [crl.CertificateList.load(ref.get_object().data) for ref in store.crls]
    answers = [ocsp.OCSPResponse.load(ref.get_object().data) for ref in store.ocsps]
    return list(store.load_certs()), lists, answers
