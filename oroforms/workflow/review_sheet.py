"""Making the review sheet: the queue, the pictures (in a worker, within limits), the page."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path

from pebble import ProcessPool

from oroforms.casefile.opening import CaseFile
from oroforms.casefile.queries import original, waiting
from oroforms.documents import Place, Status
from oroforms.library import Library
from oroforms.platforms import die_with_parent, limit_memory, process_start_method, user_name
from oroforms.private_files import written
from oroforms.review.crops import crops
from oroforms.review.queue import Review
from oroforms.review.sheet import Item, compose, doubts_of
from oroforms.workflow.reviewing import open_review

_SECONDS = 60.0
"""For all pictures of one document."""
_MEGABYTES = 1536


def write_sheet(
    case_file: CaseFile, library: Library, path: Path, *, who: str | None = None
) -> int:
    """Write the review sheet as one HTML file, for the owner alone; how many submissions are on it.

    Raises
    ------
    UsageError
        When the file cannot be written.
    """
    with case_file.reading() as connection:
        entries = waiting(connection)
    with _drawing() as pool:
        items = [_item(case_file, library, entry.id, pool) for entry in entries]
    page = compose(items, made=case_file.clock(), who=who or user_name())
    with written(path) as file:
        file.write(page.encode("utf-8", "xmlcharrefreplace"))
    return len(items)


@contextmanager
def _drawing() -> Iterator[ProcessPool]:
    context = multiprocessing.get_context(process_start_method())
    pool = ProcessPool(max_workers=1, initializer=_prepare_worker, context=context)
    try:
        yield pool
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def _prepare_worker() -> None:
    die_with_parent()
    limit_memory(_MEGABYTES)


def _item(case_file: CaseFile, library: Library, number: int, pool: ProcessPool) -> Item:
    seen = open_review(case_file, library, number)
    doubts = doubts_of(seen)
    if not _can_be_drawn(seen):
        return Item(seen, doubts)
    with case_file.reading() as connection:
        content = original(connection, number)
    places = {doubt.name: doubt.place for doubt in doubts if doubt.place is not None}
    drawn = _draw(pool, content, [Place(1), *places.values()])
    pictures = {name: png for name, png in zip(places, drawn[1:], strict=True) if png is not None}
    return Item(seen, doubts, pictures, drawn[0])


def _can_be_drawn(seen: Review) -> bool:
    """Whether it is a PDF that a reader has come through; a rejected file is not opened again."""
    if seen.entry.status is Status.REJECTED:
        return False
    readings = seen.view.readings.values()
    return any(r.place is not None and r.place.rect is not None for r in readings)


def _draw(pool: ProcessPool, content: bytes, places: list[Place]) -> tuple[bytes | None, ...]:
    future: Future[tuple[bytes | None, ...]] = pool.schedule(
        crops, args=(content, places), timeout=_SECONDS
    )
    try:
        return future.result()
    except Exception:  # noqa: BLE001 - without its pictures the sheet still has every reading
        return (None,) * len(places)
