"""Numbers as written in Sweden (``1 234,5``), read without a guess."""

from __future__ import annotations

import re

MOST_DIGITS = 15
"""A float keeps so many decimal digits exactly."""

_WHOLE = re.compile(r"[-+]?(?:\d+|\d{1,3}(?: \d{3})+)")
_DECIMAL = re.compile(r"[-+]?(?:\d+|\d{1,3}(?: \d{3})+)(?:[.,]\d+)?")


def whole(text: str) -> int | None:
    """The whole number that a folded text says; ``1.234`` could be another and is none."""
    return int(text.replace(" ", "")) if _WHOLE.fullmatch(text) and _short(text) else None


def decimal(text: str) -> int | float | None:
    """The number that a folded text says, whole where it has no decimals."""
    if not _DECIMAL.fullmatch(text) or not _short(text):
        return None
    return simplest(float(text.replace(" ", "").replace(",", ".")))


def simplest(number: int | float) -> int | float:
    """A whole number as ``int``."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


def _short(text: str) -> bool:
    return sum(char.isdigit() for char in text) <= MOST_DIGITS
