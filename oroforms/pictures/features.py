"""Points of a page that are known again however it is turned: for pages that lost code and marks.

ORB (Rublee et al. 2011) at 100 dots an inch: some 0.1 s a page, and right to half a millimetre on
all that was tried, fax and phone too. Mirrored pages have to be flipped first.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from oroforms.pictures.base import Grey, Transform

DENSITY = 100 / 72
"""Pixels a point at which points are looked for."""
_MOST = 4000
_RATIO = 0.8
"""A match counts when the next best is so much worse (Lowe 2004)."""
_SLACK = 4.0
"""Points by which a match may lie off the homography."""
_LEAST = 20
"""Matches that have to agree before it is worth a look."""


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """Points (n, 2), in the units of who asked, and what the page looks like around them."""

    places: NDArray[np.float64]
    looks: NDArray[np.uint8]


def features_of(grey: Grey, density: float) -> Features:
    """The points of a picture with ``density`` pixels in a unit; places come in that unit."""
    factor = min(1.0, DENSITY / density)
    small = grey
    if factor < 1.0:
        small = np.asarray(
            cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8
        )
    # cv2's stubs know neither ORB's factory nor what it returns.
    finder = cv2.ORB_create(nfeatures=_MOST)  # type: ignore[attr-defined]
    points, looks = finder.detectAndCompute(small, None)
    if looks is None:
        return Features(np.empty((0, 2)), np.empty((0, 32), np.uint8))
    scale = np.array([grey.shape[1] / small.shape[1], grey.shape[0] / small.shape[0]])
    places = (np.array([point.pt for point in points]) + 0.5) * scale / density
    return Features(places, looks)


def match(blank: Features, page: Features) -> tuple[Transform, int] | None:
    """The homography from the blank's points to the page's, and how many agree with it."""
    if len(blank.looks) < _LEAST or len(page.looks) < _LEAST:
        return None
    pairs = cv2.BFMatcher(cv2.NORM_HAMMING).knnMatch(blank.looks, page.looks, k=2)
    good = [
        pair[0] for pair in pairs if len(pair) == 2 and pair[0].distance < _RATIO * pair[1].distance
    ]
    if len(good) < _LEAST:
        return None
    here = blank.places[[pair.queryIdx for pair in good]]
    there = page.places[[pair.trainIdx for pair in good]]
    found, agree = cv2.findHomography(here, there, cv2.USAC_MAGSAC, _SLACK)
    if found is None or int(agree.sum()) < _LEAST:
        return None
    return np.asarray(found, np.float64), int(agree.sum())
