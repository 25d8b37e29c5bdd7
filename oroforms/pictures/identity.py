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
    best = found[0].registration.checked if found else 0.0
    tied = [sheet for sheet in found if best - sheet.registration.checked < _CLEARLY]
    sheet = tied[0] if len(tied) == 1 else _told_apart(tied, picture.number, read_lines)
    if sheet is None:
        return None
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


def _told_apart(tied: list[Sheet], number: int, read_lines: ReadLines | None) -> Sheet | None:
    """Of pages that print alike, the one that the picture's own code or reference line names."""
    keys = {sheet.layout.key: sheet for sheet in tied}
    if len(keys) < len(tied):  # two pages of one blank
        return None
    for sheet in tied:
        code = read_in_place(sheet.crop(sheet.layout.code), number)
        if code is not None:
            return keys.get(f"{code.form}@{code.version}-{code.template_hash}")
    if read_lines is None:
        return None
    lines = [line for sheet in tied for line in _line_beside_code(sheet, _REFERENCE, read_lines)]
    texts = [_squashed("".join(text for text, _confidence in words)) for words in lines]
    votes = Counter(key for key in keys for text in texts if _names(text, key))
    if len(votes) != 1:
        return None
    ((key, count),) = votes.items()
    return keys[key] if count >= 2 else None


def _names(text: str, key: str) -> bool:
    """Whether a line that was read is a reference: the @ in the middle reads as any letter."""
    form, _at, rest = key.partition("@")
    _version, _hyphen, ending = rest.partition("-")
    return text.startswith(_squashed(form)) and text.endswith(_squashed(ending))


def _squashed(key: str) -> str:
    """A reference without its signs, letters that look like digits as those."""
    return re.sub(r"[^0-9A-Z]", "", key.upper()).translate(_ALIKE)


def _line_beside_code(
    sheet: Sheet, number: int, read_lines: ReadLines
) -> list[list[tuple[str, float]]]:
    """One of the three lines beside the code, from 0, as it reads at several sizes."""
    left, top, _right, _bottom = sheet.layout.code
    start = top + number * _LEADING
    line: Rect = (left - _GAP - _REACH, start - 1.5, left - _GAP, start + _LINE)
    crop = sheet.crop(line)
    return read_lines([_pgm(crop, size) for size in _SIZES])


_REFERENCE, _TOKEN = 0, 1


def _token(sheet: Sheet, read_lines: ReadLines) -> str | None:
    """The token on the second of the three lines beside the code, when it is sound."""
    lines = _line_beside_code(sheet, _TOKEN, read_lines)
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
