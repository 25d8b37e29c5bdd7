"""A finished document, and ways to have it signed by the test authority's people."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from command_line import SPARSE

from oroforms.cli.main import main
from oroforms.pki.demo import LARARE, REKTOR, Demo, Person
from oroforms.sign.keys import open_pkcs12
from oroforms.sign.signing import Level, Manner, Signatory
from oroforms.trust import anchors as certificates
from oroforms.verify.anchors import Anchors, load_anchors

Sign = Callable[..., bytes]


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A finished document with fields to sign, without data in it."""
    folder = tmp_path_factory.mktemp("finished")
    (folder / "data.json").write_text(json.dumps(SPARSE), encoding="utf-8")
    words = ["fill", "orosanmalan", folder / "data.json", "-o", folder / "f.pdf", "--no-data"]
    assert main([str(word) for word in words]) == 0
    return (folder / "f.pdf").read_bytes()


@pytest.fixture(scope="session")
def anchors(authority: Demo) -> Anchors:
    return load_anchors([authority.anchor])


@pytest.fixture(scope="session")
def sign(authority: Demo) -> Sign:
    """Sign as ``oroforms sign`` does, at a PAdES level."""

    def signed(content: bytes, person: Person = LARARE, level: Level = Level.B) -> bytes:
        keys = authority.keys(person)
        key = open_pkcs12(keys.key, keys.password.encode(), datetime.now(UTC))
        manner = Manner(
            level,
            None if level is Level.B else authority.timestamp_url,
            tuple(certificates([authority.anchor])),
        )
        return Signatory(key, manner).sign(content, name="document.pdf").content

    return signed


@pytest.fixture(scope="session")
def once(finished: bytes, sign: Sign) -> bytes:
    """Signed by the teacher."""
    return sign(finished)


@pytest.fixture(scope="session")
def twice(once: bytes, sign: Sign) -> bytes:
    """And then by the head."""
    return sign(once, REKTOR)


@pytest.fixture
def nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Data and configuration folders of nobody, and a working folder."""
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / variable.lower()))
    monkeypatch.delenv("OROFORMS_TRUST", raising=False)
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    return work
