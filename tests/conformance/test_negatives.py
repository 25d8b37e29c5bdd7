"""What must not hold does not hold: by our own verifying all of it, by the other judges some."""

from __future__ import annotations

import io
import subprocess

import pytest
from plain_signing import plainly_signed
from pyhanko.pdf_utils.reader import PdfFileReader
from tampered_pdfs import ATTACKS, unchanged

from conformance import judges, negatives
from oroforms.errors import UnreadableDocument
from oroforms.pki.demo import LARARE, REVOKED
from oroforms.signatures import Verdict
from oroforms.verify.anchors import Anchors
from oroforms.verify.verifying import verify

SOME = (
    "flipped-byte", "swapped-pages", "changed-text", "expired-certificate", "revoked-certificate",
    "untrusted-certificate", "shadow-hide", "shadow-replace-field", "shadow-hide-and-replace",
    "wrapped",
)  # fmt: skip
"""Judged by all in every test run; `make conformance` judges the rest."""

PREPARED = [each for each in ATTACKS if each.prepare is not unchanged or each.certify]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_what_was_tampered_with_fails(attack, finished, authority, trust):
    content = finished.path.read_bytes()
    keys = authority.keys(LARARE)
    made = attack.made(content, lambda pdf, certify: plainly_signed(pdf, keys, certify=certify))
    try:
        verification = verify(made, trust.own())
    except UnreadableDocument:
        return  # whoever cannot read a file is not deceived by it
    assert verification.verdict is Verdict.FAILS


@pytest.mark.parametrize("attack", PREPARED, ids=lambda attack: attack.name)
def test_what_was_prepared_holds_until_it_is_struck(attack, finished, authority, trust):
    """The attack alone makes the difference: no document fails for how it was prepared."""
    prepared = attack.prepare(finished.path.read_bytes())
    signed = plainly_signed(prepared, authority.keys(LARARE), certify=attack.certify)
    assert verify(signed, trust.own()).verdict is Verdict.HOLDS


@pytest.mark.parametrize("name", negatives.SIGNERS)
def test_what_the_wrong_person_signed_does_not_hold(name, finished, authority, trust):
    person, _says = negatives.SIGNERS[name]
    made = plainly_signed(finished.path.read_bytes(), authority.keys(person))
    assert verify(made, trust.own()).verdict is Verdict.FAILS
    assert verify(made, Anchors()).verdict is not Verdict.HOLDS


def test_revoked_is_known_from_the_service_too(finished, authority, trust):
    made = plainly_signed(finished.path.read_bytes(), authority.keys(REVOKED))
    anchors = Anchors(trust.own().certificates)
    assert verify(made, anchors, online=True).verdict is Verdict.FAILS


@pytest.mark.parametrize("name", ["changed-text", "wrapped", "shadow-hide-and-replace"])
def test_the_attacks_are_real(name, finished, authority, folder):
    """Another page is shown, and a program that only does the sums still calls it valid."""
    attack = next(each for each in ATTACKS if each.name == name)
    signed, struck = folder / "signed.pdf", folder / "struck.pdf"
    keys = authority.keys(LARARE)
    signed.write_bytes(plainly_signed(attack.prepare(finished.path.read_bytes()), keys))
    struck.write_bytes(attack.strike(signed.read_bytes()))
    assert judges.pdfsig(struck) == ("Signature is Valid.",)
    assert picture(signed) != picture(struck)


def picture(path):
    command = ["pdftoppm", "-r", "20", "-f", "1", "-l", "1", str(path)]
    return subprocess.run(command, capture_output=True, timeout=60, check=True).stdout


def test_every_exception_is_of_a_known_judge_and_case():
    for judge, case in negatives.exceptions():
        assert judge in negatives.JUDGES
        assert case in negatives.names()
    assert not any(judge == "oroforms" for judge, _case in negatives.exceptions())


def test_the_judges_agree_but_for_named_exceptions(finished, authority, trust, folder):
    content = finished.path.read_bytes()
    paths = negatives.make(content, authority, folder, SOME)
    assert set(paths) == set(SOME)
    assert list(negatives.complaints(negatives.judged(paths, trust))) == []


def test_plainly_signed_documents_are_whole(finished, authority):
    """The helper that all cases rest on makes a signature where the form wants it."""
    signed = plainly_signed(finished.path.read_bytes(), authority.keys(LARARE))
    (embedded,) = PdfFileReader(io.BytesIO(signed)).embedded_signatures
    assert embedded.field_name.endswith(".sign")
