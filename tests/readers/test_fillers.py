"""Forms as issued, filled in by programs that know nothing of us, read back to the letter."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any

import pikepdf
import pytest
from pikepdf.form import Form

from oroforms.convert import blanks
from oroforms.definition import Definition
from oroforms.documents import Readings
from oroforms.findings import Severity
from oroforms.identify import identify
from oroforms.layouts import Layout
from oroforms.library import Library
from oroforms.readers import reader
from samples.make import fillers, people
from samples.make.fillers import Answers
from samples.make.typing import typed

TOKEN = "T7K4-9QXM-2C"
PEOPLE: Mapping[str, Callable[[], dict[str, Any]]] = {
    "acute": people.acute_notification,
    "alphabets": people.other_alphabets,
    "consent": people.consent,
    "consultation": people.consultation,
}
FORMS = {"consent": "samtycke", "consultation": "bbic-konsultation"}
LACKS_FONTS = {"guardians.1.name", "siblings.0.name"}
"""Names in Cyrillic and Greek, which programs without such a font leave undrawn."""


def pikepdf_filler(blank: bytes, answers: Answers) -> bytes:
    """pikepdf's own form filling, which leaves it to viewers to draw the values."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(blank)) as pdf:
        form = Form(pdf, generate_appearances=None)
        for name, text in answers.text.items():
            form[name].value = text
        for name in answers.check:
            form[name].checked = True
        for name, code in answers.radio.items():
            form[name].value = pikepdf.Name(f"/{code}")
        pdf.save(out)
    return out.getvalue()


FILLERS: Mapping[str, Callable[[bytes, Answers], bytes]] = {
    "pypdf": fillers.pypdf_filler,
    "pypdf-bare": fillers.pypdf_bare_filler,
    "pdfium": fillers.pdfium_filler,
    "pikepdf": pikepdf_filler,
    "pdftk": fillers.pdftk_filler,
}


@cache
def issued(form: str) -> tuple[Definition, bytes, Layout]:
    library = Library()
    definition = library.get(form)
    base, layout = blanks.base(definition, library, date.today())  # noqa: DTZ011
    blank = blanks.issue_pdf(definition, base, layout, token=TOKEN, prefill={})
    return definition, blank, layout


def read(content: bytes, definition: Definition, layout: Layout) -> Readings:
    identified = identify(content, Library())
    identification = identified.identification
    assert identification is not None
    assert (identification.form, identification.token) == (definition.form, TOKEN)
    assert identification.reference == layout.key
    assert (identified.reader, identified.findings) == ("acroform", ())
    return reader("acroform").read(content, definition, identification, layout)


def filled(readings: Readings, definition: Definition) -> Answers:
    """The readings as what somebody typed and ticked."""
    text: dict[str, str] = {}
    check: list[str] = []
    radio: dict[str, str] = {}
    for name, reading in readings.items.items():
        slot = definition.slot.get(name)
        if isinstance(reading.raw, str):
            if reading.raw:
                text[name] = reading.raw
        elif reading.raw is True:
            check.append(name)
        elif slot is not None and slot.type == "choice" and isinstance(reading.raw, tuple):
            if reading.raw:
                (radio[name],) = reading.raw
        elif isinstance(reading.raw, tuple):
            check.extend(f"{name}.{code}" for code in reading.raw)
    return Answers(text, tuple(check), radio)


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("program", FILLERS)
@pytest.mark.filterwarnings("ignore")
def test_what_was_filled_in_is_what_is_read(program: str, who: str) -> None:
    if program == "pdftk" and shutil.which("pdftk") is None:
        pytest.skip("pdftk is not installed")
    definition, blank, layout = issued(FORMS.get(who, "orosanmalan"))
    answers = typed(definition, PEOPLE[who](), {})
    readings = read(FILLERS[program](blank, answers), definition, layout)
    got = filled(readings, definition)
    assert dict(got.text) == dict(answers.text)
    assert set(got.check) == set(answers.check)
    assert dict(got.radio) == dict(answers.radio)
    errors = {(f.code, f.field) for f in readings.findings if f.severity is Severity.ERROR}
    if who == "alphabets":
        errors -= {("value-not-shown", name) for name in LACKS_FONTS}
    assert errors == set()


@pytest.mark.parametrize("form", ["orosanmalan", "samtycke", "bbic-konsultation"])
def test_a_blank_is_seen_empty(form: str) -> None:
    definition, blank, layout = issued(form)
    readings = read(blank, definition, layout)
    assert readings.findings == ()
    assert filled(readings, definition) == Answers()
    assert len(readings.items) >= len(definition.slots)
    assert all(reading.place is not None for reading in readings.items.values())


def test_what_the_office_prefilled_is_read_with_its_appearance() -> None:
    definition, _, layout = issued("samtycke")
    base, _ = blanks.base(definition, Library(), date.today())  # noqa: DTZ011
    prefill = {"child.name": "Zofia Łukaszewicz Шевченко علي", "case.reference": "2026-0042"}
    content = blanks.issue_pdf(definition, base, layout, token=TOKEN, prefill=prefill)
    readings = read(content, definition, layout)
    assert readings.items["child.name"].raw == prefill["child.name"]
    assert readings.findings == ()


def test_a_value_changed_behind_the_appearance_is_found() -> None:
    definition, blank, layout = issued("samtycke")
    content = fillers.pypdf_filler(blank, Answers({"child.name": "Elias Berg"}))
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            for widget in page.Annots:
                if widget.get("/V") == pikepdf.String("Elias Berg"):
                    widget.V = pikepdf.String("Elias Borg")
        pdf.save(out)
    readings = read(out.getvalue(), definition, layout)
    assert readings.items["child.name"].raw == "Elias Borg"
    assert [(f.code, f.field) for f in readings.findings] == [("value-not-shown", "child.name")]
