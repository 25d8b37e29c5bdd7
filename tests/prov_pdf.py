"""The small form as a fillable PDF by hand, and the reading of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pdf_forms import FormPdf, drawn
from small_form import small_form

from oroforms.documents import Identification, Reading, Readings
from oroforms.layouts import Layout
from oroforms.readers.acroform import AcroFormReader

TEXTS = (
    "case.reference",
    "child.name",
    "child.born",
    "child.story",
    "helpers.0.name",
    "helpers.0.phone",
    "helpers.1.name",
    "helpers.1.phone",
    "signature.name",
    "signature.date",
)
KINDS = ("absence", "neglect", "other")
IDENTIFIED = Identification("prov", 3, "fields")


def prov(
    texts: Mapping[str, str] | None = None,
    *,
    leave_out: tuple[str, ...] = (),
    safe: str | None = None,
    kinds: tuple[str, ...] = (),
    acute: bool = False,
    signed: bool = False,
) -> FormPdf:
    """The small form filled in; every text with the appearance that says the same."""
    form, texts = FormPdf(), texts or {}
    for row, name in enumerate(TEXTS):
        if name in leave_out:
            continue
        top, value = 780 - 30 * row, texts.get(name)
        shown = drawn(value or "", at=(2, 14))
        form.text(name, value, rect=(60, top - 26, 400, top), shown=shown)
    if "child.safe" not in leave_out:
        form.radio("child.safe", ["yes", "no"], safe, at=(60, 440))
    for position, code in enumerate(KINDS):
        left = 60 + 40 * position
        form.box(f"child.kind.{code}", code in kinds, rect=(left, 400, left + 12, 412))
    if "child.acute" not in leave_out:
        form.box("child.acute", acute, rect=(60, 370, 72, 382))
    form.signature("signature.sign", signed)
    return form


def read(form: FormPdf | bytes, layout: Layout | None = None) -> Readings:
    """What the reader delivers."""
    content = form if isinstance(form, bytes) else form.save()
    return AcroFormReader().read(content, small_form(), IDENTIFIED, layout)


def raw(readings: Readings, name: str) -> Any:
    """The raw reading of one slot."""
    reading = readings.items[name]
    assert isinstance(reading, Reading)
    return reading.raw


def found(readings: Readings) -> dict[str, set[str | None]]:
    """Finding codes with the fields they are about."""
    codes: dict[str, set[str | None]] = {}
    for finding in readings.findings:
        codes.setdefault(finding.code, set()).add(finding.field)
    return codes
