"""Out of a file the pictures of its pages, one at a time."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import islice

import numpy as np

from oroforms.pictures.base import PagePicture
from oroforms.pictures.light import grey_of


def pictures(content: bytes) -> Iterator[PagePicture]:
    """The pages of a PDF or picture file, one at a time."""
    if b"%PDF-" in content[:1029]:
        yield from _pdf(content)
    else:
        yield from _frames(content)


def _pdf(content: bytes) -> Iterator[PagePicture]:
    import pypdfium2 as pdfium

    pdf = pdfium.PdfDocument(content)
    try:
        for number, page in enumerate(pdf, start=1):
            bitmap = page.render(scale=300 / 72, rev_byteorder=True)
            colour = bitmap.to_numpy()
            yield PagePicture(number, grey_of(colour), (300.0, 300.0))
            page.close()
    finally:
        pdf.close()


def _frames(content: bytes) -> Iterator[PagePicture]:
    from PIL import Image, ImageOps, ImageSequence

    with Image.open(io.BytesIO(content)) as file:
        for number, frame in enumerate(ImageSequence.Iterator(file), start=1):
            dpi = frame.info.get("dpi")
            upright = ImageOps.exif_transpose(frame).convert("RGB")
            told = None if not dpi else (float(dpi[0]), float(dpi[1]))
            yield PagePicture(number, grey_of(np.asarray(upright)), told)


def count(content: bytes) -> int:
    """How many pages the file has."""
    if b"%PDF-" in content[:1029]:
        import pypdfium2 as pdfium

        pdf = pdfium.PdfDocument(content)
        try:
            return len(pdf)
        finally:
            pdf.close()
    from PIL import Image

    with Image.open(io.BytesIO(content)) as file:
        return int(getattr(file, "n_frames", 1))


def picture(content: bytes, number: int) -> PagePicture:
    """One page (from 1) of a PDF or picture file."""
    return next(islice(pictures(content), number - 1, None))


def is_pictured(content: bytes) -> bool:
    """Whether the pages are pictures, so that only a reader of scans can read them."""
    if b"%PDF-" not in content[:1029]:
        return True
    import pypdfium2 as pdfium
    from pypdfium2 import raw

    pdf = pdfium.PdfDocument(content)
    try:
        for page in pdf:
            drawn = list(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=1))
            area = page.get_width() * page.get_height()
            for image in drawn:
                left, bottom, right, top = image.get_bounds()
                if (right - left) * (top - bottom) > 0.8 * area:
                    return True
        return False
    finally:
        pdf.close()
