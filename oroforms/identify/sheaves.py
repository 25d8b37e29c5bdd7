"""Sorting the pages of a pile into its forms: which belong together, in which order, which are odd.

A scanner makes one file of everything that lay in its feeder. What binds the
pages of one form is the issue token; forms that were issued without one are
bound only by lying together in order, so there nothing may be missing or
out of order without a person looking.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from oroforms.documents import PageReference
from oroforms.findings import Finding, finding, has_error

if TYPE_CHECKING:
    from oroforms.pictures.base import PageCode

_Key: TypeAlias = tuple[str, int, str | None, str | None]


@dataclass(frozen=True, slots=True)
class SeenPage:
    """What was made out of one page of a pile, before any form is read."""

    number: int
    """Page of the file, from 1."""
    reference: PageReference | None = None
    by_text: bool = False
    """The reference was made out from the printed text: the code is torn off or covered."""
    mirrored: bool = False
    code: PageCode | None = None
    """Its code as it was found, so that nobody has to look for it again."""
    empty: bool = False
    """Nothing stands on it: the back of a page."""
    several: tuple[PageReference, ...] = ()
    """Pages of ours that lie on it side by side, where there is more than one."""
    damaged: str = ""
    """Why it could not be opened; empty where it could."""

    @property
    def strange(self) -> bool:
        """Whether somebody has to say what it is."""
        return bool(self.several or self.damaged) or (self.reference is None and not self.empty)


@dataclass(frozen=True, slots=True)
class Sheaf:
    """The pages of one form, in the form's order."""

    pages: tuple[PageReference, ...]
    findings: tuple[Finding, ...] = ()
    copy: int = 1
    """1, or which further copy of a form with the same token it is."""
    copies: int = 1
    """How many papers with its token lie in the file."""
    codes: Mapping[int, PageCode] = field(default_factory=dict)
    """The codes of its pages as they were found, by page of the file."""

    @property
    def token(self) -> str | None:
        """The issue token that binds them; ``None`` where the form was issued without one."""
        return self.pages[0].token

    @property
    def numbers(self) -> tuple[int, ...]:
        """Pages of the file, in the order of the form."""
        return tuple(reference.page for reference in self.pages)


@dataclass(frozen=True, slots=True)
class Sorting:
    """A pile, sorted."""

    sheaves: tuple[Sheaf, ...]
    """The forms, by the first of their pages in the file."""
    strange: tuple[tuple[SeenPage, ...], ...]
    """Pages that belong to no form, those of one kind in a row together."""
    empty: tuple[int, ...]
    """Backs, which were passed over."""


def sort_pages(pages: Sequence[SeenPage]) -> Sorting:
    """Sort the pages of one file into forms."""
    bearing = _joined([p for p in pages if p.reference is not None and not p.strange])
    sheaves = [*_with_token(bearing), *_doubting(list(_without_token(bearing)))]
    sheaves.sort(key=lambda sheaf: min(sheaf.numbers))
    strange = [p for p in pages if p.strange]
    empty = tuple(p.number for p in pages if p.empty and p.reference is None)
    return Sorting(tuple(sheaves), tuple(_runs(strange, set(empty))), empty)


def _joined(pages: Sequence[SeenPage]) -> list[SeenPage]:
    """The pages, where a page whose token cannot be read is of the only form that lacks it.

    Only where the file holds one form: in a pile it may be another child's.
    """
    bound = {_key(p) for p in pages if _key(p)[3]}
    loose = [p for p in pages if p.by_text and _key(p)[3] is None]
    if len(bound) != 1 or not loose:
        return list(pages)
    (key,) = bound
    there = [_printed(p) for p in pages if _key(p) == key]
    fits = len({_printed(p) for p in loose} - {*there}) == len(loose)
    if not fits or any(_key(p)[:3] != key[:3] for p in pages):
        return list(pages)
    return [
        replace(p, reference=replace(p.reference, token=key[3]))
        if p in loose and p.reference is not None
        else p
        for p in pages
    ]


def _with_token(pages: Iterable[SeenPage]) -> Iterator[Sheaf]:
    """Forms that a token binds, wherever in the file their pages lie."""
    bound: dict[_Key, list[SeenPage]] = {}
    for page in pages:
        key = _key(page)
        if key[3]:
            bound.setdefault(key, []).append(page)
    for together in bound.values():
        copies: list[dict[int | None, SeenPage]] = []
        for page in together:
            printed = _printed(page)
            free = next((copy for copy in copies if printed not in copy), None)
            if free is None:
                free = {}
                copies.append(free)
            free[printed] = page
        for number, copy in enumerate(copies, start=1):
            yield _sheaf(list(copy.values()), number, len(copies))


def _without_token(pages: Iterable[SeenPage]) -> Iterator[Sheaf]:
    """Forms without a token: pages of one form that follow on each other, forwards or backwards."""
    run: list[SeenPage] = []
    for page in pages:
        if _key(page)[3]:
            continue
        if run and not _continues(run, page):
            yield _sheaf(run)
            run = []
        run.append(page)
    if run:
        yield _sheaf(run)


def _doubting(sheaves: list[Sheaf]) -> Iterator[Sheaf]:
    """Forms without token; where one of a kind is broken, none of that kind is surely whole.

    Of two forms whose pages lie 1, 1, 2, 2 the middle pages look like one
    form, and would be a child's first page with another's second.
    """
    broken = {_kind(sheaf) for sheaf in sheaves if has_error(sheaf.findings)}
    for sheaf in sheaves:
        doubted = _kind(sheaf) in broken and len(sheaf.pages) > 1
        doubt = (finding("pages-order-uncertain"),) if doubted else ()
        yield replace(sheaf, findings=(*sheaf.findings, *doubt))


def _kind(sheaf: Sheaf) -> tuple[str, int, str | None]:
    first = sheaf.pages[0]
    return (first.form, first.version, first.template_hash)


def _continues(run: Sequence[SeenPage], page: SeenPage) -> bool:
    """Whether a page without token can be the next of the same form: one further, no gap.

    A feeder may take a form from behind: then every step is one back.
    """
    before, here = _printed(run[-1]), _printed(page)
    if _key(page) != _key(run[-1]) or before is None or here is None:
        return False
    step = here - before
    if len(run) == 1:
        return abs(step) == 1
    earlier = _printed(run[-2])
    return earlier is not None and step == before - earlier


def _sheaf(pages: Sequence[SeenPage], copy: int = 1, copies: int = 1) -> Sheaf:
    ordered = sorted(pages, key=lambda page: (_printed(page) or 0, page.number))
    references = tuple(p.reference for p in ordered if p.reference is not None)
    codes = {page.number: page.code for page in ordered if page.code is not None}
    return Sheaf(references, tuple(_findings(ordered)), copy, copies, codes)


def _findings(pages: Sequence[SeenPage]) -> Iterator[Finding]:
    there = {_printed(page) for page in pages}
    count = max((p.reference.count or 0 for p in pages if p.reference is not None), default=0)
    for missing in range(1, min(count, 1000) + 1):
        if missing not in there:
            yield finding("pages-missing", missing=missing, count=count)
    for page in pages:
        if page.by_text:
            yield finding("page-by-text", page=page.number)
        if page.mirrored:
            yield finding("page-mirrored", page=page.number)


def _key(page: SeenPage) -> _Key:
    reference = page.reference
    assert reference is not None  # noqa: S101 - only pages that bear one are sorted
    return (reference.form, reference.version, reference.template_hash, reference.token)


def _printed(page: SeenPage) -> int | None:
    return None if page.reference is None else page.reference.number


def _runs(pages: Sequence[SeenPage], between: set[int]) -> Iterator[tuple[SeenPage, ...]]:
    """Pages of one kind in a row; empty backs between them do not part them."""
    run: list[SeenPage] = []
    for page in pages:
        if run and (
            _why_strange(page) != _why_strange(run[-1])
            or any(number not in between for number in range(run[-1].number + 1, page.number))
        ):
            yield tuple(run)
            run = []
        run.append(page)
    if run:
        yield tuple(run)


def _why_strange(page: SeenPage) -> tuple[bool, bool]:
    return bool(page.several), bool(page.damaged)
