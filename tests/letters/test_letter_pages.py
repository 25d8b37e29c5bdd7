"""Every letter as a PDF: one page, the recipient in the envelope's window, nothing cut."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date

import pdfplumber
import pytest
from letter_words import SENDER

from oroforms.convert.pdf import convert, finish
from oroforms.definition import Definition, FormKind
from oroforms.library import Library
from oroforms.normalise import normalise_data
from oroforms.render.word import Purpose, render

LETTERS = [d for d in Library().forms() if d.kind is FormKind.LETTER]
ON = date(2026, 2, 10)
LONG = "Margareta-Elisabeth Wallenstråhle Öbergs"
assert len(LONG) == 40
ANSWERS = {
    "date": "2026-03-02",
    "datetime": "2026-03-02 15:00",
    "phone": "08-465 004 90",
    "email": "mottagningen.barnochunga.norra@ekhamra.example",
    "bool": "x",
    "text": LONG,
    "multiline": "c/o Förskolan Solstrålen och Månskenet AB\n"
    "Östra Långa Gamla Kvarnstensvägen 112 B\n123 45 Ekhamra Norra",
}
MM = 72 / 25.4


def full(definition: Definition) -> Mapping[str, str]:
    """An answer to everything, long names and three lines, but no mark that it is handed over."""
    answers = {}
    for slot in definition.slots:
        first = slot.field.choices[0].code if slot.field.choices else ""
        answers[slot.name] = ANSWERS.get(slot.type, first)
    return {**answers, "recipient.by_hand": "", "letter.date": ON.isoformat()}


def bare(definition: Definition) -> Mapping[str, str]:
    """What must be there, and nothing else."""
    whole = {**full(definition), **SENDER, "recipient.name": "Eva Ek"}
    return {s.name: whole[s.name] for s in definition.slots if s.field.required}


@pytest.fixture(scope="module")
def pages() -> Mapping[tuple[str, str], bytes]:
    """The PDFs of all letters, full and bare, by one call of LibreOffice."""
    library, words = Library(), {}
    for definition in LETTERS:
        for look, answers in (("full", full(definition)), ("bare", bare(definition))):
            record = normalise_data(definition, answers, ON)
            assert not record.findings
            words[definition.form, look] = render(
                definition,
                library.template(definition),
                record.values,
                on=ON,
                purpose=Purpose.PRINT,
            )
    made = convert(list(words.values()))
    return {
        key: finish(content, title=key[0], mark=None, code=None, made=ON)
        for key, content in zip(words, made, strict=True)
    }


@pytest.mark.parametrize("look", ["full", "bare"])
@pytest.mark.parametrize("definition", LETTERS, ids=lambda d: d.id)
def test_a_letter_is_one_page_with_its_recipient_in_the_window(
    definition: Definition, look: str, pages: Mapping[tuple[str, str], bytes]
) -> None:
    with pdfplumber.open(io.BytesIO(pages[definition.form, look])) as pdf:
        (page,) = pdf.pages
        window = page.within_bbox((108 * MM, 43 * MM, 200 * MM, 82 * MM))
        shown = (window.extract_text() or "").splitlines()
        left_of_it = page.within_bbox((0, 43 * MM, 108 * MM, 82 * MM)).extract_text()
        text = page.extract_text()
        lowest = max(char["bottom"] for char in page.chars)
        punched = min(char["x0"] for char in page.chars)
    assert not left_of_it
    if look == "full":
        assert len(shown) == 5
        assert shown[0] == LONG
        assert shown[-1] == "123 45 Ekhamra Norra"
        assert text.count(LONG) >= 3
    else:
        assert shown == ["Eva Ek"]
    assert lowest < 289 * MM
    assert punched >= 20 * MM
    for words in (definition.title.sv, "Vår beteckning", "ring 112", "Med vänlig hälsning"):
        assert words in text
    assert "{" not in text
