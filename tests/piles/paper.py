"""Issued forms on paper, and the scanner that makes one PDF of whatever lies in its feeder."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageDraw

DPI = 150


def pages_of(form: Path) -> list[Image.Image]:
    """The pages of a printed form."""
    document = pdfium.PdfDocument(form)
    document.init_forms()
    pages = [page.render(scale=DPI / 72).to_pil().convert("L") for page in document]
    document.close()
    return pages


def back() -> Image.Image:
    """An empty back."""
    return Image.new("L", (round(8.27 * DPI), round(11.69 * DPI)), 252)


def letter() -> Image.Image:
    """A page that is no form."""
    page = back()
    draw = ImageDraw.Draw(page)
    for line in range(25):
        draw.text((110, 150 + 45 * line), "Hej, här kommer ett brev om skolan.", 0, font_size=25)
    return page


def side_by_side(left: Image.Image, right: Image.Image) -> Image.Image:
    """Two sheets that were fed as one."""
    wide = Image.new("L", (left.width + right.width, left.height), 255)
    wide.paste(left, (0, 0))
    wide.paste(right, (left.width, 0))
    return wide


def scanned(pages: list[Image.Image]) -> bytes:
    """The pages as a scanner's PDF."""
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=DPI)
    return out.getvalue()
