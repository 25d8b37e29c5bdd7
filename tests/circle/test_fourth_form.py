"""A form never seen before goes round the whole circle: a YAML and a Word file, and no Python.

The form is the worked example of docs/make-your-own-form.md: every field
type, a repeated group, rules of its own; here with labels of a single letter
and of a whole sentence. Its Word file is a starter that somebody restyled.
"""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.shared import RGBColor
from own_form import example
from word_filling import fill_word, without

from oroforms.cli.main import main
from oroforms.definition import Definition
from oroforms.fieldtypes import TYPES
from oroforms.i18n import set_language
from oroforms.library import Library
from oroforms.names import flatten
from samples.make.fillers import FILLERS, Answers
from samples.make.printers import PRINTERS
from samples.make.typing import typed

FORM, CASE = "franvaro", "2026-0042"
ODD_LABELS = {
    '{sv: "Årskurs", en: "Grade"}': '{sv: "Å", en: "G"}',
    '{sv: "Förslag på dag", en: "Suggested day"}': (
        '{sv: "Om ni vill ha ett möte: vilken dag i nästa eller nästnästa vecka passar er?", '
        'en: "If you want a meeting: which day of the next two weeks would suit you?"}'
    ),
}
KNOWN = {
    "case": {"reference": CASE},
    "child": {"name": "Alva Łukasz Öberg", "identity_number": "201701012393"},
}
"""What the office fills in."""
ANSWERED: dict[str, Any] = {
    "case": {"reference": CASE},
    "child": {
        "name": "Alva Łukasz Öberg",
        "identity_number": "201701012393",
        "grade": "4 B",
        "school_code": "12345678",
        "home_language": "tr",
    },
    "period": {"first_day": "2026-08-18", "last_day": "2026-11-06"},
    "absence": {
        "percent": 12.5,
        "days": 7,
        "kind": ["anxiety", "other"],
        "last_seen": "2026-11-05T08:20",
        "description": "Mest måndagar.\nAlva: ”Jag vill inte äta där.”\nÄven <idrott> & slöjd.",
    },
    "talks": [
        {"day": "2026-09-14", "person": "Karin Lindström", "child_there": True},
        {},
        {"day": "2026-10-02", "person": "Şükrü Öberg", "child_there": False},
    ],
    "meeting": {"wanted": "yes", "suggestion": "Torsdag den 26 november, eftermiddag"},
    "contact": {"phone": "+46701740608", "email": "eva.sjogren@skola.example"},
    "signature": {"signed": False, "name": "Eva Sjögren", "date": "2026-11-10"},
}
"""Everything, with a group slot left empty between two filled ones."""
FILLED_BY = {
    "pypdf.pdf": "pypdf",
    "pdftk.pdf": "pdftk",
    "ghostscript.pdf": "pypdf",
    "pdfium.pdf": "pdfium",
}
PRINTED_BY = {"ghostscript.pdf": "ghostscript", "pdfium.pdf": "pdfium"}
READERS = {
    "pypdf.pdf": "acroform",
    "pdftk.pdf": "acroform",
    "ghostscript.pdf": "text",
    "pdfium.pdf": "text",
    "word.docx": "docx",
    "finished.pdf": "data",
    "finished.docx": "docx",
}
WRONG = "reversed.pdf"
"""A return that breaks a rule of the form's own."""


@dataclass(frozen=True)
class Office:
    """A municipality with own folders of schemas and templates, and a case file."""

    folder: Path

    def run(self, *words: object, code: int = 0) -> str:
        """What a command prints; the test fails when it ends with another code."""
        own = ["--schemas", self.folder / "schemas", "--templates", self.folder / "templates"]
        every = ["--lang", "en", "--case-file", self.folder / "case.db", *own, *words]
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            ended = main([str(word) for word in every])
        assert ended == code, f"{words}: {out.getvalue()}{err.getvalue()}"
        return out.getvalue()

    def json(self, *words: object, code: int = 0) -> Any:
        return json.loads(self.run(*words, code=code))

    def data(self, name: str, values: object) -> Path:
        path = self.folder / name
        path.write_text(json.dumps(values), encoding="utf-8")
        return path

    @property
    def definition(self) -> Definition:
        return Library([self.folder / "schemas"], [self.folder / "templates"]).get(FORM)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The office's folders, with the definition and a restyled starter template."""
    office = Office(tmp_path_factory.mktemp("office"))
    for name in ("schemas", "templates", "inbox"):
        (office.folder / name).mkdir()
    file, text = example()
    for usual, odd in ODD_LABELS.items():
        assert text.count(usual) == 1
        text = text.replace(usual, odd)
    (office.folder / "schemas" / file).write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
            patch.setenv(variable, str(office.folder / variable.lower()))
        template = office.folder / "templates" / file.replace(".yaml", ".docx")
        office.run("template", "new", FORM, "-o", template)
        _restyle(template)
        yield office
        set_language("sv")


def _restyle(template: Path) -> None:
    document = Document(str(template))
    document.styles["Heading 2"].font.color.rgb = RGBColor(0x1F, 0x4E, 0x79)
    document.paragraphs[0].insert_paragraph_before("Ekhamra kommun")
    document.save(str(template))


@pytest.fixture(scope="module")
def returned(office: Office) -> dict[str, Any]:
    """One blank for each way of filling in, all returned in one inbox: the report of the import."""
    known = office.data("known.json", KNOWN)
    answers = typed(office.definition, ANSWERED, {})
    left = without(answers, dict(flatten(KNOWN)))
    inbox = office.folder / "inbox"
    for name, filler in FILLED_BY.items():
        blank = _blank(office, "blank.pdf", known)
        filled = FILLERS[filler](blank, left)
        printer = PRINTED_BY.get(name)
        (inbox / name).write_bytes(PRINTERS[printer](filled) if printer else filled)
    (inbox / "word.docx").write_bytes(fill_word(_blank(office, "blank.docx", known), left))
    data = office.data("answered.json", ANSWERED)
    for name in ("finished.pdf", "finished.docx"):
        office.run("fill", FORM, data, "-o", inbox / name)
    later = Answers({**left.text, "period.last_day": "2026-08-01"}, left.check, left.radio)
    (inbox / WRONG).write_bytes(FILLERS["pypdf"](_blank(office, "blank.pdf", known), later))
    report = office.folder / "report.json"
    office.run("import", inbox, "--report", report, code=6)
    files = json.loads(report.read_text(encoding="utf-8"))["files"]
    return {Path(entry["path"]).name: entry for entry in files}


def _blank(office: Office, name: str, known: Path) -> bytes:
    path = office.folder / name
    path.unlink(missing_ok=True)
    office.run("blank", FORM, "--case", CASE, "--prefill", known, "-o", path)
    return path.read_bytes()


def test_it_is_in_order_and_stands_among_the_forms(office: Office) -> None:
    assert "in order" in office.run("check", office.folder / "schemas")
    forms = {entry["id"]: entry for entry in office.json("forms", "--json")}
    assert forms[FORM]["title"] == "Follow-up of absence from school"
    assert forms.keys() - {shipped.form for shipped in Library().all()} == {FORM}


def test_its_fields_are_told_with_a_schema_of_their_data(office: Office) -> None:
    fields = {entry["name"]: entry for entry in office.json("fields", FORM, "--json")}
    assert {entry["type"] for entry in fields.values()} == set(TYPES)
    assert fields["talks.2.day"]["number"] == "3.3.1"
    assert fields["child.grade"]["label"] == "G"
    import jsonschema

    schema = office.json("fields", FORM, "--json-schema")
    jsonschema.validate(ANSWERED, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**ANSWERED, "talks": [{"child_there": "yes"}]}, schema)


def test_its_answer_file_is_filled_in_validated_and_becomes_a_document(office: Office) -> None:
    path = office.folder / "answers.yaml"
    office.run("blank", FORM, "--prefill", office.data("all.json", ANSWERED), "-o", path)
    findings = office.json("validate", FORM, path, "--json")["findings"]
    assert findings == []
    office.run("fill", FORM, path, "-o", office.folder / "document.docx")
    again = office.folder / "again.yaml"
    office.run("blank", FORM, "--prefill", path, "-o", again)
    assert again.read_text(encoding="utf-8") == path.read_text(encoding="utf-8")


def test_its_own_rules_are_asked(office: Office) -> None:
    unwise = {
        **ANSWERED,
        "absence": {"kind": ["bullying"], "description": "Varje dag.", "percent": 120},
        "talks": [{}, {"day": "2140-01-01"}],
    }
    data = office.data("unwise.json", unwise)
    findings = office.json("validate", FORM, data, "--json", code=6)["findings"]
    assert {(f["code"], f.get("field"), f["severity"]) for f in findings} == {
        ("number-out-of-range", "absence.percent", "error"),
        ("talk-in-future", "talks.1.day", "error"),
    }
    assert "Talk 2 lies in the future" in next(
        f["message"] for f in findings if f["code"] == "talk-in-future"
    )


@pytest.mark.parametrize("name", READERS)
def test_what_comes_back_is_what_was_written(name: str, returned: dict[str, Any]) -> None:
    entry = returned[name]
    assert [f for f in entry["findings"] if f["severity"] == "error"] == []
    assert (entry["status"], entry["form"], entry["version"]) == ("imported", FORM, 1)
    assert entry["reader"] == READERS[name]
    assert entry["case"] == CASE
    assert dict(flatten(entry["values"])) == dict(flatten(ANSWERED))


def test_a_return_that_breaks_its_rule_waits_for_review(
    office: Office, returned: dict[str, Any]
) -> None:
    entry = returned[WRONG]
    assert entry["status"] == "needs-review"
    assert ("absence-days-reversed", "period.last_day") in {
        (f["code"], f["field"]) for f in entry["findings"]
    }
    assert "last_day" not in entry["values"]["period"]
    (waiting,) = office.json("review", "list", "--json")
    sheet = office.folder / "review.html"
    office.run("review", "sheet", "-o", sheet)
    assert "The absence ends before it begins" in sheet.read_text(encoding="utf-8")
    number = waiting["submission"]
    why = ["--by", "lena.ek", "--why", "asked the school"]
    office.run("review", "accept", number, *why, code=6)
    office.run("review", "set", number, "period.last_day=2026-08-21", *why)
    office.run("review", "accept", number, *why)
    assert office.json("review", "list", "--json") == []


def test_the_case_holds_it_and_it_is_exported(office: Office, returned: dict[str, Any]) -> None:
    case = office.json("case", "show", CASE, "--json")
    assert len(case["submissions"]) == len(returned)
    for format_ in ("json", "csv", "xlsx"):
        office.run(
            "export", "--format", format_, "--form", FORM, "-o", office.folder / f"x.{format_}"
        )
    exported = json.loads((office.folder / "x.json").read_text(encoding="utf-8"))
    assert "Şükrü Öberg" in json.dumps(exported, ensure_ascii=False)
    assert "Şükrü Öberg" in (office.folder / "x.csv").read_text(encoding="utf-8-sig")


def test_a_second_import_stores_nothing_twice(office: Office, returned: dict[str, Any]) -> None:
    report = office.folder / "second.json"
    office.run("import", office.folder / "inbox", "--report", report)
    summary = json.loads(report.read_text(encoding="utf-8"))["summary"]
    assert summary["duplicate"] == len(returned)
