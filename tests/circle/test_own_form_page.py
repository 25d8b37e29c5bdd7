"""docs/make-your-own-form.md: every key of the loader is explained, and what it shows works."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from own_form import PAGE, example, names, tables

from oroforms import condition_check, conditions, loading
from oroforms.checking import check_definition
from oroforms.cli.main import main
from oroforms.definition import Definition
from oroforms.fieldtypes import TYPES
from oroforms.library import Library
from oroforms.yamldata import read_yaml

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def schemas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the example under the name that the page gives it."""
    folder = tmp_path_factory.mktemp("schemas")
    name, text = example()
    (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def definition(schemas: Path) -> Definition:
    return loading.load(schemas / example()[0])


@pytest.mark.parametrize(
    ("table", "known"),
    [
        ("top", loading._TOP),
        ("section", loading._SECTION),
        ("field", ("type", "meta", *loading._CERBERUS)),
        ("meta", loading._META),
        ("room", loading._ROOM),
        ("matching", (*loading._MATCHED, "opens_case")),
        ("rule", loading._RULE),
        ("types", TYPES),
    ],
)
def test_every_key_is_explained_and_no_other(table: str, known: tuple[str, ...]) -> None:
    (cells,) = tables(f"keys: {table}")
    assert sorted(names(cells)) == sorted(known)


def test_every_condition_is_shown_and_sound(definition: Definition, tmp_path: Path) -> None:
    lines = [f"- {said}\n" for table in tables("conditions") for said in names(table)]
    (tmp_path / "conditions.yaml").write_text("".join(lines), encoding="utf-8")
    shown = read_yaml(tmp_path / "conditions.yaml")
    known = condition_check.names_of(definition.fields, "talks")
    for condition in shown:
        assert list(condition_check.problems(condition, known)) == [], condition
    operators = {key for said in shown for leaf in conditions.leaves(said) for key in leaf}
    assert operators - {"field"} == {*condition_check.OPERATORS, "answered_at_least"}
    assert {key for said in shown for key in said} >= {"all", "any", "not"}


def test_the_example_is_in_order_and_holds_every_type(
    definition: Definition, schemas: Path
) -> None:
    assert check_definition(schemas / example()[0]) == []
    assert {field.type for field in definition.fields} == set(TYPES)
    assert any(rule.each for rule in definition.rules)


def test_the_example_is_not_a_shipped_form(definition: Definition) -> None:
    assert definition.form not in {form.form for form in Library().all()}


def test_the_steps_of_the_page_work(
    schemas: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The definition alone lacks a template; with the one written for it all is in order."""
    own = ["--lang", "en", "--schemas", str(schemas), "--templates", str(tmp_path)]
    form = example()[0].partition(".")[0]
    template = tmp_path / f"{form}.v1.docx"
    assert main([*own, "check", str(schemas)]) == 3
    assert f"There is no Word template {template.name}" in " ".join(capsys.readouterr().out.split())
    assert main([*own, "template", "new", form, "-o", str(template)]) == 0
    assert main([*own, "check", str(schemas)]) == 0
    assert main([*own, "check", "--record-issued", str(schemas)]) == 0
    (schemas / "issued.json").unlink()


def test_every_command_of_the_page_exists() -> None:
    documented = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    shown = re.findall(r"oroforms (?:--\w+ \S+ )*([a-z]+)(?: new)?", PAGE)
    assert len(shown) > 5
    assert {name for name in shown if f"## `oroforms {name}" not in documented} == set()


def test_every_link_of_the_page_leads_somewhere() -> None:
    anchors = {
        re.sub(r"[^\w -]", "", title).lower().replace(" ", "-")
        for title in re.findall(r"^#+ (.*)$", PAGE, re.MULTILINE)
    }
    for target in re.findall(r"\]\(([^)]+)\)", PAGE):
        if target.startswith("#"):
            assert target[1:] in anchors, target
        elif "://" not in target:
            assert (ROOT / "docs" / target).is_file(), target
