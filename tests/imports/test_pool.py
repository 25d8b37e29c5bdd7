"""Worker processes: what a file may cost, and what a worker that dies leaves behind."""

from __future__ import annotations

import hashlib
import os
import signal
import time
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from plain_reader import PlainReader, document

from oroforms.documents import Status
from oroforms.workflow.pool import Job, Limits, ReadingPool


def submit(pool: ReadingPool, folder: Path, name: str, **keys: Any) -> Job:
    content = document(**keys)
    (folder / name).write_bytes(content)
    return pool.submit(folder / name, hashlib.sha256(content).hexdigest())


def status(pool: ReadingPool, job: Job) -> Status:
    assessment = pool.result(job)
    assert assessment is not None
    return assessment.status


def test_a_worker_that_dies_between_two_files_is_replaced(tmp_path: Path):
    with ReadingPool(PlainReader(), jobs=1) as pool:
        told = tmp_path / "pid"
        first = submit(pool, tmp_path, "a", values={}, tell_pid=str(told))
        assert status(pool, first) is Status.IMPORTED
        os.kill(int(told.read_text()), signal.SIGKILL)
        time.sleep(0.5)  # until the pool has noticed
        jobs = [submit(pool, tmp_path, f"b{n}", values={}, nr=n) for n in range(5)]
        assert [status(pool, job) for job in jobs] == [Status.IMPORTED] * 5


def test_files_under_way_when_a_worker_dies_are_given_to_another(tmp_path: Path):
    with ReadingPool(PlainReader(), jobs=2) as pool:
        jobs = [submit(pool, tmp_path, f"a{n}", values={}, nr=n, sleep=0.1) for n in range(6)]
        jobs.insert(3, submit(pool, tmp_path, "kill", kill="SIGKILL"))
        found = [status(pool, job) for job in jobs]
    assert found[3] is Status.REJECTED
    assert found[:3] + found[4:] == [Status.IMPORTED] * 6


def test_what_is_not_what_was_received_is_not_read(tmp_path: Path):
    (tmp_path / "a").write_bytes(b"changed")
    with ReadingPool(PlainReader(), jobs=1) as pool:
        assert pool.result(pool.submit(tmp_path / "a", "0" * 64)) is None
        assert pool.result(pool.submit(tmp_path / "gone", "0" * 64)) is None


def test_bytes_without_a_file_leave_none_behind(tmp_path: Path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    content = document(values={"concern": "x"})
    with ReadingPool(PlainReader(), jobs=1) as pool:
        sha256 = hashlib.sha256(content).hexdigest()
        path = pool.spooled([content[:5], content[5:]], sha256)
        job = pool.submit(path, sha256)
        assert pool.result(job).values == {"concern": "x"}
        pool.release(job)
        assert not path.exists()
    assert list(tmp_path.iterdir()) == []


def test_the_time_limit_is_a_files_own_not_that_of_its_wait(tmp_path: Path):
    with ReadingPool(PlainReader(), jobs=1, limits=Limits(seconds=5)) as pool:
        jobs = [submit(pool, tmp_path, f"a{n}", values={}, nr=n, sleep=1.5) for n in range(5)]
        assert [status(pool, job) for job in jobs] == [Status.IMPORTED] * 5


def test_a_file_that_the_pool_has_lost_is_read_by_another(tmp_path: Path, monkeypatch):
    monkeypatch.setattr("oroforms.workflow.pool._SLACK", 1.0)
    with ReadingPool(PlainReader(), jobs=1, limits=Limits(seconds=2)) as pool:
        jobs = [submit(pool, tmp_path, f"a{n}", values={}, nr=n) for n in range(3)]
        jobs[0].future = Future()  # nobody will ever answer
        jobs[2].future = Future()
        assert [status(pool, job) for job in jobs] == [Status.IMPORTED] * 3


def test_a_file_that_is_lost_again_and_again_waits_for_a_person(tmp_path: Path, monkeypatch):
    monkeypatch.setattr("oroforms.workflow.pool._SLACK", 0.2)
    monkeypatch.setattr(ReadingPool, "_schedule", lambda *_: Future())
    with ReadingPool(PlainReader(), jobs=1, limits=Limits(seconds=0.2)) as pool:
        job = submit(pool, tmp_path, "a", values={})
        assert status(pool, job) is Status.NEEDS_REVIEW


def test_what_a_file_may_cost_is_told_when_it_is_opened(tmp_path: Path):
    with ReadingPool(PlainReader(), jobs=1, limits=Limits(seconds=100)) as pool:
        begun = time.monotonic()
        loop = submit(pool, tmp_path, "a", loop=True, allow=0.003)
        good = submit(pool, tmp_path, "b", values={}, allow=0.003)
        late = submit(pool, tmp_path, "c", values={}, sleep=0.5)
        answer = pool.result(loop)
        assert [found.code for found in answer.findings] == ["document-time-limit"]
        assert [status(pool, job) for job in (good, late)] == [Status.IMPORTED] * 2
        assert time.monotonic() - begun < 60
