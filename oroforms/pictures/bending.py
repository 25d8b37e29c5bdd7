"""From many small displacements to one smooth bend of the page."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from oroforms.pictures.warp import Bend, apply

_NODES = 22.0
"""Points between the nodes of a bend: 8 mm."""
_PULL = 0.3
"""Weight of the unbent page, in displacements: where nothing was found nothing is bent."""


def smooth_bend(
    places: NDArray[np.float64],
    moved: NDArray[np.float64],
    sure: NDArray[np.float64],
    size: tuple[float, float],
    reach: float,
    slack: float,
) -> Bend:
    """The smooth bend that displacements (points) at places on the page say together.

    ``reach`` (points) is how far displacements count: a fold comes out as sharp as this.
    ``sure`` is how much each displacement counts across and down (0 where it says nothing). A
    moving least-squares fit of local slants, gone over again with what stands out weighing
    less: a word that handwriting covers does not bend the page. ``slack`` (points) is by how much
    one may differ before it does.
    """
    columns, rows = (max(2, round(edge / _NODES) + 1) for edge in size)
    nodes = np.linspace(0, size[0], columns), np.linspace(0, size[1], rows)
    bent = []
    for axis in (0, 1):
        said = sure[:, axis] > 0
        here, off, weight = places[said], moved[said, axis], sure[said, axis]
        near_x, near_y = (
            _nearness(along[:, None] - here[:, number], reach) for number, along in enumerate(nodes)
        )
        part = _fit(here, off, near_x, near_y * weight, nodes, reach)
        for _again in range(2):
            at = Bend(np.stack([part, part], axis=-1)).at(here, size)[:, 0]
            trust = weight / (1 + ((off - at) / slack) ** 2) ** 2
            part = _fit(here, off, near_x, near_y * trust, nodes, reach)
        bent.append(part)
    return Bend(np.stack(bent, axis=-1))


def _fit(
    places: NDArray[np.float64],
    moved: NDArray[np.float64],
    near_x: NDArray[np.float64],
    near_y: NDArray[np.float64],
    nodes: tuple[NDArray[np.float64], NDArray[np.float64]],
    reach: float,
) -> NDArray[np.float64]:
    """At each node the displacement that a weighted plane through those near it has there.

    The weights are Gaussian and so the product of one factor across (``near_x``, by columns of
    nodes) and one down (``near_y``, by rows): all sums over all displacements for all nodes
    come out of products of two small matrices.
    """
    x, y = places.T
    summed = (np.ones_like(x), x, y, x * x, x * y, y * y, moved, x * moved, y * moved)
    one, of_x, of_y, of_xx, of_xy, of_yy, off, off_x, off_y = (
        (near_y * each) @ near_x.T for each in summed
    )
    # The sums over x and y, taken from each node's own place.
    across, down = nodes[0][None, :], nodes[1][:, None]
    from_x, from_y = of_x - across * one, of_y - down * one
    from_xx = of_xx - 2 * across * of_x + across**2 * one
    from_yy = of_yy - 2 * down * of_y + down**2 * one
    from_xy = of_xy - down * of_x - across * of_y + across * down * one
    off_x, off_y = off_x - across * off, off_y - down * off
    # Without enough displacements around it a node stays level, then still.
    level = _PULL * 4 * reach**2
    one, from_xx, from_yy = one + _PULL, from_xx + level, from_yy + level
    # Of the plane only its height at the node is wanted: Cramer's rule gives it at once.
    first = from_xx * from_yy - from_xy**2
    second = from_xy * from_y - from_x * from_yy
    third = from_x * from_xy - from_xx * from_y
    height = off * first + off_x * second + off_y * third
    return np.asarray(height / (one * first + from_x * second + from_y * third), np.float64)


def _nearness(apart: NDArray[np.float64], reach: float) -> NDArray[np.float64]:
    weights = np.exp(-(apart**2) / (2 * reach**2))
    # Vanishing weights are nothing: products of denormal numbers cost a hundredfold.
    return np.where(weights < 1e-9, 0.0, weights)


def homography(
    here: NDArray[np.float64], there: NDArray[np.float64], slack: float
) -> NDArray[np.float64] | None:
    """The homography that pairs of places (points) agree on within a slack, or ``None``.

    Found by consensus, then fitted to all by weight: a stretched page agrees with no homography
    exactly, and consensus alone would fit one part of it and leave the rest. Places that stand
    alone, such as the marks in the corners, count as much as the many in a block of text.
    """
    found: Any  # cv2's stubs say that there always is one
    found, _inliers = cv2.findHomography(here, there, cv2.USAC_MAGSAC, slack, maxIters=500)
    if found is None:
        return None
    apart = ((here[:, None] - here[None]) ** 2).sum(axis=2)
    alone = 1 / np.exp(-apart / (2 * _CROWD**2)).sum(axis=1)
    transform = np.asarray(found, np.float64)
    for _again in range(4):
        off = np.hypot(*(apply(transform, here) - there).T)
        transform = fitted(here, there, alone / (1 + (off / slack) ** 2) ** 2)
    return transform


_CROWD = 50.0
"""Points within which places count together."""


def fitted(
    here: NDArray[np.float64], there: NDArray[np.float64], weight: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The homography that carries places onto others with the least weighted squares."""
    middle, spread = here.mean(axis=0), float(here.std()) + 1e-9
    into = np.array(
        [[1 / spread, 0, -middle[0] / spread], [0, 1 / spread, -middle[1] / spread], [0, 0, 1]]
    )
    x, y = apply(into, here).T
    u, v = apply(into, there).T
    one, none = np.ones_like(x), np.zeros_like(x)
    first = np.column_stack([x, y, one, none, none, none, -u * x, -u * y])
    second = np.column_stack([none, none, none, x, y, one, -v * x, -v * y])
    root = np.sqrt(np.concatenate([weight, weight]))
    solved, *_rest = np.linalg.lstsq(
        np.vstack([first, second]) * root[:, None], np.concatenate([u, v]) * root, rcond=None
    )
    return np.asarray(np.linalg.inv(into) @ np.append(solved, 1).reshape(3, 3) @ into, np.float64)
