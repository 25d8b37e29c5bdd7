"""Signing PDFs: PAdES baseline signatures (ETSI EN 319 142-1), always added, never rewritten.

The file as it was stays untouched at the front of the signed one. A
signature brings its own object, its field's value and look, and nothing of
the page, its structure or metadata changes.
"""

from __future__ import annotations

import asyncio
import io
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from asn1crypto import cms, core, x509
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.ades.api import CAdESSignedAttrSpec, SignerAttrSpec
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes, Signer
from pyhanko.sign.signers.pdf_signer import (
    DSSContentSettings,
    PdfSigningSession,
    PdfTBSDocument,
    SigDSSPlacementPreference,
)
from pyhanko.sign.validation.dss import DocumentSecurityStore

from oroforms.errors import UsageError
from oroforms.i18n import gettext as _
from oroforms.sign.documents import (
    Revision,
    damage_told,
    is_fillable,
    is_signed,
    opened,
    refuse_locked,
)
from oroforms.sign.fields import SignatureField, choose, signature_fields
from oroforms.sign.keys import Holder, Key, signing_use
from oroforms.sign.revocation import trust_errors_told, validation_context
from oroforms.sign.seal import seal_of
from oroforms.sign.stamp import SealStyle
from oroforms.sign.timestamps import TimestampServer

if TYPE_CHECKING:
    from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest
    from pyhanko.sign.signers.pdf_signer import PreSignValidationStatus

_INVISIBLE_NAME = "Underskrift"
_TITLE = "2.5.4.12"


class Level(StrEnum):
    """PAdES baseline levels."""

    B = "b-b"
    """The signature alone; its time is the clock's."""
    T = "b-t"
    """With a time-stamp: it existed then."""
    LT = "b-lt"
    """With what is needed to verify it when issuer and services are gone."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How to sign: what all signatures of one call have in common."""

    level: Level = Level.B
    timestamp_url: str | None = None
    trust: tuple[x509.Certificate, ...] = ()
    """Certificates that the signer's chain must end in; needed for B-LT."""
    role: str | None = None
    """What the signer states of their role; the certificate's own where it is ``None``."""
    reason: str | None = None

    def __post_init__(self) -> None:
        """See that the level has what it needs.

        Raises
        ------
        UsageError
            When it has not.
        """
        if self.level is not Level.B and self.timestamp_url is None:
            text = _("Level {level} needs a time-stamp server: give --timestamp URL.")
            raise UsageError(text.format(level=self.level))
        if self.level is Level.LT and not self.trust:
            raise UsageError(
                _(
                    "A signature of level b-lt holds the chain up to a certificate that is "
                    "trusted: give --trust FILE with the authority's certificate."
                )
            )


class _FirstSaysSo(PdfSigner):
    """Declares PAdES in the catalog with the first signature, and later leaves that alone.

    pyHanko declares the signer's algorithm, too, and for that turns the file
    into PDF 2.0; PDF/A-3 is 1.7.
    """

    def register_extensions(self, pdf_out: BasePdfFileWriter, *, md_algorithm: str) -> None:  # noqa: ARG002
        """Declare PAdES (EN 319 142-1, annex B), once."""
        if not is_signed(pdf_out):
            pdf_out.ensure_output_version((1, 7))
            pdf_out.register_extension(ESIC_EXTENSION_1)


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed PDF, and where its new signature is."""

    content: bytes
    field: str
    visible: bool
    fillable: bool
    """Whether programs still let people write in it, which would break the signature."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A PDF with a reserved place for a signature, and what is to be signed."""

    document: PdfTBSDocument
    digest: PreparedByteRangeDigest
    output: io.BytesIO
    attributes: PdfCMSSignedAttributes
    found: PreSignValidationStatus | None
    """Chain and revocation data of a signature that is to last."""
    field: str
    visible: bool
    fillable: bool


class Signatory:
    """One who signs any number of documents in the same manner; the key is opened before."""

    def __init__(self, key: Key, manner: Manner) -> None:
        self._signer: Signer = key.signer
        self._manner = manner
        self._holder = Holder(
            key.holder.name, key.holder.organisation, manner.role or key.holder.role
        )
        # One for all documents: it keeps the size of the server's stamps.
        # What a signature needs is the same in each document; to find out costs a trial signature.
        self._size: int | None = None
        url = manner.timestamp_url
        self._timestamper = TimestampServer(url) if url is not None else None

    def sign(self, content: bytes, *, name: str, field: str | None = None) -> Signed:
        """Sign a PDF; ``name`` is what messages call it.

        Without ``field`` the first unsigned field of the form is signed; a
        document without any gets an invisible signature.

        Raises
        ------
        UnreadableDocument
            When it is no PDF that can be signed.
        UsageError
            When there is no such field, it is signed, or the certificate is
            not trusted (B-LT).
        ServiceUnreachable
            When a time-stamp or revocation data cannot be had.
        """
        return asyncio.run(self._sign(content, name, field))

    async def _sign(self, content: bytes, name: str, field: str | None) -> Signed:
        prepared = await self.prepare(content, name=name, field=field)
        await prepared.document.perform_signature(
            prepared.digest.document_digest, prepared.attributes
        )
        if prepared.found is not None:
            _add_validation_data(prepared.output, prepared.found)
        return Signed(
            prepared.output.getvalue(), prepared.field, prepared.visible, prepared.fillable
        )

    async def prepare(
        self, content: bytes, *, name: str, field: str | None, reserve: int | None = None
    ) -> Prepared:
        """Everything up to the signature itself; ``reserve`` bytes are kept for it.

        Raises
        ------
        OroformsError
            As :meth:`sign` does.
        """
        writer = opened(content, name)
        with damage_told(name):
            fields, fillable = signature_fields(writer), is_fillable(writer)
        place = choose(fields, field)
        if place is not None:
            with damage_told(name):
                refuse_locked(writer.prev, place.name, name)
        context = validation_context(self._manner.trust) if self._manner.level is Level.LT else None
        new_name = _unused(fields) if place is None else place.name
        pdf_signer = _FirstSaysSo(
            self._metadata(new_name, context, before=reserve is not None),
            self._signer,
            timestamper=self._timestamper,
            stamp_style=SealStyle(),
            new_field_spec=_invisible(new_name) if place is None else None,
        )
        try:
            with trust_errors_told():
                session = pdf_signer.init_signing_session(
                    writer, existing_fields_only=place is not None
                )
                found = await session.perform_presign_validation(writer)
            size = reserve or self._size or await _estimated(session, found)
            with damage_told(name):
                prepared = self._placed(session, found, 2 * size)
        finally:
            if context is not None:
                await context.aclose()
        document, digest, output = prepared
        if reserve is None:
            self._size = size
        visible = place is not None and place.width > 0 and place.height > 0
        return Prepared(
            document, digest, output, self._attributes(session), found, new_name, visible, fillable
        )

    def _placed(
        self, session: PdfSigningSession, found: PreSignValidationStatus | None, size: int
    ) -> tuple[PdfTBSDocument, PreparedByteRangeDigest, io.BytesIO]:
        at: datetime = session.system_time
        seal = seal_of(self._holder, at, stamped=self._manner.level is not Level.B)
        document = session.prepare_tbs_document(found, size, {"seal": seal})
        output = io.BytesIO()
        digest, _output = document.digest_tbs_document(output=output)
        return document, digest, output

    def _metadata(self, field: str, context: Any, *, before: bool) -> PdfSignatureMetadata:
        """What pyHanko is told; ``before`` puts validation data before the signature."""
        certificate = self._signer.signing_cert
        use = None if certificate is None else signing_use(certificate)
        return PdfSignatureMetadata(
            field_name=field,
            name=self._holder.name,
            reason=self._manner.reason,
            subfilter=SigSeedSubFilter.PADES,
            embed_validation_info=context is not None,
            validation_context=context,
            signer_key_usage=use or set(),
            cades_signed_attr_spec=self._stated(),
            dss_settings=DSSContentSettings(
                include_vri=False,
                placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE
                if before
                else SigDSSPlacementPreference.SEPARATE_REVISION,
            ),
        )

    def _attributes(self, session: PdfSigningSession) -> PdfCMSSignedAttributes:
        return PdfCMSSignedAttributes(
            signing_time=session.system_time, cades_signed_attrs=self._stated()
        )

    def _stated(self) -> CAdESSignedAttrSpec | None:
        """A role that the certificate does not state, as the signer's claim.

        EN 319 122-1, 5.2.6.1: signer-attributes-v2.
        """
        if self._manner.role is None:
            return None
        title = cms.AttCertAttribute(
            {"type": _TITLE, "values": [core.UTF8String(self._manner.role)]}
        )
        return CAdESSignedAttrSpec(signer_attributes=SignerAttrSpec([title], []))


def _add_validation_data(signed: io.BytesIO, found: PreSignValidationStatus) -> None:
    """Chain and revocation data in a revision after the signature, where the EU's DSS looks."""
    revision = Revision(signed)
    DocumentSecurityStore.supply_dss_in_writer(
        revision,
        sig_contents=None,
        paths=found.validation_paths,
        ocsps=found.ocsps_to_embed,
        crls=found.crls_to_embed,
    )
    revision.write_in_place()  # type: ignore[no-untyped-call]


async def _estimated(session: PdfSigningSession, found: PreSignValidationStatus | None) -> int:
    """Bytes that a signature needs at most; the file holds two digits for each."""
    digits: int = await session.estimate_signature_container_size(found)
    return digits // 2


def _unused(fields: list[SignatureField]) -> str:
    taken = {field.name for field in fields}
    number = 1
    while f"{_INVISIBLE_NAME}{number}" in taken:
        number += 1
    return f"{_INVISIBLE_NAME}{number}"


def _invisible(name: str) -> SigFieldSpec:
    """A field that is no place on a page.

    PDF/A forbids hidden annotations and wants them printed (ISO 19005-2, 6.3.2), PDF/UA-1 wants
    each to be tagged, hidden or outside of the page (ISO 14289-1, 7.18.1): so it lies outside.
    """
    return SigFieldSpec(
        sig_field_name=name,
        invis_sig_settings=InvisSigSettings(set_print_flag=True, box_out_of_bounds=True),
        readable_field_name=_INVISIBLE_NAME,
    )
