"""A form is data: nothing in the program's code knows one by name."""

from __future__ import annotations

from pathlib import Path

import pytest

import oroforms
from oroforms.library import Library

PACKAGE = Path(oroforms.__file__).parent
SOURCES = sorted(path for path in PACKAGE.rglob("*") if path.suffix in {".py", ".jinja", ".mako"})
IDS = {form.form for form in Library().all()}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_form_id_stands_in_code(path: Path) -> None:
    text = path.read_text(encoding="utf-8").casefold()
    assert {form for form in IDS if form in text or form.replace("-", "_") in text} == set()


def test_the_forms_are_there_to_be_looked_for() -> None:
    assert len(IDS) > 3
    assert len(SOURCES) > 100
