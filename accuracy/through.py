"""The same judgement through the front door: files into ``oroforms import``, its report back.

``python -m accuracy.through`` writes each form's scans as a scanner's PDF,
imports the folder into a case file of its own, and compares every slot of the
report with what stands on the form.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from accuracy.codings import BITONAL, CONTONE, coded, write_pdf
from accuracy.conditions import BY_NAME, Condition
from accuracy.forms import FilledForm, filled
from accuracy.outcomes import Outcome, Row, is_right, plain, row_of
from accuracy.scanner import scan
from accuracy.truth import Kind, Truth

Ends = Counter[tuple[str, str]]
"""Row and outcome."""


def scanned(form: FilledForm, condition: Condition, seed: int, path: Path) -> None:
    """Scan a form into one PDF, each page in a coding of its own."""
    random = np.random.default_rng([20261122, seed])
    pages = []
    for page in form.pages:
        taken = scan(page, condition, seed + page.number)
        codings = BITONAL if taken.bitonal else CONTONE
        pages.append(coded(taken, codings[int(random.integers(len(codings)))]))
    write_pdf(pages, path)


def imported(folder: Path, work: Path) -> dict[str, Any]:
    """The report of ``oroforms import`` over a folder, by file name."""
    report = work / "report.json"
    command = [sys.executable, "-m", "oroforms", "--case-file", str(work / "cases.sqlite")]
    done = subprocess.run(
        [*command, "import", str(folder), "--report", str(report)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in (0, 6):
        raise RuntimeError(f"import ended with {done.returncode}: {done.stderr[-2000:]}")
    said = json.loads(report.read_text(encoding="utf-8"))
    return {Path(each["path"]).name: each for each in said["files"]}


def judged(form: FilledForm, entry: Mapping[str, Any]) -> Iterator[tuple[Row, Outcome, str]]:
    """Each slot (of a signature each part) with its end, and a line for the list of misses."""
    doubted = {
        finding["field"]
        for finding in entry["findings"]
        if finding["severity"] == "error" and finding.get("field")
    }
    fields = entry.get("fields", {})
    for slot in form.definition.slots:
        truths = [truth for truth in form.truths if truth.slot == slot.name]
        ticks = [truth for truth in truths if truth.kind is Kind.TICK]
        if ticks:
            name = slot.name
            right = name in fields and _ticked(ticks) == _codes(ticks[0], fields[name]["raw"])
            yield _end(Row.TICK, name, right, fields, doubted)
            continue
        for truth in truths:
            right = truth.part in fields and _same(truth, fields[truth.part]["raw"])
            yield _end(row_of(truth), truth.part, right, fields, doubted)


def _end(
    row: Row, name: str, right: bool, fields: Mapping[str, Any], doubted: set[str]
) -> tuple[Row, Outcome, str]:
    parts = name.split(".")
    above = {".".join(parts[:end]) for end in range(1, len(parts) + 1)}
    if name not in fields or above & doubted:
        return row, Outcome.QUEUED, ""
    end = Outcome.RIGHT if right else Outcome.WRONG
    return row, end, "" if right else f"{name}: {fields[name]}"


def _ticked(ticks: list[Truth]) -> frozenset[str]:
    return frozenset(t.part.rpartition(".")[2] for t in ticks if t.ticked)


def _codes(like: Truth, raw: object) -> frozenset[str]:
    if like.type == "bool":
        return frozenset({like.part.rpartition(".")[2]} if raw is True else ())
    return frozenset(str(code) for code in raw) if isinstance(raw, list) else frozenset()


def _same(truth: Truth, raw: object) -> bool:
    if truth.kind is Kind.SIGNATURE:
        return is_right(truth, raw is True)
    return plain(truth, str(raw)) == plain(truth, truth.text)


def run(seed: int, forms: int, condition: Condition) -> tuple[Ends, list[str]]:
    """Fill in, scan, import and judge ``forms`` forms from a seed on."""
    ends: Ends = Counter()
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder, work = Path(name) / "in", Path(name) / "work"
        folder.mkdir()
        work.mkdir()
        for number in range(seed, seed + forms):
            scanned(filled(number), condition, number * 100, folder / f"{number}.pdf")
        report = imported(folder, work)
        for number in range(seed, seed + forms):
            for row, end, line in judged(filled(number), report[f"{number}.pdf"]):
                ends[row, end] += 1
                if line:
                    wrong.append(f"{number}: {line}")
    return ends, wrong


def main() -> int:
    """Print the outcomes; 1 when something was wrong and accepted."""
    parser = argparse.ArgumentParser(prog="accuracy.through", description=__doc__)
    parser.add_argument("--seed", type=int, default=3_000_000)
    parser.add_argument("--forms", type=int, default=12)
    parser.add_argument("--condition", choices=sorted(BY_NAME), default="ordinary")
    told = parser.parse_args()
    ends, wrong = run(told.seed, told.forms, BY_NAME[told.condition])
    for row in Row:
        counts = [ends[row, end] for end in (Outcome.RIGHT, Outcome.QUEUED, Outcome.WRONG)]
        if sum(counts):
            said = "{} right and accepted, {} queued, {} wrong and accepted".format(*counts)
            sys.stdout.write(f"{row}: {said}\n")
    sys.stdout.write("".join(f"wrong: {line}\n" for line in wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
