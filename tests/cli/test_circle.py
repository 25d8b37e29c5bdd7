"""The circle as people walk it: issue, fill in, finish, return, import, review, export."""

from __future__ import annotations

import json
import shutil
import stat
from pathlib import Path

import pytest
from command_line import ROOT
from pypdf import PdfReader, PdfWriter


def fill_in(path: Path, out: Path, **texts: str) -> None:
    """Fill in a fillable form as a colleague's program does; two underscores stand for a dot."""
    writer = PdfWriter(clone_from=PdfReader(path))
    values = {name.replace("__", "."): text for name, text in texts.items()}
    for page in writer.pages:
        writer.update_page_form_field_values(page, values, auto_regenerate=False)
    with out.open("wb") as file:
        writer.write(file)


def test_principal_fills_in_an_answer_file(run, home: Path):
    assert run("blank", "orosanmalan", "-o", "answers.yaml").code == 0
    text = (home / "answers.yaml").read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert run("validate", "orosanmalan", "answers.yaml").code == 6
    text = text.replace("child.name:", "child.name: Alva Ek", 1)
    text = text.replace("concern.description: |", "concern.description: |\n  Å & <Ö> {{ 7*7 }}", 1)
    (home / "answers.yaml").write_text(text, encoding="utf-8")
    assert run("validate", "orosanmalan", "answers.yaml").code == 0
    assert run("fill", "orosanmalan", "answers.yaml", "-o", "anmalan.pdf").code == 0
    pages = "".join(page.extract_text() for page in PdfReader(home / "anmalan.pdf").pages)
    assert "Å & <Ö> {{ 7*7 }}" in pages
    assert "Alva Ek" in pages
    fields = PdfReader(home / "anmalan.pdf").get_fields() or {}
    kinds = {field["/FT"] for field in fields.values() if "/FT" in field}
    assert kinds == {"/Sig"}, "finished: nothing to fill in, room to sign"
    # What the principal made is what the office reads.
    assert run("import", "anmalan.pdf").code in (0, 6)
    (entry,) = run("case", "list", "--json").json or run("review", "list", "--json").json
    assert entry


@pytest.mark.parametrize("suffix", ["pdf", "docx"])
def test_document_from_a_colleagues_form(suffix, run, home: Path):
    assert run("blank", "orosanmalan", "-o", "blank.pdf").code == 0
    fill_in(
        home / "blank.pdf",
        home / "theirs.pdf",
        child__name="Alva Ek",
        concern__description="Barnet kommer utan frukost.",
    )
    outcome = run("fill", "orosanmalan", "theirs.pdf", "-o", f"ours.{suffix}")
    assert outcome.code in (0, 6), outcome.err
    assert (home / f"ours.{suffix}").stat().st_size > 10_000


def test_a_form_of_another_kind_is_refused(run, home: Path):
    assert run("blank", "samtycke", "-o", "samtycke.pdf").code == 0
    outcome = run("fill", "orosanmalan", "samtycke.pdf", "-o", "x.pdf")
    assert outcome.code == 2
    assert "samtycke@" in outcome.err
    assert not (home / "x.pdf").exists()


def test_social_worker_issues_for_a_case(run, home: Path):
    case = {
        "case": {"reference": "2026-0042", "social_worker": "Lena Ek", "unit": "Barn och unga"},
        "child": {"name": "Alva Ek", "identity_number": "20170101-2393"},
    }
    (home / "case.json").write_text(json.dumps(case), encoding="utf-8")
    outcome = run(
        "--lang", "en", "blank", "bbic-konsultation", "--case", "2026-0042",
        "--prefill", "case.json", "-o", "konsultation.pdf",
    )  # fmt: skip
    assert outcome.code == 0, outcome.err
    assert "opened now" in outcome.text
    fields = PdfReader(home / "konsultation.pdf").get_fields()
    assert fields["child.name"]["/V"] == "Alva Ek"
    assert fields["child.name"]["/Ff"] & 1, "what the office filled in is locked"
    assert not fields["unit.name"].get("/Ff", 0) & 1
    history = run("case", "history", "2026-0042", "--json").json
    assert [event["kind"] for event in history] == ["opened", "issued"]
    fill_in(home / "konsultation.pdf", home / "back.pdf", unit__name="Björkskolan")
    run("import", "back.pdf")
    shown = run("case", "show", "2026-0042", "--json").json
    assert shown["child"]["name"] == "Alva Ek"
    assert shown["submissions"][0]["values"]["unit"]["name"] == "Björkskolan"


def test_the_case_fills_in_what_it_knows(run, home: Path):
    known = {"child": {"name": "Alva Ek", "identity_number": "201701012393"}}
    (home / "case.json").write_text(json.dumps(known), encoding="utf-8")
    run("blank", "samtycke", "--case", "2026-0042", "--prefill", "case.json", "-o", "a.docx")
    assert run("blank", "bbic-konsultation", "--case", "2026-0042", "-o", "b.pdf").code == 0
    fields = PdfReader(home / "b.pdf").get_fields()
    assert fields["child.name"]["/V"] == "Alva Ek"
    assert fields["case.reference"]["/V"] == "2026-0042"


def test_prefill_in_doubt_is_never_locked_in(run, home: Path):
    wrong = {"child": {"identity_number": "201701012394"}}
    (home / "case.json").write_text(json.dumps(wrong), encoding="utf-8")
    outcome = run("blank", "samtycke", "--prefill", "case.json", "-o", "a.pdf")
    assert outcome.code == 2
    assert "child.identity_number" in outcome.err
    assert not (home / "a.pdf").exists()


def test_prefill_of_another_case_or_child_is_refused(run, home: Path):
    for number, child in enumerate(("201701012393", "200001012384"), start=1):
        known = {"child": {"name": f"Barn {number}", "identity_number": child}}
        (home / f"{number}.json").write_text(json.dumps(known), encoding="utf-8")
    (home / "3.json").write_text('{"case": {"reference": "2026-0099"}}', encoding="utf-8")
    words = ("blank", "samtycke", "--case", "2026-0042", "-o", "a.docx", "--prefill")
    assert run(*words, "1.json").code == 0
    assert run(*words, "2.json").code == 2
    assert run(*words, "3.json").code == 2


def test_blank_for_nobody_touches_no_case_file(run, home: Path):
    for suffix in ("pdf", "docx", "yaml"):
        assert run("blank", "samtycke", "-o", f"a.{suffix}").code == 0
    assert list(home.parent.rglob("casefile.db")) == []


def test_batch_writes_all_it_can(run, home: Path, sparse: Path):
    (home / "other").mkdir()
    (home / "empty.json").write_text("{}", encoding="utf-8")
    (home / "broken.json").write_text("{", encoding="utf-8")
    shutil.copy(sparse, home / "other" / "sparse.json")
    outcome = run(
        "--lang", "en", "fill", "orosanmalan", "sparse.json", "broken.json", "other/sparse.json",
        "empty.json", "--out-dir", "out", "--format", "docx",
    )  # fmt: skip
    assert outcome.code == 2, "the first document that could not be written gives the code"
    written = sorted(path.name for path in (home / "out").iterdir())
    assert written == ["empty.docx", "sparse-2.docx", "sparse.docx"]
    assert "3 of 4 documents written" in outcome.err
    assert "broken.json, line 1" in outcome.err


def test_nothing_is_written_over_what_is_read(run, home: Path):
    run("blank", "orosanmalan", "-o", "a.pdf")
    before = (home / "a.pdf").read_bytes()
    (home / "link.pdf").symlink_to(home / "a.pdf")
    for output in ("a.pdf", "link.pdf"):
        assert run("fill", "orosanmalan", "a.pdf", "-o", output).code == 2
    assert run("fill", "orosanmalan", "a.pdf", "--out-dir", ".").code == 2
    assert (home / "a.pdf").read_bytes() == before


def test_standard_input(run, monkeypatch, tmp_path: Path):
    data = tmp_path / "in.json"
    data.write_text('{"concern": {"description": "Barnet är rädd."}}', encoding="utf-8")
    with data.open(encoding="utf-8") as stream:
        monkeypatch.setattr("sys.stdin", stream)
        assert run("fill", "orosanmalan", "-", "-o", "x.docx").code == 0


def test_administrator_imports_reviews_and_exports(run, home: Path):
    inbox = home / "inbox"
    inbox.mkdir()
    for name in ("anmalan-akut.pdf", "anmalan-akut-tveksam.pdf"):
        shutil.copy(ROOT / "samples" / "returned" / name, inbox / name)
    (inbox / "note.txt").write_text("Ring Alva", encoding="utf-8")
    assert run("import", "inbox", "--dry-run").code == 6
    assert run("case", "list", "--json").json == []
    report = run("import", "inbox", "--report", "report.json")
    assert report.code == 6
    summary = json.loads((home / "report.json").read_text(encoding="utf-8"))["summary"]
    assert summary == {"imported": 1, "needs-review": 1, "rejected": 1, "duplicate": 0}
    again = run("import", "inbox", "--report", "again.json")
    assert again.code == 0
    assert json.loads((home / "again.json").read_text())["summary"]["duplicate"] == 3
    listed = run("review", "list", "--json").json
    assert [entry["status"] for entry in listed] == ["needs-review", "rejected"]
    number = listed[0]["submission"]
    assert run("review", "accept", number).code == 6, "an error is still open"
    assert run("review", "set", number, "child.identity_numbr=1").code == 2
    assert run("review", "set", number, "child.identity_number=20170101-2394").code == 2
    settled = run("review", "set", number, "child.identity_number=20170101-2393", "--by", "Lena Ek")
    assert settled.code == 0, settled.text
    assert run("review", "accept", number, "--by", "Lena Ek", "--why", "ringde").code == 0
    shown = run("review", "show", number, "--json").json
    assert [decision["by"] for decision in shown["decisions"]] == ["Lena Ek", "Lena Ek"]
    assert shown["values"]["child"]["identity_number"] == "201701012393"
    assert run("review", "reject", listed[1]["submission"]).code == 2, "a reason is needed"
    assert run("review", "reject", listed[1]["submission"], "--why", "reklam").code == 0
    assert run("review", "list", "--json").json == []
    assert run("original", listed[1]["submission"], "-o", "note.bin").code == 0
    assert (home / "note.bin").read_bytes() == (inbox / "note.txt").read_bytes()
    for suffix in ("json", "csv", "xlsx"):
        assert run("export", "--format", suffix, "-o", f"all.{suffix}").code == 0
    exported = json.loads((home / "all.json").read_text(encoding="utf-8"))
    assert "201701012393" in json.dumps(exported)
    assert run("review", "sheet", "-o", "sheet.html").code == 0


def test_case_file_is_for_its_owner_alone(run, home: Path, returned):
    run("--case-file", "here.db", "import", returned)
    assert stat.S_IMODE((home / "here.db").stat().st_mode) == 0o600
    assert run("--case-file", "here.db", "doctor").code in (0, 5)
    (home / "here.db").chmod(0o644)
    assert "chmod 600" in run("--case-file", "here.db", "doctor").text


def test_the_environment_names_the_case_file(run, home: Path, returned, monkeypatch):
    monkeypatch.setenv("OROFORMS_CASE_FILE", str(home / "named.db"))
    run("import", returned)
    assert (home / "named.db").is_file()


def test_starter_template_is_in_order_and_never_written_over(run, home: Path):
    assert run("template", "new", "bbic-konsultation", "-o", "bbic-konsultation.v1.docx").code == 0
    assert run("check", "bbic-konsultation.v1.docx").code == 0
    assert run("template", "new", "bbic-konsultation", "-o", "bbic-konsultation.v1.docx").code == 2
    assert (
        run(
            "template", "new", "bbic-konsultation", "-o", "bbic-konsultation.v1.docx", "--force"
        ).code
        == 0
    )
    assert run("template", "new", "bbic-konsultation", "-o", "bbic-konsultation.odt").code == 2
