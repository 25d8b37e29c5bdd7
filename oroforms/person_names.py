"""Telling whether two written names can be one person's.

Names come in any order, with and without accents, hyphenated or not, with
some given names left out. Two questions, the second stricter:

* :func:`share_a_part` — enough where an identity number says the same child;
* :func:`one_within_the_other` — where nothing but the name tells the child
  from a sister or brother with the same family name.
"""

from __future__ import annotations

import re
import unicodedata

_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"}
)
"""Letters that stand for others and do not come apart into a letter and an accent."""
_PARTICLES = frozenset(
    {
        *("abd", "abu", "af", "al", "as", "ben", "bin", "bint", "da", "das", "de", "del", "den"),
        *("der", "di", "do", "dos", "du", "el", "et", "ibn", "la", "le", "och", "ter", "van"),
        *("vom", "von"),
    }
)
"""Parts that are in so many names that having one in common says nothing."""
_WORD = re.compile(r"[^\W\d_]+")


def name_parts(name: str) -> frozenset[str]:
    """The telling parts of a name, folded: no case, accents, particles or initials."""
    # Arabic, Hebrew and Indic vowel signs are marks too: they fall away on both sides alike.
    spread = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    folded = "".join(c for c in spread if not unicodedata.combining(c)).translate(_LETTERS)
    folded = re.sub(r"(?<=\w)['’ʼ`´](?=\w)", "", folded)
    return frozenset(
        word for word in _WORD.findall(folded) if len(word) > 1 and word not in _PARTICLES
    )


def share_a_part(one: str, other: str) -> bool:
    """Whether the names have a telling part in common."""
    return bool(name_parts(one) & name_parts(other))


def one_within_the_other(one: str, other: str) -> bool:
    """Whether all telling parts of the shorter name are in the longer one."""
    first, second = sorted((name_parts(one), name_parts(other)), key=len)
    return bool(first) and first <= second
