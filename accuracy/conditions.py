"""The conditions that scans are made under, each a range that single scans are drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.random import Generator

Span = tuple[float, float]
"""Least and most of a measure; drawn evenly."""


class Mode(StrEnum):
    """What the device makes of light."""

    GREY = "grey"
    COLOUR = "colour"
    THRESHOLD = "black and white"
    ADAPTIVE = "black and white, adaptive"
    DITHER = "black and white, dithered"
    FAX_FINE = "fax, fine"
    FAX_STANDARD = "fax, standard"


FAX: Final = {Mode.FAX_FINE: (204.0, 196.0), Mode.FAX_STANDARD: (204.0, 98.0)}
"""ITU-T T.4: 8.04 dots a millimetre across, 7.7 or 3.85 lines a millimetre down."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What may happen to a page between the desk and the file.

    Shares are chances 0–1 for one page. Lengths are millimetres, angles
    degrees, ``scale`` and ``stretch`` shares of the length.
    """

    name: str
    dpi: tuple[int, ...]
    modes: tuple[tuple[Mode, float], ...]
    turn: float
    """Spread of small rotations: three quarters lie within a third of it, none beyond it."""
    scale: float
    jpeg: tuple[int, int]
    blur: Span = (0.25, 0.6)
    """Standard deviation in pixels of the picture."""
    noise: Span = (0.5, 2.5)
    """Standard deviation in grey levels."""
    upside_down: float = 0.0
    sideways: float = 0.0
    mirrored: float = 0.0
    shade: Span = (0.0, 0.03)
    """How much darker the darkest part of the page is lit."""
    shadow: float = 0.0
    perspective: float = 0.0
    """How far a corner lies off, as a share of the page."""
    curl: Span = (0.0, 0.0)
    stretch: float = 0.0
    """Feed: how much faster or slower parts of the page pass, at most."""
    show_through: Span = (0.0, 0.0)
    toner: Span = (0.85, 1.0)
    """Least density of the print within a page."""
    streaks: float = 0.0
    folds: float = 0.0
    coffee: float = 0.0
    holes: float = 0.0
    staple: float = 0.0
    torn: float = 0.0
    specks: Span = (0.0, 0.3)
    """Dots of dirt a square centimetre."""
    lines_lost: Span = (0.0, 0.0)
    """Share of a fax's lines that came through wrong."""

    def mode(self, random: Generator) -> Mode:
        """One of the modes by their shares."""
        modes, shares = zip(*self.modes, strict=True)
        return Mode(modes[random.choice(len(modes), p=np.array(shares) / sum(shares))])


CLEAN = Condition(
    "clean",
    dpi=(300,),
    modes=((Mode.GREY, 0.6), (Mode.COLOUR, 0.4)),
    turn=0.5,
    scale=0.003,
    jpeg=(85, 95),
    noise=(0.3, 1.2),
    specks=(0.0, 0.02),
)
ORDINARY = Condition(
    "ordinary",
    dpi=(200, 200, 240, 300, 300, 300, 400, 600),
    modes=(
        (Mode.GREY, 0.45),
        (Mode.COLOUR, 0.3),
        (Mode.THRESHOLD, 0.15),
        (Mode.ADAPTIVE, 0.1),
    ),
    turn=3.0,
    scale=0.01,
    jpeg=(55, 95),
    upside_down=0.08,
    sideways=0.02,
    show_through=(0.0, 0.05),
    toner=(0.75, 1.0),
    streaks=0.06,
    folds=0.15,
    coffee=0.01,
    holes=0.3,
    staple=0.2,
    specks=(0.0, 0.06),
)
WORN = Condition(
    "worn",
    dpi=(200, 240, 300, 300),
    modes=(
        (Mode.GREY, 0.5),
        (Mode.COLOUR, 0.25),
        (Mode.THRESHOLD, 0.1),
        (Mode.ADAPTIVE, 0.1),
        (Mode.DITHER, 0.05),
    ),
    turn=10.0,
    scale=0.03,
    jpeg=(30, 60),
    blur=(0.4, 1.0),
    noise=(2, 6),
    upside_down=0.15,
    sideways=0.1,
    mirrored=0.01,
    shade=(0.02, 0.15),
    stretch=0.012,
    show_through=(0.02, 0.12),
    toner=(0.5, 0.85),
    streaks=0.4,
    folds=0.6,
    coffee=0.25,
    holes=0.6,
    staple=0.5,
    specks=(0.1, 1.0),
)
LOW = Condition(
    "low",
    dpi=(150,),
    modes=((Mode.GREY, 0.5), (Mode.COLOUR, 0.25), (Mode.THRESHOLD, 0.25)),
    turn=3.0,
    scale=0.01,
    jpeg=(40, 85),
    upside_down=0.05,
    show_through=(0.0, 0.05),
    streaks=0.06,
    folds=0.2,
    holes=0.3,
    staple=0.2,
    specks=(0.0, 0.1),
)
FAX_FINE = Condition(
    "fax",
    dpi=(204,),
    modes=((Mode.FAX_FINE, 1.0),),
    turn=2.0,
    scale=0.02,
    jpeg=(95, 95),
    blur=(0.5, 0.9),
    noise=(2, 6),
    upside_down=0.05,
    stretch=0.01,
    streaks=0.15,
    holes=0.3,
    staple=0.2,
    specks=(0.0, 0.8),
    lines_lost=(0.0, 0.006),
)
FAX_STANDARD = Condition(
    "fax standard",
    dpi=(204,),
    modes=((Mode.FAX_STANDARD, 1.0),),
    turn=2.0,
    scale=0.02,
    jpeg=(95, 95),
    blur=(0.5, 0.9),
    noise=(2, 6),
    stretch=0.01,
    streaks=0.15,
    specks=(0.0, 0.8),
    lines_lost=(0.0, 0.006),
)
PHONE = Condition(
    "phone",
    dpi=(220, 260, 300),
    modes=((Mode.COLOUR, 0.8), (Mode.GREY, 0.2)),
    turn=8.0,
    scale=0.02,
    jpeg=(50, 92),
    blur=(0.6, 1.4),
    noise=(2, 7),
    upside_down=0.05,
    sideways=0.15,
    shade=(0.1, 0.45),
    shadow=0.5,
    perspective=0.07,
    curl=(0.0, 2.0),
    show_through=(0.0, 0.06),
    folds=0.4,
    holes=0.2,
    staple=0.1,
)
TORN = Condition(
    "torn",
    dpi=(200, 300),
    modes=((Mode.GREY, 0.6), (Mode.COLOUR, 0.2), (Mode.THRESHOLD, 0.2)),
    turn=6.0,
    scale=0.015,
    jpeg=(50, 90),
    upside_down=0.1,
    folds=0.5,
    coffee=0.2,
    holes=0.5,
    staple=0.5,
    torn=1.0,
    specks=(0.0, 0.4),
)

ALL: Final = (CLEAN, ORDINARY, WORN, LOW, FAX_FINE, FAX_STANDARD, PHONE, TORN)
"""In the order of the report. The first two are what the targets call ordinary wear."""
BY_NAME: Final = {each.name: each for each in ALL}
