"""Every field of the domain, by name and type, stands in the shipped forms, and no other."""

from __future__ import annotations

import pytest

from oroforms.fieldtypes import TYPES
from oroforms.library import Library

YES_NO = "yes no"
YES_NO_UNKNOWN = "yes no unknown"

OROSANMALAN = {
    "recipient.municipality": "text",
    "recipient.unit": "text",
    "notification.date": "date",
    "notification.supplements_earlier": ("choice", YES_NO_UNKNOWN),
    "urgency.acute": "bool",
    "urgency.acute_reason": "multiline",
    "urgency.phoned_at": "datetime",
    "urgency.phoned_to": "text",
    "child.name": "text",
    "child.identity_number": "identity",
    "child.birth_date": "date",
    "child.address": "text",
    "child.postal_code": "text",
    "child.city": "text",
    "child.protected_identity": ("choice", YES_NO_UNKNOWN),
    "child.phone": "phone",
    "child.school_unit": "text",
    "child.interpreter_needed": ("choice", YES_NO_UNKNOWN),
    "child.interpreter_language": "language",
    "child.informed": ("choice", YES_NO_UNKNOWN),
    "child.informed_note": "text",
    "child.whereabouts_now": "text",
    "guardians.*.name": "text",
    "guardians.*.identity_number": "identity",
    "guardians.*.address": "text",
    "guardians.*.phone": "phone",
    "guardians.*.custody": ("choice", "sole joint appointed unknown"),
    "guardians.*.interpreter_language": "language",
    "guardians_informed": ("choice", YES_NO_UNKNOWN),
    "guardians_not_informed_reason": "text",
    "siblings.*.name": "text",
    "siblings.*.birth_date": "date",
    "siblings.*.same_concern": "bool",
    "concern.kind": (
        "multichoice",
        (
            "physical_violence psychological_violence sexual_abuse witnessed_violence "
            "honour_violence neglect parental_substance_abuse parental_illness own_behaviour "
            "own_substance_abuse crime absence other"
        ),
    ),
    "concern.description": "multiline",
    "concern.observed_self": "multiline",
    "concern.heard_from_others": "multiline",
    "concern.observed_at": "text",
    "concern.why_now": "multiline",
    "concern.childs_own_words": "multiline",
    "concern.strengths": "multiline",
    "concern.earlier_and_measures": "multiline",
    "concern.police_report": ("choice", YES_NO_UNKNOWN),
    "reporter.relation_to_child": "text",
    "reporter.kind": ("choice", "professional private"),
    "reporter.anonymous": "bool",
    "reporter.name": "text",
    "reporter.role": "text",
    "reporter.unit": "text",
    "reporter.phone": "phone",
    "reporter.email": "email",
    "reporter.sector": (
        "choice",
        (
            "preschool school child_health health_care dental_care police social_services "
            "other_authority private_person"
        ),
    ),
    "reporter.meeting_willing": ("choice", YES_NO_UNKNOWN),
    "co_signers.*.name": "text",
    "co_signers.*.role": "text",
    "co_signers.*.signature": "signature",
    "feedback.requested": ("choice", YES_NO),
    "feedback.address": "text",
    "signature": "signature",
}

SAMTYCKE = {
    "case.reference": "text",
    "child.name": "text",
    "child.identity_number": "identity",
    "parties.*.unit": "text",
    "parties.*.category": (
        "choice",
        "preschool school child_health health_care child_psychiatry habilitation other",
    ),
    "scope.collaborate_during_inquiry": "bool",
    "scope.inform_of_outcome": "bool",
    "information_scope": (
        "multichoice",
        "school_situation attendance health family_situation support_given inquiry_outcome other",
    ),
    "information_other": "text",
    "exclusions": "multiline",
    "purpose": "multiline",
    "valid_from": "date",
    "valid_to": "date",
    "decision": ("choice", "yes partly no"),
    "form_of_consent": ("choice", "written oral"),
    "informed_by": "text",
    "understood": ("choice", YES_NO),
    "guardians.*.name": "text",
    "guardians.*.identity_number": "identity",
    "guardians.*.signature": "signature",
    "child.consent": ("choice", "yes no not_asked"),
    "child.signature": "signature",
    "contact.social.name": "text",
    "contact.social.phone": "phone",
    "contact.school.name": "text",
    "contact.school.phone": "phone",
}

BBIC = {
    "case.reference": "text",
    "case.social_worker": "text",
    "case.unit": "text",
    "case.phone": "phone",
    "case.postal_address": "text",
    "case.answer_by": "date",
    "legal_basis": ("choice", "inquiry consent"),
    "child.name": "text",
    "child.identity_number": "identity",
    "unit.kind": (
        "choice",
        "preschool preschool_class compulsory_school upper_secondary health_care",
    ),
    "unit.name": "text",
    "unit.group": "text",
    "respondents.*.name": "text",
    "respondents.*.role": "text",
    "respondents.*.known_child_since": "text",
    "attendance.period": "text",
    "attendance.absence_percent": "percent",
    "attendance.pattern": "multiline",
    "basis_documents": (
        "multichoice",
        "written_assessment development_plan action_programme attendance_record other",
    ),
    **{
        f"area.{area}.{part}": "multiline"
        for area in ("health", "education", "emotions_behaviour", "social_relations")
        for part in ("observation", "strengths", "needs")
    },
    **{
        f"area.{area}.observation": "multiline"
        for area in ("basic_care", "stimulation_guidance", "emotional_availability", "safety")
    },
    "area.family_environment": "multiline",
    "support_given": "multiline",
    "childs_view": "multiline",
    "cooperation_with_guardians": "multiline",
    "other": "multiline",
    "shared_with_family": ("choice", YES_NO),
    "shared_with_family_date": "date",
    "signature_respondent": "signature",
    "signature_head": "signature",
}

DOMAIN = {"orosanmalan": OROSANMALAN, "samtycke": SAMTYCKE, "bbic-konsultation": BBIC}
SLOTS = {
    "orosanmalan": {"guardians": 2, "siblings": 4, "co_signers": 2},
    "samtycke": {"parties": 4, "guardians": 2},
    "bbic-konsultation": {"respondents": 3},
}
REQUIRED = {
    "orosanmalan": {"concern.description"},
    "samtycke": {"decision"},
    "bbic-konsultation": set(),
}
PREFILLED = {
    "orosanmalan": set(),
    "samtycke": {"case.reference", "child.name", "child.identity_number"},
    "bbic-konsultation": {
        *(name for name in BBIC if name.startswith("case.")),
        "legal_basis",
        "child.name",
        "child.identity_number",
    },
}
ORDER = {
    "orosanmalan": (
        "recipient urgency child guardians informed concern siblings reporter feedback signature"
    ),
    "samtycke": "case parties scope decision guardians child contact",
    "bbic-konsultation": (
        "case child unit respondents attendance development care environment more shared signature"
    ),
}

forms = pytest.mark.parametrize("form", DOMAIN)


@forms
def test_fields_and_types(form: str) -> None:
    expected = {
        name: said if isinstance(said, tuple) else (said, "") for name, said in DOMAIN[form].items()
    }
    found = {
        field.path: (field.type, " ".join(choice.code for choice in field.choices))
        for field in Library().get(form).fields
    }
    assert found == expected


@forms
def test_slots_of_groups(form: str) -> None:
    groups = Library().get(form).groups
    assert {name: group.slots for name, group in groups.items()} == SLOTS[form]


@forms
def test_what_is_required_and_prefilled(form: str) -> None:
    fields = Library().get(form).fields
    assert {field.path for field in fields if field.required} == REQUIRED[form]
    assert {field.path for field in fields if field.prefilled} == PREFILLED[form]


@forms
def test_order_of_sections(form: str) -> None:
    definition = Library().get(form)
    assert [section.id for section in definition.sections] == ORDER[form].split()
    assert [section.number for section in definition.sections] == list(
        range(1, len(definition.sections) + 1)
    )


def test_the_earlier_consent_form_asks_less_and_numbers_it_anew() -> None:
    """Returns of version 1 are still read: by its own definition, where 3.4 is another field."""
    earlier, later = Library().get("samtycke@1"), Library().get("samtycke@2")
    types = {field.path: field.type for field in earlier.fields}
    assert types == {
        field.path: field.type
        for field in later.fields
        if field.path not in {"understood", "information_other"}
    }
    assert earlier.slot["exclusions"].number == later.slot["information_other"].number == "3.4"
    assert {rule.code for rule in earlier.rules} < {rule.code for rule in later.rules}


def test_every_type_is_used_or_known() -> None:
    used = {field.type for form in DOMAIN for field in Library().get(form).fields}
    assert used < set(TYPES)
    assert set(TYPES) - used == {"integer"}
