"""Which page of which form a picture is: by its code, else by what is printed on it."""

from __future__ import annotations

from oroforms.identify.sheaves import SeenPage
from oroforms.pictures.base import PagePicture
from oroforms.pictures.codes import find_codes


def see_page(picture: PagePicture) -> SeenPage:
    """What one page of a pile is."""
    codes = find_codes(picture)
    if len(codes) > 1:
        return SeenPage(picture.number, several=True)
    if codes:
        return SeenPage(picture.number, codes[0].reference, mirrored=codes[0].mirrored)
    return SeenPage(picture.number)
