"""The stamp: its code holds what it should, its marks lie where they should, it is furniture."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
import segno
from blank_form import TOKEN, Form
from small_form import change

from oroforms.convert.stamp import place_of_code
from oroforms.errors import DefinitionError

MM = 72 / 25.4


def test_every_page_has_its_own_code(form: Form) -> None:
    document = pdfium.PdfDocument(form.issue())
    for number, page in enumerate(document, start=1):
        payload = f"OROFORMS:{form.layout.key}:{TOKEN}:{number}/{len(document)}"
        expected = segno.make_qr(payload, error="m").matrix
        assert sampled(page, form.layout.code, len(expected)) == [list(row) for row in expected]


def sampled(page: pdfium.PdfPage, place: tuple[float, ...], modules: int) -> list[list[int]]:
    """What a camera would see in the middle of each module, 300 dots to the inch."""
    scale = 300 / 72
    image = page.render(scale=scale).to_pil().convert("L")
    left, top, right, _ = place
    step = (right - left) / modules * scale

    def dark(x: int, y: int) -> int:
        middle = (left * scale + (x + 0.5) * step, top * scale + (y + 0.5) * step)
        return int(image.getpixel(middle) < 128)

    return [[dark(x, y) for x in range(modules)] for y in range(modules)]


def test_the_code_is_twelve_millimetres_and_has_white_around_it(form: Form) -> None:
    left, top, right, bottom = form.layout.code
    assert (right - left, bottom - top) == (pytest.approx(12 * MM), pytest.approx(12 * MM))
    page = pdfium.PdfDocument(form.issue())[0]
    scale = 300 / 72
    image = page.render(scale=scale).to_pil().convert("L")
    margin = 4 * (right - left) / 33
    edges = (left - margin, top - margin, right + margin, bottom + margin)
    around = image.crop(tuple(round(edge * scale) for edge in edges))
    inner = round(margin * scale) - 1
    strips = [
        (0, 0, around.width, inner),
        (0, around.height - inner, around.width, around.height),
        (0, 0, inner, around.height),
        (around.width - inner, 0, around.width, around.height),
    ]
    assert all(min(around.crop(edge).tobytes()) > 200 for edge in strips)


def test_marks_are_black_squares_in_the_corners(form: Form) -> None:
    width, height = form.layout.size
    near = 11 * MM
    far, low = width - near, height - near
    expected = [(near, near), (far, near), (far, low), (near, low)]
    for found, wanted in zip(form.layout.marks, expected, strict=True):
        assert found == pytest.approx(wanted, abs=0.1)
    for page in pdfium.PdfDocument(form.issue()):
        image = page.render(scale=4).to_pil().convert("L")
        for x, y in form.layout.marks:
            inside = image.crop(tuple(round(v * 4) for v in (x - 5, y - 5, x + 5, y + 5)))
            assert max(inside.tobytes()) < 60
            outside = image.crop(tuple(round(v * 4) for v in (x - 7.5, y - 7.5, x - 6.5, y + 7.5)))
            assert min(outside.tobytes()) > 200


def test_all_of_it_is_an_artifact(form: Form) -> None:
    with pikepdf.open(io.BytesIO(form.issue())) as pdf:
        for page in pdf.pages:
            depth: list[bool] = []
            for instruction in pikepdf.parse_content_stream(page):
                operator = str(instruction.operator)
                if operator in ("BMC", "BDC"):
                    # Content is either tagged with a number or an artifact, or inside such.
                    tagged = operator == "BDC" and "/MCID" in instruction.operands[1]
                    artifact = instruction.operands[0] == "/Artifact"
                    depth.append(tagged or artifact)
                elif operator == "EMC":
                    depth.pop()
                elif operator in ("Tj", "TJ", "f", "S", "Do"):
                    assert any(depth), instruction
            assert not depth


def test_place_of_the_code_is_read_from_the_template(form: Form) -> None:
    assert place_of_code(form.template) == pytest.approx(
        (181 * MM, 9 * MM, 193 * MM, 21 * MM), abs=0.05
    )


@pytest.mark.parametrize(
    ("pattern", "replacement", "message"),
    [
        ('name="oroforms-code"', 'name="other"', "found at 0 places"),
        ('relativeFrom="page"', 'relativeFrom="column"', "distance from the page"),
    ],
)
def test_templates_without_room_for_the_code(
    form: Form, tmp_path: Path, pattern: str, replacement: str, message: str
) -> None:
    copy = tmp_path / "prov.v3.docx"
    copy.write_bytes(form.template.read_bytes())
    change(copy, lambda xml: re.sub(pattern, replacement, xml), header_of(copy))
    with pytest.raises(DefinitionError, match=message):
        place_of_code(copy)


def header_of(path: Path) -> str:
    import zipfile

    with zipfile.ZipFile(path) as package:
        return next(
            name
            for name in package.namelist()
            if "header" in name and b"oroforms-code" in package.read(name)
        )
