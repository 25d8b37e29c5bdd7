"""A PostgreSQL server of our own for the tests, in a temporary folder, gone when they end."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_FAST = "-c fsync=off -c full_page_writes=off -c max_connections=40 -c shared_buffers=16MB"


def _program(name: str) -> str:
    """A program of the server; Debian keeps them out of the path."""
    found = shutil.which(name)
    if found is not None:
        return found
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    if not places:
        raise RuntimeError(f"{name} was not found: install postgresql (setup/testing.sh does)")
    return str(places[-1])


def _account() -> pwd.struct_passwd | None:
    """The account to run the server as: PostgreSQL refuses to run as root."""
    return pwd.getpwnam("postgres") if os.geteuid() == 0 else None


@contextmanager
def server() -> Iterator[str]:
    """A running server; yields the folder of its socket, which is all one connects by."""
    account = _account()
    who = {} if account is None else {"user": account.pw_uid, "group": account.pw_gid}
    folder = Path(tempfile.mkdtemp(prefix="oroforms-pg-", dir="/tmp"))
    data = folder / "data"
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid)

    control = (_program("pg_ctl"), "-D", str(data), "-w")

    def run(*command: str) -> None:
        subprocess.run(command, check=True, capture_output=True, cwd=folder, timeout=120, **who)

    try:
        run(_program("initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8")
        options = f"-c listen_addresses='' -k {folder} {_FAST}"
        # The log goes to a file: a pipe would be held open by the server itself.
        run(
            _program("pg_ctl"),
            "-D",
            str(data),
            "-l",
            str(folder / "log"),
            "-o",
            options,
            "-w",
            "start",
        )
        try:
            yield str(folder)
        finally:
            run(*control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def address(folder: str, database: str = "postgres") -> str:
    """The database URL of one database on the server."""
    return f"postgresql://postgres@/{database}?host={folder}"
