"""The types that one form is set in: most of its lines in the same one or two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from oroforms.pictures.base import SCALE
from oroforms.readers.scan.faces import OUR_FACE, OUR_SIZE
from oroforms.readers.scan.linereading import LineReading, Type
from oroforms.readers.scan.typefaces import SeenLine, tried, type_of

_PRINT = 0.85
"""Likeness from which ink is surely print, though it may not be read."""
_SAME, _SURELY = 0.97, 0.9
"""Likeness from which a line is set in a type, and in one that other lines were confirmed in."""
_STRANGE = 4
"""Lines of no known type after which no further one is looked for."""
_CLEAR = 0.75
"""Tesseract's confidence from which a line is counted apart: in handwriting it has 0.3 to 0.6."""
_USUAL = 2
"""Types in which a line is decoded of which nothing was seen right."""
_FAIR = 0.7
"""Likeness from which reading a line in a type is tried at all."""
_TELLING = 6
"""Characters from which a line tells of the others' type."""
_SAME_SIZE = 0.02
"""Share by which the size of a short line may differ from that of a longer one."""
_OUR_TYPE = Type(OUR_FACE, OUR_SIZE * SCALE, kerned=True)
"""What our own programs set answers in."""


class FormTypes:
    """The types of a submission, as its lines tell them one after the other."""

    def __init__(self) -> None:
        self._known = [_OUR_TYPE]
        self._confirmed = Counter[Type]()
        self._strange = Counter[tuple[bool, bool]]()

    def of(self, line: SeenLine) -> Iterator[Type]:
        """The likeliest types of a line, the next where it was not confirmed in the last."""
        ranked: list[tuple[Type, float]] = []
        for known in self._known:
            ranked.append(tried(line, known))
            if ranked[-1][1] >= self._same(known):
                yield known
                break
        kind, alike = max(ranked, key=lambda one: one[1])
        told = self._told(line, alike) if alike < _SAME else None
        if told is not None:
            yield told
        if alike < self._same(kind):  # where much was misread, decoding in it may tell
            yield kind

    def _told(self, line: SeenLine, alike: float) -> Type | None:
        """The type that a line itself tells, where it looks more like it than ``alike``.

        Where line after line is set in no known type they are by hand, or in a face that is
        not known here: a person reads those.
        """
        such = (bool(line.cells), line.confidence >= _CLEAR)
        if self._strange[such] >= _STRANGE:
            return None
        told = type_of(line)
        self._strange[such] += max(alike, told[1] if told else 0.0) < _PRINT
        return told[0] if told is not None and told[1] > max(_FAIR, alike) else None

    def _same(self, kind: Type) -> float:
        return _SURELY if kind in self._confirmed else _SAME

    def usual(self, line: SeenLine) -> list[Type]:
        """In what most lines were confirmed: a line of which nothing was seen right may be, too."""
        return [] if line.cells else [kind for kind, _count in self._confirmed.most_common(_USUAL)]

    def confirmed(self, reading: LineReading) -> LineReading:
        """A reading that fits, and whether anything else holds its type; others may be set so.

        Some face in some size looks like any one or two letters that were written by hand.
        """
        if len(reading.text) < _TELLING and not self._holds(reading):
            return replace(reading, alone=True)
        if len(reading.text) >= _TELLING and reading.type not in self._known:
            self._known.insert(0, reading.type)
        self._confirmed[reading.type] += 1
        return reading

    def _holds(self, reading: LineReading) -> bool:
        """Whether a short reading is set as the form is, or as a longer line of it.

        Of one sign, nothing but the form's own type: *o* and *O* differ by their size alone.
        """
        known = self._known if len(reading.text) > 1 else [_OUR_TYPE]
        return any(
            kind.face is reading.type.face and abs(kind.em / reading.type.em - 1) <= _SAME_SIZE
            for kind in known
        )
