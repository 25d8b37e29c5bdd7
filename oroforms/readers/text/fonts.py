"""What is known of a document's fonts from how its pages use them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from oroforms.readers.text import known_fonts
from oroforms.readers.text.sheet import Character

_TOLERANCE = 0.03
"""In sizes: widths of one letter in one font differ by less than this through rounding."""
_STOPGAP = re.compile(r"(?:^|\+)_[0-9]+$")
"""Names of fonts that a printing program made up, behind the mark of a subset."""


class Fonts:
    """Which fonts of a document cannot be trusted to say what their glyphs stand for.

    Two signs of a damaged text layer. Programs that lose a font's ToUnicode
    map leave some of its glyphs without a name, and name others by chance:
    then no glyph of that font is believed. And where two glyphs are named by
    one letter (``ti`` read as ``O``), that letter has two widths, or another
    than it has in our own fonts. Nor is a
    font believed that has no name but a number of the program's own: so
    Ghostscript calls what it draws in place of a font that it lacks, byte by
    byte, so that one Chinese code becomes two Latin letters.
    """

    def __init__(self) -> None:
        self._damaged: set[str] = set()
        self._widths: dict[tuple[str, str], tuple[float, float]] = {}

    def learn(self, characters: Iterable[Character]) -> None:
        """Take note of the characters of one page."""
        for c in characters:
            if c.nameless:
                self._damaged.add(c.font)
            if c.size > 0 and not c.blank:
                width = (c.x1 - c.x0 if c.direction % 2 == 0 else c.bottom - c.top) / c.size
                key = (c.font, c.text)
                low, high = self._widths.get(key, (width, width))
                self._widths[key] = (min(low, width), max(high, width))

    def damaged(self, character: Character) -> bool:
        """Whether the character's font names glyphs by chance."""
        return character.font in self._damaged or _STOPGAP.search(character.font) is not None

    def doubts(self, character: Character) -> bool:
        """Whether the character may stand for another letter than its text says."""
        if self.damaged(character):
            return True
        low, high = self._widths.get((character.font, character.text), (0.0, 0.0))
        known = known_fonts.width(character.font, character.text)
        if known is not None and low > 0:
            low, high = min(low, known), max(high, known)
        return high - low > _TOLERANCE
