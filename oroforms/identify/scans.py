"""Which page of which form a picture is: by its code, else by what is printed on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from oroforms.errors import ProgramFailed, ProgramMissing
from oroforms.identify.sheaves import SeenPage
from oroforms.layouts import Layout
from oroforms.pictures.backs import is_blank
from oroforms.pictures.base import PagePicture
from oroforms.pictures.blank import Blanks
from oroforms.pictures.codes import find_codes
from oroforms.pictures.identity import identify
from oroforms.tools import tesseract


def see_page(
    picture: PagePicture, layouts: Callable[[], Iterable[Layout]], blanks: Blanks
) -> SeenPage:
    """What one page of a pile is.

    ``layouts`` gives those of all blanks that are kept; it is asked only where
    no code is found on a page that is not empty.
    """
    codes = find_codes(picture, thorough=False)
    if not codes:
        if is_blank(picture):
            return SeenPage(picture.number, empty=True)
        codes = find_codes(picture)
    if len(codes) > 1:
        return SeenPage(picture.number, several=tuple(code.reference for code in codes))
    if codes:
        code = codes[0]
        return SeenPage(picture.number, code.reference, mirrored=code.mirrored, code=code)
    told = identify(picture, layouts(), blanks, _read_lines)
    if told is None:
        return SeenPage(picture.number)
    mirrored = told.sheet.registration.mirrored
    return SeenPage(picture.number, told.reference, by_text=True, mirrored=mirrored)


def _read_lines(pictures: list[bytes]) -> list[list[tuple[str, float]]]:
    """Words and confidences by Tesseract; none, and so no token, where it cannot be had."""
    try:
        lines = tesseract.read_lines(pictures)
    except (ProgramMissing, ProgramFailed):
        return [[] for _picture in pictures]
    return [[(word.text, word.confidence) for word in line] for line in lines]
