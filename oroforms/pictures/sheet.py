"""From the picture of a page to a sheet: ``register(picture, layout, page, blank)``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from oroforms.layouts import Layout
from oroforms.pictures.base import (
    Grey,
    PageCode,
    PagePicture,
    Registration,
    Sheet,
    Transform,
)
from oroforms.pictures.blank import BlankPage
from oroforms.pictures.codes import scaled, square_pixels
from oroforms.pictures.guesses import Guess, by_code, by_marks
from oroforms.pictures.light import even_light
from oroforms.pictures.registration import check, refine
from oroforms.pictures.warp import Pyramid, density_of, lay, scaling, shift


class Reason(StrEnum):
    """Why a page was not registered."""

    OTHER_CODE = "other-code"
    """The page's code says another form, version or page than it was held against."""
    NOTHING_FOUND = "nothing-found"
    """Neither code nor marks nor printing say how the page lies."""
    PRINTING_DIFFERS = "printing-differs"
    """The page was laid on the blank, and the printed words are not where they should be."""
    TOO_COARSE = "too-coarse"
    """The picture has too few dots an inch to read anything on it."""


@dataclass(frozen=True, slots=True)
class NotRegistered:
    """A page that is not read, and why; ``found`` is the best share of words in place."""

    page: int
    source: int
    reason: Reason
    found: float = 0.0
    resolution: float = 0.0


LEAST_FOUND = 0.6
"""Share of the printed words that have to stand in their places."""
LEAST_RESOLUTION = 90.0
"""Dots an inch below which a page is not read: half of a fax of 98 lines has 98."""


def register(
    picture: PagePicture,
    layout: Layout,
    page: int,
    blank: BlankPage,
    code: PageCode | None = None,
) -> Sheet | NotRegistered:
    """Lay a picture on page ``page`` of a layout.

    ``code`` is the page's code where one was found; a code of another form, version or page is
    refused. Returned is the flat, evenly lit sheet beside its blank, or why there is none.
    """
    if code is not None and not _is_of(code, layout, page):
        return NotRegistered(page, picture.number, Reason.OTHER_CODE)
    across, down = square_pixels(picture)
    grey = scaled(picture.grey, across, down)
    to_square = scaling(across, down)
    best = NotRegistered(page, picture.number, Reason.NOTHING_FOUND)
    for mirrored in (False, True) if code is None else (code.mirrored,):
        flipped = grey
        from_square = np.linalg.inv(to_square)
        if mirrored:
            flipped = np.ascontiguousarray(grey[:, ::-1])
            from_square = from_square @ shift(grey.shape[1], 0) @ scaling(-1, 1)
        pyramid = Pyramid(flipped)
        seen = None if code is None else _carried(code, np.linalg.inv(from_square))
        for guess in _guesses(flipped, layout, seen, picture):
            made = _try(pyramid, blank, guess, from_square, picture, mirrored=mirrored)
            if isinstance(made, Sheet):
                return made
            if made is not None and made.found >= best.found:
                best = made
    return best


def _is_of(code: PageCode, layout: Layout, page: int) -> bool:
    said = code.reference
    key = f"{said.form}@{said.version}-{said.template_hash}"
    return key == layout.key and said.number in {None, page}


def _carried(code: PageCode, into: Transform) -> PageCode:
    from oroforms.pictures.warp import apply

    corners = apply(into, np.array(code.corners, np.float64))
    return replace(code, corners=tuple((float(x), float(y)) for x, y in corners))


def _guesses(
    grey: Grey, layout: Layout, code: PageCode | None, picture: PagePicture
) -> Iterator[Guess]:
    if code is not None:
        yield from by_code(grey, layout, code)
    for density in _densities(grey, layout, picture):
        yield from by_marks(grey, layout, density)


def _densities(grey: Grey, layout: Layout, picture: PagePicture) -> Iterator[float]:
    """About how many pixels go to a point: as the file says, as if the page filled the picture."""
    filled = max(grey.shape) / max(layout.size)
    if picture.dpi is not None:
        yield max(picture.dpi) / 72
        if abs(np.log(filled / (max(picture.dpi) / 72))) < 0.2:
            return
    yield filled
    yield filled * 0.6


def _try(
    pyramid: Pyramid,
    blank: BlankPage,
    guess: Guess,
    from_square: Transform,
    picture: PagePicture,
    *,
    mirrored: bool,
) -> Sheet | NotRegistered | None:
    fit = refine(pyramid, blank, guess.transform)
    if fit is None:
        return None
    layout = blank.layout
    least, _most = density_of(from_square @ fit.transform, layout.size)
    resolution = least * 72
    if resolution < LEAST_RESOLUTION:
        return NotRegistered(blank.page, picture.number, Reason.TOO_COARSE, resolution=resolution)
    grey = even_light(lay(pyramid, fit.transform, layout.size, 1.0, fit.bend))
    checked = check(grey, blank)
    if checked.found < LEAST_FOUND:
        return NotRegistered(
            blank.page, picture.number, Reason.PRINTING_DIFFERS, checked.found, resolution
        )
    registration = Registration(
        from_square @ fit.transform, guess.method, checked.residual, checked.found, mirrored
    )
    across, down = picture.dpi or (72.0, 72.0)
    return Sheet(
        blank.page,
        picture.number,
        layout,
        registration,
        grey,
        blank.grey,
        resolution,
        (across / 72, down / 72),
    )
