"""``python -m conformance.run``: every document before every judge, and a page of results."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent / "tests"))

from conformance import documents, exceptions, judges, negatives, results
from conformance.documents import Document
from oroforms.pki.demo import Demo
from oroforms.pki.service import demonstrating

BASE = "short"
"""Which writing the documents with signatures that must not hold are made from."""
SIGNED = ("short", "long", "alphabets")
"""Which writings are signed."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that was said in one run."""

    documents: Sequence[Document]
    broken: Sequence[str]
    excused: Counter[str]
    """How often each named exception was needed, by the pattern of what is said."""
    negatives: Sequence[negatives.Answers]
    complaints: Sequence[str]

    @property
    def failures(self) -> tuple[str, ...]:
        """What must not be; empty is the bar."""
        return (*self.broken, *self.complaints)


def tell(text: str) -> None:
    """One line on what happens."""
    print(f"{time.strftime('%H:%M:%S')}  {text}", file=sys.stderr, flush=True)


class Steps:
    """Shows on a terminal how far a judge has come."""

    def __init__(self, what: str, number: int) -> None:
        tell(f"{what}: {number} files")
        self._done = 0

    def __call__(self) -> None:
        """One thing more was judged."""
        self._done += 1
        if sys.stderr.isatty():
            print(f"  {self._done}", end="\r", file=sys.stderr, flush=True)


def make(folder: Path, authority: Demo) -> Iterator[Document]:
    """Every form and letter, blank and filled in, unsigned and signed."""
    for definition in documents.definitions():
        if documents.is_form(definition):
            tell(f"blank {definition.id}")
            yield from documents.blanks(definition, folder)
        for archive in ("3b", "2b"):
            tell(f"fill {definition.id} --archive {archive}")
            finished = list(documents.finished(definition, folder, archive))
            yield from finished
            tell(f"sign {definition.id} --archive {archive}")
            for document in finished:
                writing = document.what.removeprefix("finished, ")
                if archive == "3b" and writing in SIGNED:
                    yield from documents.signed(document, documents.ONCE, authority)
                    yield from documents.signed(document, documents.TWICE, authority)
                elif archive == "2b" and writing == BASE:
                    yield from documents.signed(document, documents.SHORT, authority)


def judge(made: Sequence[Document], trust: negatives.Trust) -> Iterator[str]:
    """What is not in order, a line each."""
    for flavour in sorted({flavour for document in made for flavour in document.flavours}):
        files = [document.path for document in made if flavour in document.flavours]
        steps = Steps(f"veraPDF {flavour}", len(files))
        for path, rules in judges.vera(flavour, files, steps).items():
            if rules:
                yield f"{path.name}: {flavour} {' '.join(rules)}"
    tell(f"qpdf: {len(made)} files")
    for document in made:
        if said := judges.qpdf(document.path):
            yield f"{document.path.name}: qpdf {said[0]}"
    yield from _signatures([document for document in made if document.signatures], trust)


def _signatures(signed: Sequence[Document], trust: negatives.Trust) -> Iterator[str]:
    paths = [document.path for document in signed]
    steps = Steps("DSS, pdfsig", len(signed))
    by_dss = judges.dss(paths, trust.anchors, trust.lists, steps)
    for document in signed:
        name = document.path.name
        wanted = "PAdES-BASELINE-" + document.what.partition("-b-")[2].upper()
        for policy, answers in by_dss[document.path].items():
            if len(answers) != document.signatures:
                yield f"{name}: DSS finds {len(answers)} signatures"
            for number, answer in enumerate(answers, start=1):
                which = f"{name}: DSS ({policy}), signature {number} of {len(answers)}"
                if not answer.passed:
                    yield f"{which}: {answer.indication} {answer.reason} {answer.errors}"
                if answer.level != wanted:
                    yield f"{which}: {answer.level} in place of {wanted}"
        found = judges.pdfsig(document.path)
        if found != ("Signature is Valid.",) * document.signatures:
            yield f"{name}: pdfsig {found}"


def whole(folder: Path) -> Outcome:
    """The whole run, in a folder that is empty."""
    with demonstrating(folder / "authority") as authority:
        trust = negatives.Trust.of(authority, folder)
        made = list(make(folder, authority))
        said = list(judge(made, trust))
        base = next(d for d in made if d.what == f"finished, {BASE}").path.read_bytes()
        tell(f"signatures that must not hold: {len(negatives.names())} files")
        (folder / "negatives").mkdir()
        paths = negatives.make(base, authority, folder / "negatives", negatives.names())
        answers = list(negatives.judged(paths, trust))
    broken, excused = exceptions.sifted(said)
    unneeded = exceptions.unneeded(excused)
    return Outcome(
        made, [*broken, *unneeded], excused, answers, list(negatives.complaints(answers))
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run all, write the page of results, and end with 1 where anything is not in order."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, help="an empty folder for the documents")
    options = parser.parse_args(arguments)
    if absent := judges.missing():
        sys.exit(f"not installed: {', '.join(absent)}. Run sh setup/conformance.sh")
    started = time.monotonic()
    with _folder(options.keep) as folder:
        outcome = whole(folder)
    page = results.page(outcome, time.monotonic() - started)
    results.PAGE.write_text(page, encoding="utf-8")
    for line in _shown(outcome):
        print(line)
    return 1 if outcome.failures else 0


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    """A new folder: one that stays, or one that goes."""
    if keep is not None:
        keep.mkdir(parents=True)
        yield keep
        return
    with tempfile.TemporaryDirectory(prefix="conformance-") as name:
        yield Path(name)


def _shown(outcome: Outcome) -> Iterable[str]:
    yield from results.table(outcome)
    for failure in outcome.failures:
        yield f"FAIL  {failure}"
    counted = (outcome.documents, outcome.negatives, outcome.failures)
    yield "{} documents, {} that must not hold, {} failures".format(*map(len, counted))


if __name__ == "__main__":
    sys.exit(main())
