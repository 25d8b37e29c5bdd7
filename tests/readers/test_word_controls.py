"""Reader docx: what stands in content controls, wherever and however they stand."""

from __future__ import annotations

from typing import Any

import pytest
from small_form import small_form
from word_forms import W, box, line, p, prov_body, prov_word, r, sdt, word_file

from oroforms.documents import Identification, Readings
from oroforms.layouts import Layout
from oroforms.readers import reader
from oroforms.readers.docx import WordReader

IDENTIFIED = Identification("prov", 3, "tags")
NAME = "child.name"


def read(content: bytes, layout: Layout | None = None) -> Readings:
    return WordReader().read(content, small_form(), IDENTIFIED, layout)


def raw(content: bytes, name: str = NAME) -> Any:
    return read(content).items[name].raw


def found(content: bytes) -> dict[str, set[str | None]]:
    codes: dict[str, set[str | None]] = {}
    for finding in read(content).findings:
        codes.setdefault(finding.code, set()).add(finding.field)
    return codes


def test_the_registry_knows_the_reader() -> None:
    made = reader("docx")
    readings = made.read(prov_word(child__name="Eva"), small_form(), IDENTIFIED, None)
    assert (readings.reader, readings.items[NAME].raw, readings.pages) == ("docx", "Eva", 1)


def test_what_was_seen_empty_is_there() -> None:
    readings = read(prov_word())
    assert readings.findings == ()
    assert len(readings.items) == 14
    assert {name: reading.raw for name, reading in readings.items.items() if reading.raw} == {}
    assert readings.items["child.safe"].raw == ()
    assert readings.items["child.acute"].raw is False


@pytest.mark.parametrize(
    ("control", "text"),
    [
        pytest.param(p(sdt(NAME, r("Eva"))), "Eva", id="in a line"),
        pytest.param(sdt(NAME, p(r("Eva"))), "Eva", id="around a paragraph"),
        pytest.param(sdt(NAME, p(r("Eva")) + p(r("Öberg"))), "Eva\nÖberg", id="around two"),
        pytest.param(
            f"<w:tbl><w:tr>{sdt(NAME, '<w:tc>' + p(r('Eva')) + '</w:tc>')}</w:tr></w:tbl>",
            "Eva",
            id="around a cell",
        ),
        pytest.param(
            f"<w:tbl>{sdt(NAME, '<w:tr><w:tc>' + p(r('Eva')) + '</w:tc></w:tr>')}</w:tbl>",
            "Eva",
            id="around a row",
        ),
        pytest.param(p(sdt("outer", sdt(NAME, r("Eva")))), "Eva", id="in another control"),
        pytest.param(
            f"<w:tbl><w:tr><w:tc><w:tbl><w:tr><w:tc>{p(sdt(NAME, r('Eva')))}</w:tc></w:tr></w:tbl>"
            f"{p()}</w:tc></w:tr></w:tbl>",
            "Eva",
            id="in a table in a table",
        ),
        pytest.param(
            p(
                "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><wps:txbx><w:txbxContent>"
                + p(sdt(NAME, r("Eva")))
                + "</w:txbxContent></wps:txbx></mc:Choice><mc:Fallback><w:pict><w:txbxContent>"
                + p(sdt(NAME, r("gammal")))
                + "</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
            ),
            "Eva",
            id="in a text box, the copy for old programs passed over",
        ),
    ],
)
def test_controls_at_every_level(control: str, text: str) -> None:
    content = prov_word({NAME: control})
    assert raw(content) == text
    assert "field-twice" not in found(content)


def test_controls_in_headers_and_footers() -> None:
    for kind in ("header", "footer", "footnotes"):
        content = word_file(
            prov_body({NAME: ""}),
            parts={f"word/{kind}1.xml": f"<w:hdr xmlns:w='{W}'>{line(NAME, 'Eva')}</w:hdr>"},
            relations={f"{kind}1.xml": kind},
        )
        assert raw(content) == "Eva"


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        (r("E") + r("va ") + r("Öberg"), "Eva Öberg"),
        ("<w:r><w:t>ett</w:t><w:br/><w:t>två</w:t><w:cr/><w:t>tre</w:t></w:r>", "ett\ntvå\ntre"),
        ("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t></w:r>", "a\tb"),
        ("<w:r><w:t>2017</w:t><w:noBreakHyphen/><w:t>2393</w:t></w:r>", "2017-2393"),
        ("<w:r><w:t>för</w:t><w:softHyphen/><w:t>skola</w:t></w:r>", "förskola"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', "☑"),
        ('<w:r><w:sym w:font="Arial" w:char="00E5"/></w:r>', "å"),
        ('<w:hyperlink w:anchor="x">' + r("eva@example.se") + "</w:hyperlink>", "eva@example.se"),
        ("<w:smartTag>" + r("Eva") + "</w:smartTag>", "Eva"),
        (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            "<w:r><w:instrText>DATE</w:instrText></w:r>"
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + r("2026-11-22"),
            "2026-11-22",
        ),
        ("<!-- c -->" + r("Eva") + "<?x y?>", "Eva"),
        (r("Eva") + '<w:bookmarkStart w:id="1" w:name="b"/>' + r("!"), "Eva!"),
    ],
)
def test_everything_that_a_line_may_hold(runs: str, text: str) -> None:
    assert raw(prov_word({NAME: p(sdt(NAME, runs))})) == text


def test_a_table_in_a_control_keeps_its_lines() -> None:
    cell = "<w:tc>{}</w:tc>".format
    rows = "".join(f"<w:tr>{cell(p(r(a)))}{cell(p(r(b)))}</w:tr>" for a, b in ("ab", "cd"))
    content = prov_word({"child.story": sdt("child.story", f"<w:tbl>{rows}</w:tbl>" + p(r("e")))})
    assert raw(content, "child.story") == "a\tb\nc\td\ne"


class TestPrompts:
    GLOSSARY = (
        f"<w:glossaryDocument xmlns:w='{W}'><w:docParts><w:docPart><w:docPartPr>"
        f"<w:name w:val='P1'/></w:docPartPr><w:docPartBody>{p(r('Skriv '), r('här'))}"
        "</w:docPartBody></w:docPart></w:docParts></w:glossaryDocument>"
    )
    SHOWN = "<w:showingPlcHdr/>"

    def content(self, text: str, block: str = "", shown: str = SHOWN, style: str = "") -> bytes:
        named = f"<w:placeholder><w:docPart w:val='{block}'/></w:placeholder>" if block else ""
        run = r(text, f'<w:rStyle w:val="{style}"/>' if style else "")
        return word_file(
            prov_body({NAME: p(sdt(NAME, run, named + shown))}),
            parts={"word/glossary/document.xml": self.GLOSSARY},
            relations={"glossary/document.xml": "glossaryDocument"},
        )

    @pytest.mark.parametrize(
        "content",
        [
            {"text": "Skriv här", "block": "P1"},
            {"text": "Skriv här", "block": "P1", "shown": ""},
            {"text": "Skriv ditt namn", "style": "Platshllartext"},
            {"text": "Klicka eller tryck här för att ange text.", "shown": ""},
            {"text": "     ", "block": "oroforms-empty"},
            {"text": "   "},
        ],
    )
    def test_are_no_answers(self, content: dict[str, str]) -> None:
        assert raw(self.content(**content)).strip() == ""
        assert found(self.content(**content)) == {}

    @pytest.mark.parametrize(
        "content",
        [
            {"text": "Eva", "block": "P1"},
            {"text": "Eva", "block": "oroforms-empty"},
            {"text": "Skriv här", "shown": ""},
        ],
    )
    def test_an_answer_where_a_program_left_the_mark_of_a_prompt(
        self, content: dict[str, str]
    ) -> None:
        assert raw(self.content(**content)) == content["text"]
        assert found(self.content(**content)) == {}

    def test_what_may_be_either_goes_to_a_person(self) -> None:
        content = self.content("Skriv namnet", block="unknown")
        assert found(content) == {"value-not-shown": {NAME}}


class TestBoxes:
    @pytest.mark.parametrize(
        ("checked", "glyph", "ticked"),
        [
            ("1", "☒", True),
            ("true", "☑", True),
            ("on", "✓", True),
            ("0", "☐", False),
            ("false", "☐", False),
            ("off", "□", False),
            (None, "☐", False),
        ],
    )
    def test_ticked_or_not(self, checked: str | None, glyph: str, ticked: bool) -> None:
        content = prov_word({"child.acute": box("child.acute", checked, glyph)})
        assert raw(content, "child.acute") is ticked
        assert found(content) == {}

    def test_without_a_value_it_is_ticked(self) -> None:
        ticked = p(sdt("child.acute", r("☒"), "<w14:checkbox><w14:checked/></w14:checkbox>"))
        assert raw(prov_word({"child.acute": ticked}), "child.acute") is True

    @pytest.mark.parametrize(("checked", "glyph"), [("1", "☐"), ("0", "☒"), ("1", ""), ("0", "Ja")])
    def test_the_truth_is_not_what_is_shown(self, checked: str, glyph: str) -> None:
        content = prov_word({"child.acute": box("child.acute", checked, glyph)})
        assert raw(content, "child.acute") is (checked == "1")
        assert found(content) == {"value-not-shown": {"child.acute"}}

    def test_one_box_a_code(self) -> None:
        content = prov_word(
            {
                "child.safe.no": box("child.safe.no", "1", "☒"),
                "child.kind.other": box("child.kind.other", "1", "☒"),
                "child.kind.absence": box("child.kind.absence", "1", "☒"),
            }
        )
        assert raw(content, "child.safe") == ("no",)
        assert raw(content, "child.kind") == ("absence", "other")

    @pytest.mark.parametrize(
        ("text", "ticked"), [("☒", True), ("x", True), ("☐", False), ("", False)]
    )
    def test_a_control_that_is_no_checkbox_any_more(self, text: str, ticked: bool) -> None:
        content = prov_word({"child.acute": line("child.acute", text)})
        assert raw(content, "child.acute") is ticked
        assert found(content) == {}

    def test_words_where_a_tick_should_be(self) -> None:
        content = prov_word({"child.acute": line("child.acute", "kanske")})
        assert found(content) == {"mark-uncertain": {"child.acute"}}


class TestDropDowns:
    ITEMS = (
        '<w:dropDownList><w:listItem w:displayText="Ja" w:value="yes"/>'
        '<w:listItem w:displayText="Nej" w:value="no"/></w:dropDownList>'
    )

    def content(self, text: str, properties: str = ITEMS) -> bytes:
        control = p(sdt("child.safe", r(text), properties))
        return prov_word({"child.safe.yes": control, "child.safe.no": ""})

    def test_give_the_value_of_what_is_shown(self) -> None:
        assert raw(self.content("Nej"), "child.safe") == "no"

    def test_give_what_is_shown_where_it_is_none_of_theirs(self) -> None:
        assert raw(self.content("Kanske"), "child.safe") == "Kanske"

    def test_are_empty_while_they_show_their_prompt(self) -> None:
        content = self.content("Välj ett objekt.", self.ITEMS + "<w:showingPlcHdr/>")
        assert raw(content, "child.safe") == ""


class TestDoubts:
    @pytest.mark.parametrize(
        "runs",
        [
            r("Ida") + f"<w:ins w:id='1' w:author='x'>{r(' Ek')}</w:ins>",
            r("Ida") + "<w:del w:id='1'><w:r><w:delText> Ek</w:delText></w:r></w:del>",
            f"<w:moveTo w:id='1'>{r('Ida')}</w:moveTo>",
        ],
    )
    def test_tracked_changes(self, runs: str) -> None:
        assert found(prov_word({NAME: p(sdt(NAME, runs))})) == {"tracked-changes": {NAME}}

    def test_a_control_that_was_put_in_as_a_change(self) -> None:
        content = prov_word({NAME: p(f"<w:ins w:id='1'>{sdt(NAME, r('Ida'))}</w:ins>")})
        assert found(content) == {"tracked-changes": {NAME}}

    def test_deleted_text_is_not_read(self) -> None:
        runs = r("Ida") + "<w:del w:id='1'><w:r><w:delText> Ek</w:delText></w:r></w:del>"
        assert raw(prov_word({NAME: p(sdt(NAME, runs))})) == "Ida"

    @pytest.mark.parametrize(
        "properties", ["<w:vanish/>", '<w:vanish w:val="1"/>', '<w:color w:val="ffffff"/>']
    )
    def test_hidden_letters(self, properties: str) -> None:
        content = prov_word({NAME: p(sdt(NAME, r("Ida") + r(" Ek", properties)))})
        assert found(content) == {"value-not-shown": {NAME}}

    @pytest.mark.parametrize("properties", ['<w:vanish w:val="0"/>', '<w:color w:val="000000"/>'])
    def test_letters_that_are_not_hidden(self, properties: str) -> None:
        content = prov_word({NAME: p(sdt(NAME, r("Ida", properties)))})
        assert found(content) == {}

    def test_the_same_tag_twice(self) -> None:
        same = prov_word({NAME: line(NAME, "Ida") + line(NAME, "Ida ")})
        other = prov_word({NAME: line(NAME, "Ida") + line(NAME, "Eva")})
        assert found(same) == {}
        assert found(other) == {"field-twice": {NAME}}

    def test_a_box_twice(self) -> None:
        twice = box("child.acute", "0", "☐") + box("child.acute", "1", "☒")
        assert found(prov_word({"child.acute": twice})) == {"field-twice": {"child.acute"}}

    def test_a_control_that_was_deleted(self) -> None:
        content = prov_word({NAME: p(r("Ida")), "child.kind.other": ""})
        assert found(content) == {"field-not-read": {NAME, "child.kind"}}
        assert NAME not in read(content).items

    def test_a_picture_in_place_of_text(self) -> None:
        runs = "<w:r><w:drawing/></w:r>"
        assert found(prov_word({NAME: p(sdt(NAME, runs))})) == {"field-not-read": {NAME}}

    def test_a_picture_of_a_signature_signs(self) -> None:
        signed = prov_word({"signature.sign": p(sdt("signature.sign", "<w:r><w:drawing/></w:r>"))})
        assert raw(signed, "signature.sign") is True
        assert raw(prov_word(), "signature.sign") is False
        assert raw(prov_word(signature__sign="Eva"), "signature.sign") is True

    def test_signs_that_no_font_names(self) -> None:
        runs = '<w:r><w:sym w:font="Symbol" w:char="F061"/></w:r>'
        assert found(prov_word({NAME: p(sdt(NAME, runs))})) == {"text-not-mapped": {NAME}}

    def test_comments_in_the_margin(self) -> None:
        comment = (
            f"<w:comments xmlns:w='{W}'><w:comment>{p(r('Se bilaga'))}</w:comment></w:comments>"
        )
        content = word_file(
            prov_body(),
            parts={"word/comments.xml": f"<w:comments xmlns:w='{W}'>{comment}</w:comments>"},
            relations={"comments.xml": "comments"},
        )
        assert found(content) == {"annotations-present": {None}}

    def test_a_tag_that_the_form_lacks(self) -> None:
        content = prov_word({"x": line("child.nickname", "Lillan") + line("child.empty", "")})
        (finding,) = read(content).findings
        assert (finding.code, finding.params["name"]) == ("field-unknown", "child.nickname")


class TestTextBesideTheControls:
    LAYOUT = Layout("prov@3-000000", (595, 842), 1, (), (), ("Provblankett för prov 2.1 Namn",))
    PRINTED = p(r("Provblankett för prov")) + p(r("2.1 Namn"))

    def findings(self, *added: str) -> list[tuple[str, str]]:
        body = self.PRINTED + prov_body(child__name="Eva Öberg") + "".join(added)
        readings = read(word_file(body), self.LAYOUT)
        return [(f.code, f.params["words"]) for f in readings.findings]

    def test_what_is_printed_and_what_is_answered_is_not_beside(self) -> None:
        assert self.findings() == []

    def test_what_was_typed_beside_is_found(self) -> None:
        assert self.findings(p(r("Ring mormor"))) == [("text-beside-fields", "Ring mormor")]

    def test_an_answer_outside_of_its_control_is_found(self) -> None:
        assert self.findings(p(r("Alva"), sdt("other", r("")))) == [("text-beside-fields", "Alva")]
