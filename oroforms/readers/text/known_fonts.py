"""How wide the letters of our own form fonts are.

Finished documents are set in Noto Sans, with a single glyph for ``fi``.
Ghostscript 10.05 calls that glyph ``F`` when it prints such a document anew,
and nothing in the print-out contradicts it but the width.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import as_file, files

_OURS = re.compile(r"(?:^|\+)(NotoSans-(?:Regular|Bold))$")


def width(font: str, letter: str) -> float | None:
    """Advance width of a letter in sizes, or ``None`` for fonts and letters that are not ours."""
    ours = _OURS.search(font)
    return None if ours is None or len(letter) != 1 else _widths(ours[1]).get(ord(letter))


@cache
def _widths(name: str) -> Mapping[int, float]:
    from fontTools.ttLib import TTFont

    with (
        as_file(files("oroforms") / "fonts" / f"{name}.ttf") as path,
        TTFont(path, lazy=True) as font,
    ):
        advances = font["hmtx"]
        em = font["head"].unitsPerEm
        return {code: advances[glyph][0] / em for code, glyph in font.getBestCmap().items()}
