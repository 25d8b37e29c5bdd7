"""Sharing a pile of scans out among the workers, and putting together what they say."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from oroforms.documents import Assessment
from oroforms.identify.sheaves import SeenPage, sort_pages
from oroforms.library import Library
from oroforms.workflow.pool import Job, ReadingPool
from oroforms.workflow.scans import (
    Pile,
    SeePages,
    judgements,
    not_read,
    pictures_of,
    read_sheaf,
    tasks_of,
    times_for,
)


@dataclass(frozen=True, slots=True)
class Step:
    """How far a pile is: so many of its pages told, then so many of its forms read."""

    path: Path
    done: int
    total: int
    reading: bool
    """Whether it is forms that are counted."""


def read_pile(
    pool: ReadingPool,
    path: Path,
    sha256: str,
    pile: Pile,
    library: Library,
    told: Callable[[Step], None] = lambda _step: None,
) -> tuple[Assessment, ...]:
    """The judgements on everything in a pile, in the order of its pages.

    What cannot be told of some pages, or read of one form, costs those pages
    or that form and nothing else. ``told`` hears of every step.
    """

    def ask(task: Callable[..., Any], pages: int) -> Job:
        return pool.submit(path, sha256, task, times_for(pages))

    seen: list[SeenPage] = []
    failures: list[Assessment] = []
    asked = deque((task.pages, ask(task, len(task.pages))) for task in tasks_of(pile))
    while asked:
        pages, job = asked.popleft()
        answer = pool.result(job)
        if isinstance(answer, Assessment) and len(pages) > 1:
            # One of them did harm: the others are told without it, after what waits already.
            alone = [SeePages(range(page, page + 1)) for page in pages]
            asked.extend((task.pages, ask(task, 1)) for task in alone)
            continue
        told(Step(path, len(seen) + len(pages), pile.pages, reading=False))
        if isinstance(answer, Assessment):
            failures.append(replace(answer, pages=tuple(pages)))
        else:
            seen.extend(answer or [SeenPage(page) for page in pages])
    sorting = sort_pages(sorted(seen, key=lambda page: page.number))
    jobs = [ask(partial(read_sheaf, sheaf), len(sheaf.pages)) for sheaf in sorting.sheaves]
    pictures = [ask(task, len(task.pages)) for task in pictures_of(sorting)]
    read = []
    for sheaf, job in zip(sorting.sheaves, jobs, strict=True):
        answer = pool.result(job)
        read.append(answer if answer.pages else not_read(sheaf, answer, library))
        told(Step(path, len(read), len(jobs), reading=True))
    shown: dict[str, bytes] = {}
    for job in pictures:
        answer = pool.result(job)
        if isinstance(answer, dict):  # else the page is told without its picture
            shown |= answer
    return judgements(sorting, read, library, failures, shown)
