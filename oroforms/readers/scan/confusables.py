"""For each character of a face the others that look most like it.

Nobody keeps a list of pairs: the pictures tell. Whatever is not among the
nearest looks so different that the plain fit of the drawing decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

import cv2
import numpy as np

from oroforms.readers.scan.faces import Face, Shape, is_ligature
from oroforms.readers.scan.setting import blurred, glyphs_at

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
(the comma and the low quotation mark; Carlito has no hat on its Ĥ), the usual one is meant."""

DASHES = frozenset("-–—−")
"""Whichever was meant, no answer is another for it."""
OF_NUMBERS = "0123456789-+/.:"
"""What combs are made for: identity numbers, dates, times."""

_SAME = 0.3
"""Share of a glyph's ink (squared) by which two drawings that are as good as the same differ."""
_EM = 40.0
_BLUR = 1.2
_BOX = 76
_PEN = 16
_BASE = 52
_SHIFTS = range(-3, 4)
_NEAREST = 8
_CLOSE = 0.3
"""Share of a glyph's own ink (squared) by which another may differ to be looked at beyond those."""
_UNLIKE = 0.75
"""Such share from which a sign of numbers is as unlike another as paper: a full stop and a 9."""
_MOST = 20
_MOST_PAIRS = 5


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A character, and by how many ems it is moved to look most like the other."""

    text: str
    shift: float


_NARROW = "rnicılvIfjt1ouJT"
_PAIRED = frozenset(_NARROW)
_ARMED, _OVER = "ft", "ìíîïī"
"""Letters that have ligatures, and those behind them whose accent may be the arm of one."""
_PAIRS = (
    *(one + two for one in _NARROW for two in "niıclrvIjt1o"),
    *(one + two for one in _ARMED for two in _OVER),
)
"""Two letters that may look like one: rn and m, ri and n, cl and d, vv and w."""


class _Among(Enum):
    """Of what the nearest in looks are wanted."""

    SINGLES = "characters"
    PAIRS = "pairs"
    LIGATURES = "ligatures"
    NUMBERS = "signs of numbers"


@lru_cache(maxsize=4096)
def lookalikes(face: Face, character: str) -> tuple[Lookalike, ...]:
    """The characters and pairs of them nearest in looks, and no character at all."""
    singles = _nearest(face, character, _Among.SINGLES)
    pairs = [
        one
        for one in _nearest(face, character, _Among.PAIRS)
        if one[0] < _CLOSE and one[1].text != face.parted(character)
    ]
    chosen = [
        one
        for rank, one in enumerate(singles[:_MOST])
        if one[1].text != character
        and not (one[0] < _SAME and one[1].text in UNUSUAL and character in _USUAL)
        and (rank < _NEAREST or one[0] < _CLOSE)
    ]
    return (*(look for _off, look in chosen + pairs[:_MOST_PAIRS]), Lookalike("", 0.0))


@lru_cache(maxsize=256)
def lookalikes_in_numbers(face: Face, sign: str) -> tuple[Lookalike, ...]:
    """The other signs that a number has, the nearest in looks first, and none at all."""
    found = _nearest(face, sign, _Among.NUMBERS)
    alike = (look for off, look in found if look.text != sign and off < _UNLIKE)
    return (*alike, Lookalike("", 0.0))


@lru_cache(maxsize=4096)
def lookalikes_of_pair(face: Face, pair: str) -> tuple[Lookalike, ...]:
    """The single characters that two neighbours may be instead; none for most pairs.

    Where a face has ligatures they are among them: the dot of the i in fi may be the arm of
    the f, and looks like an accent where the two letters are taken one by one.
    """
    found: list[tuple[float, Lookalike]] = []
    if set(pair) <= _PAIRED:
        found += _nearest(face, pair, _Among.SINGLES)[:_MOST_PAIRS]
    if pair[0] in _ARMED:
        ligatures = _nearest(face, pair, _Among.LIGATURES)
        found += [one for one in ligatures if face.parted(one[1].text) != pair]
    return tuple(look for off, look in found if off < _CLOSE)


@lru_cache(maxsize=512)
def all_usual(face: Face, character: str) -> tuple[Lookalike, ...]:
    """All other usual characters, and none at all, each where it looks most like this one.

    A stripe that hides the stem of a d leaves a c, which looks nothing like a d otherwise.
    """
    found = _nearest(face, character, _Among.SINGLES, len(ALPHABET))
    usual = (look for _off, look in found if look.text in _USUAL and look.text != character)
    return (*usual, Lookalike("", 0.0))


def _nearest(
    face: Face, text: str, among: _Among, most: int = _MOST + 2
) -> list[tuple[float, Lookalike]]:
    """What looks most like a text, each with the share of the text's ink (squared) it is off."""
    letters, pictures, squares = _pictures(face, among)
    if not letters:
        return []
    own = _picture(face, text)
    best = np.full(len(letters), np.inf)
    shift = np.zeros(len(letters))
    for step in _SHIFTS:
        moved = np.roll(own, -step, axis=1).ravel()
        distance = squares + moved @ moved - 2 * (pictures @ moved)
        nearer = distance < best
        best[nearer], shift[nearer] = distance[nearer], step
    best /= max(1e-6, float(own.ravel() @ own.ravel()))
    order = np.argsort(best)[:most]
    return [
        (float(best[at]), Lookalike(letters[at], _finer(own, pictures[at], float(shift[at]))))
        for at in order
    ]


def _finer(own: Shape, other: Shape, step: float) -> float:
    """By how many ems another picture is moved to lie on a text's own, near a whole step.

    Twice by least squares: half a step beside its place a drawing looks like another letter.
    """
    box = other.reshape(own.shape)
    for _round in range(2):
        matrix = np.array([[1.0, 0.0, step], [0.0, 1.0, 0.0]])
        moved = cv2.warpAffine(box, matrix, own.shape[::-1], flags=cv2.INTER_LINEAR)
        across = cv2.Sobel(moved, cv2.CV_32F, 1, 0, ksize=1, scale=0.5)
        power = float((across * across).sum())
        step -= float(np.clip(((own - moved) * across).sum() / max(power, 1e-6), -1.0, 1.0))
    return 2 * step / _EM


def rarity(character: str) -> int:
    """0 for what Swedish text is made of, 1 for letters of other languages' names, 2 beyond."""
    if character in _USUAL or is_ligature(character):
        return 0
    return 1 if character in _NAMES else 2


@lru_cache(maxsize=4096)
def is_rare(text: str) -> bool:
    """Whether a character, or one of two, is none of what Swedish text is made of."""
    return any(map(rarity, text))


@lru_cache(maxsize=16)
def alphabet_of(face: Face) -> tuple[str, ...]:
    """The characters of :data:`ALPHABET` that a face can draw."""
    return tuple(letter for letter in ALPHABET if face.has(letter))


@lru_cache(maxsize=24)
def _pictures(face: Face, among: _Among) -> tuple[tuple[str, ...], Shape, Shape]:
    match among:
        case _Among.SINGLES:
            letters = alphabet_of(face)
        case _Among.PAIRS:
            letters = tuple(pair for pair in _PAIRS if all(map(face.has, pair)))
        case _Among.NUMBERS:
            letters = tuple(sign for sign in OF_NUMBERS if face.has(sign))
        case _Among.LIGATURES:
            letters = face.ligatures
    if not letters:
        return letters, np.zeros((0, 1), np.float32), np.zeros(0, np.float32)
    pictures = np.stack([_picture(face, letter).ravel() for letter in letters])
    return letters, pictures, (pictures * pictures).sum(axis=1)


def _picture(face: Face, text: str) -> Shape:
    box = np.zeros((_BOX, _BOX), np.float32)
    for glyph, x0, y0 in glyphs_at(face, text, _EM, _PEN, _BASE):
        high, wide = glyph.ink.shape
        top, left = max(0, y0), max(0, x0)
        bottom, right = min(_BOX, y0 + high), min(_BOX, x0 + wide)
        box[top:bottom, left:right] += glyph.ink[top - y0 : bottom - y0, left - x0 : right - x0]
    # Half the size is enough to tell what is near, and four times as fast.
    return np.asarray(
        cv2.resize(blurred(box, _BLUR), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA),
        np.float32,
    )
