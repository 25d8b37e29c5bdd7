"""Importing files and folders: statuses, report, limits, duplicates, dry runs."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from casefile_fixtures import KID
from plain_reader import PlainReader, document
from sqlalchemy import func, select

from oroforms.casefile import CaseFile
from oroforms.casefile.queries import original, view, waiting
from oroforms.casefile.tables import imports, metadata, submissions
from oroforms.documents import Status
from oroforms.errors import UsageError
from oroforms.library import Library
from oroforms.report import FileResult, Report
from oroforms.workflow.imports import Progress, import_paths
from oroforms.workflow.pool import Limits

ALVA = {"child": {"name": "Alva Lind", "identity_number": KID}, "concern": "x"}


@dataclass
class Desk:
    """An inbox and a case file, and imports of the one into the other."""

    folder: Path
    address: str
    library: Library
    results: list[FileResult] = field(default_factory=list)
    told: list[tuple[int, int, dict[Status, int]]] = field(default_factory=list)

    def put(self, name: str, content: bytes | None = None, **keys: Any) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(document(**keys) if content is None else content)
        return path

    def run(self, *paths: Path, form: str | None = None, **keys: Any) -> Report:
        self.results.clear()
        self.told.clear()
        return import_paths(
            paths or [self.folder],
            library=self.library,
            case_file=self.address,
            form=form,
            read=PlainReader(form),
            progress=self._tell,
            who="asa.berg",
            **{"jobs": 2, **keys},
        )

    def _tell(self, step: Progress) -> None:
        self.results.append(step.result)
        self.told.append((step.done, step.total, dict(step.counts)))

    def statuses(self) -> dict[str, str]:
        return {Path(result.path).name: result.status.value for result in self.results}

    def codes(self, name: str) -> list[str]:
        [result] = [r for r in self.results if Path(r.path).name == name]
        return [found.code for found in result.findings]


@pytest.fixture
def desk(tmp_path: Path, library: Library) -> Desk:
    (tmp_path / "inbox").mkdir()
    return Desk(tmp_path / "inbox", str(tmp_path / "c.db"), library)


def test_a_folder_of_anything(desk: Desk, tmp_path: Path):
    desk.put("1.json", values=ALVA)
    desk.put("2.json", doubts=[["identity-checksum", "child.identity_number"]], acute=True)
    desk.put("3.txt", b"something else")
    desk.put("4.json", values=ALVA)
    desk.put("5.json", form="svar", values={"child": ALVA["child"], "answer": "hej"})
    desk.put("~$5.docx", b"")
    report = desk.run(report=tmp_path / "report.json")
    assert desk.statuses() == {
        "1.json": "imported",
        "2.json": "needs-review",
        "3.txt": "rejected",
        "4.json": "duplicate",
        "5.json": "imported",
    }
    assert report.waits
    assert [Path(r.path).name for r in report.acute] == ["2.json"]
    assert [step[:2] for step in desk.told] == [(n, 5) for n in range(1, 6)]
    assert desk.told[-1][2] == {
        Status.IMPORTED: 2,
        Status.NEEDS_REVIEW: 1,
        Status.REJECTED: 1,
        Status.DUPLICATE: 1,
    }
    assert [r.submission for r in desk.results] == [1, 2, 3, 1, 4]
    case = desk.results[0].case
    assert case is not None
    assert [r.case for r in desk.results] == [case, None, None, case, case]


def test_the_report_is_the_contracts(desk: Desk, tmp_path: Path):
    path = desk.put("1.json", values=ALVA)
    desk.put("2.json", doubts=[["identity-checksum", "child.identity_number"]])
    desk.put("3.txt", b"something else")
    desk.put("~$x.docx", b"")
    target = tmp_path / "report.json"
    desk.run(report=target)
    said = json.loads(target.read_text("utf-8"))
    assert list(said)[:3] == ["oroforms", "started", "seconds"]
    assert said["summary"] == {"imported": 1, "needs-review": 1, "rejected": 1, "duplicate": 0}
    assert [item["path"] for item in said["skipped"]] == [str(desk.folder / "~$x.docx")]
    first, second, third = said["files"]
    assert first["path"] == str(path)
    assert first["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert first["pages"] == [1, 1]
    assert (first["status"], first["form"], first["version"]) == ("imported", "larm", 1)
    assert (first["reader"], first["submission"]) == ("acroform", 1)
    assert first["values"] == ALVA
    assert first["fields"]["child.name"] == {"raw": "Alva Lind", "confidence": 1.0}
    assert first["findings"] == []
    [found] = second["findings"]
    assert found["code"] == "identity-checksum"
    assert found["severity"] == "error"
    assert found["field"] == "child.identity_number"
    assert found["message"]
    assert third["form"] is None
    assert third["values"] == {}
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert not list(tmp_path.glob(".report*")), "nothing half-written is left"


def test_a_report_that_cannot_be_written_is_told(desk: Desk, tmp_path: Path):
    desk.put("1.json", values=ALVA)
    with pytest.raises(UsageError, match="saknas"):
        desk.run(report=tmp_path / "saknas" / "report.json")


def test_a_second_run_imports_nothing_twice(desk: Desk):
    desk.put("1.json", values=ALVA)
    desk.put("2.txt", b"rubbish")
    desk.run()
    before = desk.results.copy()
    report = desk.run()
    assert report.summary[Status.DUPLICATE] == 2
    assert not report.waits
    assert [r.submission for r in desk.results] == [r.submission for r in before]
    with CaseFile.open(desk.address) as case_file, case_file.reading() as connection:
        assert connection.execute(select(func.count()).select_from(submissions)).scalar() == 2


def test_files_are_never_touched_and_originals_come_back_unchanged(desk: Desk):
    path = desk.put("a/1.json", values=ALVA)
    path.chmod(0o400)
    before = path.stat()
    desk.run()
    after = path.stat()
    assert (before.st_mtime_ns, before.st_mode) == (after.st_mtime_ns, after.st_mode)
    assert before.st_ino == after.st_ino
    with CaseFile.open(desk.address) as case_file, case_file.reading() as connection:
        assert original(connection, 1) == path.read_bytes()


def test_hostile_files_cost_only_themselves(desk: Desk):
    desk.put("0-loop.json", loop=1)
    desk.put("1-eat.json", eat=1)
    desk.put("2-crash.json", kill="SIGSEGV")
    desk.put("3-killed.json", kill="SIGKILL")
    desk.put("4-fault.json", fault=1)
    desk.put("5-good.json", values=ALVA)
    report = desk.run(limits=Limits(seconds=6, megabytes=700))
    assert desk.statuses() == {
        "0-loop.json": "rejected",
        "1-eat.json": "rejected",
        "2-crash.json": "rejected",
        "3-killed.json": "rejected",
        "4-fault.json": "needs-review",
        "5-good.json": "imported",
    }
    assert desk.codes("0-loop.json") == ["document-time-limit"]
    assert desk.codes("1-eat.json") == ["document-memory-limit"]
    assert desk.codes("2-crash.json") == ["document-damaged"]
    assert desk.codes("3-killed.json") == ["document-memory-limit"]
    assert desk.codes("4-fault.json") == ["reader-fault"]
    [fault] = [r for r in desk.results if r.path.endswith("fault.json")]
    assert "Alva" not in fault.findings[0].message, "a fault may quote the document"
    assert "plain_reader.py" in fault.findings[0].message
    assert report.summary[Status.REJECTED] == 4


def test_many_crashes_one_after_another(desk: Desk):
    for number in range(6):
        desk.put(f"{number}.json", kill="SIGSEGV", nr=number)
    desk.put("9.json", values=ALVA)
    desk.run(jobs=1)
    assert list(desk.statuses().values()) == ["rejected"] * 6 + ["imported"]


def test_files_that_cannot_be_opened_are_in_the_report(desk: Desk):
    (desk.folder / "gone.json").symlink_to(desk.folder / "nowhere")
    desk.put("here.json", values=ALVA)
    report = desk.run()
    assert desk.statuses() == {"gone.json": "rejected", "here.json": "imported"}
    assert desk.codes("gone.json") == ["file-unreadable"]
    assert desk.results[0].submission is None
    assert report.waits


def test_a_file_too_large_to_keep(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("oroforms.workflow.imports.LARGEST_FILE", 100)
    desk.put("large.json", values={"concern": "x" * 200})
    desk.run()
    assert desk.codes("large.json") == ["document-too-large"]


def test_the_order_is_that_of_the_files_however_long_each_takes(desk: Desk):
    for number in range(8):
        desk.put(
            f"{number}.json", values={"concern": str(number)}, sleep=0.3 if number % 3 == 0 else 0
        )
    desk.run()
    assert [Path(r.path).name for r in desk.results] == [f"{n}.json" for n in range(8)]
    assert [r.submission for r in desk.results] == list(range(1, 9))


def test_the_same_bytes_twice_in_one_run(desk: Desk):
    desk.put("a.json", values=ALVA, sleep=0.2)
    desk.put("b.json", values=ALVA, sleep=0.2)
    desk.run()
    assert desk.statuses() == {"a.json": "imported", "b.json": "duplicate"}
    assert desk.results[1].submission == desk.results[0].submission


def test_a_dry_run_stores_nothing(desk: Desk, tmp_path: Path):
    desk.put("1.json", values=ALVA)
    desk.put("2.json", values=ALVA)
    report = desk.run(dry_run=True, report=tmp_path / "report.json")
    assert desk.statuses() == {"1.json": "imported", "2.json": "duplicate"}
    assert report.dry_run
    assert desk.results[0].submission is None
    assert not Path(desk.address).exists()
    assert json.loads((tmp_path / "report.json").read_text("utf-8"))["dry_run"] is True


def test_a_dry_run_sees_what_is_in_the_case_file(desk: Desk):
    desk.put("1.json", values=ALVA)
    desk.run()
    before = _rows(desk.address)
    desk.put("2.json", form="svar", values={"child": ALVA["child"]})
    desk.put("3.json", form="svar", values={"child": {"name": "Bo"}})
    desk.run(dry_run=True)
    assert desk.statuses() == {
        "1.json": "duplicate",
        "2.json": "imported",
        "3.json": "needs-review",
    }
    assert desk.results[1].case == desk.results[0].case
    assert _rows(desk.address) == before


def _rows(address: str) -> dict[str, int]:
    with CaseFile.open(address) as case_file, case_file.reading() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar()
            for table in metadata.sorted_tables
        }


def test_files_whose_form_was_not_told_are_read_again_when_it_is(desk: Desk):
    desk.put("1.json", form=None, values=ALVA)
    desk.put("2.json", values={"concern": "y"})
    desk.run()
    assert desk.codes("1.json") == ["form-unknown"]
    desk.run()
    assert desk.statuses() == {"1.json": "duplicate", "2.json": "duplicate"}
    desk.run(form="larm")
    assert desk.statuses() == {"1.json": "imported", "2.json": "duplicate"}
    with CaseFile.open(desk.address) as case_file, case_file.reading() as connection:
        assert waiting(connection) == []
        [decision] = view(connection, 1).decisions
        assert (decision.kind, decision.who) == ("reread", "asa.berg")
        assert decision.what == {"submission": desk.results[0].submission}
        assert original(connection, 3) == original(connection, 1)
    desk.run(form="larm")
    assert set(desk.statuses().values()) == {"duplicate"}


def test_a_form_that_does_not_exist_is_told_before_anything_is_read(desk: Desk):
    desk.put("1.json", values=ALVA)
    with pytest.raises(UsageError, match="larmm"):
        desk.run(form="larmm")
    assert not Path(desk.address).exists()


def test_a_file_that_changes_while_it_waits_is_read_as_it_was_received(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    path = desk.put("1.json", values=ALVA)
    content = path.read_bytes()
    from oroforms.workflow.ledger import KeepingLedger

    receive = KeepingLedger.receive

    def receive_then_change(self, shown, sha256, content):
        receipt = receive(self, shown, sha256, content)
        path.write_bytes(document(values={"concern": "another"}))
        return receipt

    monkeypatch.setattr(KeepingLedger, "receive", receive_then_change)
    desk.run()
    assert desk.results[0].assessment.values == ALVA
    with CaseFile.open(desk.address) as case_file, case_file.reading() as connection:
        assert original(connection, 1) == content


def test_a_name_that_is_no_utf8(desk: Desk, tmp_path: Path):
    path = Path(os.fsdecode(os.fsencode(desk.folder) + b"/anm\xe4lan.json"))
    path.write_bytes(document(values=ALVA))
    desk.run(report=tmp_path / "r.json")
    assert desk.results[0].status is Status.IMPORTED
    assert json.loads((tmp_path / "r.json").read_text("utf-8"))["files"][0]["path"].endswith(
        "anm\\xe4lan.json"
    )


def test_an_empty_folder(desk: Desk):
    report = desk.run()
    assert sum(report.summary.values()) == 0
    assert not report.waits


def test_each_import_leaves_its_row(desk: Desk):
    desk.put("1.json", values=ALVA)
    desk.run()
    with CaseFile.open(desk.address) as case_file, case_file.reading() as connection:
        row = connection.execute(select(imports)).one()
        assert row.who == "asa.berg"
        assert row.finished >= row.started
        assert row.summary == {"imported": 1}


def test_half_characters_and_nul_in_what_was_read_are_stored(desk: Desk, case_file_address: str):
    desk.address = case_file_address
    values = {"concern": "a\x00b \ud800 c", "child": {"name": "Alva\x00"}}
    desk.put("1.json", values=values)
    desk.run()
    assert desk.statuses() == {"1.json": "imported"}
    with CaseFile.open(desk.address) as case_file, case_file.reading() as connection:
        assert view(connection, 1).values == values
