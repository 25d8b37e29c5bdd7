"""Make all samples anew: ``python -m samples.make [NAME…]``."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf

from oroforms import tokens
from oroforms.convert import blanks
from oroforms.definition import Definition
from oroforms.fieldtypes import field_type
from oroforms.library import Library
from oroforms.names import flatten
from oroforms.render.issue import IssueMark
from oroforms.render.reference import reference
from oroforms.render.word import Purpose, render
from samples.make import people, table
from samples.make.cases import CASES, Case
from samples.make.fillers import FILLERS, Answers
from samples.make.printers import PRINTERS
from samples.make.rubbish import RUBBISH
from samples.make.typing import typed

SAMPLES = Path(__file__).resolve().parent.parent
RETURNED, EXPECTED, REJECTED = (SAMPLES / name for name in ("returned", "expected", "rejected"))
ISSUED = SAMPLES / "issued.json"
ON = date(2026, 11, 22)
"""The day on which the samples were issued; it decides the law that they cite."""
WRITER = ["/usr/bin/python3", str(Path(__file__).with_name("fill_writer.py"))]


def main(wanted: list[str]) -> None:
    """Make the named samples, or all of them and the rubbish."""
    library = Library()
    issued = _issued(library)
    ISSUED.write_text(_json(list(issued.values())), encoding="utf-8")
    RETURNED.mkdir(exist_ok=True)
    EXPECTED.mkdir(exist_ok=True)
    for case in CASES:
        if not wanted or case.name in wanted:
            definition = library.get(case.form)
            made, suffix = _returned(case, definition, library, issued)
            (RETURNED / f"{case.name}.{suffix}").write_bytes(made)
            expected = EXPECTED / f"{case.name}.{suffix}.json"
            expected.write_text(_json(_expected(case, definition)), encoding="utf-8")
            sys.stdout.write(f"{case.name}.{suffix}\n")
    if not wanted:
        _rubbish()
    (SAMPLES / "README.md").write_text(table.page(), encoding="utf-8")


def _rubbish() -> None:
    REJECTED.mkdir(exist_ok=True)
    form = (RETURNED / "anmalan-pdfbox.pdf").read_bytes()
    for name, rubbish in RUBBISH.items():
        (REJECTED / name).write_bytes(rubbish.make({"form": form}))
        sys.stdout.write(f"{name}\n")


def _issued(library: Library) -> dict[str, dict[str, Any]]:
    """The issue records of the forms that the office sent out, tokens kept from run to run."""
    known = {}
    if ISSUED.exists():
        known = {entry["name"]: entry["token"] for entry in json.loads(ISSUED.read_text())}
    records = {}
    for case in CASES:
        definition = library.get(case.form)
        mark = reference(definition, library.template(definition), ON)
        for name in filter(None, (case.token, case.mixed_with)):
            records[name] = {
                "name": name,
                "token": known.get(name) or tokens.new_token(),
                "form": definition.form,
                "version": definition.version,
                "template_hash": mark.rpartition("-")[2],
                "prefilled": _prefilled(case, other=name == case.mixed_with),
            }
    return records


def _prefilled(case: Case, *, other: bool) -> dict[str, Any]:
    if other:
        child = {"name": "Elias Berg", "identity_number": people.ELIAS}
        return people.prefilled() | {
            "case": people.prefilled()["case"] | {"reference": "2026-0101"},
            "child": child,
        }
    if case.form.startswith("samtycke"):
        return {"case": people.consent()["case"], "child": people.consent()["child"]}
    return people.prefilled()


def _returned(
    case: Case, definition: Definition, library: Library, issued: Mapping[str, dict[str, Any]]
) -> tuple[bytes, str]:
    token, given = "", {}
    if case.token is not None:
        token, given = issued[case.token]["token"], issued[case.token]["prefilled"]
    answers = _to_type(typed(definition, case.answers, case.typed), definition, given)
    if case.filler == "writer":
        mark = IssueMark(reference(definition, library.template(definition), ON), token)
        purpose = Purpose.PREFILLED if given else Purpose.BLANK
        blank = render(
            definition, library.template(definition), given, on=ON, purpose=purpose, issue=mark
        )
        suffix = "pdf" if case.printer else "docx"
        return _writer(blank, answers, suffix), suffix
    base, layout = blanks.base(definition, library, ON)
    blank = blanks.issue_pdf(definition, base, layout, token=token, prefill=dict(flatten(given)))
    made = FILLERS[case.filler](blank, answers)
    if case.printer:
        made = PRINTERS[case.printer](made)
    if case.page_order:
        made = _pages(made, case.page_order)
    if case.mixed_with:
        alone = replace(case, token=case.mixed_with, mixed_with=None, page_order=(4, 5, 6))
        made = _joined(made, _returned(alone, definition, library, issued)[0])
    return made, "pdf"


def _to_type(answers: Answers, definition: Definition, given: Mapping[str, Any]) -> Answers:
    """What is left to type in a form where the office has filled in its own already."""
    there = typed(definition, given, {})
    return replace(
        answers,
        text={n: t for n, t in answers.text.items() if there.text.get(n) != t},
        radio={n: code for n, code in answers.radio.items() if n not in there.radio},
    )


def _writer(blank: bytes, answers: Answers, suffix: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        source, data, out = (Path(folder) / n for n in ("in.docx", "in.json", f"out.{suffix}"))
        source.write_bytes(blank)
        data.write_text(json.dumps(asdict(answers), ensure_ascii=False), encoding="utf-8")
        subprocess.run([*WRITER, source, data, out], check=True, capture_output=True, timeout=180)
        return out.read_bytes()


def _pages(content: bytes, order: tuple[int, ...]) -> bytes:
    """The pages in another order, or fewer of them, as a scanner or a person leaves them."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as source, pikepdf.new() as made:
        for number in order:
            made.pages.append(source.pages[number - 1])
        made.save(out)
    return out.getvalue()


def _joined(first: bytes, second: bytes) -> bytes:
    """The pages of two files in one."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(first)) as one, pikepdf.open(io.BytesIO(second)) as other:
        one.pages.extend(other.pages)
        one.save(out)
    return out.getvalue()


def _expected(case: Case, definition: Definition) -> dict[str, Any]:
    """What import must say of the file; the answers are the truth, not a reading."""
    errors = [
        {"code": code, "field": name}
        for name, codes in case.doubtful.items()
        for code in codes.split()
    ]
    if case.unshown:
        texts = typed(definition, case.answers, case.typed).text
        slots = {name: s.name for s in definition.slots for name in field_type(s.type).parts(s)}
        named = dict.fromkeys(slots[name] for name in texts)
        errors += [{"code": "value-not-shown", "field": name} for name in named]
    errors += [{"code": code} for code in case.others]
    return {
        "what": case.what,
        "filler": case.filler,
        **({"printer": case.printer} if case.printer else {}),
        "form": definition.form if case.read else None,
        "version": definition.version if case.read else None,
        "status": case.status,
        "errors": errors,
        "answers": case.answers if case.read else {},
    }


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    main(sys.argv[1:])
