"""A sister's or brother's notification: nothing of the first child is in it, in any stream."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from command_line import Run
from signed_files import text as pdf_text

from oroforms.casework import roles
from oroforms.casework.roles import Role
from oroforms.casework.siblings import Plan, SiblingNotification, sibling_notification

PLAN = Plan.of(roles.current().parts[Role.NOTIFICATION].settings["sibling"])
FIRST = {
    "name": "Alva Ek",
    "identity_number": "201701012393",
    "address": "Storgatan 1",
    "city": "Lindköping",
    "phone": "+46701234567",
    "school_unit": "Ugglans skola 3 B",
    "whereabouts_now": "hos mormor Gunborg",
    "informed": "yes",
    "informed_note": "blev ledsen och gick hem",
    "protected_identity": "no",
}
CONCERN = {
    "kind": ["neglect"],
    "description": "Barnen kommer utan frukost fyra dagar av fem.",
    "childs_own_words": "Jag är jämt hungrig",
    "strengths": "Simmar gärna",
}


def answers(**concern: Any) -> dict[str, Any]:
    return {
        "recipient": {"municipality": "Lindköping"},
        "notification": {"date": "2026-11-20"},
        "child": FIRST,
        "guardians": [{"name": "Anna Ek", "custody": "joint", "phone": "+46702223344"}],
        "siblings": [
            {"name": "Olle Ek", "birth_date": "2019-03-02", "same_concern": True},
            {"name": "Maja Ek", "birth_date": "2021-05-05"},
        ],
        "concern": {**CONCERN, **concern},
        "reporter": {
            "kind": "professional",
            "name": "Karin Berg",
            "unit": "Förskolan Talgoxen",
            "relation_to_child": "klassföreståndare",
        },
        "co_signers": [{"name": "Ulla Rektor", "signature": {"signed": True}}],
        "feedback": {"requested": "yes"},
        "signature": {"signed": True, "name": "Karin Berg", "date": "2026-11-20"},
    }


def made(number: int = 0, **concern: Any) -> SiblingNotification:
    return sibling_notification(answers(**concern), number, PLAN)


def test_what_comes_along() -> None:
    found = made()
    assert found.same_concern
    assert found.traces == ()
    assert found.values == {
        "recipient": {"municipality": "Lindköping"},
        "notification": {"date": "2026-11-20"},
        "child": {
            "name": "Olle Ek",
            "birth_date": "2019-03-02",
            "address": "Storgatan 1",
            "city": "Lindköping",
            "protected_identity": "no",
        },
        "guardians": [{"name": "Anna Ek", "custody": "joint", "phone": "+46702223344"}],
        "siblings": [{"name": "Maja Ek", "birth_date": "2021-05-05"}],
        "concern": {"kind": ["neglect"], "description": CONCERN["description"]},
        "reporter": {
            "kind": "professional",
            "name": "Karin Berg",
            "unit": "Förskolan Talgoxen",
        },
        "co_signers": [{"name": "Ulla Rektor"}],
        "feedback": {"requested": "yes"},
    }


def test_a_concern_that_is_not_the_same_does_not_come_along() -> None:
    found = made(1)
    assert not found.same_concern
    assert "concern" not in found.values
    assert found.values["siblings"] == [{"name": "Olle Ek", "birth_date": "2019-03-02"}]


@pytest.mark.parametrize(
    "text",
    [
        "Alva kommer utan frukost.",
        "Mamma säger att ALVAS frukost är klar.",
        "alva och Olle",
        "Barnet, 20170101-2393, kommer hungrigt.",
        "170101 2393",
        "född 2017-01-01",
        "nr 070-123 45 67 ringer ingen",
        "Alva-Li",
        "Ａlva",
    ],
)
def test_a_text_that_names_the_first_child_is_left_out(text: str) -> None:
    found = made(observed_self=text)
    assert [trace.field for trace in found.traces] == ["concern.observed_self"]
    assert "observed_self" not in found.values["concern"]


@pytest.mark.parametrize(
    "text", ["Familjen Ek", "Olle är trött", "Salva", "alvar", "2019-03-02", "Anna Ek säger"]
)
def test_what_tells_only_others_comes_along(text: str) -> None:
    assert made(observed_self=text).values["concern"]["observed_self"] == text


def test_a_short_name_is_a_word_without_its_capital() -> None:
    data = answers(observed_self="Ringde per telefon.", why_now="Per ringde.")
    data["child"] = {**FIRST, "name": "Per Ek"}
    found = sibling_notification(data, 0, PLAN)
    assert [trace.field for trace in found.traces] == ["concern.why_now"]


def test_nobody_in_that_slot() -> None:
    with pytest.raises(LookupError):
        made(2)


TRACES = (
    *(
        "Alva",
        "2393",
        "701234567",
        "123 45 67",
        "Ugglans",
        "Gunborg",
        "ledsen",
        "hungrig",
        "Simmar",
    ),
    *("klassföreståndare", "170101", "2017-01-01"),
)


def streams(path: Path) -> str:
    """Everything that a file holds, unpacked: text, strings, attachments, metadata."""
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as archive:
            parts = [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
        words = [re.sub(r"<[^>]*>", "", part) for part in parts]
        return "\n".join([*parts, *words])
    found = [path.read_bytes().decode("latin-1")]
    with pikepdf.open(path) as pdf:
        assert pdf.trailer.get("/Prev") is None, "a file history"
        for item in pdf.objects:
            if isinstance(item, pikepdf.Stream):
                data = item.read_bytes()
                found += [data.decode(code, "replace") for code in ("utf-8", "utf-16-be")]
            found.append(str(item))
    found.append(pdf_text(path))
    return "\n".join(found)


@pytest.mark.parametrize("suffix", [".docx", ".pdf"])
def test_no_trace_in_the_file(suffix: str, run: Run, home: Path) -> None:
    data = home / "first.json"
    data.write_text(json.dumps(answers(observed_self="Alvas tröja är smutsig.")), "utf-8")
    out = home / f"sibling{suffix}"
    outcome = run("--lang", "en", "fill", "orosanmalan", data, "--sibling", 0, "-o", out)
    assert outcome.code == 6
    assert "names the first child (Al***)" in outcome.text
    text = streams(out)
    assert "Olle Ek" in text
    assert [trace for trace in TRACES if trace in text] == []


def test_what_was_in_doubt_is_told_and_does_not_come_along(run: Run, home: Path) -> None:
    wrong = answers()
    wrong["guardians"][0]["phone"] = "nollsju"
    wrong["child"] = {**FIRST, "phone": "noll åtta"}
    data = home / "first.json"
    data.write_text(json.dumps(wrong), "utf-8")
    out = home / "sibling.docx"
    outcome = run("--lang", "en", "fill", "orosanmalan", data, "--sibling", 0, "-o", out)
    assert outcome.code == 6
    assert "guardians.0.phone · phone-unreadable" in outcome.text
    assert "child.phone" not in outcome.text
    assert "nollsju" not in streams(out)


def test_refusals(run: Run, home: Path) -> None:
    data = home / "first.json"
    data.write_text(json.dumps(answers()), "utf-8")
    out = home / "x.docx"
    outcome = run("--lang", "en", "fill", "orosanmalan", data, "--sibling", 3, "-o", out)
    assert outcome.code == 2
    assert "there is 0: Ol*****, 1: Ma*****" in outcome.text
    other = home / "other.json"
    other.write_text("{}", "utf-8")
    outcome = run("--lang", "en", "fill", "samtycke", other, "--sibling", 0, "-o", out)
    assert outcome.code == 2
    assert not out.exists()
