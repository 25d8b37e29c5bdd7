"""A library of definitions by hand, and the small form in several guises."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pikepdf
from small_form import both, small_form

from oroforms.definition import Definition, Field
from oroforms.errors import UsageError
from oroforms.library import Library


class Shelf(Library):
    """Only the definitions that it is given."""

    def __init__(self, *definitions: Definition) -> None:
        self._definitions = definitions

    def all(self) -> Iterator[Definition]:
        return iter(self._definitions)

    def get(self, form: str, version: int | None = None) -> Definition:
        name, _, said = form.partition("@")
        wanted = int(said) if said else version
        for definition in reversed(self._definitions):
            if definition.form == name and wanted in (None, definition.version):
                return definition
        raise UsageError(form)


def prov(version: int = 3, form: str = "prov", **changed: Any) -> Definition:
    """The small form under another name or version."""
    return replace(small_form(), form=form, version=version, **changed)


def more_fields(*names: str) -> tuple[Field, ...]:
    """The small form's fields and some texts more."""
    extra = (Field(n, "text", both(n), both(""), "case", f"9.{i}") for i, n in enumerate(names))
    return (*small_form().fields, *extra)


STAMP = b"/Artifact BMC q 1 1 2 2 re f BT /Helv 7 Tf 10 TL 400 800 Td "


def stamp(content: bytes, lines: Sequence[Sequence[str]]) -> bytes:
    """The lines of each page in a stream of their own, as our stamp draws them."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for page, texts in zip(pdf.pages, lines, strict=True):
            if texts:
                page.contents_add(b"q Q")
                shown = "".join(f"({text}) Tj T* " for text in texts)
                page.contents_add(STAMP + shown.encode("cp1252") + b"ET Q EMC")
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


TOKEN = "T7K4-9QXM-2C"


def issued(number: int, count: int, *, hash_: str = "0a1b2c", token: str = TOKEN) -> list[str]:
    """The reference lines of one page."""
    return [f"prov@3-{hash_}", token, f"Sida {number} ({count})"]
