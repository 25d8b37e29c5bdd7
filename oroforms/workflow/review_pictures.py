"""Pictures of what is in doubt: the crops kept of a scan, else drawn from the document.

Drawing is done in a worker process within limits: the document was made by
somebody else. A document that cannot be drawn costs its pictures only.
"""

from __future__ import annotations

import multiprocessing
import re
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pebble import ProcessPool

from oroforms.casefile.kept_crops import crops_of
from oroforms.casefile.opening import CaseFile
from oroforms.casefile.queries import original
from oroforms.documents import Place, Status, is_page, page_name
from oroforms.platforms import die_with_parent, limit_memory, process_start_method
from oroforms.private_files import own_temporary_folder, private_folder, written
from oroforms.review.crops import crops
from oroforms.review.doubts import Doubt, doubts_of, slot_name
from oroforms.review.queue import Review

_SECONDS = 60.0
"""For all pictures of one document."""
_MEGABYTES = 1536


@dataclass(frozen=True, slots=True)
class Pictures:
    """PNGs of one submission."""

    fields: Mapping[str, bytes] = field(default_factory=dict)
    """By the name of the field: all that are in doubt, and of scans also what was decided."""
    pages: Mapping[int, bytes] = field(default_factory=dict)
    """By their number in the file: pages that were not read."""
    overview: bytes | None = None
    """The first page, small."""


def kept(case_file: CaseFile, seen: Review, doubts: Iterable[Doubt]) -> Pictures:
    """The pictures that were made when a scan came in."""
    if not seen.view.crops:
        return Pictures()
    with case_file.reading() as connection:
        stored = crops_of(connection, seen.entry.id)
    fields = {name: png for name, png in stored.items() if not is_page(name)}
    for doubt in doubts:
        picture = stored.get(slot_name(seen, doubt.name) or doubt.name)
        if picture is not None:
            fields[doubt.name] = picture
    pages = {int(name.partition(".")[2]): png for name, png in stored.items() if is_page(name)}
    return Pictures(fields, dict(sorted(pages.items())))


@dataclass(slots=True)
class Drawer:
    """Draws places of documents in a worker of its own, which starts with the first of them."""

    case_file: CaseFile
    _pool: ProcessPool | None = None

    def pictures(self, seen: Review, doubts: Iterable[Doubt]) -> Pictures:
        """The kept pictures, with what they lack drawn."""
        doubts = tuple(doubts)
        found = kept(self.case_file, seen, doubts)
        places = {
            doubt.name: doubt.place
            for doubt in doubts
            if doubt.place is not None and doubt.name not in found.fields
        }
        # Of a pile the first page is another form's, and a scan is drawn too slowly for a glance.
        overview = not seen.view.crops
        if not _can_be_drawn(seen) or not (places or overview):
            return found
        with self.case_file.reading() as connection:
            content = original(connection, seen.entry.id)
        wanted = [Place(1), *places.values()] if overview else list(places.values())
        drawn = list(self._draw(content, wanted))
        first = drawn.pop(0) if overview else None
        more = {n: png for n, png in zip(places, drawn, strict=True) if png is not None}
        return Pictures({**found.fields, **more}, found.pages, first)

    def _draw(self, content: bytes, places: list[Place]) -> tuple[bytes | None, ...]:
        if self._pool is None:
            context = multiprocessing.get_context(process_start_method())
            self._pool = ProcessPool(max_workers=1, initializer=_prepare_worker, context=context)
        future: Future[tuple[bytes | None, ...]] = self._pool.schedule(
            crops, args=(content, places), timeout=_SECONDS
        )
        try:
            return future.result()
        except Exception:  # noqa: BLE001 - without its pictures every reading is there all the same
            return (None,) * len(places)

    def close(self) -> None:
        """End the worker."""
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()


@contextmanager
def drawing(case_file: CaseFile) -> Iterator[Drawer]:
    """A drawer for as long as it is needed."""
    drawer = Drawer(case_file)
    try:
        yield drawer
    finally:
        drawer.close()


def _prepare_worker() -> None:
    die_with_parent()
    limit_memory(_MEGABYTES)


def _can_be_drawn(seen: Review) -> bool:
    """Whether it is a PDF that a reader has come through; a rejected file is not opened again."""
    if seen.entry.status is Status.REJECTED:
        return False
    readings = seen.view.readings.values()
    return any(r.place is not None and r.place.rect is not None for r in readings)


def picture_files(case_file: CaseFile, seen: Review, folder: Path | None) -> dict[str, Path]:
    """Write the pictures of a submission as files; their paths, by field and ``page.N``.

    Without a folder those kept of a scan go into the user's temporary folder, in place of what
    lay there of the submission.

    Raises
    ------
    UsageError
        When the folder cannot be made, or is not the user's own.
    """
    doubts = doubts_of(seen)
    if folder is not None:
        with drawing(case_file) as drawer:
            pictures = drawer.pictures(seen, doubts)
    else:
        pictures = kept(case_file, seen, doubts)
    named = {**pictures.fields, **{page_name(page): png for page, png in pictures.pages.items()}}
    if not named:
        return {}
    if folder is None:
        folder = own_temporary_folder() / str(seen.entry.id)
        private_folder(folder)
        for old in folder.glob("*.png"):
            old.unlink()
    else:
        private_folder(folder)
    return {name: _write(png, folder / _file_name(name)) for name, png in named.items()}


def _file_name(name: str) -> str:
    """A field's name is the document's where it is not one of ours, and may hold anything."""
    return re.sub(r"[^\w.-]", "_", name) + ".png"


def _write(png: bytes, path: Path) -> Path:
    with written(path) as file:
        file.write(png)
    return path
