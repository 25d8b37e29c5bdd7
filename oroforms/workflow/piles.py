"""Sharing a pile of scans out among the workers, and putting together what they say."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from oroforms.documents import Assessment
from oroforms.findings import finding
from oroforms.i18n import gettext as _
from oroforms.identify.sheaves import SeenPage, Sorting, sort_pages
from oroforms.library import Library
from oroforms.workflow.pool import Job, ReadingPool, failed
from oroforms.workflow.scans import (
    Pile,
    SeePages,
    judgements,
    not_read,
    patience_for,
    pictures_of,
    read_sheaf,
    strange_pages,
    tasks_of,
)
from oroforms.workflow.spill import Gathered, Spilled, gathered


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
    job: Job,
    pile: Pile,
    library: Library,
    told: Callable[[Step], None] = lambda _step: None,
) -> Gathered[Assessment]:
    """The judgements on everything in the pile that a job turned out to be, in page order.

    What cannot be told of some pages, or read of one form, costs those pages
    or that form and nothing else. ``told`` hears of every step.
    """
    reading = _Reading(pool, job, library, told)
    seen, failures = reading.see(pile)
    sorting = sort_pages(sorted(seen, key=lambda page: page.number))
    read, strange = reading.read(sorting)
    judged = judgements(sorting, read, strange, failures)
    many = len(sorting.sheaves) + len(sorting.strange)
    return gathered((replace(each, inks={}) for each in judged), many)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One pile being read."""

    pool: ReadingPool
    job: Job
    library: Library
    told: Callable[[Step], None]

    def see(self, pile: Pile) -> tuple[list[SeenPage], list[Assessment]]:
        """What the pages are, and the judgements on those that did harm."""
        seen: list[SeenPage] = []
        failures: list[Assessment] = []
        asked = deque((task.pages, self._ask(task, len(task.pages))) for task in tasks_of(pile))
        while asked:
            pages, job = asked.popleft()
            answer = self._answer(job)
            if isinstance(answer, Assessment) and len(pages) > 1:
                # One of them did harm: the others are told without it, after what waits already.
                alone = [SeePages(range(page, page + 1)) for page in pages]
                asked.extend((task.pages, self._ask(task, 1)) for task in alone)
                continue
            if isinstance(answer, Assessment):
                failures.append(replace(answer, pages=tuple(pages)))
            else:
                seen.extend(answer)
            done = len(seen) + len(failures)
            self.told(Step(self.job.path, done, pile.pages, reading=False))
        return seen, failures

    def read(
        self, sorting: Sorting
    ) -> tuple[Callable[[int], Assessment], Callable[[int], Assessment]]:
        """The judgements on the forms of a pile, and on the runs of its strange pages."""
        sheaves = sorting.sheaves
        # The longest first: else all workers but one may wait for it in the end.
        order = sorted(range(len(sheaves)), key=lambda at: -len(sheaves[at].pages))
        jobs = deque(
            self._ask(partial(read_sheaf, sheaves[at]), len(sheaves[at].pages)) for at in order
        )
        pictures = deque(
            [self._ask(task, len(task.pages)) for task in pictures_of(run)]
            for run in sorting.strange
        )
        read: Spilled[Assessment] = Spilled()
        places = {}
        for at in order:
            answer = self._answer(jobs.popleft())
            judged = answer if answer.pages else not_read(sheaves[at], answer, self.library)
            places[at] = read.append(judged)
            self.told(Step(self.job.path, len(read), len(sheaves), reading=True))
        strange = Spilled(
            strange_pages(run, self.library, self._shown(pictures.popleft()))
            for run in sorting.strange
        )
        return lambda at: read[places[at]], strange.__getitem__

    def _shown(self, jobs: Iterable[Job]) -> dict[str, bytes]:
        shown: dict[str, bytes] = {}
        for job in jobs:
            answer = self._answer(job)
            if isinstance(answer, dict):  # else the page is told without its picture
                shown |= answer
        return shown

    def _ask(self, task: Callable[..., Any], pages: int) -> Job:
        return self.pool.submit(self.job.path, self.job.sha256, task, patience_for(pages))

    def _answer(self, job: Job) -> Any:
        answer = self.pool.result(job)
        if answer is not None:
            return answer
        return failed(finding("file-unreadable", reason=_("it changed while it was read")))
