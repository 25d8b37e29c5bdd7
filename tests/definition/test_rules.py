"""Each rule of each form: triggered by data, and not by its near miss."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from complete_answers import COMPLETE, TODAY, changed
from rule_cases import Case
from rule_cases_bbic import BBIC
from rule_cases_orosanmalan import LONG, OROSANMALAN
from rule_cases_samtycke import SAMTYCKE
from rule_cases_telling import CONSULTATION, WITHDRAWAL

from oroforms.conditions import Condition
from oroforms.definition import Definition
from oroforms.findings import Finding, Severity
from oroforms.i18n import set_language
from oroforms.library import Library
from oroforms.names import put
from oroforms.rules import rule_findings

CASES = {
    "orosanmalan": OROSANMALAN,
    "samtycke": SAMTYCKE,
    "bbic-konsultation": BBIC,
    "samtycke-aterkallelse": WITHDRAWAL,
    "konsultation-anonym": CONSULTATION,
}
ERRORS = {
    *("phoned-in-future", "notification-date-future", "child-birth-date-future"),
    *("sibling-birth-date-future", "professional-anonymous", "signature-date-future"),
    *("consent-without-scope", "consent-partly-without-exclusions", "consent-not-understood"),
    *("consent-dates-reversed", "consent-signature-date-future"),
    *("withdrawal-said-in-future", "identifying-description", "identifying-since"),
    *("identifying-measures", "identifying-question", "identifying-advice"),
    *("consultation-signature-date-future", "head-signature-date-future", "shared-date-future"),
}
EVERY = [pytest.param(form, case, id=case.code) for form, cases in CASES.items() for case in cases]
forms = pytest.mark.parametrize("form", CASES)


def found(
    form: str, values: dict[str, Any], **unsure: Any
) -> dict[tuple[str, str | None], Finding]:
    findings = rule_findings(Library().get(form), values, TODAY, **unsure)
    return {(finding.code, finding.field): finding for finding in findings}


@forms
def test_complete_answer_gives_no_finding(form: str) -> None:
    assert list(found(form, COMPLETE[form])) == []


@forms
def test_every_rule_has_a_case(form: str) -> None:
    rules = {rule.code for rule in Library().get(form).rules}
    assert {case.code for case in CASES[form]} == rules


@pytest.mark.parametrize(("form", "case"), EVERY)
def test_triggered(form: str, case: Case) -> None:
    findings = found(form, changed(form, case.triggered))
    assert (case.code, case.field) in findings
    expected = Severity.ERROR if case.code in ERRORS else Severity.WARNING
    assert findings[case.code, case.field].severity is expected


@pytest.mark.parametrize(("form", "case"), EVERY)
def test_near_misses(form: str, case: Case) -> None:
    for missed in case.misses:
        findings = found(form, changed(form, case.triggered | missed))
        assert case.code not in {code for code, _field in findings}, missed


@forms
def test_no_part_of_a_rule_is_idle(form: str) -> None:
    """Each condition with one of its parts left out or changed is caught by some case."""
    definition = Library().get(form)
    for rule in definition.rules:
        assert _passes(replace(definition, rules=(rule,)), form, rule.code), rule.code
    idle = [
        f"{rule.code}: {mutant}"
        for rule in definition.rules
        for mutant in mutants(rule.when)
        if _passes(replace(definition, rules=(replace(rule, when=mutant),)), form, rule.code)
    ]
    assert idle == []


def _passes(definition: Definition, form: str, code: str) -> bool:
    """Whether a definition with one rule changed still behaves as all cases of the rule say."""

    def fields(values: dict[str, Any]) -> set[str | None]:
        return {finding.field for finding in rule_findings(definition, values, TODAY)}

    return not fields(COMPLETE[form]) and all(
        case.field in fields(changed(form, case.triggered))
        and not any(fields(changed(form, case.triggered | missed)) for missed in case.misses)
        for case in CASES[form]
        if case.code == code
    )


def mutants(condition: Condition) -> Iterator[Condition]:
    """The condition with one part left out, negated or moved by one."""
    for word, other in (("all", "any"), ("any", "all")):
        parts = condition.get(word, ())
        for place, part in enumerate(parts):
            if len(parts) > 1:
                yield {word: [*parts[:place], *parts[place + 1 :]]}
            yield from ({word: [*parts[:place], m, *parts[place + 1 :]]} for m in mutants(part))
        if len(parts) > 1:
            yield {other: parts}
    if "not" in condition:
        yield condition["not"]
        yield from ({"not": mutant} for mutant in mutants(condition["not"]))
    if "answered_at_least" in condition:
        fields, count = condition["answered_at_least"].values()
        for place in range(len(fields)):
            less = [*fields[:place], *fields[place + 1 :]]
            yield {"answered_at_least": {"fields": less, "count": count}}
        yield {"answered_at_least": {"fields": fields, "count": count + 1}}
    for operator in ("in", "has_any"):
        codes = condition.get(operator, ())
        if len(codes) > 1:
            for place in range(len(codes)):
                yield {**condition, operator: [*codes[:place], *codes[place + 1 :]]}
    for operator in ("shorter_than", "age_at_least"):
        if operator in condition:
            yield {**condition, operator: condition[operator] + 1}
            yield {**condition, operator: condition[operator] - 1}


@forms
def test_an_empty_form_gives_no_error(form: str) -> None:
    severities = {finding.severity for finding in found(form, {}).values()}
    assert severities <= {Severity.WARNING}


@forms
def test_what_is_in_doubt_is_not_judged(form: str) -> None:
    definition = Library().get(form)
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
