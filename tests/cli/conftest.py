"""Runs the command line as people do, in a scratch folder with an own home."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import ROOT, SPARSE, Outcome, Run

from oroforms.cli.main import main


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder, and data and configuration folders of nobody."""
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / variable.lower()))
    monkeypatch.delenv("OROFORMS_CASE_FILE", raising=False)
    monkeypatch.delenv("OROFORMS_SOFFICE", raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    return work


@pytest.fixture
def run(home: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run ``oroforms`` with some words."""

    def run_words(*words: object) -> Outcome:
        capsys.readouterr()
        code = main([str(word) for word in words])
        said = capsys.readouterr()
        return Outcome(code, said.out, said.err)

    return run_words


@pytest.fixture
def sparse(home: Path) -> Path:
    """A data file with the one answer that a notification must have."""
    path = home / "sparse.json"
    path.write_text(json.dumps(SPARSE), encoding="utf-8")
    return path


@pytest.fixture
def returned(home: Path) -> Path:
    """An inbox with one form that is right and one that is no form."""
    inbox = home / "inbox"
    inbox.mkdir()
    sample = ROOT / "samples" / "returned" / "anmalan-akut.pdf"
    (inbox / "a.pdf").write_bytes(sample.read_bytes())
    (inbox / "b.txt").write_text("no form at all", encoding="utf-8")
    return inbox
