"""Documents to sign, and the command line as people use it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from command_line import SPARSE, Outcome, Run
from signed_files import Sign

from oroforms.cli.main import main
from oroforms.pki.demo import LARARE, Demo, Person
from oroforms.sign.keys import Pkcs12Key, open_pkcs12
from oroforms.sign.signing import Manner, Signatory, Signed


def _quiet_main(*words: object) -> int:
    return main([str(word) for word in words])


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A fillable form."""
    path = tmp_path_factory.mktemp("blank") / "blank.pdf"
    assert _quiet_main("blank", "orosanmalan", "-o", path) == 0
    return path.read_bytes()


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A finished document with its signature fields."""
    folder = tmp_path_factory.mktemp("finished")
    (folder / "data.json").write_text(json.dumps(SPARSE), encoding="utf-8")
    assert _quiet_main("fill", "orosanmalan", folder / "data.json", "-o", folder / "f.pdf") == 0
    return (folder / "f.pdf").read_bytes()


@pytest.fixture
def run(home: Path, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run ``oroforms`` with some words, in English."""

    def run_words(*words: object) -> Outcome:
        capfd.readouterr()
        code = main(["--lang", "en", *(str(word) for word in words)])
        said = capfd.readouterr()
        return Outcome(code, said.out, said.err)

    return run_words


@pytest.fixture(scope="session")
def key(authority: Demo) -> Pkcs12Key:
    """The teacher's key, open."""
    return opened(authority, LARARE)


def opened(authority: Demo, person: Person) -> Pkcs12Key:
    keys = authority.keys(person)
    return open_pkcs12(keys.key, keys.password.encode(), datetime.now(UTC))


@pytest.fixture(scope="session")
def sign(authority: Demo) -> Sign:
    """Sign a document as one of the test authority's people."""

    def signed(
        content: bytes, person: Person = LARARE, field: str | None = None, **manner: object
    ) -> Signed:
        signatory = Signatory(opened(authority, person), Manner(**manner))  # type: ignore[arg-type]
        return signatory.sign(content, name="document.pdf", field=field)

    return signed


@pytest.fixture
def words(authority: Demo, home: Path, finished: bytes) -> list[object]:
    """``sign`` with all that it needs; ``in.pdf`` becomes ``out.pdf``."""
    (home / "in.pdf").write_bytes(finished)
    keys = authority.keys(LARARE)
    return [
        "sign", "in.pdf", "-o", "out.pdf", "--key", keys.key,
        "--password-file", keys.password_file,
    ]  # fmt: skip
