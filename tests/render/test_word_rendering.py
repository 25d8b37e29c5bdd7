"""Rendered Word files: answers come out as they were written, for each purpose as it should."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from small_form import change, found, part, small_form, small_template

from oroforms.errors import DefinitionError
from oroforms.render.issue import IssueMark
from oroforms.render.reference import reference
from oroforms.render.word import Purpose, render
from oroforms.template.controls import ControlKind
from oroforms.template.xml import name

TODAY = date(2026, 11, 22)
MARK = IssueMark("prov@3-abc123", "T7K4-9QXM-2C")
VALUES: dict[str, Any] = {
    "case": {"reference": "2026-0042"},
    "child": {
        "name": "Alva Exempelsson",
        "born": "2017-01-01",
        "safe": "no",
        "kind": ["absence", "other"],
        "acute": True,
        "story": "Första raden.\nAndra raden.",
    },
    "helpers": [{}, {"name": "Bo Ek", "phone": "+46701740605"}],
    "signature": {"signed": True, "name": "Eva Ek", "date": "2026-11-20"},
}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_template(tmp_path_factory.mktemp("render"))


def make(template: Path, purpose: Purpose, values: dict[str, Any] | None = None) -> bytes:
    given_values = VALUES if values is None else values
    return render(small_form(), template, given_values, on=TODAY, purpose=purpose, issue=MARK)


def body_text(docx: bytes) -> str:
    return "".join(node.text or "" for node in part(docx).iter(name("w:t")))


def lock_of(docx: bytes, tag: str) -> str:
    return str(found(docx)[tag].properties.find(name("w:lock")).get(name("w:val")))


def ticked(docx: bytes) -> set[str]:
    boxes = {t: c for t, c in found(docx).items() if c.kind is ControlKind.CHECKBOX}
    by_property = {
        tag
        for tag, box in boxes.items()
        if box.properties.find(f".//{name('w14:checked')}").get(name("w14:val")) == "1"
    }
    assert by_property == {tag for tag, box in boxes.items() if box.text == "☒"}
    return by_property


def is_empty(docx: bytes, tag: str) -> bool:
    control = found(docx)[tag]
    showing = control.properties.find(name("w:showingPlcHdr")) is not None
    assert showing == (not control.text.strip())
    return showing


def protection(docx: bytes) -> str | None:
    protected = part(docx, "word/settings.xml").find(name("w:documentProtection"))
    return None if protected is None else str(protected.get(name("w:edit")))


def pictures(docx: bytes) -> set[str]:
    header = part(docx, "word/header1.xml")
    return {node.get("name") for node in header.iter(name("wp:docPr"))}


def header_text(docx: bytes) -> str:
    header = part(docx, "word/header1.xml")
    return " ".join(node.text or "" for node in header.iter(name("w:t")))


def test_a_finished_document_shows_every_answer_locked(template: Path) -> None:
    made = make(template, Purpose.FINISHED)
    shown = {tag: control.text for tag, control in found(made).items()}
    assert shown["child.name"] == "Alva Exempelsson"
    assert shown["child.story"] == "Första raden.\nAndra raden."
    assert shown["helpers.1.name"] == "Bo Ek"
    assert shown["signature.name"] == "Eva Ek"
    assert shown["signature.sign"] == "Undertecknad"
    assert ticked(made) == {
        "child.safe.no",
        "child.kind.absence",
        "child.kind.other",
        "child.acute",
    }
    assert is_empty(made, "helpers.0.name")
    assert {lock_of(made, tag) for tag in shown} == {"sdtContentLocked"}
    assert protection(made) == "readOnly"


def test_a_blank_holds_no_answer_and_lets_people_write_in_controls_only(template: Path) -> None:
    made = make(template, Purpose.BLANK)
    assert ticked(made) == set()
    assert "Alva" not in body_text(made)
    assert all(is_empty(made, tag) for tag, c in found(made).items() if c.kind is ControlKind.TEXT)
    assert {lock_of(made, tag) for tag in found(made)} == {"sdtLocked"}
    assert protection(made) == "forms"


def test_a_prefilled_blank_locks_what_is_answered(template: Path) -> None:
    values = {"case": {"reference": "2026-0042"}, "child": {"safe": "yes"}}
    made = make(template, Purpose.PREFILLED, values)
    locked = {tag for tag in found(made) if lock_of(made, tag) == "sdtContentLocked"}
    assert locked == {"case.reference", "child.safe.yes", "child.safe.no"}
    assert found(made)["case.reference"].text == "2026-0042"
    assert protection(made) == "forms"


def test_the_copy_for_a_fillable_pdf_is_neutral(template: Path) -> None:
    made = make(template, Purpose.EXPORT)
    assert found(made).keys() == found(template).keys()
    assert ticked(made) == set()
    assert "Alva" not in body_text(made)
    assert pictures(made) == set()
    assert "prov@3" not in header_text(made)
    assert "Sida" not in header_text(made)
    assert protection(made) is None


def test_the_copy_for_print_has_text_and_controls_to_sign_in_only(template: Path) -> None:
    made = make(template, Purpose.PRINT)
    assert {tag: control.text for tag, control in found(made).items()} == {"signature.sign": ""}
    assert "Undertecknad" in body_text(made)
    assert "Alva Exempelsson" in body_text(made)
    assert body_text(made).count("☒") == 4
    assert "{{" not in body_text(made)
    assert pictures(made) == set()


def test_every_page_of_a_word_file_bears_reference_code_and_marks(template: Path) -> None:
    made = make(template, Purpose.BLANK)
    assert "prov@3-abc123" in header_text(made)
    assert "T7K4-9QXM-2C" in header_text(made)
    fields = [n.text.strip() for n in part(made, "word/header1.xml").iter(name("w:instrText"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert len(pictures(made)) == 5
    code = _code(made)
    assert code.size[0] == code.size[1]
    assert code.convert("L").getextrema() == (0, 255)
    other = IssueMark("prov@3-abc123", "0000-0000-00")
    changed = render(small_form(), template, {}, on=TODAY, purpose=Purpose.BLANK, issue=other)
    assert _code(changed).tobytes() != code.tobytes()


def _code(docx: bytes) -> Image.Image:
    header = part(docx, "word/header1.xml")
    anchor = next(
        a
        for a in header.iter(name("wp:anchor"))
        if a.find(name("wp:docPr")).get("name") == "oroforms-code"
    )
    key = next(anchor.iter(name("a:blip"))).get(name("r:embed"))
    relations = part(docx, "word/_rels/header1.xml.rels")
    target = next(r.get("Target") for r in relations if r.get("Id") == key)
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        return Image.open(io.BytesIO(package.read(f"word/{target}")))


HOSTILE = (
    "{{ 7*7 }}",
    "{% for x in range(9) %}x{% endfor %}",
    "{# gone #}",
    "{_{ kept }_} {_% kept %_}",
    "Å & <Ö> \"citat\" 'apostrof' &amp; &#65;",
    "</w:t></w:r></w:p>",
    "{{r x }} {%p if x %} {{ child.name }}",
    "ett\ttabbat  ord  med  blanksteg ",
    "rad\n\n\nrad",
    "محمد الأحمد",
    "Łukasz Şahin Ὀδυσσεύς Іван 👪",
    "x" * 4000,
    "A" * 40 + " " + "B" * 40,
)


@pytest.mark.parametrize("text", HOSTILE)
def test_an_answer_comes_out_as_those_characters(template: Path, text: str) -> None:
    values = {"child": {"name": text.replace("\n", " "), "story": text}}
    for purpose in (Purpose.FINISHED, Purpose.PREFILLED):
        made = make(template, purpose, values)
        assert found(made)["child.story"].text == text
        assert found(made)["child.name"].text == text.replace("\n", " ")
    assert text.replace("\n", "").replace("\t", "") in body_text(
        make(template, Purpose.PRINT, values)
    )


def test_control_characters_are_left_out_and_break_nothing(template: Path) -> None:
    values = {"child": {"story": "a\ab\fc\x00d\x1be\r\nf\ud800g"}}
    assert found(make(template, Purpose.FINISHED, values))["child.story"].text == "abcde\nfg"


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=60))
def test_any_text_survives(template: Path, text: str) -> None:
    made = make(template, Purpose.FINISHED, {"child": {"name": text}})
    expected = text.replace("\ufffe", "").replace("\uffff", "")
    shown = found(made)["child.name"]
    assert (shown.text if expected else "") == expected


def test_right_to_left_names_are_marked_and_others_are_not(template: Path) -> None:
    values = {"child": {"name": "محمد الأحمد"}, "helpers": [{"name": "Bo محمد"}]}
    by_tag = found(make(template, Purpose.FINISHED, values))
    assert by_tag["child.name"].content.find(f".//{name('w:rtl')}") is not None
    assert by_tag["helpers.0.name"].content.find(f".//{name('w:rtl')}") is None


def test_the_law_of_the_day_is_cited(template: Path) -> None:
    def cited(day: date) -> str:
        made = render(small_form(), template, {}, on=day, purpose=Purpose.BLANK)
        return body_text(made)

    assert "14\u00a0kap. 1\u00a0§" in cited(date(2025, 6, 30))
    assert "19\u00a0kap. 1\u00a0§" in cited(date(2025, 7, 1))


def test_the_same_arguments_give_the_same_bytes(template: Path) -> None:
    for purpose in Purpose:
        assert make(template, purpose) == make(template, purpose)


def test_the_reference_follows_what_is_printed_and_nothing_else(
    template: Path, tmp_path: Path
) -> None:
    form = small_form()
    first = reference(form, template, TODAY)
    assert first.startswith("prov@3-")
    assert len(first) == len("prov@3-") + 6
    assert reference(form, template, date(2026, 11, 23)) == first
    assert reference(form, template, date(2025, 6, 30)) != first
    other = small_template(tmp_path)
    assert reference(form, other, TODAY) == first
    change(other, lambda s: s.replace("Så behandlas", "Så sparas"))
    assert reference(form, other, TODAY) != first


def test_a_variable_that_leads_nowhere_stops_the_rendering(template: Path, tmp_path: Path) -> None:
    wrong = small_template(tmp_path)
    change(wrong, lambda s: s.replace("Så behandlas", "{{ child.nmae }}"))
    with pytest.raises(DefinitionError, match="nmae"):
        make(wrong, Purpose.FINISHED)


def test_a_template_cannot_reach_into_the_program(tmp_path: Path) -> None:
    wrong = small_template(tmp_path)
    change(wrong, lambda s: s.replace("Så behandlas", "{{ child.__class__.__mro__ }}"))
    with pytest.raises(DefinitionError):
        make(wrong, Purpose.BLANK)


def test_a_control_that_shows_more_than_its_answer_stops_the_rendering(tmp_path: Path) -> None:
    wrong = small_template(tmp_path)
    change(wrong, lambda s: s.replace("{{ child.name }}", "{{ child.name }} med flera"))
    with pytest.raises(DefinitionError, match=r"child\.name"):
        make(wrong, Purpose.FINISHED)


def test_a_control_that_shows_another_fields_answer_stops_the_rendering(tmp_path: Path) -> None:
    wrong = small_template(tmp_path)
    change(wrong, lambda s: s.replace("{{ helpers.1.name }}", "{{ child.name }}"))
    with pytest.raises(DefinitionError, match=r"helpers\.1\.name"):
        make(wrong, Purpose.FINISHED)


def test_an_answer_without_a_control_stops_the_rendering(tmp_path: Path) -> None:
    wrong = small_template(tmp_path)
    change(wrong, lambda s: s.replace('w:tag w:val="child.kind.other"', 'w:tag w:val="mine"'))
    with pytest.raises(DefinitionError, match=r"child\.kind\.other"):
        make(wrong, Purpose.FINISHED)
    assert found(make(wrong, Purpose.FINISHED, {"child": {"kind": ["absence"]}}))


def test_an_answer_of_the_wrong_shape_is_shown_as_it_was_written(template: Path) -> None:
    made = make(template, Purpose.FINISHED, {"child": {"born": "i våras", "safe": 7}})
    assert found(made)["child.born"].text == "i våras"
    assert ticked(made) == set()


def test_finished_documents_take_no_empty_writing_room(template: Path) -> None:
    def height(docx: bytes, text: str) -> int:
        row = next(
            r
            for r in part(docx).iter(name("w:tr"))
            if text in "".join(t.text or "" for t in r.iter(name("w:t")))
        )
        return int(row.find(f".//{name('w:trHeight')}").get(name("w:val")))

    blank, finished = make(template, Purpose.BLANK), make(template, Purpose.FINISHED, {})
    assert height(blank, "Berätta") > 2500
    assert height(finished, "Berätta") < 300
    assert height(finished, "Underskrift") == height(blank, "Underskrift")


def test_a_long_answer_may_run_on_to_the_next_page(template: Path) -> None:
    made = make(template, Purpose.FINISHED, {"child": {"story": "lång text " * 900}})
    row = next(found(made)["child.story"].element.iterancestors(name("w:tr")))
    assert row.find(f".//{name('w:cantSplit')}") is None


def test_a_drop_down_shows_the_chosen_answer(tmp_path: Path) -> None:
    path = small_template(tmp_path)

    def drop(source: str) -> str:
        first = source.rindex("<w:sdt>", 0, source.index('w:val="child.safe.yes"'))
        last = source.index("</w:sdt>", source.index('w:val="child.safe.no"')) + len("</w:sdt>")
        items = '<w:listItem w:displayText="Ja" w:value="yes"/><w:listItem w:value="no"/>'
        control = (
            '<w:sdt><w:sdtPr><w:tag w:val="child.safe"/><w:dropDownList><w:listItem '
            f'w:displayText="Välj"/>{items}</w:dropDownList></w:sdtPr>'
            "<w:sdtContent><w:r><w:t>Välj</w:t></w:r></w:sdtContent></w:sdt>"
        )
        return source[:first] + control + source[last:]

    change(path, drop)
    for code, shown in (("yes", "Ja"), ("no", "no")):
        made = make(path, Purpose.FINISHED, {"child": {"safe": code}})
        assert found(made)["child.safe"].text == shown
    blank = make(path, Purpose.BLANK)
    assert is_empty(blank, "child.safe")


def test_printed_copies_hold_no_blanks_for_what_is_not_answered(template: Path) -> None:
    assert "\u2002" not in body_text(make(template, Purpose.PRINT))


def held(docx: bytes, words: str) -> list[bool]:
    """Of the rows of the table with some words, whether each is held to the next."""
    for table in part(docx).iter(name("w:tbl")):
        if any(words in (node.text or "") for node in table.iter(name("w:t"))):
            return [
                next(row.iter(name("w:keepNext")), None) is not None
                for row in table.iter(name("w:tr"))
            ]
    raise AssertionError(f"no table says {words}")


def test_short_tables_of_a_finished_document_keep_together_and_long_ones_do_not(
    template: Path,
) -> None:
    story = "Ett ord till. " * 40
    long = make(template, Purpose.PRINT, {**VALUES, "child": {**VALUES["child"], "story": story}})
    assert True in held(make(template, Purpose.PRINT), "Alva Exempelsson")
    assert held(make(template, Purpose.PRINT), "Alva Exempelsson")[-1] is False
    assert True not in held(long, "Alva Exempelsson")
    assert True not in held(make(template, Purpose.BLANK), "Berätta")
