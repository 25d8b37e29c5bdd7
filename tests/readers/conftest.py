"""Fixtures of the readers' tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from oroforms.i18n import set_language


@pytest.fixture
def in_english() -> Iterator[None]:
    """Messages in English while the test runs."""
    set_language("en")
    yield
    set_language("sv")
