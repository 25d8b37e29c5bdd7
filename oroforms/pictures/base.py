"""The types of what is known about the picture of one page.

``bytes → PagePicture → PageCode, Registration → Sheet``

Pixel arrays are ``uint8`` of shape (height, width), 0 black to 255 white, row 0 at the top.
Lengths on the form are points (1/72 inch) from the top left corner of the page, as in layouts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from oroforms.documents import PageReference, Rect
from oroforms.layouts import Layout

Grey: TypeAlias = NDArray[np.uint8]
"""A grey picture: (height, width), 0 black, 255 white."""
Transform: TypeAlias = NDArray[np.float64]
"""A 3 × 3 homography on (x, y, 1) columns."""

SHEET_DPI = 300
"""Resolution of a sheet: what Tesseract wants, and some 47 pixels for a tick box of 4 mm."""
SCALE = SHEET_DPI / 72
"""Pixels of a sheet in one point."""
MM = SHEET_DPI / 25.4
"""Pixels of a sheet in one millimetre."""


@dataclass(frozen=True, slots=True, eq=False)
class PagePicture:
    """One page as the file holds it: not turned, not straightened, at its own resolution."""

    number: int
    """Page of the file, from 1."""
    grey: Grey
    dpi: tuple[float, float] | None = None
    """Across and down, where the file says it; fax is (204, 196) or (204, 98)."""


@dataclass(frozen=True, slots=True)
class PageCode:
    """The QR code of one page of an issued form, as it was found in a picture."""

    reference: PageReference
    corners: tuple[tuple[float, float], ...]
    """Pixels: the code's top left, top right, bottom right and bottom left, as printed."""
    mirrored: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Registration:
    """How a picture lies on the form's page."""

    transform: Transform
    """From points on the form's page to pixels of the picture."""
    method: str
    """``marks``, ``code`` or ``text``: by what it was found."""
    residual: float
    """Points: nineteen of twenty pieces of printing lie at most so far off their places."""
    checked: float
    """Share of the printed text that was found in its place, 0–1."""
    mirrored: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A registered page: upright, flat, evenly lit, beside the blank it was printed from."""

    page: int
    """Page of the form, from 1."""
    source: int
    """Page of the file, from 1."""
    layout: Layout
    registration: Registration
    grey: Grey
    """The whole page at :data:`SHEET_DPI`, paper near 255."""
    blank: Grey
    """The blank page, drawn at the same scale: pixel for pixel the same place."""
    resolution: float
    """Dots per inch that the picture had on the paper, the lower of both directions."""
    pixels_a_point: tuple[float, float] = (1.0, 1.0)
    """Across and down, of the page as the file measures it (not as it was printed)."""
    loose: tuple[Rect, ...] = ()
    """Parts of the page (points) whose printing is off its place, or torn off, or blotted out:
    what lies there is not read but looked at."""
    bitonal: bool = False
    """Whether the picture was black and white, without greys."""
    faxed: bool = False
    """Whether it came by fax: lines that came wrong repeat those before them (ITU-T T.4)."""

    def is_loose(self, rect: Rect) -> bool:
        """Whether a rectangle touches a loose part of the page."""
        left, top, right, bottom = rect
        return any(
            left < part[2] and part[0] < right and top < part[3] and part[1] < bottom
            for part in self.loose
        )

    def crop(self, rect: Rect, margin: float = 0.0) -> Grey:
        """The part of the sheet in a rectangle (points), widened by a margin (points)."""
        return cut(self.grey, rect, margin)

    def blank_crop(self, rect: Rect, margin: float = 0.0) -> Grey:
        """The same part of the blank."""
        return cut(self.blank, rect, margin)


def cut(picture: Grey, rect: Rect, margin: float = 0.0) -> Grey:
    """The part of a sheet's picture in a rectangle in points, cut at the page's edges."""
    left, top, right, bottom = rect
    height, width = picture.shape
    x0, y0 = max(0, round((left - margin) * SCALE)), max(0, round((top - margin) * SCALE))
    x1 = min(width, round((right + margin) * SCALE))
    y1 = min(height, round((bottom + margin) * SCALE))
    return picture[y0:y1, x0:x1]


def gap(one: Rect, other: Rect) -> float:
    """Points between two rectangles, across or down, whichever is more; below 0 they meet."""
    across = max(one[0] - other[2], other[0] - one[2])
    down = max(one[1] - other[3], other[1] - one[3])
    return max(across, down)
