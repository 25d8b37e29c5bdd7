"""Whether the pages of a returned document are one whole form: mixed, missing, twice, strange."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from oroforms.documents import Format, PageReference
from oroforms.findings import Finding, finding
from oroforms.identify.evidence import Evidence, is_written


def page_findings(evidence: Evidence) -> Iterator[Finding]:
    """Findings on the pages, by the reference lines that are printed on them."""
    found = evidence.references
    lines = list(dict.fromkeys(_line(reference) for reference in found))
    if len(lines) > 1:
        yield finding("pages-mixed", references=", ".join(lines[:5]))
    if not found or evidence.format is not Format.PDF:
        return
    yield from _numbers(found)
    bearing = {reference.page for reference in found}
    for page in sorted(set(range(1, evidence.pages + 1)) - bearing):
        text = evidence.texts[page - 1] if page <= len(evidence.texts) else ""
        if is_written(text) or page in evidence.pictured:
            yield finding("page-unknown", page=page)


def _numbers(found: Sequence[PageReference]) -> Iterator[Finding]:
    """Printed page numbers: each once, none left out. A page counts once, whatever it repeats."""
    by_page = {r.page: r for r in found if r.number is not None and r.count is not None}
    if not by_page:
        return
    seen = Counter(r.number for r in by_page.values())
    count = max(r.count or 0 for r in by_page.values())
    for number in range(1, min(count, 1000) + 1):
        if not seen[number]:
            yield finding("pages-missing", missing=number, count=count)
        elif seen[number] > 1:
            yield finding("page-twice", page=number)


def _line(reference: PageReference) -> str:
    line = f"{reference.form}@{reference.version}-{reference.template_hash}"
    return f"{line} {reference.token}" if reference.token else line
