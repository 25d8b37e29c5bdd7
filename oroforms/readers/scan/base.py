"""What the measures of the scan reader say about one place on a sheet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from oroforms.pictures.base import Sheet
from oroforms.readers.answers import PartReading
from oroforms.readers.parts import Kind

COARSE = 130.0
"""Dots an inch below which no text is taken, and no field for empty: a fax of 98 lines keeps
neither thin strokes nor the difference of i and l, and of a pencil in a box a few dots."""


COARSE_BITONAL = 170.0
"""The same of scans in black and white: the dots of å, ä and ö can be gone without a trace
(*Lindstrom*), and of handwriting in pencil all but what touches the border of its box."""


def is_too_coarse_for_text(sheet: Sheet) -> bool:
    """Whether no text of a sheet is taken, and no field for empty."""
    return sheet.resolution < (COARSE_BITONAL if sheet.bitonal else COARSE)


def is_lossy(sheet: Sheet) -> bool:
    """Whether a sheet is coarse, or black and white: marks are lost there, and print is ragged."""
    return sheet.bitonal or sheet.resolution < COARSE


def is_untold_by_fax(sheet: Sheet, text: str) -> bool:
    """Whether a text holds letters and came by fax: two lines that came wrong take the dots of an
    Ä, and leave as plain an A as any (*Förskolan Angen*). Numbers have no such parts.
    """
    return sheet.faxed and any(map(str.isalpha, text))


class Tick(StrEnum):
    """What a tick box holds."""

    EMPTY = "empty"
    TICKED = "ticked"
    DOUBTFUL = "doubtful"
    """Something is there that is no plain tick: struck out, a stray line, hardly any ink."""


@dataclass(frozen=True, slots=True)
class TickReading:
    """The state of one box; ``confidence`` 0–1 says how surely it is that state."""

    state: Tick
    confidence: float
    why: str = ""
    """The measure that made it doubtful, as a finding's words take it up."""
    traces: bool = False
    """Whether a light pencil may have left what is inside: a pale tick, on coarse sheets less, too.
    Of fine sheets in black and white it is not told."""
    printed: bool = False
    """Whether a program printed the tick (see :mod:`printed`): it tells nothing of the pen."""
    fill: float = 0.0
    """Of a tick the share of the box's inside that bears ink."""
    contrast: float = 0.0
    """Of a tick, a ring and a signature how dark its ink is: 0 paper, 1 black."""
    ringed: bool = False
    """Whether a ring about it is all that there is: an answer of somebody who answers by rings."""

    @property
    def by_pen(self) -> bool:
        """Whether the box is ticked, and by a pen."""
        return self.state is Tick.TICKED and not self.printed

    def doubted(self, why: str, confidence: float = 0.0) -> TickReading:
        """The reading, in doubt."""
        return replace(self, state=Tick.DOUBTFUL, confidence=confidence, why=why)

    def doubted_if_empty(self, why: str, confidence: float = 0.0) -> TickReading:
        """The reading, in doubt where the box looks empty."""
        return self.doubted(why, confidence) if self.state is Tick.EMPTY else self


class Ink(StrEnum):
    """What the writing room of a field holds."""

    EMPTY = "empty"
    TYPED = "typed"
    HANDWRITTEN = "handwritten"
    UNCLEAR = "unclear"
    """Ink that is neither surely print nor surely writing: a stain, a streak, both kinds."""


@dataclass(frozen=True, slots=True)
class TextReading:
    """What stands in a field's writing room; ``text`` is ``""`` where it is empty or not read."""

    ink: Ink
    text: str
    confidence: float
    why: str = ""
    doubts: frozenset[str] = frozenset()
    """Codes of findings on a text that was read well: it may be cut, a line end is uncertain."""


def in_doubt(reading: PartReading) -> PartReading:
    """A reading that nothing at its own place speaks against, for a person to look at."""
    doubt = "mark-uncertain" if reading.part.kind is Kind.TICK else "scan-unclear"
    return replace(reading, doubts=reading.doubts | {doubt})
