"""The visible seal: what a signature shows on the page, in the box that the form has for it.

It is real text in an embedded font, shaped as names of all alphabets need
it, readable by machines and screen readers. It proves nothing; what it says
is what the signature itself states. ``docs/decisions/signing.md``
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from oroforms.convert.appearance import show
from oroforms.convert.shaping import BOLD, REGULAR, Face, Line, line, undrawable, wrap
from oroforms.sign.keys import Holder
from oroforms.signatures import SEAL_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

_LARGEST, _LEAST, _STEP = 8.0, 4.5, 0.25
"""Sizes of the seal's text, in points; below the least nobody reads it on paper."""
_LEADING = 1.2
"""Between base lines, in ems: Å and g of neighbouring lines just do not touch."""
_CAP, _TAIL = 0.93, 0.24
"""What is drawn above and below the base line, in ems."""
_INSET = 2.0
_ELLIPSIS = "…"
_CLOCK = "enligt datorns klocka"
_STAMPED = "tid styrkt av tidsstämpel"


@dataclass(frozen=True, slots=True)
class Seal:
    """What a seal says; the paper's language is Swedish whatever messages speak."""

    name: str
    office: str
    """Role and organisation, or as much of them as is known."""
    time: str
    source: str
    """Who vouches for the time."""

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Everything it says, line by line, without its first words."""
        return tuple(
            part for part in (self.name, self.office, f"{self.time}, {self.source}") if part
        )


@dataclass(frozen=True, slots=True)
class Placed:
    """One line of a seal with its place (points from the lower left corner of the box)."""

    line: Line
    left: float
    base: float
    size: float


def seal_of(holder: Holder, at: datetime, *, stamped: bool) -> Seal:
    """The seal of a holder who signs at a time (with its zone)."""
    office = ", ".join(part for part in (holder.role, holder.organisation) if part)
    return Seal(
        name=_drawable(holder.name),
        office=_drawable(office),
        time=f"{at:%Y-%m-%d %H:%M}",
        source=_STAMPED if stamped else _CLOCK,
    )


def lay_out(seal: Seal, width: float, height: float) -> list[Placed]:
    """The lines of a seal in a box of ``width`` × ``height`` points, as large as they fit.

    Where even the smallest text finds no room, less is said: first the office
    goes, then the source of the time, then all but the first words and the
    name; a word that is still too long ends in an ellipsis. Nothing is drawn
    in a box in which not even one line fits.
    """
    for said in _ever_less(seal):
        size = _LARGEST
        while size >= _LEAST:
            lines = _lines(said, size, width)
            if lines is not None and _ink(len(lines), size) <= height - 1:
                return _placed(lines, size, width, height)
            size -= _STEP
    lines = [_cut(SEAL_WORDS, BOLD, _LEAST, width), _cut(seal.name, REGULAR, _LEAST, width)]
    while lines and _ink(len(lines), _LEAST) > height - 1:
        lines.pop(0 if len(lines) > 1 else -1)
    return _placed([each for each in lines if each.text], _LEAST, width, height)


def draw(placed: Sequence[Placed]) -> bytes:
    """The operators that show a seal; its text names its language for screen readers."""
    body = b"".join(show(each.line, each.left, each.base, each.size) for each in placed)
    return b"/Span <</Lang (sv-SE)>> BDC\nq\n" + body + b"Q\nEMC\n" if body else b""


def _drawable(text: str) -> str:
    """A text without the characters that none of our fonts has: they show as a question mark."""
    missing = undrawable(text)
    return "".join("?" if character in missing else character for character in text)


def _ever_less(seal: Seal) -> Iterator[tuple[str, ...]]:
    yield seal.paragraphs
    yield replace(seal, office="").paragraphs
    yield (seal.name, seal.time)
    yield (seal.name,)


def _lines(said: Sequence[str], size: float, width: float) -> list[Line] | None:
    """The lines at a size, or ``None`` where a word is broken or the first words do not fit."""
    room = width - 2 * _INSET
    first = line(SEAL_WORDS, BOLD)
    if first.width(size) > room:
        return None
    lines = [first]
    for paragraph in said:
        if any(line(word).width(size) > room for word in paragraph.split()):
            return None
        lines.extend(wrap(paragraph, size, room))
    return lines


def _cut(text: str, face: Face, size: float, width: float) -> Line:
    """As much of a text as one line has room for."""
    room = width - 2 * _INSET
    whole = line(text, face)
    while text and whole.width(size) > room:
        text = text[:-1].rstrip()
        whole = line(text + _ELLIPSIS, face) if text else line("", face)
    return whole


def _ink(count: int, size: float) -> float:
    return (count - 1) * size * _LEADING + size * (_CAP + _TAIL)


def _placed(lines: Sequence[Line], size: float, width: float, height: float) -> list[Placed]:
    """The lines in the middle of the height; those from the right ranged right."""
    top = (height + _ink(len(lines), size)) / 2
    placed = []
    for number, each in enumerate(lines):
        left = width - _INSET - each.width(size) if each.right_to_left else _INSET
        base = top - size * _CAP - number * size * _LEADING
        placed.append(Placed(each, left, base, size))
    return placed
