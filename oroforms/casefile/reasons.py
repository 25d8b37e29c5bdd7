"""Reasons that people give, as the log may keep them.

The log outlives the case that it speaks of, so that a reason stands in it
without what would name the child once the case is culled. Other names that a
person writes there cannot be known; the help of ``--why`` says so.
"""

from __future__ import annotations

import re

from oroforms.person_names import name_parts

_HIDDEN = "***"
_NUMBER = re.compile(r"(?<!\w)\+?\d(?:[ \u00a0\-–+/()]{0,2}\d){5,}(?!\w)")
"""Identity and phone numbers, however they are spaced: six digits or more."""
_KEPT = re.compile(r"(?:19|20)\d\d-(?:\d\d-\d\d|\d{4,5})")
"""Days, and references of cases."""
_ADDRESS = re.compile(r"\S+@\S+")
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")


def safe_reason(why: str, *names: str | None) -> str:
    """A reason without the named persons, numbers and e-mail addresses; days and cases stay."""
    parts = frozenset().union(*(name_parts(name) for name in names if name))

    def hidden(found: re.Match[str]) -> str:
        return _HIDDEN if name_parts(found[0]) & parts else found[0]

    text = _ADDRESS.sub(_HIDDEN, why)
    text = _NUMBER.sub(lambda m: m[0] if _KEPT.fullmatch(m[0]) else _HIDDEN, text)
    return _WORD.sub(hidden, text) if parts else text
