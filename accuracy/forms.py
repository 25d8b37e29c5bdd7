"""Filled-in forms with known answers, printed page by page, the ink in layers of its own.

Everything follows from one number: the same seed gives the same form, to the
last stroke of the pen.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from typing import Final

import numpy as np
import pypdfium2 as pdfium
from numpy.random import Generator
from stdnum import luhn

from accuracy import marks, writing
from accuracy.answers import answer, day, person
from accuracy.pens import FAINT, POINTS_PER_MM, PRINT_DPI, Canvas, a_pen
from accuracy.pens import Ink as PenInk
from accuracy.truth import Fit, Kind, Mark, Truth
from oroforms import tokens
from oroforms.convert import appearance, blanks
from oroforms.definition import Definition, FormKind, Slot
from oroforms.documents import Rect, Value
from oroforms.fieldtypes import field_type
from oroforms.layouts import Layout, Spot
from oroforms.library import Library
from oroforms.pictures.base import Grey
from oroforms.readers.scan.base import Ink

ISSUED: Final = date(2026, 11, 2)
"""The day on which all forms are issued: it decides the law that they cite."""
CARELESS: Final = 0.1
"""Share of people who tick anyhow: circles, dots, blots, lines, second thoughts."""
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PRECISE = frozenset({"identity", "date", "datetime", "phone"})
_TICKS = frozenset({"bool", "choice", "multichoice"})


class Way(StrEnum):
    """How a form was filled in; ticks are made by pen in all, sometimes on screen in ``TYPED``."""

    TYPED = "typed with our appearances"
    FOREIGN = "typed by other programs"
    HAND = "written by hand"
    OFFICE = "prefilled by the office, the rest by hand"


@dataclass(frozen=True, eq=False)
class FilledPage:
    """One printed and filled-in page: its print, the ink on it, and what stands where."""

    definition: Definition
    layout: Layout
    number: int
    """Page of the form, from 1."""
    token: str
    print: Grey
    """At :data:`~accuracy.pens.PRINT_DPI`, 255 bare paper."""
    inks: Mapping[PenInk, Grey]
    """Coverage of each ink, 0–255, of the same shape."""
    truths: tuple[Truth, ...]


@dataclass(frozen=True, eq=False)
class FilledForm:
    """A form that somebody filled in."""

    definition: Definition
    layout: Layout
    token: str
    way: Way
    seed: int
    pages: tuple[FilledPage, ...]

    @property
    def truths(self) -> tuple[Truth, ...]:
        """What stands at each place of all pages."""
        return tuple(truth for page in self.pages for truth in page.truths)


@lru_cache(maxsize=1)
def definitions() -> tuple[Definition, ...]:
    """Every form that goes out and comes back, in each of its versions."""
    return tuple(each for each in Library().all() if each.kind is FormKind.FORM)


@lru_cache(maxsize=8)
def blank(form: str) -> tuple[Definition, bytes, Layout]:
    """Definition, base PDF and layout of ``form@version``."""
    definition = next(each for each in definitions() if each.id == form)
    base, layout = blanks.base(definition, Library(), ISSUED)
    return definition, base, layout


@lru_cache(maxsize=1)
def _usual() -> tuple[tuple[str, ...], tuple[float, ...]]:
    """The forms, and how often each is drawn: by its fields a page, so that pages are not idle."""
    ids = tuple(each.id for each in definitions())
    layouts = [blank(form)[2] for form in ids]
    dense = np.array([len(layout.spots) / layout.pages for layout in layouts])
    return ids, tuple(dense / dense.sum())


def filled(
    seed: int,
    form: str | None = None,
    way: Way | None = None,
    *,
    careless: float = CARELESS,
    pages: int | None = None,
) -> FilledForm:
    """A filled-in form that follows from a number; form and way are drawn unless told.

    ``careless`` is the chance that it was filled in by somebody who ticks anyhow; of ``pages`` the
    first so many are made, where the others are of no use.
    """
    random = np.random.default_rng([20261122, seed])
    ids, shares = _usual()
    drawn_form, drawn_way = str(random.choice(ids, p=shares)), random.choice(list(Way))
    definition, base, layout = blank(form or drawn_form)
    filler = _Filler(definition, layout, Way(way or drawn_way), random, careless)
    prefill = filler.on_screen()
    body = "".join(random.choice(list(_CROCKFORD), 11))
    token = tokens.grouped(body + luhn.calc_check_digit(body, _CROCKFORD))
    pdf = blanks.issue_pdf(definition, base, layout, token=token, prefill=prefill)
    made = []
    for number, picture in enumerate(islice(printed(pdf), pages), start=1):
        canvas = Canvas(*picture.shape)
        truths = filler.fill(number, picture, canvas)
        made.append(FilledPage(definition, layout, number, token, picture, canvas.layers, truths))
    return FilledForm(definition, layout, token, filler.way, seed, tuple(made))


def printed(pdf: bytes) -> Iterator[Grey]:
    """The pages of a PDF as a laser printer puts them on paper."""
    document = pdfium.PdfDocument(io.BytesIO(pdf))
    try:
        document.init_forms()
        for page in document:
            yield page.render(scale=PRINT_DPI / 72, grayscale=True).to_numpy().copy()
    finally:
        document.close()


@dataclass
class _Filler:
    """Somebody with a form before them: knows what was typed and writes the rest."""

    definition: Definition
    layout: Layout
    way: Way
    random: Generator
    careless: float
    typed: dict[str, str] = field(default_factory=dict)
    """Texts that stand in the PDF, by part."""
    ticked: dict[str, frozenset[str]] = field(default_factory=dict)
    """Boxes that are ticked in the PDF, by slot, of those that were answered on screen."""

    def __post_init__(self) -> None:
        random = self.random
        self.pen = a_pen(random)
        self.writer = writing.a_writer(random, self.pen)
        self.typist = writing.a_typist(random)
        self.manner = marks.a_manner(random, self.careless)
        self.answered = float(random.uniform(0.3, 0.9))
        self.ticks_on_screen = self.way is Way.TYPED and random.random() < 0.5
        self.rects = {spot.part: spot.rect for spot in self.layout.spots}

    # What is typed into the PDF itself.

    def on_screen(self) -> dict[str, Value]:
        """The typed values that stand in the PDF when it is printed."""
        values: dict[str, Value] = {}
        if self.way not in (Way.TYPED, Way.OFFICE):
            return values
        for slot in self.definition.slots:
            if slot.type == "signature" or self.random.random() > self.answered:
                continue
            office = slot.field.prefilled or slot.name in ("child.name", "child.identity_number")
            if self.way is Way.OFFICE and (not office or slot.type in _TICKS):
                continue
            if slot.type in _TICKS:
                if self.ticks_on_screen:
                    values[slot.name] = value = answer(slot, self.random)
                    said = value if isinstance(value, list) else [value]
                    self.ticked[slot.name] = frozenset(str(code) for code in said)
                continue
            value = answer(slot, self.random)
            written = field_type(slot.type).write(value, slot.field)
            if slot.type in ("text", "multiline", "email", "language"):
                written = self._fitting(slot, written)
                if slot.type in ("text", "multiline"):
                    value = written
            if written and self._fits(slot, written):
                values[slot.name] = value
                self.typed[slot.name] = written
        return values

    def _fitting(self, slot: Slot, text: str) -> str:
        text = text[: slot.field.max_length]
        while text and not self._fits(slot, text):
            text = text.rpartition(" ")[0]
        return text

    def _fits(self, slot: Slot, text: str) -> bool:
        left, top, right, bottom = self.rects[slot.name]
        return appearance.fits(
            text, right - left, bottom - top, appearance.SIZE, multiline=slot.type == "multiline"
        )

    # What is put onto the printed page.

    def fill(self, number: int, picture: Grey, canvas: Canvas) -> tuple[Truth, ...]:
        """Fill in one page, and tell what now stands in each of its places."""
        here = {spot.part: spot for spot in self.layout.spots if spot.page == number}
        truths: list[Truth] = []
        for slot in self.definition.slots:
            if slot.type in _TICKS:
                parts = _parts(slot)
                boxes = {part: here[part] for part in parts if part in here}
                if boxes:
                    truths.extend(self._tick(slot, boxes, canvas))
            elif slot.type == "signature":
                for part in ("name", "date", "sign"):
                    spot = here.get(f"{slot.name}.{part}")
                    if spot is not None:
                        truths.append(self._sign(slot, part, spot, canvas))
            elif slot.name in here:
                truths.append(self._text(slot, here[slot.name], picture, canvas))
        return tuple(truths)

    def _tick(self, slot: Slot, boxes: Mapping[str, Spot], canvas: Canvas) -> list[Truth]:
        on_screen = self.ticked.get(slot.name)
        marks_at: dict[str, Mark] = dict.fromkeys(boxes, Mark.NONE)
        if on_screen is not None:
            for part in boxes:
                code = part.rpartition(".")[2] if slot.type != "bool" else "True"
                if code in on_screen:
                    marks_at[part] = Mark.PRINTED
        elif not self.ticks_on_screen or self.random.random() < 0.2:
            self._marks_by_pen(slot, marks_at)
        pen = self.pen
        for part, mark in marks_at.items():
            if mark not in (Mark.NONE, Mark.PRINTED, Mark.NEIGHBOUR):
                marks.draw(canvas, mark, boxes[part].rect, pen, self.random)
        truths = []
        for part, spot in boxes.items():
            mark = marks_at[part]
            if mark is Mark.NONE and _reached(spot.rect, boxes, marks_at):
                mark = Mark.NEIGHBOUR
            truths.append(
                Truth(
                    part,
                    spot.page,
                    spot.rect,
                    Kind.TICK,
                    ticked=mark in marks.TICKS or mark is Mark.PRINTED,
                    mark=mark,
                    faint=pen.ink is FAINT and mark not in (Mark.NONE, Mark.PRINTED),
                    slot=slot.name,
                    type=slot.type,
                )
            )
        return truths

    def _marks_by_pen(self, slot: Slot, marks_at: dict[str, Mark]) -> None:
        """Which boxes of a question a person marks, and how."""
        random, parts = self.random, list(marks_at)
        if random.random() > self.answered:
            if random.random() < self.manner.stray:
                marks_at[str(random.choice(parts))] = Mark.STRAY
            return
        if slot.type == "multichoice":
            count = int(random.integers(1, min(4, len(parts)) + 1))
        else:
            count = 2 if len(parts) > 1 and random.random() < self.manner.twice else 1
        chosen = [str(part) for part in random.choice(parts, count, replace=False)]
        for part in chosen:
            marks_at[part] = self.manner.mark(random)
        taken_back = random.random() < self.manner.struck
        if len(parts) > count and taken_back:
            others = [part for part in parts if part not in chosen]
            marks_at[str(random.choice(others))] = Mark.STRUCK
        elif slot.type == "bool" and taken_back:
            marks_at[chosen[0]] = Mark.STRUCK

    def _sign(self, slot: Slot, part: str, spot: Spot, canvas: Canvas) -> Truth:
        if self.random.random() > self.answered:
            return _truth(slot, spot, Kind.SIGNATURE if part == "sign" else Kind.LINE)
        if part == "sign":
            writing.sign(canvas, self.writer, spot.rect, self.random)
            return _truth(slot, spot, Kind.SIGNATURE, Ink.HANDWRITTEN)
        said = person(self.random) if part == "name" else day(self.random)
        text = writing.write_text(canvas, self.writer, said, spot.rect, self.random, several=False)
        return _truth(slot, spot, Kind.LINE, Ink.HANDWRITTEN, text)

    def _text(self, slot: Slot, spot: Spot, picture: Grey, canvas: Canvas) -> Truth:
        comb = slot.field.room.comb
        several = slot.type == "multiline"
        kind = Kind.LINES if several else Kind.EXACT if slot.type in _PRECISE else Kind.LINE
        if comb:
            kind = Kind.COMB
        if slot.name in self.typed:
            said = self.typed[slot.name]
            longer = said + ("\nn" if several else "n")
            loose = comb or self._fits(slot, longer)
            return _truth(slot, spot, kind, Ink.TYPED, said, Fit.LOOSE if loose else Fit.FULL)
        if self.way is Way.TYPED or self.random.random() > self.answered:
            return _truth(slot, spot, kind)
        said = field_type(slot.type).write(answer(slot, self.random), slot.field)
        if self.way is Way.FOREIGN:
            # Programs that honour combs put one character into each cell, others run on.
            if comb and self.random.random() < 0.7:
                text = writing.type_comb(picture, self.typist, said, spot.rect, comb)
                return _truth(slot, spot, kind, Ink.TYPED, text)
            fit = writing.type_text(picture, self.typist, said, spot.rect, several=several)
            return _truth(slot, spot, kind, Ink.TYPED, said, fit)
        if comb and self.random.random() < 0.85:
            text = writing.write_comb(canvas, self.writer, said, spot.rect, comb, self.random)
        else:
            text = writing.write_text(
                canvas, self.writer, said, spot.rect, self.random, several=several
            )
        return _truth(slot, spot, kind, Ink.HANDWRITTEN, text)


def _parts(slot: Slot) -> tuple[str, ...]:
    if slot.type == "bool":
        return (slot.name,)
    return tuple(f"{slot.name}.{choice.code}" for choice in slot.field.choices)


def _truth(
    slot: Slot,
    spot: Spot,
    kind: Kind,
    ink: Ink = Ink.EMPTY,
    text: str = "",
    fit: Fit = Fit.LOOSE,
) -> Truth:
    if kind is Kind.EXACT and fit is Fit.FULL:
        fit = Fit.LOOSE  # a number or a date that went on would be none
    return Truth(
        spot.part, spot.page, spot.rect, kind, ink, text, slot=slot.name, type=slot.type, fit=fit
    )


_REACH: Final = 9 * POINTS_PER_MM


def _reached(box: Rect, boxes: Mapping[str, Spot], marks_at: Mapping[str, Mark]) -> bool:
    """Whether a mark at another box may reach into this one."""
    return any(
        mark not in (Mark.NONE, Mark.PRINTED)
        and abs(boxes[part].rect[0] - box[0]) < _REACH
        and abs(boxes[part].rect[1] - box[1]) < _REACH
        for part, mark in marks_at.items()
    )
