"""What stands between the words of a line: blanks, and what may be hidden there.

A fold or a streak is left out of the comparison. A letter that it hides within a word
leaves the letters around it too far apart; beside a word it leaves nothing but a wider
gap, and a full stop not even that. So nothing may be hidden between words.
"""

from __future__ import annotations

import numpy as np

from oroforms.readers.scan.setting import LinePicture, Setting, bearing, ink_of, word_slices
from oroforms.readers.scan.through import runs

_ABOVE, _BELOW = 0.5, 0.15
"""Ems above and below the base line between which all letters and stops have ink."""

_STOP, _STOP_HIGH = 0.3, 0.13
"""Ems behind a word within which a full stop ends, and by which it stands above the base line: a
level fold that hides no letter hides that."""


def spaced(
    setting: Setting, blank: float, *, apart: bool
) -> tuple[tuple[str, ...], tuple[int, ...], float]:
    """The words, the blanks between them, and how far the gaps are from whole numbers of blanks.

    ``blank`` is the width of one in pixels. With ``apart`` each word stands in a place
    of its own (the cells of a comb) and the gaps tell nothing.
    """
    places = word_slices(setting)
    firsts = [place.start for place in places]
    words = tuple(setting.text[place] for place in places)
    if apart:
        return words, (0,) * (len(words) - 1), 0.0
    gaps = [
        (float(setting.x[first]) - float(end)) / blank
        for first, end in zip(firsts[1:], setting.ends[:-1], strict=True)
    ]
    blanks = tuple(max(0, round(gap)) for gap in gaps)
    off = max((abs(gap - n) for gap, n in zip(gaps, blanks, strict=True)), default=0.0)
    return words, blanks, off


def hidden_between(picture: LinePicture, setting: Setting) -> int:
    """The most pixels hidden between two words, before the first or behind the last."""
    base = float(np.median(setting.y))
    top, bottom = base - _ABOVE * setting.em, base + _BELOW * setting.em
    rows = slice(max(0, round(top)), max(0, round(bottom)))
    hidden = picture.care[rows] <= 0
    columns = hidden.sum(axis=0)
    gaps = _gaps(setting)
    most = max((int(columns[left:right].sum()) for left, right in gaps), default=0)
    if picture.divided:
        return most
    # Nothing is written on the room's frame or beyond it.
    start, end = picture.inside
    first, last = _ends(setting)
    em = round(setting.em)
    before = columns[max(0, start, first - em) : max(0, first)]
    behind = columns[max(0, last) : max(0, min(end, last + em))]
    beside = (int(part[part > _MOST * len(hidden)].sum()) for part in (before, behind))
    low = slice(max(0, round(base - _STOP_HIGH * setting.em)), max(0, round(base)) + 1)
    stop = picture.care[low, max(0, last) : max(0, min(end, last + round(_STOP * em)))] <= 0
    return max(most, int(stop.sum()), *beside)


_MOST = 0.6
"""Share of a character's height of which, hidden, a character may be hidden."""


def hidden_within(picture: LinePicture, setting: Setting) -> float:
    """The widest stripe in ems in which a word is hidden: too little is seen of its letters."""
    left, right = int(setting.x[0]), int(np.ceil(setting.ends[-1]))
    found = stripes(picture, setting)
    widths = [end - start for start, end in found if end > left and start < right]
    return max(widths, default=0) / setting.em


def stripes(picture: LinePicture, setting: Setting) -> list[tuple[int, int]]:
    """The columns in which a line is hidden, the first and the one behind the last of each run.

    The dividers of a comb hide nothing that is looked for.
    """
    if picture.divided:
        return []
    base = float(np.median(setting.y))
    rows = slice(max(0, round(base - _ABOVE * setting.em)), max(0, round(base)))
    hidden = picture.care[rows] <= 0
    return runs(hidden.sum(axis=0) > _MOST * len(hidden))


def with_hyphens(setting: Setting) -> list[tuple[str, float]] | None:
    """The words, each with the column at which its ink begins, joined by a hyphen wherever they
    stand as far apart; none where they nowhere do.

    Of a hyphen that lies on a comb's divider next to nothing is seen, and it is read as a blank.
    """
    hyphen = setting.face.advance(_HYPHEN) * setting.em
    places = word_slices(setting)
    words: list[tuple[str, float]] = []
    end = -np.inf
    for place, next_end in zip(places, setting.ends.tolist(), strict=True):
        word, pen = setting.text[place], float(setting.x[place.start])
        if abs(pen - end - hyphen) <= _OFF:
            before, left = words.pop()
            words.append((before + _HYPHEN + word, left))
        else:
            words.append((word, pen + bearing(setting.face, word[0]) * setting.em))
        end = next_end
    return words if len(words) < len(places) else None


_HYPHEN, _OFF = "-", 2.5
"""A hyphen, and pixels by which a gap may be wider or narrower than it."""


def _gaps(setting: Setting) -> list[tuple[int, int]]:
    """First and last column between the ink of two words."""
    places = word_slices(setting)
    rights = [int(np.ceil(ink_of(setting, place.stop - 1)[1])) for place in places[:-1]]
    lefts = [int(ink_of(setting, place.start)[0]) for place in places[1:]]
    return [(right, max(right, left)) for right, left in zip(rights, lefts, strict=True)]


def _ends(setting: Setting) -> tuple[int, int]:
    """Columns between which all ink of the words stands."""
    return int(ink_of(setting, 0)[0]), int(np.ceil(ink_of(setting, len(setting.text) - 1)[1]))
