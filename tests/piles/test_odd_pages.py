"""Odd pages in a pile: mirrored, without their code; and piles that the user names a form for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import paper
import pytest
from PIL import Image, ImageDraw, ImageOps


def run(desk: Path, *words: str) -> int:
    """A command in a process of its own, that knows no blanks but those of this desk."""
    homes = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
    done = subprocess.run(
        [sys.executable, "-m", "oroforms", "--case-file", str(desk / "case.db"), *words],
        env={**os.environ, **{home: str(desk / home) for home in homes}},
        capture_output=True,
        check=False,
    )
    return done.returncode


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case file and what it issued, printed: two consents and a notification."""
    folder = tmp_path_factory.mktemp("desk")
    for name, form in (("one", "samtycke"), ("two", "samtycke"), ("larm", "orosanmalan")):
        words = ["blank", form, "--case", f"CASE-{name.upper()}"]
        assert run(folder, *words, "-o", str(folder / f"{name}.pdf")) == 0
    return folder


def imported(
    desk: Path, name: str, pages: list[Image.Image], *more: str
) -> dict[tuple[int, ...], dict[str, Any]]:
    """What the report of an import says, by the pages of each form."""
    (desk / name).write_bytes(paper.scanned([page.copy() for page in pages]))
    report = desk / f"{name}.json"
    assert run(desk, "import", str(desk / name), "--report", str(report), *more) == 6
    files = json.loads(report.read_text(encoding="utf-8"))["files"]
    return {tuple(entry["form_pages"]): entry for entry in files}


def found(entry: dict[str, Any], code: str) -> list[dict[str, Any]]:
    return [each for each in entry["findings"] if each["code"] == code]


def torn(page: Image.Image) -> Image.Image:
    """The page without its upper right corner: code, reference line and token are gone."""
    bare = page.copy()
    width, _height = bare.size
    ImageDraw.Draw(bare).polygon([(width * 0.55, 0), (width, 0), (width, width * 0.22)], 255)
    return bare


def test_mirrored_pages_are_read_upright_and_told(desk: Path) -> None:
    one, two = paper.pages_of(desk / "one.pdf"), paper.pages_of(desk / "two.pdf")
    mirrored = ImageOps.mirror(two[1])
    backs = [paper.back() for _ in range(6)]  # more pages than one worker reads at once
    entries = imported(desk, "mirrored.pdf", [mirrored, one[0], *backs, one[1].rotate(180), two[0]])
    assert set(entries) == {(2, 9), (10, 1)}
    told = found(entries[10, 1], "page-mirrored")
    assert [each["message"].count(" 1 ") for each in told] == [1]
    assert not found(entries[2, 9], "page-mirrored")
    assert not found(entries[10, 1], "page-not-registered")
    assert entries[10, 1]["case"] == "CASE-TWO"


def test_a_page_whose_code_is_torn_off_joins_its_form_only_where_it_is_alone(desk: Path) -> None:
    first, second = paper.pages_of(desk / "larm.pdf")[:2]
    entries = imported(desk, "torn.pdf", [first, torn(second)])
    assert set(entries) == {(1, 2)}
    assert found(entries[1, 2], "page-by-text")
    assert len(found(entries[1, 2], "pages-missing")) == 2  # the third and the fourth
    assert entries[1, 2]["case"] == "CASE-LARM"
    one = paper.pages_of(desk / "one.pdf")
    entries = imported(desk, "torn-among.pdf", [first, torn(second), *one])
    assert set(entries) == {(1,), (2,), (3, 4)}  # whose page it is nobody can say
    assert len(found(entries[1,], "pages-missing")) == 3
    assert found(entries[2,], "page-by-text")
    assert entries[2,]["case"] is None
    assert entries[2,]["status"] == "needs-review"


def test_a_form_that_the_user_names_never_overrules_the_pages(desk: Path) -> None:
    one, two = paper.pages_of(desk / "one.pdf"), paper.pages_of(desk / "two.pdf")
    backs = [paper.back() for _ in range(5)]
    entries = imported(desk, "told.pdf", [*one, *backs, *two], "--form", "samtycke")
    assert set(entries) == {(1, 2), (8, 9)}
    assert not any(found(entry, "form-ambiguous") for entry in entries.values())
    entries = imported(desk, "wrong.pdf", [*two, *backs, *one], "--form", "orosanmalan")
    assert set(entries) == {(1, 2), (8, 9)}
    assert all(found(entry, "form-ambiguous") for entry in entries.values())
    assert {entry["form"] for entry in entries.values()} == {"samtycke"}
