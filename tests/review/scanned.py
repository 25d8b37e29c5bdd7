"""A scanned consent for the tests of review: filled in with a pen, a letter among its pages."""

from __future__ import annotations

import io
import math
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageDraw

from oroforms import blank_store
from oroforms.documents import Rect
from oroforms.layouts import Layout

DPI = 200
_SCALE = DPI / 72


class Paper:
    """The pages of one printed form, to write on with a pen."""

    def __init__(self, blank: Path, form: str) -> None:
        reference = max(path.stem for path in blank_store.SHIPPED.glob(f"{form}@*.json"))
        layout = blank_store.layout(reference)
        assert layout is not None
        self.layout = layout
        document = pdfium.PdfDocument(blank)
        document.init_forms()
        self.pages = [page.render(scale=_SCALE).to_pil().convert("L") for page in document]
        document.close()

    def write(self, part: str) -> None:
        """Joined-up writing over the place of a part."""
        draw, (left, top, _right, bottom) = self._place(part)
        height = bottom - top
        points = [
            (
                left + 8 + step,
                (top + bottom) / 2 + height * 0.3 * math.sin(step / 5) * math.cos(step / 23),
            )
            for step in range(0, 260, 2)
        ]
        draw.line(points, fill=40, width=4, joint="curve")

    def cross(self, part: str) -> None:
        """A cross in a tick box."""
        draw, (left, top, right, bottom) = self._place(part)
        draw.line((left, top, right, bottom), fill=30, width=4)
        draw.line((left, bottom, right, top), fill=30, width=4)

    def _place(self, part: str) -> tuple[ImageDraw.ImageDraw, Rect]:
        spot = next(spot for spot in self.layout.spots if spot.part == part)
        left, top, right, bottom = (side * _SCALE for side in spot.rect)
        return ImageDraw.Draw(self.pages[spot.page - 1]), (left, top, right, bottom)


def letter(size: tuple[int, int]) -> Image.Image:
    """A page that is no form: somebody enclosed a letter."""
    page = Image.new("L", size, 255)
    draw = ImageDraw.Draw(page)
    for line in range(25):
        draw.text(
            (150, 200 + 60 * line), "Hej, här kommer ett brev om skolan.", fill=0, font_size=34
        )
    return page


def pdf(pages: list[Image.Image]) -> bytes:
    """The pages as a scanner's PDF."""
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=DPI)
    return out.getvalue()


def consent(blank: Path, other: Path) -> bytes:
    """A consent on paper: names in handwriting, two boxes of one question crossed.

    Between its pages lies a letter, after them a page of another form that cannot be registered.
    """
    paper, another = Paper(blank, "samtycke"), Paper(other, "bbic-konsultation")
    signed = ("guardians.0.signature.sign", "guardians.1.signature.sign", "child.signature.sign")
    for part in ("child.name", "guardians.0.name", *signed):
        paper.write(part)
    for part in ("scope.collaborate_during_inquiry", "information_scope.health"):
        paper.cross(part)
    paper.cross("decision.yes")
    paper.cross("decision.no")
    first, *rest = paper.pages
    return pdf([first, letter(first.size), *rest, torn(another.pages[0], another.layout)])


def torn(page: Image.Image, layout: Layout) -> Image.Image:
    """The first page of another form, of which little more than the code is left."""
    left = Image.new("L", page.size, 255)
    x0, y0, x1, y1 = (round(side * _SCALE) for side in layout.code)
    left.paste(page.crop((x0 - 20, y0 - 20, x1 + 20, y1 + 20)), (x0 - 20, y0 - 20))
    ImageDraw.Draw(left).text((200, 900), "hej hej", fill=0, font_size=60)
    return left
