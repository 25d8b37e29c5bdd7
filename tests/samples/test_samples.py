"""Every sample, through the public command, against what was written in it.

The expected files hold the answers that were typed, not a reading of them: a
value in the case file is right, or it is not there and an error says why.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from oroforms.definition import Definition
from oroforms.library import Library
from oroforms.names import flatten, get
from samples.make.rubbish import RUBBISH

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
RETURNED = sorted((SAMPLES / "returned").iterdir())
REJECTED = sorted((SAMPLES / "rejected").iterdir())


def imported(folder: Path, scratch: Path) -> dict[str, dict[str, Any]]:
    """The report of an import of the folder into a case file that knows the sample issues."""
    case_file, report = scratch / "case.db", scratch / "report.json"
    subprocess.run(
        [sys.executable, "-m", "samples.seed", case_file], check=True, cwd=SAMPLES.parent
    )
    subprocess.run(
        [
            sys.executable,
            "-m",
            "oroforms",
            "--case-file",
            case_file,
            "import",
            folder,
            "--report",
            report,
        ],
        cwd=SAMPLES.parent,
        capture_output=True,
    )
    files = json.loads(report.read_text(encoding="utf-8"))["files"]
    return {Path(entry["path"]).name: entry for entry in files}


@pytest.fixture(scope="module")
def returned(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    return imported(SAMPLES / "returned", tmp_path_factory.mktemp("returned"))


@pytest.fixture(scope="module")
def rejected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    return imported(SAMPLES / "rejected", tmp_path_factory.mktemp("rejected"))


def truth(definition: Definition, answers: dict[str, Any]) -> dict[str, Any]:
    """The answers by slot as import should have them, where boxes not ticked are ``false``."""
    leaves = {}
    for slot in definition.slots:
        value = get(answers, slot.name)
        group = slot.field.group
        unused = group is not None and not get(answers, f"{group.name}.{slot.index}")
        if slot.type == "bool" and value is None and not unused:
            value = False
        if value is not None and value != []:
            leaves[slot.name] = value
    return leaves


def found(definition: Definition, values: dict[str, Any]) -> dict[str, Any]:
    """What import delivered, by slot; anything that is no slot is kept to be seen."""
    leaves = {s.name: v for s in definition.slots if (v := get(values, s.name)) is not None}
    inside = tuple(f"{name}." for name, slot in definition.slot.items() if slot.type == "signature")
    strays = {n: v for n, v in flatten(values) if n not in leaves and not n.startswith(inside)}
    return leaves | strays


@pytest.mark.parametrize("path", RETURNED, ids=lambda p: p.name)
def test_returned_sample(path: Path, returned: dict[str, dict[str, Any]]) -> None:
    expected = json.loads((SAMPLES / "expected" / f"{path.name}.json").read_text(encoding="utf-8"))
    entry = returned[path.name]
    assert (entry.get("form"), entry.get("version")) == (expected["form"], expected["version"])

    # A text that runs out of its box makes whatever lies under it doubtful too, as it should.
    spilled = any("text-may-be-cut" in error["code"] for error in expected["errors"])
    errors = {(f["code"], f.get("field")) for f in entry["findings"] if f["severity"] == "error"}
    wanted = {(e["code"], e.get("field")) for e in expected["errors"]}
    whole = {code for code, field in wanted if field is None}
    found_errors = {(c, f) for c, f in errors if c not in whole}
    wanted_errors = {(c, f) for c, f in wanted if f}
    assert found_errors >= wanted_errors if spilled else found_errors == wanted_errors
    assert whole <= {code for code, _ in errors}
    assert entry["status"] == expected["status"]

    if expected["form"] is None or "pages-mixed" in whole:
        assert entry.get("values", {}) == {}
        return
    definition = Library().get(expected["form"], expected["version"])
    answers = truth(definition, expected["answers"])
    doubtful = {field for _, field in errors if field}
    values = found(definition, entry.get("values", {}))
    wrong = {name: value for name, value in values.items() if answers.get(name) != value}
    assert wrong == {}, "a value that nobody wrote"
    missing = set(answers) - set(values) - doubtful
    lost_pages = (
        {n for n in missing if n not in entry["fields"]} if "pages-missing" in whole else set()
    )
    assert missing - lost_pages == set(), "an answer that was lost without a word"


def test_there_are_enough_samples() -> None:
    assert len(RETURNED) >= 40
    assert len(REJECTED) >= 20
    assert {p.name for p in REJECTED} == set(RUBBISH)


@pytest.mark.parametrize("name", sorted(RUBBISH))
def test_rejected_sample(name: str, rejected: dict[str, dict[str, Any]]) -> None:
    entry = rejected[name]
    assert entry["status"] == RUBBISH[name].status
    assert [f["code"] for f in entry["findings"]] == [RUBBISH[name].code]
