"""Pages out of PDFs: as the scanner's own pixels where a page is one picture, else drawn.

Scanners put one picture on a page and often an invisible text layer of their own reading over
it: that text is never looked at. Pages of several pictures (strips, or a light background with
text cut out of it), with visible text or with annotations are drawn by pdfium.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium
from pypdfium2 import raw

from oroforms.contents import Content
from oroforms.errors import UnreadableDocument
from oroforms.i18n import gettext as _
from oroforms.pictures.base import Grey, PagePicture
from oroforms.pictures.light import grey_of, halved
from oroforms.pictures.limits import MOST_PAGES, PLENTY, believed, checked_size, damaged

_DRAWN_DPI, _MOST_DPI = 300.0, 600.0
_LOWEST_DPI = 150.0
"""A page so large that it has too many pixels even at this is no page of a form."""
_INVISIBLE = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
_COVERED = 0.8
"""Share of a page's area from which it counts as pictured."""


@dataclass(frozen=True, slots=True)
class _Placed:
    """A picture on a page: pixels, and dots an inch as it is placed."""

    image: pdfium.PdfImage
    size: tuple[int, int]
    dpi: tuple[float, float]
    upright: bool


class PdfPages:
    """The pages of an opened PDF (see :class:`oroforms.pictures.files.PictureFile`)."""

    def __init__(self, content: Content) -> None:
        try:
            self._pdf = pdfium.PdfDocument(content)
        except pdfium.PdfiumError as error:
            if raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD:
                raise UnreadableDocument(
                    _("the PDF is locked by a password"), "document-encrypted", {}
                ) from error
            raise UnreadableDocument(
                _("the PDF is damaged: {reason}").format(reason=error)
            ) from error
        self._pdf.init_forms()  # or what is filled into the fields of a page is not drawn
        self._length = min(len(self._pdf), MOST_PAGES)

    def __len__(self) -> int:
        return self._length

    def close(self) -> None:
        """Let go of the file."""
        self._pdf.close()

    def page(self, number: int) -> PagePicture:
        """One page, from 1."""
        page = self._loaded(number)
        try:
            single = _single_picture(page)
            if single is not None:
                checked_size(*single.size, number)
                grey = _pixels(single)
                if grey is not None:
                    return _reduced(number, grey, believed(*single.dpi))
            return _drawn(page, number)
        except pdfium.PdfiumError as error:
            raise damaged(number, str(error)) from error
        finally:
            page.close()

    def is_pictured(self, number: int) -> bool:
        """Whether pictures cover the page."""
        try:
            page = self._loaded(number)
        except UnreadableDocument:
            return False
        try:
            covered = 0.0
            for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4):
                left, bottom, right, top = thing.get_bounds()
                covered += (right - left) * (top - bottom)
            return bool(covered > _COVERED * page.get_width() * page.get_height())
        finally:
            page.close()

    def _loaded(self, number: int) -> pdfium.PdfPage:
        try:
            return self._pdf[number - 1]
        except pdfium.PdfiumError as error:
            raise damaged(number, str(error)) from error


def _single_picture(page: pdfium.PdfPage) -> _Placed | None:
    """The one picture that is all one sees of a page, or ``None``."""
    if raw.FPDFPage_GetAnnotCount(page):
        return None
    single: _Placed | None = None
    for thing in page.get_objects(max_depth=1):
        if thing.type == raw.FPDF_PAGEOBJ_TEXT:
            if raw.FPDFTextObj_GetTextRenderMode(thing) not in _INVISIBLE:
                return None
        elif thing.type == raw.FPDF_PAGEOBJ_IMAGE and single is None:
            single = _placed(thing)
        else:
            return None
    if single is None or not single.upright or raw.FPDFPage_HasTransparency(page):
        return None
    return single


def _placed(image: pdfium.PdfImage) -> _Placed:
    a, b, c, d, _e, _f = image.get_matrix().get()
    width, height = image.get_px_size()
    upright = a > 0 and d > 0 and abs(b) + abs(c) < 1e-3 * (a + d)
    across, down = max(abs(a), abs(b)), max(abs(d), abs(c))
    return _Placed(
        image,
        (width, height),
        (width / max(across, 1e-6) * 72, height / max(down, 1e-6) * 72),
        upright,
    )


def _pixels(placed: _Placed) -> Grey | None:
    """The picture's own pixels; ``None`` for kinds that mean something only when drawn.

    A stencil (1 bit, painted in the colour of the moment) is such a kind.
    """
    bitmap = placed.image.get_bitmap(render=False)
    pixels = bitmap.to_numpy()
    if (bitmap.width, bitmap.height) != placed.size:
        return None
    if pixels.ndim == 3 and pixels.shape[2] > 1:
        return grey_of(pixels[..., 2::-1])
    grey = np.array(pixels, np.uint8).reshape(bitmap.height, bitmap.width)
    return None if _may_be_stencil(grey) and _is_stencil(placed.image) else grey


def _may_be_stencil(grey: Grey) -> bool:
    # Hardly a picture of greys has none in every eighth row and column: most are told by these.
    return not any(((part > 0) & (part < 255)).any() for part in (grey[::8, ::8], grey))


def _is_stencil(image: pdfium.PdfImage) -> bool:
    # pdfium unpacks the whole picture once more to tell, so it is asked of black and white ones.
    meta = image.get_metadata()
    return bool(meta.bits_per_pixel == 1 and meta.colorspace == raw.FPDF_COLORSPACE_UNKNOWN)


def _drawn(page: pdfium.PdfPage, number: int) -> PagePicture:
    """The page as it is seen, drawn as finely as the finest picture on it."""
    dpi = _DRAWN_DPI
    for image in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=2):
        width, height = image.get_px_size()
        checked_size(width, height, number)
        left, bottom, right, top = image.get_bounds()
        if (right - left) * (top - bottom) > 0.1 * page.get_width() * page.get_height():
            longest = max(width, height) / max(right - left, top - bottom) * 72
            dpi = max(dpi, min(longest, _MOST_DPI))
    width, height = page.get_size()
    checked_size(round(width / 72 * _LOWEST_DPI), round(height / 72 * _LOWEST_DPI), number)
    while width * height * (dpi / 72) ** 2 > PLENTY and dpi > _LOWEST_DPI:
        dpi = max(_LOWEST_DPI, dpi / 2)
    bitmap = page.render(scale=dpi / 72, rev_byteorder=True, prefer_bgrx=True)
    pixels = bitmap.to_numpy()
    return PagePicture(number, grey_of(pixels[..., :3]), (dpi, dpi))


def _reduced(number: int, grey: Grey, dpi: tuple[float, float] | None) -> PagePicture:
    if grey.size > PLENTY:
        grey = halved(grey)
        dpi = None if dpi is None else (dpi[0] / 2, dpi[1] / 2)
    return PagePicture(number, grey, dpi)
