"""Messages in the language of the source."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from oroforms.i18n import set_language


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("sv")
