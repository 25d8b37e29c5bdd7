"""What happens to the paper: toner, show-through, stains, folds, holes, staples, torn corners.

All of it is drawn onto a picture of the page's reflectance at some dots per
inch (255 white), before any device looks at it.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from oroforms.pictures.base import Grey

Picture = NDArray[np.uint8]
"""(height, width) grey or (height, width, 3) blue, green, red."""

_MM_PER_INCH: Final = 25.4


def times(picture: Picture, factor: Grey) -> Picture:
    """The picture behind a filter: ``factor`` 255 lets all light through."""
    if picture.ndim == 3 and factor.ndim == 2:
        factor = cv2.merge([factor] * 3)  # type: ignore[assignment]
    return np.asarray(cv2.multiply(picture, factor, scale=1 / 255))


def field(shape: tuple[int, ...], knots: int, least: float, random: Generator) -> Grey:
    """A smooth field between ``least`` and 1, as a filter: light, toner, dirt."""
    coarse = random.uniform(0, 1, (knots + 1, knots + 1)).astype(np.float32)
    coarse = (coarse - coarse.min()) / max(float(np.ptp(coarse)), 1e-6)
    coarse = (least + (1 - least) * coarse) * 255
    grown = cv2.resize(coarse, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.clip(grown, 0, 255), np.uint8)


def faded(print_: Grey, least: float, random: Generator) -> Grey:
    """Print whose toner is spent here and there, in bands along the feed as drums wear."""
    if least >= 0.98:
        return print_
    height, width = print_.shape
    coarse = random.uniform(least, 1, (4, 7)).astype(np.float32)
    coarse[:] = coarse * 0.4 + coarse[:1] * 0.6
    density = cv2.resize(coarse * 255, (width, height), interpolation=cv2.INTER_LINEAR)
    dark = cv2.multiply(cv2.bitwise_not(print_), density.astype(np.uint8), scale=1 / 255)
    return np.asarray(cv2.bitwise_not(dark))


def shown_through(picture: Picture, back: Grey, strength: float, dpi: float) -> Picture:
    """The back of the sheet as it shines through: mirrored, soft, faint."""
    turned = cv2.GaussianBlur(cv2.flip(back, 1), (0, 0), 0.35 * dpi / _MM_PER_INCH)
    return times(
        picture, np.asarray(cv2.addWeighted(turned, strength, turned, 0, 255 * (1 - strength)))
    )


def stained(picture: Picture, dpi: float, random: Generator) -> Picture:
    """A ring of coffee: a dark rim where it dried, a light brown inside."""
    mm = dpi / _MM_PER_INCH
    height, width = picture.shape[:2]
    tint = np.full((height, width), 255, np.uint8)
    centre = (int(random.uniform(0, width)), int(random.uniform(0, height)))
    radius = int(random.uniform(25, 42) * mm)
    inside, rim = random.uniform(0.9, 0.98), random.uniform(0.62, 0.85)
    cv2.circle(tint, centre, radius, int(255 * inside), -1, cv2.LINE_AA)
    start = random.uniform(0, 360)
    sweep = random.uniform(180, 360)
    for step in range(3):
        cv2.ellipse(
            tint,
            centre,
            (radius - int(step * mm * 0.8), radius - int(step * mm * 0.6)),
            0,
            start,
            start + sweep,
            int(255 * min(1.0, rim + 0.08 * step)),
            max(1, int(random.uniform(0.8, 2.0) * mm)),
            cv2.LINE_AA,
        )
    tint = np.asarray(cv2.GaussianBlur(tint, (0, 0), 0.5 * mm))
    if picture.ndim == 2:
        return times(picture, tint)
    brown = [np.clip(255 - (255 - tint.astype(np.int16)) * k, 0, 255) for k in (1.5, 1.0, 0.7)]
    return times(picture, np.stack(brown, axis=2).astype(np.uint8))


def folded(picture: Picture, dpi: float, random: Generator) -> Picture:
    """A fold as a letter has it (thirds or half): a dark and a light line, its toner cracked."""
    height, width = picture.shape[:2]
    mm = dpi / _MM_PER_INCH
    share = random.choice([1 / 3, 0.5, 2 / 3]) + random.normal(0, 0.01)
    middle, slope = height * share, random.normal(0, 0.004) * height
    ends = (0, int(middle - slope)), (width, int(middle + slope))
    shade = np.full((height, width), 255, np.uint8)
    depth = random.uniform(0.05, 0.3)
    cv2.line(shade, *ends, int(255 * (1 - depth)), max(1, int(random.uniform(0.2, 0.8) * mm)))
    shade = np.asarray(cv2.GaussianBlur(shade, (0, 0), 0.25 * mm))
    out = times(picture, shade)
    cracks = np.zeros((height, width), np.uint8)
    for _ in range(int(random.integers(0, 40))):
        x = int(random.uniform(0, width))
        y = int(middle + (2 * x / width - 1) * slope + random.normal(0, 0.15 * mm))
        size = (max(1, int(random.uniform(0.1, 0.8) * mm)), max(1, int(0.12 * mm)))
        cv2.ellipse(cracks, (x, y), size, 0, 0, 360, 255, -1)
    return np.asarray(
        np.where(cracks[..., None] > 0, 245, out)
        if out.ndim == 3
        else np.where(cracks > 0, 245, out)
    ).astype(np.uint8)


def holes(picture: Picture, dpi: float, behind: int, random: Generator) -> Picture:
    """Punch holes at the left: ISO 838 (two, 80 mm apart) or the Swedish four (21-70-21)."""
    mm = dpi / _MM_PER_INCH
    height = picture.shape[0]
    x = (11 if random.random() < 0.5 else 12) * mm + random.normal(0, 1.2 * mm)
    offsets = (-40, 40) if random.random() < 0.4 else (-56, -35, 35, 56)
    middle = height / 2 + random.normal(0, 2 * mm)
    radius = int((3.0 if len(offsets) == 2 else 2.75) * mm)
    for offset in offsets:
        centre = (int(x), int(middle + offset * mm))
        cv2.circle(picture, centre, radius, (behind,) * 3, -1, cv2.LINE_AA)
        if random.random() < 0.5:  # the paper's edge throws a little shadow
            cv2.circle(picture, centre, radius, (150,) * 3, max(1, int(0.15 * mm)), cv2.LINE_AA)
    return picture


def stapled(picture: Picture, dpi: float, random: Generator) -> Picture:
    """A staple at the top left, or the two holes and the shadow that it left."""
    mm = dpi / _MM_PER_INCH
    x, y = random.uniform(6, 16) * mm, random.uniform(5, 14) * mm
    angle = np.radians(random.choice([0, 45, -45, 90]) + random.normal(0, 8))
    along = np.array([np.cos(angle), np.sin(angle)]) * 6 * mm
    start, end = np.array([x, y]) - along, np.array([x, y]) + along
    if random.random() < 0.5:
        cv2.line(picture, _at(start), _at(end), (70,) * 3, max(1, int(0.5 * mm)), cv2.LINE_AA)
    else:
        for point in (start, end):
            cv2.circle(picture, _at(point), max(1, int(0.5 * mm)), (60,) * 3, -1, cv2.LINE_AA)
    return picture


def torn(picture: Picture, dpi: float, behind: int, random: Generator) -> Picture:
    """One or two corners torn off, 10 to 60 mm, with a ragged edge."""
    mm = dpi / _MM_PER_INCH
    height, width = picture.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], float)
    count = 2 if random.random() < 0.3 else 1
    for corner in corners[random.choice(4, count, replace=False)]:
        inward = np.where(corner > 0, -1.0, 1.0)
        legs = random.uniform(10, 60, 2) * mm
        start = corner + np.array([inward[0] * legs[0], 0])
        end = corner + np.array([0, inward[1] * legs[1]])
        edge = np.linspace(start, end, 14) + random.normal(0, 0.8 * mm, (14, 2))
        outside = corner - inward * 5
        shape = np.concatenate(
            [[outside], [start - (0, inward[1] * 5)], edge, [end - (inward[0] * 5, 0)]]
        )
        cv2.fillPoly(picture, [np.round(shape).astype(np.int32)], (behind,) * 3, cv2.LINE_AA)
    return picture


def specks(picture: Picture, dpi: float, density: float, random: Generator) -> Picture:
    """Dirt on paper or glass, dots of 0.1 to 0.4 mm, ``density`` a square centimetre."""
    mm = dpi / _MM_PER_INCH
    height, width = picture.shape[:2]
    count = int(random.poisson(density * height * width / (10 * mm) ** 2))
    spots = random.uniform(0, 1, (count, 4))
    for x, y, size, dark in spots:
        at = (int(x * width), int(y * height))
        radius = max(0, round((0.05 + 0.15 * size**3) * mm))
        cv2.circle(picture, at, radius, (int(40 + 150 * dark),) * 3, -1, cv2.LINE_AA)
    return picture


def _at(point: NDArray[np.float64]) -> tuple[int, int]:
    return (round(float(point[0])), round(float(point[1])))
