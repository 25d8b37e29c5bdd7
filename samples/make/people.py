"""Answers by fictional people, as canonical data (the contract's JSON).

Identity numbers are of the published test series: a date, 238 or 239, and
the check digit.
"""

from __future__ import annotations

from typing import Any


def made_up_number(date: str, serial: str = "239") -> str:
    """A test identity number: ``YYYYMMDD`` + serial + Luhn digit over the last nine digits."""
    nine = date[2:] + serial
    total = sum(sum(divmod(int(d) * (2 - i % 2), 10)) for i, d in enumerate(nine))
    return f"{date}{serial}{-total % 10}"


ALVA = made_up_number("20170101")
NOVA = made_up_number("20150614", "238")
ELIAS = made_up_number("20120309")
SAMIR = made_up_number("20180822")
ZOFIA = made_up_number("20131130", "238")
DMYTRO = made_up_number("20160405")
LEO = made_up_number("20110217", "238")
MAJA = made_up_number("20190707")
PARENT_A = made_up_number("19860503", "238")
PARENT_B = made_up_number("19840918")
PARENT_C = made_up_number("19900126", "238")

LONG = (
    "Under de senaste tre veckorna har vi sett en tydlig förändring. Barnet kommer utan frukost "
    "minst fyra dagar av fem, äter tre till fyra portioner på en gång och gömmer mackor i fickorna. "
    "Kläderna är desamma från måndag till fredag, och två gånger har barnet haft på sig våta skor "
    "från dagen innan."
)
SHORT_LINES = (
    "Måndag: grät vid lämningen.\nTisdag: ville inte gå hem.\nOnsdag: hämtades en timme sent."
)


def notification() -> dict[str, Any]:
    """A notification from a school, everything in order."""
    return {
        "recipient": {"municipality": "Ekhamra kommun", "unit": "Mottagningsgruppen barn och unga"},
        "notification": {"date": "2026-11-12", "supplements_earlier": "no"},
        "urgency": {"acute": False},
        "child": {
            "name": "Alva Lindström Öberg",
            "identity_number": ALVA,
            "address": "Åkervägen 12 B",
            "postal_code": "123 45",
            "city": "Ekhamra",
            "protected_identity": "no",
            "phone": "+46701740605",
            "school_unit": "Björkskolan, klass 3 A",
            "interpreter_needed": "no",
            "informed": "yes",
            "informed_note": "Barnet vet att vi har pratat med socialtjänsten.",
            "whereabouts_now": "I skolan till kl. 16",
        },
        "guardians": [
            {
                "name": "Karin Lindström",
                "identity_number": PARENT_A,
                "address": "Åkervägen 12 B, 123 45 Ekhamra",
                "phone": "+46701740606",
                "custody": "joint",
            },
            {
                "name": "Jonas Öberg",
                "identity_number": PARENT_B,
                "phone": "+46701740607",
                "custody": "joint",
            },
        ],
        "guardians_informed": "yes",
        "concern": {
            "kind": ["neglect", "absence"],
            "description": LONG,
            "observed_self": SHORT_LINES,
            "observed_at": "Sedan mitten av oktober 2026",
            "why_now": "Det har blivit värre varje vecka, och i dag berättade barnet att ingen var hemma i natt.",
            "childs_own_words": "”Jag sover hos grannen när mamma inte kommer.”",
            "strengths": "Mormor hämtar ibland, och barnet är tryggt med henne.",
            "earlier_and_measures": "Två samtal med vårdnadshavarna i oktober. Ingen ändring.",
            "police_report": "no",
        },
        "reporter": {
            "relation_to_child": "Mentor",
            "kind": "professional",
            "anonymous": False,
            "name": "Eva Sjögren",
            "role": "Lärare",
            "unit": "Björkskolan",
            "phone": "+46701740608",
            "email": "eva.sjogren@skola.example",
            "sector": "school",
            "meeting_willing": "yes",
        },
        "feedback": {"requested": "yes", "address": "Björkskolan, Skolgatan 1, 123 45 Ekhamra"},
        "signature": {"signed": False, "name": "Eva Sjögren", "date": "2026-11-12"},
    }


def acute_notification() -> dict[str, Any]:
    """An acute one from a preschool, with an interpreter and a brother."""
    answers = notification()
    answers["urgency"] = {
        "acute": True,
        "acute_reason": "Samir har färska blåmärken och är rädd för att gå hem.",
        "phoned_at": "2026-11-20T14:05",
        "phoned_to": "Mottagningsgruppen, Lena Ek",
    }
    answers["notification"]["date"] = "2026-11-20"
    answers["child"].update(
        name="Samir Haddad",
        identity_number=SAMIR,
        school_unit="Förskolan Tallkotten",
        interpreter_needed="yes",
        interpreter_language="ar",
        informed="no",
        whereabouts_now="På förskolan till kl. 17",
    )
    del answers["child"]["informed_note"], answers["child"]["phone"]
    answers["guardians"] = [
        {
            "name": "Rania Haddad",
            "identity_number": PARENT_C,
            "phone": "+46701740609",
            "custody": "sole",
            "interpreter_language": "ar",
        }
    ]
    answers["guardians_informed"] = "no"
    answers["guardians_not_informed_reason"] = "Misstanke om våld."
    answers["siblings"] = [
        {"name": "Yusuf Haddad", "birth_date": "2020-03-14", "same_concern": True},
        {"name": "Mariam Haddad", "same_concern": False},
    ]
    answers["concern"]["kind"] = ["physical_violence", "witnessed_violence"]
    answers["reporter"].update(
        role="Förskollärare", unit="Förskolan Tallkotten", sector="preschool"
    )
    answers["co_signers"] = [
        {
            "name": "Birgitta Åström",
            "role": "Rektor",
            "signature": {"signed": False, "name": "Birgitta Åström", "date": "2026-11-20"},
        }
    ]
    return answers


def sparse_notification() -> dict[str, Any]:
    """Hardly anything is known: still a notification, and still valid."""
    return {
        "urgency": {"acute": False},
        "child": {"name": "Okänd pojke, cirka 8 år"},
        "concern": {
            "kind": [],
            "description": "En pojke sitter ensam vid busstorget varje kväll efter klockan 22.",
        },
        "reporter": {"kind": "private", "anonymous": True, "sector": "private_person"},
    }


def other_alphabets() -> dict[str, Any]:
    """Names in Polish, Turkish, Romanian, Ukrainian and Greek spelling."""
    answers = notification()
    answers["child"].update(name="Zofia Wiśniewska-Łukaszewicz", identity_number=ZOFIA)
    answers["guardians"] = [
        {
            "name": "Şükrü Çağlayan Wiśniewski",
            "identity_number": PARENT_B,
            "custody": "joint",
            "interpreter_language": "tr",
        },
        {
            "name": "Олена Шевченко",
            "identity_number": PARENT_A,
            "custody": "joint",
            "interpreter_language": "uk",
        },
    ]
    answers["siblings"] = [
        {"name": "Αθηνά Παπαδοπούλου", "birth_date": "2019-02-03", "same_concern": True},
        {"name": "Ștefan Țîrlea", "birth_date": "2021-12-24", "same_concern": False},
    ]
    return answers


def consent() -> dict[str, Any]:
    """A consent with both guardians' names, limited and dated."""
    return {
        "case": {"reference": "2026-0101"},
        "child": {"name": "Elias Berg", "identity_number": ELIAS},
        "parties": [
            {"unit": "Björkskolan", "category": "school"},
            {"unit": "Barn- och ungdomspsykiatrin i Ekhamra", "category": "child_psychiatry"},
        ],
        "scope": {"collaborate_during_inquiry": True, "inform_of_outcome": False},
        "information_scope": ["school_situation", "attendance"],
        "exclusions": "Inget om mammas sjukdom till skolan.",
        "purpose": "Att skolan och socialtjänsten kan ge Elias rätt stöd medan utredningen pågår.",
        "valid_from": "2026-11-01",
        "valid_to": "2027-02-28",
        "decision": "partly",
        "form_of_consent": "written",
        "informed_by": "Socialsekreterare Lena Ek",
        "understood": "yes",
        "guardians": [
            {
                "name": "Maria Berg",
                "identity_number": PARENT_C,
                "signature": {"signed": False, "name": "Maria Berg", "date": "2026-11-01"},
            },
            {
                "name": "Henrik Berg",
                "identity_number": PARENT_B,
                "signature": {"signed": False, "name": "Henrik Berg", "date": "2026-11-02"},
            },
        ],
        "contact": {
            "social": {"name": "Lena Ek", "phone": "+46701740610"},
            "school": {"name": "Eva Sjögren", "phone": "+46701740608"},
        },
    }


def earlier_consent() -> dict[str, Any]:
    """A consent on the form's first edition, which did not ask whether it was understood."""
    answers = consent()
    del answers["understood"]
    return answers


def consultation() -> dict[str, Any]:
    """A consultation answered by a school; what the office prefilled is :func:`prefilled`."""
    answers = prefilled()
    answers.update(
        {
            "unit": {"kind": "compulsory_school", "name": "Björkskolan", "group": "Klass 4 B"},
            "respondents": [
                {"name": "Eva Sjögren", "role": "Mentor", "known_child_since": "Augusti 2024"},
                {"name": "Ali Rahimi", "role": "Kurator", "known_child_since": "Januari 2026"},
            ],
            "attendance": {
                "period": "2026-08-18 till 2026-11-06",
                "absence_percent": 12.5,
                "pattern": "Mest måndagar och dagen efter lov.",
            },
            "basis_documents": ["written_assessment", "attendance_record"],
            "area": {
                "health": {
                    "observation": "Är ofta trött och har ont i magen före idrotten.",
                    "strengths": "Cyklar till skolan och rör sig gärna på rasten.",
                    "needs": "Lugn vid lunchen.",
                },
                "education": {
                    "observation": LONG,
                    "strengths": "Läser mycket och gärna högt.",
                    "needs": "Stöd i matematik två gånger i veckan.",
                },
                "emotions_behaviour": {"observation": SHORT_LINES},
                "social_relations": {"observation": "Har två nära vänner i klassen."},
                "basic_care": {"observation": "Kommer hel och ren, men sällan med matsäck."},
                "stimulation_guidance": {"observation": "Läxor görs när mormor hjälper till."},
                "emotional_availability": {"observation": "Pappa ringer varje vecka och frågar."},
                "safety": {"observation": "Går hem ensam efter fritids."},
                "family_environment": "Bor varannan vecka hos vardera föräldern.",
            },
            "support_given": "Extra anpassningar sedan september.",
            "childs_view": "”Jag vill att det ska vara som förut.”",
            "cooperation_with_guardians": "God kontakt med båda.",
            "shared_with_family": "yes",
            "shared_with_family_date": "2026-11-09",
            "signature_respondent": {"signed": False, "name": "Eva Sjögren", "date": "2026-11-10"},
            "signature_head": {"signed": False, "name": "Birgitta Åström", "date": "2026-11-10"},
        }
    )
    return answers


def prefilled() -> dict[str, Any]:
    """What the social worker prefills in a consultation."""
    return {
        "case": {
            "reference": "2026-0102",
            "social_worker": "Lena Ek",
            "unit": "Barn och unga",
            "phone": "+46701740610",
            "postal_address": "Box 12, 123 21 Ekhamra",
            "answer_by": "2026-11-30",
        },
        "legal_basis": "inquiry",
        "child": {"name": "Nova Engström", "identity_number": NOVA},
    }
