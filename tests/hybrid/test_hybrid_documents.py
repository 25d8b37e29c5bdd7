"""Finished PDFs that carry their data: read back exactly, and never against what the page shows.

``OROFORMS_FUZZ=1`` tries many random documents of every form and many random
changes to them.
"""

from __future__ import annotations

import io
import json
import os
import zlib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pikepdf
import pytest
from every_answer import Length, every_answer
from hybrid import tampering
from hybrid.alphabets import ALPHABETS, IN_DOUBT

from oroforms import blank_store
from oroforms.definition import Definition, FormKind, Slot
from oroforms.documents import Assessment, Readings
from oroforms.findings import Severity
from oroforms.identify import identify
from oroforms.library import Library
from oroforms.names import flatten, get, unflatten
from oroforms.readers import reader
from oroforms.references import DATA_FILE
from oroforms.workflow.fill import Task, fill
from oroforms.workflow.reading import DocumentReader

LONG = bool(os.environ.get("OROFORMS_FUZZ"))
ROUNDS = 10 if LONG else 1
TODAY = date(2026, 11, 22)
LIBRARY = Library()
FORMS = [d for d in LIBRARY.forms() if d.kind is FormKind.FORM]


def judged(content: bytes) -> Assessment:
    """The judgement on a document that is one form."""
    outcome = DocumentReader(LIBRARY)(content)
    assert isinstance(outcome, tuple)
    (only,) = outcome
    return only


def finished(
    folder: Path, definition: Definition, answers: list[dict[str, Any]], **how: Any
) -> list[bytes]:
    """The finished documents of some answers, through one call of LibreOffice."""
    tasks = []
    for number, values in enumerate(answers):
        source = folder / f"{number:03}.json"
        source.write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")
        tasks.append(Task(str(source), folder / f"{number:03}.pdf"))
    for filled in fill(definition, LIBRARY, tasks, today=TODAY, **how):
        assert filled.error is None
    return [task.output.read_bytes() for task in tasks]


def read(content: bytes) -> tuple[str | None, Readings]:
    """The reader that was chosen, and what it delivers."""
    identified = identify(content, LIBRARY)
    told = identified.identification
    assert told is not None
    assert identified.reader is not None
    definition = LIBRARY.get(told.form, told.version)
    layout = blank_store.layout(told.reference or "")
    return identified.reader, reader(identified.reader).read(content, definition, told, layout)


def errors(readings: Readings) -> set[tuple[str, str | None]]:
    return {(f.code, f.field) for f in readings.findings if f.severity is Severity.ERROR}


def by_leaf(definition: Definition, values: Mapping[str, Any]) -> dict[str, Any]:
    """What is answered; an unticked box is no answer."""
    return {name: value for name, value in flatten(values) if value is not False}


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[Any, bytes]]]:
    """Some documents of every form, each with its answers."""
    made = {}
    for definition in FORMS:
        answers = [
            every_answer(definition, seed, length)
            for seed in range(ROUNDS)
            for length in (Length.LONG, Length.OVER)
        ]
        folder = tmp_path_factory.mktemp(definition.form)
        contents = finished(folder, definition, answers)
        made[definition.id] = list(zip(answers, contents, strict=True))
    return made


@pytest.fixture
def one(documents: dict[str, list[tuple[Any, bytes]]]) -> bytes:
    return documents[FORMS[0].id][0][1]


@pytest.mark.slow
@pytest.mark.parametrize("definition", FORMS, ids=lambda d: d.form)
def test_an_untouched_document_reads_back_exactly(
    definition: Definition, documents: dict[str, list[tuple[Any, bytes]]]
) -> None:
    for answers, content in documents[definition.id]:
        assessment = judged(content)
        readings = assessment.readings
        assert readings is not None
        assert readings.reader == "data"
        assert errors(readings) == set()
        doubted = {f.field for f in assessment.findings if f.field}
        for leaf, value in by_leaf(definition, answers).items():
            if not any(leaf == name or leaf.startswith(f"{name}.") for name in doubted):
                assert get(assessment.values, leaf) == value


@pytest.mark.slow
@pytest.mark.parametrize("definition", FORMS, ids=lambda d: d.form)
def test_every_alphabet_reads_back(definition: Definition, tmp_path: Path) -> None:
    """Texts in the alphabets that the form's fonts have, in turns; and their line breaks."""
    slots = [s for s in definition.slots if s.type in ("text", "multiline")]
    first = FORMS.index(definition)
    answers = [
        unflatten({s.name: _in_turn(s, number) for number, s in enumerate(slots, start)})
        for start in (range(len(ALPHABETS)) if LONG else (first, first + len(ALPHABETS) // 2))
    ]
    for content in finished(tmp_path, definition, answers):
        _name, readings = read(content)
        stored = tampering.data_of(content)
        differing = {name for code, name in errors(readings) if code == "data-differs"}
        doubtful = {s.name for s in slots if IN_DOUBT in str(get(stored, s.name))}
        # What the form itself turns down is on the page and not in the data.
        assert differing - doubtful <= {s.name for s in slots if get(stored, s.name) is None}


def _in_turn(slot: Slot, number: int) -> str:
    text = ALPHABETS[number % len(ALPHABETS)]
    return "\n\n".join([" ".join([text] * 9), text]) if slot.type == "multiline" else text


@pytest.mark.slow
@pytest.mark.parametrize("change", tampering.CHANGES, ids=lambda change: change.__name__)
def test_no_single_change_passes(
    change: tampering.Change, documents: dict[str, list[tuple[Any, bytes]]]
) -> None:
    tried = 0
    for definition in FORMS if LONG else [LIBRARY.get("samtycke")]:
        for number, (_answers, content) in enumerate(documents[definition.id]):
            rng = Random(f"{change.__name__} {number}")
            try:
                changed = change(content, definition, rng)
            except tampering.NotPossibleError:
                continue
            tried += 1
            assessment = judged(changed)
            readings = assessment.readings
            assert assessment.status == "needs-review"
            assert readings is not None
            assert errors(readings) or set(readings.items) - _known(definition)
    assert tried or change is tampering.field_into_data


def _known(definition: Definition) -> set[str]:
    parts = {f"{s.name}.{p}" for s in definition.slots for p in ("name", "date", "sign")}
    return parts | {slot.name for slot in definition.slots}


def test_a_difference_stays_out_of_the_values_and_shows_both_readings(one: bytes) -> None:
    data = tampering.data_of(one)
    data["case"]["reference"] = "2026-9999"
    assessment = judged(tampering.with_data(one, data))
    [found] = [f for f in assessment.findings if f.code == "data-differs"]
    assert found.field == "case.reference"
    assert "2026-9999" in found.message
    assert get(assessment.values, "case.reference") is None
    assert assessment.readings is not None
    assert assessment.readings.items["case.reference"].raw != "2026-9999"


def _without(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Names
    del pdf.Root.AF


def _twice(pdf: pikepdf.Pdf) -> None:
    spec = pikepdf.AttachedFileSpec(pdf, b"{}", filename=DATA_FILE)
    pdf.attachments["other"] = spec


def _of_another_form(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AF[0].Desc = pikepdf.String("annan@1 (JSON)")


def _anonymous(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.AF[0].Desc


def changed(content: bytes, change: Any) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


def test_without_the_attachment_the_text_is_read(one: bytes) -> None:
    name, readings = read(changed(one, _without))
    assert name == readings.reader == "text"
    assert "data-unusable" not in {code for code, _field in errors(readings)}


@pytest.mark.parametrize("change", [_twice, _of_another_form, _anonymous])
def test_data_that_are_not_surely_the_documents_own_are_not_used(one: bytes, change: Any) -> None:
    _name, readings = read(changed(one, change))
    assert readings.reader == "text"
    assert ("data-unusable", None) in errors(readings)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"no JSON",
        b'"text"',
        b'{"case": {"reference": NaN}}',
        b'{"case": {}, "case": {}}',
        '{"case": {"reference": "Å"}}'.encode("latin-1"),
        b'{"a":' * 50_000,
        b'{"a": [[[[[[[[[[1]]]]]]]]]]}',
        b'{"case": "' + b"x" * 3_000_000 + b'"}',
    ],
    ids=["empty", "list", "words", "text", "nan", "twice", "latin-1", "deep", "nested", "large"],
)
def test_data_that_cannot_be_used_are_an_error_and_the_page_is_read(
    one: bytes, data: bytes
) -> None:
    _name, readings = read(tampering.with_data(one, data))
    assert readings.reader == "text"
    assert ("data-unusable", None) in errors(readings)


def test_a_bomb_of_data_is_hostile(one: bytes) -> None:
    def bomb(pdf: pikepdf.Pdf) -> None:
        packed = zlib.compress(b" " * 100_000_000, 9)
        pdf.Root.AF[0].EF.F.write(packed, filter=pikepdf.Name.FlateDecode)

    assessment = judged(changed(one, bomb))
    assert assessment.status == "rejected"
    assert [f.code for f in assessment.findings] == ["document-hostile"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("strange", "x"), ("case.strange", "x"), ("case.reference", 7), ("case.reference", None)],
)
def test_data_of_another_shape_are_an_error(one: bytes, name: str, value: Any) -> None:
    data = {n: v for n, v in flatten(tampering.data_of(one)) if n != name}
    assessment = judged(tampering.with_data(one, unflatten({**data, name: value})))
    assert assessment.status == "needs-review"
    assert {"field-unknown", "data-differs"} & {
        f.code for f in assessment.findings if f.field == name
    }


def test_attachments_of_other_programs_are_not_ours(tmp_path: Path) -> None:
    [content] = finished(
        tmp_path, FORMS[0], [every_answer(FORMS[0], 5, Length.SHORT)], with_data=False
    )

    def invoice(pdf: pikepdf.Pdf) -> None:
        spec = pikepdf.AttachedFileSpec(pdf, b"<Invoice/>", filename="factur-x.xml")
        pdf.attachments["factur-x.xml"] = spec
        pdf.Root.AF = pikepdf.Array([spec.obj])

    assert read(content)[0] == "text"
    name, readings = read(changed(content, invoice))
    assert name == readings.reader == "text"
    assert "data-unusable" not in {code for code, _field in errors(readings)}


@pytest.fixture(scope="module")
def attachment(documents: dict[str, list[tuple[Any, bytes]]]) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(documents[FORMS[0].id][0][1])) as pdf:
        yield pdf


def test_the_attachment_is_an_associated_file(attachment: pikepdf.Pdf) -> None:
    """ISO 19005-3, 6.8 and ISO 32000-2, 14.13."""
    [specification] = attachment.Root.AF
    assert specification.AFRelationship == "/Data"
    assert str(specification.F) == str(specification.UF) == DATA_FILE
    assert str(specification.Desc).startswith(f"{FORMS[0].id} ")
    stream = specification.EF.F
    assert stream.Subtype == "/application/json"
    assert int(stream.Params.Size) == len(stream.read_bytes())
    assert list(attachment.attachments) == [DATA_FILE]


def test_the_attachment_is_valid_by_the_published_schema(
    documents: dict[str, list[tuple[Any, bytes]]],
) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    from oroforms.catalogue import json_schema

    for definition in FORMS:
        validator = jsonschema.Draft202012Validator(json_schema(definition))
        for _answers, content in documents[definition.id]:
            validator.validate(tampering.data_of(content))


def test_a_hybrid_document_is_data_for_the_next_one(one: bytes, tmp_path: Path) -> None:
    """``fill`` takes filled-in forms: what comes out carries the same answers."""
    source, output = tmp_path / "in.pdf", tmp_path / "out.pdf"
    source.write_bytes(one)
    [filled] = fill(FORMS[0], LIBRARY, [Task(str(source), output)], today=TODAY)
    assert filled.error is None
    again, before = tampering.data_of(output.read_bytes()), tampering.data_of(one)
    assert by_leaf(FORMS[0], again) == by_leaf(FORMS[0], before)
