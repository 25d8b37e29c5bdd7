"""The QR codes of our pages, found in a picture at any angle, size and state.

Each look costs more than the one before; the first that finds a code of ours ends the search.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from oroforms.documents import PageReference
from oroforms.pictures.base import Grey, PageCode, PagePicture
from oroforms.pictures.light import even_light
from oroforms.tokens import is_sound

_PAYLOAD = re.compile(
    r"OROFORMS:(?P<form>[a-z][a-z0-9]*(?:-[a-z0-9]+)*)@(?P<version>[1-9][0-9]{0,3})"
    r"-(?P<hash>[0-9a-f]{6}):(?P<token>[0-9A-Z-]{0,20}):(?P<page>[0-9]{1,4})/(?P<pages>[0-9]{1,4})"
)
_LOOK_AT = (1200, 2200)
"""Longer side, in pixels, of the first looks: a code of 12 mm has 29 modules of 2 and of 3.7."""
_MOST = 8000
"""No look is larger than this."""


@dataclass(frozen=True, slots=True)
class _Look:
    """One way to look: what the picture is scaled by, across and down, and how it is lit."""

    across: float
    down: float
    even: bool = False
    blur: float = 0.0


def find_codes(picture: PagePicture, *, thorough: bool = True) -> tuple[PageCode, ...]:
    """All different codes of ours in a picture; those of others are passed over.

    More than one is a picture of two pages. ``thorough`` False ends after the quick looks.
    """
    for number, look in enumerate(_looks(picture)):
        if not thorough and number >= len(_LOOK_AT):
            break
        found = _read(picture, look)
        if found:
            return found
    return ()


def reference_of(payload: str, page: int) -> PageReference | None:
    """What a code's payload says, or ``None`` when it is no code of ours.

    ``page`` is the page of the file. A printed page 0 of 0 (one code for all pages, as Word
    prints it) says nothing of the page.
    """
    said = _PAYLOAD.fullmatch(payload)
    if said is None:
        return None
    token = said["token"] or None
    if token is not None and not is_sound(token):
        return None
    number, count = int(said["page"]), int(said["pages"])
    if number > count:
        return None
    return PageReference(
        page,
        said["form"],
        int(said["version"]),
        said["hash"],
        token,
        number or None,
        count or None,
    )


def _looks(picture: PagePicture) -> Iterator[_Look]:
    """From the quickest look to the most patient."""
    height, width = picture.grey.shape
    across, down = square_pixels(picture)
    longer = max(width * across, height * down)
    sizes = [size / longer for size in _LOOK_AT]
    for size in sizes:
        yield _Look(across * min(1.0, size), down * min(1.0, size))
    for size in (1.0, *sizes, 2.0, 1.5, 0.7):
        if longer * size <= _MOST:
            yield _Look(across * size, down * size, even=True)
            yield _Look(across * size, down * size, blur=1.0)
    if picture.dpi is None or picture.dpi[0] == picture.dpi[1]:
        # A fax of half the lines whose file does not say so.
        yield _Look(across, down * 2)
        yield _Look(across * 2, down)


def square_pixels(picture: PagePicture) -> tuple[float, float]:
    """Factors across and down that make the picture's pixels square, none of them below 1."""
    if picture.dpi is None:
        return 1.0, 1.0
    across, down = picture.dpi
    finest = max(across, down)
    return finest / across, finest / down


def _read(picture: PagePicture, look: _Look) -> tuple[PageCode, ...]:
    import zxingcpp

    grey = scaled(picture.grey, look.across, look.down)
    if look.even:
        grey = even_light(grey)
    if look.blur:
        grey = np.asarray(cv2.GaussianBlur(grey, (0, 0), look.blur), np.uint8)
    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    codes: dict[PageReference, PageCode] = {}
    for found in zxingcpp.read_barcodes(grey, formats=formats):
        reference = reference_of(found.text, picture.number)
        if reference is None or reference in codes:
            continue
        place = found.position
        corners = [
            (corner.x / look.across, corner.y / look.down)
            for corner in (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
        ]
        modules = np.array(found.to_image(scale=1, add_quiet_zones=False)) < _DARK
        mirrored = _is_mirrored(modules, found.extra)
        if mirrored:  # the corners come clockwise in the picture
            corners[1], corners[3] = corners[3], corners[1]
        codes[reference] = PageCode(reference, tuple(corners), mirrored)
    return tuple(codes.values())


_DARK = 128
_LEVELS = {"L": 1, "M": 0, "Q": 3, "H": 2}


def _is_mirrored(modules: NDArray[np.bool_], extra: Any) -> bool:
    """Whether a code stands mirrored in the picture: its format bits run the other way.

    The 15 bits beside the top left finder (ISO/IEC 18004, 7.9: error correction level and mask,
    protected by a BCH code) run up one side and along the other; the decoder reads both
    directions without saying which it met.
    """
    data = _LEVELS[str(extra["ECLevel"])] << 3 | int(str(extra["DataMask"]))
    remainder = data
    for _bit in range(10):
        remainder = remainder << 1 ^ (remainder >> 9) * 0x537
    bits = (data << 10 | remainder) ^ 0x5412
    down = [bool(bits >> bit & 1) for bit in range(6)]
    along = [bool(bits >> 14 - bit & 1) for bit in range(6)]
    upright = np.sum(modules[:6, 8] == down) + np.sum(modules[8, :6] == along)
    turned = np.sum(modules[8, :6] == down) + np.sum(modules[:6, 8] == along)
    return bool(turned > upright)


def scaled(grey: Grey, across: float, down: float) -> Grey:
    """A picture at another size; smaller by areas, larger by cubic curves."""
    if across == down == 1.0:
        return grey
    finer = cv2.INTER_AREA if across <= 1.0 and down <= 1.0 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(grey, None, fx=across, fy=down, interpolation=finer), np.uint8)
