"""PDF/A and the places to sign: what a finished PDF claims, and what it holds to do so."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pikepdf
import pypdfium2 as pdfium
import pytest
from blank_form import DAY, Form
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageCms

from oroforms.convert import colours, export_copy, signature_fields, text_layer
from oroforms.convert.archive import Archive
from oroforms.convert.pdf import convert, finish
from oroforms.errors import ProgramFailed
from oroforms.render.word import Purpose, render

NAMES = "{http://www.aiim.org/pdfa/ns/id/}"
TITLE = "Anmälan <om> oro & annat"


def converted(form: Form, *, signed: bool) -> bytes:
    values = {"child": {"name": "Åsa Ek"}, "signature": {"signed": signed, "name": "Bo Ek"}}
    word = render(form.definition, form.template, values, on=DAY, purpose=Purpose.PRINT)
    (made,) = convert([export_copy.make(word).content], form_fields=True)
    return made


@pytest.fixture(scope="module")
def unsigned(form: Form) -> bytes:
    return converted(form, signed=False)


def finished(form: Form, content: bytes, archive: Archive = Archive.PDF_A_3B) -> bytes:
    fields = signature_fields.titles(form.definition)
    return finish(
        content, title=TITLE, mark=None, code=None, fields=fields, archive=archive, made=DAY
    )


@dataclass(frozen=True)
class Place:
    """The place to sign of a document: its widget, rectangle, and page from 0."""

    pdf: pikepdf.Pdf
    widget: pikepdf.Object
    rect: list[float]
    page: int


def place(content: bytes) -> Place:
    pdf = pikepdf.open(io.BytesIO(content))
    widgets = [
        (number, widget)
        for number, page in enumerate(pdf.pages)
        for widget in page.get(Name.Annots, [])
    ]
    ((number, widget),) = widgets
    return Place(pdf, widget, [float(edge) for edge in widget.Rect], number)


def test_a_place_to_sign_is_the_only_field_and_ready(form: Form, unsigned: bytes) -> None:
    content = finished(form, unsigned)
    at = place(content)
    widget = at.widget
    assert set(at.pdf.Root.AcroForm.keys()) == {"/Fields"}
    assert (str(widget.Parent.T), str(widget.T)) == ("signature", "sign")
    assert Name.Sig == widget.FT
    assert Name.V not in widget
    assert int(widget.F) == 4
    assert widget.AP.N.read_bytes() == b""
    assert widget.P.Tabs == Name.S
    assert "4.1 Underskrift" in str(widget.TU)
    blank = next(spot.rect for spot in form.layout.spots if spot.part == "signature.sign")
    assert at.rect[2] - at.rect[0] == pytest.approx(blank[2] - blank[0], abs=0.5)
    assert at.rect[3] - at.rect[1] == pytest.approx(blank[3] - blank[1], abs=0.5)
    assert text_in(content, at.page, at.rect).strip() == ""


def text_in(content: bytes, number: int, rect: list[float]) -> str:
    page = pdfium.PdfDocument(content)[number].get_textpage()
    return page.get_text_bounded(*rect)


def test_what_is_said_of_a_signature_stands_beside_the_place(form: Form) -> None:
    content = finished(form, converted(form, signed=True))
    at = place(content)
    beside = [at.rect[0] - 70, *at.rect[1:]]
    assert text_in(content, at.page, beside).strip() == "Undertecknad"
    assert text_in(content, at.page, at.rect).strip() == ""
    assert at.rect[2] - at.rect[0] > 100


def test_a_program_that_left_the_place_out_is_named(form: Form) -> None:
    word = render(form.definition, form.template, {}, on=DAY, purpose=Purpose.PRINT)
    (without,) = convert([word])
    with pytest.raises(ProgramFailed, match=r"signature\.sign"):
        finished(form, without)


@pytest.mark.parametrize(("archive", "part"), [(Archive.PDF_A_3B, "3"), (Archive.PDF_A_2B, "2")])
def test_claims_and_information_agree(
    form: Form, unsigned: bytes, archive: Archive, part: str
) -> None:
    with pikepdf.open(io.BytesIO(finished(form, unsigned, archive))) as pdf:
        said = pdf.open_metadata()
        assert said[f"{NAMES}part"] == part
        assert said[f"{NAMES}conformance"] == "B"
        assert said["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        assert said["dc:title"] == TITLE == str(pdf.docinfo[Name.Title])
        assert said["xmp:CreateDate"] == "2026-11-22"
        assert str(pdf.docinfo[Name.CreationDate]) == "D:20261122"
        assert len(pdf.Root.OutputIntents) == 1
        profile = pdf.Root.OutputIntents[0].DestOutputProfile
        assert profile.read_bytes() == colours.srgb()
        assert not {"/OpenAction", "/Names", "/AA"} & set(pdf.Root.keys())


def test_equal_documents_give_equal_bytes(form: Form, unsigned: bytes) -> None:
    assert finished(form, unsigned) == finished(form, converted(form, signed=False))


def test_the_profile_is_srgb() -> None:
    ours = ImageCms.ImageCmsProfile(io.BytesIO(colours.srgb()))
    theirs = ImageCms.createProfile("sRGB")
    turn = ImageCms.buildTransform(ours, theirs, "RGB", "RGB")
    for colour in [(0, 0, 0), (255, 255, 255), (255, 0, 0), (0, 128, 255), (17, 200, 90)]:
        seen = ImageCms.applyTransform(Image.new("RGB", (1, 1), colour), turn)
        assert seen is not None
        assert seen.getpixel((0, 0)) == pytest.approx(colour, abs=1)


def test_a_glyph_without_text_is_given_one_that_readers_leave_out() -> None:
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        cmap = b"1 beginbfchar\n<01> <0E270E31>\nendbfchar\nendcmap\n"
        font = pdf.make_indirect(
            Dictionary(
                Type=Name.Font, Subtype=Name.TrueType, FirstChar=0, LastChar=2,
                ToUnicode=pdf.make_stream(cmap), Widths=Array([0, 0, 0]),
            )
        )  # fmt: skip
        page.Resources = Dictionary(Font=Dictionary(F1=font))
        text_layer.complete(pdf)
        assert b"<02> <2060>" in font.ToUnicode.read_bytes()
        assert b"<01> <2060>" not in font.ToUnicode.read_bytes()
