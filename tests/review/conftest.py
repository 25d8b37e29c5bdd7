"""The command line over a case file that holds one scanned form, read once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import scanned
from command_line import Outcome, Run

from oroforms.cli.main import main


@pytest.fixture(scope="session")
def scanned_case_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case file into which a consent and a letter were scanned."""
    folder = tmp_path_factory.mktemp("scanned")
    forms = {folder / "one.pdf": "samtycke", folder / "other.pdf": "bbic-konsultation"}
    for blank, form in forms.items():
        assert main(["blank", form, "-o", str(blank)]) == 0
    (folder / "pile.pdf").write_bytes(scanned.consent(*forms))
    where = folder / "case.db"
    code = main(["--case-file", str(where), "import", str(folder / "pile.pdf")])
    assert code == 6, "a form in handwriting waits for a person"
    return where


@pytest.fixture
def run(
    scanned_case_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Run ``oroforms`` on a copy of it, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for part in scanned_case_file.parent.glob("case.db*"):
        shutil.copy(part, tmp_path / part.name)

    def run_words(*words: object) -> Outcome:
        capsys.readouterr()
        code = main(["--lang", "en", "--case-file", "case.db", *(str(word) for word in words)])
        said = capsys.readouterr()
        return Outcome(code, said.out, said.err)

    return run_words
