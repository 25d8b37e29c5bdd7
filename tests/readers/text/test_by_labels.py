"""Documents that a word processor re-flowed: read by their labels, across page breaks."""

from __future__ import annotations

import io
import subprocess
from dataclasses import dataclass
from random import Random
from typing import Any

import pikepdf
import pytest
from text_forms import (
    DAY,
    TOKEN,
    Issued,
    codes_of,
    drawn_on,
    issued,
    read,
    some_answers,
    wrong_silently,
)
from word_filling import fill_word

from oroforms.convert.pdf import convert, finish
from oroforms.convert.stamp import place_of_code
from oroforms.documents import Identification, Readings
from oroforms.findings import finding
from oroforms.library import Library
from oroforms.readers.text import TextReader
from oroforms.render.issue import IssueMark
from oroforms.render.word import Purpose, render
from samples.make import printers

PARAGRAPH = "Under tre veckor har vi sett en tydlig förändring. Barnet kommer utan frukost. " * 9
STORY = (
    "3.1 Barnets namn\n6.3 Detta har jag själv sett\n\n7 Syskon\n"
    + "\n\n".join(f"Dag {day}. {PARAGRAPH.strip()}" for day in range(1, 8))
    + "\n☒ Ja\n3.2 Personnummer"
)
VALUES: dict[str, Any] = {
    "child": {"name": "Łukasz Öberg", "identity_number": "201701012393", "informed": "no"},
    "urgency": {"acute": True},
    "guardians": [{}, {"name": "Олена Шевченко", "custody": "joint"}],
    "concern": {"kind": ["neglect", "other"], "description": STORY, "strengths": "Sover gott."},
    "signature": {"signed": False, "name": "Eva Ek", "date": "2026-11-22"},
}


@dataclass(frozen=True)
class Documents:
    """A finished notification, and a Word form that somebody filled in; both as PDF."""

    finished: bytes
    word: bytes
    expected: dict[str, object]


@pytest.fixture(scope="module")
def form() -> Issued:
    return issued("orosanmalan")


@pytest.fixture(scope="module")
def documents(form: Issued) -> Documents:
    template = Library().template(form.definition)
    mark = IssueMark(form.layout.key, TOKEN)

    def word(purpose: Purpose, values: dict[str, Any]) -> bytes:
        return render(form.definition, template, values, on=DAY, purpose=purpose, issue=mark)

    answers, expected = some_answers(form, Random(11), crowded=True)
    finished, typed = convert(
        [word(Purpose.PRINT, VALUES), fill_word(word(Purpose.BLANK, {}), answers)]
    )
    code = place_of_code(template)
    return Documents(finish(finished, title="T", mark=mark, code=code), typed, expected)


@pytest.fixture(scope="module")
def finished(form: Issued, documents: Documents) -> Readings:
    return read(form, documents.finished)


def test_a_finished_document_reads_back_exactly(finished: Readings) -> None:
    raws = {name: item.raw for name, item in finished.items.items()}
    assert raws["concern.description"] == STORY
    assert raws["child.name"] == "Łukasz Öberg"
    assert raws["child.identity_number"] == "20170101-2393"
    assert raws["child.informed"] == ("no",)
    assert raws["urgency.acute"] is True
    assert raws["guardians.0.name"] == ""
    assert raws["guardians.1.name"] == "Олена Шевченко"
    assert raws["guardians.1.custody"] == ("joint",)
    assert raws["concern.kind"] == ("neglect", "other")
    assert raws["signature.name"] == "Eva Ek"
    assert raws["signature.sign"] is False
    assert finished.findings == ()


def test_every_slot_is_seen_and_has_its_place(form: Issued, finished: Readings) -> None:
    seen = {name.removesuffix(".sign").removesuffix(".name") for name in finished.items}
    assert {s.name.removesuffix(".name") for s in form.definition.slots} <= seen
    places = [item.place for item in finished.items.values()]
    assert all(p is not None and p.rect is not None and p.rect[0] < p.rect[2] for p in places)


def test_a_word_form_printed_after_filling_in(form: Issued, documents: Documents) -> None:
    readings = read(form, documents.word)
    assert wrong_silently(readings, documents.expected) == {}
    assert readings.findings == ()


def calls_ligatures_by_capitals() -> bool:
    """Whether this Ghostscript names the glyph of ``fi`` an ``F``, in labels too."""
    done = subprocess.run(["gs", "--version"], capture_output=True, text=True, check=True)
    return tuple(int(part) for part in done.stdout.strip().split(".")[:2]) >= (10, 5)


@pytest.mark.parametrize("printer", ["ghostscript", "poppler", "ghostscript-fit"])
def test_printed_again(form: Issued, documents: Documents, printer: str) -> None:
    readings = read(form, printers.PRINTERS[printer](documents.finished))
    assert readings.items["concern.description"].raw == STORY
    if printer == "poppler" or not calls_ligatures_by_capitals():
        assert readings.findings == ()
    else:
        assert {f.code for f in readings.findings} <= {"field-not-read", "text-not-mapped"}


def test_pages_turned(form: Issued, documents: Documents) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(documents.finished)) as pdf:
        for page in pdf.pages:
            page.rotate(90, relative=False)
        pdf.save(out)
    readings = read(form, out.getvalue())
    assert readings.items["concern.description"].raw == STORY
    assert readings.findings == ()


def test_the_layout_need_not_be_known(form: Issued, documents: Documents) -> None:
    readings = TextReader().read(documents.finished, form.definition, form.identification, None)
    assert readings.items["concern.description"].raw == STORY
    assert readings.findings == ()


def without_page(documents: Documents, number: int) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(documents.finished)) as pdf:
        del pdf.pages[number - 1]
        pdf.save(out)
    return out.getvalue()


def test_labels_that_are_not_found_are_errors(form: Issued, documents: Documents) -> None:
    readings = read(form, without_page(documents, 1))
    assert "child.name" not in readings.items
    assert "field-not-read" in codes_of(readings, "child.name")


def test_slots_of_a_page_known_to_be_missing_are_not_seen(
    form: Issued, documents: Documents
) -> None:
    missing = Identification(
        "orosanmalan", 1, "reference", token=TOKEN,
        findings=(finding("pages-missing", missing="1", count=4),),
    )  # fmt: skip
    content = without_page(documents, 1)
    readings = TextReader().read(content, form.definition, missing, form.layout)
    assert "child.name" not in readings.items
    assert codes_of(readings, "child.name") == set()


def test_a_label_that_stands_twice_is_an_error(form: Issued, documents: Documents) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(documents.finished)) as pdf:
        pdf.pages.append(pdf.pages[0])
        pdf.save(out)
    readings = read(form, out.getvalue())
    assert "child.name" not in readings.items
    assert "field-not-read" in codes_of(readings, "child.name")


def test_text_typed_between_the_boxes_is_not_lost(form: Issued, documents: Documents) -> None:
    drawing = "BT /F 10 Tf 0 g 60 60 Td (Ring mig om detta) Tj ET\n"
    readings = read(form, drawn_on(documents.finished, 1, drawing))
    assert "text-outside-fields" in codes_of(readings, None)


def test_covered_text_is_doubted(form: Issued, documents: Documents, finished: Readings) -> None:
    place = finished.items["child.name"].place
    assert place is not None
    assert place.rect is not None
    x0, top, x1, bottom = place.rect
    patch = f"1 g {x0 + 1} {841.89 - bottom + 1} {x1 - x0 - 2} {bottom - top - 2} re f\n"
    readings = read(form, drawn_on(documents.finished, place.page, patch))
    assert "value-overlaid" in codes_of(readings, "child.name")


def test_a_tick_drawn_over_an_empty_box_is_doubted(
    form: Issued, documents: Documents, finished: Readings
) -> None:
    place = finished.items["siblings.0.same_concern"].place
    assert place is not None
    assert place.rect is not None
    x0, top, x1, bottom = place.rect
    cross = (
        f"0 G 1 w {x0 + 2} {841.89 - top - 3} m {x1 - 2} {841.89 - bottom + 4} l S "
        f"{x1 - 2} {841.89 - top - 3} m {x0 + 2} {841.89 - bottom + 4} l S\n"
    )
    readings = read(form, drawn_on(documents.finished, place.page, cross))
    assert "mark-uncertain" in codes_of(readings, "siblings.0.same_concern")
