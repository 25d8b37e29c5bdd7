"""Judging a record: the form's rules, gaps, and what stays out of the values."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from forms_by_hand import TODAY, small_form

from oroforms.documents import Record, Status
from oroforms.findings import CATALOGUE, Finding, finding
from oroforms.i18n import set_language
from oroforms.normalise import normalise_data
from oroforms.validate import assess, validate

FORM = small_form()
ENOUGH: dict[str, Any] = {"concern": {"description": "Blåmärken på armarna.", "seen": "2026-11-20"}}


def _found(data: dict[str, Any]) -> list[tuple[str, str | None]]:
    record = normalise_data(FORM, data, TODAY)
    return [(f.code, f.field) for f in validate(FORM, record, today=TODAY)]


def test_a_sufficient_record_has_no_findings() -> None:
    assert _found(ENOUGH) == []


def test_an_empty_record_lacks_what_is_required_and_what_is_expected() -> None:
    assert _found({}) == [
        ("required-missing", "concern.description"),
        ("expected-missing", "concern.seen"),
    ]


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"guardians": [{"phone": "070-174 06 05"}]}, "required-missing", "guardians.0.name"),
        ({"guardians": [{}, {"phone": "070-174 06 05"}]}, "required-missing", "guardians.1.name"),
        (
            {"child": {"interpreter_needed": "yes"}},
            "required-missing",
            "child.interpreter_language",
        ),
        (
            {"child": {"interpreter_language": "arabiska"}},
            "answer-depends",
            "child.interpreter_language",
        ),
        (
            {"child": {"interpreter_needed": "no", "interpreter_language": "arabiska"}},
            "answer-depends",
            "child.interpreter_language",
        ),
        ({"child": {"postal_code": "123"}}, "value-not-shaped", "child.postal_code"),
        ({"child": {"name": "A" * 41}}, "text-too-long", "child.name"),
        (
            {"concern": {"description": "Oj.", "seen": "2026-11-20"}},
            "value-too-short",
            "concern.description",
        ),
        ({"absence": {"percent": 101}}, "number-out-of-range", "absence.percent"),
        ({"absence": {"percent": "-1 %"}}, "number-out-of-range", "absence.percent"),
        ({"absence": {"days": -1}}, "value-out-of-range", "absence.days"),
        ({"urgent": "ja"}, "urgent-not-phoned", "phoned_at"),
        ({"guardians": [{"name": "Bo", "told": "nej"}]}, "guardian-not-told", "guardians.0.told"),
        (
            {"concern": {"description": "Barnet far illa hemma.", "seen": "2026-11-20"}},
            "stock-phrase",
            "concern.description",
        ),
    ],
)
def test_one_thing_wrong_gives_one_finding(more: dict[str, Any], code: str, field: str) -> None:
    assert _found({**ENOUGH, **more}) == [(code, field)]


def test_each_cerberus_error_becomes_a_finding_with_all_its_gaps_filled() -> None:
    """Records made past the normaliser: Cerberus is the second lock on the same door."""
    values: dict[str, Any] = {
        "child": {
            "name": 7,
            "identity_number": "201701012394",
            "interpreter_needed": "perhaps",
            "age": 3,
        },
        "guardians": [{"name": "A"}, {"name": "B"}, {"name": "C"}],
        "concern": {"kind": ["hunger"], "description": "Oj.", "seen": "22/11"},
        "absence": {"percent": True, "days": -1},
        "urgent": "ja",
        "signature": {"signed": "yes"},
        "school": {},
    }
    findings = validate(FORM, Record("prov", 1, values), today=TODAY)
    assert [(f.code, f.field) for f in findings] == [
        ("value-wrong-type", "child.name"),
        ("value-wrong-type", "child.identity_number"),
        ("choice-unknown", "child.interpreter_needed"),
        ("choice-unknown", "concern.kind"),
        ("value-too-short", "concern.description"),
        ("value-wrong-type", "concern.seen"),
        ("value-wrong-type", "absence.percent"),
        ("value-out-of-range", "absence.days"),
        ("value-wrong-type", "urgent"),
        ("value-wrong-type", "signature"),
        ("field-unknown", "child.age"),
        ("group-overflow", "guardians"),
        ("field-unknown", "school"),
    ]
    set_language("en")
    try:
        for found in findings:
            assert "{" not in found.message
            assert "None" not in found.message
    finally:
        set_language("sv")


def test_a_field_in_doubt_is_not_judged_again_nor_are_rules_about_it() -> None:
    found = _found({**ENOUGH, "urgent": "ja", "phoned_at": "3/4/26 14:05"})
    assert found == [("date-ambiguous", "phoned_at")]
    assert _found({"concern": {"description": "\ufffd", "seen": "i går"}}) == [
        ("text-not-mapped", "concern.description"),
        ("date-unreadable", "concern.seen"),
    ]


def test_what_depends_on_a_field_in_doubt_is_not_judged() -> None:
    child = {"interpreter_needed": "kanske", "interpreter_language": "arabiska"}
    assert _found({**ENOUGH, "child": child}) == [("choice-unknown", "child.interpreter_needed")]


def test_rules_speak_both_languages_and_fill_their_gaps() -> None:
    data = {
        "guardians": [{}, {"name": "Bo", "told": "nej"}],
        "concern": {"description": "Familjen har social\nproblematik.", "seen": "2026-11-20"},
    }
    findings = validate(FORM, normalise_data(FORM, data, TODAY), today=TODAY)
    assert [f.message for f in findings] == [
        "Vårdnadshavare 2: säg det.",
        "Skriv vad du sett, inte ”social problematik”.",
    ]
    set_language("en")
    try:
        assert findings[1].message == "Write what you saw, not ”social problematik”."
    finally:
        set_language("sv")


def test_findings_come_in_printed_order_those_of_the_whole_first_and_never_twice() -> None:
    brought = (
        finding("required-missing", "concern.description", label="3.2"),
        finding("field-unknown", "zebra", name="zebra", hint=""),
        finding("document-signed"),
        finding("page-twice", page=1),
        finding("page-twice", page=2),
        finding("page-twice", page=2),
    )
    findings = validate(FORM, Record("prov", 1, {}, brought), today=TODAY)
    assert [(f.code, f.field) for f in findings] == [
        ("document-signed", None),
        ("page-twice", None),
        ("page-twice", None),
        ("required-missing", "concern.description"),
        ("expected-missing", "concern.seen"),
        ("field-unknown", "zebra"),
    ]


def test_every_code_of_the_judge_is_in_the_catalogue() -> None:
    own = {"urgent-not-phoned", "guardian-not-told", "stock-phrase"}
    found = {code for code, _field in _found({"absence": {"percent": 101}, "urgent": "ja"})}
    assert found - own <= set(CATALOGUE)


def _assess(values: dict[str, Any], *findings: Finding) -> tuple[Any, Status]:
    return assess(Record("prov", 1, values), findings)


def test_warnings_leave_everything_and_import() -> None:
    values = {"child": {"name": "Alva"}}
    assert _assess(values, finding("expected-missing", "concern.seen", label="3.3")) == (
        values,
        Status.IMPORTED,
    )


def test_fields_with_errors_stay_out_and_slots_do_not_shift() -> None:
    values: dict[str, Any] = {
        "child": {"name": "Alva"},
        "guardians": [
            {"phone": "+46701740605"},
            {"name": "Bo", "signature": {"signed": True, "date": "2026-11-22"}},
        ],
        "urgent": False,
    }
    before = repr(values)
    certain, status = _assess(
        values,
        finding("value-wrong-type", "child.name"),
        finding("phone-unreadable", "guardians.0.phone"),
        finding("date-ambiguous", "guardians.1.signature.date"),
    )
    assert certain == {
        "guardians": [{}, {"name": "Bo", "signature": {"signed": True}}],
        "urgent": False,
    }
    assert status is Status.NEEDS_REVIEW
    assert repr(values) == before


def test_one_box_in_doubt_takes_its_whole_question() -> None:
    values: dict[str, Any] = {"concern": {"kind": ["neglect"], "seen": "2026-11-20"}}
    certain, _status = _assess(values, finding("mark-uncertain", "concern.kind.violence"))
    assert certain == {"concern": {"seen": "2026-11-20"}}


def test_an_error_about_a_group_takes_all_of_it_and_one_about_the_whole_takes_nothing() -> None:
    values: dict[str, Any] = {"guardians": [{"name": "Bo"}], "urgent": True}
    assert _assess(values, finding("group-overflow", "guardians"))[0] == {"urgent": True}
    assert _assess(values, finding("pages-missing")) == (values, Status.NEEDS_REVIEW)


def test_a_definition_is_compiled_once() -> None:
    from oroforms.constraints import constraints_of

    assert constraints_of(FORM) is constraints_of(FORM)
    assert constraints_of(replace(FORM)) is not constraints_of(FORM)
