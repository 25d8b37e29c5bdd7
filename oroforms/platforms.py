"""The calls that differ between POSIX systems and Windows, and nothing else.

Municipal staff sit at Windows, the samples and servers run on Linux. Every
call that one of them lacks stands here with its fallback, so that no other
module asks which system it runs on.
"""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

_groups: set[int] = set()
"""The process groups of the programs that run now, by the process that leads each."""


@contextmanager
def running(command: Sequence[str], **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A program in a process group of its own; what is left of the group ends with the block.

    Programs such as LibreOffice start helpers; only a group can be ended whole. ``options`` are
    those of :class:`subprocess.Popen`.

    Raises
    ------
    OSError
        When the program cannot be started.
    """
    process = subprocess.Popen(command, **options, **_own_group())
    _groups.add(process.pid)
    try:
        yield process
    finally:
        _end_group(process.pid)
        _groups.discard(process.pid)
        process.wait()  # so that no zombie and no open file of it is left


def _own_group() -> dict[str, Any]:
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def _end_group(leader: int) -> None:
    """End a program and all that it started, if they have not ended already."""
    if sys.platform == "win32":
        subprocess.run(
            ["taskkill", "/F", "/T", "/PID", str(leader)], capture_output=True, check=False
        )
    else:
        with suppress(ProcessLookupError):
            os.killpg(leader, signal.SIGKILL)


def end_programs_when_told() -> None:
    """Let this worker process end the programs it runs when it is told to end itself (SIGTERM).

    Groups of their own outlive it otherwise. On Windows a process is not asked before it ends.
    """

    def end(number: int, _frame: FrameType | None) -> None:
        for leader in tuple(_groups):
            _end_group(leader)
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    signal.signal(signal.SIGTERM, end)


def limit_memory(megabytes: int) -> None:
    """Let this process have no more memory than that; Python then raises ``MemoryError``.

    The limit is on address space, which is what a file built to do harm asks
    for; it cannot be raised again. Windows has no such call for a process
    itself, and only the time limit holds there.
    """
    if sys.platform == "win32":
        return
    import resource

    size = megabytes * 1024 * 1024
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        size = min(size, hard)
    resource.setrlimit(resource.RLIMIT_AS, (size, hard))


def limit_processor_time(seconds: float) -> None:
    """End this process after so much time of the processor from now; 0 takes the limit back.

    Unlike a limit on the clock's time it says nothing of a machine that is busy with other
    work. It ends a loop in a library, too, where Python's own signal handlers are never
    reached. Windows has no such timer.
    """
    if sys.platform == "win32":
        return
    import signal

    signal.setitimer(signal.ITIMER_PROF, seconds)


def keep_freed_memory(megabytes: int) -> None:
    """Let this process keep up to so much free memory for what it needs next.

    Work on pictures asks for some megabytes and frees them again thousands of times a page, and
    the system clears each page of memory that it hands out: a sixth of the time of reading a scan.
    Single blocks of half that size and more go back at once. Both are fixed, for the allocator of
    Linux raises its own bounds as it goes (mallopt(3), *dynamic mmap threshold*), and a process
    that reads one large picture after the other then grows by half.
    """
    if sys.platform != "linux":
        return
    import ctypes

    trim_threshold, mmap_threshold = -1, -3
    size = megabytes * 1024 * 1024
    with suppress(AttributeError):  # another C library, which has no such call
        library = ctypes.CDLL(None)
        library.mallopt(trim_threshold, size)
        library.mallopt(mmap_threshold, size // 2)


def die_with_parent() -> None:
    """Let this worker process be killed when the one that ordered it ends, however that ends.

    Else a worker that is caught in an endless file runs on for ever once
    nobody is left to stop it. The pipe that multiprocessing keeps to the
    parent tells. On Linux the kernel itself answers it, also while a library
    written in C holds the interpreter; elsewhere a thread watches it.
    """
    import multiprocessing

    parent = multiprocessing.parent_process()
    if parent is None:
        return
    if sys.platform == "linux":
        import fcntl

        pipe = parent.sentinel
        fcntl.fcntl(pipe, fcntl.F_SETSIG, signal.SIGKILL)
        fcntl.fcntl(pipe, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(pipe, fcntl.F_SETFL, fcntl.fcntl(pipe, fcntl.F_GETFL) | os.O_ASYNC)
        if not parent.is_alive():  # it ended just before
            os._exit(1)
    else:
        import threading

        def watch() -> None:
            parent.join()
            os._exit(1)

        threading.Thread(target=watch, daemon=True).start()


def process_start_method() -> str:
    """How worker processes are best started: ``forkserver`` where there is one.

    A worker forked from a small server that runs no threads starts in
    milliseconds and cannot inherit a lock that some thread of ours holds.
    """
    import multiprocessing

    return "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"


def user_name() -> str:
    """The account that runs this, as the operating system names it."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # no entry for the user id, as in some containers
        return f"uid {os.getuid()}" if sys.platform != "win32" else "?"


def is_private(folder: Path) -> bool:
    """Whether a folder is this user's, no link, and closed to everybody else.

    On Windows the folders of a user's profile are, and nothing more can be asked.
    """
    if sys.platform == "win32":
        return True
    there = os.lstat(folder)
    mine = there.st_uid == os.getuid()
    return stat.S_ISDIR(there.st_mode) and mine and not there.st_mode & 0o077
