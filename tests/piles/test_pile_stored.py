"""A pile in the case file: whole or not at all, whenever its import is killed, on any database."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import paper
import pikepdf
import pytest
from PIL import Image
from sqlalchemy import func, select

from oroforms.casefile import CaseFile
from oroforms.casefile.kept_crops import crops_of
from oroforms.casefile.tables import contents, originals, submissions
from oroforms.cli.main import main
from oroforms.contents import IN_MEMORY, content_at
from oroforms.workflow.ledger import KeepingLedger

KILLS = 12 if os.environ.get("OROFORMS_FUZZ") else 2
FORMS, STRANGERS = 2, 1


@pytest.fixture
def pile(case_file_address: str, tmp_path: Path) -> Path:
    """A scan of more pages than one worker reads at once: two consents and a letter."""
    pages: list[Image.Image] = []
    for number in range(FORMS):
        form = tmp_path / f"{number}.pdf"
        words = ["--case-file", case_file_address, "blank", "samtycke"]
        assert main([*words, "--case", f"2026-000{number}", "-o", str(form)]) == 0
        pages += [*paper.pages_of(form), paper.back()]
    pages.insert(4, paper.letter())
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "pile.pdf").write_bytes(paper.scanned(pages))
    return folder


def start(address: str, path: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "oroforms", "--case-file", address, "import", str(path)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def stored(address: str) -> list[int]:
    """How many submissions there are of each original."""
    with CaseFile.open(address) as case_file, case_file.reading() as connection:
        query = (
            select(func.count(submissions.c.id))
            .select_from(originals)
            .outerjoin(submissions, submissions.c.original_id == originals.c.id)
            .group_by(originals.c.id)
        )
        return list(connection.execute(query).scalars())


def test_a_pile_is_stored_once_and_whole_whenever_its_import_is_killed(
    case_file_address: str, pile: Path, tmp_path: Path
) -> None:
    chance = random.Random(20261122)
    begun = time.monotonic()
    for number in range(KILLS):
        process = start(case_file_address, pile)
        time.sleep(0.5 + 6 * (number + chance.random()) / KILLS)
        process.kill()
        process.communicate()
        assert stored(case_file_address) in ([], [0], [FORMS + STRANGERS])
    assert time.monotonic() - begun > 1
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for path in (pile, elsewhere):  # started again, and once more for nothing
        process = start(case_file_address, path)
        _out, err = process.communicate(timeout=300)
        assert process.returncode in (0, 6), err
        assert stored(case_file_address) == [FORMS + STRANGERS]
    with CaseFile.open(case_file_address) as case_file, case_file.reading() as connection:
        kept = connection.execute(select(contents.c.content)).scalar_one()
        assert bytes(kept) == (pile / "pile.pdf").read_bytes()
        rows = connection.execute(select(submissions.c.id, submissions.c.form)).all()
        shown = {row.id: crops_of(connection, row.id) for row in rows}
        assert [form for _id, form in rows].count("samtycke") == FORMS
        for number, form in rows:
            names = set(shown[number])
            # Of a letter the page, of a form the fields that a person has to look at.
            assert names == {"page.5"} if form is None else names and "page.5" not in names
            assert all(png.startswith(b"\x89PNG") for png in shown[number].values())


def test_a_large_pile_that_was_received_and_never_read_is_read_from_the_case_file(
    case_file_address: str, pile: Path
) -> None:
    path = pile / "pile.pdf"
    ballast = os.urandom(IN_MEMORY)  # so that nobody holds the file in memory
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.Root.Ballast = pdf.make_stream(ballast)
        pdf.save(path)
    content = path.read_bytes()
    with CaseFile.open(case_file_address) as case_file:
        sha256 = hashlib.sha256(content).hexdigest()
        KeepingLedger(case_file, "a").receive(str(path), sha256, content_at(path))
        # The file is written to while another import takes it in: nothing of that is kept.
        with pytest.raises(OSError):  # noqa: PT011 - it says why in the user's language
            KeepingLedger(case_file, "a").receive(str(path), "0" * 64, content_at(path))
    path.unlink()
    process = start(case_file_address, pile)
    _out, err = process.communicate(timeout=300)
    assert process.returncode == 6, err
    assert stored(case_file_address) == [FORMS + STRANGERS]  # and no other original
    with CaseFile.open(case_file_address) as case_file, case_file.reading() as connection:
        kept = connection.execute(select(contents.c.content)).scalar_one()
        assert bytes(kept) == content
        rows = connection.execute(select(submissions.c.form)).scalars().all()
    assert sorted(rows, key=str) == [None] + ["samtycke"] * FORMS
