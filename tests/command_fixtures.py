"""The command line as people run it: in a scratch folder, with an own home."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import Outcome, Run

from oroforms.cli.main import main


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder, and data and configuration folders of nobody."""
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / variable.lower()))
    for variable in (
        "OROFORMS_CASE_FILE",
        "OROFORMS_SOFFICE",
        "OROFORMS_KEY_PASSWORD",
        "OROFORMS_TRUST",
    ):
        monkeypatch.delenv(variable, raising=False)
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
