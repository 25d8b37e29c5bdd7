"""An import that is killed at any moment, or runs beside another, loses and doubles nothing."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from plain_reader import document
from sqlalchemy import func, select

from oroforms.casefile import CaseFile
from oroforms.casefile.tables import case_events, cases, contents, findings, originals, submissions

LONG = bool(os.environ.get("OROFORMS_FUZZ"))
KILLS = {"sqlite": 200 if LONG else 8, "postgresql": 60 if LONG else 4}
CHILDREN = 40


def _number(child: int) -> str:
    """A test identity number for a child: date, 238, and the Luhn digit."""
    digits = f"17{1 + child // 28:02}{1 + child % 28:02}238"
    total = sum(sum(divmod(int(d) * (2 - i % 2), 10)) for i, d in enumerate(digits))
    return f"20{digits}{-total % 10}"


def _fill(folder: Path, files: int) -> None:
    folder.mkdir()
    for number in range(files):
        child = number % CHILDREN
        values = {
            "child": {"name": f"Barn {child} Lind", "identity_number": _number(child)},
            "concern": f"Handling {number} " + "å" * (number * 37 % 3000),
        }
        doubts = [["text-may-be-cut", "concern"]] if number % 7 == 0 else []
        if doubts:
            del values["concern"]
        (folder / f"{number:05}.json").write_bytes(
            document(values=values, doubts=doubts, nr=number)
        )
    (folder / "rubbish.txt").write_text("no form")
    (folder / "twin.json").write_bytes((folder / "00001.json").read_bytes())


def _start(address: str, folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, str(Path(__file__).parent / "import_once.py"), address, str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _run(address: str, folder: Path) -> None:
    process = _start(address, folder)
    _out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err


def _check(address: str, folder: Path, files: int) -> None:
    """Every file is there once, whole, and in the case of its child."""
    expected = {
        hashlib.sha256(path.read_bytes()).hexdigest(): path.read_bytes()
        for path in folder.iterdir()
    }
    with CaseFile.open(address) as case_file, case_file.reading() as connection:
        kept = dict(
            connection.execute(
                select(originals.c.sha256, contents.c.content).join(
                    contents, contents.c.original_id == originals.c.id
                )
            ).all()
        )
        assert {key: bytes(value) for key, value in kept.items()} == expected
        counted = connection.execute(
            select(originals.c.sha256, func.count(submissions.c.id))
            .outerjoin(submissions, submissions.c.original_id == originals.c.id)
            .group_by(originals.c.sha256)
        )
        assert set(dict(counted.all()).values()) == {1}
        assert (
            connection.execute(select(func.count()).where(originals.c.read_at.is_(None))).scalar()
            == 0
        )
        status = dict(
            connection.execute(
                select(submissions.c.status, func.count()).group_by(submissions.c.status)
            ).all()
        )
        doubtful = len(range(0, files, 7))
        assert status == {
            "imported": files - doubtful,
            "needs-review": doubtful,
            "rejected": 1,
        }
        rows = connection.execute(
            select(submissions.c["values"], submissions.c.status, cases.c.child_identity)
            .outerjoin(cases, cases.c.id == submissions.c.case_id)
            .where(submissions.c.status == "imported")
        ).all()
        for values, _status, identity in rows:
            assert values["child"]["identity_number"] == identity
        references = connection.execute(select(cases.c.reference)).scalars().all()
        children = connection.execute(select(cases.c.child_identity)).scalars().all()
        assert len(references) == len(children) == len(set(children)) == CHILDREN
        assert sorted(int(r.split("-")[1]) for r in references) == list(range(1, CHILDREN + 1))
        found = connection.execute(select(func.count()).select_from(findings)).scalar()
        assert found == doubtful + 1
        received = connection.execute(
            select(func.count()).where(case_events.c.kind == "received")
        ).scalar()
        assert received == files - doubtful


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    return tmp_path / "inbox"


def test_killed_again_and_again(case_file_address: str, inbox: Path):
    database = "postgresql" if case_file_address.startswith("postgresql") else "sqlite"
    kills = KILLS[database]
    files = kills * 12 + CHILDREN
    _fill(inbox, files)
    chance = random.Random(20261122)
    finished = 0
    for _ in range(kills):
        process = _start(case_file_address, inbox)
        if chance.random() < 0.15:
            time.sleep(chance.random())  # while it starts
        else:
            assert process.stdout is not None
            process.stdout.readline()  # the first file is in
            time.sleep(chance.random() * 0.08)
        process.kill()
        process.communicate()
        finished += process.returncode == 0
    assert finished < kills / 2, "the import was too fast for most kills"
    _run(case_file_address, inbox)
    _check(case_file_address, inbox, files)
    _run(case_file_address, inbox)
    _check(case_file_address, inbox, files)


def test_what_a_killed_import_had_received_is_finished_from_anywhere(
    case_file_address: str, inbox: Path, tmp_path: Path
):
    _fill(inbox, CHILDREN)
    hangs = document(values={"concern": "x"}, hang_once=str(tmp_path / "hung"))
    (inbox / "00000.json").write_bytes(hangs)
    process = _start(case_file_address, inbox)
    with CaseFile.open(case_file_address) as case_file:
        received = select(func.count()).select_from(originals)
        for _ in range(1500):
            with case_file.reading() as connection:
                if connection.execute(received).scalar() == 41 and (tmp_path / "hung").exists():
                    break
            time.sleep(0.02)
        process.kill()
        process.communicate(timeout=10)  # its workers die with it, and let go of its output
        with case_file.reading() as connection:
            assert connection.execute(select(func.count()).select_from(submissions)).scalar() == 0
    (tmp_path / "elsewhere").mkdir()
    _run(case_file_address, tmp_path / "elsewhere")
    with CaseFile.open(case_file_address) as case_file, case_file.reading() as connection:
        assert connection.execute(select(func.count()).select_from(submissions)).scalar() == 41


def test_two_imports_of_one_folder_at_once(case_file_address: str, inbox: Path):
    files = 120
    _fill(inbox, files)
    processes = [_start(case_file_address, inbox) for _ in range(2)]
    for process in processes:
        _out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
    _check(case_file_address, inbox, files)
