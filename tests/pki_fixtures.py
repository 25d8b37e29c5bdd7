"""A test authority with its services, one for all tests of a process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from oroforms.pki.demo import Demo
from oroforms.pki.service import demonstrating


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A test authority whose time-stamp and revocation services answer."""
    with demonstrating(tmp_path_factory.mktemp("pki") / "authority") as demo:
        yield demo
