"""How wide a text is when it is printed in the font of the forms."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

MM_PER_POINT = 25.4 / 72


@cache
def _advances() -> tuple[dict[int, int], int]:
    from fontTools.ttLib import TTFont

    with (files("oroforms") / "fonts" / "NotoSans-Regular.ttf").open("rb") as handle:
        font = TTFont(handle)
        metrics = font["hmtx"]
        advances = {code: metrics[glyph][0] for code, glyph in font.getBestCmap().items()}
        return advances, font["head"].unitsPerEm


def text_width(text: str, points: float) -> float:
    """Width in millimetres of one line of text in Noto Sans Regular of a size in points."""
    advances, per_em = _advances()
    return sum(advances.get(ord(c), per_em) for c in text) / per_em * points * MM_PER_POINT
