"""Finished documents: converted in one go, described, stamped, and with nothing left over."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2 as pdfium
import pytest
from blank_form import DAY, TOKEN, Form

from oroforms.convert.pdf import convert, convert_each, finish
from oroforms.errors import ProgramFailed
from oroforms.render.issue import IssueMark
from oroforms.render.word import Purpose, render

BROKEN = b"PK\x03\x04 no document"


@pytest.fixture(scope="module")
def documents(form: Form) -> list[bytes]:
    return [
        render(
            form.definition,
            form.template,
            {"child": {"name": name, "kind": ["other"]}},
            on=DAY,
            purpose=Purpose.PRINT,
        )
        for name in ("Åsa Ek", "محمد Łódź")
    ]


@pytest.fixture(scope="module")
def converted(documents: list[bytes]) -> list[bytes]:
    return made(documents, "Första", "Andra")


def made(documents: list[bytes], *titles: str) -> list[bytes]:
    return [
        finish(content, title=title, mark=None, code=None)
        for content, title in zip(convert(documents), titles, strict=True)
    ]


def test_in_their_order_with_their_titles(converted: list[bytes]) -> None:
    titles = []
    for content in converted:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            titles.append(str(pdf.docinfo["/Title"]))
            assert str(pdf.Root.Lang) == "sv-SE"
            assert pdf.Root.ViewerPreferences.DisplayDocTitle
            assert "/StructTreeRoot" in pdf.Root
    assert titles == ["Första", "Andra"]
    assert "Åsa Ek" in pdfium.PdfDocument(converted[0])[0].get_textpage().get_text_range()


def test_no_fields_no_leftovers_every_font_embedded(converted: list[bytes]) -> None:
    for content in converted:
        assert b"LibreOffice" not in content
        with pikepdf.open(io.BytesIO(content)) as pdf:
            assert "/AcroForm" not in pdf.Root
            assert set(map(str, pdf.docinfo.keys())) == {"/Title", "/Producer"}
            for page in pdf.pages:
                for font in page.Resources.Font.values():
                    holder = font.DescendantFonts[0] if "/DescendantFonts" in font else font
                    assert "/FontFile2" in holder.FontDescriptor


def test_stamped_as_a_blank_is(converted: list[bytes], form: Form) -> None:
    mark = IssueMark(form.layout.key, TOKEN)
    stamped = finish(converted[0], title="Anmälan", mark=mark, code=form.layout.code)
    document = pdfium.PdfDocument(stamped)
    for number, page in enumerate(document, start=1):
        text = page.get_textpage().get_text_range()
        assert form.layout.key in text
        assert f"Sida {number} ({len(document)})" in text
    with pikepdf.open(io.BytesIO(stamped)) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Anmälan"


def test_without_a_reference_nothing_is_stamped(converted: list[bytes]) -> None:
    plain = finish(converted[0], title="Brev", mark=None, code=None)
    assert "Sida 1" not in pdfium.PdfDocument(plain)[0].get_textpage().get_text_range()


def test_equal_documents_give_equal_bytes(documents: list[bytes], converted: list[bytes]) -> None:
    assert made(documents[:1], "Första") == converted[:1]


def test_many_documents_by_two_workers_keep_their_order(documents: list[bytes]) -> None:
    many = [pdfium.PdfDocument(content)[0] for content in convert(documents * 8, jobs=2)]
    texts = [page.get_textpage().get_text_range() for page in many]
    assert ["Åsa Ek" in text for text in texts] == [True, False] * 8


def test_one_that_is_no_document_takes_no_other_with_it(documents: list[bytes]) -> None:
    first, second, third = convert_each([documents[0], BROKEN, documents[1]])
    assert isinstance(first, bytes)
    assert isinstance(third, bytes)
    assert isinstance(second, ProgramFailed)
    assert "could not be loaded" in str(second)
    with pytest.raises(ProgramFailed, match="could not be loaded"):
        convert([BROKEN])


def test_nothing_to_convert() -> None:
    assert convert([]) == []
