"""Blank forms: made once from their template, kept by reference, issued in no time.

``python -m oroforms.convert.blanks`` makes those that are shipped anew.
"""

from __future__ import annotations

import hashlib
import io
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from oroforms import blank_store, law
from oroforms.blank_store import Blank
from oroforms.definition import Definition, FormKind
from oroforms.documents import Rect, Value
from oroforms.layouts import Layout, digest
from oroforms.library import Library
from oroforms.render.issue import DRAWING, IssueMark


def base(definition: Definition, library: Library, on: date) -> tuple[bytes, Layout]:
    """The blank form that a definition and its template give on a day, and its layout.

    ``on`` decides the law that fixed texts cite. A blank that is kept is
    taken; else LibreOffice makes it, and it is kept.

    Raises
    ------
    DefinitionError
        When definition and template do not agree.
    ProgramMissing
        When the blank is not kept and LibreOffice is not installed.
    """
    fingerprint = _fingerprint(definition, library.template(definition), on)
    blank = blank_store.find(fingerprint)
    if blank is None:
        blank = make(definition, library.template(definition), on)
        blank_store.keep(fingerprint, blank, blank_store.own())
    return blank.pdf, blank.layout


def make(definition: Definition, template: Path, on: date) -> Blank:
    """Make a blank form with LibreOffice and measure its layout."""
    from oroforms.convert import export_copy, fillable, pdf
    from oroforms.convert.measure import measure
    from oroforms.convert.stamp import place_of_code
    from oroforms.render.reference import reference
    from oroforms.render.word import Purpose, render

    key = reference(definition, template, on)
    code = place_of_code(template)
    neutral = render(definition, template, {}, on=on, purpose=Purpose.EXPORT)
    copy = export_copy.make(neutral)
    (exported,) = pdf.convert([copy.content], form_fields=True)
    mended = fillable.mend(exported, copy, definition)
    layout = measure(_stamped(mended, IssueMark(key), code), key)
    layout = replace(layout, code=code, drawn=tuple(_digests(mended)))
    return Blank(mended, layout)


def issue_pdf(
    definition: Definition,
    base: bytes,
    layout: Layout,
    *,
    token: str,
    prefill: Mapping[str, Value],
    title: str | None = None,
) -> bytes:
    """One issued form: the blank with its stamp, and with what the office fills in beforehand.

    ``prefill`` are typed values by dotted slot name; they become locked
    fields and never part of the page. The same arguments give the same bytes.

    Raises
    ------
    UsageError
        When a value has no field or no room (see :func:`oroforms.convert.prefill.prefill`).
    """
    import pikepdf

    from oroforms.convert.metadata import describe, save
    from oroforms.convert.prefill import prefill as write
    from oroforms.convert.stamp import stamp

    with pikepdf.open(io.BytesIO(base)) as pdf:
        if prefill:
            write(pdf, definition, prefill)
        stamp(pdf, IssueMark(layout.key, token), layout.code)
        if title is not None:
            describe(pdf, title)
        return save(pdf)


def _digests(content: bytes) -> Iterator[str]:
    """What each page of a blank without stamp draws, as readers compare it."""
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            contents = page.Contents
            streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
            yield digest(stream.read_bytes() for stream in streams)


def _stamped(content: bytes, mark: IssueMark, code: Rect) -> bytes:
    import pikepdf

    from oroforms.convert.metadata import save
    from oroforms.convert.stamp import stamp

    with pikepdf.open(io.BytesIO(content)) as pdf:
        stamp(pdf, mark, code)
        return save(pdf)


def _fingerprint(definition: Definition, template: Path, on: date) -> str:
    """Tells in a moment whether a kept blank is the one that would be made today."""
    cited = {
        key: period.citation
        for key, rule in sorted(law.current().rules.items())
        if (period := rule.on(on)) is not None
    }
    said = (DRAWING, replace(definition, source=""), cited)
    digest = hashlib.sha256(repr(said).encode())
    digest.update(template.read_bytes())
    return digest.hexdigest()[:32]


def main() -> int:
    """Make the shipped blanks anew, of every version: what went out earlier still comes back."""
    library, today = Library(), date.today()  # noqa: DTZ011 - the day at the place of use
    made: dict[str, Blank] = {}
    for definition in library.all():
        if definition.kind is FormKind.FORM:
            template = library.template(definition)
            blank = make(definition, template, today)
            made[_fingerprint(definition, template, today)] = blank
            sys.stdout.write(f"{blank.layout.key}: {blank.layout.pages} pages\n")
    blank_store.replace_all(made, blank_store.SHIPPED)
    return 0


if __name__ == "__main__":
    sys.exit(main())
