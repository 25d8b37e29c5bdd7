"""Each rule of each form: triggered by data, and not by its near miss."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import pytest
from complete_answers import COMPLETE, TODAY, changed

from oroforms.findings import Finding, Severity
from oroforms.i18n import set_language
from oroforms.library import Library
from oroforms.names import put
from oroforms.rules import rule_findings


class Case(NamedTuple):
    """What is changed in the complete answer to trigger a rule, and what more to miss it."""

    code: str
    field: str
    triggered: dict[str, Any]
    missed: dict[str, Any]


ACUTE = {
    "urgency.acute": True,
    "urgency.acute_reason": "Ensam i natt.",
    "urgency.phoned_at": "2026-11-20T14:05",
}
PRIVATE = {
    "reporter.kind": "private",
    "reporter.sector": "private_person",
    "feedback.requested": "no",
    "feedback.address": None,
}
NAMELESS = {
    "reporter.name": None,
    "reporter.phone": None,
    "reporter.email": None,
    "signature": None,
}
UNSIGNED = {"signature.signed": False, "signature.name": None}
NO_CO_SIGNER = {"co_signers.0.signature.signed": False}
NOTHING_TO_FIND = dict.fromkeys(
    (
        "child.name",
        "child.identity_number",
        "child.address",
        "child.school_unit",
        "child.whereabouts_now",
        "guardians.0.name",
        "guardians.1.name",
    )
)
HIDDEN = dict.fromkeys(
    (
        "child.address",
        "child.postal_code",
        "child.city",
        "child.phone",
        "child.school_unit",
        "child.whereabouts_now",
        "guardians.0.address",
        "guardians.0.phone",
    )
)
LONG = (
    "Hon berättade att det har varit så här ända sedan i somras, och att hon är rädd varje kväll. "
)

OROSANMALAN = [
    Case(
        "acute-not-phoned",
        "urgency.phoned_at",
        ACUTE | {"urgency.phoned_at": None},
        {"urgency.phoned_to": "Socialjouren"},
    ),
    Case(
        "acute-without-reason",
        "urgency.acute_reason",
        ACUTE | {"urgency.acute_reason": None},
        {"urgency.acute": False},
    ),
    Case(
        "acute-whereabouts-missing",
        "child.whereabouts_now",
        ACUTE | {"child.whereabouts_now": None},
        {"urgency.acute": False},
    ),
    Case(
        "acute-reporter-unreachable",
        "reporter.phone",
        ACUTE | {"reporter.phone": None},
        {"reporter.anonymous": True},
    ),
    Case(
        "acute-not-ticked",
        "urgency.acute",
        {"urgency.acute_reason": "Ensam i natt."},
        {"urgency.acute": True},
    ),
    Case(
        "phoned-after-notification",
        "urgency.phoned_at",
        {"urgency.phoned_at": "2026-11-21T00:01"},
        {"urgency.phoned_at": "2026-11-20T23:59"},
    ),
    Case(
        "phoned-in-future",
        "urgency.phoned_at",
        {"urgency.phoned_at": "2026-11-23T08:00"},
        {"urgency.phoned_at": "2026-11-22T23:59"},
    ),
    Case(
        "notification-date-future",
        "notification.date",
        {"notification.date": "2026-11-23"},
        {"notification.date": "2026-11-22"},
    ),
    Case(
        "supplement",
        "notification.supplements_earlier",
        {"notification.supplements_earlier": "yes"},
        {"notification.supplements_earlier": "unknown"},
    ),
    Case(
        "supplement-acute",
        "notification.supplements_earlier",
        ACUTE | {"notification.supplements_earlier": "yes"},
        {"urgency.acute": False},
    ),
    Case("child-hard-to-find", "child.name", NOTHING_TO_FIND, {"child.school_unit": "Tallbacken"}),
    Case(
        "child-age-unknown",
        "child.identity_number",
        {"child.identity_number": None, "child.birth_date": None},
        {"child.birth_date": "2017-01-01"},
    ),
    Case(
        "child-birth-date-differs",
        "child.birth_date",
        {"child.birth_date": "2017-01-02"},
        {"child.identity_number": None},
    ),
    Case(
        "child-birth-date-future",
        "child.birth_date",
        {"child.birth_date": "2026-11-23"},
        {"child.birth_date": "2026-11-22"},
    ),
    Case(
        "child-is-adult",
        "child.identity_number",
        {"child.identity_number": None, "child.birth_date": "2008-11-22"},
        {"child.birth_date": "2008-11-23"},
    ),
    Case(
        "protected-identity-disclosed",
        "child.protected_identity",
        {"child.protected_identity": "yes"},
        HIDDEN,
    ),
    Case(
        "joint-custody-one-guardian",
        "guardians.1.name",
        {"guardians.1.name": None, "guardians.1.custody": None},
        {"guardians.0.custody": "sole"},
    ),
    Case(
        "custody-contradiction",
        "guardians.0.custody",
        {"guardians.0.custody": "sole"},
        {"guardians.1.custody": "unknown"},
    ),
    Case(
        "interpreter-without-language",
        "child.interpreter_language",
        {"child.interpreter_language": None, "guardians.0.interpreter_language": None},
        {"guardians.1.interpreter_language": "sv"},
    ),
    Case(
        "interpreter-contradiction",
        "child.interpreter_needed",
        {"child.interpreter_needed": "no"},
        {"guardians.0.interpreter_language": None},
    ),
    *(
        Case(
            "violence-guardians-informed",
            "guardians_informed",
            {"concern.kind": ["neglect", kind]},
            {"guardians_informed": "unknown"},
        )
        for kind in (
            "physical_violence",
            "psychological_violence",
            "sexual_abuse",
            "witnessed_violence",
            "honour_violence",
        )
    ),
    Case(
        "guardians-not-informed-without-reason",
        "guardians_not_informed_reason",
        {"guardians_informed": "no"},
        {"guardians_not_informed_reason": "Misstanke om våld"},
    ),
    Case(
        "guardians-informed-contradiction",
        "guardians_informed",
        {"guardians_not_informed_reason": "Misstanke om våld"},
        {"guardians_informed": "no"},
    ),
    Case(
        "concern-short",
        "concern.description",
        {"concern.description": "ord " * 19},
        {"concern.description": "ord " * 20},
    ),
    Case(
        "concern-stock-phrase",
        "concern.description",
        {"concern.description": f"{LONG}Vi har en Allmän\noro för barnet."},
        {"concern.description": f"{LONG}Vi har en allmän orosmottagning."},
    ),
    Case(
        "concern-refers-elsewhere",
        "concern.description",
        {"concern.description": f"{LONG}Se bilaga."},
        {"concern.description": f"{LONG}Se bilagan."},
    ),
    Case(
        "concern-nothing-observed",
        "concern.observed_self",
        {"concern.observed_self": None, "concern.heard_from_others": None},
        {"concern.heard_from_others": "Fritidsledaren berättade det i fredags kväll."},
    ),
    Case(
        "concern-only-hearsay",
        "concern.observed_self",
        {"concern.observed_self": None},
        {"concern.observed_self": "Jag såg det."},
    ),
    Case(
        "concern-hearsay-without-source",
        "concern.heard_from_others",
        {"concern.heard_from_others": "Alla säger det."},
        {"concern.heard_from_others": "Mormor sa det i fredags kväll."},
    ),
    Case(
        "concern-when-missing",
        "concern.observed_at",
        {"concern.observed_at": None},
        {"concern.observed_at": "I går"},
    ),
    Case(
        "concern-why-now-missing",
        "concern.why_now",
        {"concern.why_now": None},
        {"concern.why_now": "I torsdags."},
    ),
    Case(
        "sibling-needs-own-notification",
        "siblings.2.same_concern",
        {"siblings.2.name": "Eli", "siblings.2.same_concern": True},
        {"siblings.2.same_concern": False},
    ),
    Case(
        "sibling-birth-date-future",
        "siblings.0.birth_date",
        {"siblings.0.birth_date": "2027-03-04"},
        {"siblings.0.birth_date": "2026-11-22"},
    ),
    Case(
        "professional-anonymous",
        "reporter.anonymous",
        {"reporter.anonymous": True},
        {"reporter.kind": "private"},
    ),
    Case(
        "anonymous-with-name",
        "reporter.anonymous",
        PRIVATE | {"reporter.anonymous": True},
        NAMELESS,
    ),
    Case("reporter-unnamed", "reporter.name", NAMELESS, {"signature.name": "Eva Lärarsson"}),
    Case(
        "professional-without-workplace",
        "reporter.unit",
        {"reporter.unit": None},
        PRIVATE,
    ),
    Case(
        "reporter-unreachable",
        "reporter.phone",
        {"reporter.phone": None, "reporter.email": None},
        {"reporter.email": "eva@skola.example"},
    ),
    Case(
        "reporter-sector-mismatch",
        "reporter.sector",
        {"reporter.kind": "private"},
        {"reporter.sector": "private_person"},
    ),
    Case(
        "reporter-sector-mismatch",
        "reporter.sector",
        {"reporter.sector": "private_person"},
        {"reporter.sector": None},
    ),
    Case(
        "feedback-without-address",
        "feedback.address",
        {"feedback.address": None},
        {"feedback.requested": "no"},
    ),
    Case(
        "feedback-anonymous",
        "feedback.requested",
        {"reporter.anonymous": True},
        {"feedback.requested": "no"},
    ),
    Case(
        "feedback-private-person",
        "feedback.requested",
        PRIVATE | {"feedback.requested": "yes"},
        {"feedback.requested": "no"},
    ),
    Case("notification-unsigned", "signature", UNSIGNED | NO_CO_SIGNER, {"signature.signed": True}),
    Case("signed-by-co-signer-only", "signature", UNSIGNED, NO_CO_SIGNER),
    Case(
        "signature-date-future",
        "signature",
        {"signature.date": "2026-11-23"},
        {"signature.date": "2026-11-22"},
    ),
]

NO_SCOPE = {
    "scope.collaborate_during_inquiry": False,
    "scope.inform_of_outcome": False,
    "information_scope": ["attendance"],
}
FIFTEEN = {
    "child.identity_number": "201111222384",
    "child.signature.signed": True,
}
FOURTEEN = {"child.identity_number": "201111232383"}
"""Fifteen on the day of :data:`TODAY`, and on the day after."""
ONE_GUARDIAN = {"guardians.1": None}

SAMTYCKE = [
    Case(
        "consent-without-scope",
        "decision",
        NO_SCOPE,
        {"scope.collaborate_during_inquiry": True},
    ),
    Case(
        "consent-partly-without-exclusions",
        "decision",
        {"decision": "partly"},
        {"exclusions": "Inte skolans kurator."},
    ),
    Case("consent-not-understood", "decision", {"understood": "no"}, {"decision": "no"}),
    Case("consent-understanding-missing", "understood", {"understood": None}, {"decision": "no"}),
    Case(
        "consent-yes-with-exclusions",
        "exclusions",
        {"exclusions": "Inte skolans kurator."},
        {"decision": "partly"},
    ),
    Case("consent-refused-with-scope", "decision", {"decision": "no"}, NO_SCOPE),
    Case(
        "consent-party-missing",
        "parties.0.unit",
        {"parties.0": None},
        {"parties.3.unit": "Tallbackens skola"},
    ),
    Case(
        "consent-party-unnamed",
        "parties.2.unit",
        {"parties.2.category": "other"},
        {"parties.2.unit": "Simklubben"},
    ),
    Case(
        "consent-information-missing",
        "information_scope",
        {"information_scope": None},
        {"information_other": "Schemat"},
    ),
    Case(
        "consent-other-unexplained",
        "information_other",
        {"information_scope": ["inquiry_outcome", "other"]},
        {"information_other": "Schemat"},
    ),
    Case(
        "consent-other-not-ticked",
        "information_scope",
        {"information_other": "Schemat"},
        {"information_scope": ["other"]},
    ),
    Case(
        "consent-outcome-contradiction",
        "scope.inform_of_outcome",
        {"scope.inform_of_outcome": False},
        {"information_scope": ["attendance"]},
    ),
    Case("consent-purpose-missing", "purpose", {"purpose": None}, {"decision": "no"}),
    Case(
        "consent-dates-reversed",
        "valid_to",
        {"valid_from": "2027-06-01"},
        {"valid_from": "2027-05-31"},
    ),
    Case("consent-period-missing", "valid_to", {"valid_to": None}, {"decision": "no"}),
    Case(
        "consent-period-long",
        "valid_to",
        {"valid_to": "2027-11-03"},
        {"valid_to": "2027-11-02"},
    ),
    Case(
        "consent-already-ended",
        "valid_to",
        {"valid_to": "2026-11-21"},
        {"valid_to": "2026-11-22"},
    ),
    Case(
        "consent-unsigned",
        "guardians.0.signature",
        {"guardians.0.signature.signed": False, "guardians.1.signature.signed": False},
        {"form_of_consent": "oral"},
    ),
    Case(
        "consent-one-of-two-signed",
        "guardians.1.signature",
        {"guardians.1.signature.signed": False},
        {"guardians.0.signature.signed": False},
    ),
    Case(
        "consent-one-of-two-signed",
        "guardians.1.signature",
        {"guardians.0.signature.signed": False},
        {"guardians.0.signature.signed": True},
    ),
    Case(
        "consent-one-guardian",
        "guardians.1.name",
        ONE_GUARDIAN,
        {"guardians.1.name": "Cilla Provberg", "guardians.1.signature.signed": True},
    ),
    Case(
        "consent-signature-unnamed",
        "guardians.1.name",
        {"guardians.1.name": None, "guardians.1.signature.name": None},
        {"guardians.1.signature.name": "Cilla Provberg"},
    ),
    Case(
        "consent-signature-date-future",
        "guardians.1.signature",
        {"guardians.1.signature.date": "2026-11-23"},
        {"guardians.1.signature.date": "2026-11-22"},
    ),
    Case(
        "consent-same-guardian-twice",
        "guardians.1.identity_number",
        {"guardians.1.identity_number": "189001019802"},
        {"guardians.0.identity_number": None},
    ),
    Case(
        "consent-oral-without-informer",
        "informed_by",
        {"form_of_consent": "oral", "informed_by": None},
        {"form_of_consent": "written"},
    ),
    Case(
        "child-fifteen-not-asked",
        "child.consent",
        FIFTEEN | {"child.consent": "not_asked"},
        FOURTEEN,
    ),
    Case("child-fifteen-not-asked", "child.consent", FIFTEEN | {"child.consent": None}, FOURTEEN),
    Case("child-fifteen-refuses", "child.consent", FIFTEEN | {"child.consent": "no"}, FOURTEEN),
    Case("child-refuses", "child.consent", {"child.consent": "no"}, FIFTEEN),
    Case(
        "child-consent-unsigned",
        "child.signature",
        FIFTEEN | {"child.signature.signed": False},
        FOURTEEN,
    ),
]

NO_OBSERVATION = {
    f"area.{area}.observation": None
    for area in (
        *("health", "education", "emotions_behaviour", "social_relations", "basic_care"),
        *("stimulation_guidance", "emotional_availability", "safety"),
    )
}
NO_STRENGTHS = {
    f"area.{area}.strengths": None
    for area in ("health", "education", "emotions_behaviour", "social_relations")
}

BBIC = [
    Case(
        "consultation-nobody-answers",
        "respondents.0.name",
        {"respondents.0": None, "signature_respondent.name": None},
        {"respondents.2.name": "Eva Lärarsson"},
    ),
    Case(
        "respondent-known-since-missing",
        "respondents.1.known_child_since",
        {"respondents.1.name": "Per Rektorsson"},
        {"respondents.1.known_child_since": "2025"},
    ),
    Case(
        "consultation-signed-by-head-only",
        "signature_respondent",
        {"signature_respondent": None},
        {"signature_respondent.name": "Eva Lärarsson"},
    ),
    Case(
        "consultation-unsigned",
        "signature_respondent",
        {"signature_respondent": None, "signature_head.signed": False},
        {"signature_head.signed": True},
    ),
    Case(
        "consultation-signature-date-future",
        "signature_respondent",
        {"signature_respondent.date": "2026-11-23"},
        {"signature_respondent.date": "2026-11-22"},
    ),
    Case(
        "head-signature-date-future",
        "signature_head",
        {"signature_head.date": "2026-11-23"},
        {"signature_head.date": "2026-11-22"},
    ),
    Case(
        "absence-without-period",
        "attendance.period",
        {"attendance.period": None},
        {"attendance.absence_percent": None},
    ),
    Case(
        "absence-missing",
        "attendance.absence_percent",
        {"attendance.absence_percent": None},
        {"attendance.absence_percent": 0},
    ),
    Case(
        "sources-missing",
        "basis_documents",
        {"basis_documents": None},
        {"basis_documents": ["other"]},
    ),
    Case(
        "consultation-empty",
        "area.health.observation",
        NO_OBSERVATION,
        {"area.safety.observation": "Cyklar med hjälm."},
    ),
    Case("strengths-missing", "area.health.strengths", NO_STRENGTHS, NO_OBSERVATION),
    Case(
        "childs-view-missing", "childs_view", {"childs_view": None}, {"childs_view": "Vill inte."}
    ),
    *(
        Case(
            "consultation-violence-mentioned",
            "area.safety.observation",
            {name: "Alva säger att någon SLÅR henne."},
            {name: "Klockan slåss med tiden, och våldsamma lekar är ovanliga."},
        )
        for name in (
            *("area.safety.observation", "area.emotional_availability.observation"),
            *("area.basic_care.observation", "area.health.observation"),
            *("area.emotions_behaviour.observation", "area.family_environment"),
            *("childs_view", "other"),
        )
    ),
    Case(
        "shared-without-date",
        "shared_with_family_date",
        {"shared_with_family_date": None},
        {"shared_with_family": "no"},
    ),
    Case(
        "shared-date-contradiction",
        "shared_with_family",
        {"shared_with_family": "no"},
        {"shared_with_family_date": None},
    ),
    Case(
        "shared-date-future",
        "shared_with_family_date",
        {"shared_with_family_date": "2026-11-23"},
        {"shared_with_family": "no"},
    ),
    Case(
        "not-shared-with-family",
        "shared_with_family",
        {"shared_with_family": "no"},
        {"shared_with_family": None},
    ),
]

CASES = {"orosanmalan": OROSANMALAN, "samtycke": SAMTYCKE, "bbic-konsultation": BBIC}
ERRORS = {
    *("phoned-in-future", "notification-date-future", "child-birth-date-future"),
    *("sibling-birth-date-future", "professional-anonymous", "signature-date-future"),
    *("consent-without-scope", "consent-partly-without-exclusions", "consent-not-understood"),
    *("consent-dates-reversed", "consent-signature-date-future"),
    *("consultation-signature-date-future", "head-signature-date-future", "shared-date-future"),
}
EVERY = [pytest.param(form, case, id=case.code) for form, cases in CASES.items() for case in cases]
forms = pytest.mark.parametrize("form", CASES)


def found(
    form: str, values: dict[str, Any], **unsure: Any
) -> dict[tuple[str, str | None], Finding]:
    findings = rule_findings(Library().get(form, 1), values, TODAY, **unsure)
    return {(finding.code, finding.field): finding for finding in findings}


@forms
def test_complete_answer_gives_no_finding(form: str) -> None:
    assert list(found(form, COMPLETE[form])) == []


@forms
def test_every_rule_has_a_case(form: str) -> None:
    rules = {rule.code for rule in Library().get(form, 1).rules}
    assert {case.code for case in CASES[form]} == rules


@pytest.mark.parametrize(("form", "case"), EVERY)
def test_triggered(form: str, case: Case) -> None:
    findings = found(form, changed(form, case.triggered))
    assert (case.code, case.field) in findings
    expected = Severity.ERROR if case.code in ERRORS else Severity.WARNING
    assert findings[case.code, case.field].severity is expected


@pytest.mark.parametrize(("form", "case"), EVERY)
def test_near_miss(form: str, case: Case) -> None:
    findings = found(form, changed(form, case.triggered | case.missed))
    assert case.code not in {code for code, _field in findings}


@forms
def test_an_empty_form_gives_no_error(form: str) -> None:
    severities = {finding.severity for finding in found(form, {}).values()}
    assert severities <= {Severity.WARNING}


@forms
def test_what_is_in_doubt_is_not_judged(form: str) -> None:
    definition = Library().get(form, 1)
    assert found(form, {}, unsure=[slot.name for slot in definition.slots]) == {}


def test_a_doubtful_part_of_a_signature_puts_the_whole_in_doubt() -> None:
    values = changed("orosanmalan", {"signature.signed": False, "signature.name": None})
    assert ("signed-by-co-signer-only", "signature") in found("orosanmalan", values)
    assert found("orosanmalan", values, unsure=["signature.name"]) == {}


def test_messages_are_filled_in_both_languages() -> None:
    values = changed("orosanmalan", {"reporter.anonymous": True, "siblings.1.same_concern": True})
    findings = found("orosanmalan", values)
    professional = findings["professional-anonymous", "reporter.anonymous"]
    sibling = findings["sibling-needs-own-notification", "siblings.1.same_concern"]
    assert "19 kap. 1 § socialtjänstlagen (2025:400)" in professional.message
    assert "barn 2 i avsnitt 7" in sibling.message
    set_language("en")
    try:
        assert "Chapter 19, Section 1 of the Social Services Act" in professional.message
        assert "child 2 in section 7" in sibling.message
    finally:
        set_language("sv")


def test_messages_cite_the_law_of_the_day() -> None:
    definition = Library().get("orosanmalan", 1)
    values: dict[str, Any] = {}
    put(values, "reporter.kind", "professional")
    put(values, "reporter.anonymous", True)
    (finding,) = (
        f
        for f in rule_findings(definition, values, date(2025, 6, 30))
        if f.code == "professional-anonymous"
    )
    assert "14 kap. 1 § socialtjänstlagen (2001:453)" in finding.message


def test_phrases_that_were_found_are_named() -> None:
    description = f"{LONG}Allmän oro. Det är bristande  omsorg, och åter allmän oro."
    values = changed("orosanmalan", {"concern.description": description})
    message = found("orosanmalan", values)["concern-stock-phrase", "concern.description"].message
    assert "”allmän oro”, ”bristande omsorg”" in message
