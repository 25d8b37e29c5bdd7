"""Documents for the judges, made once a process."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance import documents, judges
from conformance.negatives import Trust
from oroforms.definition import Definition
from oroforms.pki.demo import Demo


@pytest.fixture(scope="session", autouse=True)
def judges_are_there() -> None:
    if absent := judges.missing():
        pytest.fail(f"not installed: {', '.join(absent)}. Run sh setup/conformance.sh")


@pytest.fixture(scope="session")
def form() -> Definition:
    """The form with the most room for signatures."""
    forms = [each for each in documents.definitions() if documents.is_form(each)]
    return max(forms, key=lambda each: sum(slot.type == "signature" for slot in each.slots))


@pytest.fixture(scope="session")
def finished(form: Definition, tmp_path_factory: pytest.TempPathFactory) -> documents.Document:
    folder = tmp_path_factory.mktemp("finished")
    (document,) = documents.finished(form, folder, "3b", ["alphabets"])
    return document


@pytest.fixture(scope="session")
def trust(authority: Demo, tmp_path_factory: pytest.TempPathFactory) -> Trust:
    return Trust.of(authority, tmp_path_factory.mktemp("trust"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path
