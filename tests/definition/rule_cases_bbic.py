"""Triggers and near misses of the rules of bbic-konsultation."""

from __future__ import annotations

from rule_cases import Case, absent, case, one_by_one

DEVELOPMENT = ("health", "education", "emotions_behaviour", "social_relations")
CARE = ("basic_care", "stimulation_guidance", "emotional_availability", "safety")
OBSERVED = tuple(f"area.{area}.observation" for area in (*DEVELOPMENT, *CARE))
SEEN = tuple(f"area.{area}.observation" for area in DEVELOPMENT)
STRENGTHS = tuple(f"area.{area}.strengths" for area in DEVELOPMENT)
WHO = (*(f"respondents.{slot}.name" for slot in range(3)), "signature_respondent.name")
TELLING = (
    *("area.safety.observation", "area.emotional_availability.observation"),
    *("area.basic_care.observation", "area.health.observation"),
    *("area.emotions_behaviour.observation", "area.family_environment"),
    *("childs_view", "other"),
)

ANSWERING = [
    case(
        "consultation-nobody-answers",
        "respondents.0.name",
        absent("respondents.0", "signature_respondent.name"),
        *one_by_one(WHO),
    ),
    case(
        "respondent-known-since-missing",
        "respondents.1.known_child_since",
        {"respondents.1.name": "Per Rektorsson"},
        {"respondents.1.known_child_since": "2025"},
        {"respondents.1.name": None, "respondents.1.role": "rektor"},
    ),
    case(
        "consultation-signed-by-head-only",
        "signature_respondent",
        absent("signature_respondent"),
        {"signature_respondent.name": "Eva Lärarsson"},
        {"signature_respondent.signed": True},
        {"signature_head.signed": False},
    ),
    case(
        "consultation-unsigned",
        "signature_respondent",
        {"signature_respondent": None, "signature_head.signed": False},
        {"signature_head.signed": True},
        {"signature_respondent.name": "Eva Lärarsson"},
        {"signature_respondent.signed": True},
    ),
    case(
        "consultation-signature-date-future",
        "signature_respondent",
        {"signature_respondent.date": "2026-11-23"},
        {"signature_respondent.date": "2026-11-22"},
    ),
    case(
        "head-signature-date-future",
        "signature_head",
        {"signature_head.date": "2026-11-23"},
        {"signature_head.date": "2026-11-22"},
    ),
]

SOURCES = [
    case(
        "absence-without-period",
        "attendance.period",
        absent("attendance.period"),
        {"attendance.absence_percent": None},
        {"attendance.period": "Hösten"},
    ),
    *(
        case(
            "absence-missing",
            "attendance.absence_percent",
            absent("attendance.absence_percent", other),
            {"attendance.absence_percent": 0},
            absent("attendance.period", "attendance.pattern"),
        )
        for other in ("attendance.period", "attendance.pattern")
    ),
    case(
        "sources-missing",
        "basis_documents",
        absent("basis_documents"),
        {"basis_documents": ["other"]},
    ),
]

CHILD = [
    case(
        "consultation-empty",
        "area.health.observation",
        absent(*OBSERVED),
        *one_by_one(OBSERVED),
    ),
    *(
        case(
            "strengths-missing",
            "area.health.strengths",
            absent(*SEEN, *STRENGTHS) | {name: "Piggare än i våras."},
            {name: None},
            *one_by_one(STRENGTHS),
        )
        for name in SEEN
    ),
    case(
        "childs-view-missing",
        "childs_view",
        absent("childs_view"),
        {"childs_view": "Vill inte."},
    ),
    *(
        case(
            "consultation-violence-mentioned",
            "area.safety.observation",
            {name: "Alva säger att någon SLÅR henne."},
            {name: "Klockan slåss med tiden, och våldsamma lekar är ovanliga."},
        )
        for name in TELLING
    ),
]

FAMILY = [
    case(
        "shared-without-date",
        "shared_with_family_date",
        absent("shared_with_family_date"),
        {"shared_with_family": "no"},
        {"shared_with_family_date": "2026-11-18"},
    ),
    case(
        "shared-date-contradiction",
        "shared_with_family",
        {"shared_with_family": "no"},
        {"shared_with_family_date": None},
        {"shared_with_family": "yes"},
    ),
    case(
        "shared-date-future",
        "shared_with_family_date",
        {"shared_with_family_date": "2026-11-23"},
        {"shared_with_family": "no"},
        {"shared_with_family_date": "2026-11-22"},
    ),
    case(
        "not-shared-with-family",
        "shared_with_family",
        {"shared_with_family": "no"},
        {"shared_with_family": None},
        {"shared_with_family": "yes"},
    ),
]

BBIC: list[Case] = [*ANSWERING, *SOURCES, *CHILD, *FAMILY]
