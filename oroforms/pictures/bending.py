"""From many small displacements to one smooth bend of the page."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from oroforms.pictures.warp import Bend

_NODES = 22.0
"""Points between the nodes of a bend: 8 mm."""
_REACH = 40.0
"""Points (14 mm) within which displacements count fully; a fold is as sharp as this."""
_SLACK = 0.45
"""Points by which one displacement may differ from its neighbours before it counts less."""
_PULL = 0.3
"""Weight of the unbent page, in displacements: where nothing was found nothing is bent."""


def smooth_bend(
    places: NDArray[np.float64],
    moved: NDArray[np.float64],
    size: tuple[float, float],
) -> Bend:
    """The smooth bend that displacements (points) at places on the page say together.

    A moving least-squares fit of local slants, gone over again with what stands out weighing
    less: a word that handwriting covers does not bend the page.
    """
    trust = np.ones(len(places))
    for _again in range(3):
        here = _fit(places, moved, trust, places)
        off = np.hypot(*(moved - here).T)
        trust = 1 / (1 + (off / _SLACK) ** 2) ** 2
    columns, rows = (max(2, round(edge / _NODES) + 1) for edge in size)
    xs, ys = np.meshgrid(np.linspace(0, size[0], columns), np.linspace(0, size[1], rows))
    nodes = np.column_stack([xs.ravel(), ys.ravel()])
    return Bend(_fit(places, moved, trust, nodes).reshape(rows, columns, 2))


def _fit(
    places: NDArray[np.float64],
    moved: NDArray[np.float64],
    trust: NDArray[np.float64],
    at: NDArray[np.float64],
) -> NDArray[np.float64]:
    """The displacement at each of ``at``: a weighted plane through those near it."""
    offsets = places[None, :, :] - at[:, None, :]
    weights = trust[None, :] * np.exp(-(offsets**2).sum(2) / (2 * _REACH**2))
    ones = np.ones(offsets.shape[:2])
    terms = np.stack([ones, offsets[..., 0] / _REACH, offsets[..., 1] / _REACH], axis=2)
    weighted = terms * weights[..., None]
    normal = weighted.transpose(0, 2, 1) @ terms
    # Without enough displacements around it a node stays flat, then level, then still.
    normal += np.diag([_PULL, _PULL * 4, _PULL * 4])
    right = weighted.transpose(0, 2, 1) @ moved
    return np.asarray(np.linalg.solve(normal, right)[:, 0, :], np.float64)


def homography(
    here: NDArray[np.float64], there: NDArray[np.float64], slack: float
) -> NDArray[np.float64] | None:
    """The homography that most pairs agree on within a slack, or ``None``."""
    found, _inliers = cv2.findHomography(here, there, cv2.USAC_MAGSAC, slack, maxIters=500)
    return None if found is None else np.asarray(found, np.float64)
