"""Starter templates: everything that a definition has, and a form that people can read."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_form import found, part, small_form, small_template

from oroforms.i18n import set_language
from oroforms.library import Library
from oroforms.template.anchors import positions
from oroforms.template.check import check_template
from oroforms.template.controls import ControlKind, controls
from oroforms.template.engine import open_template
from oroforms.template.paper import CODE_NAME, MARK_NAMES, code_position, mark_positions
from oroforms.template.starter import write_template
from oroforms.template.xml import name

SHIPPED = ("orosanmalan", "samtycke", "samtycke@1", "bbic-konsultation")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_template(tmp_path_factory.mktemp("starter"))


def texts(path: Path) -> str:
    return "\n".join(
        "".join(node.text or "" for node in line.iter(name("w:t")))
        for line in part(path).iter(name("w:p"))
    )


def test_check_finds_nothing_in_a_starter(template: Path) -> None:
    assert check_template(small_form(), template) == ()


@pytest.mark.parametrize("form", SHIPPED)
def test_shipped_templates_are_what_their_definitions_say(form: str, tmp_path: Path) -> None:
    definition = Library().get(form)
    shipped = Library().template(definition)
    assert check_template(definition, shipped) == ()
    fresh = tmp_path / "fresh.docx"
    write_template(definition, fresh)
    assert texts(shipped) == texts(fresh), "write it again: oroforms template new --force"


def test_a_starter_is_the_same_whenever_it_is_written(template: Path, tmp_path: Path) -> None:
    assert small_template(tmp_path).read_bytes() == template.read_bytes()


def test_a_starter_is_swedish_whatever_language_messages_are_in(tmp_path: Path) -> None:
    definition = Library().get("samtycke")
    for code in ("sv", "en"):
        set_language(code)
        write_template(definition, tmp_path / f"{code}.docx")
    set_language("sv")
    assert (tmp_path / "en.docx").read_bytes() == (tmp_path / "sv.docx").read_bytes()


def test_every_part_has_a_control_of_its_kind(template: Path) -> None:
    kinds = {tag: control.kind for tag, control in found(template).items()}
    boxes = {tag for tag, kind in kinds.items() if kind is ControlKind.CHECKBOX}
    assert boxes == {
        "child.safe.yes", "child.safe.no", "child.acute",
        "child.kind.absence", "child.kind.neglect", "child.kind.other",
    }  # fmt: skip
    assert {tag for tag, kind in kinds.items() if kind is ControlKind.TEXT} == {
        "case.reference", "child.name", "child.born", "child.story",
        "helpers.0.name", "helpers.0.phone", "helpers.1.name", "helpers.1.phone",
        "signature.sign", "signature.name", "signature.date",
    }  # fmt: skip


def test_text_controls_hold_their_variable_and_only_multiline_ones_take_lines(
    template: Path,
) -> None:
    by_tag = found(template)
    assert by_tag["child.name"].text == "{{ child.name }}"
    lines = {
        tag
        for tag, c in by_tag.items()
        if c.properties.find(f".//{name('w:text')}[@{name('w:multiLine')}]") is not None
    }
    assert lines == {"child.story"}


def test_labels_numbers_and_fixed_texts_are_printed(template: Path) -> None:
    printed = texts(template)
    for text in (
        "2.1 Namn", "2.2 Född (ÅÅÅÅ-MM-DD)", "2.1 Skriv det du vet.", "3.2.2 Telefon",
        "4.1 Namnförtydligande", "Fylls i av socialtjänsten", "Hjälpare 2",
        "Enligt {{ law.duty }}.", "Så behandlas uppgifterna.",
    ):  # fmt: skip
        assert text in printed


def test_sections_are_headings_and_the_language_is_swedish(template: Path) -> None:
    headings = [
        "".join(t.text or "" for t in line.iter(name("w:t")))
        for line in part(template).iter(name("w:p"))
        if line.find(f"{name('w:pPr')}/{name('w:pStyle')}").get(name("w:val")) == "Heading2"
    ]
    assert headings == ["1  Ärendet", "2  Barnet", "3  De som hjälper", "4  Underskrift"]
    language = part(template, "word/styles.xml").find(f".//{name('w:lang')}")
    assert language.get(name("w:val")) == "sv-SE"


def test_code_and_marks_lie_where_readers_of_scans_expect_them(template: Path) -> None:
    document = open_template(template).docx
    assert list(positions(document, CODE_NAME)) == [code_position()]
    for mark, place in zip(MARK_NAMES, mark_positions(), strict=True):
        assert list(positions(document, mark)) == [place]
        assert min(place.left, place.top) >= 8


def test_all_rows_are_as_wide_as_the_page(template: Path) -> None:
    for table in list(part(template).iter(name("w:tbl")))[1:]:
        widths = {
            sum(int(cell.get(name("w:val"))) for cell in row.iter(name("w:gridSpan")))
            for row in table.iter(name("w:tr"))
        }
        assert widths == {12}


def test_ids_and_titles_are_such_as_word_keeps(template: Path) -> None:
    ids = [n.get(name("w:val")) for n in part(template).iter(name("w:id"))]
    assert len(ids) == len(set(ids)) == len(list(controls(part(template))))
    assert all(len(n.get(name("w:val"))) <= 64 for n in part(template).iter(name("w:alias")))
