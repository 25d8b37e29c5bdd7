"""A line as it was read, the type that it is set in, and the measures that confirm it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from oroforms.readers.scan.bounds import Bounds
from oroforms.readers.scan.comparing import Judged
from oroforms.readers.scan.confusables import is_rare, rarity
from oroforms.readers.scan.faces import Face
from oroforms.readers.scan.orthography import is_accented
from oroforms.readers.scan.setting import Vector

_RARE = 2.0
"""How many times surer a letter has to be that Swedish has not: a scratch makes å look like ă."""
_ACCENTED = 1.4
"""The same of å, ä, ö and é: two specks over an a make an ä (*Örjän*)."""
_BETWEEN, _BETWEEN_RARE, _FITTED = 0.15, 0.32, 1.2
"""Share of its rival, and of one that Swedish has not, from which with so much misfit a character
is neither of the two, however sure: an n with dirt over its stem was an h by 0.25 and 1.4, an a
with dirt an à by 0.36 and 1.5. An å of 8 points is an ă by 0.31."""
_WORN = 0.87
"""Likeness from which a line may be worn and nothing else."""


@dataclass(frozen=True, slots=True)
class Type:
    """What a line is set in."""

    face: Face
    em: float
    kerned: bool = False
    joined: bool = False
    """Whether it has the face's ligatures."""

    def variants(self, text: str) -> Iterator[Type]:
        """The type itself, and as other programs set a text in it: kerned or not, joined or not."""
        for joined in (self.joined, not self.joined):
            if joined is not self.joined and self.face.joined(text) == text:
                return
            for kerned in (self.kerned, not self.kerned):
                yield replace(self, kerned=kerned, joined=joined)


@dataclass(frozen=True, slots=True, eq=False)
class LineReading:
    """A line as it was read, and how well it was confirmed."""

    words: tuple[str, ...]
    blanks: tuple[int, ...]
    """How many blanks stand after each word but the last."""
    type: Type
    judged: Judged
    sureties: Vector
    """Of each character against its lookalikes, what spelling says counted in."""
    believed: Vector
    """The same as a confidence is told from it: a letter that Swedish has not is the less likely
    one of two."""
    misfit: float
    lack: float
    spoilt: float
    """Most of any character's misfit times its lack: of one that another was read for."""
    shift: float
    blot: float
    """The largest piece of ink that the drawing does not explain, in full stops of the face."""
    gaps: float
    """How far a gap between words is from a whole number of blanks, 0–0.5."""
    covered: float
    """The widest stripe of the line, in ems, that cannot be seen."""
    hidden: float
    """How much of the paper beside words cannot be seen, in full stops of the face."""
    steps: int
    """0 Tesseract's own text, 1 with lookalikes exchanged, 2 decoded."""
    bared: bool = False
    """Whether Tesseract saw an accent, the dot of an i or a full stop that the words have not: a
    threshold may have left a trace of it that the comparison takes for noise."""
    alone: bool = False
    """Whether it is too short to tell its type, and nothing else in the form is set so."""

    @property
    def surety(self) -> float:
        """Least of the characters' sureties, as they are believed."""
        return float(self.believed.min())

    @property
    def text(self) -> str:
        """The line as it was written."""
        pairs = zip(self.words, (*self.blanks, 0), strict=True)
        text = "".join(word + " " * blanks for word, blanks in pairs)
        return self.type.face.parted(text)

    def _is_sure(self, bounds: Bounds) -> bool:
        """Whether each character is as sure as it has to be."""
        found = self.judged
        between = [_BETWEEN_RARE if is_rare(rival) else _BETWEEN for rival in found.rival]
        if bool(((found.share > between) & (found.misfit > _FITTED)).any()):
            return False
        times = np.array([_times(character) for character in found.setting.text])
        return bool(np.isfinite(times).all() and (self.sureties >= times * bounds.surety).all())

    def fitting(self, bounds: Bounds) -> tuple[bool, ...]:
        """For each word whether all of its characters fit."""
        found = self.judged
        good = (
            (self.sureties >= bounds.surety)
            & (found.misfit <= bounds.misfit)
            & (found.lack <= bounds.lack)
        )
        return tuple(
            bool(good[found.setting.word == number].all()) for number in range(len(self.words))
        )

    def fits(self, bounds: Bounds) -> bool:
        """Whether the reading is confirmed."""
        return not self.faults(bounds)

    def _likeness_asked(self, bounds: Bounds) -> float:
        """What it must look like: less where a threshold wore all letters alike (of grey type), and
        no measure of any of them is half as bad as it may be.
        """
        worn = (
            self.sureties.min() >= 2 * bounds.surety
            and self.misfit <= bounds.misfit / 2
            and max(self.lack, self.spoilt) <= min(bounds.lack, bounds.spoilt) / 2
            and self.blot <= bounds.blot / 2
            and self.gaps <= bounds.gaps / 2
        )
        return _WORN if worn else bounds.likeness

    def faults(self, bounds: Bounds) -> tuple[str, ...]:
        """Which measures are out of bounds."""
        told = (
            ("surety", self._is_sure(bounds)),
            ("misfit", self.misfit <= bounds.misfit),
            ("lack", self.lack <= bounds.lack),
            ("spoilt", self.spoilt <= bounds.spoilt),
            ("shift", self.shift <= bounds.shift),
            ("blot", self.blot <= bounds.blot),
            ("gaps", self.gaps <= bounds.gaps),
            ("covered", self.covered <= bounds.covered),
            ("hidden", self.hidden <= bounds.hidden),
            ("likeness", self.judged.likeness >= self._likeness_asked(bounds)),
            ("accents", not self.bared),
            ("type", not self.alone),
        )
        return tuple(name for name, good in told if not good)


def _times(character: str) -> float:
    """How many times surer than others a character has to be; infinite where it never is: answers
    hardly hold it.
    """
    rare = rarity(character)
    if rare > 1:
        return np.inf
    return _RARE if rare else _ACCENTED if is_accented(character) else 1.0
