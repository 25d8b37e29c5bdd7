"""What became of each place: right, in the queue, or wrong without anybody noticing."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from accuracy.truth import Fit, Kind, Truth
from oroforms.readers.scan.base import Ink


class Outcome(StrEnum):
    """The three ends of a reading, and the one that no reader can help."""

    RIGHT = "right and accepted"
    QUEUED = "queued"
    WRONG = "wrong and accepted"
    LOST = "not in the picture"
    """The device lost the mark (a light pencil under a threshold): nothing is there to read."""


@dataclass(frozen=True, slots=True)
class Read:
    """What a reader says of one part: the value it would store, if it is sure."""

    value: str | bool
    accepted: bool
    confidence: float
    why: str = ""
    surely: str = ""
    """Which threshold of :mod:`oroforms.readers.scan.thresholds` the confidence is held to."""


class Row(StrEnum):
    """The kinds of fields in the report."""

    TICK = "ticks"
    LINE = "typed, one line"
    LINES = "typed, several lines"
    EXACT = "typed numbers and dates"
    COMB = "typed in combs"
    FULL = "typed, fills its box"
    CUT = "typed, cut off by its box"
    EMPTY = "empty fields"
    HAND = "handwriting"
    DIGITS = "handwritten combs"
    SIGNATURE = "signatures"


TYPED_ROWS = (Row.LINE, Row.LINES, Row.EXACT, Row.COMB)


def row_of(truth: Truth) -> Row:
    """Under which kind of field a place is reported."""
    if truth.kind is Kind.TICK:
        return Row.TICK
    if truth.kind is Kind.SIGNATURE:
        return Row.SIGNATURE
    if truth.ink is Ink.EMPTY:
        return Row.EMPTY
    if truth.ink is Ink.HANDWRITTEN:
        return Row.DIGITS if truth.kind is Kind.COMB else Row.HAND
    if truth.fit is not Fit.LOOSE:
        return Row.CUT if truth.fit is Fit.CUT else Row.FULL
    return {
        Kind.LINE: Row.LINE,
        Kind.LINES: Row.LINES,
        Kind.EXACT: Row.EXACT,
        Kind.COMB: Row.COMB,
    }[truth.kind]


def outcome(truth: Truth, read: Read | None) -> Outcome:
    """The end of one reading; a page that was not read is in the queue."""
    if read is None or not read.accepted:
        return Outcome.QUEUED
    return Outcome.RIGHT if is_right(truth, read.value) else Outcome.WRONG


def is_right(truth: Truth, value: str | bool) -> bool:
    """Whether a value is what stands there."""
    if truth.kind is Kind.TICK:
        return value is truth.ticked
    if truth.kind is Kind.SIGNATURE:
        return value is (truth.ink is not Ink.EMPTY)
    return plain(truth, str(value)) == plain(truth, truth.text)


def plain(truth: Truth, text: str) -> str:
    """A text without what its value does not hang on.

    Lines end where the box does; blanks and hyphens part the digits of dates, numbers and phones;
    *F–6* and *F-6* are one school.
    """
    text = unicodedata.normalize("NFC", text).translate(_DASHES)
    if truth.type in _DIGITS:
        return "".join(text.replace("-", "").split())
    return " ".join(text.split())


_DASHES = str.maketrans(dict.fromkeys("–—−", "-"))
_DIGITS = frozenset({"identity", "date", "datetime", "phone", "percent", "integer"})


def shown(truth: Truth) -> str:
    """The truth in words, for the names and lists of misses."""
    if truth.kind is Kind.TICK:
        faint = ", light pencil" if truth.faint else ""
        return f"{'ticked' if truth.ticked else 'not ticked'} ({truth.mark}{faint})"
    if truth.kind is Kind.SIGNATURE:
        return "signed" if truth.ink is not Ink.EMPTY else "not signed"
    return f"{truth.ink}: {truth.text}" if truth.ink is not Ink.EMPTY else "empty"
