"""The commented answer file: inviting, complete, and read back as it was meant."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from field_values import CANONICAL
from hypothesis import given, settings
from hypothesis import strategies as st

from oroforms import names
from oroforms.answers import write_answers
from oroforms.datafile import read_data
from oroforms.definition import Definition, Slot
from oroforms.i18n import set_language
from oroforms.loading import load
from oroforms.normalise import normalise_data

TODAY = date(2026, 11, 22)
SCHEMAS = Path(__file__).parents[2] / "schemas"
FORMS = [load(path) for path in sorted(SCHEMAS.glob("*.v*.yaml"))]


def _read_back(form: Definition, text: str, folder: Path) -> Any:
    path = folder / "answers.yaml"
    path.write_text(text, encoding="utf-8")
    return normalise_data(form, read_data(path), TODAY)


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_an_untouched_file_gives_no_answers(
    form: Definition, language: str, tmp_path: Path
) -> None:
    set_language(language)
    try:
        text = write_answers(form, None, TODAY)
    finally:
        set_language("sv")
    record = _read_back(form, text, tmp_path)
    assert (record.values, record.findings) == ({}, ())


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_everything_that_paper_says_is_there(form: Definition) -> None:
    text = write_answers(form, None, TODAY)
    flat = " ".join(text.replace("#", " ").split())
    for section in form.sections:
        assert f"{section.number} {str(section.title).upper()}" in flat
    for slot in form.slots:
        assert f"{slot.number} {' '.join(slot.label.split())}" in flat
        for choice in slot.field.choices:
            assert choice.code in flat
            assert " ".join(str(choice.label).split()) in flat
    assert "{law." not in text
    assert all(len(line) <= 100 for line in text.splitlines())


def test_places_to_answer_come_in_printed_order() -> None:
    form = next(form for form in FORMS if form.form == "orosanmalan")
    text = write_answers(form, None, TODAY)
    at = [text.index(f"\n{slot.name}") for slot in form.slots]
    assert at == sorted(at)
    assert re.search(r"^concern\.description: \|$", text, re.MULTILINE)


def test_a_principal_fills_it_in_by_hand(tmp_path: Path) -> None:
    form = next(form for form in FORMS if form.form == "orosanmalan")
    text = write_answers(form, None, TODAY)
    for name, answer in {
        "child.name:": "child.name: Alva Ek",
        "child.identity_number:": "child.identity_number: 170101-2393",
        "urgency.acute:": "urgency.acute: x",
        "urgency.phoned_at:": "urgency.phoned_at: 22/11 2026 kl 14.05",
        "  neglect:": "  neglect: x",
        "guardians.1.phone:": "guardians.1.phone: 070-174 06 05",
        "guardians.1.custody:": "guardians.1.custody: Gemensam",
        "concern.description: |": "concern.description: |\n  Alva är utan mat.\n\n  Ofta: # ja",
        "signature.date:": "signature.date: 22 november 2026",
        "signature.name:": 'signature.name: "Eva Ek, rektor"',
    }.items():
        assert f"\n{name}\n" in text
        text = text.replace(f"\n{name}\n", f"\n{answer}\n", 1)
    record = _read_back(form, text, tmp_path)
    assert record.findings == ()
    assert record.values == {
        "urgency": {"acute": True, "phoned_at": "2026-11-22T14:05"},
        "child": {"name": "Alva Ek", "identity_number": "201701012393"},
        "guardians": [{}, {"phone": "+46701740605", "custody": "joint"}],
        "concern": {
            "kind": ["neglect"],
            "description": "Alva är utan mat.\n\nOfta: # ja",
        },
        "signature": {"name": "Eva Ek, rektor", "date": "2026-11-22"},
    }


def _values_of(slot: Slot) -> st.SearchStrategy[Any]:
    codes = [choice.code for choice in slot.field.choices]
    if slot.type == "choice":
        return st.sampled_from(codes)
    if slot.type == "multichoice":
        picked = st.sets(st.sampled_from(codes), min_size=1)
        return picked.map(lambda chosen: [code for code in codes if code in chosen])
    limit = slot.field.max_length
    values = CANONICAL[slot.type]
    return values if limit is None else values.filter(lambda value: len(value) <= limit)


AWKWARD = [
    "- x",
    "# x",
    "a: b",
    "a #b",
    "'x'",
    '"',
    "@",
    "%",
    "x:",
    "null",
    "~",
    "|",
    "a\n\n  b",
    "\\n",
    "=1",
    "]",
    "🧸",
]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_prefilled_values_are_read_back(
    form: Definition, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    chosen = data.draw(st.lists(st.sampled_from(form.slots), max_size=8, unique=True))
    values: dict[str, Any] = {}
    for slot in chosen:
        strategy = _values_of(slot)
        if slot.type in {"text", "multiline"}:
            strategy |= st.sampled_from(AWKWARD)
        value = data.draw(strategy)
        if value is not False or slot.index is None:  # an unticked box alone makes no group item
            names.put(values, slot.name, value)
    text = write_answers(form, values, TODAY)
    assert _read_back(form, text, tmp_path_factory.getbasetemp()).values == values
