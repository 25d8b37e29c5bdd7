"""Sharing a pile of scans out among the workers, and putting together what they say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from oroforms.documents import Assessment
from oroforms.identify.sheaves import SeenPage, Sheaf, sort_pages
from oroforms.workflow.pool import Job, ReadingPool
from oroforms.workflow.scans import Pile, judgements, pictures_of, read_sheaf, tasks_of


def read_pile(pool: ReadingPool, path: Path, sha256: str, pile: Pile) -> tuple[Assessment, ...]:
    """The judgements on everything in a pile, in the order of its pages.

    What cannot be told of some pages, or read of one form, costs those pages
    or that form and nothing else.
    """

    def ask(task: Callable[..., Any]) -> Job:
        return pool.submit(path, sha256, task)

    seen: list[SeenPage] = []
    failures: list[Assessment] = []
    for pages, job in [(task.pages, ask(task)) for task in tasks_of(pile)]:
        answer = pool.result(job)
        if isinstance(answer, Assessment):
            failures.append(replace(answer, pages=tuple(pages)))
        else:
            seen.extend(answer or [SeenPage(page) for page in pages])
    sorting = sort_pages(seen)
    jobs = [ask(partial(read_sheaf, sheaf)) for sheaf in sorting.sheaves]
    pictures = [ask(task) for task in pictures_of(sorting)]
    read = [_of(sheaf, pool.result(job)) for sheaf, job in zip(sorting.sheaves, jobs, strict=True)]
    shown: dict[str, bytes] = {}
    for job in pictures:
        answer = pool.result(job)
        if isinstance(answer, dict):  # else the page is told without its picture
            shown |= answer
    return judgements(sorting, read, failures, shown)


def _of(sheaf: Sheaf, answer: Assessment) -> Assessment:
    """A form that could not be read is still the form on those pages."""
    return answer if answer.pages else replace(answer, pages=sheaf.numbers)
