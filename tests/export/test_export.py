"""Export: what stands, nothing that a spreadsheet would run, nothing that gives a child away."""

from __future__ import annotations

import csv
import io
import json
import re
import stat
import zipfile
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from casefile_fixtures import KID, Office
from hypothesis import given
from hypothesis import strategies as st

from oroforms.errors import UsageError
from oroforms.export import ExportFormat, export, guarded, unguarded
from oroforms.findings import finding
from oroforms.workflow.reviewing import accept, set_values

FORMULA = re.compile(r"\s*[=+\-@＝＋－＠\t\r]")
NASTY = '=HYPERLINK("http://ond.example";"klicka")'


def write(office: Office, path: Path, kind: str, **keys) -> int:
    return export(office.case_file, office.library, path, ExportFormat(kind), **keys).count


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def submissions(office: Office, path: Path, **keys) -> list[dict]:
    write(office, path, "json", **keys)
    return json.loads(path.read_text("utf-8"))["submissions"]


def test_only_what_stands_is_exported(office, tmp_path):
    office.take_in(office.notice, {"child": {"name": "Alva"}, "concern": "x"})
    cut = finding("text-may-be-cut", "concern", label="Oro")
    waits = office.take_in(office.notice, {"child": {"name": "Bo"}}, findings=(cut,)).submission
    out = tmp_path / "o.json"
    assert [s["values"]["child"]["name"] for s in submissions(office, out)] == ["Alva"]
    set_values(office.case_file, office.library, waits, {"concern": "rätt"}, who="a")
    accept(office.case_file, office.library, waits, who="a")
    found = submissions(office, out)
    assert found[1]["values"] == {"child": {"name": "Bo"}, "concern": "rätt"}
    assert found[1]["case"] is not None
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_by_form_and_by_day(office, tmp_path):
    office.take_in(
        office.notice, {"child": {"name": "Alva", "identity_number": KID}, "concern": "x"}
    )
    office.take_in(office.reply, {"child": {"name": "Alva", "identity_number": KID}})
    out = tmp_path / "o.json"
    assert len(submissions(office, out)) == 2
    assert [s["form"] for s in submissions(office, out, form="svar")] == ["svar"]
    assert len(submissions(office, out, since=date(2026, 11, 22))) == 2
    assert submissions(office, out, since=date(2026, 11, 23)) == []
    with pytest.raises(UsageError, match="svra"):
        submissions(office, out, form="svra")


@pytest.mark.parametrize("said", ["yes", "unknown"])
def test_where_identity_is_protected_nothing_tells_where_the_child_is(office, tmp_path, said):
    child = {"name": "Alva", "identity_number": KID, "phone": "+46701740605"}
    office.take_in(office.notice, {"child": child | {"protected_identity": said}, "concern": "x"})
    office.take_in(office.notice, {"child": child, "concern": "another, to the same case"})
    for record in submissions(office, tmp_path / "o.json"):
        assert "phone" not in record["values"]["child"]
        assert record["withheld"] == ["child.phone"]
    write(office, tmp_path / "o.csv", "csv")
    write(office, tmp_path / "o.xlsx", "xlsx")
    assert "740605" not in (tmp_path / "o.csv").read_text("utf-8")
    assert all("740605" not in text for text in _texts(tmp_path / "o.xlsx"))


def test_where_it_is_not_protected_the_phone_is_there(office, tmp_path):
    child = {"name": "Alva", "phone": "+46701740605", "protected_identity": "no"}
    office.take_in(office.notice, {"child": child, "concern": "x"})
    [record] = submissions(office, tmp_path / "o.json")
    assert record["values"]["child"]["phone"] == "+46701740605"
    assert record["withheld"] == []


def test_a_doubt_about_protection_that_was_waived_protects(office, tmp_path):
    doubt = finding("mark-uncertain", "child.protected_identity", box="yes", label="Skyddad")
    values = {"child": {"name": "Alva", "phone": "+46701740605"}, "concern": "x"}
    number = office.take_in(office.notice, values, findings=(doubt,)).submission
    accept(office.case_file, office.library, number, waive=["mark-uncertain"], why="x", who="a")
    [record] = submissions(office, tmp_path / "o.json")
    assert record["withheld"] == ["child.phone"]


def test_csv_holds_every_column_and_guards_every_formula(office, tmp_path):
    child = {"name": NASTY, "identity_number": KID, "phone": "+46701740605"}
    siblings = [{}, {"name": "@SUM(A1)"}]
    concern = "- lugn\n=1+1; -2,+3\t@x"
    office.take_in(
        office.notice, {"child": child, "siblings": siblings, "acute": True, "concern": concern}
    )
    write(office, tmp_path / "o.csv", "csv", form="larm")
    [row] = rows(tmp_path / "o.csv")
    assert list(row)[:6] == ["submission", "case", "form", "version", "received", "withheld"]
    assert list(row)[6:] == [slot.name for slot in office.notice.slots]
    assert row["child.identity_number"] == KID
    assert row["acute"] == "true"
    assert row["siblings.0.name"] == ""
    for cell in row.values():
        assert not FORMULA.match(cell), cell
    # A spreadsheet of another country splits at ; or tab, and where a line ends.
    for line in re.split(r"[\n;,\t]", (tmp_path / "o.csv").read_text("utf-8-sig")):
        assert not FORMULA.match(line.strip('"')), line
    assert unguarded(row["child.name"]) == NASTY
    assert unguarded(row["child.phone"]) == "+46701740605"
    assert unguarded(row["concern"]) == concern
    assert unguarded(row["siblings.1.name"]) == "@SUM(A1)"


CELL = st.text(st.sampled_from("=+-@'\t\r\n;,| \u00a0aå1＝＋－＠\""), max_size=12) | st.text(
    max_size=30
)


@given(CELL)
def test_the_guard_is_exact_and_leaves_nothing_to_run(text):
    safe = guarded(text)
    assert unguarded(safe) == text
    for start in re.split(r"[,;\t\r\n|]", safe):
        assert not re.match(r"[ \u00a0]*[=+\-@＝＋－＠]", start)


@given(CELL)
def test_a_guarded_cell_comes_through_csv_unchanged(text):
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerow(["x", guarded(text), "y"])
    [row] = csv.reader(io.StringIO(out.getvalue(), newline=""))
    assert unguarded(row[1]) == text


def _sheets(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name).decode() for name in package.namelist() if "xml" in name}


def _texts(path: Path) -> list[str]:
    found = []
    for name, text in _sheets(path).items():
        if name.startswith("xl/worksheets/sheet"):
            found += [t.text or "" for t in ET.fromstring(text).iter() if t.tag.endswith("}t")]
    return found


def test_xlsx_has_text_cells_and_no_formula_or_link(office, tmp_path):
    concern = "=1+1 mailto:a@example.se https://ond.example _x0041_ \x07 å"
    child = {"name": NASTY, "identity_number": KID, "phone": "+46701740605"}
    office.take_in(office.notice, {"child": child, "concern": concern})
    write(office, tmp_path / "o.xlsx", "xlsx")
    parts = _sheets(tmp_path / "o.xlsx")
    for name, text in parts.items():
        if name.startswith("xl/worksheets"):
            root = ET.fromstring(text)
            tags = {element.tag.rpartition("}")[2] for element in root.iter()}
            assert not tags & {"f", "hyperlink", "hyperlinks"}, name
    texts = _texts(tmp_path / "o.xlsx")
    assert NASTY in texts
    assert KID in texts
    assert "+46701740605" in texts
    assert any("_x005F_x0041_" in text for text in texts), "no text is decoded into another"
    assert "externalLink" not in "".join(parts)


def test_a_text_that_no_cell_can_hold_says_so(office, tmp_path):
    long = "😀" * 20_000
    office.take_in(office.notice, {"concern": long})
    write(office, tmp_path / "o.xlsx", "xlsx")
    [cell] = [text for text in _texts(tmp_path / "o.xlsx") if text.startswith("😀")]
    assert len(cell.encode("utf-16-le")) // 2 <= 32767
    assert not cell.endswith("😀")
    [record] = submissions(office, tmp_path / "o.json")
    assert record["values"]["concern"] == long


def test_an_empty_case_file_gives_headings(office, tmp_path):
    for kind in ExportFormat:
        assert write(office, tmp_path / f"o.{kind}", kind) == 0
    assert "child.name" in (tmp_path / "o.csv").read_text("utf-8")


def test_many_are_exported_page_by_page(small_office, tmp_path, monkeypatch):
    monkeypatch.setattr("oroforms.casefile.queries._PAGE", 3)
    for number in range(10):
        small_office.take_in(small_office.notice, {"concern": str(number)})
    found = submissions(small_office, tmp_path / "o.json")
    assert [record["values"]["concern"] for record in found] == [str(n) for n in range(10)]
