"""Finding definitions and templates: the named folders, the user's own, the shipped."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from oroforms import library as library_module
from oroforms.errors import DefinitionError, UsageError
from oroforms.folders import own, shipped
from oroforms.i18n import set_language
from oroforms.library import Library

SHIPPED = shipped("schemas")


@pytest.fixture(autouse=True)
def no_own_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> object:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    set_language("en")
    yield
    set_language("sv")


def copy(form: str, folder: Path, version: int = 1, text: str = "") -> Path:
    """A shipped definition as another version, perhaps with another Swedish title."""
    folder.mkdir(parents=True, exist_ok=True)
    source = (SHIPPED / f"{form}.v1.yaml").read_text("utf-8")
    source = source.replace("\nversion: 1\n", f"\nversion: {version}\n", 1)
    if text:
        source = source.replace("Vårdnadshavares samtycke till samverkan", text)
    path = folder / f"{form}.v{version}.yaml"
    path.write_text(source, "utf-8")
    return path


def test_shipped_forms() -> None:
    forms = Library().forms()
    assert [form.id for form in forms if form.kind == "form"] == [
        *("bbic-konsultation@1", "konsultation-anonym@1", "orosanmalan@1", "samtycke@2"),
        "samtycke-aterkallelse@1",
    ]
    assert [form.id for form in forms if form.kind == "letter"] == [
        *("aterkoppling-anmalan@1", "bekraftelse-aterkallelse@1", "foljebrev@1"),
        *("inbjudan-anmalningsmote@1", "kvitto-anmalan@1", "paminnelse@1"),
    ]


def test_a_letter_is_no_form_to_fill_in() -> None:
    with pytest.raises(UsageError, match="is a letter"):
        Library().get_form("kvitto-anmalan")
    assert Library().get_form("samtycke@1").version == 1


def test_get_by_name_and_by_version(tmp_path: Path) -> None:
    copy("samtycke", tmp_path, 3)
    copy("samtycke", tmp_path, 10)
    library = Library([tmp_path])
    assert library.versions("samtycke") == (1, 2, 3, 10)
    assert library.get("samtycke").version == 10
    assert library.get("samtycke@2").version == 2
    assert library.get("samtycke", 1).version == 1
    assert [form.id for form in library.all() if form.form == "samtycke"] == [
        *("samtycke@1", "samtycke@2", "samtycke@3", "samtycke@10")
    ]
    assert "samtycke@10" in [form.id for form in library.forms()]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("samtyke", "There is no form samtyke; the forms are aterkoppling-anmalan, "),
        ("samtyke@1", "Did you mean samtycke?"),
        ("samtycke@7", "There is no version 7 of samtycke; there is 1, 2."),
        ("samtycke@first", "first is no version; samtycke@1 is the first version of samtycke"),
        ("samtycke@", " is no version"),
    ],
)
def test_get_what_is_not_there(asked: str, message: str) -> None:
    with pytest.raises(UsageError) as raised:
        Library().get(asked)
    assert message in str(raised.value)


def test_earlier_folders_lie_over_later_ones(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    copy("samtycke", first, 2, text="Första")
    copy("samtycke", second, 2, text="Andra")
    copy("samtycke", own("schemas"), 2, text="Egen")
    assert Library([first, second]).get("samtycke").title.sv == "Första"
    assert Library([second, first]).get("samtycke").title.sv == "Andra"
    assert Library().get("samtycke").title.sv == "Egen"
    assert Library().get("samtycke").source == str(own("schemas") / "samtycke.v2.yaml")
    assert Library().get("orosanmalan").source == str(SHIPPED / "orosanmalan.v1.yaml")


def test_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="gone: no such folder"):
        Library([tmp_path / "gone"])
    with pytest.raises(UsageError, match="gone: no such folder"):
        Library(templates=[tmp_path / "gone"])


def test_wrong_definition_stops_only_its_own_form(tmp_path: Path) -> None:
    (tmp_path / "samtycke.v2.yaml").write_text("form: samtycke\n")
    library = Library([tmp_path])
    assert library.get("orosanmalan").version == 1
    with pytest.raises(DefinitionError, match=r"samtycke\.v2\.yaml"):
        library.get("samtycke")


def test_template_overlay(tmp_path: Path) -> None:
    definition = Library().get("samtycke")
    assert Library().template(definition) == shipped("templates/docx") / "samtycke.v2.docx"
    mine = own("templates")
    mine.mkdir(parents=True)
    shutil.copy(Library().template(definition), mine)
    assert Library().template(definition) == mine / "samtycke.v2.docx"
    named = tmp_path / "named"
    shutil.copytree(mine, named)
    assert Library(templates=[named]).template(definition) == named / "samtycke.v2.docx"


def test_template_that_is_not_there(tmp_path: Path) -> None:
    copy("samtycke", tmp_path, 3)
    library = Library([tmp_path])
    with pytest.raises(DefinitionError) as raised:
        library.template(library.get("samtycke"))
    assert "There is no Word template samtycke.v3.docx in" in str(raised.value)
    assert "oroforms template new samtycke" in str(raised.value)


def test_definition_is_read_once_and_again_when_it_changed(tmp_path: Path) -> None:
    path = copy("samtycke", tmp_path, 2)
    first = Library([tmp_path]).get("samtycke")
    assert Library([tmp_path]).get("samtycke") is first
    text = path.read_text("utf-8").replace("Kontaktpersoner", "Kontakter")
    path.write_text(text, "utf-8")
    assert "Kontakter" in {s.title.sv for s in Library([tmp_path]).get("samtycke").sections}


def test_loading_all_forms_is_fast() -> None:
    """All definitions in 120 ms; the best of some runs, since other work shares the machine."""
    times = []
    for _ in range(8):
        library_module._loaded.cache_clear()
        start = time.process_time()
        Library().forms()
        times.append(time.process_time() - start)
    assert min(times) < 0.120


def test_loading_leaves_heavy_libraries_alone() -> None:
    heavy = [
        "cerberus",
        "phonenumbers",
        "pycountry",
        "babel",
        "docx",
        "pypdf",
        "pikepdf",
        "sqlalchemy",
    ]
    code = (
        "import sys; from oroforms.library import Library; Library().forms(); "
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )
    assert run.stdout.strip() == "[]"
