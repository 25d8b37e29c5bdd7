"""The scan: paper under light, through a lens or past a line of sensors, into a file.

``docs/decisions/scan-simulator.md`` tells where each step and each number
comes from. A scan follows from its page, its condition and one number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import cv2
import numpy as np
from numpy.random import Generator
from PIL import Image

from accuracy import paper
from accuracy.conditions import FAX, Condition, Mode
from accuracy.forms import FilledPage
from accuracy.paper import Picture
from accuracy.pens import PRINT_DPI
from accuracy.pens import Ink as PenInk
from oroforms.pictures.base import Grey, PagePicture, Transform
from oroforms.pictures.light import grey_of

_WEIGHTS: Final = (
    (0.299, 0.587, 0.114),
    (0.299, 0.587, 0.114),
    (0.33, 0.34, 0.33),
    (0.05, 0.9, 0.05),
    (0.75, 0.15, 0.1),
)
"""What grey means to a device, red, green, blue: ITU-R BT.601 (twice as common), all lamps at
once, a green lamp alone, and a reddish lamp under which red ink grows pale."""
_LEVELS: Final = (150, 200, 300, 600)
_BLACK_AND_WHITE: Final = frozenset({Mode.THRESHOLD, Mode.ADAPTIVE, Mode.DITHER, *FAX})


@dataclass(frozen=True, eq=False)
class Scan:
    """A picture of a page, and how it truly lies in it."""

    picture: Picture
    """As the file holds it: grey or (blue, green, red)."""
    dpi: tuple[float, float] | None
    transform: Transform
    """From points on the form's page to pixels, apart from ``stretch`` and ``curl``, which move
    places by some millimetres at most."""
    condition: Condition
    mode: Mode
    quality: int
    """Of JPEG, 1–100."""
    mirrored: bool
    seed: int
    page: FilledPage

    @property
    def grey(self) -> Grey:
        """As readers see it."""
        if self.picture.ndim == 2:
            return self.picture
        return grey_of(self.picture[..., ::-1])

    def as_page(self, number: int = 1) -> PagePicture:
        """The scan as what :mod:`oroforms.pictures` takes in."""
        return PagePicture(number, self.grey, self.dpi)

    @property
    def bitonal(self) -> bool:
        """Whether it is black and white: what is compressed as fax or JBIG2."""
        return self.mode in _BLACK_AND_WHITE


def scan(page: FilledPage, condition: Condition, seed: int, back: FilledPage | None = None) -> Scan:
    """Scan one page; ``back`` is what is printed on its back, where it has one."""
    random = np.random.default_rng([20261122, seed, *condition.name.encode()])
    mode = condition.mode(random)
    dpi = FAX.get(mode) or (float(random.choice(condition.dpi)),) * 2
    level = next(each for each in _LEVELS if each >= dpi[0] * 0.98)
    behind = int(random.choice([255, 250, 30, 5, 90])) if not condition.perspective else 60
    weights = _WEIGHTS[random.integers(len(_WEIGHTS))]
    sheet = _sheet(page, condition, level, mode is Mode.COLOUR, weights, random, back, behind)
    matrix, size, transform = _geometry(page, condition, dpi, level, random)
    picture = _placed(sheet, matrix, size, behind, condition, dpi, random)
    picture = _lit(picture, condition, random)
    picture = _sensed(picture, condition, random)
    picture = _coded(picture, condition, mode, random)
    quality = int(random.integers(condition.jpeg[0], condition.jpeg[1] + 1))
    if mode not in _BLACK_AND_WHITE:
        _done, said = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
        picture = np.asarray(cv2.imdecode(said, cv2.IMREAD_UNCHANGED))
    picture, transform, dpi, mirrored = _turned(picture, transform, dpi, condition, random)
    told = None if condition.perspective else dpi
    return Scan(picture, told, transform, condition, mode, quality, mirrored, seed, page)


def without(page: FilledPage, *inks: PenInk) -> FilledPage:
    """The same page as it was before these pens touched it."""
    return replace(page, inks={ink: mask for ink, mask in page.inks.items() if ink not in inks})


# The paper.


def _sheet(
    page: FilledPage,
    condition: Condition,
    level: int,
    colour: bool,
    weights: tuple[float, float, float],
    random: Generator,
    back: FilledPage | None,
    behind: int,
) -> Picture:
    print_ = paper.faded(_reduced(page.print, level), random.uniform(*condition.toner), random)
    # Toner reflects some 5 to 12 % of the light, and paper is not snow.
    black, white = random.uniform(12, 32), random.uniform(232, 252)
    table = np.round(black + (white - black) * np.arange(256) / 255).astype(np.uint8)
    print_ = np.asarray(cv2.LUT(print_, table))
    picture: Picture = cv2.merge([print_] * 3) if colour else print_  # type: ignore[assignment]
    picture = _inked(picture, page.inks, level, weights)
    through = random.uniform(*condition.show_through)
    if back is not None and through > 0.01:
        picture = paper.shown_through(picture, _reduced(back.print, level), through, level)
    picture = picture.copy()
    if random.random() < condition.coffee:
        picture = paper.stained(picture, level, random)
    if random.random() < condition.folds:
        for _ in range(int(random.integers(1, 3))):
            picture = paper.folded(picture, level, random)
    if random.random() < condition.holes:
        picture = paper.holes(picture, level, behind, random)
    if random.random() < condition.staple:
        picture = paper.stapled(picture, level, random)
    if random.random() < condition.torn:
        picture = paper.torn(picture, level, behind, random)
    return paper.specks(picture, level, random.uniform(*condition.specks), random)


def _inked(
    picture: Picture,
    inks: Mapping[PenInk, Grey],
    level: int,
    weights: tuple[float, float, float],
) -> Picture:
    for ink, coverage in inks.items():
        covered = _reduced(coverage, level)
        ramp = np.arange(256) / 255
        if picture.ndim == 2:
            returned = float(np.dot(weights, ink.back))
            table = np.round(255 * (1 - ramp * (1 - returned))).astype(np.uint8)
            picture = paper.times(picture, np.asarray(cv2.LUT(covered, table)))
        else:
            channels = [
                cv2.LUT(covered, np.round(255 * (1 - ramp * (1 - back))).astype(np.uint8))
                for back in reversed(ink.back)
            ]
            picture = paper.times(picture, np.asarray(cv2.merge(channels)))
    return picture


def _reduced(picture: Grey, level: int) -> Grey:
    """The same at fewer dots per inch; a whole number of pixels becomes one, which is quick."""
    factor = PRINT_DPI // level
    if factor == 1:
        return picture
    height, width = (side // factor for side in picture.shape)
    whole = picture[: height * factor, : width * factor]
    return np.asarray(cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA))


# Where it lies.


def _geometry(
    page: FilledPage,
    condition: Condition,
    dpi: tuple[float, float],
    level: int,
    random: Generator,
) -> tuple[Transform, tuple[int, int], Transform]:
    """Sheet pixels → picture pixels, the picture's size, and points → picture pixels."""
    width, height = page.layout.size
    lean = float(np.clip(random.normal(0, condition.turn / 3), -condition.turn, condition.turn))
    across, down = 1 + random.uniform(-1, 1, 2) * condition.scale
    angle = np.radians(lean)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], float)
    middle = corners.mean(axis=0)
    placed = (corners - middle) @ turn.T * (across, down)
    if condition.perspective:
        placed = placed + random.uniform(-1, 1, (4, 2)) * condition.perspective * width
    placed = placed * np.array(dpi) / 72
    if abs(lean) < 2 and not condition.perspective:
        # A feeder cuts the picture to the size of the paper; the page lies a little off in it.
        extent = np.array([width, height]) * np.array(dpi) / 72
        origin = -extent / 2 + random.normal(0, 1.2, 2) * np.array(dpi) / 25.4
    else:
        margin = np.array(dpi) / 72 * (random.uniform(5, 60) if condition.perspective else 6)
        origin = placed.min(axis=0) - margin
        extent = placed.max(axis=0) + margin - origin
    size = (int(extent[0]), int(extent[1]))
    transform = cv2.getPerspectiveTransform(
        corners.astype(np.float32), (placed - origin).astype(np.float32)
    )
    to_points = np.diag([72 / level, 72 / level, 1.0])
    return np.asarray(transform @ to_points), size, np.asarray(transform)


def _placed(
    sheet: Picture,
    matrix: Transform,
    size: tuple[int, int],
    behind: int,
    condition: Condition,
    dpi: tuple[float, float],
    random: Generator,
) -> Picture:
    curl = random.uniform(*condition.curl)
    if curl:
        sheet = _curled(sheet, curl * dpi[0] / 25.4, behind, random)
    coarse = matrix[1, 1] < 0.6  # a fax's lines lie far apart: each gathers light over its height
    if coarse:
        sheet = np.asarray(cv2.blur(sheet, (1, max(1, round(0.9 / matrix[1, 1])))))
    picture = cv2.warpPerspective(
        sheet, matrix, size, flags=cv2.INTER_LINEAR, borderValue=(behind,) * 3
    )
    if condition.stretch:
        picture = _fed(np.asarray(picture), condition.stretch, random)
    return np.asarray(picture)


def _curled(sheet: Picture, height: float, behind: int, random: Generator) -> Picture:
    """A page that does not lie flat: rows rise in the middle by ``height`` pixels."""
    rows, columns = sheet.shape[:2]
    x = np.linspace(0, 1, 33, dtype=np.float32)
    y = np.linspace(0, 1, 33, dtype=np.float32)
    phase = random.uniform(0.6, 1.4)
    lift = height * np.sin(np.pi * phase * x)[None, :] * (0.3 + 0.7 * y)[:, None]
    map_y = (y[:, None] * (rows - 1) + lift).astype(np.float32)
    map_x = np.repeat(x[None, :] * (columns - 1), 33, axis=0).astype(np.float32)
    grown_x = cv2.resize(map_x, (columns, rows), interpolation=cv2.INTER_LINEAR)
    grown_y = cv2.resize(map_y, (columns, rows), interpolation=cv2.INTER_LINEAR)
    return np.asarray(
        cv2.remap(sheet, grown_x, grown_y, cv2.INTER_LINEAR, borderValue=(behind,) * 3)
    )


def _fed(picture: Picture, most: float, random: Generator) -> Picture:
    """A feed that does not run evenly: lines come twice or not at all."""
    rows = picture.shape[0]
    knots = random.uniform(-most, most, 6)
    speed = 1 + np.interp(np.linspace(0, 5, rows), np.arange(6), knots)
    at = np.cumsum(speed)
    at = (at - at[0]) + (rows - 1 - (at[-1] - at[0])) * 0.5
    return np.asarray(picture[np.clip(np.round(at), 0, rows - 1).astype(int)])


# Light and sensor.


def _lit(picture: Picture, condition: Condition, random: Generator) -> Picture:
    depth = random.uniform(*condition.shade)
    if depth > 0.01:
        picture = paper.times(picture, paper.field(picture.shape, 2, 1 - depth, random))
    if random.random() < condition.shadow:
        height, width = picture.shape[:2]
        shadow = np.full((height // 8 + 1, width // 8 + 1), 255, np.uint8)
        centre = random.uniform(0, 1, 2) * (shadow.shape[1], shadow.shape[0])
        angles = np.linspace(0, 2 * np.pi, 9)[:-1]
        reach = random.uniform(0.15, 0.6, (8, 1)) * shadow.shape[1]
        shape = centre + np.stack([np.cos(angles), np.sin(angles)], axis=1) * reach
        cv2.fillPoly(shadow, [shape.astype(np.int32)], int(255 * random.uniform(0.45, 0.85)))
        shadow = np.asarray(cv2.GaussianBlur(shadow, (0, 0), random.uniform(2, 14)))
        grown = cv2.resize(shadow, (width, height), interpolation=cv2.INTER_LINEAR)
        picture = paper.times(picture, np.asarray(grown))
    return picture


def _sensed(picture: Picture, condition: Condition, random: Generator) -> Picture:
    picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), random.uniform(*condition.blur)))
    if condition.perspective and random.random() < 0.25:
        length = int(random.integers(2, 5))  # a hand that shook
        kernel = np.eye(length) if random.random() < 0.5 else np.ones((1, length))
        picture = np.asarray(cv2.filter2D(picture, -1, kernel / kernel.sum()))
    if random.random() < condition.streaks:
        picture = _streaked(picture, random)
    picture = _noisy(picture, random.uniform(*condition.noise), random)
    # Devices set paper white and ink black, some more than the paper bears.
    low, high = random.uniform(0, 25), random.uniform(225, 255)
    gamma = random.uniform(0.85, 1.2)
    ramp = np.clip((np.arange(256) - low) / (high - low), 0, 1) ** gamma * 255
    if condition.perspective:
        ramp = np.clip((np.arange(256) / 255) ** gamma * random.uniform(0.8, 1.1) * 255, 0, 255)
    return np.asarray(cv2.LUT(picture, np.round(ramp).astype(np.uint8)))


def _streaked(picture: Picture, random: Generator) -> Picture:
    """Dust on the glass of a feeder: a line along the whole feed."""
    picture = picture.copy()
    width = picture.shape[1]
    for _ in range(int(random.integers(1, 4))):
        x, thick = int(random.uniform(0.02, 0.98) * width), int(random.integers(1, 4))
        strength = random.uniform(0.15, 0.8)
        towards = 255 if random.random() < 0.25 else 40
        band = picture[:, x : x + thick].astype(np.float32)
        picture[:, x : x + thick] = (band * (1 - strength) + towards * strength).astype(np.uint8)
    return picture


_TILE: Final = 512


@lru_cache(maxsize=2)
def _noise(channels: int) -> tuple[Picture, Picture]:
    """What sensor noise adds and takes away, standard deviation 16, to be laid at random."""
    random = np.random.default_rng(7)
    shape = (2 * _TILE, 2 * _TILE, channels)[: 2 if channels == 1 else 3]
    drawn = random.normal(0, 16, shape)
    return (
        np.clip(np.round(drawn), 0, 255).astype(np.uint8),
        np.clip(np.round(-drawn), 0, 255).astype(np.uint8),
    )


def _noisy(picture: Picture, spread: float, random: Generator) -> Picture:
    more, less = (
        cv2.convertScaleAbs(tile, alpha=spread / 16)
        for tile in _noise(1 if picture.ndim == 2 else 3)
    )
    out = picture.copy()
    height, width = picture.shape[:2]
    for y in range(0, height, _TILE):
        for x in range(0, width, _TILE):
            block = out[y : y + _TILE, x : x + _TILE]
            rows, columns = block.shape[:2]
            top, left = random.integers(0, _TILE, 2)
            at = (slice(top, top + rows), slice(left, left + columns))
            block[:] = cv2.subtract(cv2.add(block, more[at]), less[at])
    return out


# Into a file.


def _coded(picture: Picture, condition: Condition, mode: Mode, random: Generator) -> Picture:
    match mode:
        case Mode.GREY | Mode.COLOUR:
            return picture
        case Mode.ADAPTIVE:
            side = int(random.choice([31, 51, 75]))
            return np.asarray(
                cv2.adaptiveThreshold(
                    picture, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, side, 14
                )
            )
        case Mode.DITHER:
            return np.asarray(Image.fromarray(picture).convert("1").convert("L"))
        case Mode.THRESHOLD:
            _level, out = cv2.threshold(picture, random.uniform(125, 190), 255, cv2.THRESH_BINARY)
            return np.asarray(out)
        case _:
            return _faxed(picture, random.uniform(*condition.lines_lost), random)


def _faxed(picture: Grey, lost: float, random: Generator) -> Grey:
    """Edges enhanced, thresholded, sent: a line that came wrong repeats the one before it."""
    soft = cv2.GaussianBlur(picture, (0, 0), 1.2)
    sharp = cv2.addWeighted(picture, 1.7, soft, -0.7, 0)
    _level, sent = cv2.threshold(sharp, random.uniform(130, 185), 255, cv2.THRESH_BINARY)
    out = np.array(sent, np.uint8)
    height, width = out.shape
    for row in np.flatnonzero(random.random(height) < lost):
        if row == 0:
            continue
        kind = random.random()
        if kind < 0.6:
            out[row] = out[row - 1]
        elif kind < 0.85:  # from somewhere on the colours are wrong
            start = int(random.integers(0, width))
            out[row, start:] = np.roll(out[row, start:], int(random.integers(1, 40)))
        else:
            out[row] = 255
    dots = random.integers(0, out.size, int(random.uniform(0, 4e-5) * out.size))
    out.flat[dots] = 255 - out.flat[dots]
    return out


def _turned(
    picture: Picture,
    transform: Transform,
    dpi: tuple[float, float],
    condition: Condition,
    random: Generator,
) -> tuple[Picture, Transform, tuple[float, float], bool]:
    height, width = picture.shape[:2]
    chance = random.random()
    if chance < condition.upside_down:
        picture = np.asarray(cv2.rotate(picture, cv2.ROTATE_180))
        turn = np.array([[-1, 0, width - 1], [0, -1, height - 1], [0, 0, 1]], float)
        transform = turn @ transform
    elif chance < condition.upside_down + condition.sideways:
        picture = np.asarray(cv2.rotate(picture, cv2.ROTATE_90_CLOCKWISE))
        transform = np.array([[0, -1, height - 1], [1, 0, 0], [0, 0, 1]], float) @ transform
        dpi = (dpi[1], dpi[0])
    mirrored = bool(random.random() < condition.mirrored)
    if mirrored:
        width = picture.shape[1]
        picture = np.asarray(cv2.flip(picture, 1))
        transform = np.array([[-1, 0, width - 1], [0, 1, 0], [0, 0, 1]], float) @ transform
    return picture, transform, dpi, mirrored
