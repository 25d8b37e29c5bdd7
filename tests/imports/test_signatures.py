"""Signatures on arrival: judged, kept with the original, shown; and those that a printer lost."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from command_line import SPARSE

from oroforms.casefile import CaseFile
from oroforms.casefile.queries import view
from oroforms.cli.main import main
from oroforms.documents import Assessment, Reading, Readings, Status
from oroforms.library import Library
from oroforms.pki.demo import LARARE, UNTRUSTED, Demo
from oroforms.sign.keys import open_pkcs12
from oroforms.sign.signing import Manner, Signatory
from oroforms.signatures import Problem, SignatureCheck, TimeSource, Verdict, Verification
from oroforms.verify.anchors import Anchors, load_anchors
from oroforms.verify.findings import signature_findings, with_signers
from oroforms.workflow.reading import DocumentReader

CHECK = SignatureCheck(
    "signature.sign", "Test Lärarsson", None, "Förskollärare", None,
    TimeSource.CLOCK, "B-B", True, True, True,
)  # fmt: skip
HOLDS = Verification(Verdict.HOLDS, (CHECK,))


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory, authority: Demo) -> Path:
    """A finished notification that the teacher signed, on which no name is printed."""
    folder = tmp_path_factory.mktemp("signed")
    (folder / "data.json").write_text(json.dumps(SPARSE), encoding="utf-8")
    words = ["fill", "orosanmalan", folder / "data.json", "-o", folder / "f.pdf", "--no-data"]
    assert main([str(word) for word in words]) == 0
    content = _signed((folder / "f.pdf").read_bytes(), authority, LARARE)
    (folder / "signed.pdf").write_bytes(content)
    return folder / "signed.pdf"


def _signed(content: bytes, authority: Demo, person) -> bytes:
    from datetime import UTC, datetime

    keys = authority.keys(person)
    key = open_pkcs12(keys.key, keys.password.encode(), datetime.now(UTC))
    return Signatory(key, Manner()).sign(content, name="f.pdf").content


def read(content: bytes, anchors: Anchors) -> Assessment:
    outcome = DocumentReader(Library(), anchors=anchors)(content)
    assert isinstance(outcome, tuple)
    (only,) = outcome
    return only


def error_codes(assessment: Assessment) -> set[str]:
    return {found.code for found in assessment.findings if found.severity == "error"}


def test_a_signature_that_holds_says_who_signed_and_when(signed, authority):
    assessment = read(signed.read_bytes(), load_anchors([authority.anchor]))
    assert assessment.status is Status.IMPORTED
    assert assessment.verification.verdict is Verdict.HOLDS
    answer = assessment.values["signature"]
    day = assessment.verification.checks[0].signed_at.astimezone().date()
    assert answer == {"signed": True, "name": "Test Lärarsson", "date": day.isoformat()}


def test_without_anybody_to_trust_the_name_is_not_believed(signed):
    assessment = read(signed.read_bytes(), Anchors())
    assert assessment.status is Status.IMPORTED
    assert [f.code for f in assessment.findings if f.field == "signature"] == ["signer-unconfirmed"]
    assert assessment.values["signature"] == {"signed": True}


def test_a_stranger_is_an_error_where_somebody_is_trusted(signed, authority):
    bad = Anchors(load_anchors([authority.keys(UNTRUSTED).certificate]).certificates)
    assessment = read(signed.read_bytes(), bad)
    assert assessment.status is Status.NEEDS_REVIEW
    assert error_codes(assessment) == {"signature-untrusted"}
    assert "signature" not in assessment.values


def test_a_changed_document_waits_for_review(signed, authority):
    from tampered_pdfs import ATTACKS

    attack = next(each for each in ATTACKS if each.name == "changed-text")
    assessment = read(attack.strike(signed.read_bytes()), load_anchors([authority.anchor]))
    assert assessment.status is Status.NEEDS_REVIEW
    assert "changed-after-signing" in error_codes(assessment)
    assert "signature" not in assessment.values


@pytest.mark.parametrize(
    "printer",
    [
        ["pdftocairo", "-pdf", "IN", "OUT"],
        ["gs", "-q", "-sDEVICE=pdfwrite", "-o", "OUT", "IN"],
        ["qpdf", "--flatten-annotations=all", "IN", "OUT"],
    ],
    ids=lambda words: words[0],
)
def test_a_print_out_of_a_signed_document_lost_its_signature(signed, authority, printer, tmp_path):
    out = tmp_path / "printed.pdf"
    names = {"IN": str(signed), "OUT": str(out)}
    subprocess.run([names.get(word, word) for word in printer], check=True, timeout=60)
    assessment = read(out.read_bytes(), load_anchors([authority.anchor]))
    assert assessment.status is Status.NEEDS_REVIEW
    lost = [found for found in assessment.findings if found.code == "signature-lost"]
    assert [found.field for found in lost] == ["signature"]
    assert "signature" not in assessment.values


def test_what_was_found_is_kept_with_the_original(address, signed, authority, monkeypatch):
    from oroforms.workflow.imports import import_paths

    monkeypatch.setenv("OROFORMS_TRUST", str(authority.anchor))
    results = []
    import_paths(
        [signed], library=Library(), case_file=address, jobs=1,
        progress=lambda step: results.append(step.result),
    )  # fmt: skip
    with CaseFile.open(address) as case_file, case_file.reading() as connection:
        seen = view(connection, results[0].submission)
    assert seen.verification == results[0].assessment.verification
    assert seen.verification.verdict is Verdict.HOLDS


def test_names_of_the_certificate_do_not_overwrite_what_is_printed(library_form):
    items = {"signature.name": Reading("signature.name", "Eva Öberg")}
    readings = with_signers(Readings("text", items, 1), HOLDS, library_form)
    assert readings.items["signature.name"].raw == "Eva Öberg"
    assert readings.items["signature.sign"].raw is True


@pytest.mark.parametrize("code", ["signature-broken", "signature-revoked", "changed-after-signing"])
def test_a_signature_that_does_not_hold_tells_nothing(library_form, code):
    check = replace(CHECK, problems=(Problem(code, "x"),))
    found = Verification(Verdict.FAILS, (check,))
    assert with_signers(Readings("text", {}, 1), found, library_form).items == {}
    assert [f.code for f in signature_findings(found, library_form)] == [code]


def test_fields_that_changed_are_errors_of_their_own(library_form):
    problem = Problem("changed-after-signing", "x")
    check = replace(CHECK, problems=(problem,), changed_fields=("child.name", "other"))
    found = signature_findings(Verification(Verdict.FAILS, (check,)), library_form)
    assert [(f.code, f.field) for f in found] == [
        ("changed-after-signing", "signature"),
        ("changed-after-signing", "child.name"),
    ]


@pytest.fixture(scope="module")
def library_form():
    return Library().get("orosanmalan")


def test_case_and_review_show_signatures(address, signed, authority, monkeypatch, capsys):
    monkeypatch.setenv("OROFORMS_TRUST", str(authority.anchor))
    head = ["--lang", "en", "--case-file", str(address)]
    main([*head, "import", str(signed), "--jobs", "1"])
    capsys.readouterr()
    main([*head, "review", "show", "1"])
    assert "Holds. Signed by Test Lärarsson" in " ".join(capsys.readouterr().out.split())
    main([*head, "review", "show", "1", "--json"])
    kept = json.loads(capsys.readouterr().out)["signatures"]
    assert kept["verdict"] == "holds"
    assert kept["signatures"][0]["signer"] == "Test Lärarsson"
