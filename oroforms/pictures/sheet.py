"""From the picture of a page to a sheet: ``register(picture, layout, page, blank)``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

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
from oroforms.pictures.guesses import Guess, by_code, by_marks, by_text, corners_of
from oroforms.pictures.light import even_light
from oroforms.pictures.printing import check
from oroforms.pictures.registration import refine
from oroforms.pictures.thresholded import FAX_WIDTH, is_of_a_fax, repeats, was_thresholded
from oroforms.pictures.warp import Pyramid, apply, density_of, inverse, lay, scaling, shift


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
MOST_CONTRADICTED = 0.012
"""Share of the words that may be contradicted where no code says which form it is: the two
versions of one form that lie nearest to each other differ in three words of a hundred."""
LEAST_RESOLUTION = 90.0
"""Dots an inch below which a page is not read: half of a fax of 98 lines has 98."""


_BLACK, _WHITE, _FEW_GREYS = 60, 195, 0.002
"""Tones that neither black nor white is blurred to by a compression, and their most share."""
_FEW_LOOSE, _MORE = 3, 3
"""Loose parts of a page up to which it is taken as a first guess laid it (one mark that was
mistaken pulls a part of the page away with it), and how many more guesses are tried for fewer."""


def register(
    picture: PagePicture,
    layout: Layout,
    page: int,
    blank: BlankPage,
    code: PageCode | None = None,
) -> Sheet | NotRegistered:
    """Lay a picture on page ``page`` of a layout.

    ``code`` is the page's code where one was found; a code of another form, version or page is
    refused. Without a code the printing alone must say that it is this page of this version.
    Returned is the flat, evenly lit sheet beside its blank, or why there is none.
    """
    if code is not None and not _is_of(code, layout, page):
        return NotRegistered(page, picture.number, Reason.OTHER_CODE)
    # A code that is read says where the printing should be.
    nothing = Reason.NOTHING_FOUND if code is None else Reason.PRINTING_DIFFERS
    best = NotRegistered(page, picture.number, nothing)
    laid: list[Sheet] = []
    for across, down in _shapes(picture, layout, code):
        grey = scaled(picture.grey, across, down)
        for mirrored in (False, True) if code is None else (code.mirrored,):
            view = _View.of(grey, picture, (across, down), mirrored=mirrored)
            for guess in _guesses(view, blank, code):
                made = _try(view, blank, guess, sure=code is not None)
                if isinstance(made, Sheet):
                    laid.append(made)
                    if len(made.loose) <= _FEW_LOOSE or len(laid) > _MORE:
                        return _firmest(laid)
                elif laid or made is None:
                    continue
                elif _is_last_word(made):
                    return made
                elif made.found >= best.found:
                    best = made
    return _firmest(laid) if laid else best


def _firmest(laid: Sequence[Sheet]) -> Sheet:
    """The sheet on which most of the printing lies in its place."""
    return min(laid, key=lambda sheet: len(sheet.loose))


def register_from(
    picture: PagePicture, blank: BlankPage, guess: Transform, *, mirrored: bool
) -> Sheet | NotRegistered:
    """Lay a picture on a blank page from where its printing was seen to lie.

    ``guess`` leads from points on the page to pixels of the picture with square pixels, flipped
    where ``mirrored``. As without a code, the printing alone must say that it is this page.
    """
    shape = square_pixels(picture)
    grey = scaled(picture.grey, *shape)
    view = _View.of(grey, picture, shape, mirrored=mirrored)
    made = _try(view, blank, Guess(guess, "text"), sure=False)
    return made or NotRegistered(blank.page, picture.number, Reason.NOTHING_FOUND)


def _is_last_word(refused: NotRegistered) -> bool:
    """Whether a page lies right and is refused all the same, so that no other guess can help.

    It is too coarse, or of a version with other words among those that are found.
    """
    return refused.reason is Reason.TOO_COARSE or refused.found >= LEAST_FOUND


@dataclass(frozen=True, slots=True, eq=False)
class _View:
    """A picture as it is looked at: with square pixels, and flipped where it is mirrored."""

    picture: PagePicture
    grey: Grey
    pyramid: Pyramid
    back: Transform
    """From pixels of this view to pixels of the picture."""
    mirrored: bool

    @property
    def bitonal(self) -> bool:
        """Whether the picture is black and white (of some compressions: nearly)."""
        greys = self.picture.grey[::5, ::5]
        return float(((greys > _BLACK) & (greys < _WHITE)).mean()) < _FEW_GREYS

    def is_faxed(self, resolution: float, oblong: float) -> bool:
        """Whether the picture has the pixels of a fax, as measured or as the file says."""
        told = self.picture.dpi or (1.0, 1.0)
        return (
            FAX_WIDTH in self.picture.grey.shape
            or is_of_a_fax(resolution, oblong)
            or is_of_a_fax(min(told), max(told) / min(told))
        )

    @property
    def repeats(self) -> tuple[int, int]:
        """How many columns and how many rows of the picture are one that was repeated."""
        grey = self.picture.grey
        return repeats(grey.T), repeats(grey)

    @classmethod
    def of(
        cls, grey: Grey, picture: PagePicture, shape: tuple[float, float], *, mirrored: bool
    ) -> _View:
        back = scaling(1 / shape[0], 1 / shape[1])
        if mirrored:
            grey = np.ascontiguousarray(grey[:, ::-1])
            back = back @ shift(grey.shape[1], 0) @ scaling(-1, 1)
        return cls(picture, grey, Pyramid(grey), back, mirrored)


def _is_of(code: PageCode, layout: Layout, page: int) -> bool:
    said = code.reference
    key = f"{said.form}@{said.version}-{said.template_hash}"
    return key == layout.key and said.number in {None, page}


def _shapes(
    picture: PagePicture, layout: Layout, code: PageCode | None
) -> Iterator[tuple[float, float]]:
    """What the picture is stretched by so that its pixels are square, most likely first.

    Files of fax pages do not always say that their lines are half as many; the code, which is
    square on paper, does.
    """
    told = square_pixels(picture)
    if told != (1.0, 1.0):
        yield told
        return
    choices = ((1.0, 1.0), (1.0, 2.0), (2.0, 1.0))
    if code is not None:
        corners = np.array(code.corners, np.float64)
        yield min(choices, key=lambda shape: _slant(corners * shape, corners_of(layout)))
        return
    yield choices[0]
    height, width = picture.grey.shape
    if height < width:
        yield choices[1]


def _slant(seen: NDArray[np.float64], printed: NDArray[np.float64]) -> float:
    """How far from square a code is, seen so: 0 where it is."""
    into, *_rest = np.linalg.lstsq(
        np.column_stack([printed, np.ones(len(printed))]), seen, rcond=None
    )
    values = np.linalg.svd(into[:2], compute_uv=False)
    return float(np.log(values[0] / values[1]))


def _guesses(view: _View, blank: BlankPage, code: PageCode | None) -> Iterator[Guess]:
    layout = blank.layout
    if code is not None:
        corners = apply(inverse(view.back), np.array(code.corners, np.float64))
        seen = replace(code, corners=tuple((float(x), float(y)) for x, y in corners))
        yield from by_code(view.grey, layout, seen)
    densities = list(_densities(view, layout))
    for density in densities[:1]:
        yield from by_text(view.grey, blank, density)
    for density in densities:
        yield from by_marks(view.grey, layout, density)


def _densities(view: _View, layout: Layout) -> Iterator[float]:
    """About how many pixels go to a point: as the file says, as if the page filled the picture."""
    filled = max(view.grey.shape) / max(layout.size)
    if view.picture.dpi is not None:
        told = max(view.picture.dpi) / 72
        if abs(np.log(filled / told)) < 0.2:
            yield told
            return
    yield filled
    yield filled * 0.6


def _try(
    view: _View, blank: BlankPage, guess: Guess, *, sure: bool
) -> Sheet | NotRegistered | None:
    fit = refine(view.pyramid, blank, guess.transform)
    if fit is None:
        return None
    layout, source = blank.layout, view.picture.number
    transform = view.back @ fit.transform
    across, down = view.repeats
    least, most = density_of(scaling(1 / across, 1 / down) @ transform, layout.size)
    resolution = least * 72
    grey = even_light(lay(view.pyramid, fit.transform, layout.size, 1.0, fit.bend))
    checked = check(grey, blank, fit.left)
    differs = checked.contradicted > max(1, MOST_CONTRADICTED * checked.words)
    if checked.found < LEAST_FOUND or (differs and not sure):
        return NotRegistered(blank.page, source, Reason.PRINTING_DIFFERS, checked.found, resolution)
    if resolution < LEAST_RESOLUTION:
        return NotRegistered(
            blank.page, source, Reason.TOO_COARSE, checked.found, resolution=resolution
        )
    bitonal = view.bitonal or was_thresholded(grey, blank.grey, blank.lines, resolution)
    registration = Registration(
        transform, guess.method, checked.residual, checked.found, view.mirrored
    )
    return Sheet(
        blank.page,
        source,
        layout,
        registration,
        grey,
        blank.grey,
        resolution,
        loose=checked.loose,
        bitonal=bitonal,
        faxed=bitonal and view.is_faxed(resolution, most / least),
    )
