"""Crops: the place of one field cut out of a sheet, large enough to read, for a person's eye."""

from __future__ import annotations

import cv2
import numpy as np

from oroforms.documents import Rect
from oroforms.pictures.base import Sheet

_AROUND = 14.0
"""Points about a field that are shown: its label stands just above it."""
_SCALE = 0.5
"""Crops are kept at 150 dots an inch: enough to read handwriting by."""


def crop(sheet: Sheet, rect: Rect) -> bytes:
    """A field with its surroundings, upright and evenly lit, as PNG."""
    part = sheet.crop(rect, _AROUND)
    small = cv2.resize(part, None, fx=_SCALE, fy=_SCALE, interpolation=cv2.INTER_AREA)
    # Sixteen greys are as good to the eye and halve the bytes.
    few = (np.round(small / 17.0) * 17).astype(np.uint8)
    _ok, png = cv2.imencode(".png", few, [cv2.IMWRITE_PNG_COMPRESSION, 9])
    return png.tobytes()


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
