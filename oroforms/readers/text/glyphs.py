"""What a glyph stands for: ligatures, blanks that look alike, and the boxes of print-outs."""

from __future__ import annotations

from collections.abc import Mapping

_ALIKE: Mapping[str, str] = {
    # Fonts draw these pairs by one glyph, and its text layer can name either.
    "\u00a0": " ",
    "\u00ad": "-",
    "\u2010": "-",
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}

EMPTY_BOXES = frozenset("☐□▢◻❏❐❑❒○◯\uf06f\uf071\uf0a8")
TICKED_BOXES = frozenset("☒☑⊠⊡✓✔✕✖✗✘■◼●◉🗵🗷🗹\uf052\uf053\uf054\uf078\uf0fc\uf0fd\uf0fe")
"""Also as Wingdings names them in the private use area."""


def letters(text: str) -> str:
    """The letters that one glyph stands for.

    Ghostscript 10.00 writes the text of a ligature with its two bytes
    exchanged: ``fi`` comes as U+6600 U+6900, two Chinese characters, which
    one glyph cannot be.
    """
    if len(text) == 1:
        return _ALIKE.get(text, text)
    if len(text) > 1 and all(ord(c) & 0xFF == 0 and 0x41 <= ord(c) >> 8 <= 0x7A for c in text):
        return "".join(chr(ord(c) >> 8) for c in text)
    return text
