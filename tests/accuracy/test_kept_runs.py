"""Runs of the harness in files: merged, and told of while they go on."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from accuracy import kept
from accuracy.kept import OverlapError, Run
from accuracy.progress import Progress
from accuracy.run import Sure, Tally


def a_run(seed: int, forms: int = 10, done: int = 10) -> Run:
    tally = Tally(off={"clean": [0.1]}, sure=[Sure("tick", 0.5, True, False)], misses=["a\tb"])
    tally.fields["clean", "ticks", "queued"] += 3
    tally.choices["clean", "queued"] += 1
    return Run(f"python -m accuracy --seed {seed}", seed, forms, done, 1.5, tally)


def test_a_run_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    run = a_run(7, done=4)
    kept.save(tmp_path / "some" / "tally.json", run)
    assert kept.load(tmp_path / "some" / "tally.json") == run
    assert not run.whole
    assert str(run) == "python -m accuracy --seed 7 (ended after 4 forms)"
    assert [path.name for path in (tmp_path / "some").iterdir()] == ["tally.json"]


def test_runs_are_added_up() -> None:
    tally = kept.together([a_run(20), a_run(10)])
    assert tally.readings == 6
    assert tally.off == {"clean": [0.1, 0.1]}
    assert len(tally.sure) == 2


def test_forms_are_not_counted_twice() -> None:
    with pytest.raises(OverlapError):
        kept.together([a_run(10), a_run(19)])


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_a_line_at_a_terminal_and_few_lines_elsewhere() -> None:
    plain, shown = io.StringIO(), Terminal()
    for to in (plain, shown):
        progress = Progress(200, to)
        for done in range(1, 201):
            progress.tell(done, done * 7)
    lines = plain.getvalue().splitlines()
    assert 9 <= len(lines) <= 12
    assert lines[-1].startswith("200 of 200 forms, 1400 readings")
    assert "\r" not in plain.getvalue()
    assert shown.getvalue().count("\n") == 1
    assert shown.getvalue().count("\r") == 200
