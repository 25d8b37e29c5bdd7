"""Opening, migrating and protecting a case file."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from oroforms.casefile import CaseFile
from oroforms.casefile import revision as revisions
from oroforms.casefile.cases import open_case
from oroforms.casefile.tables import metadata
from oroforms.errors import CaseFileError, UsageError
from oroforms.facts import Child


def _all_revisions() -> list[str]:
    config = Config()
    config.set_main_option("script_location", str(Path(revisions.__file__).parent / "migrations"))
    return [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()][
        ::-1
    ]


def test_the_code_writes_the_last_revision():
    assert _all_revisions()[-1] == revisions.HEAD


@pytest.mark.parametrize("earlier", [None, *_all_revisions()])
def test_every_earlier_revision_becomes_the_present_one(address, earlier):
    if earlier is not None:
        engine = CaseFile.open(address)  # has the tables; take them away and begin again below
        with engine.writing() as connection:
            metadata.drop_all(connection)
            connection.execute(text("DROP TABLE alembic_version"))
            revisions.migrate(connection, earlier)
        engine.close()
    with CaseFile.open(address) as case_file, case_file.reading() as connection:
        assert revisions.revision_of(connection) == revisions.HEAD
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_case_file_of_a_newer_program_is_left_alone(address):
    with CaseFile.open(address) as case_file, case_file.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(CaseFileError, match="9999"):
        CaseFile.open(address)


def test_the_history_of_a_case_outlives_the_change_of_its_table(address):
    with CaseFile.open(address) as case_file, case_file.writing() as connection:
        metadata.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))
        revisions.migrate(connection, "0003")
        connection.execute(
            text(
                "INSERT INTO cases (reference, status, opened) "
                "VALUES ('2026-0001', 'open', '2026-01-01 12:00:00')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO case_events (case_id, at, who, kind, what) "
                "VALUES (1, '2026-01-01 12:00:00', 'Maja', 'opened', '{}')"
            )
        )
    with CaseFile.open(address) as case_file, case_file.reading() as connection:
        rows = connection.execute(text("SELECT id, who, kind, happened FROM case_events")).all()
        assert [tuple(row) for row in rows] == [(1, "Maja", "opened", None)]


def test_a_migration_that_fails_leaves_nothing(address, monkeypatch):
    real = revisions.migrate

    def fails(connection, target=revisions.HEAD):
        real(connection, target)
        raise RuntimeError("power gone")

    monkeypatch.setattr("oroforms.casefile.opening.migrate", fails)
    with pytest.raises(RuntimeError):
        CaseFile.open(address)
    monkeypatch.undo()
    with CaseFile.open(address) as case_file, case_file.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_new_sqlite_file_is_the_owners_alone(tmp_path):
    old = os.umask(0)
    try:
        with CaseFile.open(tmp_path / "new" / "c.db") as case_file:
            with case_file.writing() as connection:
                open_case(connection, at=case_file.clock(), who="a", child=Child())
            for file in (tmp_path / "new").iterdir():
                assert stat.S_IMODE(file.stat().st_mode) == 0o600, file
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


def test_sqlite_runs_with_wal_and_foreign_keys(tmp_path):
    with CaseFile.open(tmp_path / "c.db") as case_file:
        with case_file.reading() as connection:
            assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        with pytest.raises(IntegrityError), case_file.writing() as connection:
            connection.execute(
                text("INSERT INTO contents (original_id, content) VALUES (99, x'00')")
            )


def test_only_decisions_are_forced_to_disk_one_by_one(tmp_path):
    with CaseFile.open(tmp_path / "c.db") as case_file:
        with case_file.writing(durable=False) as connection:
            assert connection.execute(text("PRAGMA synchronous")).scalar() == 1
        with case_file.writing() as connection:
            assert connection.execute(text("PRAGMA synchronous")).scalar() == 2


def test_postgresql_forces_all_but_the_imports_own_steps(new_postgresql: Callable[[], str]):
    with CaseFile.open(new_postgresql()) as case_file:
        with case_file.writing(durable=False) as connection:
            assert connection.execute(text("SHOW synchronous_commit")).scalar() == "off"
        with case_file.writing() as connection:
            assert connection.execute(text("SHOW synchronous_commit")).scalar() == "on"


def test_two_processes_may_make_the_same_case_file(address):
    faults: list[BaseException] = []

    def make():
        try:
            CaseFile.open(address).close()
        except BaseException as error:  # noqa: BLE001
            faults.append(error)

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def test_addresses_that_are_none(tmp_path):
    with pytest.raises(UsageError):
        CaseFile.open("oracle9://x/y")
    with pytest.raises(UsageError):
        CaseFile.open("://")
    (tmp_path / "c.db").write_bytes(b"this is no database at all, but a letter" * 100)
    with pytest.raises(CaseFileError, match=r"c\.db"):
        CaseFile.open(tmp_path / "c.db")
    (tmp_path / "file").write_text("")
    with pytest.raises(CaseFileError):
        CaseFile.open(tmp_path / "file" / "c.db")


def test_a_password_is_never_shown(new_postgresql):
    url = new_postgresql().replace("postgres@", "postgres:hemligt@")
    with CaseFile.open(url) as case_file:
        assert "hemligt" not in case_file.address


def test_the_whole_file_can_be_copied_after_closing(tmp_path):
    with CaseFile.open(tmp_path / "c.db") as case_file, case_file.writing() as connection:
        open_case(connection, at=case_file.clock(), who="a", child=Child("Alva"))
    with sqlite3.connect(tmp_path / "c.db") as plain:
        assert plain.execute("SELECT child_name FROM cases").fetchall() == [("Alva",)]
