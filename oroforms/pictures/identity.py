"""Which page of which form a picture is, where its code is torn off or cannot be read.

The page's own printing says it: of all pages that are kept, the one that lies on the picture word
by word, while no other does. The token is then read from its printed line, whose place is known
by then, and believed only when its check character agrees.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from oroforms.documents import PageReference, Rect
from oroforms.layouts import Layout
from oroforms.pictures.base import Grey, PagePicture, Sheet, Transform
from oroforms.pictures.blank import Blanks
from oroforms.pictures.codes import read_in_place, scaled, square_pixels
from oroforms.pictures.features import Features, features_of, match
from oroforms.pictures.guesses import plausible
from oroforms.pictures.sheet import register_from
from oroforms.pictures.warp import scaling
from oroforms.tokens import grouped, is_sound

_KEY = re.compile(r"(?P<form>[a-z0-9-]+)@(?P<version>[0-9]+)-(?P<hash>[0-9a-f]{6})")
_TRIED = 4
"""Pages of ours that look most like the picture; versions of one form look much alike."""
_CLEARLY = 0.02
"""By how large a share of its words a page must be better than the next, its other version."""
_LINE, _LEADING = 9.0, 9.6
_REACH, _GAP = 96.0, 3.0
"""Points: height and distance of the reference lines, and where they lie left of the code."""
_SURE = 0.6
"""Tesseract's own confidence, least over the words of the token."""

ReadLines = Callable[[list[bytes]], "list[list[tuple[str, float]]]"]
"""Reads pictures (PGM) of one line each into words with confidences."""


@dataclass(frozen=True, slots=True)
class Identified:
    """A page told by its printing, already registered."""

    reference: PageReference
    sheet: Sheet


def identify(
    picture: PagePicture,
    layouts: Iterable[Layout],
    blanks: Blanks,
    read_lines: ReadLines | None = None,
) -> Identified | None:
    """The page of ours that a picture without a code shows, or ``None`` when it is not sure.

    ``layouts`` are those whose blanks are kept. Without ``read_lines`` no token is read.
    """
    found = []
    for likely in _likely(picture, layouts, blanks):
        blank = blanks.page(likely.layout, likely.page)
        made = register_from(picture, blank, likely.transform, mirrored=likely.mirrored)
        if isinstance(made, Sheet):
            found.append(made)
    found.sort(key=lambda each: -each.registration.checked)
    if not found or (
        len(found) > 1 and found[0].registration.checked - found[1].registration.checked < _CLEARLY
    ):
        return None
    sheet = found[0]
    said = _KEY.fullmatch(sheet.layout.key)
    if said is None:
        return None
    code = read_in_place(sheet.crop(sheet.layout.code), picture.number)
    token = None
    if code is not None:
        key = f"{code.form}@{code.version}-{code.template_hash}"
        if key != sheet.layout.key or code.number not in {None, sheet.page}:
            return None
        token = code.token
    if token is None and read_lines is not None:
        token = _token(sheet, read_lines)
    reference = PageReference(
        picture.number,
        said["form"],
        int(said["version"]),
        said["hash"],
        token,
        sheet.page,
        sheet.layout.pages,
    )
    return Identified(reference, sheet)


@dataclass(frozen=True, slots=True, eq=False)
class _Likely:
    """A page that a picture looks like, and how it would lie."""

    agree: int
    layout: Layout
    page: int
    transform: Transform
    mirrored: bool


def _likely(picture: PagePicture, layouts: Iterable[Layout], blanks: Blanks) -> list[_Likely]:
    """The pages whose printing a picture shows most of, the most first."""
    grey = scaled(picture.grey, *square_pixels(picture))
    pages = [(layout, page) for layout in layouts for page in range(1, layout.pages + 1)]
    likely: list[_Likely] = []
    for mirrored in (False, True):
        seen = np.ascontiguousarray(grey[:, ::-1]) if mirrored else grey
        density = max(grey.shape) / _LONGER
        features = features_of(seen, density)
        for layout, page in pages:
            matched = match(_strongest(blanks.features(layout, page)), features)
            if matched is not None:
                way = scaling(density, density) @ matched[0]
                if plausible(way, layout.size):
                    likely.append(_Likely(matched[1], layout, page, way, mirrored))
        if likely:
            break
    likely.sort(key=lambda each: -each.agree)
    return [each for each in likely[:_TRIED] if each.agree > likely[0].agree * _NEAR]


_LONGER = 842.0
"""Points of the longer side, as if the page filled the picture; half of it is no harm."""
_NEAR = 0.4
"""Share of the agreeing points of the likeliest page with which another is tried too."""
_ENOUGH = 1200


def _strongest(features: Features) -> Features:
    """Enough of a page's points to know it by; they come strongest first."""
    return Features(features.places[:_ENOUGH], features.looks[:_ENOUGH])


def _token(sheet: Sheet, read_lines: ReadLines) -> str | None:
    """The token on the second of the three lines beside the code, when it is sound."""
    left, top, _right, _bottom = sheet.layout.code
    start = top + _LEADING
    line: Rect = (left - _GAP - _REACH, start - 1.5, left - _GAP, start + _LINE)
    crop = sheet.crop(line)
    lines = read_lines([_pgm(crop, size) for size in _SIZES])
    votes: Counter[str] = Counter()
    for words in lines:
        token = token_of("".join(text for text, _confidence in words))
        if token is not None:
            sure = min(confidence for _text, confidence in words) >= _SURE
            votes[token] += 2 if sure else 1
    if len(votes) != 1:
        return None
    ((token, count),) = votes.items()
    return token if count >= 2 else None


def _pgm(picture: Grey, size: float) -> bytes:
    larger = scaled(picture, size, size)
    return b"P5 %d %d 255\n" % larger.shape[::-1] + larger.tobytes()


_SIZES = (1.0, 1.5, 2.2)
"""A line is read at three sizes; two that agree, or one that is sure, are believed."""


_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
"""Letters that are in no token and read as the digits that they look like (Crockford)."""


def token_of(text: str) -> str | None:
    """A token as it was read, in its groups; ``None`` when its check character disagrees."""
    plain = re.sub(r"[\s–—-]", "", text).upper().translate(_ALIKE)
    token = grouped(plain)
    return token if is_sound(token) else None
