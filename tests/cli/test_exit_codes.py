"""The exit codes of the contract, each by a way in which people come to it."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command_line import ROOT

from oroforms.errors import ExitCode


def test_0_done(run):
    assert run("forms").code == 0


def test_1_a_fault_in_oroforms_is_one_plain_line(run, monkeypatch):
    def broken(*_args: object) -> None:
        raise RuntimeError("Alva Ek, 20170101-2393")

    monkeypatch.setattr("oroforms.library.Library.forms", broken)
    outcome = run("forms")
    assert outcome.code == 1
    assert "--verbose" in outcome.err
    assert "Traceback" not in outcome.err
    # What somebody wrote about a child may be in the text of the fault.
    assert "Alva" not in outcome.err
    assert len(outcome.err.splitlines()) == 2


def test_1_with_verbose_shows_where(run, monkeypatch):
    def broken(*_args: object) -> None:
        raise RuntimeError("here")

    monkeypatch.setattr("oroforms.library.Library.forms", broken)
    outcome = run("--verbose", "forms")
    assert outcome.code == 1
    assert "Traceback" in outcome.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["fyll"], "fill"),
        (["fields", "orosanmlan"], "orosanmalan"),
        (["fields"], "FORM"),
        (["forms", "--jsn"], "--json"),
        (["blank", "orosanmalan", "-o", "x.odt"], ".pdf, .docx, .yaml"),
        (["fill", "orosanmalan", "sparse.json", "-o", "x.odt"], ".pdf, .docx"),
        (["fill", "orosanmalan", "sparse.json"], "--out-dir"),
        (["fill", "orosanmalan", "sparse.json", "sparse.json", "-o", "x.pdf"], "--out-dir"),
        (["fill", "orosanmalan", "nowhere.json", "-o", "x.docx"], "nowhere.json"),
        (["fill", "orosanmalan", "sparse.json", "--out-dir", "d", "-o", "x.pdf"], "--out-dir"),
        (["validate", "orosanmalan", "nowhere.yaml"], "nowhere.yaml"),
        (["import", "nowhere"], "nowhere"),
        (["import", ".", "--form", "samtyke"], "samtycke"),
        (["case", "show", "2026-0815"], "2026-0815"),
        (["review", "show", "17"], "17"),
        (["review", "set", "17", "child.name"], "child.name="),
        (["original", "17", "-o", "x"], "17"),
        (["export", "--format", "csv", "-o", "x.csv", "--since", "i går"], "2026-01-01"),
        (["check", "nowhere"], "nowhere"),
        (["--schemas", "nowhere", "forms"], "nowhere"),
        (["--case-file", "ftp://x", "case", "list"], "ftp"),
        (["fields", "samtycke", "--json", "--json-schema"], "--json-schema"),
    ],
)
def test_2_wrong_usage_says_what_is_right(words, said, run, sparse):
    outcome = run(*words)
    assert outcome.code == 2
    assert said in outcome.err
    assert "Traceback" not in outcome.err


def test_2_a_full_disk_is_told_and_leaves_nothing(run, home, sparse, monkeypatch):
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("oroforms.private_files.os.fsync", full)
    outcome = run("--lang", "en", "fill", "orosanmalan", sparse, "-o", "x.docx")
    assert outcome.code == 2
    assert "x.docx cannot be written: the disk is full" in outcome.text
    assert not list(home.glob("*x.docx*"))


@pytest.mark.parametrize("name", ["letter.docx", "foreign-form.pdf"])
def test_4_a_document_of_another_kind_is_told_in_one_line(name, run):
    outcome = run("--lang", "en", "validate", "orosanmalan", ROOT / "samples" / "rejected" / name)
    assert outcome.code == 4
    assert "cannot tell which form this is" in outcome.err
    assert len(outcome.err.splitlines()) == 1


def test_a_case_file_that_cannot_be_used_is_told_in_our_words(run, home):
    (home / "strange.db").write_text("Something that somebody wrote, and no database at all.")
    (home / "folder").mkdir()
    for name, said in (("strange.db", "it is no case file"), ("folder", "is it a folder")):
        outcome = run("--lang", "en", "--case-file", name, "case", "list")
        assert outcome.code == 1
        assert outcome.err.startswith(f"{name}: ")
        assert said in outcome.err


def test_a_misspelt_case_file_is_not_taken_for_an_empty_one(run, home):
    run("--case-file", "c.db", "case", "list")
    assert run("--lang", "en", "--case-file", "c.db", "case", "list").err == ""
    outcome = run("--lang", "en", "--case-file", "d.db", "case", "list", "--json")
    assert "A new case file: d.db" in outcome.err
    assert outcome.json == []


def test_3_definition_wrong(run, home):
    (home / "mine").mkdir()
    (home / "mine" / "lapp.v1.yaml").write_text("form: lapp\nversion: 1\n", encoding="utf-8")
    outcome = run("--schemas", "mine", "check")
    assert outcome.code == 3
    assert "lapp.v1" in outcome.text


def test_4_document_cannot_be_read(run, home):
    (home / "broken.pdf").write_bytes(b"%PDF-1.7 and nothing else")
    outcome = run("validate", "orosanmalan", "broken.pdf")
    assert outcome.code == 4
    assert "broken.pdf" in outcome.err


def test_5_program_missing_keeps_the_word_file(run, home, sparse, monkeypatch):
    monkeypatch.setenv("OROFORMS_SOFFICE", str(home / "nowhere"))
    outcome = run("fill", "orosanmalan", sparse, "-o", home / "0042.pdf")
    assert outcome.code == 5
    assert "0042.docx" in outcome.text
    assert (home / "0042.docx").read_bytes()[:2] == b"PK"
    assert not (home / "0042.pdf").exists()


def test_5_doctor_tells_of_it(run, home, monkeypatch):
    monkeypatch.setenv("OROFORMS_SOFFICE", str(home / "nowhere"))
    outcome = run("--lang", "en", "doctor")
    assert outcome.code == 5
    assert "missing  LibreOffice" in outcome.out


def test_6_waits(run, returned):
    assert run("import", returned).code == 6
    assert run("import", returned).code == 0, "duplicates wait for nobody"


def test_6_error_findings(run, home):
    (home / "empty.json").write_text("{}", encoding="utf-8")
    assert run("validate", "orosanmalan", "empty.json").code == 6
    assert run("fill", "orosanmalan", "empty.json", "-o", "x.docx").code == 6
    assert (home / "x.docx").is_file(), "written all the same"


def test_warnings_alone_are_no_error(run, sparse):
    assert run("validate", "orosanmalan", sparse).code == 0
    assert run("fill", "orosanmalan", sparse, "-o", "x.docx").code == 0


FILES = 100
"""More than are read before the interrupt comes, by far."""


def _process(*words: object, **more: object) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-m", "oroforms", *map(str, words)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **more,  # type: ignore[arg-type]
    )


def _wait_for_originals(path: Path, least: int) -> None:
    """Until an import is under way: so many files have been received."""
    for _ in range(300):
        time.sleep(0.1)
        if not path.exists():
            continue
        with (
            contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection,
            contextlib.suppress(sqlite3.OperationalError),  # no table yet
        ):
            (count,) = connection.execute("SELECT count(*) FROM originals").fetchone()
            if count >= least:
                return
    raise AssertionError("the import did not begin")


def _can_be_interrupted() -> None:
    """Whoever runs the tests in the background has the signal ignored, and so would the import."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_130_interrupted_loses_nothing(home: Path):
    inbox = home / "many"
    inbox.mkdir()
    sample = (ROOT / "samples" / "returned" / "anmalan-akut.pdf").read_bytes()
    for number in range(FILES):
        # Each a file of its own: bytes after the end of a PDF change nothing in it.
        (inbox / f"{number:03}.pdf").write_bytes(sample + f"\n% {number}\n".encode())
    words = ("--case-file", home / "c.db", "import", inbox, "--jobs", "1")
    process = _process(*words, start_new_session=True, preexec_fn=_can_be_interrupted)
    _wait_for_originals(home / "c.db", 5)
    process.send_signal(signal.SIGINT)
    _out, err = process.communicate(timeout=60)
    assert process.returncode == ExitCode.INTERRUPTED, err.decode()
    assert b"Traceback" not in err
    again = _process("--case-file", home / "c.db", "import", inbox)
    out, err = again.communicate(timeout=120)
    assert again.returncode in (0, 6), err.decode()
    listed = _process("--case-file", home / "c.db", "case", "list", "--json")
    out, _err = listed.communicate(timeout=60)
    held = sum(entry["submissions"] + entry["waiting"] for entry in json.loads(out))
    assert held == FILES


def test_reader_that_leaves_early_is_no_fault(home: Path):
    process = _process("fields", "orosanmalan", "--json")
    assert process.stdout is not None
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr is not None
    err = process.stderr.read()
    assert process.wait(timeout=30) == 0
    assert err == b""
