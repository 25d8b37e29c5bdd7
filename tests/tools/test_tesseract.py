"""Tesseract as it should not be: missing, hanging, crashing, answering nonsense."""

from __future__ import annotations

import stat
import time
from pathlib import Path

import pytest

from oroforms.doctor import State, examine
from oroforms.errors import ProgramFailed, ProgramMissing
from oroforms.library import Library
from oroforms.tools import tesseract

WHITE = b"P5 40 20 255\n" + bytes([255]) * 800


@pytest.fixture
def program(tmp_path: Path) -> Path:
    return tmp_path / "tesseract"


def script(program: Path, *lines: str) -> Path:
    program.write_text("\n".join(["#!/bin/sh", *lines]) + "\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program


@pytest.mark.parametrize(
    "lines",
    [
        ("exit 3",),
        ("kill -SEGV $$",),
        ("exit 0",),
        ("head -c 3000 /dev/urandom > $2.tsv",),
        ("printf 'level\\n5\\tx\\t1\\t1\\t1\\t1\\t0\\t0\\t9\\t9\\t90\\tord\\n' > $2.tsv",),
        ("printf 'level\\n5\\t7\\t1\\t1\\t1\\t1\\t0\\t0\\t9\\t9\\t90\\tord\\n' > $2.tsv",),
        (": > $2.tsv",),
    ],
    ids=["fails", "crashes", "writes nothing", "noise", "no page", "strange page", "empty table"],
)
def test_what_is_no_answer_is_a_failure(program: Path, lines: tuple[str, ...]) -> None:
    with pytest.raises(ProgramFailed):
        tesseract.read_lines([WHITE], program=script(program, *lines))


def test_a_picture_that_brings_it_down_costs_no_other_its_words(program: Path) -> None:
    script(
        program,
        'for picture in $(cat "$1"); do [ "$(wc -c < "$picture")" -lt 500 ] && kill -FPE $$; done',
        'printf "level\\n" > "$2.tsv"',
        'for page in $(seq "$(wc -l < "$1")"); do',
        r"""printf '1\t%s\t0\t0\t0\t0\t0\t0\t9\t9\t-1\t\n' "$page" >> "$2.tsv" """,
        r"""printf '5\t%s\t1\t1\t1\t1\t0\t0\t9\t9\t90\tord\n' "$page" >> "$2.tsv" """,
        "done",
    )
    small = b"P5 20 20 255\n" + bytes([255]) * 400
    lines = [*[WHITE] * 9, small, *[WHITE] * 3]
    seen = [[word.text for word in words] for words in tesseract.read_lines(lines, program=program)]
    assert seen == [*[["ord"]] * 9, [], *[["ord"]] * 3]
    for count in (2, 5, 60):  # what crashes on everything is broken
        with pytest.raises(ProgramFailed):
            tesseract.read_lines([small] * count, program=program)


def test_a_program_that_hangs_is_ended(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesseract, "_START", 0.5)
    begun = time.monotonic()
    with pytest.raises(ProgramFailed):
        tesseract.read_lines([WHITE], program=script(program, "sleep 300 & sleep 300"))
    assert time.monotonic() - begun < 30


def test_a_variable_that_names_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(tesseract.ENVIRONMENT, "/nowhere/tesseract")
    with pytest.raises(ProgramMissing, match="/nowhere/tesseract"):
        tesseract.read_lines([WHITE])


def test_doctor_misses_the_program_and_its_swedish_data(
    program: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(tesseract.ENVIRONMENT, "/nowhere/tesseract")
    assert doctor(tmp_path) == (State.MISSING, True)
    script(program, 'case $1 in --version) echo "tesseract 5.3.0";; *) echo eng; echo osd;; esac')
    monkeypatch.setenv(tesseract.ENVIRONMENT, str(program))
    assert doctor(tmp_path) == (State.MISSING, True)
    monkeypatch.delenv(tesseract.ENVIRONMENT)
    assert doctor(tmp_path) == (State.GOOD, False)


def doctor(folder: Path) -> tuple[State, bool]:
    """State of Tesseract's row, and whether it says what to do."""
    checks = examine(Library(), str(folder / "none.db"))
    (row,) = [check for check in checks if check.subject == "Tesseract"]
    return row.state, bool(row.remedy)
