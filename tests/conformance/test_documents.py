"""The short form of ``make conformance``: some documents of every form before every judge."""

from __future__ import annotations

from conformance import documents, judges
from conformance.run import judge


def test_blank_forms_are_accessible(folder):
    forms = [each for each in documents.definitions() if documents.is_form(each)]
    made = [document for each in forms for document in documents.blanks(each, folder)]
    assert list(judge(made, None)) == []


def test_finished_documents_last_signed_or_not(finished, form, authority, trust, folder):
    (older,) = documents.finished(form, folder, "2b", ["long"])
    made = [finished, older]
    made += documents.signed(finished, documents.SHORT, authority)
    made += documents.signed(older, documents.SHORT, authority)
    assert list(judge(made, trust)) == []


def test_the_judges_can_fail(folder):
    """A document that claims nothing breaks rules of each kind, and is named."""
    import pikepdf

    path = folder / "plain.pdf"
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.save(path)
    for flavour in ("ua1", "3b", "2b"):
        assert judges.vera(flavour, [path])[path]
    damaged = folder / "damaged.pdf"
    damaged.write_bytes(path.read_bytes()[:-60])
    assert judges.qpdf(path) == ()
    assert judges.qpdf(damaged)
    assert judges.pdfsig(path) == ()
