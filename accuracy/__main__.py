"""``python -m accuracy``: fill in, scan, read, and tell how it went."""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from pathlib import Path

from accuracy import document, report
from accuracy.calibration import suggestions
from accuracy.conditions import ALL, BY_NAME
from accuracy.forms import CARELESS
from accuracy.run import Tally, jobs, run

OUT = Path("out/accuracy")
PAGE = Path("docs/accuracy.md")
DEVELOPMENT_SEED = 1_000_000
"""Forms from here on are looked at while readers are worked on: no figure of them is kept."""
CALIBRATION_SEED = 50_000_000
"""Forms from here on fit the thresholds."""
JUDGEMENT_SEED = 90_000_000
"""Forms from here on are judged, and nobody works on their misses."""


def main() -> int:
    """Run, print the report, and say by the exit code whether the targets were met."""
    told = _arguments()
    names = told.condition or [each.name for each in ALL]
    shutil.rmtree(told.misses, ignore_errors=True)
    work = jobs(
        _seed(told),
        told.forms,
        [BY_NAME[name] for name in names],
        each=told.each,
        form=told.form,
        misses=told.misses,
        texts=not told.no_texts,
        careless=0.5 if told.calibrate else told.careless,
    )
    started, tally = time.monotonic(), Tally()
    for done, part in enumerate(run(work, told.processes), start=1):
        tally.add(part)
        _progress(done, len(work), tally, started)
    sys.stderr.write("\n")
    _keep_list(told.misses, tally)
    seconds = time.monotonic() - started
    wanted = report.targets(tally)
    tables = report.tables(tally)
    sys.stdout.write(f"{tables}\n{report.verdict(wanted)}\n")
    sys.stdout.write("".join(f"failed: {line}\n" for line in tally.failed))
    if told.calibrate:
        sys.stdout.write("\n".join(suggestions(tally)) + "\n")
    if told.keep:
        said = " ".join(["python -m accuracy", *(f"--{k} {v}" for k, v in _told(told))])
        document.write(PAGE, tables, wanted, readings=tally.readings, command=said, seconds=seconds)
    return 0 if all(target.met for target in wanted) else 1


def _seed(told: argparse.Namespace) -> int:
    if told.seed is not None:
        return int(told.seed)
    if told.calibrate:
        return CALIBRATION_SEED
    return JUDGEMENT_SEED if told.keep else DEVELOPMENT_SEED


def _told(told: argparse.Namespace) -> list[tuple[str, object]]:
    return [("seed", _seed(told)), ("forms", told.forms), ("each", told.each)]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="accuracy", description=__doc__)
    parser.add_argument("--seed", type=int, help="the first form; development's unless told")
    parser.add_argument("--forms", type=int, default=230)
    parser.add_argument("--each", type=int, default=3, help="conditions a form is scanned in")
    parser.add_argument("--form", help="only this form, such as samtycke@2")
    parser.add_argument("--condition", action="append", choices=sorted(BY_NAME))
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--misses", type=Path, default=OUT / "misses")
    parser.add_argument(
        "--careless", type=float, default=CARELESS, help="share of people who tick anyhow"
    )
    parser.add_argument("--no-texts", action="store_true", help="ticks and signatures alone")
    parser.add_argument("--keep", action="store_true", help="write the figures to docs/accuracy.md")
    parser.add_argument("--calibrate", action="store_true", help="fit the thresholds")
    return parser.parse_args()


def _progress(done: int, all_: int, tally: Tally, started: float) -> None:
    seconds = time.monotonic() - started
    left = seconds / done * (all_ - done)
    sys.stderr.write(f"\r{done} of {all_} forms, {tally.readings} readings, {left:.0f} s left ")
    sys.stderr.flush()


def _keep_list(folder: Path, tally: Tally) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    listed = sorted(tally.misses, key=lambda line: (not line.startswith("wrong"), line))
    (folder / "list.tsv").write_text("\n".join(listed) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
