"""Fixtures around a case file: empty ones on both databases, and submissions to put in."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import postgres
import psycopg
import pytest

from oroforms.casefile import CaseFile
from oroforms.casefile.originals import receive
from oroforms.casefile.store import Intake, Stored, store
from oroforms.casefile.tables import metadata
from oroforms.definition import Definition
from oroforms.documents import Assessment, Identification, Place, Reading, Readings, Status
from oroforms.findings import Finding, has_error
from oroforms.library import Library
from oroforms.names import flatten

_NUMBERS = itertools.count(1)

KID = "201701012393"
OTHER_KID = "200001012384"
PLACE = Place(1, (60, 99.5, 300, 120))


@dataclass
class Ticking:
    """A clock that moves one second with every look."""

    now: datetime = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@dataclass
class Office:
    """A case file and the forms of these tests."""

    case_file: CaseFile
    library: Library
    stored: list[Stored] = field(default_factory=list)

    @property
    def notice(self) -> Definition:
        return self.library.get("larm")

    @property
    def reply(self) -> Definition:
        return self.library.get("svar")

    def take_in(
        self,
        definition: Definition,
        values: Mapping[str, Any],
        *,
        findings: tuple[Finding, ...] = (),
        token: str | None = None,
        acute: bool = False,
        readings: Mapping[str, Reading] | None = None,
        content: bytes | None = None,
        path: str = "inbox/a.pdf",
    ) -> Stored:
        """Receive and store one submission as the import does."""
        made = assessment(
            definition, values, findings=findings, token=token, acute=acute, readings=readings
        )
        data = content if content is not None else f"document {next(_NUMBERS)}".encode()
        now = self.case_file.clock()
        sha256 = hashlib.sha256(data).hexdigest()
        with self.case_file.writing() as connection:
            receipt = receive(connection, path=path, sha256=sha256, content=data, at=now)
        with self.case_file.writing() as connection:
            intake = Intake(receipt.original, path, now, "import")
            stored = store(connection, intake, made, definition)
        assert stored is not None
        self.stored.append(stored)
        return stored


def assessment(
    definition: Definition,
    values: Mapping[str, Any],
    *,
    findings: tuple[Finding, ...] = (),
    token: str | None = None,
    acute: bool = False,
    readings: Mapping[str, Reading] | None = None,
) -> Assessment:
    """An assessment as a worker would deliver it, every value read at a place of its own."""
    items = {
        name: Reading(
            name,
            value if isinstance(value, bool) else str(value),
            1.0,
            Place(1, (60, 99.5, 300, 120)),
        )
        for name, value in flatten(values)
    }
    return Assessment(
        Status.NEEDS_REVIEW if has_error(findings) else Status.IMPORTED,
        Identification(definition.form, definition.version, "fields", token=token),
        Readings("acroform", items | dict(readings or {}), 1),
        dict(values),
        findings,
        acute,
    )


@pytest.fixture(scope="session")
def library() -> Library:
    """Two small forms: larm opens a case, svar comes back to one."""
    return Library(schemas=[Path(__file__).parent / "casefile" / "forms"])


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The socket folder of a real server."""
    with postgres.server() as folder:
        yield folder


@pytest.fixture
def new_postgresql(postgresql: str) -> Iterator[Callable[[], str]]:
    """Makes an empty database and gives its URL."""
    made: list[str] = []

    def make() -> str:
        name = f"t{next(_NUMBERS)}"
        with psycopg.connect(postgres.address(postgresql), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        made.append(name)
        return postgres.address(postgresql, name)

    yield make
    with psycopg.connect(postgres.address(postgresql), autocommit=True) as connection:
        for name in made:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty case file can be made, on each database in turn."""
    if request.param == "sqlite":
        return str(tmp_path / "casefile.db")
    make: Callable[[], str] = request.getfixturevalue("new_postgresql")
    return make()


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql: str) -> str:
    """A database of the present revision, emptied for each test that uses it."""
    with psycopg.connect(postgres.address(postgresql), autocommit=True) as connection:
        connection.execute("CREATE DATABASE migrated")
    url = postgres.address(postgresql, "migrated")
    CaseFile.open(url).close()
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def case_file_address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty case file on each database in turn."""
    if request.param == "sqlite":
        return str(tmp_path / "casefile.db")
    url: str = request.getfixturevalue("migrated_postgresql")
    with psycopg.connect(url, autocommit=True) as connection:
        names = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables)
        # The log's trigger forbids it, as it should; only a superuser may pass it by.
        connection.execute("SET session_replication_role = replica")
        connection.execute(f"TRUNCATE {names} RESTART IDENTITY")
    return url


@pytest.fixture
def case_file(case_file_address: str) -> Iterator[CaseFile]:
    with CaseFile.open(case_file_address, clock=Ticking()) as opened:
        yield opened


@pytest.fixture
def office(case_file: CaseFile, library: Library) -> Office:
    return Office(case_file, library)


@pytest.fixture
def small_office(tmp_path: Path, library: Library) -> Iterator[Office]:
    """An office on SQLite alone, for what no database can change."""
    with CaseFile.open(tmp_path / "casefile.db", clock=Ticking()) as opened:
        yield Office(opened, library)
