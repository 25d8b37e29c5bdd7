"""One blank form, made once by the real LibreOffice, for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from blank_form import DAY, Form, definition
from small_form import small_template

from oroforms.convert.blanks import make
from oroforms.i18n import set_language


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Messages in the language of the source."""
    set_language("en")
    yield
    set_language("sv")


@pytest.fixture(scope="session")
def form(tmp_path_factory: pytest.TempPathFactory) -> Form:
    template = small_template(tmp_path_factory.mktemp("template"))
    blank = make(definition(), template, DAY)
    return Form(definition(), template, blank.pdf, blank.layout)
