"""Piles as they lie in a scanner's feeder: shuffled, turned, with gaps and strangers.

``python -m accuracy.piles pile.pdf --pages 1000 --forms 267`` writes one.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.random import Generator

from accuracy.codings import BITONAL, CONTONE, CodedPage, Coding, coded, write_pdf
from accuracy.conditions import ORDINARY, Condition
from accuracy.forms import FilledForm, FilledPage, blank, filled
from accuracy.pens import PRINT_DPI
from accuracy.scanner import scan

_SHARES: Final = (("samtycke@1", 0.2), ("samtycke@2", 0.425), ("orosanmalan@1", 0.25))
"""What comes back most; the rest are consultations."""


class What(StrEnum):
    """What one sheet of a pile is."""

    FORM = "form"
    BACK = "blank back"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of a pile's file, in the file's order."""

    what: What
    form: int = -1
    """Which form of the pile, from 0."""
    page: int = 0
    """Page of that form, from 1."""
    again: bool = False
    """Fed a second time."""
    upside_down: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A pile before it is scanned: everything that a test may ask of it."""

    seed: int
    forms: tuple[str, ...]
    """``form@version`` of each form of the pile."""
    sheets: tuple[Sheet, ...]
    missing: tuple[tuple[int, int], ...]
    """Form and page of what was lost."""
    twice: tuple[int, ...]
    """Forms that were fed twice."""

    def form(self, number: int) -> FilledForm:
        """One form of the pile, filled in; the same each time."""
        return filled(self.seed * 1000 + number, self.forms[number])


def plan(
    seed: int,
    *,
    pages: int = 300,
    forms: int = 80,
    missing: int = 2,
    foreign: int = 3,
    twice: int = 2,
) -> Plan:
    """A pile of just so many pages; what forms do not need are blank backs.

    Raises
    ------
    ValueError
        When the forms have more pages than the pile.
    """
    random = np.random.default_rng([20261122, seed, 77])
    counts = [(form, round(share * forms)) for form, share in _SHARES]
    rest = forms - sum(count for _form, count in counts)
    ids = [form for form, count in (*counts, ("bbic-konsultation@1", rest)) for _ in range(count)]
    ids = [ids[at] for at in random.permutation(len(ids))]
    lengths = [_pages_of(form) for form in ids]
    own = [(number, page) for number, n in enumerate(lengths) for page in range(1, n + 1)]
    again = [int(number) for number in random.choice(forms, twice, replace=False)]
    others = [number for number in range(forms) if number not in again]
    lost = [
        (int(number), int(random.integers(1, lengths[number] + 1)))
        for number in random.choice(others, missing, replace=False)
    ]
    sheets = [Sheet(What.FORM, number, page) for number, page in own if (number, page) not in lost]
    sheets += [
        Sheet(What.FORM, number, page, again=True) for number, page in own if number in again
    ]
    sheets += [Sheet(What.FOREIGN)] * foreign
    if len(sheets) > pages:
        raise ValueError(f"{forms} forms have {len(sheets)} pages, more than {pages}")
    sheets += [Sheet(What.BACK)] * (pages - len(sheets))
    shuffled = [sheets[at] for at in random.permutation(len(sheets))]
    turned = [replace(each, upside_down=bool(random.random() < 0.12)) for each in shuffled]
    return Plan(seed, tuple(ids), tuple(turned), tuple(sorted(lost)), tuple(sorted(again)))


def write(made: Plan, path: Path, condition: Condition = ORDINARY, dpi: int = 200) -> None:
    """Scan a pile into one PDF, its pages in the codings of scanners' software, mixed."""
    condition = replace(
        condition, dpi=(dpi,), upside_down=0.0, sideways=0.0, mirrored=0.0, torn=0.0
    )
    random = np.random.default_rng([20261122, made.seed, 78])
    done: dict[int, CodedPage] = {}
    for at, page in _scanned(made):
        sheet = made.sheets[at]
        own = replace(condition, upside_down=1.0 if sheet.upside_down else 0.0)
        done[at] = _coded(page, own, made.seed * 10_000 + at, random)
    write_pdf((done[at] for at in range(len(made.sheets))), path)


def _coded(page: FilledPage, condition: Condition, seed: int, random: Generator) -> CodedPage:
    taken = scan(page, condition, seed)
    codings: Sequence[Coding] = BITONAL if taken.bitonal else CONTONE
    hidden = _WRONG_WORDS if random.random() < 0.3 else ""
    return coded(taken, codings[int(random.integers(len(codings)))], hidden=hidden)


_WRONG_WORDS: Final = (
    "Anrnalan om oro f0r bam samtycke nej personnummer 20200101-2384 Kalle Anka ja nej OROFORMS"
)
"""What bad recognition in a scanner might have left: it must never count."""


def _scanned(made: Plan) -> Iterator[tuple[int, FilledPage]]:
    """Places in the pile with the page that lies there, form by form, so that few are in memory."""
    places: dict[int, list[int]] = {}
    for at, sheet in enumerate(made.sheets):
        places.setdefault(sheet.form, []).append(at)
    for number, taken in places.items():
        if number >= 0:
            pages = {page.number: page for page in made.form(number).pages}
            for at in taken:
                yield at, pages[made.sheets[at].page]
    strangers = 0
    for at in places.get(-1, ()):
        foreign = made.sheets[at].what is What.FOREIGN
        yield at, _bare(strangers if foreign else None)
        strangers += foreign


@lru_cache(maxsize=1)
def _paper() -> FilledPage:
    """Bare paper."""
    like = filled(0, "samtycke@2").pages[0]
    return replace(like, print=np.full_like(like.print, 255), inks={}, truths=(), token="")


def _bare(stranger: int | None) -> FilledPage:
    """A page that is none of ours: bare paper, or somebody's letter."""
    return _paper() if stranger is None else replace(_paper(), print=_letter(stranger))


@lru_cache(maxsize=4)
def _letter(number: int) -> np.typing.NDArray[np.uint8]:
    """A letter of plain text: what lies in a pile by mistake."""
    from PIL import Image, ImageDraw

    from accuracy import fonts
    from accuracy.answers import sentences

    shape = _paper().print.shape
    picture = Image.new("L", (shape[1], shape[0]), 255)
    draw = ImageDraw.Draw(picture)
    random = np.random.default_rng([20261122, number])
    font = fonts.typed(fonts.TYPED[3 * (number % 2)], round(11 * PRINT_DPI / 72))
    words, line, y = sentences(random, 2500).split(), "", 700
    for word in words:
        if font.getlength(f"{line} {word}") > shape[1] - 1400:
            draw.text((700, y), line, fill=0, font=font)
            line, y = "", y + 150
        line = f"{line} {word}".strip()
    return np.asarray(picture)


@lru_cache(maxsize=16)
def _pages_of(form: str) -> int:
    return blank(form)[2].pages


def main() -> int:
    """Write one pile, and beside it what lies in it."""
    parser = argparse.ArgumentParser(prog="accuracy.piles", description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--forms", type=int, default=80)
    told = parser.parse_args()
    made = plan(told.seed, pages=told.pages, forms=told.forms)
    write(made, told.path)
    beside = told.path.with_suffix(".json")
    beside.write_text(json.dumps(asdict(made), indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
