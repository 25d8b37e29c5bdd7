"""The fonts of other programs and of handwriting, from where the set-up put them."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from fontTools.ttLib import TTFont
from numpy.typing import NDArray
from PIL import ImageFont

SHARE: Final = Path("/usr/share/fonts/truetype")
HANDS: Final = Path(__file__).parent.parent / ".setup" / "handwriting" / "node_modules"

TYPED: Final = (
    "liberation/LiberationSans-Regular.ttf",
    "liberation/LiberationSans-Bold.ttf",
    "liberation/LiberationSansNarrow-Regular.ttf",
    "liberation/LiberationSerif-Regular.ttf",
    "liberation/LiberationMono-Regular.ttf",
    "dejavu/DejaVuSans.ttf",
    "dejavu/DejaVuSerif.ttf",
    "dejavu/DejaVuSansMono.ttf",
    "crosextra/Carlito-Regular.ttf",
)
"""Metric twins of Helvetica, Arial, Times, Courier and Calibri, and DejaVu: what programs that
fill in PDFs, word processors and browsers type with."""
TYPED_SHARES: Final = (0.36, 0.05, 0.03, 0.12, 0.12, 0.1, 0.03, 0.05, 0.14)
"""How often: AcroForms ask for Helvetica unless told, word processors for Calibri; reasoned."""

HANDWRITING: Final = (
    "architects-daughter",
    "caveat",
    "cedarville-cursive",
    "covered-by-your-grace",
    "gloria-hallelujah",
    "gochi-hand",
    "handlee",
    "homemade-apple",
    "indie-flower",
    "kalam",
    "patrick-hand",
    "reenie-beanie",
    "rock-salt",
    "shadows-into-light",
)
"""Fonts drawn from people's hands, with å, ä and ö."""

STROKES: Final = ("futural", "cursive", "scripts")
"""Hershey's one-stroke alphabets: printed letters, and two kinds of joined ones."""

Stroke = NDArray[np.float64]
"""A stroke of the pen: (points, 2), x to the right and y down, in ems, 0 at the base line."""


class FontMissingError(Exception):
    """A font is not there; the message says how to get it."""


@lru_cache(maxsize=64)
def typed(name: str, pixels: int) -> ImageFont.FreeTypeFont:
    """A font of :data:`TYPED` at a size in pixels an em.

    Raises
    ------
    FontMissingError
        When the set-up has not run.
    """
    path = SHARE / name
    if not path.is_file():
        raise FontMissingError(f"{path} is missing: sh setup/accuracy.sh installs it")
    return ImageFont.truetype(str(path), pixels)


@lru_cache(maxsize=64)
def handwriting(name: str, pixels: int) -> ImageFont.FreeTypeFont:
    """A font of :data:`HANDWRITING` at a size in pixels an em; raises as :func:`typed`."""
    return ImageFont.truetype(io.BytesIO(_unpacked(name)), pixels)


@lru_cache(maxsize=len(HANDWRITING))
def _unpacked(name: str) -> bytes:
    """The font as FreeType reads it: npm's packages hold it compressed for browsers."""
    path = HANDS / "@fontsource" / name / "files" / f"{name}-latin-400-normal.woff"
    if not path.is_file():
        raise FontMissingError(f"{path} is missing: sh setup/accuracy.sh installs it")
    font = TTFont(path)
    font.flavor = None
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter as strokes, and how far the pen moves on, in ems."""

    strokes: tuple[Stroke, ...]
    advance: float


@lru_cache(maxsize=len(STROKES))
def alphabet(name: str) -> dict[str, Letter]:
    """A one-stroke alphabet of :data:`STROKES`; raises as :func:`typed`.

    Hershey's alphabets are ASCII: å, ä, ö and é are their letters with ring,
    dots or accent, as a pen puts them.
    """
    path = HANDS / "hersheytext" / "hersheytext.json"
    if not path.is_file():
        raise FontMissingError(f"{path} is missing: sh setup/accuracy.sh installs it")
    said = json.loads(path.read_text(encoding="utf-8"))[name]["chars"]
    letters = {chr(33 + index): _letter(each) for index, each in enumerate(said)}
    letters[" "] = Letter((), 0.55)
    for plain, ring, dots, acute in (("a", "å", "ä", "á"), ("A", "Å", "Ä", "Á")):
        letters[ring] = _crowned(letters[plain], _ring)
        letters[dots] = _crowned(letters[plain], _dots)
        letters[acute] = _crowned(letters[plain], _acute)
    for plain, dots in (("o", "ö"), ("O", "Ö"), ("u", "ü")):
        letters[dots] = _crowned(letters[plain], _dots)
    for plain, acute in (("e", "é"), ("E", "É")):
        letters[acute] = _crowned(letters[plain], _acute)
    return letters


_BASE, _CAP = 22.0, 21.0
"""Hershey's units: the base line's y, and the height of capitals."""
_EM = _CAP / 0.7


def _letter(said: dict[str, object]) -> Letter:
    strokes = []
    for path in str(said["d"]).split("M"):
        numbers = [
            float(n) for pair in path.replace("L", " ").split() for n in pair.split(",") if n
        ]
        if numbers:
            points = np.array(numbers).reshape(-1, 2)
            strokes.append((points - (0, _BASE)) / _EM)
    return Letter(tuple(strokes), 2 * float(str(said["o"])) / _EM)


def _crowned(letter: Letter, crown: object) -> Letter:
    points = np.concatenate(letter.strokes)
    top = float(points[:, 1].min())
    middle = float(points[:, 0].max() + points[:, 0].min()) / 2
    return Letter((*letter.strokes, *crown(middle, top - 0.07)), letter.advance)  # type: ignore[operator]


def _ring(x: float, y: float) -> tuple[Stroke, ...]:
    angles = np.linspace(0.4, 2 * np.pi + 0.5, 12)
    return (np.stack([x + 0.07 * np.cos(angles), y - 0.07 + 0.07 * np.sin(angles)], axis=1),)


def _dots(x: float, y: float) -> tuple[Stroke, ...]:
    return tuple(np.array([[x + side, y], [x + side + 0.01, y - 0.03]]) for side in (-0.11, 0.11))


def _acute(x: float, y: float) -> tuple[Stroke, ...]:
    return (np.array([[x - 0.04, y], [x + 0.1, y - 0.12]]),)
