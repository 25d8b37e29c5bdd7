"""Where the words of a line stand: Tesseract's boxes, put right by the ink.

The boxes of its line recogniser are guesses: that of a single i may lie between the word before
it and the i, and two may overlap. Columns with ink between columns without are a letter or a few,
and belong to one word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from oroforms.readers.scan.added import Mask
from oroforms.readers.scan.through import runs
from oroforms.tools.tesseract import SeenWord

_FAR = 15
"""Columns by which ink may go beyond the box of its word."""


def on_ink(words: Sequence[SeenWord], inked: Mask) -> tuple[SeenWord, ...]:
    """The words with boxes as wide as their ink; ``inked`` tells of each column whether it has any.

    Ink goes to the word with the narrowest box of those that hold half of it and more, or else to
    the one that holds most of it; a word that gets none keeps its box.
    """
    own: list[list[tuple[int, int]]] = [[] for _word in words]
    for run in runs(inked):
        at = _owner(run, words)
        if at is not None:
            own[at].append(run)
    return tuple(
        replace(word, box=(found[0][0], word.box[1], found[-1][1], word.box[3])) if found else word
        for word, found in zip(words, own, strict=True)
    )


def _owner(run: tuple[int, int], words: Sequence[SeenWord]) -> int | None:
    """The word that a run of columns belongs to; of none where it goes far beyond all boxes."""
    start, end = run
    near = [
        (min(end, right) - max(start, left), left - right, at)
        for at, (left, _top, right, _bottom) in enumerate(word.box for word in words)
        if left - _FAR <= start and end <= right + _FAR
    ]
    held = [(narrow, at) for overlap, narrow, at in near if 2 * overlap >= end - start]
    if held:
        return max(held)[1]
    return max(near)[2] if near else None
