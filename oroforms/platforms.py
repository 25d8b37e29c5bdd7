"""The calls that differ between POSIX systems and Windows, and nothing else.

Municipal staff sit at Windows, the samples and servers run on Linux. Every
call that one of them lacks stands here with its fallback, so that no other
module asks which system it runs on.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import Any


def own_group() -> dict[str, Any]:
    """Keywords for :class:`subprocess.Popen` that give the child a process group of its own.

    Programs such as LibreOffice start helpers; only a group can be ended whole.
    """
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def end_group(process: subprocess.Popen[bytes]) -> None:
    """End a process that was started with :func:`own_group`, and all that it started.

    Does nothing when they have ended already. Waits for the process itself,
    so that no zombie and no open file of it is left.
    """
    if sys.platform == "win32":
        subprocess.run(
            ["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False
        )
    else:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    process.wait()
