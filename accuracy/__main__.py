"""``python -m accuracy``: fill in, scan, read, and tell how it went."""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from accuracy import calibration, document, kept, report
from accuracy.conditions import ALL, BY_NAME
from accuracy.forms import CARELESS
from accuracy.kept import Run
from accuracy.progress import Progress
from accuracy.run import Job, Tally, jobs, run
from oroforms.readers.scan import thresholds

OUT = Path("out/accuracy")
PAGE = Path("docs/accuracy.md")
DEVELOPMENT_SEED = 1_000_000
"""Forms from here on are looked at while readers are worked on: no figure of them is kept."""
CALIBRATION_SEED = 50_000_000
"""Forms from here on fit the scales of confidence, and the thresholds."""
JUDGEMENT_SEED = 90_000_000
"""Forms from here on are judged, and nobody works on their misses."""
_CARELESS = 0.5
"""Share of people who tick anyhow while scales are fitted: odd marks are what they are for."""
_SAVED = 20
"""Forms after which what was read so far is put into a file."""
INTERRUPTED = 130


def main() -> int:
    """Run, print the report, and say by the exit code whether the targets were met."""
    told = _arguments()
    shutil.rmtree(told.misses, ignore_errors=True)
    runs = [kept.load(path) for path in told.add]
    made = _run(told)
    runs += [made] * (made.forms > 0)
    try:
        tally = kept.together(runs)
    except kept.OverlapError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    _keep_list(told.misses, tally)
    if not made.whole:
        sys.stdout.write(f"Stopped after {made.done} of {made.forms} forms.\n\n")
    wanted = report.targets(tally)
    tables = report.tables(tally)
    sys.stdout.write(f"{tables}\n{report.verdict(wanted)}\n")
    sys.stdout.write("".join(f"failed: {line}\n" for line in tally.failed))
    if not made.whole:
        return INTERRUPTED
    if told.calibrate:
        return _calibrated(told, runs, tally)
    if told.keep:
        document.write(PAGE, tables, wanted, readings=tally.readings, runs=runs)
    return 1 if any(target.met is False for target in wanted) else 0


def _run(told: argparse.Namespace) -> Run:
    """Read the forms; what is done when somebody ends it is kept and reported."""
    work = _jobs(told)
    progress, tally, done = Progress(len(work), sys.stderr), Tally(), 0

    def so_far() -> Run:
        return Run(_command(told), _seed(told), len(work), done, progress.seconds, tally)

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    parts = run(work, told.processes)
    try:
        for part in parts:
            tally.add(part)
            done += 1
            progress.tell(done, tally.readings)
            if done % _SAVED == 0:
                kept.save(told.tally, so_far())
    except KeyboardInterrupt:
        sys.stderr.write("\n")
    finally:
        parts.close()
    if work:
        kept.save(told.tally, so_far())
    return so_far()


def _jobs(told: argparse.Namespace) -> list[Job]:
    names = told.condition or [each.name for each in ALL]
    return jobs(
        _seed(told),
        told.forms,
        [BY_NAME[name] for name in names],
        each=told.each,
        form=told.form,
        misses=told.misses,
        texts=not told.no_texts,
        careless=_careless(told),
        unscaled=told.calibrate,
    )


def _calibrated(told: argparse.Namespace, runs: Sequence[Run], tally: Tally) -> int:
    """Fit the scales, and with ``--keep`` let readers have them from now on."""
    held = thresholds.loaded(thresholds.FILE)
    scales = calibration.fitted(tally.sure, " and ".join(map(str, runs)), held)
    sys.stdout.write("\n" + "\n".join(calibration.told(tally.sure, scales)) + "\n")
    if told.keep:
        calibration.write(thresholds.FILE, scales)
    return 0


def _seed(told: argparse.Namespace) -> int:
    if told.seed is not None:
        return int(told.seed)
    if told.calibrate:
        return CALIBRATION_SEED
    return JUDGEMENT_SEED if told.keep else DEVELOPMENT_SEED


def _careless(told: argparse.Namespace) -> float:
    usual = _CARELESS if told.calibrate else CARELESS
    return usual if told.careless is None else float(told.careless)


def _command(told: argparse.Namespace) -> str:
    """The command that does the same again."""
    said = ["python -m accuracy"]
    said += ["--calibrate"] * told.calibrate + ["--no-texts"] * told.no_texts
    said += [f"--seed {_seed(told)} --forms {told.forms} --each {told.each}"]
    said += [f"--form {told.form}"] if told.form else []
    said += [f"--condition {name!r}" for name in told.condition or []]
    said += [f"--careless {told.careless:g}"] if told.careless is not None else []
    return " ".join(said)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="accuracy", description=__doc__)
    parser.add_argument("--seed", type=int, help="the first form; development's unless told")
    parser.add_argument("--forms", type=int, default=230, help="how many; 0 with --add alone")
    parser.add_argument("--each", type=int, default=3, help="conditions a form is scanned in")
    parser.add_argument("--form", help="only this form, such as samtycke@2")
    parser.add_argument("--condition", action="append", choices=sorted(BY_NAME))
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--misses", type=Path, default=OUT / "misses")
    parser.add_argument("--careless", type=float, help="share of people who tick anyhow")
    parser.add_argument("--no-texts", action="store_true", help="ticks and signatures alone")
    parser.add_argument(
        "--tally",
        type=Path,
        default=OUT / "tally.json",
        help="where the counts go, also those of a run that is ended",
    )
    parser.add_argument(
        "--add", type=Path, action="append", default=[], help="counts of another range of forms"
    )
    parser.add_argument(
        "--keep",
        action="store_true",
        help="write the figures to docs/accuracy.md, or with --calibrate what readers go by",
    )
    parser.add_argument("--calibrate", action="store_true", help="fit scales and thresholds")
    return parser.parse_args()


def _keep_list(folder: Path, tally: Tally) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    listed = sorted(tally.misses, key=lambda line: (not line.startswith("wrong"), line))
    (folder / "list.tsv").write_text("\n".join(listed) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
