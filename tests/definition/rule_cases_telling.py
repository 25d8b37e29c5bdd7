"""Triggers and near misses of the rules of samtycke-aterkallelse and konsultation-anonym."""

from __future__ import annotations

from rule_cases import absent, case

_NAMES = (
    "guardians.0.name",
    "guardians.1.name",
    "guardians.0.signature.name",
    "guardians.1.signature.name",
)
_SIGNED = ("guardians.0.signature.signed", "guardians.1.signature.signed")

WITHDRAWAL = [
    case(
        "withdrawal-without-name",
        "guardians.0.name",
        absent(*_NAMES),
        *({name: "Mona Exempelsson"} for name in _NAMES),
    ),
    case(
        "withdrawal-part-without-text",
        "what",
        {"scope": "part", "what": None},
        {"scope": "all"},
        {"what": "BVC Eken"},
    ),
    case(
        "withdrawal-scope-missing",
        "scope",
        {"scope": None, "what": "BVC Eken"},
        {"scope": "all"},
        {"scope": "part"},
        {"what": None},
    ),
    case(
        "withdrawal-unsigned",
        "guardians.0.signature",
        dict.fromkeys(_SIGNED, False),
        *({name: True} for name in _SIGNED),
    ),
    case(
        "withdrawal-said-in-future",
        "valid_from",
        {"valid_from": "2026-11-23"},
        {"valid_from": "2026-11-22"},
        {"valid_from": None},
    ),
]

_VIOLENCE = (
    *("physical_violence", "psychological_violence", "sexual_abuse", "witnessed_violence"),
    "honour_violence",
)

CONSULTATION = [
    *(
        case(
            f"identifying-{last}",
            field,
            {field: text},
            {field: "Hen kommer kl. 9.30–10.15 fyra dagar av fem, sedan 2026-09-01."},
            {field: None},
        )
        for field, last in (
            ("concern.description", "description"),
            ("concern.since", "since"),
            ("concern.measures", "measures"),
            ("concern.question", "question"),
            ("advice.text", "advice"),
        )
        for text in (
            "Flickan, 20170101-2393, är trött.",
            "Ring mamman på 070-123 45 67.",
            "Skriv till mamma@hemma.example i kväll.",
        )
    ),
    *(
        case(
            "consultation-is-notification",
            "concern.kind",
            {"concern.kind": [kind]},
            {"concern.kind": ["neglect", "absence", "crime", "other"]},
        )
        for kind in _VIOLENCE
    ),
]
