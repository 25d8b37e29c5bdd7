"""Pages out of picture files: TIFF of many pages, JPEG, PNG, JPEG 2000, BMP, GIF, WebP."""

from __future__ import annotations

import warnings
from typing import IO

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from oroforms.errors import UnreadableDocument
from oroforms.i18n import gettext as _
from oroforms.pictures.base import Grey, PagePicture
from oroforms.pictures.light import grey_of, halved
from oroforms.pictures.limits import MOST_PAGES, PLENTY, believed, checked_size, damaged

_READ = ("TIFF", "JPEG", "PNG", "JPEG2000", "BMP", "GIF", "WEBP")
"""Formats that are opened at all; Pillow knows some forty more, each a way in."""
_PAGED = "TIFF"
"""The one format whose frames are pages: a GIF's move, a telephone's hold depth."""
_NEW_SUBFILE_TYPE, _REDUCED = 254, 1
"""TIFF 6.0: bit 0 marks a reduced copy of another page."""
_SWAPPED = (5, 6, 7, 8)
"""EXIF orientations by which width becomes height."""
_ORIENTATION = 0x0112
# What Pillow and its decoders raise at damaged bytes.
_FAULTS = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, MemoryError)


class Frames:
    """The pages of an opened picture file (see :class:`oroforms.pictures.files.PictureFile`)."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        try:
            self._image = self._opened(file)
        except UnidentifiedImageError as error:
            raise UnreadableDocument(
                _(
                    "the picture is in a format that is not read; save it as JPEG, PNG, TIFF or "
                    "PDF and send it again"
                )
            ) from error
        except _FAULTS as error:
            raise UnreadableDocument(
                _("the picture file is damaged: {reason}").format(reason=error)
            ) from error
        try:
            self._frames = self._pages()
        except _FAULTS as error:
            self.close()
            raise UnreadableDocument(
                _("the picture file is damaged: {reason}").format(reason=error)
            ) from error

    @staticmethod
    def _opened(file: IO[bytes]) -> Image.Image:
        with warnings.catch_warnings():
            # Sizes are judged here, page by page, with a limit of our own; a damaged heading
            # that Pillow can do without is nothing to speak of.
            warnings.simplefilter("ignore")
            try:
                return Image.open(file, formats=_READ)
            except Image.DecompressionBombError as error:
                raise UnreadableDocument(
                    _("page {page} is too large: {reason}").format(page=1, reason=error),
                    "document-too-large",
                    {"size": _("a picture beyond all measure"), "limit": "A4"},
                ) from error

    def _pages(self) -> list[int]:
        """The frames that are pages: in TIFF those that are no reduced copies."""
        frames = int(getattr(self._image, "n_frames", 1))
        if self._image.format != _PAGED or frames == 1:
            return [0]
        pages = []
        for frame in range(min(frames, MOST_PAGES)):
            self._image.seek(frame)
            kind = self._image.tag_v2.get(_NEW_SUBFILE_TYPE, 0)  # type: ignore[attr-defined]
            if not kind & _REDUCED:
                pages.append(frame)
        return pages or [0]

    def __len__(self) -> int:
        return len(self._frames)

    def page(self, number: int) -> PagePicture:
        """One page, from 1."""
        try:
            self._image.seek(self._frames[number - 1])
            checked_size(*self._image.size, number)
            self._image.load()
            image = self._image
            told = image.info.get("dpi")
            turned = image.getexif().get(_ORIENTATION, 1)
            grey = _grey(ImageOps.exif_transpose(image))
        except UnreadableDocument:
            raise
        except _FAULTS as error:
            raise damaged(number, str(error)) from error
        dpi = believed(float(told[0]), float(told[1])) if told else None
        if dpi is not None and turned in _SWAPPED:
            dpi = dpi[::-1]
        if grey.size > PLENTY:
            grey = halved(grey)
            dpi = None if dpi is None else (dpi[0] / 2, dpi[1] / 2)
        return PagePicture(number, grey, dpi)

    def close(self) -> None:
        """Let go of the file."""
        self._image.close()
        self._file.close()


def _grey(image: Image.Image) -> Grey:
    """Any kind of pixels as grey: deep ones scaled, see-through ones on white paper."""
    if image.mode in {"1", "L"} and "transparency" not in image.info:
        return np.array(image.convert("L"), np.uint8)
    if image.mode.startswith("I;16"):
        return np.asarray(np.array(image) >> 8, np.uint8)
    if image.mode in {"I", "F"}:
        deep = np.array(image, np.float64)
        # PNG and TIFF of 16 bits come as wide integers; shares of one come from few programs.
        most = 1.0 if deep.max(initial=0) <= 1 else 65535.0 if deep.max(initial=0) > 255 else 255.0
        return np.asarray(np.clip(deep / most * 255, 0, 255), np.uint8)
    if image.has_transparency_data:
        see_through = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, see_through)
    return grey_of(np.asarray(image.convert("RGB"), np.uint8))
