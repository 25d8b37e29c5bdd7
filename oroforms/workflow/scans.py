"""Scans and piles: from pictures of pages to the judgements on the forms among them.

A file of few pages is read by one worker. A pile is shared out: first its
pages are told, some at a time, then each form among them is read. Either way
a form is read from its own pages only, wherever in the file they lie.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING, TypeAlias

from oroforms.contents import Content, head_of
from oroforms.definition import Definition
from oroforms.documents import Assessment, Format, Identification, Status, page_name
from oroforms.errors import UnreadableDocument, UsageError
from oroforms.findings import Finding, finding
from oroforms.i18n import set_language
from oroforms.identify.sheaves import SeenPage, Sheaf, Sorting, sort_pages
from oroforms.library import Library
from oroforms.readers.guard import format_of
from oroforms.workflow.copies import Likeness, compared, in_doubt
from oroforms.workflow.judging import judged, rejected
from oroforms.workflow.pool import allow

if TYPE_CHECKING:
    from oroforms.pictures.files import PictureFile
    from oroforms.workflow.reading import DocumentReader

SMALL = 8
"""Pages that one worker reads at once: to share out so few costs more than it saves."""
_PAGES_A_TASK = 6
_TIMES_A_PAGE = 0.5
"""Of the usual limit of time, what each page of pictures may take beside it."""


def times_for(pages: int) -> float:
    """How many times the usual limit so many pages of pictures may take."""
    return 1 + _TIMES_A_PAGE * pages


def patience_for(pages: int) -> float:
    """How many times the usual limit so many pages may take by the clock.

    What they may take of the processor's time is limited page by page and form by form, where
    they are read; the clock also runs while a busy machine does other work.
    """
    return _BUSY * times_for(pages)


_BUSY = 5.0


def times_for_file(content: Content) -> float:
    """How many times the usual limit a file may take that may be a small scan, by the clock."""
    try:
        return patience_for(SMALL) if _may_be_scan(content) else 1.0
    except UnreadableDocument:  # which the worker that reads it will say, too
        return 1.0


def _may_be_scan(content: Content) -> bool:
    if not isinstance(content, bytes):
        # It is not looked through; what is so large is hardly large for anything but pictures.
        with suppress(UnreadableDocument):  # which is said of the whole file, by who reads it
            return format_of(head_of(content, _HEAD)) in (Format.IMAGE, Format.PDF)
        return False
    format_ = format_of(content)
    # The dictionary of a picture never lies in a compressed part of a PDF (ISO 32000-1, 7.5.7).
    return format_ is Format.IMAGE or (format_ is Format.PDF and b"/Image" in content)


_HEAD = 2048
"""Bytes by which the container of a file is told."""


@dataclass(frozen=True, slots=True)
class Pile:
    """What a worker answers of a file that is better shared out."""

    pages: int
    apart: bool = False
    """Whether each page is told by itself, since one of them does harm."""


Outcome: TypeAlias = "tuple[Assessment, ...] | Pile"
"""What reading one file comes to."""


def is_scan(content: Content) -> bool:
    """Whether a file's pages are pictures; told before any library of pictures is imported."""
    if not _may_be_scan(content):
        return False
    from oroforms.pictures.files import is_pictured

    return is_pictured(content)


def take(content: Content, reader: DocumentReader) -> Outcome:
    """The judgements on all forms of a file of pictures; of a large one only its size.

    Raises
    ------
    UnreadableDocument
        When the file is damaged beyond reading.
    """
    with _opened(content) as file:
        if len(file) > SMALL:
            return Pile(len(file))
        sorting = sort_pages(_see(range(1, len(file) + 1), reader, file))
        read = [_read(sheaf, reader, file) for sheaf in sorting.sheaves]
        strange = [
            strange_pages(run, reader.library, _show(to_show(run), file)) for run in sorting.strange
        ]
    return tuple(judgements(sorting, read.__getitem__, strange.__getitem__))


def _opened(content: Content) -> closing[PictureFile]:
    from oroforms.pictures.files import KeptPages, open_pictures

    return closing(KeptPages(open_pictures(content)))


def _see(pages: Iterable[int], reader: DocumentReader, file: PictureFile) -> tuple[SeenPage, ...]:
    """What each of some pages of a file is. A damaged page costs itself and no other."""
    from oroforms.identify.scans import see_page

    seen = []
    for page in pages:
        allow(1)
        try:
            taken = file.page(page)
        except UnreadableDocument as error:
            seen.append(SeenPage(page, damaged=str(error)))
        else:
            seen.append(see_page(taken, reader.kept_layouts, reader.scan_reader.blanks))
    return tuple(seen)


def _show(pages: Iterable[int], file: PictureFile) -> dict[str, bytes]:
    """Pictures of whole pages of a file, by their names, for a person's eye."""
    from oroforms.readers.scan.crops import page_picture

    return {page_name(page): page_picture(file.page(page).grey) for page in pages}


def read_sheaf(sheaf: Sheaf, reader: DocumentReader, content: Content) -> Assessment:
    """The judgement on one form among the pages of a file."""
    set_language(reader.language)
    with _opened(content) as file:
        return _read(sheaf, reader, file)


def _read(sheaf: Sheaf, reader: DocumentReader, file: PictureFile) -> Assessment:
    allow(times_for(len(sheaf.pages)))
    identification = _identification(sheaf)
    try:
        definition = reader.library.get(identification.form, identification.version)
    except UsageError:
        said = f"{identification.form}@{identification.version}"
        unknown = finding("form-version-unknown", reference=said)
        found = (*sheaf.findings, unknown)
        return Assessment(
            Status.NEEDS_REVIEW,
            findings=found,
            acute=may_be_acute_form(reader.library, identification.form),
            pages=sheaf.numbers,
            crops=_show(sheaf.numbers, file),
        )
    try:
        look = reader.scan_reader.look(
            file, definition, identification, reader.layout(identification), sheaf.codes
        )
    except UnreadableDocument as error:
        return replace(
            rejected(error),
            identification=identification,
            acute=definition.matching.acute is not None,
            pages=sheaf.numbers,
        )
    found = (*sheaf.findings, *_told_otherwise(reader, definition))
    today = date.today()  # noqa: DTZ011 - local day
    assessment = judged(definition, identification, look.readings, found, today)
    wanted = {*in_doubt(assessment.findings), *_held_against_the_case(definition, identification)}
    crops = look.crops(wanted) | _show(look.loose, file)
    inks = look.inks() if sheaf.copies > 1 else {}
    return replace(assessment, pages=sheaf.numbers, crops=crops, inks=inks)


def _held_against_the_case(definition: Definition, identification: Identification) -> Iterator[str]:
    """Fields that the case file may yet doubt: who it is about, and what it was issued with.

    By then the pages are out of sight.
    """
    matching = definition.matching
    yield from filter(None, (matching.child_name, matching.child_identity, matching.reference))
    if identification.token is not None:
        yield from (slot.name for slot in definition.slots if slot.field.prefilled)


def not_read(sheaf: Sheaf, failure: Assessment, library: Library) -> Assessment:
    """The judgement on a form whose reading failed: it is on those pages all the same."""
    return Assessment(
        Status.NEEDS_REVIEW,
        _identification(sheaf),
        findings=(*sheaf.findings, *failure.findings),
        acute=may_be_acute_form(library, sheaf.pages[0].form),
        pages=sheaf.numbers,
    )


def _identification(sheaf: Sheaf) -> Identification:
    first = sheaf.pages[0]
    expected = max((page.count or 0 for page in sheaf.pages), default=0) or len(sheaf.pages)
    return Identification(
        first.form,
        first.version,
        "reference",
        min(1.0, len(sheaf.pages) / expected),
        first.template_hash,
        first.token,
        sheaf.pages,
        sheaf.findings,
    )


def _told_otherwise(reader: DocumentReader, definition: Definition) -> tuple[Finding, ...]:
    """The finding that the user named another form than the pages do."""
    if reader.told is None:
        return ()
    told = reader.library.get(reader.told)
    version_differs = "@" in reader.told and told.version != definition.version
    if told.form == definition.form and not version_differs:
        return ()
    return (finding("form-ambiguous", first=told.id, second=definition.id),)


@dataclass(frozen=True, slots=True)
class SeePages:
    """The task of telling some pages of a pile."""

    pages: range

    def __call__(self, reader: DocumentReader, content: Content) -> tuple[SeenPage, ...]:
        """What they are."""
        set_language(reader.language)
        with _opened(content) as file:
            return _see(self.pages, reader, file)


def tasks_of(pile: Pile) -> Iterator[SeePages]:
    """What workers have to do to tell all pages of a pile."""
    at_once = 1 if pile.apart else _PAGES_A_TASK
    for first in range(1, pile.pages + 1, at_once):
        yield SeePages(range(first, min(pile.pages, first + at_once - 1) + 1))


def taken_apart(_reader: DocumentReader, content: Content) -> Pile | None:
    """The task of counting the pages of a scan that was not survived: one of them may do harm."""
    if not is_scan(content):
        return None
    with _opened(content) as file:
        return Pile(len(file), apart=True)


@dataclass(frozen=True, slots=True)
class ShowPages:
    """The task of making pictures of some pages of a pile."""

    pages: tuple[int, ...]

    def __call__(self, _reader: DocumentReader, content: Content) -> dict[str, bytes]:
        """The pictures by their names."""
        with _opened(content) as file:
            return _show(self.pages, file)


def pictures_of(run: Sequence[SeenPage]) -> Iterator[ShowPages]:
    """What workers have to do to show pages of a pile that belong to no form."""
    pages = to_show(run)
    for first in range(0, len(pages), _PAGES_A_TASK):
        yield ShowPages(pages[first : first + _PAGES_A_TASK])


def to_show(run: Sequence[SeenPage]) -> tuple[int, ...]:
    """Those of some pages that can be shown."""
    return tuple(page.number for page in run if not page.damaged)


def judgements(
    sorting: Sorting,
    read: Callable[[int], Assessment],
    strange: Callable[[int], Assessment],
    failures: Sequence[Assessment] = (),
) -> Iterator[Assessment]:
    """The judgements on everything in a file, in the order of its pages, one at a time.

    ``read`` tells that on a sheaf, ``strange`` that on a run of strange pages, by their places
    in the sorting.
    """
    unopened = [page for run in sorting.strange for page in run if page.damaged]
    if not sorting.sheaves and not failures and sum(map(len, sorting.strange)) == len(unopened) > 0:
        damaged = finding("document-damaged", reason=unopened[0].damaged)
        yield Assessment(Status.REJECTED, findings=(damaged,))
        return
    if not sorting.sheaves and not sorting.strange and not failures:
        yield Assessment(Status.NEEDS_REVIEW, findings=(finding("pages-empty"),))
        return
    places: list[tuple[int, Callable[[], Assessment | None]]] = [
        *(
            (min(s.numbers), partial(_settled, sorting.sheaves, at, read))
            for at, s in enumerate(sorting.sheaves)
        ),
        *((run[0].number, partial(strange, at)) for at, run in enumerate(sorting.strange)),
        *((min(failure.pages), partial(_itself, failure)) for failure in failures),
    ]
    for _page, told in sorted(places, key=itemgetter(0)):
        if (judgement := told()) is not None:
            yield judgement


def _itself(judgement: Assessment) -> Assessment:
    return judgement


def strange_pages(
    pages: tuple[SeenPage, ...], library: Library, shown: Mapping[str, bytes]
) -> Assessment:
    """The judgement on pages that are no pages of ours; ``shown`` holds their pictures.

    They wait for a person, for it may be a letter that somebody enclosed.
    """
    names = [page_name(page.number) for page in pages]
    return Assessment(
        Status.NEEDS_REVIEW,
        findings=tuple(_why_strange(page) for page in pages),
        acute=any(may_be_acute_form(library, r.form) for page in pages for r in page.several),
        pages=tuple(page.number for page in pages),
        crops={name: shown[name] for name in names if name in shown},
    )


def _why_strange(page: SeenPage) -> Finding:
    if page.damaged:
        return finding("page-damaged", page=page.number, reason=page.damaged)
    if page.several:
        said = ", ".join(f"{r.form}@{r.version} {r.number}/{r.count}" for r in page.several)
        count = len(page.several)
        return finding("pages-side-by-side", page=page.number, count=count, references=said)
    return finding("page-unknown", page=page.number)


def may_be_acute_form(library: Library, form: str) -> bool:
    """Whether a form that cannot be read might be an acute notification."""
    try:
        return library.get(form).matching.acute is not None
    except UsageError:  # no form of ours, or of no version that is here
        return False


def _settled(
    sheaves: Sequence[Sheaf], at: int, read: Callable[[int], Assessment]
) -> Assessment | None:
    """The judgement on a form, held against other papers with its token.

    A form that was fed twice counts once: ``None`` of the second. Two papers that bear one
    token and do not surely say the same are for a person to compare, and neither is imported.
    """
    sheaf, assessment = sheaves[at], read(at)
    others: dict[Likeness, list[Sheaf]] = {likeness: [] for likeness in Likeness}
    for number, other in enumerate(sheaves):
        if number != at and sheaf.token is not None and other.token == sheaf.token:
            theirs = read(number)
            first = sheaf.copy < other.copy
            pair = (assessment, theirs) if first else (theirs, assessment)
            others[compared(*pair)].append(other)
    doubts = [
        finding(_COMPARED[likeness], pages=_numbers(others[likeness]))
        for likeness in (Likeness.DIFFERENT, Likeness.UNSURE)
        if others[likeness]
    ]
    if doubts:
        return _doubted(assessment, *doubts)
    if not others[Likeness.ALIKE]:
        return assessment
    if sheaf.copy > 1:
        return None
    told = finding(_COMPARED[Likeness.ALIKE], pages=_numbers(others[Likeness.ALIKE]))
    return replace(assessment, findings=(*assessment.findings, told))


_COMPARED: Mapping[Likeness, str] = {
    Likeness.ALIKE: "copy-alike",
    Likeness.UNSURE: "copy-unsure",
    Likeness.DIFFERENT: "copy-differs",
}


def _doubted(assessment: Assessment, *found: Finding) -> Assessment:
    return replace(assessment, status=Status.NEEDS_REVIEW, findings=(*assessment.findings, *found))


def _numbers(sheaves: Iterable[Sheaf]) -> str:
    return ", ".join(str(number) for sheaf in sheaves for number in sorted(sheaf.numbers))
