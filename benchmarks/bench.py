"""``make bench``: ratios measured in one run, written to ``benchmarks/README.md``.

Absolute times are noise on shared machines; every figure here is a ratio of
two times (or peaks) taken in the same run, alternating, the least of several
rounds on each side.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path

from benchmarks import corpus
from benchmarks.due import due
from benchmarks.figures import OROFORMS, ROOT, Figure, seconds
from benchmarks.scans import scans
from benchmarks.signing import signing

FILLABLE = ROOT / "samples" / "returned" / "anmalan-pdfjs.pdf"


def ratio(ours: Callable[[], float], theirs: Callable[[], float], rounds: int) -> float:
    """Least time of ours by least time of theirs, taken in turns after one warm-up each."""
    ours(), theirs()
    pairs = [(ours(), theirs()) for _ in range(rounds)]
    return min(a for a, _ in pairs) / min(b for _, b in pairs)


def import_seconds(folder: Path, jobs: int) -> float:
    """One import of a folder into a fresh case file."""
    with tempfile.TemporaryDirectory() as scratch:
        case_file = Path(scratch) / "case.db"
        return seconds([*OROFORMS, "--case-file", case_file, "import", folder, "--jobs", str(jobs)])


def warm_seconds(folder: Path, few: Path, jobs: int) -> float:
    """An import of the folder less one of a few of its files: what the files cost warm workers."""
    return import_seconds(folder, jobs) - import_seconds(few, jobs)


def plain_seconds(kind: str, folder: Path) -> float:
    """One run of the plain script over the same folder."""
    with tempfile.TemporaryDirectory() as scratch:
        return seconds(
            [sys.executable, "-m", "benchmarks.plain", kind, folder, Path(scratch) / "plain.db"]
        )


def peak_memory(folder: Path) -> float:
    """Peak resident memory of one import in MB: the parent's or a worker's, whichever is larger."""
    code = (
        "import resource, subprocess, sys;"
        "subprocess.run(sys.argv[1:], capture_output=True);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    with tempfile.TemporaryDirectory() as scratch:
        command = [
            *OROFORMS,
            "--case-file",
            f"{scratch}/case.db",
            "import",
            str(folder),
            "--jobs",
            "2",
        ]
        done = subprocess.run(
            [sys.executable, "-c", code, *command],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
        )
    unit = 1024 if resource.getpagesize() and sys.platform != "darwin" else 1024 * 1024
    return int(done.stdout) / unit


def filled_pdfs(answers: Path, count: int) -> float:
    """``count`` finished PDFs through one ``oroforms fill``."""
    with tempfile.TemporaryDirectory() as scratch:
        sources = []
        for number in range(count):
            source = Path(scratch) / f"{number:03d}.json"
            shutil.copy(answers, source)
            sources.append(source)
        return seconds(
            [*OROFORMS, "fill", "orosanmalan", *sources, "--out-dir", Path(scratch) / "out"]
        )


def office_starts(document: Path, count: int) -> float:
    """One LibreOffice start a document, ``count`` times."""
    with tempfile.TemporaryDirectory() as scratch:
        profile = f"-env:UserInstallation=file://{scratch}/profile"
        return sum(
            seconds(
                [
                    "soffice",
                    "--headless",
                    profile,
                    "--convert-to",
                    "pdf",
                    "--outdir",
                    scratch,
                    document,
                ]
            )
            for _ in range(count)
        )


def bare_click(scratch: Path) -> list[str | Path]:
    """A click program that does nothing, to hold our start-up against."""
    program = scratch / "bare.py"
    program.write_text("import click\n@click.group()\ndef main(): pass\nmain()\n")
    return [sys.executable, program, "--help"]


def figures(files: int, rounds: int) -> Iterable[Figure]:
    """All targets, one after the other."""
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        yield Figure(
            "`oroforms --help` / a bare click program",
            ratio(lambda: seconds([*OROFORMS, "--help"]), lambda: seconds(bare_click(scratch)), 10),
            1.6,
        )
        filled = scratch / "filled"
        sources = corpus.fillable(FILLABLE, filled, files)
        yield Figure(
            f"import of {files} fillable PDFs, stored / pypdf + Cerberus + sqlite3",
            ratio(
                lambda: import_seconds(filled, 1), lambda: plain_seconds("fillable", filled), rounds
            ),
            0.6,
        )
        printed = scratch / "printed"
        corpus.printed(sources[: max(files // 4, 8)], printed)
        yield Figure(
            f"import of {max(files // 4, 8)} printed PDFs, stored / pdfplumber's words alone",
            ratio(
                lambda: import_seconds(printed, 1),
                lambda: plain_seconds("printed", printed),
                rounds,
            ),
            1.3,
        )
        for kind, folder in (("fillable", filled), ("printed", printed)):
            few = scratch / f"few-{kind}"
            few.mkdir()
            for path in sorted(folder.iterdir())[:4]:
                shutil.copy(path, few)
            yield Figure(
                f"one worker / two workers, both warm, {kind}",
                ratio(
                    lambda folder=folder, few=few: warm_seconds(folder, few, 1),
                    lambda folder=folder, few=few: warm_seconds(folder, few, 2),
                    rounds,
                ),
                1.4 if kind == "fillable" else 1.7,
                at_most=False,
            )
        yield due()
        many = scratch / "many"
        corpus.fillable(FILLABLE, many, files * 10)
        yield Figure(
            f"peak memory, {files * 10} files / {files} files",
            peak_memory(many) / peak_memory(filled),
            1.2,
        )
        yield from rendering(scratch, count=max(files // 2, 10))
        yield from signing(scratch, count=max(files // 2, 10))
        yield from scans(scratch, pages=files * 5, rounds=rounds)


def rendering(scratch: Path, count: int) -> Iterable[Figure]:
    """Finished PDFs in a batch beside one LibreOffice start a document."""
    answers = scratch / "answers.json"
    document = scratch / "one.docx"
    seconds([*OROFORMS, "fill", "orosanmalan", FILLABLE, "-o", document])
    import json

    from samples.make.people import notification

    answers.write_text(json.dumps(notification()), encoding="utf-8")
    yield Figure(
        f"{count} filled PDFs / {count} LibreOffice starts",
        filled_pdfs(answers, count) / office_starts(document, count),
        0.35,
    )


def machine() -> str:
    """The machine and the versions that the figures were taken with."""
    packages = ("pikepdf", "pypdfium2", "pdfplumber", "pypdf", "cerberus", "click", "sqlalchemy")
    packages += ("pyHanko", "cryptography", "opencv-python-headless", "zxing-cpp", "numpy")
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    office = subprocess.run(
        ["soffice", "--version"], capture_output=True, text=True, check=True
    ).stdout.split()
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, LibreOffice {office[1]}; {versions}"
    )


def main() -> None:
    """Measure, print as it goes, and keep the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=200, help="fillable files (200)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds a figure (3)")
    parser.add_argument("--keep", action="store_true", help="write benchmarks/README.md")
    options = parser.parse_args()
    rows = []
    for figure in figures(options.files, options.rounds):
        print(figure.row, flush=True)
        rows.append(figure.row)
    if options.keep:
        head = (ROOT / "benchmarks" / "head.md").read_text(encoding="utf-8")
        table = "\n".join(["| what | ratio | target | |", "| --- | --- | --- | --- |", *rows])
        (ROOT / "benchmarks" / "README.md").write_text(
            f"{head}\n{machine()}.\n\n{table}\n", encoding="utf-8"
        )


if __name__ == "__main__":
    main()
