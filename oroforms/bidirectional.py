"""The order in which text of mixed directions is drawn: Unicode's algorithm (UAX #9)."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN", "RLE", "RLO", "RLI"})


def has_right_to_left(text: str) -> bool:
    """Whether a text holds any character that is written from right to left."""
    return any(unicodedata.bidirectional(c) in _RIGHT_TO_LEFT for c in text)


def base_level(text: str) -> int:
    """The level of a paragraph by its first letter (P2, P3): 0 runs rightwards, 1 leftwards."""
    from bidi import algorithm

    return int(algorithm.get_base_level(text))


def levels_of(text: str, base: int | None = None) -> list[int]:
    """The embedding level of each character of a paragraph (X1 to I2); odd ones run leftwards.

    ``base`` is the paragraph's own level, by default that of its first letter.
    """
    from bidi import algorithm

    storage = algorithm.get_empty_storage()
    if base is None:
        base = base_level(text)
    storage["base_level"], storage["base_dir"] = base, ("L", "R")[base]
    algorithm.get_embedding_levels(text, storage)
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage)
    algorithm.resolve_neutral_types(storage, False)
    algorithm.resolve_implicit_levels(storage, False)
    # Joiners and the like take no part in the algorithm (X9): they keep to what is before them.
    resolved = iter(storage["chars"])
    found: list[int] = []
    for character in text:
        if unicodedata.bidirectional(character) == "BN":
            found.append(found[-1] if found else base)
        else:
            found.append(next(resolved)["level"])
    return found


def drawn_order(levels: Sequence[int]) -> list[int]:
    """The places of a line's characters, by their levels, from left to right (L2)."""
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        index = 0
        while index < len(order):
            end = index
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            if end > index:
                order[index:end] = reversed(order[index:end])
                index = end
            else:
                index += 1
    return order
