"""Many numbers or references as few words: ``2026-0001 .. 2026-0412``, ``17 .. 40``.

A list or an export shows hundreds of cases; its one row in the log names all
of them, exactly, by the runs in which they follow on each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

_BETWEEN = " .. "
"""References hold no blanks, so that no name looks like a run."""
_COUNTED = re.compile(r"(?s)(.*?)([0-9]+)\Z")


def spans(names: Iterable[str | int]) -> list[str]:
    """The names, each once, with runs of following ones as ``FIRST .. LAST``."""
    keyed = sorted({_key(str(name)) for name in names})
    found: list[str] = []
    begun: list[str] = []
    for (head, width, number), following in pairwise([*keyed, ("", -2, 0)]):
        begun.append(f"{head}{number:0{width}}" if width >= 0 else head)
        if width < 0 or following != (head, max(width, len(str(number + 1))), number + 1):
            found.append(begun[0] if len(begun) == 1 else f"{begun[0]}{_BETWEEN}{begun[-1]}")
            begun.clear()
    return found


def within(name: str | int, among: Iterable[str]) -> bool:
    """Whether a name is one of those that spans name."""
    head, width, number = _key(str(name))
    for span in among:
        first, between, last = span.partition(_BETWEEN)
        if str(name) in (span, first):
            return True
        if between and width >= 0:
            low, high = _key(first), _key(last)
            written = max(low[1], len(str(number)))
            if head == low[0] and low[2] <= number <= high[2] and width == written:
                return True
    return False


def _key(name: str) -> tuple[str, int, int]:
    """Head, digits of the counted tail, and its number; -1 digits of a name without one."""
    counted = _COUNTED.match(name)
    if counted is None or len(counted[2]) > 18:
        return name, -1, 0
    return counted[1], len(counted[2]), int(counted[2])
