"""The field catalogue as JSON, and JSON Schema held against an independent validator."""

from __future__ import annotations

import json
from typing import Any

import pytest
from complete_answers import COMPLETE, changed
from jsonschema import Draft202012Validator

from oroforms.catalogue import entries, json_schema
from oroforms.fieldtypes import TYPES
from oroforms.i18n import set_language
from oroforms.library import Library

forms = pytest.mark.parametrize("form", COMPLETE)
KEYS = {
    *("name", "type", "label", "section", "number", "required", "choices", "max_length"),
    "prefilled",
}


@forms
def test_one_entry_a_slot_in_printed_order(form: str) -> None:
    definition = Library().get(form)
    listed = entries(definition)
    assert [entry["name"] for entry in listed] == [slot.name for slot in definition.slots]
    for entry in listed:
        assert set(entry) - {"group"} == KEYS
        assert entry["type"] in TYPES
    assert json.loads(json.dumps(listed)) == listed


def test_entries_as_the_contract_has_them() -> None:
    by_name = {entry["name"]: entry for entry in entries(Library().get("samtycke"))}
    assert by_name["decision"] == {
        "name": "decision",
        "type": "choice",
        "label": "Samtycker du?",
        "section": "decision",
        "number": "4.3",
        "required": True,
        "choices": [
            {"code": "yes", "label": "Ja"},
            {"code": "partly", "label": "Ja, till en del"},
            {"code": "no", "label": "Nej"},
        ],
        "max_length": None,
        "prefilled": False,
    }
    assert by_name["parties.3.unit"]["group"] == {"name": "parties", "slots": 4}
    assert by_name["parties.3.unit"]["number"] == "2.4.1"
    assert by_name["case.reference"]["prefilled"] is True
    assert by_name["case.reference"]["max_length"] == 40
    set_language("en")
    try:
        english = {entry["name"]: entry for entry in entries(Library().get("samtycke"))}
    finally:
        set_language("sv")
    assert english["decision"]["label"] == "Do you consent?"


def validator(form: str) -> Draft202012Validator:
    schema = json_schema(Library().get(form))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


@forms
def test_complete_answer_fits_the_schema(form: str) -> None:
    assert list(validator(form).iter_errors(COMPLETE[form])) == []


@forms
def test_schema_has_exactly_the_fields(form: str) -> None:
    definition = Library().get(form)
    assert {field.path for field in definition.fields} == set(_leaves(json_schema(definition)))


def _leaves(schema: dict[str, Any], prefix: str = "") -> list[str]:
    found = []
    for name, inner in schema["properties"].items():
        path = f"{prefix}{name}"
        if inner.get("type") == "array" and "properties" in inner["items"]:
            found += _leaves(inner["items"], f"{path}.*.")
        elif inner.get("type") == "object" and "title" not in inner:
            found += _leaves(inner, f"{path}.")
        else:
            found.append(path)
    return found


@pytest.mark.parametrize(
    ("form", "changes"),
    [
        ("orosanmalan", {"concern.description": None}),
        ("orosanmalan", {"concern": None}),
        ("orosanmalan", {"child.nmae": "Alva"}),
        ("orosanmalan", {"child.name": ""}),
        ("orosanmalan", {"child.name": 7}),
        ("orosanmalan", {"child.name": "x" * 121}),
        ("orosanmalan", {"child.informed": "maybe"}),
        ("orosanmalan", {"concern.kind": ["neglect", "neglect"]}),
        ("orosanmalan", {"concern.kind": []}),
        ("orosanmalan", {"notification.date": "22/11 2026"}),
        ("orosanmalan", {"urgency.phoned_at": "2026-11-22"}),
        ("orosanmalan", {"urgency.acute": "yes"}),
        ("orosanmalan", {"child.phone": "070-174 06 05"}),
        ("orosanmalan", {"guardians.2.name": "Tredje"}),
        ("orosanmalan", {"signature.when": "2026-11-22"}),
        ("samtycke", {"decision": None}),
        ("samtycke", {"valid_to": "2027"}),
        ("bbic-konsultation", {"attendance.absence_percent": 101}),
        ("bbic-konsultation", {"attendance.absence_percent": "12"}),
        ("bbic-konsultation", {"area.health": "Bra"}),
    ],
)
def test_what_the_schema_refuses(form: str, changes: dict[str, Any]) -> None:
    assert list(validator(form).iter_errors(changed(form, changes)))


def test_least_answer_and_empty_slots_fit() -> None:
    least = {"concern": {"description": "x"}, "guardians": [{}, {"name": "Bo"}]}
    assert list(validator("orosanmalan").iter_errors(least)) == []
    assert list(validator("bbic-konsultation").iter_errors({})) == []


def test_schema_names_its_form_and_dialect() -> None:
    schema = json_schema(Library().get("samtycke"))
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == "urn:oroforms:form:samtycke:2"
    assert schema["properties"]["decision"]["title"] == "Samtycker du?"
