"""The short form of ``make conformance``: some documents of every form before every judge."""

from __future__ import annotations

import pikepdf
from plain_signing import plainly_signed

from conformance import documents, judges
from conformance.exceptions import sifted
from conformance.run import judge
from oroforms.pki.demo import LARARE, REKTOR


def test_documents_are_in_order(finished, form, authority, trust, folder):
    """Blank forms, finished documents of two archives, and the same signed twice."""
    forms = [each for each in documents.definitions() if documents.is_form(each)]
    made = [document for each in forms for document in documents.blanks(each, folder)]
    made += [finished, *documents.finished(form, folder, "2b", ["long"])]
    made += documents.signed(finished, documents.SHORT, authority)
    left, _used = sifted(judge(made, trust))
    assert left == []


def test_dss_passes_both_signatures_where_partial_names_differ(finished, authority, trust, folder):
    """The first named difference is about the fields' names and nothing else."""
    path = folder / "renamed.pdf"
    with pikepdf.open(finished.path) as pdf:
        for number, field in enumerate(signature_fields(pdf.Root.AcroForm.Fields)):
            field.T = pikepdf.String(f"sign{number}")
        pdf.save(path)
    content = plainly_signed(path.read_bytes(), authority.keys(LARARE))
    path.write_bytes(plainly_signed(content, authority.keys(REKTOR)))
    answers = judges.dss([path], trust.anchors, trust.lists)[path]["default"]
    assert [answer.indication for answer in answers] == ["TOTAL_PASSED"] * 2


def signature_fields(fields):
    for field in fields:
        if field.get("/FT") == "/Sig":
            yield field
        yield from signature_fields(field.get("/Kids", []))


def test_the_judges_can_fail(folder):
    """A document that claims nothing breaks rules of each kind, and is named."""
    path = folder / "plain.pdf"
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.save(path)
    assert judges.vera("3b", [path])[path]
    damaged = folder / "damaged.pdf"
    damaged.write_bytes(path.read_bytes()[:-60])
    assert judges.qpdf(path) == ()
    assert judges.qpdf(damaged)
    assert judges.pdfsig(path) == ()
