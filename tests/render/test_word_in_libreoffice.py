"""Rendered Word files as LibreOffice prints them: page budgets, fonts, nothing lost."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader
from small_form import small_form, small_template

from oroforms.convert.pdf import convert
from oroforms.library import Library
from oroforms.render.word import Purpose, render

TODAY = date(2026, 11, 22)
SHIPPED = ("orosanmalan", "samtycke", "samtycke@1", "bbic-konsultation")
STORY = "\n".join(f"Rad {number}: " + "vi såg att Alva var rädd. " * 9 for number in range(60))
NAMES = "Łukasz Şahin Іван Ὀδυσσεύς"
WORD = "Å" * 300
"""Wider than its box: it is broken, not cut."""


@pytest.fixture(scope="module")
def pdfs(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    library = Library()
    blanks = [
        render(form, library.template(form), {}, on=TODAY, purpose=Purpose.EXPORT)
        for form in map(library.get, SHIPPED)
    ]
    answers = {"child": {"name": NAMES, "story": STORY, "acute": True}, "case": {"reference": WORD}}
    template: Path = small_template(tmp_path_factory.mktemp("libreoffice"))
    long = render(small_form(), template, answers, on=TODAY, purpose=Purpose.PRINT)
    return convert([*blanks, long])


def test_a_long_answer_flows_over_pages_and_none_of_it_is_lost(pdfs: list[bytes]) -> None:
    reader = PdfReader(io.BytesIO(pdfs[-1]))
    assert len(reader.pages) > 3
    printed = "".join("".join(page.extract_text() for page in reader.pages).split())
    assert printed.count("rädd.") == STORY.count("rädd.")
    assert all(f"Rad{number}:" in printed for number in range(60))
    assert "".join(NAMES.split()) in printed
    assert printed.count("Å" * 20) >= 10
    assert printed.count("Å") >= len(WORD)
    assert printed.count("☒") == 1


@pytest.mark.parametrize("place", range(len(SHIPPED)), ids=SHIPPED)
def test_blank_forms_keep_their_page_budgets(pdfs: list[bytes], place: int) -> None:
    most = Library().get(SHIPPED[place]).max_pages
    assert most is not None
    assert len(PdfReader(io.BytesIO(pdfs[place])).pages) <= most


def test_all_type_is_in_embedded_noto_fonts(pdfs: list[bytes]) -> None:
    for content in pdfs:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            fonts = {
                str(font["/BaseFont"]).rpartition("+")[2]
                for page in pdf.pages
                for font in page.get("/Resources", {}).get("/Font", {}).values()
            }
        assert fonts
        assert all(font.startswith("NotoSans") for font in fonts), fonts
