"""Signing and verifying beside plain calls of pyHanko, in one process and by turns."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.figures import OROFORMS, Figure, seconds
from oroforms.pki.demo import LARARE, REKTOR, Demo, Keys
from oroforms.pki.service import demonstrating
from oroforms.trust import anchors


def signing(scratch: Path, count: int) -> Iterator[Figure]:
    """The figures of signatures; ``count`` documents make the batch that one key signs."""
    document = _document(scratch)
    with demonstrating(scratch / "authority") as demo:
        once = _signed(document, demo, demo.keys(LARARE))
        twice = _signed(once, demo, demo.keys(REKTOR), lasting=True)
        yield Figure("signing / plain pyHanko", _signing_ratio(document, demo.keys(REKTOR)), 1.3)
        for said, content in (("one signature", once), ("two signatures, B-B and B-LT", twice)):
            ours, theirs = _ours(content, demo), _theirs(content, demo)
            yield Figure(f"verifying {said} / plain pyHanko", _ratio(ours, theirs, 9), 1.3)
        opened = _keys_opened(scratch, demo.keys(REKTOR), count)
        yield Figure(f"times the key is opened for {count} signed PDFs", opened, 1)


def _ratio(ours: Callable[[], object], theirs: Callable[[], object], rounds: int) -> float:
    """Least processor time of ours by least of theirs, taken in turns after one of each."""

    def taken(call: Callable[[], object]) -> float:
        start = time.process_time()
        call()
        return time.process_time() - start

    ours(), theirs()
    pairs = [(taken(ours), taken(theirs)) for _ in range(rounds)]
    return min(a for a, _ in pairs) / min(b for _, b in pairs)


def _document(scratch: Path) -> bytes:
    """A finished notification with its data."""
    from samples.make.people import notification

    answers, finished = scratch / "one.json", scratch / "one.pdf"
    answers.write_text(json.dumps(notification()), encoding="utf-8")
    seconds([*OROFORMS, "fill", "orosanmalan", answers, "-o", finished])
    return finished.read_bytes()


def _signed(content: bytes, demo: Demo, keys: Keys, *, lasting: bool = False) -> bytes:
    from oroforms.sign.keys import open_pkcs12
    from oroforms.sign.signing import Level, Manner, Signatory

    manner = Manner()
    if lasting:
        manner = Manner(Level.LT, demo.timestamp_url, tuple(anchors((demo.anchor,))))
    key = open_pkcs12(keys.key, keys.password.encode(), datetime.now(UTC))
    return Signatory(key, manner).sign(content, name="bench").content


def _signing_ratio(content: bytes, keys: Keys) -> float:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    from oroforms.sign.keys import open_pkcs12
    from oroforms.sign.signing import Manner, Signatory

    password = keys.password.encode()
    signatory = Signatory(open_pkcs12(keys.key, password, datetime.now(UTC)), Manner())
    plain = signers.SimpleSigner.load_pkcs12(keys.key, passphrase=password)
    metadata = signers.PdfSignatureMetadata(
        field_name="signature.sign", subfilter=fields.SigSeedSubFilter.PADES
    )

    def theirs() -> object:
        return signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(content)), metadata, plain)

    return _ratio(lambda: signatory.sign(content, name="bench"), theirs, 30)


def _ours(content: bytes, demo: Demo) -> Callable[[], object]:
    from oroforms.verify.anchors import load_anchors
    from oroforms.verify.verifying import verify

    trusted = load_anchors((demo.anchor,))
    return lambda: verify(content, trusted)


def _theirs(content: bytes, demo: Demo) -> Callable[[], object]:
    from pyhanko.keys import load_cert_from_pemder
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    root = load_cert_from_pemder(str(demo.anchor))

    def validated() -> object:
        embedded = PdfFileReader(io.BytesIO(content)).embedded_regular_signatures
        return [
            validate_pdf_signature(each, ValidationContext(trust_roots=[root])) for each in embedded
        ]

    return validated


def _keys_opened(scratch: Path, keys: Keys, count: int) -> int:
    """How often one ``fill --sign`` of many documents opens its key."""
    from oroforms.cli.main import main
    from oroforms.sign import keys as of_sign

    opened = 0
    really = of_sign.open_pkcs12

    def counting(path: Path, password: bytes | None, now: datetime) -> of_sign.Pkcs12Key:
        nonlocal opened
        opened += 1
        return really(path, password, now)

    password = scratch / "key.password"
    password.write_text(keys.password, encoding="utf-8")
    of_sign.open_pkcs12 = counting
    try:
        words = ["fill", "orosanmalan", *[str(scratch / "one.json")] * count]
        options = ["--out-dir", str(scratch / "signed"), "--sign", str(keys.key)]
        with redirect_stdout(io.StringIO()) as said, redirect_stderr(said):
            code = main([*words, *options, "--password-file", str(password)])
    finally:
        of_sign.open_pkcs12 = really
    made = len(list((scratch / "signed").glob("*.pdf")))
    if code not in (0, 6) or made != count:
        raise SystemExit(f"{made} of {count} were signed: {said.getvalue()[-400:]}")
    return opened
