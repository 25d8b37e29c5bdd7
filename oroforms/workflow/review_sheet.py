"""Making the review sheet: the queue, the pictures, the page, one submission after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from oroforms.casefile.opening import CaseFile
from oroforms.casefile.queries import Entry, waiting
from oroforms.errors import UsageError
from oroforms.library import Library
from oroforms.platforms import user_name
from oroforms.private_files import written
from oroforms.review.doubts import doubts_of
from oroforms.review.sheet import Item, Line, compose, form_title
from oroforms.workflow.review_pictures import Drawer, drawing
from oroforms.workflow.reviewing import review_of


def write_sheet(
    case_file: CaseFile, library: Library, path: Path, *, who: str | None = None
) -> int:
    """Write the review sheet as one HTML file, for the owner alone; how many submissions are on it.

    Raises
    ------
    UsageError
        When the file cannot be written.
    """
    with case_file.looking_over("review-sheet-written", who=who) as (connection, seen):
        entries = waiting(connection)
        for entry in entries:
            seen.submission(entry.id)
            seen.case(entry.case)
    lines = [Line(entry, _title(library, entry)) for entry in entries]
    with drawing(case_file) as drawer, written(path) as file:
        items = _items(case_file, library, entries, drawer)
        for piece in compose(lines, items, made=case_file.clock(), who=who or user_name()):
            file.write(piece.encode("utf-8", "xmlcharrefreplace"))
    return len(lines)


def _items(
    case_file: CaseFile, library: Library, entries: Sequence[Entry], drawer: Drawer
) -> Iterator[Item]:
    for entry in entries:
        with case_file.reading() as connection:
            seen = review_of(connection, library, entry.id)
        doubts = doubts_of(seen)
        pictures = drawer.pictures(seen, doubts)
        yield Item(seen, doubts, pictures.fields, pictures.pages, pictures.overview)


def _title(library: Library, entry: Entry) -> str:
    if entry.form is None:
        return form_title(None)
    try:
        return form_title(library.get(entry.form, entry.version).title)
    except UsageError:
        return form_title(None)
