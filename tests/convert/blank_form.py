"""The small form with a comb, a longest text and a required answer, and its blank."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from small_form import small_form

from oroforms.convert.blanks import issue_pdf
from oroforms.definition import Definition, Room
from oroforms.documents import Value
from oroforms.layouts import Layout

DAY = date(2026, 11, 22)
TOKEN = "T7K4-9QXM-2C"


@dataclass(frozen=True)
class Form:
    """A definition with its template and the blank that was made of them."""

    definition: Definition
    template: Path
    pdf: bytes
    layout: Layout

    def issue(self, token: str = TOKEN, title: str | None = None, **prefill: Value) -> bytes:
        """An issued form; dots of slot names are written ``__``."""
        values = {name.replace("__", "."): value for name, value in prefill.items()}
        return issue_pdf(
            self.definition, self.pdf, self.layout, token=token, prefill=values, title=title
        )


def definition() -> Definition:
    """The small form, with a comb, a longest text and a required answer."""
    changes = {
        "child.born": {"room": Room(4, comb=10)},
        "child.name": {"max_length": 60},
        "child.story": {"required": True, "max_length": 4000},
    }
    form = small_form()
    return replace(form, fields=tuple(replace(f, **changes.get(f.path, {})) for f in form.fields))
