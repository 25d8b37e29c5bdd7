"""Issued forms: prefilled values are exact, seen, locked, and never change the page."""

from __future__ import annotations

import io
import re

import pikepdf
import pypdfium2 as pdfium
import pytest
from blank_form import TOKEN, Form
from test_fillable import terminal

from oroforms.errors import UsageError

NAMES = {
    "Swedish": "Åsa Öberg-Ärlig",
    "Turkish and Polish": "Şükrü Łódź-Wężyk",
    "Vietnamese": "Nguyễn Thị Hồng",
    "Ukrainian": "Київ Їжак",
    "Greek": "Αθήνα Παπαδοπούλου",
    "Arabic": "محمد الأحمد",
    "Persian with half-space": "می‌خواهم پژمان",
    "decomposed": "Zoe\u0308 A\u030asa q\u0301",
}


def values(content: bytes) -> dict[str, str]:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return {name: str(f.V) for name, f in terminal(pdf).items() if "/V" in f}


def seen(content: bytes) -> str:
    """The text of all pages as pdfium, the viewer in Chrome and Edge, shows and copies it."""
    document = pdfium.PdfDocument(content)
    for page in document:
        raw_flatten(page)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def raw_flatten(page: pdfium.PdfPage) -> None:
    import pypdfium2.raw as raw

    assert raw.FPDFPage_Flatten(page.raw, raw.FLAT_PRINT) != raw.FLATTEN_FAIL


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_names_of_many_alphabets_are_stored_exactly(form: Form, name: str) -> None:
    assert values(form.issue(child__name=name))["child.name"] == name


@pytest.mark.parametrize(
    "alphabet", ["Swedish", "Turkish and Polish", "Vietnamese", "Ukrainian", "Greek"]
)
def test_and_can_be_copied_from_the_page(form: Form, alphabet: str) -> None:
    issued = form.issue(child__name=NAMES[alphabet])
    pdf = pdfium.PdfDocument(issued)
    pdf.init_forms()
    assert NAMES[alphabet] in seen(issued)


def test_right_to_left_text_is_shaped_and_says_what_it_is(form: Form) -> None:
    name = NAMES["Arabic"]
    with pikepdf.open(io.BytesIO(form.issue(child__name=name))) as pdf:
        appearance = terminal(pdf)["child.name"].AP.N
        drawn = appearance.read_bytes().decode("ascii")
        said = re.findall(r"/ActualText <FEFF([0-9A-F]+)>", drawn)
        assert "".join(bytes.fromhex(part).decode("utf-16-be") for part in said) == name
        fonts = [str(font.BaseFont) for font in appearance.Resources.Font.values()]
        assert any(font.endswith("NotoSansArabic-Regular") for font in fonts)
        # Joined letters are other glyphs than the letters by themselves.
        glyphs = set(re.findall(r"<([0-9A-F]{4})>", drawn))
        assert not glyphs & {f"{glyph:04X}" for glyph in isolated("محمد")}


def isolated(text: str) -> set[int]:
    from oroforms.convert.shaping import ARABIC

    return {ARABIC.shape(letter)[0].id for letter in text if letter != "د"}


def test_letters_that_the_form_font_lacks_come_with_the_value(form: Form) -> None:
    with pikepdf.open(io.BytesIO(form.issue(child__name="Ⱥꙁ"))) as pdf:
        (font,) = terminal(pdf)["child.name"].AP.N.Resources.Font.values()
        assert re.fullmatch(r"/[A-Z]{6}\+NotoSans-Regular", str(font.BaseFont))
        assert font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()


def test_typed_values_are_written_as_people_write_them(form: Form) -> None:
    issued = form.issue(
        child__born="2017-01-01",
        child__safe="no",
        child__kind=["neglect", "other"],
        child__acute=True,
        helpers__1__phone="+46701740635",
        child__story="Rad ett\nRad två",
    )
    assert values(issued) == {
        "child.born": "2017-01-01",
        "child.safe": "/no",
        "child.kind.absence": "/Off",
        "child.kind.neglect": "/yes",
        "child.kind.other": "/yes",
        "child.acute": "/yes",
        "helpers.1.phone": "070-174 06 35",
        "child.story": "Rad ett\nRad två",
    }


def test_prefilled_is_locked_and_the_rest_is_not(form: Form) -> None:
    with pikepdf.open(io.BytesIO(form.issue(child__name="Kim", child__safe="yes"))) as pdf:
        locked = {n for n, f in terminal(pdf).items() if int(f.get("/Ff", 0)) & 1}
        assert locked == {"child.name", "child.safe"}
        group = terminal(pdf)["child.safe"]
        assert [str(kid.AS) for kid in group.Kids] == ["/yes", "/Off"]


def test_ticks_are_seen_in_every_flattened_print(form: Form) -> None:
    def dark(content: bytes, part: str) -> float:
        spot = next(s for s in form.layout.spots if s.part == part)
        document = pdfium.PdfDocument(content)
        raw_flatten(document[spot.page - 1])
        scale = 4
        image = document[spot.page - 1].render(scale=scale).to_pil().convert("L")
        left, top, right, bottom = (round(v * scale) for v in spot.rect)
        inside = image.crop((left + 5, top + 5, right - 5, bottom - 5))
        return sum(v < 128 for v in inside.tobytes()) / (inside.width * inside.height)

    issued = form.issue(child__safe="yes", child__kind=["other"])
    assert dark(issued, "child.safe.yes") > 0.15
    assert dark(issued, "child.kind.other") > 0.15
    assert dark(issued, "child.safe.no") < 0.01
    assert dark(issued, "child.acute") < 0.01


def test_the_page_itself_does_not_depend_on_what_is_prefilled(form: Form) -> None:
    def pages(content: bytes) -> list[bytes]:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            return [b"".join(part.read_bytes() for part in page.Contents) for page in pdf.pages]

    assert pages(form.issue()) == pages(form.issue(child__name="Kim", child__acute=True))


def test_a_longer_name_is_set_smaller_and_a_much_longer_one_refused(form: Form) -> None:
    with pikepdf.open(io.BytesIO(form.issue(child__name="Wilhelmina " * 6))) as pdf:
        size = float(str(terminal(pdf)["child.name"].DA).split()[1])
        assert 6.5 <= size < 10
    with pytest.raises(UsageError, match=r"2\.1 Namn has room for less than these 330 characters"):
        form.issue(child__name="Wilhelmina " * 30)


def test_what_no_font_of_ours_can_draw_is_refused(form: Form) -> None:
    with pytest.raises(UsageError, match="can draw 陳"):
        form.issue(child__name="陳 Kim")


@pytest.mark.parametrize(
    ("prefill", "message"),
    [
        ({"child__nmae": "Kim"}, r"no field child\.nmae"),
        ({"child__safe": "maybe"}, "no answer maybe"),
        ({"signature": {"signed": True}}, "is a signature"),
    ],
)
def test_wrong_prefills(form: Form, prefill: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        form.issue(**prefill)  # type: ignore[arg-type]


def test_comb_puts_one_character_in_each_cell(form: Form) -> None:
    with pikepdf.open(io.BytesIO(form.issue(child__born="2017-01-01"))) as pdf:
        field = terminal(pdf)["child.born"]
        width = float(field.Rect[2]) - float(field.Rect[0])
        drawn = field.AP.N.read_bytes().decode("ascii")
    starts = [float(x) for x in re.findall(r"1 0 0 1 ([\d.]+) [\d.]+ Tm", drawn)]
    assert [int(x // (width / 10)) for x in starts] == list(range(10))


def test_title(form: Form) -> None:
    with pikepdf.open(io.BytesIO(form.issue(title="Konsultation 2026-0042"))) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Konsultation 2026-0042"
        assert "Konsultation 2026-0042" in pdf.Root.Metadata.read_bytes().decode()


def test_reference_lines_on_every_page(form: Form) -> None:
    document = pdfium.PdfDocument(form.issue())
    for number, page in enumerate(document, start=1):
        text = page.get_textpage().get_text_range()
        assert form.layout.key in text
        assert TOKEN in text
        assert f"Sida {number} ({len(document)})" in text
