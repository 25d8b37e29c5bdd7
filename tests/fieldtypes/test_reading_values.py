"""Every other type: what people write, what comes of it."""

from __future__ import annotations

from typing import Any

import pytest
from field_slots import KINDS, TODAY, slot

from oroforms.definition import Choice, Room, Sensitivity, Text
from oroforms.fieldtypes import TYPES, field_type
from oroforms.i18n import set_language

CASES: list[tuple[str, Any, Any, list[str]]] = [
    # text: NFC, outer blanks, line ends, control characters
    ("text", "  Anna\u00a0Öberg \u200b", "Anna Öberg", []),
    ("text", "O\u0308berg", "Öberg", []),
    ("text", "a\r\nb\rc\u2028d\x0be", "a\nb\nc\nd\ne", []),
    ("text", "a  \n  b\t\n", "a\n  b", []),
    ("text", "Mo\u00adderna", "Moderna", []),
    ("text", "سلام\u200cها", "سلام\u200cها", []),
    ("text", "{{ 7*7 }} <Å & Ö>", "{{ 7*7 }} <Å & Ö>", []),
    ("text", "a\x07b\x00", "ab", ["text-control-characters"]),
    ("text", "a\u202eb", "ab", ["text-control-characters"]),
    ("text", "a\ud800b", "ab", ["text-control-characters"]),
    ("text", "\x07\x01", None, ["text-control-characters"]),
    ("text", "Bj\ufffdrk", None, ["text-not-mapped"]),
    ("text", "🧸", "🧸", []),
    ("text", 12345, None, ["value-wrong-type"]),
    ("text", True, None, ["value-wrong-type"]),
    ("text", ["a"], None, ["value-wrong-type"]),
    ("text", {"a": "b"}, None, ["value-wrong-type"]),
    ("multiline", "Rad 1\n\nRad 2\n", "Rad 1\n\nRad 2", []),
    # bool
    ("bool", True, True, []),
    ("bool", False, False, []),
    ("bool", "x", True, []),
    ("bool", "X", True, []),
    ("bool", "ja", True, []),
    ("bool", "Ja.", True, []),
    ("bool", "yes", True, []),
    ("bool", "☒", True, []),
    ("bool", "✓", True, []),
    ("bool", "Nej", False, []),
    ("bool", "☐", False, []),
    ("bool", "kanske", None, ["value-wrong-type"]),
    ("bool", 1, None, ["value-wrong-type"]),
    ("bool", (), None, ["value-wrong-type"]),
    # choice
    ("choice", "yes", "yes", []),
    ("choice", "Ja", "yes", []),
    ("choice", "nej", "no", []),
    ("choice", "VET INTE", "unknown", []),
    ("choice", "vet ej", "unknown", []),
    ("choice", "Do  not know.", "unknown", []),
    ("choice", ("no",), "no", []),
    ("choice", (), None, []),
    ("choice", ("yes", "no"), None, ["choice-several"]),
    ("choice", ("maybe",), None, ["choice-unknown"]),
    ("choice", "maybe", None, ["choice-unknown"]),
    ("choice", "ja/nej", None, ["choice-unknown"]),
    ("choice", ["yes"], None, ["value-wrong-type"]),
    ("choice", {"yes": "x"}, None, ["value-wrong-type"]),
    ("choice", True, None, ["value-wrong-type"]),
    # multichoice
    ("multichoice", ["other", "neglect"], ["neglect", "other"], []),
    ("multichoice", ["Annat", "neglect", "other"], ["neglect", "other"], []),
    ("multichoice", ("physical_violence",), ["physical_violence"], []),
    ("multichoice", (), None, []),
    ("multichoice", [], None, []),
    ("multichoice", "physical_violence, Annat", ["physical_violence", "other"], []),
    ("multichoice", "Brister i omsorg, hem och kläder", ["neglect"], []),
    ("multichoice", "Brister i omsorg, hem och kläder; annat", ["neglect", "other"], []),
    ("multichoice", "annat\nfysiskt våld", ["physical_violence", "other"], []),
    ("multichoice", {"neglect": "x", "other": "", "physical_violence": "nej"}, ["neglect"], []),
    ("multichoice", {"neglect": True, "other": False}, ["neglect"], []),
    ("multichoice", {"neglect": "kanske"}, None, ["value-wrong-type"]),
    ("multichoice", {"neglekt": "x"}, None, ["choice-unknown"]),
    ("multichoice", ["neglect", "hunger"], None, ["choice-unknown"]),
    ("multichoice", ["neglect", 3], None, ["value-wrong-type"]),
    ("multichoice", 3, None, ["value-wrong-type"]),
    # phone
    ("phone", "070-174 06 05", "+46701740605", []),
    ("phone", "0701740605", "+46701740605", []),
    ("phone", "+46 (0)70-174 06 05", "+46701740605", []),
    ("phone", "(+46) 70 174 06 05", "+46701740605", []),
    ("phone", "+46 (0) 70 174 06 05", "+46701740605", []),
    ("phone", "0046 (0)70 174 06 05", "+46701740605", []),
    ("phone", "0046 70 174 06 05", "+46701740605", []),
    ("phone", "+46701740605", "+46701740605", []),
    ("phone", "tel. 070\u2011174\u00a006\u00a005", "+46701740605", []),
    ("phone", "٠٧٠-١٧٤٠٦٠٥", "+46701740605", []),
    ("phone", "０７０－１７４０６０５", "+46701740605", []),
    ("phone", "08/508 000 00", "+46850800000", []),
    ("phone", "(08) 508 000 00", "+46850800000", []),
    ("phone", "+44 20 7946 0018", "+442079460018", []),
    ("phone", "+358 40 123 4567", "+358401234567", []),
    ("phone", "08-508 000 00 ankn 123", None, ["phone-extension"]),
    ("phone", "08-508 000 00 ext. 12", None, ["phone-extension"]),
    ("phone", "08-508 000 00 x12", None, ["phone-extension"]),
    ("phone", "070-174 06 05/06", None, ["phone-unreadable"]),
    ("phone", "070-174 06 05, 070-174 06 06", None, ["phone-unreadable"]),
    ("phone", "070-174 06 05 070-174 06 06", None, ["phone-unreadable"]),
    ("phone", "070-174 06", None, ["phone-unreadable"]),
    ("phone", "070-174 06 055", None, ["phone-unreadable"]),
    ("phone", "701740605", None, ["phone-unreadable"]),
    ("phone", "46701740605", None, ["phone-unreadable"]),
    ("phone", "508 000 00", None, ["phone-unreadable"]),
    ("phone", "112", None, ["phone-unreadable"]),
    ("phone", "finns ej", None, ["phone-unreadable"]),
    ("phone", "070-174 06 0S", None, ["phone-unreadable"]),
    ("phone", 701740605, None, ["value-wrong-type"]),
    # email
    ("email", "Anna.Holm@Skolan.SE", "Anna.Holm@skolan.se", []),
    ("email", "mailto:anna@exempel.se", "anna@exempel.se", []),
    ("email", "anna@förskolan.se", "anna@förskolan.se", []),
    ("email", "anna@skolan.test", "anna@skolan.test", []),
    ("email", "anna@skolan", None, ["email-unreadable"]),
    ("email", "anna.skolan.se", None, ["email-unreadable"]),
    ("email", "anna @skolan.se", None, ["email-unreadable"]),
    ("email", "a@b.se, c@d.se", None, ["email-unreadable"]),
    ("email", "Anna <anna@skolan.se>", None, ["email-unreadable"]),
    # integer
    ("integer", "12", 12, []),
    ("integer", "1 234", 1234, []),
    ("integer", "1\u00a0234", 1234, []),
    ("integer", "−5", -5, []),
    ("integer", "٤٢", 42, []),
    ("integer", 12, 12, []),
    ("integer", 12.0, 12, []),
    ("integer", 12.5, None, ["value-wrong-type"]),
    ("integer", True, None, ["value-wrong-type"]),
    ("integer", "1.234", None, ["number-unreadable"]),
    ("integer", "12,0", None, ["number-unreadable"]),
    ("integer", "12 st", None, ["number-unreadable"]),
    ("integer", "1 2", None, ["number-unreadable"]),
    ("integer", "10²", None, ["number-unreadable"]),
    ("integer", "123456789012345", 123456789012345, []),
    ("integer", "1234567890123456", None, ["number-unreadable"]),
    ("percent", "0,1234567890123456", None, ["number-unreadable"]),
    ("integer", "9" * 5000, None, ["number-unreadable"]),
    # percent
    ("percent", "12,5 %", 12.5, []),
    ("percent", "12.5", 12.5, []),
    ("percent", "12,5\u00a0%", 12.5, []),
    ("percent", "12 procent", 12, []),
    ("percent", "12,0 %", 12, []),
    ("percent", "٣٠٪", 30, []),
    ("percent", 12.5, 12.5, []),
    ("percent", 12.0, 12, []),
    ("percent", float("nan"), None, ["value-wrong-type"]),
    ("percent", float("inf"), None, ["value-wrong-type"]),
    ("percent", "ca 12 %", None, ["number-unreadable"]),
    ("percent", "10-15 %", None, ["number-unreadable"]),
    ("percent", "1.234,5", None, ["number-unreadable"]),
    ("percent", "½", None, ["number-unreadable"]),
    ("percent", "%", None, ["number-unreadable"]),
    # language
    ("language", "arabiska", "ar", []),
    ("language", "Arabic", "ar", []),
    ("language", "العربية", "ar", []),
    ("language", "AR", "ar", []),
    ("language", "ara", "ar", []),
    ("language", "en", "en", []),
    ("language", "ger", "de", []),
    ("language", "Soomaali", "so", []),
    ("language", "dari", "prs", []),
    ("language", "Farsi", "fa", []),
    ("language", "sorani", "ckb", []),
    ("language", "tigrinska", "ti", []),
    ("language", "teckenspråk", "teckenspråk", ["language-unknown"]),
    ("language", "badini", "badini", ["language-unknown"]),
    ("language", "arabiska och kurdiska", "arabiska och kurdiska", ["language-unknown"]),
    ("language", "ga", "ga", ["language-unknown"]),
    ("language", "dan", "dan", ["language-unknown"]),
    ("language", "flera språk", "flera språk", ["language-unknown"]),
    ("language", ["ar"], None, ["value-wrong-type"]),
    # signature
    (
        "signature",
        {"sign": True, "name": "Eva Ek", "date": "22/11 2026"},
        {"signed": True, "name": "Eva Ek", "date": "2026-11-22"},
        [],
    ),
    ("signature", {"signed": True}, {"signed": True}, []),
    ("signature", {"sign": False, "name": "", "date": ""}, None, []),
    ("signature", {"sign": False, "name": "Eva"}, {"signed": False, "name": "Eva"}, []),
    ("signature", {"name": "Eva"}, {"name": "Eva"}, []),
    ("signature", {"date": "2026-11-22"}, {"date": "2026-11-22"}, ["signature-without-name"]),
    ("signature", {"name": "Eva", "date": "3/4/26"}, {"name": "Eva"}, ["date-ambiguous"]),
    ("signature", "Eva Ek", None, ["value-wrong-type"]),
    ("signature", {"name": ["Eva"]}, None, ["value-wrong-type"]),
]


@pytest.mark.parametrize(("type_", "raw", "value", "codes"), CASES)
def test_read(type_: str, raw: Any, value: Any, codes: list[str]) -> None:
    outcome = field_type(type_).read(raw, slot(type_), TODAY)
    assert (outcome.value, [f.code for f in outcome.findings]) == (value, codes)
    assert type(outcome.value) is type(value)


@pytest.mark.parametrize("type_", sorted(TYPES.keys() - {"signature"}))
@pytest.mark.parametrize("raw", [None, "", "  \n", "\u200b\u00ad", "\ufeff"])
def test_blank_is_not_answered(type_: str, raw: str | None) -> None:
    outcome = field_type(type_).read(raw, slot(type_), TODAY)
    assert (outcome.value, outcome.findings) == (None, ())


def test_a_text_that_is_too_long_says_how_long() -> None:
    outcome = field_type("text").read("12345", slot("text", max_length=4), TODAY)
    assert outcome.value is None
    assert outcome.findings[0].params == {"label": "3.2 Fråga", "length": "5", "limit": "4"}
    assert field_type("text").read("1234 ", slot("text", max_length=4), TODAY).value == "1234"


def test_a_label_of_two_codes_stands_for_neither() -> None:
    same = (Choice("a", Text("Annat", "A")), Choice("b", Text("Annat", "B")))
    read = field_type("choice").read
    assert read("Annat", slot("choice", choices=same), TODAY).findings[0].code == "choice-unknown"
    assert read("b", slot("choice", choices=same), TODAY).value == "b"


@pytest.mark.parametrize("sensitivity", [Sensitivity.SENSITIVE, Sensitivity.PROTECTED])
def test_messages_do_not_repeat_sensitive_answers(sensitivity: Sensitivity) -> None:
    secret = "Hemliga gatan 1"
    for type_ in ("date", "datetime", "phone", "email", "integer", "percent", "choice", "bool"):
        outcome = field_type(type_).read(secret, slot(type_, sensitivity=sensitivity), TODAY)
        assert outcome.findings, type_
        assert "Hemliga" not in outcome.findings[0].message


@pytest.mark.parametrize(
    ("type_", "value", "swedish", "english"),
    [
        ("date", "2026-11-22", "22 november 2026", "22 November 2026"),
        ("percent", 12.5, "12,5\u00a0%", "12.5%"),
        ("integer", 12345, "12\u00a0345", "12,345"),
        ("choice", "unknown", "Vet inte", "Do not know"),
        (
            "multichoice",
            ["neglect", "other"],
            "Brister i omsorg, hem och kläder, Annat",
            "Neglect of care, Other",
        ),
        ("phone", "+46701740605", "070-174 06 05", "070-174 06 05"),
        ("phone", "+442079460018", "+44 20 7946 0018", "+44 20 7946 0018"),
        ("language", "ar", "arabiska", "Arabic"),
        ("language", "prs", "dari", "Dari"),
        ("language", "badini", "badini", "badini"),
        ("identity", "201701012393", "20170101-2393", "20170101-2393"),
    ],
)
def test_display(type_: str, value: Any, swedish: str, english: str) -> None:
    field = slot(type_).field
    try:
        assert field_type(type_).display(value, field) == swedish
        set_language("en")
        assert field_type(type_).display(value, field) == english
    finally:
        set_language("sv")


def test_a_moment_is_shown_with_its_day_and_a_clock_of_24_hours() -> None:
    shown = field_type("datetime").display("2026-11-22T14:05", slot("datetime").field)
    assert shown.startswith("22 november 2026 ")
    assert shown.endswith(" 14:05")


def test_a_comb_of_eight_cells_takes_a_date_without_dashes() -> None:
    assert (
        field_type("date").write("2026-11-22", slot("date", room=Room(comb=8)).field) == "20261122"
    )


def test_parts_are_the_names_of_boxes_on_paper() -> None:
    assert field_type("text").parts(slot("text", "a.b")) == ("a.b",)
    assert field_type("choice").parts(slot("choice", "a")) == ("a.yes", "a.no", "a.unknown")
    codes = tuple(f"k.{choice.code}" for choice in KINDS)
    assert field_type("multichoice").parts(slot("multichoice", "k")) == codes
    assert field_type("signature").parts(slot("signature", "s")) == ("s.name", "s.date", "s.sign")
