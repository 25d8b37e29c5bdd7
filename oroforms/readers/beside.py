"""Text that somebody put on a form beside its fields, where no reader would look.

Told by taking away from a page what the blank form has printed on it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from oroforms.references import without_references

_WORD = re.compile(r"\w+")
_PAGE_NUMBER = re.compile(r"[Ss]ida\s*\d+\s*\(\d+\)")

_TOLERATED = 2
"""Letters that a page may hold beyond the blank's: a hyphen's or a ligature's difference."""


def added_words(text: str, blank: str) -> str | None:
    """The words that a page (or a whole Word file) holds beyond the blank's, or ``None``.

    Compared as bags of letters and digits, since two programs part words in
    different places.
    """
    text, printed = _own_words(text), _own_words(blank)
    excess = _letters(text) - _letters(printed)
    if excess.total() <= _TOLERATED:
        return None
    known = Counter(_WORD.findall(printed))
    new = [word for word in _WORD.findall(text) if not known[word] or known.subtract([word])]
    return " ".join(new)[:60] or "".join(excess)[:60]


def _letters(text: str) -> Counter[str]:
    return Counter(c for c in text if c.isalnum())


def _own_words(text: str) -> str:
    """The page's text without what differs from issue to issue."""
    plain = _PAGE_NUMBER.sub(" ", without_references(text))
    return unicodedata.normalize("NFKC", plain)
