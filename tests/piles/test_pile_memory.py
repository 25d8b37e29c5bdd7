"""A pile of many forms: what is read of them does not gather in the memory of the import."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import paper
import pikepdf

from oroforms import blank_store
from oroforms.convert.stamp import stamp
from oroforms.documents import Identification, Readings
from oroforms.library import Library
from oroforms.pictures.blank import Blanks
from oroforms.render.issue import IssueMark
from oroforms.tokens import new_token
from oroforms.workflow.imports import import_paths
from oroforms.workflow.reading import DocumentReader

FORM = "samtycke-aterkallelse@1"
FORMS = 48
CROP = 1_000_000


class LargeLook:
    """What was read of a form: nothing, and a large picture to show."""

    loose = ()

    def __init__(self, pages: int) -> None:
        self.readings = Readings("scan", {}, pages, sure_from=0.0)

    def crops(self, _names: Iterable[str]) -> dict[str, bytes]:
        return {"page.1": bytes(CROP)}


class LargeScans:
    """A reader of scans that is done at once."""

    def __init__(self) -> None:
        self.blanks = Blanks(blank_store.pdf)

    def look(self, _file: Any, _definition: Any, told: Identification, *_: Any) -> LargeLook:
        return LargeLook(len(told.pages))


@dataclass(frozen=True)
class LargeReader(DocumentReader):
    """Reads forms of which there is much to show."""

    @cached_property
    def scan_reader(self) -> Any:
        return LargeScans()


def pile(path: Path) -> Path:
    """A scan of forms of one page, each with a token of its own."""
    reference = max(key for key in blank_store.references() if key.startswith(f"{FORM}-"))
    base, layout = blank_store.pdf(reference), blank_store.layout(reference)
    assert base
    assert layout
    pages = []
    for _number in range(FORMS):
        with pikepdf.open(io.BytesIO(base)) as form:
            stamp(form, IssueMark(reference, new_token()), layout.code)
            form.save(path)
        pages += paper.pages_of(path)
    path.write_bytes(paper.scanned(pages))
    return path


def test_the_pictures_of_all_forms_are_never_held_at_once(tmp_path: Path) -> None:
    scan, library = pile(tmp_path / "pile.pdf"), Library()
    seen = SimpleNamespace(results=0)

    def told(progress: Any) -> None:
        seen.results = progress.done

    tracemalloc.start()
    try:
        import_paths(
            [scan],
            library=library,
            case_file=tmp_path / "case.db",
            read=LargeReader(library),
            progress=told,
            jobs=1,
        )
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert seen.results == FORMS
    assert peak < FORMS * CROP / 2
