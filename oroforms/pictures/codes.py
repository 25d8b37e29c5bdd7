"""The QR codes of our pages, found in a picture at any angle, size and state.

Each look costs more than the one before; the first that finds a code of ours ends the search.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from oroforms.documents import PageReference
from oroforms.pictures.base import Grey, PageCode, PagePicture
from oroforms.pictures.light import even_light, halved
from oroforms.tokens import is_sound

_PAYLOAD = re.compile(
    r"OROFORMS:(?P<form>[a-z][a-z0-9]*(?:-[a-z0-9]+)*)@(?P<version>[1-9][0-9]{0,3})"
    r"-(?P<hash>[0-9a-f]{6}):(?P<token>[0-9A-Z-]{0,20}):(?P<page>[0-9]{1,4})/(?P<pages>[0-9]{1,4})"
)
_LOOK_AT = (1200, 2200)
"""Longer side, in pixels, of the first looks: a code of 12 mm has 29 modules of 2 and of 3.7."""
_MOST = 8000
"""No look is larger than this."""
_CODE = 12 / 297
"""Side of a code, as a share of the longer side of its page."""
_PAGE = (210 / 12, 297 / 12)
"""Sides of a page, in sides of its code."""


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
    codes: dict[PageReference, PageCode] = {}
    for number, look in enumerate(_looks(picture)):
        if number >= len(_LOOK_AT) and (codes or not thorough):
            break
        codes.update((code.reference, code) for code in _look(picture, look))
        if codes and not _room_for_more(picture, codes.values()):
            break
    if not codes and thorough:
        codes.update((code.reference, code) for code in _look_closely(picture))
    return tuple(codes.values())


def _room_for_more(picture: PagePicture, codes: Iterable[PageCode]) -> bool:
    """Whether another page may lie beside those whose codes were found."""
    covered = 0.0
    for code in codes:
        corners = np.array(code.corners)
        sides = np.hypot(*(np.roll(corners, -1, axis=0) - corners).T)
        covered += float(sides[0] * sides[1]) * _PAGE[0] * _PAGE[1]
    return picture.grey.size > _SPREAD * covered


_SPREAD = 1.6
"""A picture with so many times the area of the pages known may show another page."""


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
    for size in (1.0, sizes[-1]):
        if longer * size <= _MOST:
            yield _Look(across * size, down * size, even=True)
    yield _Look(across * sizes[-1], down * sizes[-1], blur=1.0)
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


def _look(picture: PagePicture, look: _Look) -> list[PageCode]:
    grey = scaled(picture.grey, look.across, look.down)
    if look.even:
        grey = even_light(grey)
    if look.blur:
        grey = np.asarray(cv2.GaussianBlur(grey, (0, 0), look.blur), np.uint8)
    return _read(grey, picture.number, np.array([1 / look.across, 1 / look.down]))


def _look_closely(picture: PagePicture) -> list[PageCode]:
    """Codes too small, soft or dark for the looks at whole pages: enlarged and sharpened."""
    across, down = square_pixels(picture)
    grey = scaled(picture.grey, across, down)
    back = np.array([1 / across, 1 / down])
    for left, top, right, bottom in _likely_places(grey):
        piece = grey[top:bottom, left:right]
        for size in _ENLARGED:
            large = scaled(piece, size, size).astype(np.float32)
            soft = cv2.GaussianBlur(large, (0, 0), 1.3 * size)
            sharpened = [large + more * (large - soft) for more in _SHARPENED]
            # Of a coarse fax the ragged edges are smoothed instead.
            for each in (*sharpened, cv2.GaussianBlur(large, (0, 0), 0.8 * size)):
                sharp = np.clip(each, 0, 255).astype(np.uint8)
                start = np.array([left, top]) * back
                for evenly in (False, True):
                    found = _read(sharp, picture.number, back / size, start, evenly=evenly)
                    if found:
                        return found
    return []


_ENLARGED = (2.0, 3.0, 4.0)
_SHARPENED = (2.0, 0.7, 4.0)
_SEEN = 48
"""Pixels of a code's side in the picture in which likely places are looked for."""
_LIKELY = 10


def _likely_places(grey: Grey) -> list[tuple[int, int, int, int]]:
    """Where there is something like a code: about square, about the size, dark and light mixed."""
    height, width = grey.shape
    factor = min(1.0, _SEEN / (_CODE * max(height, width)))
    small = scaled(grey, factor, factor)
    dark = cv2.adaptiveThreshold(
        small, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, _SEEN * 2 + 1, 12
    )
    joined = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((_SEEN // 8,) * 2, np.uint8))
    joined = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((_SEEN // 3,) * 2, np.uint8))
    _count, labels, stats, _centres = cv2.connectedComponentsWithStats(joined, connectivity=4)
    likely = []
    for number, (left, top, wide, tall, _area) in enumerate(stats[1:].tolist(), start=1):
        if not (min(wide, tall) > _SEEN * 0.3 and max(wide, tall) < _SEEN * 2.2):
            continue
        inside = labels[top : top + tall, left : left + wide] == number
        points = np.argwhere(inside).astype(np.float32)
        _middle, (first, second), _angle = cv2.minAreaRect(points)
        shape = min(first, second) / max(first, second)
        full = len(points) / (first * second)
        mixed = float((dark[top : top + tall, left : left + wide][inside] > 0).mean())
        if shape > 0.6 and full > 0.7 and mixed > 0.3:
            margin = round(max(wide, tall) * 0.6)
            place = (left - margin, top - margin, left + wide + margin, top + tall + margin)
            likely.append((shape * full, place))
    likely.sort(reverse=True)
    return [
        (
            max(0, round(left / factor)),
            max(0, round(top / factor)),
            min(width, round(right / factor)),
            min(height, round(bottom / factor)),
        )
        for _score, (left, top, right, bottom) in likely[:_LIKELY]
    ]


def _read(
    grey: Grey,
    page: int,
    back: NDArray[np.float64],
    start: NDArray[np.float64] | float = 0.0,
    *,
    evenly: bool = False,
) -> list[PageCode]:
    """The codes of ours in a picture; ``back`` and ``start`` lead to the pixels of the page's.

    ``evenly`` takes one threshold for all of a picture, not one for each place.
    """
    import zxingcpp

    threshold = zxingcpp.Binarizer.GlobalHistogram if evenly else zxingcpp.Binarizer.LocalAverage
    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    codes = []
    for found in zxingcpp.read_barcodes(grey, formats=formats, binarizer=threshold):
        reference = reference_of(found.text, page)
        if reference is None:
            continue
        place = found.position
        corners = [
            np.array([corner.x, corner.y]) * back + start
            for corner in (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
        ]
        modules = np.array(found.to_image(scale=1, add_quiet_zones=False)) < _DARK
        mirrored = _is_mirrored(modules, found.extra)
        if mirrored:  # the corners come clockwise in the picture
            corners[1], corners[3] = corners[3], corners[1]
        codes.append(PageCode(reference, tuple((float(x), float(y)) for x, y in corners), mirrored))
    return codes


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
    """A picture at another size; smaller by areas, larger by cubic curves.

    What becomes less than half as large is halved first, unless a whole number of pixels becomes
    one: areas of broken pixels cost ten times as much, and are then taken of a quarter of them.
    """
    while across <= 0.5 and down <= 0.5 and not (_is_whole(1 / across) and _is_whole(1 / down)):
        grey, across, down = halved(grey), 2 * across, 2 * down
    if across == down == 1.0:
        return grey
    finer = cv2.INTER_AREA if across <= 1.0 and down <= 1.0 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(grey, None, fx=across, fy=down, interpolation=finer), np.uint8)


def _is_whole(number: float) -> bool:
    return abs(number - round(number)) < 1e-6


_VERSIONS = (29, 33, 25, 37)
"""Modules on a side of the codes that our payloads come in (ISO/IEC 18004, versions 2 to 5)."""
_NUDGES = (0.0, -0.4, 0.4)
"""Modules by which the code may lie off its place."""


def read_in_place(grey: Grey, page: int) -> PageReference | None:
    """The code of a picture that shows nothing else, edge to edge: cut out of a registered sheet.

    Where the lines of a fax are too few for a code to be found, its place may be known by the
    rest of the page: each module is then the mean of what lies there.
    """
    import zxingcpp

    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    height, width = grey.shape
    for modules in _VERSIONS:
        for down in _NUDGES:
            for across in _NUDGES:
                way = np.array(
                    [[1, 0, across * width / modules], [0, 1, down * height / modules]], np.float64
                )
                moved = cv2.warpAffine(grey, way, (width, height), borderMode=cv2.BORDER_REPLICATE)
                means = cv2.resize(moved, (modules, modules), interpolation=cv2.INTER_AREA)
                middle, _made = cv2.threshold(means, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
                clean = np.where(np.pad(means, 4, constant_values=255) > middle, 255, 0)
                large = np.kron(clean, np.ones((4, 4))).astype(np.uint8)
                for found in zxingcpp.read_barcodes(large, formats=formats, is_pure=True):
                    reference = reference_of(found.text, page)
                    if reference is not None:
                        return reference
    return None
