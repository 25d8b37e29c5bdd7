"""For each character of a face the others that look most like it.

Nobody keeps a list of pairs: the pictures tell. Whatever is not among the
nearest looks so different that the plain fit of the drawing decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from oroforms.readers.scan.faces import Face, Shape
from oroforms.readers.scan.setting import blurred, glyph_at

_LATIN = "".join(map(chr, [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x180)]))
ALPHABET = _LATIN + "ȘșȚțẞ–—‘’‚“”„†•…‰‹›€™−"
"""The characters that an answer in Latin letters can hold."""

_USUAL = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖÉÜabcdefghijklmnopqrstuvwxyzåäöéü0123456789.,:;-!?()/@&%+\"'"
)
_NAMES = frozenset(
    "ÀÁÂÃÆÇÈÊËÌÍÎÏÑÒÓÔÕØÙÚÛÝÞßàáâãæçèêëìíîïðñòóôõøùúûýþÿĀāĂăĄąĆćČčĎďĐđÐĒēĖėĘęĚěĞğĢģĪīĮįİıĶķĹĺĻļŁłŃńŅņ"
    "ŇňŌōŐőŒœŔŕŘřŚśŞşŠšŢţŤťŪūŮůŰűŲųŹźŻżŽžȘșȚț§=*_–’”“„°"
)
UNUSUAL = frozenset(ALPHABET) - _USUAL - _NAMES
"""Characters that hardly any answer holds: where a face draws one of them just like a usual one
(Carlito has no hat on its Ĥ), the usual one is meant."""

_SAME = 1e-3
"""Share of a glyph's ink (squared) by which two drawings that are the same may differ."""
_EM = 40.0
_BLUR = 1.2
_BOX = 76
_PEN = 16
_BASE = 52
_SHIFTS = range(-5, 6)
_NEAREST = 8
_CLOSE = 0.3
"""Share of a glyph's own ink (squared) by which another may differ to be looked at beyond those."""
_MOST = 20


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A character, and by how many ems it is moved to look most like the other."""

    text: str
    shift: float


@lru_cache(maxsize=4096)
def lookalikes(face: Face, character: str) -> tuple[Lookalike, ...]:
    """The characters of :data:`ALPHABET` nearest in looks, and no character at all."""
    letters, pictures = _pictures(face)
    own = _picture(face, character).ravel()
    best = np.full(len(letters), np.inf)
    shift = np.zeros(len(letters))
    squares = (pictures * pictures).sum(axis=1)
    for step in _SHIFTS:
        moved = np.roll(own.reshape(_BOX, _BOX), -step, axis=1).ravel()
        distance = squares + moved @ moved - 2 * (pictures @ moved)
        nearer = distance < best
        best[nearer], shift[nearer] = distance[nearer], step / _EM
    order = np.argsort(best)
    limit = _CLOSE * float(own @ own)
    chosen = [
        Lookalike(letters[at], float(shift[at]))
        for rank, at in enumerate(order[:_MOST])
        if letters[at] != character
        and not (best[at] < _SAME * float(own @ own) and letters[at] in UNUSUAL)
        and (rank < _NEAREST or best[at] < limit)
    ]
    return (*chosen, Lookalike("", 0.0))


def rarity(character: str) -> int:
    """0 for what Swedish text is made of, 1 for letters of other languages' names, 2 beyond."""
    return 0 if character in _USUAL else 1 if character in _NAMES else 2


@lru_cache(maxsize=16)
def alphabet_of(face: Face) -> tuple[str, ...]:
    """The characters of :data:`ALPHABET` that a face can draw."""
    return tuple(letter for letter in ALPHABET if face.has(letter))


@lru_cache(maxsize=8)
def _pictures(face: Face) -> tuple[tuple[str, ...], Shape]:
    letters = alphabet_of(face)
    return letters, np.stack([_picture(face, letter).ravel() for letter in letters])


def _picture(face: Face, character: str) -> Shape:
    box = np.zeros((_BOX, _BOX), np.float32)
    glyph, x0, y0 = glyph_at(face, character, _EM, _PEN, _BASE)
    high, wide = glyph.ink.shape
    top, left = max(0, y0), max(0, x0)
    bottom, right = min(_BOX, y0 + high), min(_BOX, x0 + wide)
    box[top:bottom, left:right] = glyph.ink[top - y0 : bottom - y0, left - x0 : right - x0]
    return blurred(box, _BLUR)
