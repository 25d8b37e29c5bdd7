"""Laying a picture on the form's page: by a homography, and by a field that bends it.

Positions are continuous: pixel ``i`` reaches from ``i`` to ``i + 1``. OpenCV counts from the
middle of the first pixel, which is why half a pixel is taken off where it is called.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from oroforms.pictures.base import SCALE, Grey, Transform
from oroforms.pictures.light import halved

_STEP = 16
"""Pixels between the nodes at which the way into the picture is computed exactly."""
_BAND = 8
"""Rows of nodes in a band of the page that is laid at once."""


def shift(x: float, y: float) -> Transform:
    """The transform that adds (x, y)."""
    return np.array([[1, 0, x], [0, 1, y], [0, 0, 1]], np.float64)


def scaling(across: float, down: float) -> Transform:
    """The transform that multiplies by (across, down)."""
    return np.diag([across, down, 1.0])


def inverse(transform: Transform) -> Transform:
    """The way back."""
    return np.asarray(np.linalg.inv(transform), np.float64)


def apply(transform: Transform, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points (n, 2) through a homography."""
    carried = np.column_stack([points, np.ones(len(points))]) @ transform.T
    return np.asarray(carried[:, :2] / carried[:, 2:], np.float64)


@dataclass(eq=False)
class Pyramid:
    """A picture and its halves, made when they are asked for."""

    grey: Grey
    _halves: list[Grey] = field(default_factory=list)

    def for_density(self, density: float, wanted: float) -> tuple[Grey, Transform]:
        """The smallest of them that still has a wanted number of pixels a point.

        ``density`` is that of the whole picture. Returned with the scaling from the picture.
        """
        steps = max(0, int(np.floor(np.log2(max(density / wanted, 1e-6)) + 0.35)))
        if steps == 0:
            return self.grey, np.eye(3)
        while len(self._halves) < steps:
            self._halves.append(halved(self._halves[-1] if self._halves else self.grey))
        return self._halves[steps - 1], scaling(0.5**steps, 0.5**steps)


def density_of(transform: Transform, size: tuple[float, float]) -> tuple[float, float]:
    """Pixels in one point on the page, the fewest and the most in any direction, mid-page."""
    width, height = size
    middle = np.array([[width / 2, height / 2]])
    around = apply(transform, middle + np.array([(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)]))
    jacobian = np.column_stack([around[1] - around[0], around[2] - around[0]])
    values = np.linalg.svd(jacobian, compute_uv=False)
    return float(values[-1]), float(values[0])


@dataclass(frozen=True, eq=False)
class Bend:
    """How a page is bent beside its homography: displacements at nodes over the page.

    ``moved`` has the shape (rows, columns, 2), in points; the nodes lie evenly from one edge of
    the page to the other. What belongs at ``p`` on the page is found at ``p + moved(p)``.
    """

    moved: NDArray[np.float64]

    def at(self, points: NDArray[np.float64], size: tuple[float, float]) -> NDArray[np.float64]:
        """The displacement at points (n, 2) of a page."""
        rows, columns = self.moved.shape[:2]
        x = np.clip(points[:, 0] / size[0], 0, 1) * (columns - 1)
        y = np.clip(points[:, 1] / size[1], 0, 1) * (rows - 1)
        left, top = np.minimum(x.astype(int), columns - 2), np.minimum(y.astype(int), rows - 2)
        across, down = (x - left)[:, None], (y - top)[:, None]
        upper = self.moved[top, left] * (1 - across) + self.moved[top, left + 1] * across
        lower = self.moved[top + 1, left] * (1 - across) + self.moved[top + 1, left + 1] * across
        return np.asarray(upper * (1 - down) + lower * down, np.float64)


def lay(
    pyramid: Pyramid,
    transform: Transform,
    size: tuple[float, float],
    scale: float,
    bend: Bend | None = None,
) -> Grey:
    """The page of ``size`` points, at ``scale`` of a sheet's resolution, out of a picture.

    ``transform`` leads from points on the page to pixels of the picture.
    """
    per_point = SCALE * scale
    width, height = int(round(size[0] * SCALE) * scale), int(round(size[1] * SCALE) * scale)
    _fewest, most = density_of(transform, size)
    grey, shrunk = pyramid.for_density(most, per_point)
    smooth = cv2.INTER_LINEAR if most >= per_point else cv2.INTER_CUBIC
    into = shrunk @ transform @ scaling(1 / per_point, 1 / per_point)
    if bend is None:
        matrix = shift(-0.5, -0.5) @ into @ shift(0.5, 0.5)
        laid = cv2.warpPerspective(
            grey,
            matrix,
            (width, height),
            flags=smooth | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=255,
        )
        return np.asarray(laid, np.uint8)
    columns, rows = -(-width // _STEP) + 2, -(-height // _STEP) + 2
    xs, ys = np.meshgrid(
        (np.arange(columns) - 0.5) * _STEP, (np.arange(rows) - 0.5) * _STEP
    )  # one node beyond every edge
    nodes = np.column_stack([xs.ravel(), ys.ravel()])
    moved = bend.at(nodes / per_point, size) * per_point
    ways = (apply(into, nodes + moved) - 0.5).astype(np.float32).reshape(rows, columns, 2)
    return _along(grey, ways, (height, width), smooth)


def _along(grey: Grey, ways: NDArray[np.float32], shape: tuple[int, int], smooth: int) -> Grey:
    """A picture of a shape by the ways at its nodes, a band at a time.

    The ways of all pixels of a page at once take eight times the memory of the page, and asking
    the system for it takes longer than laying the page.
    """
    height, width = shape
    laid = np.empty(shape, np.uint8)
    full: Any = None
    for first in range(0, ways.shape[0] - 2, _BAND):
        band = ways[first : first + _BAND + 2]
        if full is None or len(full) != len(band) * _STEP:
            full = np.empty((len(band) * _STEP, ways.shape[1] * _STEP, 2), np.float32)
        cv2.resize(band, full.shape[1::-1], dst=full, interpolation=cv2.INTER_LINEAR)
        top = first * _STEP
        bottom = min(height, top + _BAND * _STEP)
        cv2.remap(  # type: ignore[call-overload]  # a map of two channels has no second
            grey,
            full[_STEP : _STEP + bottom - top, _STEP : _STEP + width],
            None,
            smooth,
            dst=laid[top:bottom],
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=255,
        )
    return laid
