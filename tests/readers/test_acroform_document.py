"""Reader acroform: what lies beside the fields is never passed over in silence."""

from __future__ import annotations

import io

import pikepdf
import pytest
from pikepdf import Array, Name, String
from prov_pdf import found, prov, raw, read

from oroforms.layouts import Layout, digest
from oroforms.readers.pdftext import page_texts

XFA = (
    '<xfa:datasets xmlns:xfa="http://www.xfa.org/schema/xfa-data/1.0/">'
    "<xfa:data><form><name>{}</name></form></xfa:data></xfa:datasets>"
)


@pytest.mark.parametrize(
    "kind", ["FreeText", "Stamp", "Ink", "Line", "Square", "Highlight", "Text", "FileAttachment"]
)
def test_comments_and_drawings_go_to_a_person(kind: str) -> None:
    form = prov()
    form.annotation(kind, Contents=String("Eva Öberg"))
    (finding,) = read(form).findings
    assert (finding.code, finding.params) == ("annotations-present", {"page": "1", "kinds": kind})


@pytest.mark.parametrize("kind", ["Link", "Popup", "PrinterMark"])
def test_annotations_that_say_nothing(kind: str) -> None:
    form = prov()
    form.annotation(kind)
    assert read(form).findings == ()


def test_a_hidden_comment_is_no_comment() -> None:
    form = prov()
    form.annotation("FreeText", F=2)
    assert read(form).findings == ()


class TestXfa:
    def test_with_answers_of_its_own(self) -> None:
        form = prov()
        form.form.XFA = form.pdf.make_stream(XFA.format("Ida").encode())
        assert found(read(form)) == {"document-xfa": {None}}

    def test_with_answers_in_a_packet(self) -> None:
        form = prov()
        packets = [
            String("template"), form.pdf.make_stream(b"<template>Namn</template>"),
            String("datasets"), form.pdf.make_stream(XFA.format("Ida").encode()),
        ]  # fmt: skip
        form.form.XFA = Array(packets)
        assert found(read(form)) == {"document-xfa": {None}}

    def test_without_answers(self) -> None:
        form = prov()
        packets = [String("datasets"), form.pdf.make_stream(XFA.format(" ").encode())]
        form.form.XFA = Array(packets)
        assert read(form).findings == ()

    @pytest.mark.parametrize(
        "packet", [b"<cut", b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>']
    )
    def test_that_cannot_be_read_counts_as_answers(self, packet: bytes) -> None:
        form = prov()
        form.form.XFA = Array([String("datasets"), form.pdf.make_stream(packet)])
        assert found(read(form)) == {"document-xfa": {None}}


class TestTextBesideTheFields:
    def layout(self, form: bytes) -> Layout:
        """What the blank's layout keeps of its pages."""
        with pikepdf.open(io.BytesIO(form)) as pdf:
            drawn = digest(stream.read_bytes() for stream in pdf.pages[0].Contents)
        return Layout("prov@3-000000", (595, 842), 1, (), (), page_texts(form), drawn=(drawn,))

    def blank(self) -> tuple[bytes, Layout]:
        form = prov()
        form.print_on(1, "Provblankett för prov", "2.1 Namn", "2.6 Berätta")
        content = form.save()
        return content, self.layout(content)

    def test_the_blank_itself_has_none(self) -> None:
        content, layout = self.blank()
        assert read(content, layout).findings == ()

    def test_added_in_a_stream_of_its_own(self) -> None:
        _, layout = self.blank()
        form = prov()
        form.print_on(1, "Provblankett för prov", "2.1 Namn", "2.6 Berätta")
        form.print_on(1, "", "", "", "", "Alva Lindgren")
        (finding,) = read(form, layout).findings
        assert finding.code == "text-beside-fields"
        assert finding.params == {"page": "1", "words": "Alva Lindgren"}

    def test_a_page_written_in_another_way_says_the_same(self) -> None:
        _, layout = self.blank()
        form = prov()
        form.print_on(1, "2.6 Berätta", "Provblankett för prov", "2.1 Namn")
        assert read(form, layout).findings == ()

    def test_a_page_that_the_blank_does_not_have(self) -> None:
        _, layout = self.blank()
        form = prov()
        form.print_on(1, "Provblankett för prov", "2.1 Namn", "2.6 Berätta")
        page = form.pdf.add_blank_page(page_size=(595, 842))
        page.obj.Resources = form.pdf.pages[0].obj.Resources
        form.print_on(2, "Fortsättning")
        (finding,) = read(form, layout).findings
        assert finding.params == {"page": "2", "words": "Fortsättning"}


def test_a_file_that_was_put_together_again_goes_to_a_person() -> None:
    content = prov({"child.name": "Eva"}).save(object_stream_mode=pikepdf.ObjectStreamMode.disable)
    cut = content[: content.rindex(b"xref\n0")]
    readings = read(cut)
    assert raw(readings, "child.name") == "Eva"
    assert found(readings) == {"document-repaired": {None}}


def test_what_a_mail_gateway_adds_behind_the_end_does_no_harm() -> None:
    content = prov({"child.name": "Eva"}).save() + b"\n" + b"-- scanned by gateway --\n" * 90
    readings = read(content)
    assert raw(readings, "child.name") == "Eva"
    assert readings.findings == ()


def test_java_script_is_never_looked_at() -> None:
    form = prov({"child.name": "Eva"})
    script = pikepdf.Dictionary(S=Name.JavaScript, JS=String("this.getField('x').value = 1;"))
    form.pdf.Root.OpenAction = script
    form.fields["child.name"].AA = pikepdf.Dictionary(K=script)
    assert read(form).findings == ()


def test_a_signed_field_is_read_and_judged_elsewhere() -> None:
    readings = read(prov(signed=True))
    assert raw(readings, "signature.sign") is True
    assert readings.findings == ()


def test_a_signature_field_may_hold_a_text() -> None:
    form = prov()
    form.fields["signature.sign"].FT = Name.Tx
    form.fields["signature.sign"].V = String("Eva Öberg")
    assert raw(read(form), "signature.sign") is True
