"""Triggers and near misses of the rules of samtycke."""

from __future__ import annotations

from collections.abc import Iterator

from rule_cases import Case, Changes, absent, case, one_by_one

NO_SCOPE = {
    "scope.collaborate_during_inquiry": False,
    "scope.inform_of_outcome": False,
    "information_scope": ["attendance"],
}
FIFTEEN = {"child.identity_number": "201111222384", "child.signature.signed": True}
FOURTEEN = {"child.identity_number": "201111232383"}
"""Fifteen on the day on which the rules are tried, and on the day after."""
PARTIES = tuple(f"parties.{slot}.{part}" for slot in range(4) for part in ("unit", "category"))
SIGNED = ("guardians.0.signature.signed", "guardians.1.signature.signed")
EXCEPT = {"exclusions": "Inte skolans kurator."}


def agreed(code: str, field: str, triggered: Changes, *misses: Changes) -> Iterator[Case]:
    """A rule about every consent, whole or partly; not about a refusal."""
    yield case(code, field, triggered, {"decision": "no"}, *misses)
    yield case(code, field, triggered | EXCEPT | {"decision": "partly"}, *misses)


VALID = [
    *agreed(
        "consent-without-scope",
        "decision",
        NO_SCOPE,
        {"scope.collaborate_during_inquiry": True},
        {"scope.inform_of_outcome": True},
    ),
    case(
        "consent-partly-without-exclusions",
        "decision",
        {"decision": "partly"},
        EXCEPT,
        {"decision": "no"},
        {"decision": "yes"},
    ),
    *agreed("consent-not-understood", "decision", {"understood": "no"}, {"understood": "yes"}),
    *agreed(
        "consent-understanding-missing", "understood", {"understood": None}, {"understood": "no"}
    ),
    case(
        "consent-yes-with-exclusions",
        "exclusions",
        EXCEPT,
        {"decision": "partly"},
        {"exclusions": None},
    ),
    *(
        case(
            "consent-refused-with-scope",
            "decision",
            NO_SCOPE | {"decision": "no", name: True},
            {name: False},
            {"decision": "yes"},
        )
        for name in ("scope.collaborate_during_inquiry", "scope.inform_of_outcome")
    ),
]

PRECISE = [
    *agreed(
        "consent-party-missing",
        "parties.0.unit",
        absent("parties.0"),
        *one_by_one(PARTIES, "school"),
    ),
    case(
        "consent-party-unnamed",
        "parties.2.unit",
        {"parties.2.category": "other"},
        {"parties.2.unit": "Simklubben"},
        {"parties.2": None},
    ),
    *agreed(
        "consent-information-missing",
        "information_scope",
        absent("information_scope"),
        {"information_other": "Schemat"},
        {"information_scope": ["attendance"]},
    ),
    case(
        "consent-other-unexplained",
        "information_other",
        {"information_scope": ["inquiry_outcome", "other"]},
        {"information_other": "Schemat"},
        {"information_scope": ["inquiry_outcome"]},
    ),
    case(
        "consent-other-not-ticked",
        "information_scope",
        {"information_other": "Schemat"},
        {"information_scope": ["other"]},
        {"information_other": None},
    ),
    case(
        "consent-outcome-contradiction",
        "scope.inform_of_outcome",
        {"scope.inform_of_outcome": False},
        {"information_scope": ["attendance"]},
        {"scope.inform_of_outcome": True},
    ),
    *agreed("consent-purpose-missing", "purpose", {"purpose": None}, {"purpose": "Stöd"}),
    case(
        "consent-dates-reversed",
        "valid_to",
        {"valid_from": "2027-06-01"},
        {"valid_from": "2027-05-31"},
    ),
    *(
        found
        for name in ("valid_from", "valid_to")
        for found in agreed(
            "consent-period-missing", "valid_to", {name: None}, {name: "2026-11-20"}
        )
    ),
    case(
        "consent-period-long",
        "valid_to",
        {"valid_to": "2027-11-03"},
        {"valid_to": "2027-11-02"},
    ),
    *agreed(
        "consent-already-ended",
        "valid_to",
        {"valid_to": "2026-11-21"},
        {"valid_to": "2026-11-22"},
    ),
]


def one_signed(first: int) -> Iterator[Case]:
    """Both guardians named, one of them signed."""
    other = 1 - first
    yield from agreed(
        "consent-one-of-two-signed",
        "guardians.1.signature",
        {SIGNED[other]: False},
        {SIGNED[other]: True},
        {SIGNED[first]: False},
        {f"guardians.{other}.name": None},
        {"form_of_consent": "oral"},
    )


def one_named(first: int) -> Iterator[Case]:
    """One guardian alone on the form."""
    other = 1 - first
    yield from agreed(
        "consent-one-guardian",
        "guardians.1.name",
        {f"guardians.{other}": None},
        {f"guardians.{other}.name": "Någon Annan"},
        {SIGNED[other]: True},
        {SIGNED[first]: False},
    )


GUARDIANS = [
    *agreed(
        "consent-unsigned",
        "guardians.0.signature",
        dict.fromkeys(SIGNED, False),
        {"form_of_consent": "oral"},
        *one_by_one(SIGNED, value=True),
    ),
    *one_signed(0),
    *one_signed(1),
    *one_named(0),
    *one_named(1),
    case(
        "consent-signature-unnamed",
        "guardians.1.name",
        absent("guardians.1.name", "guardians.1.signature.name"),
        {"guardians.1.signature.name": "Cilla Provberg"},
        {"guardians.1.name": "Cilla Provberg"},
        {"guardians.1.signature.signed": False},
    ),
    case(
        "consent-signature-date-future",
        "guardians.1.signature",
        {"guardians.1.signature.date": "2026-11-23"},
        {"guardians.1.signature.date": "2026-11-22"},
    ),
    case(
        "consent-same-guardian-twice",
        "guardians.1.identity_number",
        {"guardians.1.identity_number": "189001019802"},
        {"guardians.0.identity_number": None},
        absent("guardians.0.identity_number", "guardians.1.identity_number"),
    ),
    case(
        "consent-oral-without-informer",
        "informed_by",
        {"form_of_consent": "oral", "informed_by": None},
        {"form_of_consent": "written"},
        {"informed_by": "Siv Socialsson"},
    ),
]

CHILD = [
    *agreed(
        "child-fifteen-not-asked",
        "child.consent",
        FIFTEEN | {"child.consent": "not_asked"},
        FOURTEEN,
        {"child.consent": "yes"},
        {"child.consent": "no"},
    ),
    case("child-fifteen-not-asked", "child.consent", FIFTEEN | {"child.consent": None}, FOURTEEN),
    *agreed(
        "child-fifteen-refuses",
        "child.consent",
        FIFTEEN | {"child.consent": "no"},
        FOURTEEN,
        {"child.consent": "yes"},
    ),
    *agreed(
        "child-refuses",
        "child.consent",
        FOURTEEN | {"child.consent": "no"},
        FIFTEEN,
        {"child.consent": "not_asked"},
    ),
    case(
        "child-consent-unsigned",
        "child.signature",
        FIFTEEN | {"child.signature.signed": False},
        FOURTEEN,
        {"child.consent": "not_asked"},
        {"form_of_consent": "oral"},
        {"child.signature.signed": True},
    ),
]

SAMTYCKE: list[Case] = [*VALID, *PRECISE, *GUARDIANS, *CHILD]
