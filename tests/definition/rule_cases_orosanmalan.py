"""Triggers and near misses of the rules of orosanmalan."""

from __future__ import annotations

from rule_cases import Case, absent, case, one_by_one

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
NAMELESS = absent("reporter.name", "reporter.phone", "reporter.email", "signature")
UNSIGNED = {"signature.signed": False, "signature.name": None}
NO_CO_SIGNER = {"co_signers.0.signature.signed": False}
TRACES = (
    *("child.name", "child.identity_number", "child.address", "child.school_unit"),
    *("child.whereabouts_now", "guardians.0.name", "guardians.1.name"),
)
WHERE = (
    *("child.address", "child.postal_code", "child.city", "child.phone", "child.school_unit"),
    *("child.whereabouts_now", "guardians.0.address", "guardians.0.phone"),
    *("guardians.1.address", "guardians.1.phone"),
)
LANGUAGES = (
    *("child.interpreter_language", "guardians.0.interpreter_language"),
    "guardians.1.interpreter_language",
)
WHO = (
    *("reporter.name", "reporter.phone", "reporter.email", "feedback.address"),
    "signature.name",
)
VIOLENCE = (
    *("physical_violence", "psychological_violence", "sexual_abuse"),
    *("witnessed_violence", "honour_violence"),
)
LONG = (
    "Hon berättade att det har varit så här ända sedan i somras, och att hon är rädd varje kväll. "
)
FIRST, SECOND = "guardians.0.custody", "guardians.1.custody"

URGENCY = [
    case(
        "acute-not-phoned",
        "urgency.phoned_at",
        ACUTE | {"urgency.phoned_at": None},
        {"urgency.phoned_to": "Socialjouren"},
        {"urgency.phoned_at": "2026-11-20T14:05"},
        {"urgency.acute": False},
    ),
    case(
        "acute-without-reason",
        "urgency.acute_reason",
        ACUTE | {"urgency.acute_reason": None},
        {"urgency.acute_reason": "Ensam i natt."},
        {"urgency.acute": False},
    ),
    case(
        "acute-whereabouts-missing",
        "child.whereabouts_now",
        ACUTE | {"child.whereabouts_now": None},
        {"child.whereabouts_now": "På fritids"},
        {"urgency.acute": False},
    ),
    case(
        "acute-reporter-unreachable",
        "reporter.phone",
        ACUTE | {"reporter.phone": None},
        {"reporter.phone": "+46701740607"},
        {"reporter.anonymous": True},
        {"urgency.acute": False},
    ),
    case(
        "acute-not-ticked",
        "urgency.acute",
        {"urgency.acute_reason": "Ensam i natt."},
        {"urgency.acute": True},
    ),
    case(
        "phoned-after-notification",
        "urgency.phoned_at",
        {"urgency.phoned_at": "2026-11-21T00:01"},
        {"urgency.phoned_at": "2026-11-20T23:59"},
    ),
    case(
        "phoned-in-future",
        "urgency.phoned_at",
        {"urgency.phoned_at": "2026-11-23T08:00"},
        {"urgency.phoned_at": "2026-11-22T23:59"},
    ),
    case(
        "notification-date-future",
        "notification.date",
        {"notification.date": "2026-11-23"},
        {"notification.date": "2026-11-22"},
    ),
    case(
        "supplement",
        "notification.supplements_earlier",
        {"notification.supplements_earlier": "yes"},
        {"notification.supplements_earlier": "unknown"},
        ACUTE,
    ),
    case(
        "supplement-acute",
        "notification.supplements_earlier",
        ACUTE | {"notification.supplements_earlier": "yes"},
        {"notification.supplements_earlier": "unknown"},
        {"urgency.acute": False},
    ),
]

CHILD = [
    case("child-hard-to-find", "child.name", absent(*TRACES), *one_by_one(TRACES)),
    case(
        "child-age-unknown",
        "child.identity_number",
        absent("child.identity_number", "child.birth_date"),
        {"child.birth_date": "2017-01-01"},
        {"child.identity_number": "201701012393"},
    ),
    *(
        case(
            "child-birth-date-differs",
            "child.birth_date",
            {"child.birth_date": day},
            {"child.identity_number": None},
            {"child.birth_date": "2017-01-01"},
        )
        for day in ("2016-12-31", "2017-01-02")
    ),
    case(
        "child-birth-date-future",
        "child.birth_date",
        {"child.birth_date": "2026-11-23"},
        {"child.birth_date": "2026-11-22"},
    ),
    case(
        "child-is-adult",
        "child.identity_number",
        {"child.identity_number": None, "child.birth_date": "2008-11-22"},
        {"child.birth_date": "2008-11-23"},
    ),
    case(
        "child-is-adult",
        "child.identity_number",
        {"child.identity_number": "200811222389", "child.birth_date": None},
        {"child.identity_number": "200811232388"},
    ),
    *(
        case(
            "protected-identity-disclosed",
            "child.protected_identity",
            absent(*WHERE) | {"child.protected_identity": "yes", name: "Provgatan 1"},
            {name: None},
            {"child.protected_identity": "no"},
        )
        for name in WHERE
    ),
]

FAMILY = [
    case(
        "joint-custody-one-guardian",
        "guardians.1.name",
        absent("guardians.1.name", SECOND),
        {FIRST: "sole"},
        {"guardians.1.name": "Cilla Provberg"},
    ),
    case(
        "joint-custody-one-guardian",
        "guardians.1.name",
        absent("guardians.0.name", FIRST),
        {SECOND: "sole"},
        {"guardians.0.name": "Bo Exempelsson"},
    ),
    *(
        case(
            "custody-contradiction",
            FIRST,
            {FIRST: first, SECOND: second},
            {FIRST: "unknown"},
            {SECOND: "unknown"},
            {FIRST: "joint", SECOND: "joint"},
        )
        for first, second in (("sole", "sole"), ("sole", "joint"), ("joint", "sole"))
    ),
    case(
        "interpreter-without-language",
        "child.interpreter_language",
        absent(*LANGUAGES),
        {"child.interpreter_needed": "unknown"},
        *one_by_one(LANGUAGES, "fi"),
    ),
    *(
        case(
            "interpreter-contradiction",
            "child.interpreter_needed",
            absent(*LANGUAGES) | {"child.interpreter_needed": "no", name: "fi"},
            {name: None},
            {"child.interpreter_needed": "unknown"},
        )
        for name in LANGUAGES[1:]
    ),
    *(
        case(
            "violence-guardians-informed",
            "guardians_informed",
            {"concern.kind": ["neglect", kind]},
            {"guardians_informed": "unknown"},
            {"guardians_informed": "no"},
            {"concern.kind": ["neglect"]},
        )
        for kind in VIOLENCE
    ),
    case(
        "guardians-not-informed-without-reason",
        "guardians_not_informed_reason",
        {"guardians_informed": "no"},
        {"guardians_informed": "unknown"},
        {"guardians_not_informed_reason": "Misstanke om våld"},
    ),
    case(
        "guardians-informed-contradiction",
        "guardians_informed",
        {"guardians_not_informed_reason": "Misstanke om våld"},
        {"guardians_informed": "no"},
        {"guardians_not_informed_reason": None},
    ),
    case(
        "sibling-needs-own-notification",
        "siblings.2.same_concern",
        {"siblings.2.name": "Eli", "siblings.2.same_concern": True},
        {"siblings.2.same_concern": False},
    ),
    case(
        "sibling-birth-date-future",
        "siblings.0.birth_date",
        {"siblings.0.birth_date": "2026-11-23"},
        {"siblings.0.birth_date": "2026-11-22"},
    ),
]

CONCERN = [
    case(
        "concern-short",
        "concern.description",
        {"concern.description": "ord " * 19},
        {"concern.description": "ord " * 20},
    ),
    case(
        "concern-stock-phrase",
        "concern.description",
        {"concern.description": f"{LONG}Vi har en Allmän\noro för barnet."},
        {"concern.description": f"{LONG}Vi har en allmän orosmottagning."},
    ),
    case(
        "concern-refers-elsewhere",
        "concern.description",
        {"concern.description": f"{LONG}Se bilaga."},
        {"concern.description": f"{LONG}Se bilagan."},
    ),
    case(
        "concern-nothing-observed",
        "concern.observed_self",
        absent("concern.observed_self", "concern.heard_from_others"),
        {"concern.heard_from_others": "Fritidsledaren berättade det i fredags kväll."},
        {"concern.observed_self": "Jag såg det."},
    ),
    case(
        "concern-only-hearsay",
        "concern.observed_self",
        absent("concern.observed_self"),
        {"concern.observed_self": "Jag såg det."},
        {"concern.heard_from_others": None},
    ),
    case(
        "concern-hearsay-without-source",
        "concern.heard_from_others",
        {"concern.heard_from_others": "Mormor sa det i fredags."},
        {"concern.heard_from_others": "Mormor sa det i fredags kväll."},
    ),
    case(
        "concern-when-missing",
        "concern.observed_at",
        absent("concern.observed_at"),
        {"concern.observed_at": "I går"},
    ),
    case(
        "concern-why-now-missing",
        "concern.why_now",
        absent("concern.why_now"),
        {"concern.why_now": "I torsdags."},
    ),
]

REPORTER = [
    case(
        "professional-anonymous",
        "reporter.anonymous",
        {"reporter.anonymous": True},
        {"reporter.kind": "private"},
        {"reporter.anonymous": False},
    ),
    *(
        case(
            "anonymous-with-name",
            "reporter.anonymous",
            PRIVATE | NAMELESS | {"reporter.anonymous": True, name: "Eva"},
            {name: None},
            {"reporter.anonymous": False},
            {"reporter.kind": "professional"},
        )
        for name in WHO
    ),
    case(
        "reporter-unnamed",
        "reporter.name",
        NAMELESS,
        {"signature.name": "Eva Lärarsson"},
        {"reporter.name": "Eva Lärarsson"},
        {"reporter.anonymous": True},
    ),
    *(
        case(
            "professional-without-workplace",
            "reporter.unit",
            absent(name),
            {name: "Skolan"},
            PRIVATE,
        )
        for name in ("reporter.unit", "reporter.role")
    ),
    case(
        "reporter-unreachable",
        "reporter.phone",
        absent("reporter.phone", "reporter.email"),
        {"reporter.email": "eva@skola.example"},
        {"reporter.phone": "+46701740607"},
        {"reporter.anonymous": True},
        ACUTE,
    ),
    case(
        "reporter-sector-mismatch",
        "reporter.sector",
        {"reporter.kind": "private"},
        {"reporter.sector": "private_person"},
        {"reporter.sector": None},
        {"reporter.kind": None},
    ),
    case(
        "reporter-sector-mismatch",
        "reporter.sector",
        {"reporter.sector": "private_person"},
        {"reporter.sector": None},
        {"reporter.kind": None},
    ),
    case(
        "feedback-without-address",
        "feedback.address",
        absent("feedback.address"),
        {"feedback.requested": "no"},
        {"feedback.address": "Box 1"},
        {"reporter.anonymous": True},
    ),
    case(
        "feedback-anonymous",
        "feedback.requested",
        {"reporter.anonymous": True},
        {"feedback.requested": "no"},
        {"reporter.anonymous": False},
    ),
    case(
        "feedback-private-person",
        "feedback.requested",
        PRIVATE | {"feedback.requested": "yes"},
        {"feedback.requested": "no"},
        {"reporter.kind": "professional"},
        {"reporter.anonymous": True},
    ),
    case(
        "notification-unsigned",
        "signature",
        UNSIGNED | NO_CO_SIGNER,
        {"signature.signed": True},
        {"signature.name": "Eva Lärarsson"},
        {"reporter.anonymous": True},
        {"co_signers.0.signature.signed": True},
        {"co_signers.1.signature.signed": True},
    ),
    *(
        case(
            "signed-by-co-signer-only",
            "signature",
            UNSIGNED | NO_CO_SIGNER | {f"co_signers.{slot}.signature.signed": True},
            {"signature.signed": True},
            {"signature.name": "Eva Lärarsson"},
            {f"co_signers.{slot}.signature.signed": False},
        )
        for slot in (0, 1)
    ),
    case(
        "signature-date-future",
        "signature",
        {"signature.date": "2026-11-23"},
        {"signature.date": "2026-11-22"},
    ),
]

OROSANMALAN: list[Case] = [*URGENCY, *CHILD, *FAMILY, *CONCERN, *REPORTER]
