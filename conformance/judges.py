"""The judges, each a program of others: what they say of many files."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
JARS = ROOT / ".setup" / "conformance"
Done = Callable[[], None]
"""Called when one thing more was judged."""
_AT_ONCE = 60
"""Files that one call of veraPDF is given; one Java machine judges them all."""


class JudgeMissingError(Exception):
    """A judge is not installed: ``sh setup/conformance.sh`` brings all of them."""


@dataclass(frozen=True, slots=True)
class DssAnswer:
    """What DSS says of one signature."""

    indication: str
    reason: str
    level: str
    errors: str
    warnings: str

    @property
    def passed(self) -> bool:
        """Whether it holds in every respect."""
        return self.indication == "TOTAL_PASSED"


def vera(
    flavour: str, files: Sequence[Path], done: Done | None = None
) -> dict[Path, tuple[str, ...]]:
    """The rules of a PDF/A or PDF/UA flavour that each file breaks, as ``clause-test``."""
    found: dict[Path, tuple[str, ...]] = {}
    for start in range(0, len(files), _AT_ONCE):
        chunk = files[start : start + _AT_ONCE]
        said = _java(
            "org.verapdf.apps.GreenfieldCliWrapper",
            *("-f", flavour, "--format", "text", "-v", *map(str, chunk)),
            done=done,
        )
        found |= _vera_answers(said)
        missing = [path for path in chunk if path not in found]
        if missing:
            raise RuntimeError(f"veraPDF said nothing of {missing[0]}:\n{said[-2000:]}")
    return found


def _vera_answers(said: str) -> dict[Path, tuple[str, ...]]:
    """One line a file, and one indented line a rule that it breaks."""
    found: dict[Path, tuple[str, ...]] = {}
    current = None
    for line in said.splitlines():
        word, _space, rest = line.partition(" ")
        if word in ("PASS", "FAIL", "ERROR"):
            current = Path(rest.rsplit(" ", 1)[0])
            found[current] = () if word == "PASS" else ("not read",) if word == "ERROR" else ()
        elif line.startswith("  FAIL") and current is not None:
            found[current] = (*found[current], line.split()[1])
    return found


def dss(
    files: Sequence[Path], anchors: Path, lists: Path, done: Done | None = None
) -> dict[Path, Mapping[str, tuple[DssAnswer, ...]]]:
    """By policy (``default``, ``strict``), what DSS says of each signature of each file.

    ``anchors`` and ``lists`` are folders of certificates to trust and of lists
    of revoked certificates (DER). A file in which DSS finds no signature has
    one answer of the indication ``NO_SIGNATURE``.
    """
    source = ROOT / "conformance" / "java" / "Dss.java"
    said = _java(str(source), str(anchors), str(lists), *map(str, files), done=done)
    found: dict[Path, dict[str, tuple[DssAnswer, ...]]] = {}
    for line in said.splitlines():
        path, policy, _number, *parts = line.split("\t")
        answers = found.setdefault(Path(path), {})
        answers[policy] = (*answers.get(policy, ()), DssAnswer(*parts))
    return dict(found)


def pdfsig(path: Path) -> tuple[str, ...]:
    """What poppler says of each signature, without a view on its certificate."""
    done = _run(["pdfsig", "-nocert", str(path)])
    lines = [line.strip(" -") for line in done.stdout.splitlines()]
    mark = "Signature Validation: "
    return tuple(line.removeprefix(mark) for line in lines if line.startswith(mark))


def qpdf(path: Path) -> tuple[str, ...]:
    """The errors and warnings of ``qpdf --check``."""
    done = _run(["qpdf", "--check", str(path)])
    if done.returncode == 0:
        return ()
    said = [line for line in done.stderr.splitlines() if line.strip()]
    return tuple(said) or (f"exit code {done.returncode}",)


@cache
def versions() -> Mapping[str, str]:
    """The version of each judge."""
    return {
        "veraPDF": _jar_version("greenfield-apps"),
        "DSS": _jar_version("dss-validation"),
        "Java": _first_line(["java", "-version"]).split('"')[1],
        "poppler (pdfsig)": _first_line(["pdfsig", "-v"]).rsplit(" ", 1)[1],
        "qpdf": _first_line(["qpdf", "--version"]).rsplit(" ", 1)[1],
    }


def missing() -> tuple[str, ...]:
    """The judges that are not installed."""
    names = [name for name in ("java", "pdfsig", "qpdf") if shutil.which(name) is None]
    return tuple(names) if (JARS / ".complete").is_file() else (*names, "veraPDF", "DSS")


def _jar_version(name: str) -> str:
    (jar,) = JARS.glob(f"{name}-[0-9]*.jar")
    return jar.stem.removeprefix(f"{name}-")


def _first_line(command: list[str]) -> str:
    done = _run(command)
    return (done.stdout + done.stderr).splitlines()[0]


def _java(*words: str, done: Done | None = None) -> str:
    """What a Java program writes; ``done`` is told of each line as it comes."""
    if absent := missing():
        raise JudgeMissingError(f"{', '.join(absent)}: run sh setup/conformance.sh")
    # Two machines beside each other must not each take all cores for their housekeeping.
    command = ["java", "-XX:+UseSerialGC", "-Dfile.encoding=UTF-8", "-cp", f"{JARS}/*", *words]
    said = []
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=complaints,
            encoding="utf-8",
            errors="replace",
        ) as process,
    ):
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line)
            if done is not None and not line.startswith(" "):
                done()
        process.wait()
        complaints.seek(0)
        told = complaints.read().decode(errors="replace")
    # veraPDF ends with 1 where a file breaks a rule.
    if process.returncode not in (0, 1) or "Exception in thread" in told:
        raise RuntimeError(f"{words[0]} failed ({process.returncode}):\n{told[-2000:]}")
    return "".join(said)


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        stdin=subprocess.DEVNULL,
    )
