"""The review sheet: one file, everything in it, in the order a person works."""

from __future__ import annotations

import base64
import io
import re
import stat
from html.parser import HTMLParser
from pathlib import Path

import pytest
from casefile_fixtures import Office
from PIL import Image
from pypdf import PageObject, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from oroforms.documents import Place, Reading
from oroforms.findings import finding
from oroforms.review.crops import crops
from oroforms.workflow.review_pictures import picture_files
from oroforms.workflow.review_sheet import write_sheet
from oroforms.workflow.reviewing import open_review, set_values

BOX = (100.0, 200.0, 300.0, 230.0)


def pdf(rotate: int = 0) -> bytes:
    """One A4 page with a red box at BOX (points from the top left of the page as shown)."""
    writer = PdfWriter()
    page = PageObject.create_blank_page(width=595, height=842)
    stream = DecodedStreamObject()
    left, top, right, bottom = BOX
    stream.set_data(f"1 0 0 rg {left} {842 - bottom} {right - left} {bottom - top} re f".encode())
    page[NameObject("/Contents")] = stream
    writer.add_page(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_crop_shows_its_place_and_what_lies_around_it():
    [png] = crops(pdf(), [Place(1, BOX)])
    image = Image.open(io.BytesIO(png)).convert("RGB")
    scale = 150 / 72
    assert abs(image.width - 280 * scale) < 3, "at least 280 points wide"
    assert abs(image.height - 70 * scale) < 3
    middle = image.getpixel((image.width // 2, image.height // 2))
    assert middle[0] > 200
    assert middle[1] < 60
    assert image.getpixel((3, 3)) == (255, 255, 255)


def test_places_that_are_not_there_have_no_picture():
    assert crops(pdf(), [Place(2, BOX), Place(1, (700, 900, 800, 950))]) == (None, None)


def test_a_place_without_a_rectangle_is_the_whole_page_small():
    [png] = crops(pdf(), [Place(1)])
    image = Image.open(io.BytesIO(png))
    assert image.height / image.width == pytest.approx(842 / 595, rel=0.02)
    assert image.width < 400


class _Page(HTMLParser):
    """What a browser would load, and the texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.alts: list[str] = []
        self.order: list[str] = []
        self.commands: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        if tag in ("img", "script", "link", "iframe", "source", "object"):
            self.loads += [v for k, v in named.items() if k in ("src", "href", "data") and v]
        if tag == "img":
            self.alts.append(named.get("alt") or "")
        if tag == "article":
            self.order.append(named["id"])
        if tag == "button" and "data-copy" in named:
            self.commands.append(named["data-copy"])


def sheet(office: Office, path: Path) -> tuple[str, _Page]:
    write_sheet(office.case_file, office.library, path, who="asa")
    text = path.read_text("utf-8")
    return text, _Page(text)


def doubt(office: Office, **keys):
    reading = Reading("child.identity_number", "<b>2017</b>", 0.5, Place(1, BOX))
    return office.take_in(
        office.notice,
        {"child": {"name": "Alva <script>"}, "concern": "x"},
        findings=(finding("identity-checksum", "child.identity_number", found="2017"),),
        readings={"child.identity_number": reading},
        **keys,
    ).submission


def test_the_sheet_stands_alone_and_holds_the_crop(small_office, tmp_path):
    number = doubt(small_office, content=pdf(), path="inbox/å & ä.pdf")
    text, page = sheet(small_office, tmp_path / "sheet.html")
    assert all(load.startswith("data:image/png;base64,") for load in page.loads)
    assert not re.search(r"https?://", text)
    assert len(page.loads) == 2, "the page small, and the doubtful place"
    for load in page.loads:
        Image.open(io.BytesIO(base64.b64decode(load.partition(",")[2]))).verify()
    assert all(page.alts)
    assert "Personnummer" in text
    assert "&lt;b&gt;2017&lt;/b&gt;" in text
    assert "<b>2017" not in text
    assert "å &amp; ä.pdf" in text
    assert f"oroforms review accept {number}" in page.commands
    assert f"oroforms review set {number} 'child.identity_number=<b>2017</b>'" in page.commands
    assert stat.S_IMODE((tmp_path / "sheet.html").stat().st_mode) == 0o600


def test_a_form_with_nothing_left_in_doubt_can_be_taken_in_by_a_tick(small_office, tmp_path):
    number = doubt(small_office)
    before, _page = sheet(small_office, tmp_path / "sheet.html")
    set_values(
        small_office.case_file, small_office.library, number, {"child.identity_number": ""}, why="x"
    )
    after, _page = sheet(small_office, tmp_path / "sheet.html")
    assert 'class="take"' not in before
    assert 'class="take"' in after


def test_a_named_folder_takes_pictures_that_are_drawn_from_a_pdf(small_office, tmp_path):
    number = doubt(small_office, content=pdf())
    seen = open_review(small_office.case_file, small_office.library, number)
    assert picture_files(small_office.case_file, seen, None) == {}
    [(name, path)] = picture_files(small_office.case_file, seen, tmp_path / "new").items()
    assert (name, path.name) == ("child.identity_number", "child.identity_number.png")
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    Image.open(path).verify()


def test_a_field_name_of_the_documents_own_is_no_path(small_office, tmp_path):
    name = "../../child.name"
    small_office.take_in(
        small_office.notice,
        {"concern": "x"},
        findings=(finding("identity-checksum", name, found="2017"),),
        readings={name: Reading(name, "x", 0.5, Place(1, BOX))},
        content=pdf(),
    )
    seen = open_review(small_office.case_file, small_office.library, 1)
    [path] = picture_files(small_office.case_file, seen, tmp_path / "new").values()
    assert path.parent == tmp_path / "new"


def test_acute_comes_first(small_office, tmp_path):
    doubt(small_office)
    acute = doubt(small_office, acute=True)
    _text, page = sheet(small_office, tmp_path / "sheet.html")
    assert page.order[0] == f"form-{acute}"
    assert len(page.order) == 2


def test_a_word_file_shows_what_was_read(small_office, tmp_path):
    reading = Reading("concern", "Första raden\nandra raden")
    small_office.take_in(
        small_office.notice,
        {},
        findings=(finding("tracked-changes", "concern", label="Oro"),),
        readings={"concern": reading},
    )
    text, page = sheet(small_office, tmp_path / "sheet.html")
    assert page.loads == []
    assert "Första raden\nandra raden" in text


def test_a_file_that_cannot_be_drawn_is_on_the_sheet_all_the_same(small_office, tmp_path):
    doubt(small_office, content=b"%PDF-1.7 damaged")
    _text, page = sheet(small_office, tmp_path / "sheet.html")
    assert page.loads == []
    assert len(page.order) == 1


def test_nothing_waits(small_office, tmp_path):
    small_office.take_in(small_office.notice, {"concern": "x"})
    _text, page = sheet(small_office, tmp_path / "sheet.html")
    assert page.order == []
