"""Blanks are kept by reference, found again without LibreOffice, and shipped up to date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from blank_form import DAY, Form

from oroforms import blank_store
from oroforms.blank_store import Blank
from oroforms.convert import blanks
from oroforms.definition import Definition, FormKind
from oroforms.errors import ProgramMissing
from oroforms.i18n import set_language
from oroforms.library import Library
from oroforms.render.reference import reference
from oroforms.tools import soffice


class OneForm:
    """A library that holds one form."""

    def __init__(self, form: Form) -> None:
        self.form = form

    def template(self, definition: Definition) -> Path:
        return self.form.template


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder of the user's."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr("platformdirs.user_data_path", lambda *a, **k: tmp_path / "data")
    return tmp_path / "data" / "blanks"


@pytest.fixture
def no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(soffice.ENVIRONMENT, "/nowhere/soffice")


def test_made_once_then_kept(form: Form, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library: Library = OneForm(form)  # type: ignore[assignment]
    made = blanks.base(form.definition, library, DAY)
    assert made == (form.pdf, form.layout)
    assert sorted(path.name for path in own.iterdir()) == [
        "index.json",
        f"{form.layout.key}.json",
        f"{form.layout.key}.pdf",
    ]
    monkeypatch.setenv(soffice.ENVIRONMENT, "/nowhere/soffice")
    assert blanks.base(form.definition, library, DAY) == made
    assert blank_store.layout(form.layout.key) == form.layout


@pytest.mark.usefixtures("own", "no_office")
def test_what_is_not_kept_needs_libreoffice(form: Form) -> None:
    library: Library = OneForm(form)  # type: ignore[assignment]
    with pytest.raises(ProgramMissing, match="OROFORMS_SOFFICE"):
        blanks.base(form.definition, library, DAY)


def test_another_law_or_definition_is_another_blank(form: Form) -> None:
    def fingerprint(definition: Definition = form.definition, on: date = DAY) -> str:
        return blanks._fingerprint(definition, form.template, on)

    same = replace(form.definition, source="elsewhere/prov.v3.yaml")
    assert fingerprint() == fingerprint(same) == fingerprint(on=date(2026, 11, 23))
    assert fingerprint() != fingerprint(on=date(2025, 6, 30))
    assert fingerprint() != fingerprint(replace(form.definition, version=4))


def test_damaged_index_is_made_anew(form: Form, own: Path) -> None:
    own.mkdir(parents=True)
    (own / "index.json").write_text('{"half')
    assert blank_store.find("fingerprint") is None
    blank_store.keep("fingerprint", Blank(form.pdf, form.layout), own)
    assert blank_store.find("fingerprint") == Blank(form.pdf, form.layout)


def test_blanks_outlive_their_templates(form: Form, own: Path) -> None:
    blank_store.keep("old", Blank(form.pdf, form.layout), own)
    newer = Blank(form.pdf, replace(form.layout, key="prov@3-ffffff"))
    blank_store.replace_all({"new": newer}, own)
    assert blank_store.find("old") is None
    assert blank_store.find("new") == newer
    assert blank_store.layout(form.layout.key) == form.layout
    assert (own / f"{form.layout.key}.pdf").exists(), "scans are compared with it for years"


def test_reference_is_the_same_in_both_languages(form: Form) -> None:
    found = set()
    for language in ("sv", "en"):
        set_language(language)
        found.add(reference(form.definition, form.template, DAY))
    assert found == {form.layout.key}


def test_unknown_layout() -> None:
    assert blank_store.layout("prov@9-000000") is None


@pytest.mark.usefixtures("own", "no_office")
def test_shipped_blanks_are_those_of_the_shipped_templates() -> None:
    """When this fails, a template or definition has changed: ``make blanks``."""
    library = Library()
    for definition in library.forms():
        if definition.kind is FormKind.FORM:
            content, layout = blanks.base(definition, library, DAY)
            assert layout.key.startswith(f"{definition.id}-")
            assert layout.pages <= (definition.max_pages or layout.pages)
            assert content.startswith(b"%PDF")
