"""Text that somebody put on a form beside its fields, where no reader would look.

Told by taking away from a page what the blank form has printed on it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from oroforms.references import without_references

_WORD = re.compile(r"\w+")
_PAGE_NUMBER = re.compile(r"[Ss]ida\s*\d+\s*\(\d+\)")

_TOLERATED = 2
"""Letters that a page may hold beyond the blank's: a hyphen's or a ligature's difference."""


def added_words(texts: Sequence[str], blank: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Pages (from 1) that hold more than the blank's page of that number, and the words.

    Pages are compared as bags of letters and digits, since two programs part
    words in different places. Pages that the blank lacks are compared with
    nothing: all their words are added.
    """
    for index, text in enumerate(texts):
        printed = blank[index] if index < len(blank) else ""
        added = _added(_own_words(text), _own_words(printed))
        if added is not None:
            yield index + 1, added


def added_to_all(texts: Sequence[str], blank: Sequence[str]) -> str | None:
    """The words that a whole document holds beyond the whole blank, for files without pages."""
    return _added(" ".join(map(_own_words, texts)), " ".join(map(_own_words, blank)))


def _added(text: str, printed: str) -> str | None:
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
