"""The typefaces that answers are typed in, and the pictures of their glyphs.

Text that was read is drawn again and compared with the scan, so what is
needed here is not beauty but sameness: the outlines that programs really
print with. Noto Sans comes with oroforms and is what our own PDF and Word
forms are filled in with; the others are the usual ones of offices or their
metric twins, taken from the system where they are installed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import product
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

RASTER = 96
"""Pixels in an em of the pictures that all others are drawn from."""
_FINE = 3
"""Each of those is the mean of so many pixels squared."""

_OURS = Path(__file__).parents[2] / "fonts"
_FILES = (
    ("LiberationSans-Regular.ttf", "arial.ttf", "Arial.ttf"),
    ("Carlito-Regular.ttf", "calibri.ttf"),
    ("LiberationSerif-Regular.ttf", "times.ttf", "Times New Roman.ttf"),
    ("DejaVuSans.ttf", "verdana.ttf"),
    ("LiberationMono-Regular.ttf", "cour.ttf", "Courier New.ttf"),
    ("DejaVuSansMono.ttf", "consola.ttf"),
    ("LiberationSansNarrow-Regular.ttf", "arialn.ttf", "Arial Narrow.ttf"),
    ("DejaVuSerif.ttf", "georgia.ttf"),
    ("NimbusSans-Regular.otf",),
    ("NimbusMonoPS-Regular.otf",),
    ("LiberationSans-Bold.ttf", "arialbd.ttf", "Arial Bold.ttf"),
)
"""Files by the order in which they are tried; in each row a family and its twins."""

Shape = NDArray[np.float32]
"""Ink of a glyph, 0 (paper) to 1 (ink), (height, width)."""


@dataclass(frozen=True, slots=True, eq=False)
class Glyph:
    """The picture of a glyph at :data:`RASTER` pixels an em.

    Its pixel (row, column) 0, 0 lies ``top`` below the base line (mostly
    negative) and ``left`` beside the pen, in the same pixels.
    """

    ink: Shape
    left: int
    top: int


_JOINED = "ftiljkbh"
"""Letters of which faces draw two or three as one glyph: fi, ffl, in Calibri also ti and tt."""
_FIRST_LIGATURE = 0xE000
"""A ligature is a character of its own here, from the area for private use (Unicode 23.5)."""

PHASES = 4
"""Places within a pixel at which glyphs are drawn, and sizes from one whole pixel to the next."""
_MOST_DRAWN = 10_000
"""Glyphs at sizes and places that are kept, of 5 kB each; a submission uses some thousand."""


def is_ligature(character: str) -> bool:
    """Whether a character stands for a ligature of a face (see :meth:`Face.joined`)."""
    return 0 <= ord(character) - _FIRST_LIGATURE < len(_JOINED) ** 3


class Face:
    """One font file. Faces are compared by identity; :func:`known_faces` makes each once."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @cached_property
    def _shaper(self) -> Any:
        import uharfbuzz

        font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(self.path))))
        return font, float(font.face.upem)

    @cached_property
    def _drawer(self) -> Any:
        from PIL import ImageFont

        return ImageFont.truetype(
            str(self.path), RASTER * _FINE, layout_engine=ImageFont.Layout.BASIC
        )

    @cached_property
    def _joiner(self) -> Any:
        """Draws ligatures, where Pillow was built with what that takes."""
        from PIL import ImageFont, features

        if not features.check("raqm"):
            return None
        return ImageFont.truetype(
            str(self.path), RASTER * _FINE, layout_engine=ImageFont.Layout.RAQM
        )

    @cached_property
    def _glyphs(self) -> dict[str, Glyph]:
        return {}

    @cached_property
    def _ligatures(self) -> Mapping[str, str]:
        """Letters that the face draws as one glyph, and the character they are here."""
        if self._joiner is None:
            return {}
        strings = ("".join(each) for count in (3, 2) for each in product(_JOINED, repeat=count))
        found = [each for each in strings if len(self._shaped(each, joined=True)) == 1]
        return {each: chr(_FIRST_LIGATURE + at) for at, each in enumerate(found)}

    @cached_property
    def _letters(self) -> Mapping[int, str]:
        return {ord(character): letters for letters, character in self._ligatures.items()}

    @property
    def ligatures(self) -> tuple[str, ...]:
        """The face's ligatures, as the characters that stand for them."""
        return tuple(self._ligatures.values())

    def joined(self, text: str) -> str:
        """A text with each ligature of the face as one character, as some programs print it."""
        for letters, character in self._ligatures.items():
            text = text.replace(letters, character)
        return text

    def parted(self, text: str) -> str:
        """A text with the letters of each ligature: the text that was meant."""
        return text.translate(self._letters)

    def has(self, character: str) -> bool:
        """Whether the face can draw a character."""
        if is_ligature(character):
            return ord(character) in self._letters
        return self._shaper[0].get_nominal_glyph(ord(character)) is not None

    def advance(self, character: str) -> float:
        """Width of a character by itself, in ems."""
        if is_ligature(character):
            return float(self._shaped(self.parted(character), joined=True)[0][1])
        font, units = self._shaper
        glyph = font.get_nominal_glyph(ord(character)) or 0
        return float(font.get_glyph_h_advance(glyph) / units)

    def pens(self, text: str, *, kerned: bool) -> NDArray[np.float64]:
        """Where the pen stands before each character and after the last, in ems."""
        letters = [self.parted(character) for character in text]
        joined = any(len(each) > 1 for each in letters)
        shaped = self._shaped("".join(letters), kerned=kerned, joined=joined)
        starts = np.cumsum([0, *map(len, letters)])
        clusters = np.array([cluster for cluster, _advance in shaped])
        which = np.searchsorted(starts, clusters, side="right") - 1
        advances = np.bincount(which, [advance for _cluster, advance in shaped], len(letters))
        return np.concatenate([[0.0], np.cumsum(advances)])

    def _shaped(
        self, text: str, *, kerned: bool = False, joined: bool = False
    ) -> list[tuple[int, float]]:
        """For each glyph its first letter's place in the text, and its width in ems."""
        import uharfbuzz

        font, units = self._shaper
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        plain = {"clig": False, "calt": False, "dlig": False, "ccmp": False}
        uharfbuzz.shape(font, buffer, {**plain, "liga": joined, "kern": kerned})
        glyphs = zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
        return [(info.cluster, at.x_advance / units) for info, at in glyphs]

    def glyph(self, character: str) -> Glyph:
        """The picture of a character."""
        found = self._glyphs.get(character)
        if found is None:
            found = self._glyphs[character] = self._draw(character)
        return found

    def drawn(self, character: str, size: int, across: int, down: int) -> Glyph:
        """A glyph at a size in quarters of a pixel, its pen so many quarters off the grid.

        The pixels of the picture that comes back are those of the sheet;
        ``left`` and ``top`` count from the whole pixel in which the pen stands.
        """
        return _drawn(self, character, size, across, down)

    def _mask(self, character: str) -> tuple[NDArray[np.uint8], int, int]:
        """A character at :data:`_FINE` times the raster, and how far right of the pen and below
        the base line its first pixel lies.

        (The mask that Pillow gives by itself turns to bytes pixel by pixel, ten times as slowly.)
        """
        from PIL import Image, ImageDraw

        drawer = self._joiner if is_ligature(character) else self._drawer
        letters = self.parted(character)
        left, top, right, bottom = map(int, drawer.getbbox(letters, mode="L", anchor="ls"))
        picture = Image.new("L", (right - left, bottom - top))
        ImageDraw.Draw(picture).text((-left, -top), letters, fill=255, font=drawer, anchor="ls")
        return np.asarray(picture, np.uint8), left, top

    def _draw(self, character: str) -> Glyph:
        drawn, x, y = self._mask(character)
        height, width = drawn.shape
        if drawn.size == 0:
            return Glyph(np.zeros((1, 1), np.float32), 0, 0)
        left, top = x // _FINE, y // _FINE
        wide = -(-(x + width) // _FINE) - left
        tall = -(-(y + height) // _FINE) - top
        canvas = np.zeros((tall * _FINE, wide * _FINE), np.float32)
        y0, x0 = y - top * _FINE, x - left * _FINE
        canvas[y0 : y0 + height, x0 : x0 + width] = drawn
        ink = cv2.resize(canvas, (wide, tall), interpolation=cv2.INTER_AREA) / 255
        # The mask begins at the pen; ink begins where there is some.
        rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
        if not len(rows):
            return Glyph(np.zeros((1, 1), np.float32), 0, 0)
        y0, x0 = int(rows[0]), int(columns[0])
        ink = ink[y0 : rows[-1] + 1, x0 : columns[-1] + 1]
        return Glyph(np.ascontiguousarray(ink, np.float32), left + x0, top + y0)


OUR_FACE = Face(_OURS / "NotoSans-Regular.ttf")
OUR_SIZE = 10.0
"""Points: in it oroforms sets answers in PDF forms."""


@cache
def known_faces() -> tuple[Face, ...]:
    """The faces that are tried, the likeliest first."""
    files = _system_files()
    found = [OUR_FACE, Face(_OURS / "NotoSans-Bold.ttf")]
    for names in _FILES:
        path = next((files[name.lower()] for name in names if name.lower() in files), None)
        if path is not None:
            found.append(Face(path))
    return tuple(found)


def _system_files() -> dict[str, Path]:
    wanted = {name.lower() for names in _FILES for name in names}
    found: dict[str, Path] = {}
    for folder in _system_folders():
        for root, _folders, files in os.walk(folder):
            for name in files:
                if name.lower() in wanted:
                    found.setdefault(name.lower(), Path(root) / name)
    return found


def _system_folders() -> Iterator[Path]:
    home = Path.home()
    if sys.platform == "win32":
        yield Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts"
        yield home / "AppData/Local/Microsoft/Windows/Fonts"
    elif sys.platform == "darwin":
        yield from (Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts")
    else:
        yield from (home / ".local/share/fonts", Path("/usr/local/share/fonts"))
        yield Path("/usr/share/fonts")


@lru_cache(maxsize=_MOST_DRAWN)
def _drawn(face: Face, character: str, size: int, across: int, down: int) -> Glyph:
    """See :meth:`Face.drawn`: one store for all faces, for a pile has many of them."""
    return _scaled(face.glyph(character), size / PHASES / RASTER, across / PHASES, down / PHASES)


def _scaled(source: Glyph, scale: float, across: float, down: float) -> Glyph:
    """A glyph's picture made smaller, as the mean of what each pixel covers."""
    x0, y0 = source.left * scale + across, source.top * scale + down
    left, top = int(np.floor(x0)) - 1, int(np.floor(y0)) - 1
    height, width = source.ink.shape
    wide = int(np.ceil(x0 + width * scale)) - left + 1
    tall = int(np.ceil(y0 + height * scale)) - top + 1
    # Twice as large by interpolation, then means of 2 × 2: nearly the mean of what is covered.
    matrix = np.array(
        [
            [2 * scale, 0, 2 * (x0 - left) + scale - 0.5],
            [0, 2 * scale, 2 * (y0 - top) + scale - 0.5],
        ]
    )
    large = cv2.warpAffine(source.ink, matrix, (2 * wide, 2 * tall), flags=cv2.INTER_LINEAR)
    ink = cv2.resize(large, (wide, tall), interpolation=cv2.INTER_AREA)
    return Glyph(np.asarray(ink, np.float32), left, top)
