"""The check of a template: each fault is found and named, and a restyled template passes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from docx import Document
from docx.shared import Mm, Pt
from small_form import change, small_form, small_template

from oroforms.findings import Severity
from oroforms.i18n import set_language
from oroforms.template.check import Problem, check_template

Edit = Callable[[str], str]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("sv")


@pytest.fixture
def template(tmp_path: Path) -> Path:
    return small_template(tmp_path)


def problems(path: Path) -> tuple[Problem, ...]:
    return check_template(small_form(), path)


def only_message(path: Path) -> str:
    found = problems(path)
    assert len(found) == 1, [p.message for p in found]
    assert found[0].message.startswith(f"{path}: ")
    return found[0].message


def swap(old: str, new: str) -> Edit:
    return lambda source: source.replace(old, new)


def test_a_misspelled_variable(template: Path) -> None:
    change(template, swap("Så behandlas", "{{ child.nmae }} Så behandlas"))
    message = only_message(template)
    assert "uses {{ child.nmae }}" in message
    assert "Did you mean child.name?" in message


@pytest.mark.parametrize(
    "source",
    [
        "{{ law.dutty }}",
        "{{ helpers.2.name }}",
        "{{ helpers[0].nam }}",
        "{% for h in helpers %}{{ h.nam }}{% endfor %}",
        "{% if child.kind.code %}x{% endif %}",
        "{{ chld.name | upper }}",
        "{% set c = child %}{{ c.nmae }}",
        "{{ issue.number }}",
    ],
)
def test_variables_that_lead_nowhere(template: Path, source: str) -> None:
    change(template, swap("Så behandlas", f"{source} Så behandlas"))
    assert "which the definition does not have" in only_message(template)


@pytest.mark.parametrize(
    "source",
    [
        "{{ law.duty }} {{ form.title }} {{ issue.token }}",
        "{% for h in helpers %}{{ h.name }} {{ loop.index }}{% endfor %}",
        "{% if child.safe.code == 'yes' %}{{ child.safe }}{% endif %}",
        "{% for k in child.kind %}{{ k.label }}{% endfor %}",
        "{% if signature.signed %}{{ signature.name }}{% endif %}",
        "{% set c = child %}{{ c.name | upper }}",
    ],
)
def test_variables_that_are_sound(template: Path, source: str) -> None:
    change(template, swap("Så behandlas", f"{source} Så behandlas"))
    assert problems(template) == ()


def test_broken_template_language(template: Path) -> None:
    change(template, swap("Så behandlas", "{% if child.name %}Så behandlas"))
    assert "the template language is wrong" in only_message(template)


def test_a_misspelled_tag_is_unknown_and_missing(template: Path) -> None:
    change(template, swap('w:tag w:val="child.born"', 'w:tag w:val="child.bron"'))
    said = [problem.message for problem in problems(template)]
    assert any("control for child.bron" in m and "mean child.born?" in m for m in said)
    assert any("no content control for child.born (2.2 Född)" in m for m in said)


def test_a_control_that_stands_twice(template: Path) -> None:
    def twice(source: str) -> str:
        start = source.index("<w:p>", source.index("Så behandlas") - 400)
        control = source[source.index("<w:sdt>") : source.index("</w:sdt>") + len("</w:sdt>")]
        return source[:start] + f"<w:p>{control}</w:p>" + source[start:]

    change(template, twice)
    assert "has 2 content controls for case.reference" in only_message(template)


def test_a_tick_box_for_a_text(template: Path) -> None:
    box = '<w14:checkbox xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"/>'
    change(template, swap('<w:text w:multiLine="1"/>', box))
    message = only_message(template)
    assert "child.story is a check box; it must be a plain text control" in message


def test_a_text_for_a_tick_box(template: Path) -> None:
    def text(source: str) -> str:
        start = source.index("<w14:checkbox", source.index('w:val="child.acute"'))
        end = source.index("</w14:checkbox>", start) + len("</w14:checkbox>")
        return source[:start] + "<w:text/>" + source[end:]

    change(template, text)
    assert "child.acute is a plain text control; it must be a check box" in only_message(template)


def test_a_control_with_another_fields_variable(template: Path) -> None:
    change(template, swap("{{ helpers.1.name }}", "{{ helpers.0.name }}"))
    message = only_message(template)
    assert "helpers.1.name holds “{{ helpers.0.name }}”" in message


def test_a_drop_down_for_a_choice_works_in_word_only(template: Path) -> None:
    items = (
        '<w:listItem w:displayText="Ja" w:value="{}"/>'
        '<w:listItem w:displayText="Nej" w:value="no"/>'
    )

    def drop(yes: str) -> Edit:
        def edit(source: str) -> str:
            first = source.rindex("<w:sdt>", 0, source.index('w:val="child.safe.yes"'))
            last = source.index("</w:sdt>", source.index('w:val="child.safe.no"')) + 8
            control = (
                '<w:sdt><w:sdtPr><w:tag w:val="child.safe"/><w:dropDownList>'
                f"{items.format(yes)}</w:dropDownList></w:sdtPr>"
                "<w:sdtContent><w:r><w:t>Välj</w:t></w:r></w:sdtContent></w:sdt>"
            )
            return source[:first] + control + source[last:]

        return edit

    change(template, drop("yes"))
    (problem,) = problems(template)
    assert problem.severity is Severity.WARNING
    small_template(template.parent)
    change(template, drop("ja"))
    assert any("offers ja, no; it must offer yes, no" in p.message for p in problems(template))


def test_the_place_of_the_code_is_needed(template: Path) -> None:
    header = "word/header1.xml"
    change(template, swap('name="oroforms-code"', 'name="Bild 1"'), header)
    assert "no picture named oroforms-code" in only_message(template)
    small_template(template.parent)
    change(template, swap('relativeFrom="page"', 'relativeFrom="column"'), header)
    assert all("distance from the page" in p.message for p in problems(template))
    small_template(template.parent)
    change(template, swap('w:tag w:val="oroforms.reference"', 'w:tag w:val="oroforms.ref"'), header)
    assert "tagged oroforms.reference" in only_message(template)


def test_a_mark_that_was_moved(template: Path) -> None:
    change(template, swap(">324000<", ">524000<"), "word/header1.xml")
    assert any("oroforms-mark-1 must lie 9.0 mm" in p.message for p in problems(template))


def test_the_page_is_a4(template: Path) -> None:
    document = Document(str(template))
    document.sections[0].page_width = Mm(216)
    document.save(str(template))
    assert "the page is 216 × 297 mm" in only_message(template)


def test_tracked_changes_are_a_warning(template: Path) -> None:
    added = '<w:ins w:id="1" w:author="Eva Ek"><w:r><w:t>Nytt</w:t></w:r></w:ins>'
    text = '<w:r><w:t xml:space="preserve">Så behandlas'
    change(template, swap(text, added + text))
    (problem,) = problems(template)
    assert problem.severity is Severity.WARNING
    assert "tracked changes" in problem.message


def test_what_is_no_word_file(tmp_path: Path) -> None:
    path = tmp_path / "prov.docx"
    path.write_bytes(b"not a zip")
    assert "cannot be opened as a Word file" in problems(path)[0].message
    assert "cannot be opened as a Word file" in problems(tmp_path / "absent.docx")[0].message


def test_a_template_restyled_by_a_person_passes(template: Path) -> None:
    document = Document(str(template))
    normal = document.styles["Normal"]
    normal.font.name = "Georgia"
    normal.font.size = Pt(12)
    tables = document.tables
    tables[-1]._tbl.addprevious(tables[2]._tbl)
    rows = tables[3].rows
    rows[0]._tr.addprevious(rows[-1]._tr)
    document.sections[0].header.tables[0].cell(0, 0).paragraphs[0].text = "Lillby kommun"
    document.add_paragraph("Frågor? Ring kommunens växel.")
    document.core_properties.author = "Eva Ek"
    document.save(str(template))
    assert problems(template) == ()
