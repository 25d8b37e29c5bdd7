"""Readings and data files become typed records; what is in doubt stays out."""

from __future__ import annotations

from typing import Any

import pytest
from forms_by_hand import TODAY, small_form
from hypothesis import given, settings
from hypothesis import strategies as st

from oroforms import names
from oroforms.documents import Raw, Reading, Readings, Record
from oroforms.findings import Finding, finding, has_error
from oroforms.i18n import set_language
from oroforms.normalise import normalise, normalise_data

FORM = small_form()


def _blank(slot_type: str) -> Raw:
    return {"bool": False, "choice": (), "multichoice": ()}.get(slot_type, "")  # type: ignore[return-value]


def _readings(
    written: dict[str, Any], findings: tuple[Finding, ...] = (), seen: bool = True
) -> Readings:
    """Readings of a page on which everything was seen, with some answers written."""
    items: dict[str, Reading] = {}
    for slot in FORM.slots if seen else ():
        if slot.type == "signature":
            for part, raw in (("name", ""), ("date", ""), ("sign", False)):
                items[f"{slot.name}.{part}"] = Reading(f"{slot.name}.{part}", raw)
        else:
            items[slot.name] = Reading(slot.name, _blank(slot.type))
    for name, raw in written.items():
        items[name] = raw if isinstance(raw, Reading) else Reading(name, raw)
    return Readings("acroform", items, 1, findings)


def _codes(record: Record) -> list[tuple[str, str | None]]:
    return [(f.code, f.field) for f in record.findings]


def test_an_empty_form_has_its_unticked_boxes_and_nothing_else() -> None:
    record = normalise(FORM, _readings({}), TODAY)
    assert record.values == {"urgent": False}
    assert record.findings == ()


def test_what_was_not_seen_is_not_answered() -> None:
    record = normalise(FORM, _readings({}, seen=False), TODAY)
    assert (record.values, record.findings) == ({}, ())


def test_answers_are_typed_and_nested_and_slots_do_not_shift() -> None:
    record = normalise(
        FORM,
        _readings(
            {
                "child.name": " Alva\u00a0Ek ",
                "child.identity_number": "170101-2393",
                "child.interpreter_needed": ("no",),
                "guardians.1.name": "Bo Ek",
                "guardians.1.signature.sign": True,
                "guardians.1.signature.date": "22/11 2026",
                "guardians.1.signature.name": "Bo Ek",
                "concern.kind": ("neglect", "violence"),
                "urgent": True,
            }
        ),
        TODAY,
    )
    assert record.values == {
        "child": {
            "name": "Alva Ek",
            "identity_number": "201701012393",
            "interpreter_needed": "no",
        },
        "guardians": [
            {},
            {
                "name": "Bo Ek",
                "told": False,
                "signature": {"signed": True, "name": "Bo Ek", "date": "2026-11-22"},
            },
        ],
        "concern": {"kind": ["violence", "neglect"]},
        "urgent": True,
    }
    assert record.findings == ()


def test_a_doubtful_answer_has_its_own_error_and_stays_out() -> None:
    record = normalise(
        FORM,
        _readings({"child.identity_number": "20170101-2394", "guardians.0.phone": "0"}),
        TODAY,
    )
    assert _codes(record) == [
        ("identity-checksum", "child.identity_number"),
        ("phone-unreadable", "guardians.0.phone"),
    ]
    # Something stands in the first guardian's boxes, so the unticked box there was left unticked.
    assert record.values == {"guardians": [{"told": False}], "urgent": False}


def test_an_uncertain_reading_is_never_passed_on_as_certain() -> None:
    record = normalise(
        FORM,
        _readings(
            {
                "child.name": Reading("child.name", "Alva", confidence=0.93),
                "urgent": Reading("urgent", False, confidence=0.5),
                "signature.date": Reading("signature.date", "2026-11-22", confidence=0.6),
                "signature.name": "Eva Ek",
            }
        ),
        TODAY,
    )
    assert _codes(record) == [
        ("reading-uncertain", "child.name"),
        ("reading-uncertain", "urgent"),
        ("reading-uncertain", "signature.date"),
    ]
    assert record.findings[0].params["share"] == "93"
    assert record.values == {"signature": {"signed": False, "name": "Eva Ek"}}


def test_what_the_reader_doubts_is_said_once_and_stays_out() -> None:
    doubts = (
        finding("text-may-be-cut", "concern.description", label="3.2"),
        finding("mark-uncertain", "guardians.0.told", label="2.1.3", box="told"),
        finding("document-signed"),
    )
    record = normalise(
        FORM,
        _readings(
            {
                "concern.description": Reading("concern.description", "Lång text", confidence=0.4),
                "guardians.0.told": Reading("guardians.0.told", True, confidence=0.4),
            },
            doubts,
        ),
        TODAY,
    )
    assert record.findings == doubts
    assert record.values == {"urgent": False}


def test_one_box_in_doubt_makes_its_question_doubtful() -> None:
    doubt = finding("mark-uncertain", "concern.kind.violence", label="3.1", box="violence")
    record = normalise(FORM, _readings({"concern.kind": ("neglect",)}, (doubt,)), TODAY)
    assert record.values == {"urgent": False}


def test_a_warning_of_the_reader_leaves_the_value() -> None:
    note = finding("text-control-characters", "child.name", label="1.1")
    record = normalise(FORM, _readings({"child.name": "Alva"}, (note,)), TODAY)
    assert record.values["child"] == {"name": "Alva"}
    assert record.findings == (note,)


def test_a_reading_under_an_unknown_name_is_reported() -> None:
    record = normalise(FORM, _readings({"child.nmae": "Alva"}), TODAY)
    assert _codes(record) == [("field-unknown", "child.nmae")]
    assert "child.name" in record.findings[0].message


# -- data files ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "values"),
    [
        ({}, {}),
        ({"child": {"name": "Alva"}}, {"child": {"name": "Alva"}}),
        ({"child.name": "Alva"}, {"child": {"name": "Alva"}}),
        ({"child": None, "guardians": "", "concern": {}}, {}),
        ({"child": {"name": None, "postal_code": ""}}, {}),
        ({"guardians": [None, {"name": "Bo"}]}, {"guardians": [{}, {"name": "Bo"}]}),
        ({"guardians.1.name": "Bo"}, {"guardians": [{}, {"name": "Bo"}]}),
        ({"guardians": [{"name": "Bo"}, {}, {}, None]}, {"guardians": [{"name": "Bo"}]}),
        ({"guardians": [{"told": "nej"}]}, {}),
        (
            {"guardians": [{"told": "nej", "name": "Bo"}]},
            {"guardians": [{"name": "Bo", "told": False}]},
        ),
        ({"urgent": "nej"}, {"urgent": False}),
        ({"concern": {"kind": ["neglect"]}}, {"concern": {"kind": ["neglect"]}}),
        ({"concern.kind.neglect": "x"}, {"concern": {"kind": ["neglect"]}}),
        (
            {"concern": {"kind": {"neglect": "x", "violence": ""}}},
            {"concern": {"kind": ["neglect"]}},
        ),
        (
            {"signature.name": "Eva", "signature.date": "22.11.2026"},
            {"signature": {"name": "Eva", "date": "2026-11-22"}},
        ),
        ({"signature": {"name": "Eva", "date": ""}}, {"signature": {"name": "Eva"}}),
        ({"child": {"name": "Alva"}, "child.name": "Alva"}, {"child": {"name": "Alva"}}),
    ],
)
def test_data_without_faults(data: dict[str, Any], values: dict[str, Any]) -> None:
    record = normalise_data(FORM, data, TODAY)
    assert (record.values, record.findings) == (values, ())


@pytest.mark.parametrize(
    ("data", "code", "field", "values"),
    [
        ({"child": {"nmae": "Alva"}}, "field-unknown", "child.nmae", {}),
        ({"childs": {"name": "Alva"}}, "field-unknown", "childs", {}),
        ({"child": {"name": {"first": "Alva"}}}, "value-wrong-type", "child.name", {}),
        ({"child": "Alva"}, "value-wrong-type", "child", {}),
        ({"child": ["Alva"]}, "value-wrong-type", "child", {}),
        ({"guardians": {"name": "Bo"}}, "value-wrong-type", "guardians", {}),
        ({"guardians": ["Bo"]}, "value-wrong-type", "guardians.0", {}),
        ({"guardians": [{}, {}, {"name": "Bo"}]}, "group-overflow", "guardians", {}),
        ({"guardians.2.name": "Bo"}, "group-overflow", "guardians", {}),
        ({"guardians.99999999999999999999.name": "Bo"}, "group-overflow", "guardians", {}),
        ({"guardians.x.name": "Bo"}, "field-unknown", "guardians.x.name", {}),
        ({"guardians": [{"nmn": "Bo"}]}, "field-unknown", "guardians.0.nmn", {}),
        (
            {"child": {"interpreter_needed": ["yes"]}},
            "value-wrong-type",
            "child.interpreter_needed",
            {},
        ),
        ({"child": {"name": "Alva"}, "child.name": "Ada"}, "field-twice", "child.name", {}),
        ({"concern.kind.hunger": "x"}, "choice-unknown", "concern.kind", {}),
        (
            {"concern.kind": ["neglect"], "concern.kind.violence": "x"},
            "field-twice",
            "concern.kind",
            {},
        ),
        ({"signature.nmn": "Eva"}, "field-unknown", "signature.nmn", {}),
        (
            {"child": {"identity_number": 201701012393}},
            "value-wrong-type",
            "child.identity_number",
            {},
        ),
    ],
)
def test_faults_of_data(
    data: dict[str, Any], code: str, field: str, values: dict[str, Any]
) -> None:
    record = normalise_data(FORM, data, TODAY)
    assert (_codes(record), record.values) == ([(code, field)], values)


def test_an_unknown_name_is_answered_with_the_nearest_known() -> None:
    set_language("en")
    try:
        message = normalise_data(FORM, {"child": {"nmae": "Alva"}}, TODAY).findings[0].message
    finally:
        set_language("sv")
    assert message.endswith("child.nmae. Did you mean child.name?")


def test_the_rest_of_an_overfull_group_is_read() -> None:
    items = [{"name": "Bo"}, {"name": "Bea"}, {"name": "Berit"}]
    record = normalise_data(FORM, {"guardians": items}, TODAY)
    assert record.values == {"guardians": items[:2]}
    assert record.findings[0].params == {"name": "guardians", "items": "3", "slots": "2"}


ANSWERS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["name", "kind", "date", "0", "child", "x.y", ""]), inner, max_size=3
        )
    ),
    max_leaves=8,
)
NAMES = st.sampled_from(
    [slot.name for slot in FORM.slots]
    + ["child", "guardians", "guardians.0", "signature.name", "x"]
)


@settings(max_examples=200, deadline=None)
@given(data=st.dictionaries(NAMES, ANSWERS, max_size=6))
def test_any_data_gives_values_of_the_form_or_findings(data: dict[str, Any]) -> None:
    record = normalise_data(FORM, data, TODAY)
    for name, _value in names.flatten(record.values):
        head = name.rpartition(".")[0]
        assert name in FORM.slot or FORM.slot[head].type == "signature"
    if not has_error(record.findings):
        assert normalise_data(FORM, record.values, TODAY).values == record.values


@settings(max_examples=100, deadline=None)
@given(
    data=st.dictionaries(
        st.sampled_from([s.name for s in FORM.slots if s.type != "signature"]),
        st.text(max_size=20)
        | st.booleans()
        | st.lists(st.sampled_from(["neglect", "yes"])).map(tuple),
        max_size=6,
    )
)
def test_any_readings_give_each_slot_a_value_or_a_finding(data: dict[str, Any]) -> None:
    record = normalise(FORM, _readings(data, seen=False), TODAY)
    for name, raw in data.items():
        blamed = {f.field for f in record.findings}
        answered = names.get(record.values, name) is not None
        said = bool(raw.strip() if isinstance(raw, str) else raw)
        assert (
            answered
            or name in blamed
            or not said
            or not raw.strip("\u200b\ufeff\u00ad\u2060\u200e\u200f\u061c ")
        )
