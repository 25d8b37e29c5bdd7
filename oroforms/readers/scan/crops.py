"""Crops: places of a scan cut out for a person's eye, large enough to read, small to keep."""

from __future__ import annotations

import io
from collections.abc import Sequence

import cv2
import numpy as np

from oroforms.documents import Rect
from oroforms.pictures.base import Grey, Sheet
from oroforms.pictures.likeness import packed
from oroforms.readers.scan.added import added

_AROUND = 14.0
"""Points about a field that are shown: its label stands just above it."""
_BESIDE = 9.0
"""Points about a field in which its printing is looked for, to lay it on the blank's, and ink that
hands left over its edge: the dots of an Ö at the top of its box."""
_SCALE = 0.5
"""Crops are kept at 150 dots an inch: enough to read handwriting by."""
_LEVELS = 8
"""Greys that are kept: as good to the eye as all, and a third of the bytes."""
_EFFORT = 6
"""Of zlib: the highest, 9, takes seven times as long for a thirtieth of the bytes."""
_PAPER = 238
"""Grey from which on it is paper; its grain would be most of the bytes."""
_PAGE_BYTES = 60_000
"""The most that the picture of a whole page may take."""
_PAGE_SIDES = (1400, 1150, 950, 800, 650, 500, 400)
"""Pixels of a page's longer side, tried in turn: the first is about 120 dots an inch of A4."""


def crop(places: Sequence[tuple[Sheet, Rect]]) -> bytes:
    """A field with its surroundings, upright and evenly lit, as PNG.

    What goes on over several pages is shown below each other.
    """
    parts = [_smaller(sheet.crop(rect, _AROUND), _SCALE) for sheet, rect in places]
    width = max(part.shape[1] for part in parts)
    filled = [
        np.pad(part, ((0, 0), (0, width - part.shape[1])), constant_values=255) for part in parts
    ]
    return _png(np.vstack(filled))


def ink_picture(sheet: Sheet, rect: Rect) -> bytes:
    """The ink in and about a rectangle that is not the form's own, to be compared with another."""
    at = added(sheet.grey, sheet.blank, rect, _BESIDE)
    return packed(at.darkness, at.free)


def page_picture(grey: Grey) -> bytes:
    """A whole page as it lies in the file, as PNG of at most some 60 kB."""
    flat = _evenly_lit(grey)
    png = b""
    for side in _PAGE_SIDES:
        png = _png(_smaller(flat, min(1.0, side / max(grey.shape))))
        if len(png) <= _PAGE_BYTES:
            break
    return png


def _smaller(grey: Grey, factor: float) -> Grey:
    height, width = (max(1, round(side * factor)) for side in grey.shape)
    return np.asarray(cv2.resize(grey, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def _evenly_lit(grey: Grey) -> Grey:
    """The picture with its paper white, wherever the light fell."""
    small = _smaller(grey, 1 / 8)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((7, 7), np.uint8)), 21)
    full = cv2.resize(paper, grey.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, np.maximum(full, 64), scale=255), np.uint8)


def _png(grey: Grey) -> bytes:
    from PIL import Image

    ink = np.minimum(grey, _PAPER).astype(np.float32) / _PAPER
    image = Image.fromarray(np.round(ink * (_LEVELS - 1)).astype(np.uint8))
    greys = np.linspace(0, 255, _LEVELS).round().astype(np.uint8)
    image.putpalette(np.repeat(greys, 3).tobytes())  # so it takes four bits a pixel
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=_EFFORT)
    return out.getvalue()


def rect_in_file(sheet: Sheet, rect: Rect) -> Rect:
    """The rectangle about a field on the page as it lies in the file, in points of that page.

    A page of a picture file has as many points as it has pixels at 72 dots an inch.
    """
    left, top, right, bottom = rect
    corners = np.array([[left, top, 1], [right, top, 1], [right, bottom, 1], [left, bottom, 1]])
    x, y, w = sheet.registration.transform @ corners.T.astype(np.float64)
    across, down = sheet.pixels_a_point
    xs, ys = x / w / across, y / w / down
    return (float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max()))
