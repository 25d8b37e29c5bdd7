"""Every form × every filler × every printer × every reader: what was written comes back.

Answers are made by type to every question of every version of every form. A
value that is read is the value that was written; what a reader cannot be sure
of is an error on that very field. ``OROFORMS_FUZZ=1`` tries every filler with
every printer at every length, and more seeds.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from every_answer import Length, every_answer, slots_of
from word_filling import fill_word

from oroforms import blank_store
from oroforms.convert import blanks
from oroforms.convert.pdf import convert, finish
from oroforms.convert.stamp import place_of_code
from oroforms.definition import Definition, FormKind
from oroforms.findings import Severity
from oroforms.identify import identify
from oroforms.library import Library
from oroforms.names import put
from oroforms.normalise import normalise
from oroforms.readers import reader
from oroforms.render.issue import IssueMark
from oroforms.render.reference import reference
from oroforms.render.word import Purpose, render
from samples.make.fillers import FILLERS, Answers
from samples.make.printers import PRINTERS
from samples.make.typing import typed

TODAY = date(2026, 11, 22)
FUZZ = bool(os.environ.get("OROFORMS_FUZZ"))
SEEDS = range(5) if FUZZ else range(1)
FORMS = [form.id for form in Library().all() if form.kind is FormKind.FORM]
MUPDF = ["mupdf"] if shutil.which("mutool") else []
FILLING = ["pypdf", "pypdf-bare", "pdftk", "qpdf", "pdfium", *MUPDF]
DRAWING = ["pypdf", "pdftk", "pdfium", *MUPDF]
"""Fillers that draw what they fill in; of the others a print-out shows what the printer draws."""
PRINTING = ["ghostscript", "poppler", "qpdf", "pdftk", "pdfium", *MUPDF]
UNNAMED = {("pdfium", "ghostscript"), ("pdfium", "poppler")} | {
    (filler, "mupdf") for filler in DRAWING
}
"""Pairs whose print-outs have letters without names, or of fonts not embedded: much is in doubt."""
CERTAIN = {("pypdf", "ghostscript"): 0.8}
"""Share that is certain, where not 0.9: stray lines beside ticks, and pypdf's font lacks “…”."""


@dataclass(frozen=True)
class Returned:
    """What was read from one document, by slot, and which fields it doubts."""

    reader: str
    form: str
    values: Mapping[str, Any]
    doubtful: frozenset[str]

    def doubts(self, slot: str) -> bool:
        """Whether an error is about the slot, or about a part of it."""
        return any(name == slot or name.startswith(f"{slot}.") for name in self.doubtful)


def read(content: bytes) -> Returned:
    library = Library()
    identified = identify(content, library)
    told = identified.identification
    assert told is not None
    assert identified.reader is not None
    definition = library.get(told.form, told.version)
    layout = blank_store.layout(told.reference) if told.reference else None
    readings = reader(identified.reader).read(content, definition, told, layout)
    record = normalise(definition, readings, TODAY)
    errors = (f for f in (*identified.findings, *record.findings) if f.severity is Severity.ERROR)
    return Returned(
        identified.reader,
        definition.id,
        slots_of(definition, record.values),
        frozenset(found.field for found in errors if found.field),
    )


@cache
def definition_of(form: str) -> Definition:
    return Library().get(form)


@cache
def blank_of(form: str) -> bytes:
    library, definition = Library(), definition_of(form)
    base, layout = blanks.base(definition, library, TODAY)
    return blanks.issue_pdf(definition, base, layout, token="", prefill={})


def written(form: str, length: Length, seed: int) -> dict[str, Any]:
    return every_answer(definition_of(form), seed, length)


def to_type(form: str, length: Length, seed: int) -> Answers:
    return typed(definition_of(form), written(form, length, seed), {})


@cache
def filled(form: str, filler: str, length: Length, seed: int) -> bytes:
    return FILLERS[filler](blank_of(form), to_type(form, length, seed))


def same(found: Returned, form: str, length: Length, seed: int) -> None:
    """All of it came back, and nothing is doubted."""
    assert found.form == form
    assert found.doubtful == frozenset()
    assert found.values == slots_of(definition_of(form), written(form, length, seed))


def same_or_doubted(found: Returned, form: str, length: Length, seed: int) -> float:
    """Nothing came back as another value or was lost without a word; the share that is right."""
    return compared(found, form, written(form, length, seed))


def compared(found: Returned, form: str, values: Mapping[str, Any]) -> float:
    """Like :func:`same_or_doubted`, with any answers."""
    truth = slots_of(definition_of(form), values)
    assert found.form == form
    assert {n: v for n, v in found.values.items() if truth.get(n) != v} == {}, (
        "a silent wrong value"
    )
    lost = {name for name in truth if name not in found.values and not found.doubts(name)}
    assert lost == set(), "an answer lost without a word"
    return len(found.values) / len(truth)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("length", [Length.SHORT, Length.OVER])
@pytest.mark.parametrize("filler", FILLING)
@pytest.mark.parametrize("form", FORMS)
def test_filled_pdf(form: str, filler: str, length: Length, seed: int) -> None:
    found = read(filled(form, filler, length, seed))
    assert found.reader == "acroform"
    same(found, form, length, seed)


def prints() -> Iterator[tuple[str, str, str, Length, int]]:
    """Each printer with each form; fillers and lengths take turns.

    So that each form and each printer meets each filler and each length.
    """
    for (row, form), (column, printer) in product(enumerate(FORMS), enumerate(PRINTING)):
        if FUZZ:
            for filler, length, seed in product(DRAWING, Length, SEEDS):
                yield form, filler, printer, length, seed
        else:
            filler = DRAWING[(row + column) % len(DRAWING)]
            yield form, filler, printer, list(Length)[(row + 2 * column) % len(Length)], 0


@pytest.mark.parametrize(("form", "filler", "printer", "length", "seed"), list(prints()))
def test_printed_pdf(form: str, filler: str, printer: str, length: Length, seed: int) -> None:
    found = read(PRINTERS[printer](filled(form, filler, length, seed)))
    assert found.reader == "text"
    right = same_or_doubted(found, form, length, seed)
    if length is Length.SHORT and (filler, printer) not in UNNAMED:
        assert right > CERTAIN.get((filler, printer), 0.9)


NAMES = (
    *("Zofia Wiśniewska-Łukaszewicz", "Şükrü Çağlayan", "Олена Шевченко", "Αθηνά Παπαδοπούλου"),
    *("سمير حداد", "Ștefan Țîrlea Đặng", "Nguyễn Thị Hồng", "李小龙"),
)


def named(form: str) -> dict[str, Any]:
    """Answers with names in many alphabets on every line for text that has room for them."""
    definition = definition_of(form)
    values = every_answer(definition, 0, Length.SHORT)
    lines = (slot for slot in definition.slots if slot.type == "text")
    wide = [slot for slot in lines if slot.field.room.columns > 4]
    for number, slot in enumerate(wide):
        put(values, slot.name, NAMES[number % len(NAMES)])
    return values


@pytest.mark.parametrize("filler", FILLING)
def test_names_in_many_alphabets(filler: str) -> None:
    """Exact in the file, whatever a program can draw; what it cannot draw may be doubted."""
    form = FORMS[-1]
    values = named(form)
    made = FILLERS[filler](blank_of(form), typed(definition_of(form), values, {}))
    compared(read(made), form, values)


@pytest.mark.parametrize("printer", [*MUPDF, "poppler", "qpdf"])
@pytest.mark.parametrize("filler", ["pypdf", *MUPDF])
def test_names_in_many_alphabets_printed(filler: str, printer: str) -> None:
    """From programs that draw each letter, or a sign in its place."""
    form = FORMS[-1]
    values = named(form)
    made = FILLERS[filler](blank_of(form), typed(definition_of(form), values, {}))
    compared(read(PRINTERS[printer](made)), form, values)


@cache
def word_blank(form: str) -> bytes:
    library, definition = Library(), definition_of(form)
    template = library.template(definition)
    mark = IssueMark(reference(definition, template, TODAY))
    return render(definition, template, {}, on=TODAY, purpose=Purpose.BLANK, issue=mark)


def word_filled(form: str, length: Length, seed: int) -> bytes:
    return fill_word(word_blank(form), to_type(form, length, seed))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("length", Length)
@pytest.mark.parametrize("form", FORMS)
def test_filled_word_file(form: str, length: Length, seed: int) -> None:
    found = read(word_filled(form, length, seed))
    assert found.reader == "docx"
    same(found, form, length, seed)


def test_names_in_many_alphabets_in_word() -> None:
    form = FORMS[-1]
    values = named(form)
    found = read(fill_word(word_blank(form), typed(definition_of(form), values, {})))
    assert compared(found, form, values) == 1.0


def test_word_files_saved_again_by_libreoffice(tmp_path: Path) -> None:
    every = [(form, length) for form in FORMS for length in (Length.SHORT, Length.OVER)]
    sources = [tmp_path / f"{number}.docx" for number in range(len(every))]
    for path, (form, length) in zip(sources, every, strict=True):
        path.write_bytes(word_filled(form, length, 0))
    out = tmp_path / "saved"
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile"]
    command += ["--convert-to", "docx:MS Word 2007 XML", "--outdir", str(out)]
    subprocess.run([*command, *map(str, sources)], check=True, capture_output=True, timeout=180)
    for path, (form, length) in zip(sources, every, strict=True):
        found = read((out / path.name).read_bytes())
        assert found.reader == "docx"
        same(found, form, length, 0)


@pytest.mark.parametrize("length", [Length.SHORT, Length.OVER])
def test_word_files_printed_by_libreoffice(length: Length) -> None:
    """The text has moved: boxes grew, pages broke elsewhere."""
    pdfs = convert([word_filled(form, length, 0) for form in FORMS], jobs=2)
    for form, content in zip(FORMS, pdfs, strict=True):
        found = read(content)
        assert found.reader == "text"
        same_or_doubted(found, form, length, 0)


@pytest.mark.parametrize("length", [Length.SHORT, Length.OVER])
def test_finished_documents(length: Length) -> None:
    """What ``fill`` makes comes back, too: Word and PDF, however long."""
    library = Library()
    words, looks = [], []
    for form in FORMS:
        definition = definition_of(form)
        template = library.template(definition)
        mark = IssueMark(reference(definition, template, TODAY))
        looks.append((definition, template, mark))
        for purpose in (Purpose.FINISHED, Purpose.PRINT):
            values = written(form, length, 0)
            made = render(definition, template, values, on=TODAY, purpose=purpose, issue=mark)
            words.append(made)
    for form, content in zip(FORMS, words[::2], strict=True):
        same(read(content), form, length, 0)
    for (definition, template, mark), content in zip(
        looks, convert(words[1::2], jobs=2), strict=True
    ):
        code = place_of_code(template)
        pdf = finish(content, title=definition.title.sv, mark=mark, code=code)
        same_or_doubted(read(pdf), definition.id, length, 0)
