"""“Did you mean …?” for names that people write: forms, fields, keys, codes."""

from __future__ import annotations

from collections.abc import Iterable

from oroforms.i18n import gettext as _


def nearest(word: str, possible: Iterable[str]) -> str | None:
    """The one known name that the word most likely stands for, if any comes near."""
    from difflib import get_close_matches  # only when something is wrong: costs start-up time

    found = get_close_matches(word, list(possible), n=1, cutoff=0.6)
    return found[0] if found else None


def did_you_mean(word: str, possible: Iterable[str]) -> str:
    """`` Did you mean X?`` with a leading blank, or nothing."""
    name = nearest(word, possible)
    return "" if name is None else " " + _("Did you mean {name}?").format(name=name)
