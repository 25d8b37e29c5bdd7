"""Pictures of places on a document that came in.

Meant to run in a worker process within limits: the document was made by
somebody else, and drawing a page runs more code than reading it.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from oroforms.documents import Place, Rect

_DOTS_AN_INCH = 150
_OVERVIEW_DOTS_AN_INCH = 40
_MARGIN = 20.0
_LEAST = (280.0, 60.0)
"""Points shown around a place, and the least shown: its printed label must be seen with it."""
_LARGEST_SIDE = 1600
"""Pixels; a crop of a whole poster is drawn coarser."""
_FRAME = (214, 120, 0)


def crops(content: bytes, places: Sequence[Place]) -> tuple[bytes | None, ...]:
    """A PNG of each place with some margin; a place without rectangle is its whole page, small.

    ``None`` for a place that the document does not have.
    """
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    try:
        if document.get_formtype():
            document.init_forms()  # or what is filled into the fields is not drawn
        return tuple(_crop(document, place) for place in places)
    finally:
        document.close()


def _crop(document: object, place: Place) -> bytes | None:
    from PIL import ImageDraw

    if not 1 <= place.page <= len(document):  # type: ignore[arg-type]
        return None
    page = document[place.page - 1]  # type: ignore[index]
    width, height = page.get_size()
    whole = (0.0, 0.0, width, height)
    shown = whole if place.rect is None else _around(place.rect, whole)
    if shown is None:
        return None
    left, top, right, bottom = shown
    scale = (_OVERVIEW_DOTS_AN_INCH if place.rect is None else _DOTS_AN_INCH) / 72
    scale = min(scale, _LARGEST_SIDE / max(right - left, bottom - top))
    cut_off = (left, height - bottom, width - right, top)
    image = page.render(scale=scale, crop=cut_off).to_pil().convert("RGB")
    if place.rect is not None:
        x0, y0, x1, y1 = place.rect
        frame = [(x0 - left) * scale, (y0 - top) * scale, (x1 - left) * scale, (y1 - top) * scale]
        ImageDraw.Draw(image).rectangle(frame, outline=_FRAME, width=2)
    out = io.BytesIO()
    image.quantize(colors=32).save(out, "PNG", optimize=True)
    return out.getvalue()


def _around(rect: Rect, page: Rect) -> Rect | None:
    """The rectangle with its surroundings, cut to the page; ``None`` when it lies outside."""
    wider = max(_MARGIN, (_LEAST[0] - (rect[2] - rect[0])) / 2)
    higher = max(_MARGIN, (_LEAST[1] - (rect[3] - rect[1])) / 2)
    left, top = max(page[0], rect[0] - wider), max(page[1], rect[1] - higher)
    right, bottom = min(page[2], rect[2] + wider), min(page[3], rect[3] + higher)
    return None if right - left < 1 or bottom - top < 1 else (left, top, right, bottom)
