"""Opening a PDF once: pdfplumber for what it says, pdfium for what it shows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

import pdfplumber
import pypdfium2
from pdfminer.layout import LTChar, LTContainer, LTCurve, LTImage, LTItem, LTLine, LTPage, LTRect
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.psexceptions import PSException
from pdfminer.utils import decode_text
from pdfplumber.page import PDFPageAggregatorWithMarkedContent
from pdfplumber.utils.exceptions import PdfminerException

from oroforms.documents import Rect
from oroforms.readers.guard import unreadable
from oroforms.readers.pdffile import open_pdf
from oroforms.readers.text.glyphs import letters
from oroforms.readers.text.ink import MOST_PIXELS, SCALE, Ink
from oroforms.readers.text.resources import SharedFonts
from oroforms.readers.text.sheet import ASCENT, DESCENT, Character, Drawing, Shape, Sheet, Span

_LIGHT = 0.8
"""Luminance (0–1) above which paint counts as paper: flatteners fill backgrounds white."""

_LEVEL = 0.5
"""Points by which a level or upright line may slant."""

_DAMAGED = (
    PdfminerException,
    PSException,
    pypdfium2.PdfiumError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What the two libraries raise on files that are not what they say."""


def open_sheets(content: bytes) -> Iterator[Sheet]:
    """The pages of a PDF in order; notes and stamps laid on the pages are part of them.

    Raises
    ------
    UnreadableDocument
        When neither library can make sense of the file.
    """
    content = _with_annotations_drawn(content)
    try:
        with (
            pdfplumber.open(BytesIO(content)) as said,
            pypdfium2.PdfDocument(content) as shown,
        ):
            said.rsrcmgr = SharedFonts()
            for index, page in enumerate(said.pages):
                yield _sheet(page, shown[index])
                page.close()
    except _DAMAGED as error:
        reason = str(error) or type(error).__name__
        raise unreadable("document-damaged", reason=reason) from error


def _with_annotations_drawn(content: bytes) -> bytes:
    """The same file with what viewers lay over the pages (typed text, ink) moved into them.

    pdfminer reads page contents only; text that somebody put on a printed
    form with *Add text* of a viewer would be missed.
    """
    if b"/Annot" not in content and b"/ObjStm" not in content:
        return content
    with open_pdf(content) as file:
        drawn = [
            note
            for page in file.pages
            for note in page.obj.get("/Annots", ())
            if note.get("/Subtype") != "/Link" and "/AP" in note
        ]
        if not drawn:
            return content
        file.pdf.flatten_annotations("all")
        out = BytesIO()
        file.pdf.save(out)
        return out.getvalue()


def _sheet(page: pdfplumber.page.Page, shown: pypdfium2.PdfPage) -> Sheet:
    layout = _layout(page)
    left, upper, width, height = _displayed(page, layout)
    characters: list[Character] = []
    shapes: list[Shape] = []
    for item in _leaves(layout):
        if isinstance(item, LTChar):
            characters.append(_character(item, left, upper))
        elif isinstance(item, LTCurve):
            shapes.append(_path(item, left, upper))
        elif isinstance(item, LTImage):
            shapes.append(Shape(_box(item.bbox, left, upper), True, False, True, picture=True))
    return Sheet(page.page_number, width, height, tuple(characters), tuple(shapes), _picture(shown))


class _Device(PDFPageAggregatorWithMarkedContent):
    """Takes down with each glyph its code, its font, and the text that it is part of."""

    def __init__(self, *said: Any, **named: Any) -> None:
        super().__init__(*said, **named)
        self._spans: list[Span | None] = []
        self._count = 0

    def begin_tag(self, tag: Any, props: Any = None) -> None:
        super().begin_tag(tag, props)
        actual = props.get("ActualText") if isinstance(props, dict) else None
        if isinstance(actual, bytes):
            self._count += 1
            self._spans.append(Span(self._count, decode_text(actual)))
        else:
            self._spans.append(self._spans[-1] if self._spans else None)

    def end_tag(self) -> None:
        super().end_tag()
        if self._spans:
            self._spans.pop()

    def render_char(self, *said: Any, **named: Any) -> float:
        advance: float = super().render_char(*said, **named)
        item: Any = self.cur_item._objs[-1]  # noqa: SLF001 - pdfminer hands it out in no other way
        span = self._spans[-1] if self._spans else None
        # matrix, font, size, scaling, rise, code, …
        item.drawing = Drawing(said[1], said[5], item.get_text(), span)
        return advance


def _layout(page: pdfplumber.page.Page) -> LTPage:
    """What pdfplumber's own ``page.layout`` is, with the drawing of each glyph."""
    device = _Device(page.pdf.rsrcmgr, pageno=page.page_number, laparams=page.pdf.laparams)
    PDFPageInterpreter(page.pdf.rsrcmgr, device).process_page(page.page_obj)
    layout: LTPage = device.get_result()
    return layout


def _picture(page: pypdfium2.PdfPage) -> Ink:
    width, height = page.get_size()
    scale = min(SCALE, math.sqrt(MOST_PIXELS / max(width * height, 1.0)))
    bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False)
    ink = Ink.from_grey(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer), scale)
    bitmap.close()
    page.close()
    return ink


def _displayed(page: Any, layout: LTPage) -> tuple[float, float, float, float]:
    """Left and upper edge, width and height of what viewers show, in pdfminer's space.

    pdfminer turns the page by ``/Rotate`` and moves the media box to the
    origin; viewers show the crop box (ISO 32000-1, 14.11.2).
    """
    mx0, my0, mx1, my1 = _ordered(page.page_obj.mediabox)
    cx0, cy0, cx1, cy1 = _ordered(page.page_obj.cropbox or page.page_obj.mediabox)
    cx0, cy0, cx1, cy1 = max(cx0, mx0), max(cy0, my0), min(cx1, mx1), min(cy1, my1)
    if cx1 <= cx0 or cy1 <= cy0:
        cx0, cy0, cx1, cy1 = mx0, my0, mx1, my1
    inset = (cx0 - mx0, cy0 - my0, mx1 - cx1, my1 - cy1)
    turned = {
        90: (inset[1], inset[0], inset[3], inset[2]),
        180: (inset[2], inset[3], inset[0], inset[1]),
        270: (inset[3], inset[2], inset[1], inset[0]),
    }
    left, lower, right, upper = turned.get(page.page_obj.rotate % 360, inset)
    return (
        layout.x0 + left,
        layout.y1 - upper,
        layout.width - left - right,
        layout.height - lower - upper,
    )


def _ordered(box: Sequence[float]) -> Rect:
    x0, y0, x1, y1 = (float(v) for v in box)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _leaves(container: LTContainer[Any]) -> Iterator[LTItem]:
    for item in container:
        if isinstance(item, LTContainer):
            yield from _leaves(item)
        else:
            yield item


def _box(bbox: Rect, left: float, upper: float) -> Rect:
    x0, y0, x1, y1 = bbox
    return x0 - left, upper - y1, x1 - left, upper - y0


def _character(item: Any, left: float, upper: float) -> Character:
    """The glyph with a box from its origin: pdfminer's box trusts the font's own descent.

    Other programs write other descents for one font when they print it.
    """
    a, b, c, d, e, f = item.matrix
    text, font = letters(item.get_text()), str(item.fontname)
    x0, y0, x1, y1 = item.bbox
    if b == 0 and c == 0 and a > 0 and d > 0:
        size, x, baseline = y1 - y0, e - left, upper - f
        top, bottom = baseline - ASCENT * size, baseline + DESCENT * size
        return Character(
            text, x, baseline, x, top, x + a * item.adv, bottom, size, font, 0, item.drawing
        )
    quarters = round(math.atan2(-b, a) / (math.pi / 2)) % 4
    size = x1 - x0 if quarters % 2 else y1 - y0
    across = math.hypot(c, d) or 1.0
    high, low = ASCENT * size / across, -DESCENT * size / across
    xs = [a * t + c * r + e for t in (0.0, item.adv) for r in (low, high)]
    ys = [b * t + d * r + f for t in (0.0, item.adv) for r in (low, high)]
    return Character(
        text, e - left, upper - f,
        min(xs) - left, upper - max(ys), max(xs) - left, upper - min(ys),
        size, font, quarters, item.drawing,
    )  # fmt: skip


def _path(item: LTCurve, left: float, upper: float) -> Shape:
    stroked = bool(item.stroke)
    filled = bool(item.fill)
    dark = (filled and _luminance(item.non_stroking_color) < _LIGHT) or (
        stroked and _luminance(item.stroking_color) < _LIGHT
    )
    level = min(item.width, item.height) < _LEVEL
    straight = isinstance(item, LTRect) or (isinstance(item, LTLine) and level)
    width = float(item.linewidth or 0)
    return Shape(_box(item.bbox, left, upper), filled, stroked, dark, width, straight=straight)


def _luminance(colour: object) -> float:
    """0 black … 1 white of a colour in grey, RGB or CMYK; what is unknown counts as dark."""
    parts = colour if isinstance(colour, list | tuple) else (colour,)
    if not all(isinstance(p, int | float) for p in parts):
        return 0.0
    match parts:
        case (grey,):
            return float(grey)
        case (red, green, blue):
            return float(0.299 * red + 0.587 * green + 0.114 * blue)
        case (cyan, magenta, yellow, black):
            return float((1 - black) * (1 - (0.3 * cyan + 0.59 * magenta + 0.11 * yellow)))
    return 0.0
