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
    sure: NDArray[np.float64],
    size: tuple[float, float],
) -> Bend:
    """The smooth bend that displacements (points) at places on the page say together.

    ``sure`` is how much each displacement counts across and down (0 where it says nothing). A
    moving least-squares fit of local slants, gone over again with what stands out weighing
    less: a word that handwriting covers does not bend the page.
    """
    columns, rows = (max(2, round(edge / _NODES) + 1) for edge in size)
    bent = []
    for axis in (0, 1):
        said = sure[:, axis] > 0
        here, off, weight = places[said], moved[said, axis], sure[said, axis]
        part = _fit(here, off, weight, size, (rows, columns))
        for _again in range(2):
            at = Bend(np.stack([part, part], axis=-1)).at(here, size)[:, 0]
            trust = weight / (1 + ((off - at) / _SLACK) ** 2) ** 2
            part = _fit(here, off, trust, size, (rows, columns))
        bent.append(part)
    return Bend(np.stack(bent, axis=-1))


def _fit(
    places: NDArray[np.float64],
    moved: NDArray[np.float64],
    trust: NDArray[np.float64],
    size: tuple[float, float],
    shape: tuple[int, int],
) -> NDArray[np.float64]:
    """At each node the displacement that a weighted plane through those near it has there.

    The weights are Gaussian and so the product of one factor across and one down: every sum over
    all displacements for all nodes is one product of two small matrices.
    """
    rows, columns = shape
    xs, ys = np.linspace(0, size[0], columns), np.linspace(0, size[1], rows)
    x, y = places.T
    near_x = np.exp(-((xs[:, None] - x) ** 2) / (2 * _REACH**2))
    near_y = np.exp(-((ys[:, None] - y) ** 2) / (2 * _REACH**2)) * trust

    def total(values: NDArray[np.float64] | float) -> NDArray[np.float64]:
        return np.asarray((near_y * values) @ near_x.T, np.float64)

    ones, of_x, of_y = total(1.0), total(x), total(y)
    across, down = xs[None, :], ys[:, None]
    first_x, first_y = of_x - across * ones, of_y - down * ones
    second_xx = total(x * x) - 2 * across * of_x + across**2 * ones
    second_yy = total(y * y) - 2 * down * of_y + down**2 * ones
    second_xy = total(x * y) - down * of_x - across * of_y + across * down * ones
    normal = np.stack(
        [ones, first_x, first_y, first_x, second_xx, second_xy, first_y, second_xy, second_yy],
        axis=-1,
    ).reshape(rows, columns, 3, 3)
    # Without enough displacements around it a node stays level, then still.
    normal = normal + np.diag([_PULL, _PULL * 4 * _REACH**2, _PULL * 4 * _REACH**2])
    plain = total(moved)
    right = np.stack(
        [plain, total(x * moved) - across * plain, total(y * moved) - down * plain], axis=-1
    )
    return np.asarray(np.linalg.solve(normal, right[..., None])[:, :, 0, 0], np.float64)


def homography(
    here: NDArray[np.float64], there: NDArray[np.float64], slack: float
) -> NDArray[np.float64] | None:
    """The homography that most pairs agree on within a slack, or ``None``."""
    found, _inliers = cv2.findHomography(here, there, cv2.USAC_MAGSAC, slack, maxIters=500)
    return None if found is None else np.asarray(found, np.float64)
