"""What ``check`` finds beyond loading: Cerberus, citations, issued versions that changed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from oroforms.checking import ISSUED, check_definition, issued, record_issued
from oroforms.errors import DefinitionError
from oroforms.folders import shipped
from oroforms.i18n import set_language

SHIPPED = sorted(shipped("schemas").glob("*.v*.yaml"))


@pytest.fixture(autouse=True)
def english() -> object:
    set_language("en")
    yield
    set_language("sv")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return Path(shutil.copy(shipped("schemas") / "samtycke.v1.yaml", tmp_path))


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_definitions_are_in_order(path: Path) -> None:
    assert check_definition(path) == []


def test_faults_of_loading_come_first(path: Path) -> None:
    replace(path, "prefilled: true", "prefiled: true")
    (found,) = check_definition(path)
    assert "Did you mean prefilled?" in found


def test_rules_that_cerberus_refuses(path: Path) -> None:
    replace(path, "type: multiline\n", "type: multiline\n    allowed: 7\n")
    found = "\n".join(check_definition(path))
    assert f"{path}: fields.exclusions.allowed: " in found


def test_law_that_is_not_there(path: Path) -> None:
    replace(path, "{law.fifteen}", "{law.fiften}")
    (found,) = check_definition(path)
    assert found.startswith(f"{path}: sections.child.text: ")
    assert found.endswith("has no rule fiften. Did you mean fifteen?")


def test_issued_version_never_changes(path: Path) -> None:
    assert record_issued(path.parent) == ("samtycke@1",)
    assert check_definition(path) == []
    replace(path, "Kontaktpersoner", "Kontakter")
    (found,) = check_definition(path)
    assert "samtycke@1 has been issued and was changed since" in found
    assert "samtycke.v2.yaml with version 2" in found
    with pytest.raises(DefinitionError, match="was changed since"):
        record_issued(path.parent)


def test_recording_adds_and_keeps(path: Path) -> None:
    record_issued(path.parent)
    before = dict(issued(path.parent))
    second = path.with_name("samtycke.v2.yaml")
    shutil.copy(path, second)
    replace(second, "\nversion: 1\n", "\nversion: 2\n")
    assert record_issued(path.parent) == ("samtycke@2",)
    assert record_issued(path.parent) == ()
    after = issued(path.parent)
    assert set(after) == {"samtycke@1", "samtycke@2"}
    assert before.items() <= after.items()


@pytest.mark.parametrize("text", ["{", "[]"])
def test_list_of_issued_versions_that_is_none(path: Path, text: str) -> None:
    (path.parent / ISSUED).write_text(text)
    with pytest.raises(DefinitionError, match="not the list of issued versions"):
        issued(path.parent)


def test_list_is_plain_json(path: Path) -> None:
    record_issued(path.parent)
    listed = json.loads((path.parent / ISSUED).read_text("utf-8"))
    assert len(listed["samtycke@1"]) == 64
