"""From bytes to judgement: what counts as acute, and what becomes of what cannot be read."""

from __future__ import annotations

import pickle
from datetime import date

import pytest

from oroforms.documents import Identification, Reading, Readings, Status
from oroforms.errors import UnreadableDocument
from oroforms.findings import finding
from oroforms.workflow.judging import judged, rejected
from oroforms.workflow.reading import DocumentReader

TODAY = date(2026, 11, 22)


def judge(library, *readings: Reading, found=()):
    definition = library.get("larm")
    items = {reading.name: reading for reading in readings}
    return judged(
        definition,
        Identification("larm", 1, "fields"),
        Readings("acroform", items, 1, tuple(found)),
        (),
        TODAY,
    )


CONCERN = Reading("concern", "x")


def test_a_box_that_is_clearly_empty_is_not_acute(library):
    assessment = judge(library, CONCERN, Reading("acute", False))
    assert not assessment.acute
    assert assessment.status is Status.IMPORTED


@pytest.mark.parametrize(
    ("readings", "found"),
    [
        ([Reading("acute", True)], []),
        ([Reading("acute", False, 0.5)], []),
        ([Reading("acute", True, 0.3)], []),
        ([Reading("acute", False)], [finding("mark-uncertain", "acute", box="x", label="Akut")]),
        (
            [Reading("acute", False)],
            [finding("value-not-shown", "acute", label="", shown="", stored="")],
        ),
        ([], []),
        ([], [finding("pages-missing", missing=1, count=2)]),
    ],
)
def test_a_box_that_is_ticked_in_doubt_or_not_seen_is_acute(library, readings, found):
    assert judge(library, CONCERN, *readings, found=found).acute


def test_a_doubt_elsewhere_does_not_hide_that_it_is_acute(library):
    number = Reading("child.identity_number", "201701012394")
    assessment = judge(library, CONCERN, Reading("acute", True), number)
    assert assessment.acute
    assert assessment.status is Status.NEEDS_REVIEW
    assert "child" not in assessment.values
    assert assessment.readings.items["child.identity_number"].raw == "201701012394"


def test_a_form_without_such_a_box_is_never_acute(library):
    definition = library.get("svar")
    readings = Readings("docx", {}, 1)
    assert not judged(definition, Identification("svar", 1, "tags"), readings, (), TODAY).acute


def test_what_cannot_be_read_is_rejected_with_its_reason_in_the_findings_gaps():
    error = UnreadableDocument("locked: why", "document-damaged", {"reason": "no pages"})
    assessment = rejected(error)
    assert assessment.status is Status.REJECTED
    [found] = assessment.findings
    assert (found.code, found.params) == ("document-damaged", {"reason": "no pages"})


def test_rubbish_is_rejected_and_the_reader_travels_to_workers(library):
    reader = pickle.loads(pickle.dumps(DocumentReader(library)))
    (empty,), (rubbish,) = reader(b""), reader(b"hello")
    assert empty.findings[0].code == "document-empty"
    assert rubbish.findings[0].code == "document-foreign"
    assert empty.status is Status.REJECTED
