"""The shapes that scanners' programs give their files, each through an import: the pixels count."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pypdfium2 as pdfium
import pytest
from pictures.scanner_files import scanned_pdf
from pikepdf import Name
from PIL import Image, ImageDraw

from oroforms import blank_store
from oroforms.cli.main import main

FORM = "samtycke-aterkallelse"
DPI = 200
WRONG = "samtycke@2-000000 7777-7777-77 1/9 2026-9999 x All of my consent [x] A part [ ]"
"""What bad recognition in a scanner left behind: another form, another issue, another answer."""
KINDS = ["jpeg", "jpeg2000", "jbig2", "ccitt", "stencil", "flate"]
SCOPES = ["all", "part"]


def scope(number: int) -> str:
    """What the form of a number withdraws: neighbours differ."""
    return SCOPES[number % 2]


def case(number: int) -> str:
    return f"2026-{number:04}"


def ticked(form: Path, number: int) -> Image.Image:
    """The printed form with a cross in the box of its answer."""
    reference = max(key for key in blank_store.references() if key.startswith(f"{FORM}@1-"))
    layout = blank_store.layout(reference)
    assert layout is not None
    (rect,) = (spot.rect for spot in layout.spots if spot.part == f"scope.{scope(number)}")
    left, top, right, bottom = (edge * DPI / 72 for edge in rect)
    document = pdfium.PdfDocument(form)
    document.init_forms()
    page = document[0].render(scale=DPI / 72).to_pil().convert("L")
    document.close()
    pen = ImageDraw.Draw(page)
    for line in (
        (left + 4, top + 4, right - 4, bottom - 4),
        (left + 4, bottom - 4, right - 4, top + 4),
    ):
        pen.line(line, fill=20, width=5)
    return page


def filled(form: Path, number: int) -> bytes:
    """The form as it was sent out, its answer given on the screen."""
    answer, out = Name(f"/{scope(number)}"), io.BytesIO()
    with pikepdf.open(form) as pdf:
        (field,) = (each for each in pdf.Root.AcroForm.Fields if each.T == "scope")
        field.V = answer
        for box in field.Kids:
            box.AS = answer if answer in box.AP.N else Name.Off
        pdf.save(out)
    return out.getvalue()


def beside(form: bytes, *scans: bytes) -> bytes:
    """The pages of scans, and behind them a form with its fields."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(form)) as pdf:
        for at, scan in enumerate(scans):
            with pikepdf.open(io.BytesIO(scan)) as other:
                pdf.pages.insert(at, other.pages[0])
        pdf.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def entries(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, int], dict[str, Any]]:
    """What the report of one import says, by file and page."""
    folder = tmp_path_factory.mktemp("shapes")
    inbox, report = folder / "inbox", folder / "report.json"
    inbox.mkdir()
    words = ["--case-file", str(folder / "case.db")]
    forms = []
    for number in range(len(KINDS) + 3):
        form = folder / f"{number}.pdf"
        assert main([*words, "blank", FORM, "--case", case(number), "-o", str(form)]) == 0
        forms.append(form)
    pages = [np.asarray(ticked(form, number)) for number, form in enumerate(forms)]
    for kind, page in zip(KINDS, pages, strict=False):
        (inbox / f"{kind}.pdf").write_bytes(scanned_pdf([page], kind, text=WRONG))
    scan = scanned_pdf([pages[-3]], "jpeg", text=WRONG), scanned_pdf([pages[-2]], "ccitt")
    mixed = beside(filled(forms[-1], len(forms) - 1), *scan)
    (inbox / "mixed.pdf").write_bytes(mixed)
    assert main([*words, "import", str(inbox), "--report", str(report)]) in (0, 6)
    files = json.loads(report.read_text("utf-8"))["files"]
    return {(Path(f["path"]).stem, page): f for f in files for page in f["form_pages"] or [0]}


@pytest.mark.parametrize(
    ("file", "page", "number"),
    [
        *((kind, 1, number) for number, kind in enumerate(KINDS)),
        ("mixed", 1, len(KINDS)),
        ("mixed", 2, len(KINDS) + 1),
        ("mixed", 3, len(KINDS) + 2),  # which has no picture at all
    ],
)
def test_the_answer_is_that_of_the_pixels(
    entries: dict[tuple[str, int], dict[str, Any]], file: str, page: int, number: int
) -> None:
    entry = entries[file, page]
    assert (entry["form"], entry["reader"]) == (FORM, "scan")
    assert entry["values"]["scope"] == scope(number)
    assert entry["fields"]["case.reference"]["raw"] in (case(number), "")
    assert entry["case"] in (case(number), None)
    assert entry["values"].get("case", {"reference": case(number)})["reference"] == case(number)


def test_no_page_is_left_over(entries: dict[tuple[str, int], dict[str, Any]]) -> None:
    assert set(entries) == {
        *((kind, 1) for kind in KINDS),
        *(("mixed", page) for page in (1, 2, 3)),
    }
