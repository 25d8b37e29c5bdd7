"""Reader acroform: a value counts only where a viewer shows the same."""

from __future__ import annotations

import pytest
from pdf_forms import FormPdf, drawn
from pikepdf import Array, Dictionary, Name, Stream, String
from prov_pdf import found, prov, raw, read

RECT = (60, 724, 400, 750)
NOT_SHOWN = {"value-not-shown": {"child.name"}}


def named(stored: str | None, shown: bytes | None, **widget: object) -> FormPdf:
    """The small form with one name, and the content that its widget draws."""
    form = prov(leave_out=("child.name",))
    field = form.text("child.name", stored, rect=RECT, shown=shown)
    for key, value in widget.items():
        field[f"/{key}"] = value
    return form


def content(text: str, operators: str) -> bytes:
    """A text object with operators of its own before the text."""
    shown = text.encode("cp1252")
    return (
        b"/Tx BMC q BT /Helv 10 Tf 0 g 2 8 Td "
        + operators.encode()
        + b"("
        + shown
        + b") Tj ET Q EMC"
    )


@pytest.mark.parametrize(
    "shown",
    [
        drawn("Eva Öberg", at=(2, 8)),
        drawn("Eva\nÖberg", at=(2, 14)),
        b"BT /Helv 10 Tf 2 8 Td [(E) 20 (va) -300 <20D6> (berg)] TJ ET",
        b"BT /Helv 10 Tf 2 8 Td (E) Tj 12 0 Td (va) Tj 12 0 Td (\\326berg) Tj ET",  # a comb
        b"q 0.9 g 0 0 340 26 re f Q BT /Helv 10 Tf 14 TL 2 14 Td (Eva) Tj (\\326berg) ' ET",
        b"BT /Helv 1 Tf 10 0 0 10 2 8 Tm (Eva \\326berg) Tj ET",
        b"1 1 338 24 re W n BT /Helv 10 Tf 2 8 Td (Eva ) Tj (\\326berg) Tj ET",
        b"q 1 1 338 24 re W n BT /Helv 10 Tf 2 8 Td (Eva \\\n\\326berg) Tj ET Q",
    ],
)
def test_the_same_however_it_is_drawn(shown: bytes) -> None:
    assert read(named("Eva Öberg", shown)).findings == ()


@pytest.mark.parametrize(
    "shown",
    [
        pytest.param(drawn("Ida Öberg"), id="another name"),
        pytest.param(drawn("Eva"), id="only the beginning"),
        pytest.param(b"/Tx BMC EMC", id="nothing"),
        pytest.param(content("Eva Öberg", "3 Tr "), id="invisible"),
        pytest.param(content("Eva Öberg", "1 g "), id="white"),
        pytest.param(content("Eva Öberg", "1 1 1 rg "), id="white in RGB"),
        pytest.param(content("Eva Öberg", "0 0 0 0 k "), id="white in CMYK"),
        pytest.param(content("Eva Öberg", "/Helv .5 Tf "), id="too small to see"),
        pytest.param(content("Eva Öberg", "0 -200 Td "), id="below the box"),
        pytest.param(content("Eva Öberg", "500 0 Td "), id="right of the box"),
        pytest.param(b"0 0 1 1 re W n " + drawn("Eva Öberg", at=(20, 8)), id="cut off"),
        pytest.param(drawn("Eva Öberg") + b" 1 g 0 0 340 26 re f", id="painted over"),
        pytest.param(
            b"BT /Helv 10 Tf 2 8 Td (Eva) Tj 30 0 Td (\\326b) Tj 30 0 Td (erg) Tj ET "
            b"1 g 31 0 20 26 re f",
            id="painted over in the middle",
        ),
        pytest.param(
            drawn("Eva") + b" BT /Helv .5 Tf 40 8 Td (\\326berg) Tj ET", id="partly too small"
        ),
        pytest.param(drawn("Eva Öberg") + b" BT /Helv 10 Tf 80 8 Td (-Ek) Tj ET", id="added to"),
        pytest.param(
            drawn("Eva Öberg")
            + b" BI /W 1 /H 1 /BPC 8 /CS /G ID (\xff EI BT /Helv 10 Tf 80 8 Td (-Ek) Tj ET",
            id="added to behind a picture",
        ),
    ],
)
def test_something_else_is_shown(shown: bytes) -> None:
    readings = read(named("Eva Öberg", shown))
    assert raw(readings, "child.name") == "Eva Öberg"
    assert found(readings) == NOT_SHOWN


def test_something_is_shown_where_nothing_is_stored() -> None:
    assert found(read(named(None, drawn("Ida")))) == NOT_SHOWN


def test_the_finding_says_both() -> None:
    (finding,) = read(named("Eva", drawn("Ida"))).findings
    assert (finding.params["shown"], finding.params["stored"]) == ("Ida", "Eva")


@pytest.mark.parametrize(
    "widget",
    [
        pytest.param({"F": 2}, id="hidden"),
        pytest.param({"F": 32}, id="no view"),
        pytest.param({"Rect": Array([60, -90, 400, -60])}, id="off the page"),
        pytest.param({"Rect": Array([60, 700, 60, 724])}, id="no width"),
        pytest.param({"Rect": Array([60, 700, 64, 700.3])}, id="shrunk"),
    ],
)
def test_fields_that_nobody_sees(widget: dict[str, object]) -> None:
    assert found(read(named("Eva", drawn("Eva"), **widget))) == NOT_SHOWN
    assert read(named("", drawn(""), **widget)).findings == ()


def test_a_field_whose_widget_was_taken_off_the_page() -> None:
    form = prov({"child.name": "Eva"})
    number = form.fields["child.name"].objgen
    page = form.pdf.pages[0].obj
    page.Annots = Array([a for a in page.Annots if a.objgen != number])
    assert found(read(form)) == NOT_SHOWN


def test_viewers_draw_what_has_no_appearance() -> None:
    assert read(named("Eva", None)).findings == ()


def test_viewers_draw_anew_where_the_form_asks_for_it() -> None:
    form = named("Eva", drawn("Ida"))
    form.form.NeedAppearances = True
    assert read(form).findings == ()


@pytest.mark.parametrize(
    ("default", "codes"),
    [
        ("/Helv 10 Tf 0 g", {}),
        ("/Helv 0 Tf 0 0 0.4 rg", {}),
        ("/Helv 10 Tf 1 g", NOT_SHOWN),
        ("1 1 1 rg /Helv 0 Tf", NOT_SHOWN),
        ("/Helv .1 Tf 0 g", NOT_SHOWN),
        ("/Helv 10 Tf 3 Tr", NOT_SHOWN),
    ],
)
@pytest.mark.parametrize("where", ["field", "form"])
def test_what_viewers_draw_themselves_must_be_seen(
    default: str, codes: dict[str, set[str]], where: str
) -> None:
    form = named("Eva", None)
    (form.fields["child.name"] if where == "field" else form.form).DA = String(default)
    assert found(read(form)) == codes


def test_a_password_is_shown_as_stars() -> None:
    form = named("Eva", drawn("***"), Ff=1 << 13)
    assert read(form).findings == ()


def test_rich_text_is_shown_in_place_of_the_value() -> None:
    rich = '<body xmlns="http://www.w3.org/1999/xhtml"><p>Ida</p></body>'
    form = named("Eva", None, Ff=1 << 25, RV=String(rich))
    assert found(read(form)) == NOT_SHOWN
    form = named("Ida", None, Ff=1 << 25, RV=String(rich))
    assert read(form).findings == ()


def test_an_appearance_that_calls_another() -> None:
    form = named("Eva", b"/Inner Do")
    appearance = form.fields["child.name"].AP.N
    appearance.Resources.XObject = Dictionary(Inner=form.stream(drawn("Ida"), RECT))
    assert found(read(form)) == NOT_SHOWN
    appearance.Resources.XObject = Dictionary(Inner=form.stream(drawn("Eva"), RECT))
    assert read(form).findings == ()


def test_an_appearance_that_calls_itself_ends() -> None:
    form = named("Eva", drawn("Eva") + b" /Inner Do")
    appearance = form.fields["child.name"].AP.N
    appearance.Resources.XObject = Dictionary(Inner=appearance)
    assert found(read(form)) == NOT_SHOWN  # it draws the name again and again


def test_a_transparent_text_is_not_seen() -> None:
    form = named("Eva", b"/Ghost gs " + drawn("Eva"))
    state = Dictionary(Ghost=Dictionary(ca=0))
    form.fields["child.name"].AP.N.Resources.ExtGState = state
    assert found(read(form)) == NOT_SHOWN


def test_fonts_of_the_form_are_taken_where_the_appearance_has_none() -> None:
    form = named("Eva", drawn("Ida"))
    form.fields["child.name"].AP.N.Resources = Dictionary()
    assert found(read(form)) == NOT_SHOWN


def test_a_damaged_appearance_shows_nothing() -> None:
    form = named("Eva", drawn("Eva"))
    form.fields["child.name"].AP.N.write(b"no deflate", filter=Name.FlateDecode)
    assert found(read(form.save(recompress_flate=False))) == NOT_SHOWN


class TestFontsThatNumberTheirGlyphs:
    def form(self, stored: str, codes: bytes, to_unicode: str | None, marked: str = "") -> FormPdf:
        form = named(stored, None)
        span = f"/Span <</ActualText <{marked.encode('utf-16').hex()}>>> BDC " if marked else ""
        shown = span.encode() + b"BT /F 10 Tf 2 8 Td <" + codes.hex().encode() + b"> Tj ET"
        appearance = form.stream(shown + (b" EMC" if marked else b""), RECT)
        font = form.pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type0,
                BaseFont=Name.Unknown,
                Encoding=Name("/Identity-H"),
                DescendantFonts=Array([Dictionary(Type=Name.Font, Subtype=Name.CIDFontType2)]),
            )
        )
        if to_unicode is not None:
            font.ToUnicode = Stream(form.pdf, to_unicode.encode())
        appearance.Resources = Dictionary(Font=Dictionary(F=font))
        form.fields["child.name"].AP = Dictionary(N=appearance)
        return form

    RANGES = (
        "1 begincodespacerange <0000> <FFFF> endcodespacerange "
        "1 beginbfrange <0010> <0012> <0061> endbfrange "
        "1 beginbfrange <0020> <0021> [<0141> <00660069>] endbfrange "
        "2 beginbfchar <0030> <0078> <0031> <D83DDE00> endbfchar"
    )

    @pytest.mark.parametrize(
        ("stored", "codes"),
        [
            ("abc", "001000110012"),
            ("Łfix", "002000210030"),
            ("x😀", "00300031"),
        ],
    )
    def test_are_read_by_their_map(self, stored: str, codes: str) -> None:
        assert read(self.form(stored, bytes.fromhex(codes), self.RANGES)).findings == ()
        other = self.form("y" + stored[1:], bytes.fromhex(codes), self.RANGES)
        assert found(read(other)) == NOT_SHOWN

    def test_prove_nothing_without_a_map(self) -> None:
        assert read(self.form("abc", bytes(6), None)).findings == ()

    def test_show_something_where_nothing_is_stored_even_so(self) -> None:
        assert found(read(self.form("", bytes(6), None))) == NOT_SHOWN

    def test_glyphs_without_a_name_stand_for_few_letters(self) -> None:
        one = bytes.fromhex("0010" + "0099" + "0012")
        assert read(self.form("abc", one, self.RANGES)).findings == ()
        assert found(read(self.form("abbbbc", one, self.RANGES))) == NOT_SHOWN
        assert found(read(self.form("bbc", one, self.RANGES))) == NOT_SHOWN


ARABIC = "1 beginbfrange <0001> <0003> [<FEE2> <FEE7> <0627>] endbfrange"


class TestRightToLeft:
    """Names written from right to left: the value is exact, the drawing may be in any order."""

    form = TestFontsThatNumberTheirGlyphs().form

    @pytest.mark.parametrize("codes", ["000100020003", "000300020001", "000200030001"])
    def test_shaped_letters_in_any_order(self, codes: str) -> None:
        assert read(self.form("\u0645\u0646\u0627", bytes.fromhex(codes), ARABIC)).findings == ()

    def test_other_letters_are_another_name(self) -> None:
        form = self.form("\u0645\u0646\u0628", bytes.fromhex("000100020003"), ARABIC)
        assert found(read(form)) == NOT_SHOWN

    def test_glyphs_without_a_map_with_the_text_they_stand_for(self) -> None:
        form = self.form("\u0645\u0646\u0627", bytes(4), None, marked="\u0645\u0646\u0627")
        assert read(form).findings == ()


class TestLettersThatAFontLacks:
    @pytest.mark.parametrize(
        "shown", ["?ukasz ?elik", "ukasz elik", "·ukasz ·elik", "•ukasz ?elik"]
    )
    def test_are_no_contradiction(self, shown: str) -> None:
        assert read(named("Łukasz Şelik", drawn(shown))).findings == ()

    @pytest.mark.parametrize(
        "shown", ["?ukas? ?elik", "ukas elik", "?ukasz ?elik ?", "?ucasz ?elik"]
    )
    def test_but_other_letters_are(self, shown: str) -> None:
        assert found(read(named("Łukasz Şelik", drawn(shown)))) == NOT_SHOWN

    def test_a_name_that_is_not_drawn_at_all_is_not_shown(self) -> None:
        assert found(read(named("Олена", b"/Tx BMC EMC"))) == NOT_SHOWN


class TestBoxes:
    def test_a_tick_that_is_stored_but_not_shown(self) -> None:
        form = prov(acute=True)
        form.fields["child.acute"].AS = Name.Off
        readings = read(form)
        assert raw(readings, "child.acute") is True
        assert found(readings) == {"value-not-shown": {"child.acute"}}

    def test_a_tick_that_is_shown_but_not_stored(self) -> None:
        form = prov(acute=True)
        del form.fields["child.acute"].V
        assert found(read(form)) == {"value-not-shown": {"child.acute"}}

    def test_a_tick_without_any_state(self) -> None:
        form = prov(acute=True)
        del form.fields["child.acute"].AS
        assert found(read(form)) == {"value-not-shown": {"child.acute"}}

    def test_a_state_that_cannot_be_drawn(self) -> None:
        form = prov(acute=True)
        form.fields["child.acute"].AS = Name.Elsewhere
        assert found(read(form)) == {"value-not-shown": {"child.acute"}}

    def test_a_hidden_tick(self) -> None:
        form = prov(acute=True)
        form.fields["child.acute"].F = 2
        assert found(read(form)) == {"value-not-shown": {"child.acute"}}

    def test_a_box_that_looks_alike_ticked_and_empty(self) -> None:
        form = prov(acute=True)
        states = form.fields["child.acute"].AP.N
        states.yes = states.Off
        assert found(read(form)) == {"mark-uncertain": {"child.acute"}}

    def test_another_choice_is_shown_than_stored(self) -> None:
        form = prov(safe="yes")
        form.fields["child.safe"].V = Name.no
        readings = read(form)
        assert raw(readings, "child.safe") == ("no",)
        assert found(readings) == {"value-not-shown": {"child.safe"}}

    def test_two_choices_are_shown(self) -> None:
        form = prov(safe="yes")
        form.fields["child.safe"].Kids[1].AS = Name.no
        assert found(read(form)) == {"value-not-shown": {"child.safe"}}

    def test_one_of_many(self) -> None:
        form = prov(kinds=("absence",))
        form.fields["child.kind.other"].AS = Name.yes
        readings = read(form)
        assert raw(readings, "child.kind") == ("absence",)
        assert found(readings) == {"value-not-shown": {"child.kind"}}
