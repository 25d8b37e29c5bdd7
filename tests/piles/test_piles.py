"""Piles through the command line: every form whole, every oddity named."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import paper
import pytest
from PIL import Image

from oroforms.cli.main import main


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case file and what it issued: two consents, a consultation, and a notification."""
    folder = tmp_path_factory.mktemp("desk")
    case_file = ("--case-file", str(folder / "case.db"))
    for name, form, case in (
        ("one", "samtycke", "2026-0001"),
        ("two", "samtycke", "2026-0002"),
        ("three", "bbic-konsultation", "2026-0003"),
        ("four", "orosanmalan", "2026-0004"),
    ):
        words = ["blank", form, "--case", case, "-o", str(folder / f"{name}.pdf")]
        assert main([*case_file, *words]) == 0
    return folder


def imported(desk: Path, name: str, pages: list[Image.Image], *more: str) -> list[dict[str, Any]]:
    """What the report of an import says, in its order."""
    (desk / name).write_bytes(paper.scanned(pages))
    report = desk / f"{name}.json"
    words = ["--case-file", str(desk / "case.db"), "import", str(desk / name)]
    assert main([*words, "--report", str(report), *more]) == 6
    files: list[dict[str, Any]] = json.loads(report.read_text(encoding="utf-8"))["files"]
    return files


def codes(entry: dict[str, Any]) -> set[str]:
    return {found["code"] for found in entry["findings"]}


def told(files: list[dict[str, Any]]) -> list[tuple[str | None, str | None, list[int]]]:
    return [(entry["form"], entry["case"], entry["form_pages"]) for entry in files]


def test_a_pile_comes_apart_into_its_forms(desk: Path) -> None:
    one, two, four = (paper.pages_of(desk / f"{n}.pdf") for n in ("one", "two", "four"))
    files = imported(
        desk,
        "pile.pdf",
        [
            four[2],
            one[1],
            paper.back(),
            two[0],
            paper.letter(),
            one[0].rotate(180),
            four[3].rotate(180),
            paper.back(),
            four[1],
            one[1],
            one[0],
        ],
    )
    assert told(files) == [
        ("orosanmalan", "2026-0004", [9, 1, 7]),
        ("samtycke", "2026-0001", [6, 2]),
        ("samtycke", "2026-0002", [4]),
        (None, None, [5]),
    ]
    notification, first, second, strange = files
    assert notification["acute"], "its first page is missing, and might say so"
    assert "pages-missing" in codes(notification)
    assert "copy-alike" in codes(first)
    assert "pages-missing" not in codes(first)
    assert "pages-missing" in codes(second)
    assert codes(strange) == {"page-unknown"}
    (again,) = imported_again(desk, "pile.pdf")
    assert again["status"] == "duplicate"


def imported_again(desk: Path, name: str) -> list[dict[str, Any]]:
    report = desk / "again.json"
    words = ["--case-file", str(desk / "case.db"), "import", str(desk / name)]
    assert main([*words, "--report", str(report)]) == 0
    files: list[dict[str, Any]] = json.loads(report.read_text(encoding="utf-8"))["files"]
    return files


def test_two_sheets_fed_as_one_are_told_and_not_read(desk: Path) -> None:
    four = paper.pages_of(desk / "four.pdf")
    (entry,) = imported(desk, "two-up.pdf", [paper.side_by_side(four[0], four[1])])
    assert codes(entry) == {"pages-side-by-side"}
    assert entry["acute"]
    assert entry["values"] == {}


def test_without_tesseract_ticks_are_read_and_the_user_is_told(
    desk: Path,
) -> None:
    scan, report = desk / "three-scanned.pdf", desk / "three.json"
    scan.write_bytes(paper.scanned(paper.pages_of(desk / "three.pdf")[:1]))
    words = ["--lang", "en", "--case-file", str(desk / "case.db"), "import", str(scan)]
    words += ["--report", str(report)]
    done = subprocess.run(  # a process of its own: workers keep the environment they began with
        [sys.executable, "-m", "oroforms", *words],
        env={**os.environ, "OROFORMS_TESSERACT": "/nowhere/tesseract"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 6
    assert "oroforms doctor" in done.stdout
    (entry,) = json.loads(report.read_text(encoding="utf-8"))["files"]
    unread = {f["field"] for f in entry["findings"] if f["code"] == "text-recognition-failed"}
    assert "case.reference" in unread
    assert "legal_basis" not in unread
    assert "prefilled-changed" not in codes(entry)
    assert all(
        "import the same file again" in f["message"]
        for f in entry["findings"]
        if f["code"] == "text-recognition-failed"
    )
    # Tesseract is installed, and the user does as they were told.
    (again,) = report_of(desk, scan)
    assert again["submission"] != entry["submission"]
    assert "text-recognition-failed" not in codes(again)
    assert again["values"]["case"]["reference"] == "2026-0003"
    (twice,) = report_of(desk, scan, code=0)
    assert twice["status"] == "duplicate"


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes through /proc")
def test_an_import_that_is_interrupted_leaves_no_program_and_no_picture_behind(
    desk: Path, tmp_path: Path
) -> None:
    """Crops of a child's form once stayed in the folder for temporary files."""
    scan, case_file = desk / "three-scanned.pdf", str(tmp_path / "case.db")
    scan.write_bytes(paper.scanned(paper.pages_of(desk / "three.pdf")[:1]))
    hanging = tmp_path / "tesseract"
    hanging.write_text("#!/bin/sh\nexec sleep 600\n")
    hanging.chmod(0o755)
    # A short name: the sockets of worker processes lie there, too, and may have 108 characters.
    with tempfile.TemporaryDirectory(prefix="o-") as name:
        temporary = Path(name)
        process = subprocess.Popen(
            [sys.executable, "-m", "oroforms", "--case-file", case_file, "import", str(scan)],
            env={**os.environ, "OROFORMS_TESSERACT": str(hanging), "TMPDIR": name},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        deadline = time.monotonic() + 60
        while not _sleepers(temporary) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert list(temporary.rglob("*.pgm"))
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 130
        assert not _sleepers(temporary)
        assert [path for path in temporary.rglob("*") if path.is_file()] == []


def _sleepers(folder: Path) -> list[int]:
    """The processes whose folder for temporary files lies there and that only wait."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        # A process can end between any two of these steps.
        with contextlib.suppress(OSError):
            waits = b"sleep" in (path / "cmdline").read_bytes()
            if waits and str(folder).encode() in (path / "environ").read_bytes():
                found.append(int(path.name))
    return found


def report_of(desk: Path, path: Path, *more: str, code: int = 6) -> list[dict[str, Any]]:
    """What the report of an import of one file says."""
    report = desk / "again.json"
    words = ["--lang", "en", "--case-file", str(desk / "case.db"), "import", str(path), *more]
    assert main([*words, "--report", str(report)]) == code
    files: list[dict[str, Any]] = json.loads(report.read_text(encoding="utf-8"))["files"]
    return files


def test_a_page_that_is_damaged_costs_itself(desk: Path) -> None:
    one = paper.pages_of(desk / "two.pdf")
    content = paper.scanned([one[0], one[1]])
    start = content.rindex(b"\xff\xd8\xff")
    (desk / "torn.pdf").write_bytes(content[:start] + bytes(600) + content[start + 600 :])
    report = desk / "torn.json"
    words = ["--case-file", str(desk / "case.db"), "import", str(desk / "torn.pdf")]
    assert main([*words, "--report", str(report)]) == 6
    files = json.loads(report.read_text(encoding="utf-8"))["files"]
    assert [codes(entry) & {"pages-missing", "page-damaged"} for entry in files] == [
        {"pages-missing"},
        {"page-damaged"},
    ]


def test_fill_takes_a_scanned_form(desk: Path, tmp_path: Path) -> None:
    (desk / "scan.pdf").write_bytes(paper.scanned(paper.pages_of(desk / "one.pdf")))
    made = tmp_path / "made.docx"
    assert main(["fill", "samtycke", str(desk / "scan.pdf"), "-o", str(made)]) == 6
    assert made.is_file()
