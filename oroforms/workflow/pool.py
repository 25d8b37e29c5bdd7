"""Reading files in worker processes, each file within limits of time and memory.

What came in may be built to do harm: a loop without end, a bomb that unpacks
to gigabytes, a file that crashes a parser written in C. Such a file costs
its own reading and nothing else. Workers never see the case file.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import signal
import tempfile
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, TypeAlias

from pebble import ProcessExpired, ProcessPool

from oroforms.documents import Assessment, Status
from oroforms.findings import Finding, finding
from oroforms.i18n import gettext as _
from oroforms.platforms import (
    die_with_parent,
    limit_memory,
    limit_processor_time,
    process_start_method,
)

Read: TypeAlias = Callable[[bytes], Any]
"""Reads and judges the bytes of one file. Runs in a worker, so it must be picklable."""
Task: TypeAlias = Callable[[Any, bytes], Any]
"""What to do with the bytes of a file, by what the workers read with. Must be picklable, too."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost."""

    seconds: float = 60.0
    megabytes: int = 1536
    """Address space of a worker, the libraries included (about 400 MB)."""


_FILES_A_WORKER = 400
"""After so many files a worker is replaced, so that what a library leaks stays small."""
_SLACK = 90.0
"""Seconds beyond its own limit after which a file that is next in line is taken to be lost:
a worker that was killed while it held Pebble's lock stalls the pool, and Pebble waits 60."""
_TRIES = 2
"""How often a file is given to a worker when the pool itself broke down around it."""


def read_whole(read: Read, content: bytes) -> Any:
    """The usual task: the whole file, read at once."""
    return read(content)


@dataclass(slots=True)
class Job:
    """One file under way."""

    path: Path
    sha256: str
    pool: ProcessPool
    """The pool that has it; one that broke down is replaced by another."""
    future: Future[Any]
    task: Task
    seconds: float
    """What it may take."""
    tries: int = 1


class ReadingPool:
    """Worker processes that read files.

    ``with ReadingPool(read, jobs=2) as pool: pool.result(pool.submit(path, sha256))``
    """

    def __init__(
        self,
        read: Read,
        *,
        jobs: int,
        limits: Limits | None = None,
    ) -> None:
        self._read = read
        self._jobs = jobs
        self._limits = limits or Limits()
        self._context = multiprocessing.get_context(process_start_method())
        self._pool = self._start()
        self._spool: tempfile.TemporaryDirectory[str] | None = None

    def _start(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self._jobs,
            max_tasks=_FILES_A_WORKER,
            initializer=_prepare_worker,
            initargs=(self._read, self._limits),
            context=self._context,
        )

    def submit(self, path: Path, sha256: str, task: Task = read_whole, times: float = 1.0) -> Job:
        """Have something done with a file, if it still holds the bytes of that SHA-256.

        It may take ``times`` the usual limit: reading pictures takes its time.
        """
        if not self._pool.active:
            self._replace_pool()
        seconds = self._limits.seconds * times
        future = self._schedule(path, sha256, task, seconds)
        return Job(path, sha256, self._pool, future, task, seconds)

    def submit_bytes(self, content: bytes, sha256: str, times: float = 1.0) -> Job:
        """Have bytes read for which there is no file (any more)."""
        if self._spool is None:
            self._spool = tempfile.TemporaryDirectory(prefix="oroforms-")  # 0700
        path = Path(self._spool.name) / sha256
        path.write_bytes(content)
        return self.submit(path, sha256, times=times)

    def _schedule(self, path: Path, sha256: str, task: Task, seconds: float) -> Future[Any]:
        # The path goes through the pipe, not the bytes: a worker at its memory
        # limit must fail in the reading, where the failure has a file's name.
        future: Future[Any] = self._pool.schedule(
            _do, args=(str(path), sha256, task), timeout=seconds
        )
        return future

    def result(self, job: Job) -> Any:
        """Wait for what was asked; what failed is an assessment that says how.

        Ask in the order of submission. ``None`` when the file no longer holds
        the bytes that were received.
        """
        try:
            assessment = self._wait(job)
        except TimeoutError:
            limit = f"{job.seconds:g}"
            assessment = failed(finding("document-time-limit", seconds=limit), Status.REJECTED)
        except MemoryError:
            assessment = self._out_of_memory()
        except BrokenProcessPool:
            assessment = failed(finding("reader-fault", reason=_("the reading process ended")))
        except ProcessExpired as error:
            assessment = self._crashed(error.exitcode)
        except Exception as error:  # noqa: BLE001 - a fault in reading one file never stops a batch
            assessment = failed(finding("reader-fault", reason=_where(error)))
        if self._spool is not None and job.path.parent == Path(self._spool.name):
            job.path.unlink(missing_ok=True)
        return assessment

    def _wait(self, job: Job) -> Any:
        """The reading; a job whose pool broke down around it is given to another pool."""
        while True:
            given_up = job.pool is not self._pool and not job.future.done()
            try:
                if not given_up:
                    return job.future.result(job.seconds + _SLACK)
            except TimeoutError:
                if job.future.done():  # its own time limit, told by the pool
                    raise
            except BrokenProcessPool:
                if job.tries >= _TRIES:
                    raise
            if job.tries >= _TRIES:
                raise BrokenProcessPool
            if job.pool is self._pool:
                self._replace_pool()
            job.pool, job.tries = self._pool, job.tries + 1
            job.future = self._schedule(job.path, job.sha256, job.task, job.seconds)

    def _replace_pool(self) -> None:
        # Pebble gives a pool up when a worker dies between two files.
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()
        self._pool = self._start()

    def _crashed(self, exitcode: int) -> Assessment:
        if -exitcode == signal.SIGKILL:  # the system's own answer to lack of memory
            return self._out_of_memory()
        if -exitcode == getattr(signal, "SIGPROF", None):  # see allow()
            limit = f"{self._limits.seconds:g}"
            return failed(finding("document-time-limit", seconds=limit), Status.REJECTED)
        reason = _("it brought down the program that reads it ({how})").format(how=_how(exitcode))
        return failed(finding("document-damaged", reason=reason), Status.REJECTED)

    def _out_of_memory(self) -> Assessment:
        limit = self._limits.megabytes
        return failed(finding("document-memory-limit", megabytes=limit), Status.REJECTED)

    def __enter__(self) -> ReadingPool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()
        if self._spool is not None:
            self._spool.cleanup()


def failed(found: Finding, status: Status = Status.NEEDS_REVIEW) -> Assessment:
    """The assessment of a file that could not be read: by its own fault, or (review) by ours."""
    return Assessment(status, findings=(found,))


def _how(exitcode: int) -> str:
    try:
        return signal.Signals(-exitcode).name
    except ValueError:
        return str(exitcode)


def _where(error: BaseException) -> str:
    """Kind and place of a fault. Its text may quote the document and is left out."""
    lines = [
        line.strip()
        for line in str(getattr(error, "traceback", "")).splitlines()
        if line.lstrip().startswith("File ")
    ]
    place = ""
    if lines:
        file, _comma, rest = lines[-1].removeprefix("File ").partition(", ")
        place = f" in {Path(file.strip(chr(34))).name}, {rest}"
    return f"{type(error).__name__}{place}"


_reading: dict[str, Any] = {}
"""What a worker reads with; set once when it starts."""


def _prepare_worker(read: Read, limits: Limits) -> None:
    die_with_parent()
    limit_memory(limits.megabytes)
    _reading.update(read=read, seconds=limits.seconds)


def allow(times: float) -> None:
    """From now on what is being read may take ``times`` the usual limit, of the processor's time.

    The limit that a file was given before it was opened is that of a file of many pages; so
    no single page of it costs as much. Outside of a worker nothing is limited.
    """
    if "seconds" in _reading:
        limit_processor_time(times * _reading["seconds"])


def _do(path: str, sha256: str, task: Task) -> Any:
    content = _content(path, sha256)
    if content is None:
        return None
    try:
        return task(_reading["read"], content)
    finally:
        limit_processor_time(0)


def _content(path: str, sha256: str) -> bytes | None:
    """The bytes of a file, if they still are those that were received.

    The last file is kept: the tasks of a pile all ask for the same one.
    """
    if _reading.get("sha256") == sha256:
        kept: bytes = _reading["content"]
        return kept
    try:
        content = Path(path).read_bytes()
    except OSError:
        return None
    if hashlib.sha256(content).hexdigest() != sha256:
        return None
    _reading.update(sha256=sha256, content=content)
    return content
