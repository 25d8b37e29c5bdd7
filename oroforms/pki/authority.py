"""The test authority at work: what it says of its certificates, and of the time.

Answers are made by well-kept libraries: lists and OCSP by ``cryptography``,
time-stamps by pyHanko. Times are handed in, so that a test can ask what was
said at another time.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp

from oroforms.errors import UsageError
from oroforms.i18n import gettext as _
from oroforms.pki.certificates import POLICY, Holder, PrivateKey

if TYPE_CHECKING:
    from asn1crypto import tsp

REGISTER = "register.json"
SERVICES = "services"
CERTIFICATES = ("authority.crt", "issuing.crt")
LISTS = ("authority.crl", "issuing.crl")
_NEWS_FOR = timedelta(days=7)
"""How long an answer about revoked certificates stands."""
_MADE_BEFORE = timedelta(minutes=5)
"""How old an answer says it is: whoever fixed the moment of judgement first, and asked slowly,
would else find it to be from the future."""
_DIGESTS = ("sha256", "sha384", "sha512")


@dataclass(frozen=True, slots=True)
class Authority:
    """A test authority: its keys, and which certificates it has issued and revoked."""

    root: Holder
    issuing: Holder
    ocsp: Holder
    timestamps: Holder
    port: int
    issued: Mapping[int, datetime | None]
    """By serial number: since when the certificate is revoked, ``None`` where it is good."""

    @property
    def url(self) -> str:
        """Where the services are found; it stands in the certificates."""
        return url_of(self.port)

    def certificate(self, name: str) -> bytes:
        """One of :data:`CERTIFICATES` (DER)."""
        holder = self._holder_of(name)
        return holder.certificate.public_bytes(serialization.Encoding.DER)

    def revocation_list(self, name: str, now: datetime, news_for: timedelta = _NEWS_FOR) -> bytes:
        """One of :data:`LISTS` (DER), which stands for so long."""
        holder = self._holder_of(name)
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(holder.certificate.subject)
            .last_update(now - _MADE_BEFORE)
            .next_update(now + news_for)
            .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(holder.key.public_key()),
                critical=False,
            )
        )
        if holder is self.issuing:
            for serial, since in self.issued.items():
                if since is not None and since <= now:
                    entry = x509.RevokedCertificateBuilder(serial, since)
                    builder = builder.add_revoked_certificate(entry.build())
        return builder.sign(holder.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)

    def ocsp_response(self, request: bytes, now: datetime) -> bytes:
        """The answer to an OCSP request (RFC 6960), both DER; a refusal where it is malformed."""
        try:
            asked = ocsp.load_der_ocsp_request(request)
            serial, algorithm = asked.serial_number, asked.hash_algorithm
            named = (asked.issuer_name_hash, asked.issuer_key_hash)
        except ValueError:
            return _ocsp_refusal(ocsp.OCSPResponseStatus.MALFORMED_REQUEST)
        if named != self._issuer_hashes(algorithm):
            return _ocsp_refusal(ocsp.OCSPResponseStatus.UNAUTHORIZED)
        since = self.issued.get(serial)
        status = ocsp.OCSPCertStatus.GOOD
        if serial not in self.issued:
            status = ocsp.OCSPCertStatus.UNKNOWN
        elif since is not None and since <= now:
            status = ocsp.OCSPCertStatus.REVOKED
        builder = (
            ocsp.OCSPResponseBuilder()
            .add_response_by_hash(
                named[0],
                named[1],
                serial,
                algorithm,
                status,
                now - _MADE_BEFORE,
                now + _NEWS_FOR,
                since if status is ocsp.OCSPCertStatus.REVOKED else None,
                None,
            )
            .responder_id(ocsp.OCSPResponderEncoding.HASH, self.ocsp.certificate)
            .certificates([self.ocsp.certificate])
        )
        for extension in asked.extensions:
            if isinstance(extension.value, x509.OCSPNonce):
                builder = builder.add_extension(extension.value, critical=False)
        return builder.sign(self.ocsp.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)

    def timestamp_response(self, request: bytes, now: datetime) -> bytes:
        """The answer to a time-stamp request (RFC 3161), both DER; a refusal says why."""
        from asn1crypto import tsp

        try:
            asked = tsp.TimeStampReq.load(request, strict=True)
            imprint = asked["message_imprint"]
            algorithm = imprint["hash_algorithm"]["algorithm"].native
            length = len(imprint["hashed_message"].native)
            nonce = asked["nonce"].native
        except (ValueError, TypeError):
            return _timestamp_refusal("bad_data_format")
        if algorithm not in _DIGESTS or length != int(algorithm.removeprefix("sha")) // 8:
            return _timestamp_refusal("bad_alg")
        told = tsp.TSTInfo(
            {
                "version": "v1",
                "policy": POLICY.dotted_string,
                "message_imprint": imprint,
                "serial_number": secrets.randbits(64),
                # Whole seconds: fractions need not be written, and not every reader knows them.
                "gen_time": now.replace(microsecond=0),
                "accuracy": {"seconds": 1},
                **({} if nonce is None else {"nonce": nonce}),
            }
        )
        return bytes(
            tsp.TimeStampResp(
                {"status": {"status": "granted"}, "time_stamp_token": self._token(told)}
            ).dump()
        )

    def _token(self, told: tsp.TSTInfo) -> object:
        from asn1crypto import cms, keys
        from asn1crypto import x509 as asn1_x509
        from pyhanko.sign.signers import SimpleSigner
        from pyhanko_certvalidator.registry import SimpleCertificateStore

        def asn1(holder: Holder) -> asn1_x509.Certificate:
            return asn1_x509.Certificate.load(
                holder.certificate.public_bytes(serialization.Encoding.DER)
            )

        chain = SimpleCertificateStore.from_certs([asn1(self.issuing), asn1(self.root)])
        key = self.timestamps.key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        signer = SimpleSigner(
            signing_cert=asn1(self.timestamps),
            signing_key=keys.PrivateKeyInfo.load(key),
            cert_registry=chain,
        )
        content = cms.EncapsulatedContentInfo(
            {"content_type": "tst_info", "content": cms.ParsableOctetString(told.dump())}
        )
        return asyncio.run(
            signer.async_sign_general_data(content, "sha256", detached=False, use_cades=True)
        )

    def _holder_of(self, name: str) -> Holder:
        return {"authority": self.root, "issuing": self.issuing}[name.partition(".")[0]]

    def _issuer_hashes(self, algorithm: hashes.HashAlgorithm) -> tuple[bytes, bytes]:
        certificate = self.issuing.certificate
        # The request of a certificate names its issuer by hashes of name and key (RFC 6960, 4.1.1).
        own = (
            ocsp.OCSPRequestBuilder()
            .add_certificate(self.timestamps.certificate, certificate, algorithm)
            .build()
        )
        return own.issuer_name_hash, own.issuer_key_hash


def url_of(port: int) -> str:
    """The address of the services on one's own computer."""
    return f"http://127.0.0.1:{port}"


def load(folder: Path) -> Authority:
    """The authority that :func:`oroforms.pki.demo.make` made in a folder.

    Raises
    ------
    UsageError
        Where the folder holds none, or not all of it.
    """
    services = folder / SERVICES
    try:
        register = json.loads((services / REGISTER).read_text(encoding="utf-8"))
        holders = {
            name: _holder((services / f"{name}.pem").read_bytes())
            for name in ("authority", "issuing", "ocsp", "timestamps")
        }
        return Authority(
            root=holders["authority"],
            issuing=holders["issuing"],
            ocsp=holders["ocsp"],
            timestamps=holders["timestamps"],
            port=register["port"],
            issued={
                int(serial): None if since is None else datetime.fromisoformat(since)
                for serial, since in register["issued"].items()
            },
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        text = _(
            "{folder}: there is no test authority here, or a part of it is missing. "
            "Make one in a new folder: oroforms pki demo DIR"
        )
        raise UsageError(text.format(folder=folder)) from error


def _holder(pem: bytes) -> Holder:
    key = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(key, PrivateKey):
        raise TypeError(type(key))
    return Holder(x509.load_pem_x509_certificate(pem), key)


def _ocsp_refusal(status: ocsp.OCSPResponseStatus) -> bytes:
    refusal = ocsp.OCSPResponseBuilder.build_unsuccessful(status)
    return refusal.public_bytes(serialization.Encoding.DER)


def _timestamp_refusal(reason: str) -> bytes:
    from asn1crypto import core, tsp

    status = tsp.PKIStatusInfo({"status": "rejection", "fail_info": {reason}})
    # A response whose optional token is left out; asn1crypto's own type insists on one.
    return bytes(core.SequenceOf([status], spec=tsp.PKIStatusInfo).dump())
