"""Reader acroform: what is stored in the fields comes out as it stands there."""

from __future__ import annotations

import io

import pikepdf
import pytest
from pdf_forms import FormPdf
from pikepdf import Array, Dictionary, Name, String
from prov_pdf import IDENTIFIED, found, prov, raw, read
from small_form import small_form

from oroforms.documents import Place
from oroforms.layouts import Layout, Spot
from oroforms.readers import reader


def test_every_kind_of_field_is_read() -> None:
    texts = {"child.name": "Åke Öberg", "helpers.1.phone": "070-174 06 05"}
    readings = read(prov(texts, safe="no", kinds=("absence", "other"), acute=True, signed=True))
    assert raw(readings, "child.name") == "Åke Öberg"
    assert raw(readings, "helpers.1.phone") == "070-174 06 05"
    assert raw(readings, "child.safe") == ("no",)
    assert raw(readings, "child.kind") == ("absence", "other")
    assert raw(readings, "child.acute") is True
    assert raw(readings, "signature.sign") is True
    assert found(readings) == {}


def test_fields_that_were_seen_empty_are_there() -> None:
    readings = read(prov())
    assert raw(readings, "child.name") == ""
    assert raw(readings, "child.safe") == ()
    assert raw(readings, "child.kind") == ()
    assert raw(readings, "child.acute") is False
    assert raw(readings, "signature.sign") is False
    assert readings.findings == ()
    assert len(readings.items) == 14


def test_fields_that_are_missing_are_no_reading_but_an_error() -> None:
    readings = read(prov(leave_out=("child.name", "child.safe", "child.acute", "signature.date")))
    assert "child.name" not in readings.items
    assert found(readings) == {
        "field-not-read": {"child.name", "child.safe", "child.acute", "signature"}
    }


def test_a_missing_box_of_several_is_an_error() -> None:
    form = prov(kinds=("absence",))
    del form.fields["child.kind.neglect"].T
    assert found(read(form)) == {"field-not-read": {"child.kind"}}


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        (String("Łukasz Шевченко علي"), "Łukasz Шевченко علي"),
        (String(b"\xfe\xff\x01\x41\x00u"), "Łu"),
        (String(b"\xff\xfe\x41\x01u\x00"), "Łu"),
        (String(b"\xef\xbb\xbf\xc5\x81u"), "Łu"),
        (String(b"P\xe5l\xa0\x92"), "Pål€™"),  # PDFDocEncoding: 0xA0 is the euro sign
        (String(b"\xfe\xff\x00\x1b\x00s\x00v\x00\x1b\x00P"), "P"),
        (String("ett\r\ntvå\rtre\nfyra"), "ett\ntvå\ntre\nfyra"),
        (Name("/Anna"), "Anna"),
    ],
)
def test_text_strings_in_every_encoding(stored: pikepdf.Object, text: str) -> None:
    form = prov()
    form.fields["child.name"].V = stored
    del form.fields["child.name"].AP
    assert raw(read(form), "child.name") == text


def test_a_long_text_may_be_a_stream() -> None:
    form = prov()
    form.fields["child.story"].V = form.pdf.make_stream("Länge sedan.".encode("utf-16"))
    del form.fields["child.story"].AP
    assert raw(read(form), "child.story") == "Länge sedan."


def test_broken_utf16_is_not_passed_on_as_sound() -> None:
    form = prov()
    form.fields["child.name"].V = String(b"\xfe\xff\xd8\x00\x00A")
    assert "\ufffd" in raw(read(form), "child.name")


def test_values_are_inherited_from_the_parent() -> None:
    form = prov()
    field = form.fields["child.name"]
    widget = form.pdf.make_indirect(Dictionary(field))
    for key in ("/T", "/FT", "/V"):
        if key in widget:
            del widget[key]
    widget.Parent = field
    for key in ("/Subtype", "/Rect", "/AP", "/P"):
        del field[key]
    field.Kids = Array([widget])
    form.fields["child"].V = String("Nora")
    del widget.AP
    annotations = form.pdf.pages[0].obj.Annots
    form.pdf.pages[0].obj.Annots = Array([a for a in annotations if "/Rect" in a] + [widget])
    readings = read(form)
    assert raw(readings, "child.name") == "Nora"
    assert readings.items["child.name"].place == Place(1, (60.0, 92.0, 400.0, 118.0))


def test_widgets_that_the_form_does_not_name_are_read_too() -> None:
    form = prov({"child.name": "Stina"}, safe="yes")
    child = form.fields["child"]
    form.form.Fields = Array([f for f in form.form.Fields if f.objgen != child.objgen])
    readings = read(form)
    assert raw(readings, "child.name") == "Stina"
    assert raw(readings, "child.safe") == ("yes",)
    assert readings.findings == ()


def test_a_form_without_acroform_at_all() -> None:
    form = prov({"child.name": "Stina"})
    del form.pdf.Root.AcroForm
    assert raw(read(form), "child.name") == "Stina"


def test_widgets_written_straight_into_the_page() -> None:
    form = prov(leave_out=("child.name",))
    form.pdf.pages[0].obj.Annots.append(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Tx,
            T=String("child.name"),
            V=String("Eva"),
            Rect=Array([60, 60, 90, 80]),
        )
    )
    assert raw(read(form), "child.name") == "Eva"


class TestTheSameNameTwice:
    def second(self, form: FormPdf, name: str, value: str | None) -> None:
        del form.fields[name]
        parent = name.rpartition(".")[0]
        form.fields[parent] = form.fields[parent]
        form.text(name, value, rect=(60, 100, 400, 120), shown=value or "")

    def test_with_the_same_value_it_is_one(self) -> None:
        form = prov({"child.name": "Eva"})
        self.second(form, "child.name", "Eva")
        assert read(form).findings == ()

    def test_with_different_values_it_is_an_error(self) -> None:
        form = prov({"child.name": "Eva"})
        self.second(form, "child.name", "Åsa")
        assert found(read(form)) == {"field-twice": {"child.name"}}

    def test_empty_in_one_place_is_a_difference_too(self) -> None:
        form = prov({"child.name": "Eva"})
        self.second(form, "child.name", None)
        assert found(read(form)) == {"field-twice": {"child.name"}}

    def test_ticked_once_and_not_once(self) -> None:
        form = prov(acute=True)
        del form.fields["child.acute"]
        form.box("child.acute", False, rect=(200, 370, 212, 382))
        assert found(read(form)) == {"field-twice": {"child.acute"}}


class TestOtherStates:
    def test_any_state_but_off_ticks_a_box(self) -> None:
        form = prov(leave_out=("child.acute",))
        form.box("child.acute", True, state="On")
        readings = read(form)
        assert raw(readings, "child.acute") is True
        assert readings.findings == ()

    def test_states_by_number_with_their_options(self) -> None:
        form = prov(leave_out=("child.safe",))
        group = form.radio("child.safe", ["0", "1"], "1")
        group.Opt = Array([String("yes"), String("no")])
        readings = read(form)
        assert raw(readings, "child.safe") == ("no",)
        assert readings.findings == ()

    def test_states_that_say_nothing_are_told_by_place(self) -> None:
        form = prov(leave_out=("child.safe",))
        form.radio("child.safe", ["a", "b"], "b", at=(60, 440))
        spots = (
            Spot("child.safe.no", 1, (118, 388, 134, 404)),
            Spot("child.safe.yes", 1, (58, 388, 74, 404)),
        )
        layout = Layout("prov@3-000000", (595, 842), 1, (), spots)
        readings = read(form, layout)
        assert raw(readings, "child.safe") == ("no",)
        assert "mark-uncertain" not in found(readings)

    def test_states_that_say_nothing_anywhere_are_never_guessed(self) -> None:
        form = prov(leave_out=("child.safe",))
        form.radio("child.safe", ["a", "b"], "b")
        readings = read(form)
        assert raw(readings, "child.safe") == ()
        assert found(readings)["mark-uncertain"] == {"child.safe"}

    def test_a_value_written_as_text_counts(self) -> None:
        form = prov(safe="yes")
        form.fields["child.safe"].V = String("yes")
        readings = read(form)
        assert raw(readings, "child.safe") == ("yes",)
        assert readings.findings == ()

    def test_a_list_to_choose_from_gives_its_text(self) -> None:
        form = prov(leave_out=("child.safe",))
        field = form.text("child.safe", "yes", shown="yes")
        field.FT = Name.Ch
        assert raw(read(form), "child.safe") == "yes"

    def test_one_box_a_code_reads_as_a_choice(self) -> None:
        form = prov(leave_out=("child.safe",))
        form.box("child.safe.yes", True)
        form.box("child.safe.no", True, rect=(160, 640, 172, 652))
        assert raw(read(form), "child.safe") == ("yes", "no")

    def test_a_value_in_the_boxes_too_as_pypdf_writes_it(self) -> None:
        form = prov(safe="yes")
        for kid in form.fields["child.safe"].Kids:
            kid.V = kid.AS
        readings = read(form)
        assert raw(readings, "child.safe") == ("yes",)
        assert readings.findings == ()


def test_a_value_in_a_field_that_the_form_lacks_is_not_dropped() -> None:
    form = prov()
    form.text("child.nickname", "Lillan")
    form.text("child.other", "")
    (finding,) = read(form).findings
    assert (finding.code, finding.params["name"]) == ("field-unknown", "child.nickname")


def test_the_last_revision_counts(tmp_path: object) -> None:
    first = prov({"child.name": "Eva"}).save()
    with pikepdf.open(io.BytesIO(first)) as pdf:
        number = next(
            a.objgen[0] for a in pdf.pages[0].Annots if a.get("/T") == String("name") and "/V" in a
        )
        body = pdf.get_object((number, 0)).unparse(resolved=True)
        size, root = int(pdf.trailer.Size), pdf.Root.objgen[0]
    body = body.replace(b"(Eva)", b"(Ida)")
    start = len(first)
    update = b"\n%d 0 obj\n%s\nendobj\n" % (number, body)
    previous = int(first[first.rindex(b"startxref") :].split()[1])
    table = (
        b"xref\n%d 1\n%010d 00000 n \ntrailer\n<< /Size %d /Root %d 0 R /Prev %d >>\n"
        b"startxref\n%d\n%%%%EOF\n"
    ) % (number, start + 1, size, root, previous, start + len(update))
    readings = read(first + update + table)
    assert raw(readings, "child.name") == "Ida"
    assert "value-not-shown" in found(readings)  # the old appearance was left


def test_places_are_as_the_page_is_shown() -> None:
    form = prov({"child.name": "Eva"})
    page = form.pdf.pages[0].obj
    page.CropBox = Array([20, 40, 575, 802])
    plain = read(form).items["child.name"].place
    assert plain == Place(1, (40.0, 52.0, 380.0, 78.0))
    page.Rotate = 90
    assert read(form).items["child.name"].place == Place(1, (684.0, 40.0, 710.0, 380.0))


def test_the_registry_knows_the_reader() -> None:
    made = reader("acroform")
    readings = made.read(prov().save(), small_form(), IDENTIFIED, None)
    assert (made.name, readings.reader, readings.pages) == ("acroform", "acroform", 1)
