"""The blank page as a picture: what every scanned page is held against.

Drawn once a process from the base PDF that is kept by the form's reference, at
:data:`~oroforms.pictures.base.SHEET_DPI`, with the registration marks of the stamp. The rest of
the stamp (code, reference line, token) differs from issue to issue and stays out.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import cv2
import numpy as np

from oroforms.documents import Rect
from oroforms.errors import OroformsError
from oroforms.i18n import gettext as _
from oroforms.layouts import Layout
from oroforms.pictures.base import SCALE, Grey
from oroforms.pictures.features import Features, features_of
from oroforms.pictures.light import even_light
from oroforms.pictures.patches import Patch, find_patches
from oroforms.pictures.thresholded import PieceOfLine, printed_lines

MARK_SIZE = 4 / 25.4 * 72
"""Side of a registration mark in points: 4 mm."""
_KEPT = 12
"""Pages that are kept drawn: a pile of shuffled forms has few kinds; each takes some 10 MB."""


class BlankMissing(OroformsError):  # noqa: N818 - what is missing is said by the name
    """The base PDF of a form's reference is kept nowhere, so its scans cannot be read."""


@dataclass(frozen=True, eq=False)
class BlankPage:
    """One page of a blank form, drawn, with what registration looks for on it."""

    layout: Layout
    page: int
    grey: Grey
    """The page at a sheet's resolution, evenly lit in the same way as sheets are."""
    _sizes: dict[float, Grey] = field(default_factory=dict, repr=False)

    @cached_property
    def patches(self) -> tuple[Patch, ...]:
        """Spots of the printing that can be found again to a fraction of a millimetre."""
        return find_patches(self.grey)

    @cached_property
    def lines(self) -> tuple[tuple[PieceOfLine, ...], tuple[PieceOfLine, ...]]:
        """Pieces of its level and of its upright lines."""
        return printed_lines(self.grey), printed_lines(np.ascontiguousarray(self.grey.T))

    def at(self, scale: float) -> Grey:
        """The page at a part (1/2, 1/4, 1/8) of :data:`~oroforms.pictures.base.SHEET_DPI`."""
        if scale not in self._sizes:
            each = round(1 / scale)
            height, width = (edge // each * each for edge in self.grey.shape)
            self._sizes[scale] = np.asarray(
                cv2.resize(
                    self.grey[:height, :width],
                    (width // each, height // each),
                    interpolation=cv2.INTER_AREA,
                ),
                np.uint8,
            )
        return self._sizes[scale]

    @cached_property
    def corners(self) -> tuple[Patch, ...]:
        """Those patches that are found again in both directions."""
        return tuple(patch for patch in self.patches if patch.across and patch.down)

    @cached_property
    def features(self) -> Features:
        """Points of the printing, places in points of the page."""
        return features_of(self.grey, SCALE)

    @cached_property
    def words(self) -> tuple[Rect, ...]:
        """Rectangles of the printed words (points) that the drawn page shows, stamp excepted."""
        shown = []
        for word in self.layout.printed:
            if word.page == self.page:
                left, top, right, bottom = (round(edge * SCALE) for edge in word.rect)
                piece = self.grey[max(0, top) : bottom, max(0, left) : right]
                if piece.size and int(piece.min()) < _INKED:
                    shown.append(word.rect)
        return tuple(shown)


_INKED = 128


class Blanks:
    """The drawn blank pages of one process.

    ``find`` gives the base PDF of a reference ``form@version-hash``, or ``None``.
    """

    def __init__(self, find: Callable[[str], bytes | None]) -> None:
        self._find = find
        self._drawn: OrderedDict[tuple[str, int], BlankPage] = OrderedDict()
        self._features: dict[tuple[str, int], Features] = {}

    def page(self, layout: Layout, page: int) -> BlankPage:
        """A page (from 1) of the blank that a layout was measured on.

        Raises
        ------
        BlankMissing
            When the base PDF is not kept, or has no such page.
        """
        key = (layout.key, page)
        if key not in self._drawn:
            self._drawn[key] = self._draw(layout, page)
            while len(self._drawn) > _KEPT:
                self._drawn.popitem(last=False)
        self._drawn.move_to_end(key)
        return self._drawn[key]

    def features(self, layout: Layout, page: int) -> Features:
        """The points of a page, kept apart from its picture: they are small."""
        key = (layout.key, page)
        if key not in self._features:
            self._features[key] = self.page(layout, page).features
        return self._features[key]

    def _draw(self, layout: Layout, page: int) -> BlankPage:
        content = self._find(layout.key)
        if content is None or not 1 <= page <= layout.pages:
            raise BlankMissing(
                _(
                    "{reference}: the blank form that page {page} was printed from is not kept "
                    "here, so its scans cannot be compared with it. Issue the form once with "
                    "oroforms blank, or read it by hand."
                ).format(reference=layout.key, page=page)
            )
        return BlankPage(layout, page, even_light(draw(content, layout, page)))


def draw(content: bytes, layout: Layout, page: int) -> Grey:
    """Draw one page of a base PDF at a sheet's resolution, with the registration marks."""
    import pypdfium2 as pdfium
    from pypdfium2 import raw

    width, height = round(layout.size[0] * SCALE), round(layout.size[1] * SCALE)
    pdf = pdfium.PdfDocument(content)
    try:
        bitmap = pdfium.PdfBitmap.new_native(width, height, raw.FPDFBitmap_Gray)
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
        # By matrix, not by size: the page's width is no whole number of pixels, and a page
        # that is fitted to the next whole one lies half a pixel off at its right edge.
        matrix = raw.FS_MATRIX(SCALE, 0, 0, SCALE, 0, 0)
        clip = raw.FS_RECTF(0, 0, width, height)
        loaded = pdf[page - 1]
        raw.FPDF_RenderPageBitmapWithMatrix(bitmap, loaded, matrix, clip, raw.FPDF_GRAYSCALE)
        grey: Grey = np.array(bitmap.to_numpy(), copy=True).reshape(height, width)
        loaded.close()
    finally:
        pdf.close()
    for x, y in layout.marks:
        half = MARK_SIZE / 2
        corners = [round((x - half) * SCALE), round((y - half) * SCALE)]
        ends = [round((x + half) * SCALE) - 1, round((y + half) * SCALE) - 1]
        cv2.rectangle(grey, corners, ends, 0, thickness=-1)
    return grey
