"""Importing files and folders: receive, read, match, store, report.

Every file is received (its bytes kept, with their SHA-256) before a worker
reads it. Readings are taken from the workers in the order of the files, so
that the same folder always comes to the same cases and numbers. This process
alone writes.
"""

from __future__ import annotations

import os
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from oroforms.casefile.kept_layouts import all_blanks, all_layouts
from oroforms.casefile.opening import CaseFile, default_location
from oroforms.casefile.originals import Receipt
from oroforms.contents import content_at, sha256_of
from oroforms.definition import Definition
from oroforms.documents import Assessment, Status
from oroforms.errors import ProgramMissing, UsageError
from oroforms.findings import finding
from oroforms.i18n import gettext as _
from oroforms.library import Library
from oroforms.platforms import user_name
from oroforms.report import FileResult, Report, Skipped, Spool
from oroforms.tools import tesseract
from oroforms.workflow.inbox import Found, find, printable
from oroforms.workflow.ledger import DryLedger, KeepingLedger, Ledger
from oroforms.workflow.piles import Step, read_pile
from oroforms.workflow.pool import Job, Limits, Read, ReadingPool, failed
from oroforms.workflow.scans import Pile, taken_apart, times_for_file
from oroforms.workflow.spill import Gathered

LARGEST_FILE = 480 * 1024 * 1024
"""Bytes; a larger file is not taken in (the databases hold it in one piece of 1 GB at most)."""
_LARGE = 512 * 1024
"""Bytes: a pile of more pages than one worker reads at once has more."""
_AHEAD = 64
"""Files that may be received and wait for a slow one before them in the order."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What is told after each file: it, how many are done of how many, and the counts so far."""

    result: FileResult
    done: int
    total: int
    counts: Counter[Status]


def import_paths(
    paths: Iterable[Path],
    *,
    library: Library,
    case_file: str | Path | None = None,
    form: str | None = None,
    jobs: int | None = None,
    dry_run: bool = False,
    report: Path | None = None,
    progress: Callable[[Progress], None] | None = None,
    pile_progress: Callable[[Step], None] | None = None,
    who: str | None = None,
    limits: Limits | None = None,
    read: Read | None = None,
) -> Report:
    """Import files and folders into a case file.

    Parameters
    ----------
    case_file
        Path or database URL; ``None`` is the default location.
    form
        ``FORM`` or ``FORM@VERSION`` where the user says which form the files are.
        Files that were imported before without their form being told are read again.
    jobs
        Worker processes; ``None`` is one a processor.
    report
        Where the JSON report goes.
    progress, pile_progress
        Hear of every result, and of every step within a pile of scans.
    read
        Reads and judges one file's bytes, in a worker; the default reads our forms.

    Raises
    ------
    UsageError
        When a path, the form or the address of the case file is wrong; nothing was imported.
    CaseFileError
        When the case file cannot be opened.
    """
    if form is not None:
        library.get(form)
    begun = time.monotonic()
    started = datetime.now(UTC).astimezone()
    entries = list(find(paths))
    files = [entry.path for entry in entries if isinstance(entry, Found)]
    with ExitStack() as stack:
        opened = stack.enter_context(_open(case_file, dry_run=dry_run))
        spool = stack.enter_context(Spool())
        ledger: Ledger = DryLedger(opened) if dry_run else KeepingLedger(opened, who or user_name())
        workers = _workers(jobs or os.cpu_count() or 1, files)
        reader = read or _our_reader(library, form, opened)
        pool = stack.enter_context(ReadingPool(reader, jobs=workers, limits=limits))
        run = _Import(library, ledger, pool, rereading=form is not None)
        run.told = pile_progress or run.told
        tally = _Tally(len(files), spool, progress)
        for result in run.results(files):
            tally.add(result)
        ledger.finish(tally.counts)
        outcome = Report(
            started,
            time.monotonic() - begun,
            {status: tally.counts[status] for status in Status},
            tuple(tally.acute),
            tuple(entry for entry in entries if isinstance(entry, Skipped)),
            dry_run,
        )
        if report is not None:
            spool.write(report, outcome)
        return outcome


def _workers(jobs: int, files: Sequence[Path]) -> int:
    """Workers that find something to do: one a file, but a large file may be a pile to share."""
    if len(files) >= jobs:
        return jobs
    return jobs if any(_is_large(path) for path in files) else max(1, len(files))


def _is_large(path: Path) -> bool:
    try:
        return path.stat().st_size > _LARGE
    except OSError:
        return False


def _our_reader(library: Library, form: str | None, case_file: CaseFile) -> Read:
    from oroforms.verify.anchors import load_anchors
    from oroforms.workflow.reading import DocumentReader

    with case_file.reading() as connection:
        return DocumentReader(
            library, form, all_layouts(connection), all_blanks(connection), load_anchors()
        )


def _open(where: str | Path | None, *, dry_run: bool) -> CaseFile:
    told = where if where is not None else default_location()
    if dry_run and "://" not in str(told) and not Path(told).expanduser().exists():
        return CaseFile.open("sqlite://")  # not even an empty case file is left behind
    return CaseFile.open(told)


@dataclass(slots=True)
class _Tally:
    """Counts results and passes them on."""

    total: int
    spool: Spool
    progress: Callable[[Progress], None] | None
    counts: Counter[Status] = field(default_factory=Counter)
    acute: list[FileResult] = field(default_factory=list)

    def add(self, result: FileResult) -> None:
        self.counts[result.status] += 1
        if result.acute:
            self.acute.append(_in_short(result))
        self.spool.add(result)
        done = self.counts.total()
        self.total = max(self.total, done)
        if self.progress is not None:
            self.progress(Progress(result, done, self.total, self.counts))


@dataclass(slots=True)
class _Waiting:
    """One file between its receipt and its result; without a job it needs no reading."""

    path: str
    receipt: Receipt | None = None
    job: Job | None = None
    refused: FileResult | None = None


@dataclass
class _Import:
    """One run: files in, results out in the same order."""

    library: Library
    ledger: Ledger
    pool: ReadingPool
    rereading: bool
    told: Callable[[Step], None] = lambda _step: None
    _under_way: set[str] = field(default_factory=set)

    def results(self, files: Iterable[Path]) -> Iterator[FileResult]:
        yield from self._in_order(self._take(path) for path in files)
        # What an import that was killed had received: nothing of it is lost.
        yield from self._in_order(
            _Waiting(path, receipt, self._read_kept(receipt))
            for receipt, path in self.ledger.unread()
        )

    def _in_order(self, taken: Iterable[_Waiting]) -> Iterator[FileResult]:
        waiting: deque[_Waiting] = deque()
        for item in taken:
            waiting.append(item)
            while waiting and (len(waiting) > _AHEAD or _is_ready(waiting[0])):
                yield from self._finish(waiting.popleft())
        while waiting:
            yield from self._finish(waiting.popleft())

    def _take(self, path: Path) -> _Waiting:
        shown = printable(path)
        try:
            size = path.stat().st_size
            if size > LARGEST_FILE:
                told = {"size": _megabytes(size), "limit": _megabytes(LARGEST_FILE)}
                found = finding("document-too-large", **told)
                return _Waiting(shown, refused=_refused(shown, failed(found, Status.REJECTED)))
            content = content_at(path)
            sha256 = sha256_of(content)
            receipt = self.ledger.receive(shown, sha256, content)
        except OSError as error:
            found = finding("file-unreadable", reason=error.strerror or type(error).__name__)
            return _Waiting(shown, refused=_refused(shown, failed(found, Status.REJECTED)))
        if sha256 in self._under_way or (receipt.read and not self._reads_again(receipt)):
            return _Waiting(shown, receipt)
        self._under_way.add(sha256)
        job = self.pool.submit(path, sha256, times=times_for_file(content))
        return _Waiting(shown, receipt, job)

    def _reads_again(self, receipt: Receipt) -> bool:
        if self.ledger.has_unread_texts(receipt):
            return self._recognises
        if not self.rereading:
            return False
        before = self.ledger.earlier(receipt)
        return before is not None and before.rereadable

    @cached_property
    def _recognises(self) -> bool:
        """Whether the program that reads typed texts in scans is there."""
        try:
            tesseract.find()
        except ProgramMissing:
            return False
        return True

    def _read_kept(self, receipt: Receipt) -> Job:
        """The job of reading what was taken in, be the file as it may."""
        path = self.pool.spooled(self.ledger.pieces(receipt), receipt.sha256)
        return self.pool.submit(path, receipt.sha256, times=times_for_file(content_at(path)))

    def _finish(self, item: _Waiting) -> Iterator[FileResult]:
        """The results of one file: one for each form in it."""
        if item.refused is not None:
            yield item.refused
            return
        assert item.receipt is not None  # noqa: S101
        if item.job is None:
            yield self._duplicate(item.path, item.receipt)
            return
        read = self._assessments(item.job, item.receipt)
        stored = self.ledger.store(item.receipt, item.path, read, self._definition)
        if stored is None:
            yield self._duplicate(item.path, item.receipt)
            return
        for each in stored:
            yield FileResult(
                item.path,
                each.assessment.status,
                item.receipt.sha256,
                each.assessment,
                each.submission,
                each.case,
            )

    def _assessments(self, job: Job, receipt: Receipt) -> Gathered[Assessment]:
        outcome = self.pool.result(job)
        if outcome is None:
            job = self._read_kept(receipt)
            outcome = self.pool.result(job)
        if isinstance(outcome, Assessment):
            # No worker survived it; of a scan only the page or the form that did harm is lost.
            apart = self.pool.result(self.pool.submit(job.path, job.sha256, taken_apart))
            outcome = apart if isinstance(apart, Pile) else outcome
        if isinstance(outcome, Pile):
            outcome = read_pile(self.pool, job, outcome, self.library, self.told)
        self.pool.release(job)
        if outcome is None:
            found = finding("file-unreadable", reason=_("it changed while it was read"))
            return [failed(found, Status.REJECTED)]
        return [outcome] if isinstance(outcome, Assessment) else outcome

    def _definition(self, assessment: Assessment) -> Definition | None:
        told = assessment.identification
        if told is None:
            return None
        try:
            return self.library.get(told.form, told.version)
        except UsageError:  # told by its reference, and of a version that is not here
            return None

    def _duplicate(self, path: str, receipt: Receipt) -> FileResult:
        before = self.ledger.earlier(receipt)
        return FileResult(
            path,
            Status.DUPLICATE,
            receipt.sha256,
            submission=None if before is None else before.submission,
            case=None if before is None else before.case,
        )


def _is_ready(item: _Waiting) -> bool:
    return item.job is None or item.job.future.done()


def _in_short(result: FileResult) -> FileResult:
    """The same without what was read, which many of them would fill the memory with."""
    judged = result.assessment or Assessment(result.status)
    short = Assessment(judged.status, findings=judged.findings, acute=judged.acute)
    return replace(result, assessment=short)


def _refused(path: str, assessment: Assessment) -> FileResult:
    return FileResult(path, assessment.status, assessment=assessment)


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.0f} MB"
