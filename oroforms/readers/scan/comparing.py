"""Comparing each glyph of a scanned line with its drawing, and with all that it could be instead.

For each character and each of its lookalikes the difference of the two
drawings is a picture of its own. What the scan shows beyond the drawing of
the character is split into shift, weight and darkness of the print, and a
share of that difference: 0 where the character stands, 1 where the lookalike
does. How surely the share is known follows from what the line leaves
unexplained elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from oroforms.readers.scan.added import Mask
from oroforms.readers.scan.confusables import DASHES, is_rare
from oroforms.readers.scan.faces import Shape
from oroforms.readers.scan.orthography import TWIN
from oroforms.readers.scan.rivals import rivals_of
from oroforms.readers.scan.setting import (
    LinePicture,
    Setting,
    Vector,
    blurred,
    correlation,
    derivatives,
    ink_of,
    sharp,
    shifts,
)
from oroforms.readers.scan.spacing import stripes

_BLURS = (0.6, 0.8, 1.05, 1.4, 1.9, 2.6)
_UNREST, _SMALL = 0.1, 10.0
"""Darkness that a pixel may be off without any telling, and pixels of ink below which a
character is so small that its neighbours' edges count more."""
_LEAST_NOISE = 0.02
_EDGE_NOISE = 0.10


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """What the comparison says of each character of a setting."""

    setting: Setting
    share: Vector
    """Of the lookalike that fits best, the share (0 the character, 1 the lookalike)."""
    surety: Vector
    """How many standard errors the nearest lookalike is away from as likely as the character."""
    rival: tuple[str, ...]
    """That lookalike."""
    twin: Vector
    """The same against the character's twin alone (:data:`orthography.TWIN`); infinite without."""
    apart: Vector
    """The same against all others."""
    usual: Vector
    """The same, but for the twin, against those that decide: neither letters that Swedish has not,
    nor, behind a dash in a number, no dash, for a number says the same without."""
    misfit: Vector
    """What the drawing leaves unexplained around the character, in units of the line's noise."""
    lack: Vector
    """Share of the character's ink that is not explained, either way."""
    shift: Vector
    """Pixels by which the glyph lies off its place on the line."""
    left_over: Shape
    """Ink of the scan beyond the drawing."""
    likeness: float


@dataclass(frozen=True, slots=True, eq=False)
class _Evidence:
    """What the pixels say of one character, or of two, against their lookalikes."""

    text: str
    texts: tuple[str, ...]
    shares: Vector
    powers: Vector
    beside: Vector
    wider: Vector
    """Both as for :class:`Rivals`."""
    parted: Mask
    """Which of them a blank may stand beside, where a stripe hides what lies between."""


def judged(picture: LinePicture, setting: Setting) -> Judged:
    """Compare each glyph of a setting that lies on its picture (see :func:`setting.improved`).

    Each glyph is compared where it lies best by itself; how far that is from its
    place on the line is told as its shift.
    """
    height, width = picture.ink.shape
    care = picture.care
    line, setting = setting, _each_in_place(picture, setting)
    drawing = blurred(sharp(setting, picture.ink.shape), setting.blur)
    likeness = correlation(picture, drawing)
    if likeness < UNLIKE:
        return _unlike(picture, line, drawing, likeness)
    seen = derivatives(drawing)
    basis = np.stack([(b * care).ravel() for b in (drawing, seen.spread, seen.weight)])
    target = ((picture.ink - drawing) * care).ravel()
    matrix = basis @ basis.T + 1e-4 * np.eye(3, dtype=np.float32)
    gain, spread, weight = np.linalg.solve(matrix, basis @ target)
    rest = (picture.ink - (1 + gain) * drawing - spread * seen.spread - weight * seen.weight) * care
    weights = care / _noise(rest, seen.weight, care)
    root = np.sqrt(weights)
    known = np.stack([rest, drawing, seen.across, seen.down, seen.weight]) * root
    root *= 1 + gain
    count = len(setting.text)
    misfit, lack, shift = np.full(count, np.inf), np.full(count, np.inf), np.zeros(count)
    evidence: list[list[_Evidence]] = [[] for _character in setting.text]
    hidden = stripes(picture, setting)
    striped = _striped(hidden, setting)
    clear = np.ones(width, np.float32)
    for start, end in hidden:
        clear[max(0, start - _BLURRED) : end + _BLURRED] = 0
    em, blur = round(setting.em * 4) / 4, min(_BLURS, key=lambda blur: abs(blur - setting.blur))
    for at, text in _units(setting):
        x, y = round(setting.x[at] * 2) / 2, round(setting.y[at] * 2) / 2
        px, py = int(np.floor(x)), int(np.floor(y))
        others = rivals_of(
            setting.face, text, em, blur, x - px, y - py,
            numbers=picture.numbers, striped=len(text) == 1 and striped[at],
        )  # fmt: skip
        if others is None:
            continue
        x0, y0 = px + others.left, py + others.top
        high, wide = others.differences.shape[1:]
        left, top = max(0, x0), max(0, y0)
        right, bottom = min(width, x0 + wide), min(height, y0 + high)
        if right - left < 3 or bottom - top < 3:
            continue
        part = (slice(top, bottom), slice(left, right))
        d = others.differences[:, top - y0 : bottom - y0, left - x0 : right - x0]
        # The edges of what is hidden are the page's, not the letter's: a stem may end there.
        seen_there = clear[left:right] if striped[at] else np.float32(1)
        parted = untold = np.zeros(len(others.texts), bool)
        if len(text) == 1 and striped[at]:
            parted = others.wider < -_PARTED * em
            untold = parted & (_share_in(d, (care[part] > 0) * seen_there) < _TOLD)
        d = (d * (root[part] * seen_there)).reshape(len(others.texts), -1)
        own = known[(slice(None), *part)] * seen_there
        whole = np.concatenate([own.reshape(5, -1), d])
        products = whole @ whole.T
        inner = products[1:5, 1:5].astype(np.float64)
        inner[np.diag_indices(4)] += 1e-2 * np.trace(inner) / 4 + 1e-6
        sides = products[1:5].astype(np.float64)
        both = np.linalg.solve(inner, sides)
        # What is left of rest and differences when shift, weight and darkness are taken out.
        among = products - sides.T @ both
        shares, power = among[5:, 0], np.diag(among)[5:].copy()
        # Whether a glyph is there at all is no matter of its darkness.
        if not others.texts[-1]:
            shares[-1], power[-1] = products[-1, 0], products[-1, -1]
        power = np.maximum(power, 1e-9)
        shares /= power
        shares[untold] = 0.5  # what is seen of the difference may be the stripe's edge
        evidence[at].append(
            _Evidence(text, others.texts, shares, power, others.beside, others.wider, parted)
        )
        if len(text) > 1:
            continue
        misfit[at] = float(np.sqrt(max(0.0, among[0, 0]) / whole.shape[1]))
        shift[at] = float(both[1, 0]) + setting.x[at] - line.x[at]
        amiss = np.maximum(np.abs(rest[part]) - _UNREST, 0.0).sum()
        lack[at] = float(amiss / (drawing[part].sum() + _SMALL))
    share, surety, rivals, twin, apart, usual = _weighed(
        evidence, shift, setting.word, numbers=picture.numbers
    )
    return Judged(
        line, share, surety, rivals, twin, apart, usual, misfit, lack, shift,
        np.maximum(rest, 0), likeness,
    )  # fmt: skip


def _share_in(differences: Shape, seen: Shape) -> Vector:
    """Share of each difference (squared) that lies where the line is seen (0 or 1)."""
    squares = np.square(differences)
    whole = np.maximum(squares.sum(axis=(1, 2)), 1e-9)
    return np.asarray((squares * seen).sum(axis=(1, 2)) / whole, np.float64)


def _striped(hidden: Sequence[tuple[int, int]], setting: Setting) -> list[bool]:
    """For each character whether a stripe that hides the line runs through it or close beside."""
    near = _STEM * setting.em
    out = []
    for at in range(len(setting.text)):
        left, right = ink_of(setting, at) if hidden else (0.0, 0.0)
        out.append(any(start < right + near and end > left - near for start, end in hidden))
    return out


_STEM = 0.15
"""Ems that a stem which is hidden stands beside what is seen of its letter."""
_PARTED = 0.12
"""Ems by which a letter is narrower at least that a blank may stand beside: *går i* with a streak
between is as wide as *gåni*, whose n ends in the streak."""
_TOLD = 0.15
"""Share of the difference (squared) from such a letter that must be seen to tell it."""
_BLURRED = 3
"""Pixels beside a stripe that are not believed: two of a fine fax."""
UNLIKE = 0.8
"""Likeness below which a line is not what was drawn, whatever its single characters say."""


def _unlike(picture: LinePicture, line: Setting, drawing: Shape, likeness: float) -> Judged:
    """No character of a line that is set otherwise is worth a look."""
    count = len(line.text)
    never, none = np.full(count, np.inf), np.zeros(count)
    left_over = np.maximum(picture.ink - drawing, 0) * picture.care
    return Judged(
        line, np.ones(count), none, ("",) * count, none, none, none, never, never, none,
        left_over, likeness,
    )  # fmt: skip


def _each_in_place(picture: LinePicture, setting: Setting) -> Setting:
    """The setting with each glyph moved across by itself to where it lies best."""
    x = setting.x.copy()
    for _round in range(2):
        placed = replace(setting, x=x)
        seen = derivatives(blurred(sharp(placed, picture.ink.shape), setting.blur))
        rest = (picture.ink - seen.drawing) * picture.care
        by = np.clip(shifts(seen, rest, picture.care, placed), -1.0, 1.0)
        x = setting.x + np.clip(x + by - setting.x, -_FAR, _FAR)
    return replace(setting, x=x)


_FAR = 2.5
"""Pixels by which a glyph may lie off its place to be compared where it lies."""
_PEN_NOISE, _USUAL = 0.35, 8
"""Pixels by which programs and scanners put a glyph off its place, and as how many glyphs
of a line this counts beside what the line itself tells."""
_LEAST_PEN_NOISE = 0.12
_MOST_BY_PLACE = 200.0
"""No more is believed of what only the places of the glyphs around say (units as ``power``)."""
_NEIGHBOURS = 4


def _weighed(
    evidence: Sequence[Sequence[_Evidence]],
    shift: Vector,
    word: NDArray[np.intp],
    *,
    numbers: bool,
) -> tuple[Vector, Vector, tuple[str, ...], Vector, Vector, Vector]:
    """Of each character its strongest rival: share, surety against it, and its text.

    After that the sureties against its twin alone, against all others, and against the usual ones
    of these.
    """
    count = len(evidence)
    noise = _pen_noise(shift, word)
    share, surety, rivals = np.ones(count), np.full(count, np.inf), [""] * count
    twin, apart, usual = (np.full(count, np.inf) for _ in range(3))
    shifts_, words = shift.tolist(), word.tolist()
    for at, found in enumerate(evidence):
        for one in found:
            ratio = (0.5 - one.shares) * one.powers
            power = one.powers.copy()
            for told, seen, variance in _places(at, one, shifts_, words, noise):
                expected = np.where(one.parted, 0.0, told)
                by_place = expected**2 / variance
                held = np.minimum(1.0, _MOST_BY_PLACE / np.maximum(by_place, 1e-9))
                ratio += held * (expected**2 / 2 - expected * seen) / variance
                power += held * by_place
            sureties = ratio / np.sqrt(power)
            worst = int(np.argmin(sureties))
            for text, sure in zip(one.texts, sureties.tolist(), strict=True):
                if one.text in DASHES and text in DASHES:
                    continue
                if text and TWIN.get(one.text) == text:
                    twin[at] = min(twin[at], sure)
                    continue
                apart[at] = min(apart[at], sure)
                if not (is_rare(text) or (numbers and one.text in DASHES and not text)):
                    usual[at] = min(usual[at], sure)
            if sureties[worst] < surety[at]:
                share[at], surety[at] = one.shares[worst], sureties[worst]
                rivals[at] = one.texts[worst] if len(one.text) == 1 else ""
        if not found:
            surety[at] = apart[at] = usual[at] = 0.0
    return share, surety, tuple(rivals), twin, apart, usual


def _pen_noise(shift: Vector, word: NDArray[np.intp]) -> float:
    """Variance of the places of a line's glyphs, by neighbours: medians, for some are misread."""
    steps = np.abs(np.diff(shift)[word[1:] == word[:-1]])
    seen = 1.48 * float(np.median(steps)) if len(steps) else 0.0
    own = max(seen**2 / 2, _LEAST_PEN_NOISE**2)
    return (len(steps) * own + _USUAL * _PEN_NOISE**2) / (len(steps) + _USUAL)


def _places(
    at: int, one: _Evidence, shift: Sequence[float], word: Sequence[int], noise: float
) -> Iterator[tuple[Vector, float, float]]:
    """What the places of the glyphs around say: pixels expected if a rival had been printed
    (0 if not), pixels seen, and their variance.

    A rival in the same place would have its ink elsewhere, and what follows
    would stand farther off by its greater width.
    """
    number, end = word[at], at + len(one.text)
    own = fmean(shift[at:end])
    before = [shift[j] for j in range(max(0, at - _NEIGHBOURS), at) if word[j] == number]
    after = [shift[j] for j in range(end, min(len(shift), end + _NEIGHBOURS)) if word[j] == number]
    if before:
        variance = noise * (1 + 1 / len(before))
        yield -one.beside, own - fmean(before), variance
    if after:
        variance = noise * (1 + 1 / len(after))
        yield one.wider + one.beside, fmean(after) - own, variance


def _units(setting: Setting) -> Iterator[tuple[int, str]]:
    """Each character of a setting and each two neighbours of a word, by their first place."""
    for at, character in enumerate(setting.text):
        yield at, character
        if at + 1 < len(setting.text) and setting.word[at] == setting.word[at + 1]:
            yield at, setting.text[at : at + 2]


def _noise(rest: Shape, edges: Shape, care: Shape) -> Shape:
    """Variance of what is unexplained: that of the paper, and more where the drawing has edges.

    By medians: what a wrong character leaves unexplained is no noise.
    """
    counted = care > 0
    flat, edged = counted & (edges < 0.01), counted & (edges > 0.1)
    paper = 1.48 * float(np.median(np.abs(rest[flat]))) if flat.any() else 0.0
    edge = 1.48 * float(np.median(np.abs(rest[edged]) / edges[edged])) if edged.any() else 0.0
    return max(paper, _LEAST_NOISE) ** 2 + max(edge, _EDGE_NOISE) ** 2 * edges * edges
