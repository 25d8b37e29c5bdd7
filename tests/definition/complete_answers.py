"""One complete, wise answer to each form: no rule has anything to say about it.

All people are invented; identity numbers are Skatteverket's test numbers.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

from oroforms import names

TODAY = date(2026, 11, 22)

OROSANMALAN: dict[str, Any] = {
    "recipient": {"municipality": "Lillby", "unit": "Mottagningsgruppen"},
    "notification": {"date": "2026-11-20", "supplements_earlier": "no"},
    "urgency": {"acute": False},
    "child": {
        "name": "Alva Exempelsson",
        "identity_number": "201701012393",
        "birth_date": "2017-01-01",
        "address": "Provgatan 1",
        "postal_code": "123 45",
        "city": "Lillby",
        "phone": "+46701740605",
        "protected_identity": "no",
        "school_unit": "Tallbackens skola, 3 B",
        "interpreter_needed": "yes",
        "interpreter_language": "fi",
        "informed": "yes",
        "informed_note": "Alva vet att skolan har pratat med socialtjänsten.",
        "whereabouts_now": "I skolan, hämtas klockan 16 av mormor",
    },
    "guardians": [
        {
            "name": "Bo Exempelsson",
            "identity_number": "189001019802",
            "address": "Provgatan 1",
            "phone": "+46701740606",
            "custody": "joint",
            "interpreter_language": "fi",
        },
        {"name": "Cilla Provberg", "custody": "joint"},
    ],
    "guardians_informed": "yes",
    "siblings": [{"name": "Dag Exempelsson", "birth_date": "2019-03-04", "same_concern": False}],
    "concern": {
        "kind": ["neglect", "absence"],
        "description": (
            "Alva har kommit till skolan utan matsäck och i för tunna kläder sju av tio dagar "
            "sedan höstlovet. Hon somnar på lektionerna och säger att ingen är hemma på kvällarna."
        ),
        "observed_self": "Hon somnade över bänken i tisdags och i torsdags förmiddag.",
        "heard_from_others": "Fritidsledaren berättade i fredags att ingen hade hämtat i tid.",
        "observed_at": "Sedan vecka 45, senast 19 november",
        "why_now": "I torsdags sa Alva att hon hade varit ensam hela natten.",
        "childs_own_words": "”Jag var ensam och det var mörkt hela natten.”",
        "strengths": "Alva har en nära kamrat och tycker om sin mormor.",
        "earlier_and_measures": "Två samtal med vårdnadshavarna i oktober utan förändring.",
        "police_report": "no",
    },
    "reporter": {
        "relation_to_child": "Klasslärare sedan ettan",
        "kind": "professional",
        "anonymous": False,
        "name": "Eva Lärarsson",
        "role": "Lärare",
        "unit": "Tallbackens skola",
        "phone": "+46701740607",
        "email": "eva@skola.example",
        "sector": "school",
        "meeting_willing": "yes",
    },
    "co_signers": [
        {"name": "Per Rektorsson", "role": "rektor", "signature": {"signed": True, "name": "Per"}}
    ],
    "feedback": {"requested": "yes", "address": "Eva Lärarsson, Skolvägen 2, 123 45 Lillby"},
    "signature": {"signed": True, "name": "Eva Lärarsson", "date": "2026-11-20"},
}

SAMTYCKE: dict[str, Any] = {
    "case": {"reference": "2026-0042"},
    "child": {
        "name": "Alva Exempelsson",
        "identity_number": "201701012393",
        "consent": "yes",
        "signature": {"signed": False},
    },
    "parties": [{"unit": "Tallbackens skola", "category": "school"}],
    "scope": {"collaborate_during_inquiry": True, "inform_of_outcome": True},
    "information_scope": ["school_situation", "attendance", "inquiry_outcome"],
    "purpose": "Att skolan och hemmet ger samma stöd.",
    "valid_from": "2026-11-01",
    "valid_to": "2027-05-31",
    "decision": "yes",
    "form_of_consent": "written",
    "informed_by": "Siv Socialsson",
    "understood": "yes",
    "guardians": [
        {
            "name": "Bo Exempelsson",
            "identity_number": "189001019802",
            "signature": {"signed": True, "name": "Bo Exempelsson", "date": "2026-11-01"},
        },
        {
            "name": "Cilla Provberg",
            "identity_number": "200001012384",
            "signature": {"signed": True, "name": "Cilla Provberg", "date": "2026-11-02"},
        },
    ],
    "contact": {
        "social": {"name": "Siv Socialsson", "phone": "+46701740608"},
        "school": {"name": "Eva Lärarsson", "phone": "+46701740607"},
    },
}

_AREA = {"observation": "Piggare än i våras.", "strengths": "Rör sig gärna.", "needs": "Frukost."}

BBIC: dict[str, Any] = {
    "case": {
        "reference": "2026-0042",
        "social_worker": "Siv Socialsson",
        "unit": "Barn och familj",
        "phone": "+46701740608",
        "postal_address": "Box 1, 123 45 Lillby",
        "answer_by": "2026-12-01",
    },
    "legal_basis": "inquiry",
    "child": {"name": "Alva Exempelsson", "identity_number": "201701012393"},
    "unit": {"kind": "compulsory_school", "name": "Tallbackens skola", "group": "3 B"},
    "respondents": [{"name": "Eva Lärarsson", "role": "Lärare", "known_child_since": "2024"}],
    "attendance": {"period": "Höstterminen 2026", "absence_percent": 12.5, "pattern": "Måndagar."},
    "basis_documents": ["written_assessment", "attendance_record"],
    "area": {
        "health": _AREA,
        "education": _AREA,
        "emotions_behaviour": _AREA,
        "social_relations": _AREA,
        "basic_care": {"observation": "Hämtas ofta sent."},
        "stimulation_guidance": {"observation": "Läxorna är gjorda."},
        "emotional_availability": {"observation": "Pappa kramar henne i hallen."},
        "safety": {"observation": "Cyklar med hjälm."},
        "family_environment": "Mormor bor nära.",
    },
    "support_given": "Läsgrupp sedan september.",
    "childs_view": "Jag vill att mormor hämtar mig.",
    "cooperation_with_guardians": "Svarar på meddelanden samma dag.",
    "other": "Inget mer.",
    "shared_with_family": "yes",
    "shared_with_family_date": "2026-11-18",
    "signature_respondent": {"signed": True, "name": "Eva Lärarsson", "date": "2026-11-19"},
    "signature_head": {"signed": True, "name": "Per Rektorsson", "date": "2026-11-20"},
}

WITHDRAWAL: dict[str, Any] = {
    "case": {"reference": "2026-0042"},
    "child": {"name": "Alva Exempelsson", "identity_number": "201701012393"},
    "scope": "part",
    "what": "BVC Eken",
    "valid_from": "2026-11-20",
    "guardians": [
        {
            "name": "Mona Exempelsson",
            "signature": {"signed": True, "name": "Mona Exempelsson", "date": "2026-11-21"},
        }
    ],
}

CONSULTATION: dict[str, Any] = {
    "consultation": {"date": "2026-11-20", "way": "phone", "sector": "preschool"},
    "child": {"age": "up_to_5"},
    "concern": {
        "kind": ["neglect"],
        "description": "Ett barn kommer utan frukost fyra dagar av fem.",
        "since": "Sedan i september.",
        "measures": "Vi har frågat hemma.",
        "question": "Är det något att anmäla?",
    },
    "advice": {"notify": "yes", "text": "Anmäl i dag."},
}

COMPLETE = {
    "orosanmalan": OROSANMALAN,
    "samtycke": SAMTYCKE,
    "bbic-konsultation": BBIC,
    "samtycke-aterkallelse": WITHDRAWAL,
    "konsultation-anonym": CONSULTATION,
}


def changed(form: str, changes: dict[str, Any]) -> dict[str, Any]:
    """The complete answer with some names set to other values; ``None`` takes an answer away."""
    leaves = dict(names.flatten(deepcopy(COMPLETE[form])))
    for name, value in changes.items():
        if value is None:
            gone = [leaf for leaf in leaves if leaf == name or leaf.startswith(f"{name}.")]
            for leaf in gone:
                del leaves[leaf]
        else:
            leaves[name] = value
    return names.unflatten(leaves)
