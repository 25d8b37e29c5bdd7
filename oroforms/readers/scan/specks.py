"""Ink of a line that the drawing of its text does not explain: dirt, or what was not read.

What lies within a word and is as small as dirt is left out of the comparison: the
letters there must be told from all others by the rest of the picture. A sign that was
typed it cannot be, for the letters around stand as close as the word without it has
them; an accent or a dot it may be, and then its letter is not surely told any more.
A pen may have put it there: a stop or a comma among figures, two dots over a letter.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import cv2
import numpy as np
from numpy.typing import NDArray

from oroforms.pictures.pieces import Pieces, pieces_of
from oroforms.readers.scan.added import grown
from oroforms.readers.scan.comparing import Judged
from oroforms.readers.scan.faces import PHASES
from oroforms.readers.scan.setting import LinePicture, Setting, ink_of, word_slices

_BLOT = 0.35
"""Darkness from which ink that the drawing has not is looked at."""
_SPECK, _ABOVE, _TOP, _UNDER = 0.17, 0.58, 1.0, 0.25
"""Ems: size of a speck; heights of small and of all letters, depth of their tails."""
_MIDDLE = (0.2, 0.4)
"""Ems above the base line between which no character has a mark so small: full stops lie lower,
the upper dot of a colon higher, and dashes are wider."""
_ACCENT = 3.0
"""How many times ink over a letter counts: of a dot of ë a threshold at 150 dpi leaves a third."""
_DIRT = 0.12
"""Ems across up to which ink within a word may be dirt: a dot of a fine pen has 0.08, a short
stroke more."""
_LEVEL, _APART = 0.08, (0.1, 0.4)
"""Ems: by how much two dots over one letter differ in height, and how far apart they stand."""
_MOST = 6
"""Pieces of dirt in one line; what has more is no line with some dirt on it."""
_AROUND = 2
"""Pixels around a piece, or around what is hidden, that are not looked at."""


def without_specks(picture: LinePicture, found: Judged) -> LinePicture | None:
    """The picture with dirt inside words left out of what counts; nothing where there is none."""
    setting = found.setting
    most = _DIRT * setting.em
    labels, stats, middles = _unexplained(found)
    dirt = [
        label
        for label, ((_, _, wide, high, _), (x, _)) in enumerate(
            zip(stats[1:], middles[1:], strict=True), start=1
        )
        if max(wide, high) <= most and _in_word(setting, float(x))
    ]
    if not 0 < len(dirt) <= _MOST or _has_two_dots(setting, middles[dirt]):
        return None
    hidden = grown(np.isin(labels, dirt), _AROUND)
    return replace(picture, care=np.where(hidden, np.float32(0), picture.care))


def _in_word(setting: Setting, x: float) -> bool:
    """Whether a column lies between the first ink of a word and that of its last letter.

    Not under that: a full stop stands below the arm of an r. And not in numbers, where
    a stop and a stroke tell as much as a figure does.
    """
    return any(
        ink_of(setting, place.start)[0] < x < ink_of(setting, place.stop - 1)[0]
        for place in word_slices(setting)
        if not _is_number(setting, place)
    )


def _is_number(setting: Setting, place: slice) -> bool:
    return any(map(str.isdigit, setting.text[place]))


def _has_two_dots(setting: Setting, middles: NDArray[np.float64]) -> bool:
    """Whether two pieces lie level above the small letters, as the dots of an ä do."""
    high = float(np.median(setting.y)) - _MIDDLE[1] * setting.em
    above = middles[middles[:, 1] < high] / setting.em
    least, most = _APART
    return any(
        abs(one[1] - other[1]) <= _LEVEL and least <= abs(one[0] - other[0]) <= most
        for one, other in combinations(above, 2)
    )


def _unexplained(found: Judged) -> Pieces:
    """Pieces of ink beyond the drawing."""
    return pieces_of(cv2.blur(found.left_over, (3, 3)) > _BLOT)


def blot(picture: LinePicture, found: Judged) -> float:
    """Area of the largest piece of ink beyond the drawing; thin edges of glyphs are none.

    A speck below the line or above all letters is no character, nor is one
    at half the height of the small letters, nor one above them where no letter
    stands below it: there it could be the dot of one that was misread. Quotation
    marks are larger. What is left could be a full stop, a comma or an accent: it
    is measured by the full stop that the face would have printed. Beside print of
    the blank a piece may be larger than it looks, so none is small there. In a comb a
    figure has its cell for itself and no accents, so dirt beside it is dirt.
    """
    setting = found.setting
    hidden = grown(picture.care <= 0, _AROUND)
    stop = float(setting.face.drawn(".", round(setting.em * PHASES), 0, 0).ink.sum())
    labels, stats, middles = _unexplained(found)
    base, most = float(np.median(setting.y)), 0.0
    in_cells = picture.numbers and not picture.divided
    beside = set(np.unique(labels[hidden]).tolist())
    pieces = zip(stats[1:], middles[1:], strict=True)
    for label, ((_, _, wide, high, area), (x, y)) in enumerate(pieces, start=1):
        small = max(wide, high) <= _SPECK * setting.em and label not in beside
        up = (base - y) / setting.em
        if in_cells and max(wide, high) <= _DIRT * setting.em:
            continue
        beyond = up > _TOP or up < -_UNDER
        beyond |= _MIDDLE[0] < up < _MIDDLE[1] and not _beside_number(setting, float(x))
        between = up > _ABOVE and _in_gap(setting, float(x))
        over = up > _ABOVE and not between
        if not (small and (beyond or between)):
            most = max(most, _ACCENT * float(area) if over else float(area))
    return most / stop


def _beside_number(setting: Setting, x: float) -> bool:
    """Whether a column lies among figures or close beside them."""
    near = _DIRT * setting.em
    return any(
        setting.x[place.start] - near < x < setting.ends[number] + near
        for number, place in enumerate(word_slices(setting))
        if _is_number(setting, place)
    )


def _in_gap(setting: Setting, x: float) -> bool:
    """Whether a column lies between two words, well away from both."""
    beside = _SPECK * setting.em
    places = word_slices(setting)
    return not any(
        setting.x[place.start] - beside < x < setting.ends[number] + beside
        for number, place in enumerate(places)
    )
