"""Folds and streaks through a room: lines that run on over the page, in cracked toner too.

A fold is thin and goes on beyond the room to both sides; writing that is as long has strokes that
stand upright, and a line that a pen drew through a room ends at its edges.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from oroforms.pictures.base import SCALE, Sheet
from oroforms.readers.scan.added import Mask
from oroforms.readers.scan.lines import runs_on
from oroforms.readers.scan.strokes import Line, Point

_MOST = 2
"""Folds that are looked for in one room: a letter's page has one or two."""
_TURN = np.radians(2.5)
"""Angle by which a fold is off level at most."""
_ALONG = 0.25
"""Share of a room's width, or of its ink, from which ink on one line is looked at."""
_BAND = 6
"""Pixels to both sides of a fold's middle that are the fold's."""
_THICK = 22
"""Pixels down which a fold's ink is thick at most: paper that was folded hard has a shadow."""
_EVEN, _RAGGED = 1.35, 4
"""Times and pixels by which its ink is thicker in places than it mostly is."""
_FURTHER = 60
"""Pixels beside a line in which the height of its ink is seen."""
_PLAIN = 0.75
"""Share of the columns with ink on a line in which that ink is as thick as the fold, at most."""
_BEYOND = 150
"""Pixels to both sides of a room in which a fold is seen to go on."""
_FAR = round(205 * SCALE)
"""Pixels from a page's edge to the middle of what is followed: :func:`runs_on` goes 200 points."""
_FAINT = 6.0
"""Of 255: what is darker than the paper beside it by this is the fold."""
_SEEN = 0.6
"""Share of the bare paper beyond the room on which a fold is seen."""
_LEAST = 30
"""Pixels of such paper."""
_PRINTED = 0.5
"""Share of an upright line on print from which it is a border."""
_ASIDE = 2.0
"""Pixels by which pieces of one streak lie off its middle."""
_SPANNED = 0.6
"""Share of a room's height that the pieces of a streak span at least: a figure or an I is lower."""
_SPANS = 150
"""Pixels that are enough in a room of several lines."""


def without_folds(ink: Mask, sheet: Sheet, corner: tuple[int, int]) -> Mask:
    """A room's ink without folds; ``corner`` is where its left and top lie on the sheet."""
    for _ in range(_MOST):
        line = _level(ink)
        if line is None:
            break
        on_sheet = Line((line.ends[0] + corner, line.ends[1] + corner), line.thickness)
        followed = _within(on_sheet, sheet.grey.shape[1])
        if not _goes_beyond(sheet, on_sheet):
            break
        if not runs_on(sheet.grey, sheet.blank, followed, hidden=True):
            break
        ink = ink & ~_thin_ink(ink, line)
    return ink


def going_on(lines: Mask, sheet: Sheet, corner: tuple[int, int]) -> Mask:
    """Of level lines through a room those that are seen beyond it: a pen's line ends somewhere."""
    count, labels = cv2.connectedComponents(lines.astype(np.uint8), connectivity=8)
    kept = np.zeros_like(lines)
    for label in range(1, count):
        mine = labels == label
        rows, columns = np.nonzero(mine)
        slope, start = np.polyfit(columns, rows, 1)
        ends = (np.array([at, start + slope * at]) for at in (0.0, float(lines.shape[1])))
        left, right = (end + corner for end in ends)
        if _goes_beyond(sheet, Line((left, right), 2.0 * _BAND)):
            kept |= mine
    return kept


def streaks(
    lines: Mask, printed: Mask, sheet: Sheet, corner: tuple[int, int], slope: float
) -> Mask:
    """Of upright lines through a room those of the print, and those seen far above and below it.

    A scanner's streak goes along the feed over all of the page; who strikes out empty rooms with
    a ruler begins above the first and ends below the last. ``slope`` is how far right the feed's
    direction goes with each row.
    """
    count, labels = cv2.connectedComponents(lines.astype(np.uint8), connectivity=8)
    kept = np.zeros_like(lines)
    for label in range(1, count):
        mine = labels == label
        if float(printed[mine].mean()) > _PRINTED:
            kept |= mine  # a border
            continue
        rows, columns = np.nonzero(mine)
        if _is_streak(sheet, np.array([columns.mean(), rows.mean()]) + corner, slope):
            kept |= mine
    return kept


def on_streaks(
    boxes: NDArray[np.intp], sheet: Sheet, corner: tuple[int, int], slope: float, height: int
) -> Mask:
    """Which pieces of ink are what was seen of a streak too pale to be seen from end to end.

    ``boxes`` are the (left, top, right, bottom) of narrow pieces in a room ``height`` pixels high
    whose left and top are ``corner``; ``slope`` as for :func:`streaks`.
    """
    left, top, right, bottom = boxes.T
    across = (left + right) / 2 - slope * (top + bottom) / 2
    found = np.zeros(len(boxes), bool)
    for at in range(len(boxes)):
        mine = np.abs(across - across[at]) <= _ASIDE
        spanned = bottom[mine].max() - top[mine].min()
        if found[at] or spanned < min(_SPANNED * height, _SPANS):
            continue
        middle = np.array([across[mine].mean() + slope * height / 2, height / 2]) + corner
        found[mine] = _is_streak(sheet, middle, slope)
    return found


def _is_streak(sheet: Sheet, middle: Point, slope: float) -> bool:
    """Whether an upright line through a point of the sheet is seen far above and below it."""
    height = sheet.grey.shape[0]
    along = np.array([slope, 1.0])
    # Moved along itself so that what is followed above and below it is on the page.
    middle = middle + along * (np.clip(middle[1], _FAR, height - _FAR) - middle[1])
    return runs_on(sheet.grey, sheet.blank, Line((middle - along, middle + along), 2.0 * _BAND))


def _level(ink: Mask) -> Line | None:
    """The level line with most ink, where that ink is thin."""
    width = ink.shape[1]
    # Of a faint fold some pieces are ink, and nothing else is.
    least = min(_ALONG * width, _ALONG * np.count_nonzero(ink))
    found = cv2.HoughLines(
        ink.astype(np.uint8), 1, np.pi / 720, max(20, round(least)),
        min_theta=np.pi / 2 - _TURN, max_theta=np.pi / 2 + _TURN,
    )  # fmt: skip
    if found is None:
        return None
    rho, theta = found.reshape(-1, 2)[0].tolist()
    rows, columns = np.nonzero(ink)
    off = columns * np.cos(theta) + rows * np.sin(theta) - rho
    near = np.abs(off) <= _BAND
    slope, start = np.polyfit(columns[near], rows[near], 1)
    guess = _through(float(start), float(slope), width, 0.0)
    tall = _heights(ink, guess)
    tallest = np.where(_band(ink.shape, guess), tall, 0).max(axis=0)
    usual = float(np.median(tallest[tallest > 0])) if tallest.any() else np.inf
    if usual > _THICK:
        return None
    line = _middle((tall > 0) & (tall <= _EVEN * usual + _RAGGED), guess, usual)
    mine = ink & _band(ink.shape, line)
    thin = _thin_ink(ink, line)
    inked, plain = (int(each.any(axis=0).sum()) for each in (mine, thin))
    return line if plain >= _PLAIN * inked else None


def _through(start: float, slope: float, width: int, thickness: float) -> Line:
    ends = (np.array([0.0, start]), np.array([width, start + slope * width]))
    return Line(ends, thickness)


def _middle(ink: Mask, line: Line, thickness: float) -> Line:
    """The line through the middle of even ink that another runs through, or beside the middle."""
    width = ink.shape[1]
    wide = Line(line.ends, thickness)
    rows, columns = np.nonzero(ink & _band(ink.shape, wide))
    if len(rows) < 2 or np.ptp(columns) < width / 2:
        return wide
    slope, start = np.polyfit(columns, rows, 1)
    return _through(float(start), float(slope), width, thickness)


def _heights(ink: Mask, line: Line) -> NDArray[np.int32]:
    """For each pixel of ink near a line how many stand in one run above and below it, itself
    counted; far from the line it is 0, and what runs on there is no fold.
    """
    levels = [float(end[1]) for end in line.ends]
    first = max(0, int(min(levels)) - _FURTHER)
    near = ink[first : max(first, int(max(levels)) + _FURTHER)]
    rows = np.arange(1, len(near) + 1, dtype=np.int32)[:, None]
    last = np.maximum.accumulate(np.where(near, 0, rows), axis=0)  # the last bare row above
    below = np.where(near, len(near) + 1, rows)
    following = np.minimum.accumulate(below[::-1], axis=0)[::-1]  # the first bare row below
    out = np.zeros(ink.shape, np.int32)
    out[first : first + len(near)] = np.where(near, following - last - 1, 0)
    return out


def _within(line: Line, width: int) -> Line:
    """The line moved along itself so that what is followed to both sides of it is on the page."""
    start, end = line.ends
    middle = (start[0] + end[0]) / 2
    off = float(np.clip(middle, min(_FAR, width / 2), max(width - _FAR, width / 2))) - middle
    move = (end - start) / (end[0] - start[0]) * off
    return Line((start + move, end + move), line.thickness)


def _thin_ink(ink: Mask, line: Line) -> Mask:
    """The ink on a line, but not where strokes of writing cross it."""
    tall = _heights(ink, line)
    most = _EVEN * line.thickness + _RAGGED
    thin: Mask = _band(ink.shape, line) & (tall > 0) & (tall <= most)
    return thin


def _band(shape: tuple[int, ...], line: Line) -> Mask:
    drawn = np.zeros(shape, np.uint8)
    first, last = (np.round(end).astype(int).tolist() for end in line.ends)
    cv2.line(drawn, first, last, 1, max(2 * _BAND, round(line.thickness) + _BAND) + 1)
    return drawn > 0


def _goes_beyond(sheet: Sheet, line: Line) -> bool:
    """Whether a line is seen on the paper beyond its ends, wherever print lets it be seen."""
    along = (line.ends[1] - line.ends[0]) / float(np.hypot(*(line.ends[1] - line.ends[0])))
    left = _seen_on(sheet, line.ends[0] - along * _BEYOND, along)
    right = _seen_on(sheet, line.ends[1], along)
    told = [share for share in (left, right) if share is not None]
    return bool(told) and min(told) >= _SEEN


def _seen_on(sheet: Sheet, start: Point, along: Point) -> float | None:
    """Share of the bare paper from ``start`` on that a line is seen on; none of too little."""
    steps = start + np.outer(np.arange(_BEYOND), along)
    x = np.round(steps[:, 0]).astype(int)
    y = np.round(steps[:, 1]).astype(int) + np.arange(-3 * _BAND, 3 * _BAND + 1)[:, None]
    height, width = sheet.grey.shape
    there = (x >= 0) & (x < width) & (y.min(axis=0) >= 0) & (y.max(axis=0) < height)
    x, y = x[there], y[:, there]
    core = slice(2 * _BAND, 4 * _BAND + 1)
    bare = (sheet.blank[y[core], x] > 200).all(axis=0) if x.size else np.zeros(0, bool)
    if int(bare.sum()) < _LEAST:
        return None
    soft = cv2.blur(sheet.grey[y, x].astype(np.float32), (9, 3))
    # Type may stand to one side of the line and a label to the other: no ink fills a row.
    rows = np.median(soft[:, bare], axis=1)
    paper = float(max(rows[: core.start].max(), rows[core.stop :].max()))
    dark = soft[core].min(axis=0) < paper - _FAINT
    return float(dark[bare].mean())
