"""Signatures as pyHanko alone makes them: also those that our own signing refuses to make."""

from __future__ import annotations

import io
from pathlib import Path

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko_certvalidator import ValidationContext

from oroforms.pki.demo import Keys


def plainly_signed(
    pdf: bytes,
    keys: Keys,
    *,
    field: str | None = None,
    timestamp_url: str | None = None,
    lasting: Path | None = None,
    certify: int | None = None,
) -> bytes:
    """A document with one signature more.

    Parameters
    ----------
    field
        Where; ``None`` is the first field that is not signed, or a new one where there is none.
    lasting
        The certificate to trust, to put revocation data into the document (level B-LT).
    certify
        What may be done later, as ``/P`` of the DocMDP transform says it: 1, 2 or 3.
    """
    signer = signers.SimpleSigner.load_pkcs12(keys.key, passphrase=keys.password.encode())
    context = None
    if lasting is not None:
        root = load_cert_from_pemder(str(lasting))
        context = ValidationContext(trust_roots=[root], allow_fetching=True)
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    open_fields = fields.enumerate_sig_fields(writer, filled_status=False)
    name = field or next((found for found, _value, _ref in open_fields), "Signature")
    metadata = signers.PdfSignatureMetadata(
        field_name=name,
        subfilter=fields.SigSeedSubFilter.PADES,
        md_algorithm="sha256",
        embed_validation_info=lasting is not None,
        validation_context=context,
        certify=certify is not None,
        docmdp_permissions=fields.MDPPerm(certify or 2),
    )
    stamper = None if timestamp_url is None else HTTPTimeStamper(timestamp_url)
    out: io.BytesIO = signers.sign_pdf(writer, metadata, signer, timestamper=stamper)
    return out.getvalue()
