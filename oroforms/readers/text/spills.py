"""Texts that run out of their box into others: nobody can tell any more what stands in which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from oroforms.documents import Rect
from oroforms.readers.text.paragraphs import pitch_of
from oroforms.readers.text.sheet import Character
from oroforms.readers.text.words import Line, lines_of

_REACH = 0.6
"""Gap, in sizes, up to which neighbouring glyphs belong to one text; drawn blanks are glyphs."""

_NEXT_LINE = 1.6
"""Distance, in pitches, up to which a line below can go on from the line above."""

_BELOW = 24.0
"""Points between a box and the next below it, with that one's label."""


def spilled(
    boxes: Mapping[str, Rect],
    found: Mapping[str, Sequence[Character]],
    outside: Iterable[Character],
) -> set[str]:
    """The boxes that a text runs out of or into.

    ``found`` are the characters in each box, ``outside`` those that stand in
    no box and are not printed on the blank.
    """
    owner = {id(c): name for name, characters in found.items() for c in characters}
    strays = list(outside)
    everything = [c for characters in found.values() for c in characters] + strays
    spills = {
        name
        for line in lines_of(everything)
        for run in _runs(line)
        if len(touched := {owner.get(id(c)) for c in run}) > 1
        for name in touched
        if name is not None
    }
    return spills | _downwards(boxes, found) | _beside(boxes, strays)


def _runs(line: Line) -> list[list[Character]]:
    """The line's characters parted at wide gaps, blanks at the ends of the parts left off."""
    runs: list[list[Character]] = [[line.characters[0]]]
    for before, character in pairwise(line.characters):
        if character.x0 - before.x1 <= _REACH * max(before.size, character.size):
            runs[-1].append(character)
        else:
            runs.append([character])
    return [_trimmed(run) for run in runs]


def _trimmed(run: Sequence[Character]) -> list[Character]:
    inked = [at for at, c in enumerate(run) if not c.blank]
    return list(run[inked[0] : inked[-1] + 1]) if inked else []


def _downwards(boxes: Mapping[str, Rect], found: Mapping[str, Sequence[Character]]) -> set[str]:
    """Boxes whose text goes on, line below line, in the next box below."""
    texts = {
        name: lines
        for name, characters in found.items()
        if (lines := [line for line in lines_of(characters) if line.inked])
    }
    return {
        name
        for upper, above in texts.items()
        for lower, below in texts.items()
        if 0 <= boxes[lower][1] - boxes[upper][3] < _BELOW
        and abs(above[-1].rect[0] - below[0].rect[0]) < above[-1].size
        and below[0].baseline - above[-1].baseline <= _NEXT_LINE * pitch_of(above)
        for name in (upper, lower)
    }


def _beside(boxes: Mapping[str, Rect], strays: Iterable[Character]) -> set[str]:
    """Boxes with a stray character so near that it may belong to their text."""
    return {
        name
        for c in strays
        for name, (x0, top, x1, bottom) in boxes.items()
        if max(x0 - c.x1, c.x0 - x1, top - c.bottom, c.top - bottom) <= _REACH * c.size
    }
