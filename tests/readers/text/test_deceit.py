"""What a print-out hides, covers or adds is never taken for an answer in silence."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from text_forms import FILLERS, Issued, codes_of, drawn_on, flattened, issued, read, up

from oroforms.documents import Readings
from samples.make.fillers import Answers

FIELD = "contact.social.name"
NEXT = "contact.social.phone"


@pytest.fixture(scope="module")
def form() -> Issued:
    return issued("samtycke")


def with_drawing(form: Issued, drawing: str, **resources: object) -> Readings:
    """The reading of a blank print-out with something drawn on the page of the field."""
    content = drawn_on(flattened(form.blank), form.page(FIELD), drawing, **resources)
    return read(form, content)


def text(form: Issued, words: str, *, more: str = "", part: str = FIELD, dx: float = 3) -> str:
    """Drawing of a text in a field."""
    x, y, _, _ = up(form, form.rect(part))
    return f"BT /F 10 Tf 0 g {more} {x + dx:.2f} {y + 4:.2f} Td ({words}) Tj ET\n"


def box(form: Issued, paint: str) -> str:
    """Drawing of a filled box over a field."""
    x, y, width, height = up(form, form.rect(FIELD))
    return f"{paint} {x} {y} {width} {height} re f\n"


def struck(form: Issued) -> str:
    """Drawing of a line through the text of a field."""
    x, y, _, _ = up(form, form.rect(FIELD))
    return f"1 0 0 RG 0.7 w {x + 3} {y + 7} m {x + 40} {y + 7} l S\n"


def test_plain_text_is_read(form: Issued) -> None:
    readings = with_drawing(form, text(form, "Eva Ek"))
    assert (readings.items[FIELD].raw, readings.findings) == ("Eva Ek", ())


@pytest.mark.parametrize(
    "drawing",
    [
        lambda f: text(f, "Eva Ek") + box(f, "1 g"),
        lambda f: text(f, "Eva Ek") + box(f, "0.97 g"),
        lambda f: text(f, "Eva Ek") + box(f, "0 g"),
        lambda f: text(f, "Eva Ek") + struck(f),
        lambda f: text(f, "Eva Ek", more="1 g"),
        lambda f: text(f, "Eva Ek", more="0.93 g"),
        lambda f: text(f, "Eva Ek", more="3 Tr"),
        lambda f: "q 0 0 10 10 re W n " + text(f, "Eva Ek") + "Q\n",
        lambda f: text(f, "Eva Ek") + box(f, "1 g") + text(f, "Bo Alm"),
        lambda f: text(f, "Eva Ek") + text(f, "Bo Alm", dx=4.5),
    ],
    ids=[
        "box",
        "tint",
        "black",
        "struck",
        "white",
        "faint",
        "invisible",
        "clipped",
        "replaced",
        "two",
    ],
)
def test_hidden_text_is_doubted(form: Issued, drawing: Callable[[Issued], str]) -> None:
    readings = with_drawing(form, drawing(form))
    assert codes_of(readings, FIELD) & {"value-overlaid"}
    assert readings.items[FIELD].confidence < 1


def test_a_layer_that_is_off_is_doubted(form: Issued) -> None:
    def layer(pdf: pikepdf.Pdf) -> pikepdf.Object:
        group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("hidden")))
        pdf.Root.OCProperties = Dictionary(
            OCGs=Array([group]), D=Dictionary(OFF=Array([group]), Order=Array([group]))
        )
        return group

    drawing = f"/OC /L BDC {text(form, 'Eva Ek')} EMC\n"
    readings = with_drawing(form, drawing, Properties={"L": layer})
    assert codes_of(readings, FIELD) == {"value-overlaid"}


def test_one_digit_under_a_white_patch_is_doubted(form: Issued) -> None:
    x, y, _, _ = up(form, form.rect(NEXT))
    patch = f"1 g {x + 3 + 2 * 5.56 + 0.3} {y + 2} 5 10 re f\n"
    readings = with_drawing(form, text(form, "0701740605", part=NEXT) + patch)
    assert "value-overlaid" in codes_of(readings, NEXT)


def test_text_in_the_margin_is_not_lost(form: Issued) -> None:
    readings = with_drawing(form, "BT /F 10 Tf 0 g 60 20 Td (Ring mig i kvällen) Tj ET\n")
    assert "text-outside-fields" in codes_of(readings, None)


def test_text_that_runs_out_of_its_box_is_doubted(form: Issued) -> None:
    readings = with_drawing(form, text(form, "ett namn som är " * 6))
    assert "text-may-be-cut" in codes_of(readings, FIELD)
    assert "text-may-be-cut" in codes_of(readings, NEXT)


def test_the_issue_token_is_no_stray_text(form: Issued) -> None:
    assert read(form, flattened(form.blank)).findings == ()


def test_right_to_left_text_is_doubted(form: Issued) -> None:
    filled = FILLERS["pdfium"](form.blank, Answers({FIELD: "محمد"}))
    assert codes_of(read(form, flattened(filled)), FIELD)


def test_outlines_of_letters_are_doubted(form: Issued) -> None:
    """Some printers turn text into shapes; nothing of it can be read, but it is seen."""
    x, y, _, _ = up(form, form.rect(FIELD))
    strokes = " ".join(
        f"{x + 8 * n} {y + 3} m {x + 8 * n + 3} {y + 10} l {x + 8 * n + 6} {y + 3} l S"
        for n in range(1, 6)
    )
    readings = with_drawing(form, f"0 G 1 w {strokes}\n")
    assert (readings.items[FIELD].raw, codes_of(readings, FIELD)) == ("", {"drawn-not-text"})


def test_notes_typed_over_the_form_are_read(form: Issued) -> None:
    """Viewers let people type anywhere on a printed form; that text is an annotation."""
    content = flattened(form.blank)
    x, y, width, height = up(form, form.rect(FIELD))
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        page = pdf.pages[form.page(FIELD) - 1]
        font = Dictionary(
            Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica,
            Encoding=Name.WinAnsiEncoding,
        )  # fmt: skip
        look = pdf.make_stream(b"BT /F 10 Tf 0 g 3 4 Td (Eva Ek) Tj ET")
        look.Type, look.Subtype = Name.XObject, Name.Form
        look.BBox = Array([0, 0, width, height])
        look.Resources = Dictionary(Font=Dictionary(F=font))
        note = Dictionary(
            Type=Name.Annot, Subtype=Name.FreeText, Contents=String("Eva Ek"),
            DA=String("/F 10 Tf"), Rect=Array([x, y, x + width, y + height]), F=4,
            AP=Dictionary(N=look),
        )  # fmt: skip
        page.obj.Annots = Array([pdf.make_indirect(note)])
        pdf.save(out)
    readings = read(form, out.getvalue())
    assert (readings.items[FIELD].raw, readings.findings) == ("Eva Ek", ())
