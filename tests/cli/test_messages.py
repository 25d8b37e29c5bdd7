"""Messages say where, what was found, what was expected, and what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

from command_line import ROOT
from docx import Document


def test_template_that_uses_an_unknown_field(run, home: Path):
    shutil.copy(ROOT / "templates" / "docx" / "samtycke.v1.docx", home / "samtycke.v1.docx")
    shutil.copy(ROOT / "schemas" / "samtycke.v1.yaml", home / "samtycke.v1.yaml")
    document = Document(home / "samtycke.v1.docx")
    document.add_paragraph("{{ child.nmae }}")
    document.save(home / "samtycke.v1.docx")
    outcome = run("--lang", "en", "check", "samtycke.v1.docx")
    assert outcome.code == 3
    assert "samtycke.v1.docx: uses {{ child.nmae }}, which the definition does not" in outcome.text
    assert "Did you mean child.name?" in outcome.text


def test_missing_program_names_it_the_remedy_and_where_the_word_file_is(
    run, home, sparse, monkeypatch
):
    monkeypatch.setenv("PATH", str(home))
    monkeypatch.setattr("oroforms.tools.soffice._PLACES", ())
    outcome = run("--lang", "en", "fill", "orosanmalan", sparse, "-o", "0042.pdf")
    assert outcome.code == 5
    assert "Cannot convert to PDF: soffice was not found. Install LibreOffice" in outcome.text
    assert "oroforms doctor shows how" in outcome.text
    assert "The Word file is kept at 0042.docx." in outcome.text


def test_import_says_where_what_and_what_to_do(run, home: Path):
    inbox = home / "inbox"
    inbox.mkdir()
    sample = ROOT / "samples" / "returned" / "anmalan-akut-tveksam.pdf"
    (inbox / "a.pdf").write_bytes(sample.read_bytes())
    outcome = run("--lang", "en", "import", "inbox")
    assert outcome.code == 6
    assert (
        "inbox/a.pdf, page 1, child.identity_number: check digit does not match in 20170101-****. "
        "Compare with the original: oroforms review show 1"
    ) in outcome.text


def test_acute_notifications_come_first(run, home: Path):
    inbox = home / "inbox"
    inbox.mkdir()
    (inbox / "a.txt").write_text("rubbish", encoding="utf-8")
    for name in ("anmalan-akut", "anmalan-akut-tveksam"):
        shutil.copy(ROOT / "samples" / "returned" / f"{name}.pdf", inbox / f"z-{name}.pdf")
    outcome = run("import", "inbox")
    first, *_rest = outcome.out.splitlines()
    assert first.startswith("2 AKUTA ANMÄLNINGAR")
    assert outcome.out.index("z-anmalan-akut.pdf") < outcome.out.index("a.txt")
    listed = run("review", "list", "--json").json
    assert [entry["acute"] for entry in listed] == [True, False]


def test_no_bar_where_no_terminal_shows_it(run, returned):
    assert run("import", returned).err == ""


def test_findings_bear_number_label_and_name(run, home: Path):
    (home / "d.json").write_text('{"child": {"name": "Alva Ek"}}', encoding="utf-8")
    outcome = run("--lang", "en", "validate", "orosanmalan", "d.json")
    errors, _colon, warnings = outcome.out.partition("warnings")
    assert "concern.description · required-missing" in errors
    assert "6.2 " in errors
    assert "expected-missing" not in errors, "errors stand before warnings"
    assert "expected-missing" in warnings
    assert "d.json" in outcome.out.splitlines()[-1]


def test_json_of_validate_is_that_of_the_contract(run, sparse):
    found = run("validate", "orosanmalan", sparse, "--json").json
    assert set(found) == {"findings"}
    assert all(
        set(entry) == {"code", "severity", "field", "message"} for entry in found["findings"]
    )


def test_swedish_unless_english_is_asked_for(run):
    assert "Användning: oroforms" in run("--help").out
    assert "Usage: oroforms" in run("--lang", "en", "--help").out
    assert "Usage: oroforms" in run("--help", "--lang=en").out
    assert "blanketterna som finns" in run("--help").out
    assert "Menade du" in run("fyll").err
    assert "Did you mean" in run("--lang", "en", "fyll").err


def test_the_language_of_one_run_does_not_stay(run):
    run("--lang", "en", "forms")
    assert "Blankett" in run("forms").out
