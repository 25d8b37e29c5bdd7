"""Whether what a field shows says the same as what it holds.

Wrapping, spacing, ligatures and joined letters are the business of whoever
drew the appearance; other characters are not.
"""

from __future__ import annotations

import unicodedata
from collections import Counter

from oroforms.readers.appearance import Shown
from oroforms.readers.pdffonts import UNMAPPED

_PER_GLYPH = 3
"""Characters that one glyph may stand for (a ligature such as ffi, lam with alef)."""

_STANDS_IN = "?·•□■" + UNMAPPED
"""What programs draw for a letter that their font lacks."""

_HYPHENS = str.maketrans("\u2010\u2011\u2212", "---")


def contradiction(stored: str, shown: Shown) -> str | None:
    """What a person sees in place of the stored text, or ``None`` where they see the same.

    A print-out that runs out of its box is not a contradiction: what is drawn
    is held against the value, and of it at least the beginning or end must be
    seen. Glyphs that no font map names prove nothing by themselves.
    """
    drawn_text, seen_text = shown.drawn, shown.text
    if drawn_text == seen_text and "".join(stored.split()) == "".join(drawn_text.split()):
        return None
    wanted, drawn, seen = comparable(stored), comparable(drawn_text), comparable(seen_text)
    if not seen:
        return "" if wanted else None
    if wanted == drawn:
        return None if seen in drawn else seen_text
    if not wanted:
        return seen_text
    if _same_but_unnamed(wanted, drawn):
        return None
    if _needs_shaping(wanted):
        if _same_letters(wanted, drawn) or comparable(shown.actual_text) == wanted:
            return None
    elif UNMAPPED in drawn and comparable(shown.actual_text) == wanted:
        return None
    if _same_but_lacking(wanted, drawn):
        return None
    return seen_text


def comparable(text: str) -> str:
    """The characters that count: compatibility forms unified, no blanks, no format characters."""
    unified = unicodedata.normalize("NFKC", text).translate(_HYPHENS)
    return "".join(
        c for c in unified if not c.isspace() and unicodedata.category(c) not in ("Cf", "Cc")
    )


def _same_but_unnamed(wanted: str, drawn: str) -> bool:
    """Whether the drawn text fits, each unnamed glyph standing for one to three characters."""
    unnamed = drawn.count(UNMAPPED)
    if not unnamed:
        return False
    known = drawn.replace(UNMAPPED, "")
    missing = len(wanted) - len(known)
    rest = iter(wanted)
    in_order = all(c in rest for c in known)
    return in_order and 0 <= missing <= unnamed * _PER_GLYPH


def _needs_shaping(text: str) -> bool:
    """Whether the order or form of glyphs is not that of the characters (Arabic, Indic)."""
    return any(
        unicodedata.bidirectional(c) in ("R", "AL", "AN") or unicodedata.category(c) in ("Mn", "Mc")
        for c in text
    )


def _same_letters(wanted: str, drawn: str) -> bool:
    """Whether both hold the same letters, in whatever order they are drawn."""
    have, need = _letters(drawn), _letters(wanted)
    unnamed = have.pop(UNMAPPED, 0)
    return have <= need and (need - have).total() <= unnamed * _PER_GLYPH


def _letters(text: str) -> Counter[str]:
    return Counter(c for c in text if unicodedata.category(c) != "Mn")


def _same_but_lacking(wanted: str, drawn: str) -> bool:
    """Whether the drawn text differs only by letters that the drawing font lacks.

    Several programs draw ``?ukasz``, ``·ukasz`` or ``ukasz`` for ``Łukasz``,
    with the name stored as it was given.
    """
    position = 0
    for character in wanted:
        found = drawn[position] if position < len(drawn) else ""
        if found == character:
            position += 1
        elif _in_western_fonts(character):
            return False
        elif found and found in _STANDS_IN:
            position += 1
    return position == len(drawn)


def _in_western_fonts(character: str) -> bool:
    try:
        character.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True
