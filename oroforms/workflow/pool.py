"""Reading files in worker processes, each file within limits of time and memory.

What came in may be built to do harm: a loop without end, a bomb that unpacks
to gigabytes, a file that crashes a parser written in C. Such a file costs
its own reading and nothing else. Workers never see the case file.
"""

from __future__ import annotations

import multiprocessing
import signal
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, TypeAlias

from pebble import ProcessExpired, ProcessPool

from oroforms.contents import Content, content_at, sha256_of
from oroforms.documents import Assessment, Status
from oroforms.findings import Finding, finding
from oroforms.i18n import gettext as _
from oroforms.platforms import (
    die_with_parent,
    end_programs_when_told,
    limit_memory,
    limit_processor_time,
    process_start_method,
)

Read: TypeAlias = Callable[[Content], Any]
"""Reads and judges the bytes of one file. Runs in a worker, so it must be picklable."""
Task: TypeAlias = Callable[[Any, Content], Any]
"""What to do with the bytes of a file, by what the workers read with. Must be picklable, too."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost."""

    seconds: float = 60.0
    megabytes: int = 2048
    """Address space of a worker: the libraries take about 450 MB of it, a scan of six pages 700,
    the letters that were drawn to compare typed texts with some 400."""


_FILES_A_WORKER = 400
"""After so many files a worker is replaced, so that what a library leaks stays small."""
_SLACK = 90.0
"""Seconds beyond its own limit after which a file that is next in line is taken to be lost:
a worker that was killed while it held Pebble's lock stalls the pool, and Pebble waits 60."""
_TRIES = 2
"""How often a file is given to a worker when the pool itself broke down around it."""


def read_whole(read: Read, content: Content) -> Any:
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
        # What workers write for a while lies here, too: it is gone however a worker ends.
        self._folder = tempfile.TemporaryDirectory(  # 0700
            prefix="oroforms-", ignore_cleanup_errors=True
        )
        self._pool = self._start()

    def _start(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self._jobs,
            max_tasks=_FILES_A_WORKER,
            initializer=_prepare_worker,
            initargs=(self._read, self._limits, self._folder.name),
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

    def spooled(self, pieces: Iterable[bytes], sha256: str) -> Path:
        """A file for bytes that have none (any more), to be read from until :meth:`release`."""
        path = Path(self._folder.name) / sha256
        with path.open("wb") as file:
            file.writelines(pieces)
        return path

    def release(self, job: Job) -> None:
        """Let go of the file of a job, if it was :meth:`spooled`; the user's own files stay."""
        if job.path.parent == Path(self._folder.name):
            job.path.unlink(missing_ok=True)

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
        self._folder.cleanup()


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


def _prepare_worker(read: Read, limits: Limits, folder: str) -> None:
    die_with_parent()
    end_programs_when_told()
    tempfile.tempdir = folder
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
    held = _held(Path(path), sha256)
    if held is None:
        return None
    try:
        outcome = task(_reading["read"], held.content)
    except Exception:
        if not held.still_there():  # no wonder
            return None
        raise
    finally:
        limit_processor_time(0)
    return outcome if held.still_there() else None


@dataclass(frozen=True, slots=True)
class _Held:
    """A file whose bytes were seen to be those that were received."""

    path: Path
    sha256: str
    content: Content
    state: tuple[int, ...]
    """By which one can tell that nobody has written to it since."""

    def still_there(self) -> bool:
        """Whether its bytes still are the same."""
        return isinstance(self.content, bytes) or _state(self.path) == self.state


def _held(path: Path, sha256: str) -> _Held | None:
    """A file, if it still holds the bytes that were received.

    The last one is kept: the tasks of a pile all ask for the same one.
    """
    last: _Held | None = _reading.get("held")
    if last is not None and (last.path, last.sha256) == (path, sha256) and last.still_there():
        return last
    _reading.pop("held", None)
    try:
        state = _state(path)
        content = content_at(path)
        if sha256_of(content) != sha256:
            return None
    except OSError:
        return None
    held = _Held(path, sha256, content, state)
    _reading["held"] = held
    return held


def _state(path: Path) -> tuple[int, ...]:
    try:
        told = path.stat()
    except OSError:
        return ()
    return told.st_dev, told.st_ino, told.st_size, told.st_mtime_ns
