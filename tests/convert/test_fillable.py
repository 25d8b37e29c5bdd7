"""The fillable form: names, kinds, states, rooms and tags of its fields."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace

import pikepdf
import pytest
from blank_form import Form

from oroforms.convert import export_copy, fillable
from oroforms.errors import DefinitionError, ProgramFailed

TEXTS = {
    "case.reference", "child.name", "child.born", "child.story", "helpers.0.name",
    "helpers.0.phone", "helpers.1.name", "helpers.1.phone", "signature.name", "signature.date",
}  # fmt: skip
BOXES = {"child.acute", "child.kind.absence", "child.kind.neglect", "child.kind.other"}
READ_ONLY, REQUIRED, MULTILINE, RADIO = 1, 1 << 1, 1 << 12, 1 << 15
NO_SPELLING, NO_SCROLLING, COMB = 1 << 22, 1 << 23, 1 << 24


def terminal(pdf: pikepdf.Pdf) -> dict[str, pikepdf.Object]:
    found: dict[str, pikepdf.Object] = {}

    def walk(fields: pikepdf.Array, prefix: str) -> None:
        for field in fields:
            name = f"{prefix}{field.T}"
            if "/FT" in field:
                found[name] = field
            else:
                walk(field.Kids, f"{name}.")

    walk(pdf.Root.AcroForm.Fields, "")
    return found


@pytest.fixture
def pdf(form: Form) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(form.pdf)) as opened:
        yield opened


@pytest.fixture
def fields(pdf: pikepdf.Pdf) -> dict[str, pikepdf.Object]:
    return terminal(pdf)


def test_names_are_the_dotted_slot_names_in_every_library(form: Form) -> None:
    import pypdf
    import pypdfium2 as pdfium

    expected = TEXTS | BOXES | {"child.safe", "signature.sign"}
    with pikepdf.open(io.BytesIO(form.pdf)) as opened:
        assert set(terminal(opened)) == expected
    by_pypdf = pypdf.PdfReader(io.BytesIO(form.pdf)).get_fields() or {}
    assert {name for name, field in by_pypdf.items() if "/FT" in field} == expected
    document = pdfium.PdfDocument(form.pdf)
    assert set(_names_in_pdfium(document)) == expected


def test_kinds(fields: dict[str, pikepdf.Object]) -> None:
    assert {name for name, field in fields.items() if field.FT == "/Tx"} == TEXTS
    assert {name for name, field in fields.items() if field.FT == "/Btn"} == BOXES | {"child.safe"}
    assert [name for name, field in fields.items() if field.FT == "/Sig"] == ["signature.sign"]


def test_choice_is_one_radio_group_with_codes_as_states(fields: dict[str, pikepdf.Object]) -> None:
    group = fields["child.safe"]
    assert int(group.Ff) & RADIO
    states = [set(map(str, kid.AP.N.keys())) for kid in group.Kids]
    assert states == [{"/yes", "/Off"}, {"/no", "/Off"}]
    assert all(kid.AS == "/Off" for kid in group.Kids)
    assert "/V" not in group


def test_boxes_have_the_state_yes(fields: dict[str, pikepdf.Object]) -> None:
    for name in BOXES:
        assert set(map(str, fields[name].AP.N.keys())) == {"/yes", "/Off"}
        assert not int(fields[name].get("/Ff", 0)) & RADIO


def test_flags(fields: dict[str, pikepdf.Object]) -> None:
    flags = {name: int(field.Ff) for name, field in fields.items() if field.FT == "/Tx"}
    assert all(flag & NO_SCROLLING for flag in flags.values())
    assert [name for name, flag in flags.items() if flag & MULTILINE] == ["child.story"]
    assert [name for name, flag in flags.items() if flag & REQUIRED] == ["child.story"]
    assert [name for name, flag in flags.items() if not flag & NO_SPELLING] == ["child.story"]
    assert [name for name, flag in flags.items() if flag & COMB] == ["child.born"]
    assert not any(flag & READ_ONLY for flag in flags.values())


def test_longest_texts(fields: dict[str, pikepdf.Object]) -> None:
    longest = {name: int(field.MaxLen) for name, field in fields.items() if "/MaxLen" in field}
    assert longest == {"child.born": 10, "child.name": 60, "child.story": 4000}


def test_nothing_is_filled_in_and_nothing_runs(form: Form, pdf: pikepdf.Pdf) -> None:
    acroform = pdf.Root.AcroForm
    assert not acroform.NeedAppearances
    assert "/XFA" not in acroform
    for field in terminal(pdf).values():
        assert "/V" not in field
        assert "/DV" not in field
    for obj in pdf.objects:
        if isinstance(obj, pikepdf.Dictionary):
            assert "/AA" not in obj
            assert "/JS" not in obj
    assert "/OpenAction" not in pdf.Root


def test_tooltips_are_number_and_label_in_swedish(fields: dict[str, pikepdf.Object]) -> None:
    assert str(fields["child.name"].TU) == "2.1 Namn"
    assert str(fields["helpers.1.phone"].TU) == "3.2.2 Telefon (hjälpare 2)"
    assert str(fields["child.safe"].TU) == "2.3 Är barnet tryggt?"
    assert [str(kid.TU) for kid in fields["child.safe"].Kids] == [
        "2.3 Är barnet tryggt?: Ja",
        "2.3 Är barnet tryggt?: Nej",
    ]
    assert str(fields["signature.sign"].TU) == "4.1 Underskrift: underskrift"


def test_tags_language_title_and_order(pdf: pikepdf.Pdf) -> None:
    assert str(pdf.Root.Lang) == "sv-SE"
    assert pdf.Root.MarkInfo.Marked
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    assert str(pdf.docinfo["/Title"]) == "Provblankett för prov"
    in_order = [kid for element in _elements(pdf) for kid in _objects(element)]
    widgets = [annot for page in pdf.pages for annot in page.get("/Annots", [])]
    assert all(page.Tabs == "/S" for page in pdf.pages)
    assert [w.objgen for w in widgets] == [w.objgen for w in in_order]


def test_form_elements_hold_their_widget_alone(pdf: pikepdf.Pdf) -> None:
    forms = [element for element in _elements(pdf) if element.S == "/Form"]
    assert len(forms) == len(TEXTS | BOXES) + 2 + 1
    for element in forms:
        assert [kid.Type for kid in element.K] == ["/OBJR"]


def test_no_leftovers(pdf: pikepdf.Pdf) -> None:
    assert set(map(str, pdf.docinfo.keys())) == {"/Title", "/Producer"}
    packet = pdf.Root.Metadata.read_bytes().decode("utf-8")
    for leftover in ("LibreOffice", "Writer", "creator", "CreateDate", "CreatorTool"):
        assert leftover not in packet


def test_every_font_is_embedded_but_the_dingbats_for_others(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        for font in page.Resources.Font.values():
            assert _descriptor(font).get("/FontFile2") is not None
    names = {str(name) for name in pdf.Root.AcroForm.DR.Font.keys()}  # noqa: SIM118
    assert names == {"/NotoSans", "/ZaDb"}


def test_form_font_is_a_direct_object(pdf: pikepdf.Pdf) -> None:
    # An indirect one makes pdftk and OpenPDF write empty text; see docs/decisions.
    assert not pdf.Root.AcroForm.DR.Font["/NotoSans"].is_indirect


def test_equal_input_gives_equal_bytes(form: Form) -> None:
    assert form.issue() == form.issue()


def test_control_unknown_to_the_definition(form: Form) -> None:
    fewer = tuple(f for f in form.definition.fields if f.path != "child.story")
    copy = export_copy.ExportCopy(b"", frozenset({"child.story"}), frozenset())
    content = _widget_pdf("child.story")
    with pytest.raises(DefinitionError, match=r"child\.story"):
        fillable.mend(content, copy, replace(form.definition, fields=fewer))


def test_controls_that_libreoffice_left_out(form: Form) -> None:
    copy = export_copy.ExportCopy(b"", frozenset({"child.name", "child.story"}), frozenset())
    with pytest.raises(ProgramFailed, match=r"1 controls \(child\.name"):
        fillable.mend(_widget_pdf("child.story"), copy, form.definition)


def _widget_pdf(title: str) -> bytes:
    """A PDF as LibreOffice makes it, with one field of that title."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    widget = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, TU=title, Rect=[10, 10, 20, 20]
    )
    page.Annots = pikepdf.Array([pdf.make_indirect(widget)])
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=page.Annots)
    content = io.BytesIO()
    pdf.save(content)
    return content.getvalue()


def _descriptor(font: pikepdf.Object) -> pikepdf.Object:
    holder = font.DescendantFonts[0] if "/DescendantFonts" in font else font
    return holder.FontDescriptor


def _elements(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    def walk(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
        if "/S" in node:
            yield node
        kids = node.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") != "/OBJR":
                yield from walk(kid)

    yield from walk(pdf.Root.StructTreeRoot)


def _objects(element: pikepdf.Object) -> list[pikepdf.Object]:
    kids = element.get("/K", [])
    kids = kids if isinstance(kids, pikepdf.Array) else [kids]
    return [kid.Obj for kid in kids if isinstance(kid, pikepdf.Dictionary) and kid.Type == "/OBJR"]


def _names_in_pdfium(document: object) -> Iterator[str]:
    import ctypes

    import pypdfium2.raw as raw

    document.init_forms()  # type: ignore[attr-defined]
    environment = document.formenv.raw  # type: ignore[attr-defined]
    for number in range(len(document)):  # type: ignore[arg-type]
        page = document[number]  # type: ignore[index]
        for index in range(raw.FPDFPage_GetAnnotCount(page.raw)):
            annotation = raw.FPDFPage_GetAnnot(page.raw, index)
            length = raw.FPDFAnnot_GetFormFieldName(environment, annotation, None, 0)
            buffer = ctypes.create_string_buffer(length)
            raw.FPDFAnnot_GetFormFieldName(
                environment,
                annotation,
                ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)),
                length,
            )
            yield buffer.raw[: length - 2].decode("utf-16-le")
            raw.FPDFPage_CloseAnnot(annotation)
