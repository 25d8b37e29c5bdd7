"""What tests look at in signed PDFs: revisions, judgements of pyHanko's own, poppler's readings."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from pathlib import Path

from pyhanko.pdf_utils.generic import DictionaryObject, NullObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext

from oroforms.sign.signing import Signed
from oroforms.trust import anchors

Sign = Callable[..., Signed]


def judged(content: bytes, anchor: Path) -> dict[str, PdfSignatureStatus]:
    """pyHanko's judgement of each signature, by its default policy of later changes."""
    reader = PdfFileReader(io.BytesIO(content))
    return {
        signature.field_name: validate_pdf_signature(
            signature,
            signer_validation_context=ValidationContext(
                trust_roots=anchors([anchor]), allow_fetching=False, revocation_mode="soft-fail"
            ),
        )
        for signature in reader.embedded_regular_signatures
    }


def changed(content: bytes, revision: int) -> dict[str, set[str]]:
    """What a revision (from 1) changed of objects that were there before: full keys by kind."""
    reader = PdfFileReader(io.BytesIO(content))
    new = reader.get_historical_resolver(revision)
    old = reader.get_historical_resolver(revision - 1)
    found: dict[str, set[str]] = {}
    for reference in reader.xrefs.explicit_refs_in_revision(revision):
        if reader.xrefs.get_historical_ref(reference, revision - 1) is None:
            continue
        before, after = old(reference), new(reference)
        if isinstance(before, NullObject):
            continue
        if not isinstance(before, DictionaryObject) or not isinstance(after, DictionaryObject):
            found.setdefault(type(before).__name__, set())
            continue
        keys = {
            key
            for key in {*before, *after}
            if key not in before or key not in after or before.raw_get(key) != after.raw_get(key)
        }
        if keys:
            kind = str(before.get("/FT") or before.get("/Type") or "form")
            found.setdefault(kind, set()).update(str(key) for key in keys)
    return found


def text(path: Path) -> str:
    """What poppler reads on all pages."""
    return poppler("pdftotext", "-layout", str(path), "-")


def poppler(*words: str) -> str:
    """What a program says."""
    return subprocess.run(words, capture_output=True, text=True, check=True, timeout=60).stdout
