"""Thin straight lines that run through all of a window: a scanner's streaks, folds, borders."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from oroforms.readers.scan.added import Mask

_THIN = 8
"""Width in pixels of streaks and folds: 0.7 mm."""
_THROUGH = 0.92
"""Share of a window's height or width that a line is seen in, to run through it."""


def lines_through(dark: Mask, slopes: tuple[float, float]) -> tuple[Mask, Mask]:
    """The thin straight lines, upright and level, that run through all of a window.

    A scanner's streak goes along the feed and a fold across the paper,
    through print and paper alike; a pen's stroke ends somewhere. ``slopes``
    are how far right the feed's direction goes with each row, and how far
    down the direction across it with each column.
    """
    along, across = slopes
    return _columns_through(dark, along), _columns_through(dark.T, across).T


def _columns_through(dark: Mask, slope: float) -> Mask:
    """Lines from top to bottom at a slope, at most some pixels wide."""
    height, width = dark.shape
    upright = _sheared(dark.astype(np.uint8), -slope)
    lines = np.zeros_like(upright)
    for start, end in runs(upright.mean(axis=0) > _THROUGH):
        if end - start <= _THIN:
            lines[:, max(0, start - 2) : end + 2] = 1
    if not lines.any():
        return np.zeros((height, width), bool)
    return _sheared(lines, slope) > 0


def _sheared(picture: NDArray[np.uint8], slope: float) -> NDArray[np.uint8]:
    """Each row moved to the right by its distance from the middle times the slope."""
    height, width = picture.shape
    matrix = np.array([[1.0, slope, -slope * height / 2], [0.0, 1.0, 0.0]])
    moved = cv2.warpAffine(
        picture, matrix, (width, height), flags=cv2.INTER_NEAREST, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(moved, np.uint8)


def runs(true: Mask) -> list[tuple[int, int]]:
    """Where each run of true values begins and ends, the end not counted."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], true.astype(np.int8), [0]])))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
