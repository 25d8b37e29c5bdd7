"""Start-up stays light: what a command does not need is not imported."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from command_line import ROOT

HEAVY = (
    "sqlalchemy", "alembic", "pikepdf", "pypdf", "pdfplumber", "pypdfium2", "docx", "docxtpl",
    "jinja2", "lxml", "yaml", "cerberus", "babel", "phonenumbers", "PIL", "fontTools", "uharfbuzz",
    "xlsxwriter", "pebble", "multiprocessing", "importlib.metadata",
)  # fmt: skip


def imported(*words: str) -> set[str]:
    program = (
        "import sys; from oroforms.cli.main import main; "
        f"main({list(words)!r}); print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return set(done.stderr.splitlines()[-1].split())


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["fyll"]])
def test_help_imports_nothing_heavy(words):
    loaded = imported(*words)
    assert loaded.isdisjoint(HEAVY)
    commands = {name for name in loaded if name.startswith("oroforms.cli.")}
    allowed = {"main", "framework", "language", "settings", "failures"}
    assert commands <= {f"oroforms.cli.{name}" for name in allowed}


@pytest.mark.parametrize("command", ["fill", "import", "blank", "export", "review", "doctor"])
def test_help_of_one_command_imports_nothing_heavy(command):
    assert imported(command, "--help").isdisjoint(HEAVY)


def test_forms_needs_no_database_and_no_pdf():
    assert imported("forms").isdisjoint({"sqlalchemy", "pikepdf", "docx", "lxml", "babel"})
