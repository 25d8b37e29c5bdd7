"""Comparing each glyph of a scanned line with its drawing, and with all that it could be instead.

For each character and each of its lookalikes the difference of the two
drawings is a picture of its own. What the scan shows beyond the drawing of
the character is split into shift, weight and darkness of the print, and a
share of that difference: 0 where the character stands, 1 where the lookalike
does. How surely the share is known follows from what the line leaves
unexplained elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from oroforms.readers.scan.confusables import lookalikes
from oroforms.readers.scan.faces import Face, Shape
from oroforms.readers.scan.setting import (
    LinePicture,
    Setting,
    Vector,
    blurred,
    derivatives,
    glyph_at,
    sharp,
)

_AROUND = 4
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
class _Rivals:
    """A character's lookalikes as differences of drawings, in one window about the pen."""

    texts: tuple[str, ...]
    differences: Shape
    """(lookalikes, height, width)."""
    left: int
    top: int


@lru_cache(maxsize=16384)
def _rivals(
    face: Face, character: str, em: float, blur: float, across: float, down: float
) -> _Rivals:
    others = lookalikes(face, character)
    drawings = [glyph_at(face, character, em, across, down)]
    for other in others:
        if other.text:
            drawings.append(glyph_at(face, other.text, em, across + other.shift * em, down))
    left = min(x for _, x, _ in drawings) - _AROUND
    top = min(y for _, _, y in drawings) - _AROUND
    right = max(x + g.ink.shape[1] for g, x, _ in drawings) + _AROUND
    bottom = max(y + g.ink.shape[0] for g, _, y in drawings) + _AROUND
    pictures = []
    for glyph, x, y in drawings:
        box = np.zeros((bottom - top, right - left), np.float32)
        high, wide = glyph.ink.shape
        box[y - top : y - top + high, x - left : x - left + wide] = glyph.ink
        pictures.append(blurred(box, blur))
    own, *rest = pictures
    rest.append(np.zeros_like(own))
    return _Rivals(tuple(o.text for o in others), np.stack(rest) - own, left, top)


def judged(picture: LinePicture, setting: Setting) -> Judged:
    """Compare each glyph of a setting that lies on its picture (see :func:`setting.improved`)."""
    height, width = picture.ink.shape
    drawing = blurred(sharp(setting, picture.ink.shape), setting.blur)
    seen = derivatives(drawing)
    care = picture.care
    basis = np.stack([(b * care).ravel() for b in (drawing, seen.spread, seen.weight)])
    target = ((picture.ink - drawing) * care).ravel()
    matrix = basis @ basis.T + 1e-4 * np.eye(3, dtype=np.float32)
    gain, spread, weight = np.linalg.solve(matrix, basis @ target)
    rest = (picture.ink - (1 + gain) * drawing - spread * seen.spread - weight * seen.weight) * care
    edges = seen.weight * seen.weight
    noise = _noise(rest, edges, care)
    weights = care / noise
    nuisance = np.stack([drawing, seen.across, seen.down, seen.weight])
    count = len(setting.text)
    share, surety, misfit = np.zeros(count), np.full(count, np.inf), np.zeros(count)
    lack, shift = np.zeros(count), np.zeros(count)
    rivals: list[str] = []
    em, blur = round(setting.em * 4) / 4, round(setting.blur * 5) / 5
    for at, character in enumerate(setting.text):
        x, y = round(setting.x[at] * 2) / 2, round(setting.y[at] * 2) / 2
        px, py = int(np.floor(x)), int(np.floor(y))
        others = _rivals(setting.face, character, em, blur, x - px, y - py)
        x0, y0 = px + others.left, py + others.top
        high, wide = others.differences.shape[1:]
        left, top = max(0, x0), max(0, y0)
        right, bottom = min(width, x0 + wide), min(height, y0 + high)
        if right - left < 3 or bottom - top < 3:
            surety[at], share[at] = 0.0, 1.0
            rivals.append("")
            continue
        part = (slice(top, bottom), slice(left, right))
        root = np.sqrt(weights[part]).ravel()
        r = rest[part].ravel() * root
        n = nuisance[(slice(None), *part)].reshape(4, -1) * root
        d = others.differences[:, top - y0 : bottom - y0, left - x0 : right - x0]
        d = d.reshape(len(others.texts), -1) * (root * (1 + gain))
        inner = n @ n.T
        inner[np.diag_indices(4)] += 1e-2 * np.trace(inner) / 4 + 1e-6
        both = np.linalg.solve(inner, n @ np.concatenate([r[None], d]).T)
        r_ = r - both[:, 0] @ n
        d_ = d - both[:, 1:].T @ n
        power = (d_ * d_).sum(axis=1) + 1e-9
        shares = (d_ @ r_) / power
        sureties = (0.5 - shares) * np.sqrt(power)
        worst = int(np.argmin(sureties))
        share[at], surety[at] = shares[worst], sureties[worst]
        rivals.append(others.texts[worst])
        misfit[at] = float(np.sqrt((r_ @ r_) / max(1, len(r_))))
        shift[at] = both[1, 0]
        ink = drawing[part]
        lack[at] = float(np.abs(rest[part]).sum() / max(1e-6, ink.sum()))
    a, b = picture.ink[care > 0], drawing[care > 0]
    a, b = a - a.mean(), b - b.mean()
    alike = float((a @ b) / max(1e-9, np.sqrt((a @ a) * (b @ b))))
    return Judged(
        setting, share, surety, tuple(rivals), misfit, lack, shift, np.maximum(rest, 0), alike
    )


def _noise(rest: Shape, edges: Shape, care: Shape) -> Shape:
    """Variance of what is unexplained: that of the paper, and more where the drawing has edges."""
    counted = care > 0
    flat = counted & (edges < 1e-4)
    paper = float(np.mean(np.square(np.clip(rest[flat], -0.15, 0.15)))) if flat.any() else 0.0
    sharp_ = counted & (edges > 0.01)
    edge = 0.0
    if sharp_.any():
        edge = float(
            (np.square(np.clip(rest[sharp_], -0.5, 0.5)) - paper).sum() / edges[sharp_].sum()
        )
    return max(paper, _LEAST_NOISE**2) + max(edge, _EDGE_NOISE**2) * edges


Judgement = NDArray[np.bool_]
