"""What many commands are run on: a data file, an inbox."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import ROOT, SPARSE


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
