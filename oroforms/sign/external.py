"""Signing by a service outside: only the digest leaves the office.

The document is made ready first, with room for the signature; a small file
says what is to be signed. The service answers either with a whole CMS
signature of the document's digest, or with the bare signature value of the
attributes that the file holds. Either is put in only when it is right.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from asn1crypto import cms, x509
from pyhanko.sign.general import simple_cms_attribute
from pyhanko.sign.signers.pdf_cms import ExternalSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from oroforms.errors import UsageError
from oroforms.i18n import gettext as _
from oroforms.sign.answer import Answer, checked_answer, has_timestamp
from oroforms.sign.keys import Holder, check_certificate, holder
from oroforms.sign.signing import Level, Manner, Signatory
from oroforms.sign.timestamps import TimestampServer
from oroforms.trust import certificates

_KIND = "oroforms-digest/1"
_RESERVED = 32 * 1024
"""Bytes kept for the service's signature, which may bring chain, time-stamp and more."""


@dataclass(frozen=True, slots=True)
class ExternalKey:
    """The key of a service: its certificate is known, itself it is not here."""

    signer: ExternalSigner
    holder: Holder


@dataclass(frozen=True, slots=True)
class Request:
    """What a service is to sign, and where its signature goes; the content of ``DIGEST.json``."""

    field: str
    document_sha256: bytes
    """Of the prepared PDF as it was written."""
    digest_algorithm: str
    digest: bytes
    """Of the PDF without the reserved region: what a CMS signature is about."""
    signed_attributes: bytes
    """DER of the attributes to be signed by a service that signs bare values (RFC 5652, 5.4)."""
    certificates: tuple[bytes, ...]
    """DER; the signer's first."""
    region: tuple[int, int]
    """From the opening to behind the closing angle bracket of the reserved region."""
    role: str | None
    """What the seal states that the certificate does not; the signature ought to claim it."""
    timestamped: bool
    """Whether the seal says that a time-stamp vouches for the time."""

    def to_json(self) -> dict[str, Any]:
        """The same as plain JSON data."""
        return {
            "kind": _KIND,
            "field": self.field,
            "document_sha256": self.document_sha256.hex(),
            "digest_algorithm": self.digest_algorithm,
            "digest": self.digest.hex(),
            "signed_attributes": _base64(self.signed_attributes),
            "signed_attributes_digest": hashlib.new(
                self.digest_algorithm, self.signed_attributes
            ).hexdigest(),
            "certificates": [_base64(der) for der in self.certificates],
            "region": list(self.region),
            "role": self.role,
            "timestamped": self.timestamped,
        }

    @classmethod
    def read(cls, path: Path) -> Request:
        """What was written with :meth:`to_json`.

        Raises
        ------
        UsageError
            When the file is something else.
        """
        try:
            data = json.loads(path.read_bytes())
            if data["kind"] != _KIND or data["digest_algorithm"] not in _DIGESTS:
                raise ValueError(path)
            start, end = data["region"]
            return cls(
                field=str(data["field"]),
                document_sha256=bytes.fromhex(data["document_sha256"]),
                digest_algorithm=data["digest_algorithm"],
                digest=bytes.fromhex(data["digest"]),
                signed_attributes=base64.b64decode(data["signed_attributes"], validate=True),
                certificates=tuple(
                    base64.b64decode(der, validate=True) for der in data["certificates"]
                ),
                region=(int(start), int(end)),
                role=data["role"],
                timestamped=bool(data["timestamped"]),
            )
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            text = _("{path} is not the digest file that oroforms sign --prepare wrote.")
            raise UsageError(text.format(path=path)) from error


_DIGESTS = ("sha256", "sha384", "sha512")


@dataclass(frozen=True, slots=True)
class Ready:
    """A PDF that waits for its signature."""

    content: bytes
    request: Request
    visible: bool
    fillable: bool


def external_key(path: Path) -> ExternalKey:
    """The key that belongs to a certificate file: the signer's first, then its issuers'.

    Raises
    ------
    UsageError
        When the file holds no certificate, or one that cannot sign now.
    """
    signer, *issuers = certificates(path)
    check_certificate(signer, path, datetime.now(UTC))
    return ExternalKey(_external_signer(signer, issuers), holder(signer))


def prepare(
    content: bytes, key: ExternalKey, manner: Manner, *, name: str, field: str | None
) -> Ready:
    """A PDF with everything in place but the signature, and what is to be signed.

    Raises
    ------
    OroformsError
        As :meth:`Signatory.sign` does.
    """
    return asyncio.run(_prepare(content, key, manner, name, field))


async def _prepare(
    content: bytes, key: ExternalKey, manner: Manner, name: str, field: str | None
) -> Ready:
    prepared = await Signatory(key, manner).prepare(
        content, name=name, field=field, reserve=_RESERVED
    )
    algorithm, digest = prepared.document.md_algorithm, prepared.digest.document_digest
    attributes = await key.signer.signed_attrs(
        digest, algorithm, attr_settings=prepared.attributes, use_pades=True
    )
    ready = prepared.output.getvalue()
    assert key.signer.signing_cert is not None  # noqa: S101 - it was made with one
    others = [each for each in key.signer.cert_registry if each != key.signer.signing_cert]
    request = Request(
        field=prepared.field,
        document_sha256=hashlib.sha256(ready).digest(),
        digest_algorithm=algorithm,
        digest=digest,
        signed_attributes=attributes.dump(),
        certificates=tuple(each.dump() for each in (key.signer.signing_cert, *others)),
        region=(prepared.digest.reserved_region_start, prepared.digest.reserved_region_end),
        role=manner.role,
        timestamped=manner.level is not Level.B,
    )
    return Ready(ready, request, prepared.visible, prepared.fillable)


@dataclass(frozen=True, slots=True)
class Embedded:
    """A signed PDF, and what its owner should know of the service's answer."""

    content: bytes
    remarks: tuple[str, ...]


def embed(
    content: bytes, request: Request, answer: bytes, *, name: str, timestamp_url: str | None = None
) -> Embedded:
    """Put a service's answer where it belongs.

    ``answer`` is a CMS signature (DER or PEM), or the bare value of a
    signature of ``request.signed_attributes``.

    Raises
    ------
    UsageError
        When the PDF is not the prepared one, or the answer is not a signature
        of it by the certificate that it was prepared for.
    ServiceUnreachable
        When a time-stamp cannot be had.
    """
    return asyncio.run(_embed(content, request, answer, name, timestamp_url))


async def _embed(
    content: bytes, request: Request, answer: bytes, name: str, timestamp_url: str | None
) -> Embedded:
    start, end = request.region
    if hashlib.sha256(content).digest() != request.document_sha256 or not _reserved(
        content, start, end
    ):
        text = _("{name} is not the file that was prepared, or it was changed since.")
        raise UsageError(text.format(name=name))
    digest = hashlib.new(request.digest_algorithm, content[:start] + content[end:]).digest()
    if digest != request.digest:
        text = _("{name} and the digest file do not belong together.")
        raise UsageError(text.format(name=name))
    signer, *issuers = (x509.Certificate.load(der) for der in request.certificates)
    found = checked_answer(await _as_cms(answer, request, signer, issuers), signer, request.digest)
    signature = found.content
    if request.timestamped and not has_timestamp(signature):
        if timestamp_url is None:
            text = _(
                "The seal says that a time-stamp vouches for the time, and the service gave "
                "none: give --timestamp URL."
            )
            raise UsageError(text)
        await _add_timestamp(signature, request.digest_algorithm, TimestampServer(timestamp_url))
    der = signature.dump()
    room = (end - start - 2) // 2
    if len(der) > room:
        text = _("The service's signature has {size} bytes; only {room} were reserved for it.")
        raise UsageError(text.format(size=len(der), room=room))
    filled = binascii.hexlify(der.ljust(room, b"\0"))
    signed = content[: start + 1] + filled + content[end - 1 :]
    return Embedded(signed, _remarks(found, request))


def _remarks(found: Answer, request: Request) -> tuple[str, ...]:
    remarks = []
    if found.has_signing_time:
        remarks.append(
            _(
                "The service wrote its own signing time into the signature, which PAdES forbids "
                "(EN 319 142-1, 6.3); strict validators may remark on it."
            )
        )
    if request.role is not None and not found.has_role:
        remarks.append(
            _(
                "The role ({role}) stands in the seal; the service left it out of the signature."
            ).format(role=request.role)
        )
    return tuple(remarks)


async def _as_cms(
    answer: bytes, request: Request, signer: x509.Certificate, issuers: Sequence[x509.Certificate]
) -> bytes:
    """The answer as a CMS signature; a bare value is wrapped into one."""
    if _is_structure(answer) or len(answer) not in _lengths(signer):
        return answer
    external = _external_signer(signer, issuers, answer)
    wrapped = await external.async_sign_prescribed_attributes(
        request.digest_algorithm, cms.CMSAttributes.load(request.signed_attributes)
    )
    content: bytes = wrapped.dump()
    return content


async def _add_timestamp(
    signature: cms.ContentInfo, algorithm: str, server: TimestampServer
) -> None:
    signer_info = signature["content"]["signer_infos"][0]
    value = hashlib.new(algorithm, signer_info["signature"].native).digest()
    stamp = simple_cms_attribute(
        "signature_time_stamp_token", await server.async_timestamp(value, algorithm)
    )
    others = list(signer_info["unsigned_attrs"] or ())
    signer_info["unsigned_attrs"] = cms.CMSAttributes([*others, stamp])


def _external_signer(
    signer: x509.Certificate, issuers: Sequence[x509.Certificate], value: bytes | None = None
) -> ExternalSigner:
    registry = SimpleCertificateStore()
    registry.register_multiple(issuers)
    return ExternalSigner(signer, registry, signature_value=value)


def _reserved(content: bytes, start: int, end: int) -> bool:
    """Whether the region is there and still empty."""
    region = content[start:end]
    return region[:1] == b"<" and region[-1:] == b">" and not region[1:-1].strip(b"0")


def _is_structure(answer: bytes) -> bool:
    return answer.lstrip().startswith(b"-----BEGIN") or (
        answer[:1] == b"\x30" and b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02" in answer[:32]
    )


def _lengths(signer: x509.Certificate) -> range:
    """How many bytes a bare signature value of a key may have."""
    size = (signer.public_key.bit_size + 7) // 8
    if signer.public_key.algorithm in ("rsa", "rsassa_pss"):
        return range(size, size + 1)
    return range(8, 2 * size + 17)  # ECDSA: two integers and their DER; Ed25519 and Ed448: 2 × size


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
