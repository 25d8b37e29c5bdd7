"""Simulated piles: shuffled, turned, with gaps, strangers, backs and forms fed twice.

``OROFORMS_FUZZ=1`` takes the pile of 300 pages and 80 forms.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

from accuracy.piles import Plan, What, plan, write
from oroforms.cli.main import main

LONG = bool(os.environ.get("OROFORMS_FUZZ"))

Judged = tuple[Plan, list[dict[str, Any]]]


def imported(folder: Path) -> Judged:
    """A pile, and what the report of its import says."""
    made = plan(3) if LONG else plan(3, pages=11, forms=3, missing=1, foreign=1, twice=1)
    write(made, folder / "pile.pdf")
    words = ["--case-file", str(folder / "case.db"), "import", str(folder / "pile.pdf")]
    assert main([*words, "--report", str(folder / "report.json")]) == 6
    files: list[dict[str, Any]] = json.loads((folder / "report.json").read_text("utf-8"))["files"]
    return made, files


def pages(made: Plan, number: int, *, again: bool) -> list[int]:
    """Where the pages of one form lie in the file, in the form's order."""
    there = [
        (sheet.page, at)
        for at, sheet in enumerate(made.sheets, start=1)
        if sheet.what is What.FORM and sheet.form == number and sheet.again == again
    ]
    return [at for _page, at in sorted(there)]


def every_form_is_made_of_its_own_pages(pile: Judged) -> None:
    made, files = pile
    found = [(f"{f['form']}@{f['version']}", f["form_pages"]) for f in files if f["form"]]
    for number, form in enumerate(made.forms):
        if number not in made.twice:
            assert (form, pages(made, number, again=False)) in found
    taken = Counter(page for _form, where in found for page in where)
    assert max(taken.values()) == 1


def every_missing_page_is_named_and_no_other(pile: Judged) -> None:
    made, files = pile
    short = [f for f in files if any(g["code"] == "pages-missing" for g in f["findings"])]
    wanted = [pages(made, number, again=False) for number, _page in made.missing]
    wanted = [where for where in wanted if where]  # of a form of one page nothing is left
    assert sorted(f["form_pages"] for f in short) == sorted(wanted)


def forms_fed_twice_are_told(pile: Judged) -> None:
    made, files = pile
    told = {"copy-alike", "copy-unsure"}  # one paper never is two that differ
    copies = [f for f in files if told & {g["code"] for g in f["findings"]}]
    assert not any(g["code"] == "copy-differs" for f in files for g in f["findings"])
    mixed = {frozenset(f["form_pages"]) for f in copies}
    for number in made.twice:
        own = {*pages(made, number, again=False), *pages(made, number, again=True)}
        assert any(where <= own for where in mixed)
    assert 1 <= len(copies) <= 2 * len(made.twice)


def strangers_are_named_and_backs_are_dropped(pile: Judged) -> None:
    made, files = pile
    strange = sorted(page for f in files if not f["form"] for page in f["form_pages"])
    wanted = [at for at, s in enumerate(made.sheets, start=1) if s.what is What.FOREIGN]
    assert strange == wanted


def test_a_pile_comes_apart_with_every_oddity_named(tmp_path: Path) -> None:
    """One import for all: it takes most of a minute, and workers of a test run share nothing."""
    pile = imported(tmp_path)
    every_form_is_made_of_its_own_pages(pile)
    every_missing_page_is_named_and_no_other(pile)
    forms_fed_twice_are_told(pile)
    strangers_are_named_and_backs_are_dropped(pile)
