"""Writing into boxes: typed by other programs, written by hand, signed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
from numpy.random import Generator
from PIL import Image, ImageDraw, ImageFont

from accuracy import fonts
from accuracy.pens import PRINT_DPI, SCALE, Canvas, Pen
from accuracy.truth import Fit
from oroforms.documents import Rect
from oroforms.pictures.base import Grey

_INSET: Final = 2.0
"""Points between the edge of a field and typed text."""
PEN_LINE: Final = 8 * 72 / 25.4
"""Points from one written line to the next, where there are several."""


@dataclass(frozen=True, slots=True)
class Typist:
    """A program that types into boxes with a font of its own."""

    font: str
    size: float
    """Points."""
    lift: float
    """Points by which its lines stand above or below the middle of the box."""
    grey: int = 0
    """0 black; some programs type in dark grey or blue."""


def a_typist(random: Generator) -> Typist:
    """A program as municipalities and their partners have them."""
    return Typist(
        str(random.choice(fonts.TYPED, p=fonts.TYPED_SHARES)),
        float(random.choice([8, 9, 9.5, 10, 10, 11, 12])),
        float(random.normal(0, 0.6)),
        int(random.choice([0, 0, 0, 60])),
    )


def type_text(page: Grey, typist: Typist, text: str, rect: Rect, *, several: bool) -> Fit:
    """Type a text into a box of the printed page; tells how much of it can be seen.

    What finds no room is cut off at the edge of the box, as viewers clip a field's appearance
    to its rectangle (ISO 32000-1, 12.7.3.3): in the middle of a letter, or of a line.
    """
    left, top, right, bottom = rect
    size = typist.size
    if not several:
        size = min(size, (bottom - top) / 1.15)
    font = fonts.typed(typist.font, round(size * PRINT_DPI / 72))
    width = (right - left - 2 * _INSET) * SCALE
    lines = _fitted(text, font, width) if several else [" ".join(text.split())]
    leading = size * 1.2
    room = max(1, int((bottom - top - 1) / leading)) if several else 1
    middle = (top + bottom) / 2 - size * 0.6 + typist.lift
    first = top + 1.5 if several else min(max(middle, top - 1), bottom - size * 1.15)
    for number, line in enumerate(lines[: room + 1]):
        edge = (right - _INSET, bottom) if number == room or not several else None
        _put(page, font, line, left + _INSET, first + number * leading, typist.grey, edge)
    widest = max((font.getlength(line) for line in lines), default=0.0)
    if len(lines) > room or widest > width:
        return Fit.CUT
    full = len(lines) == room if several else widest + font.getlength("n") > width
    return Fit.FULL if full else Fit.LOOSE


def type_comb(page: Grey, typist: Typist, text: str, rect: Rect, cells: int) -> str:
    """Type a text with one character in the middle of each cell."""
    left, top, right, bottom = rect
    size = min(typist.size, (bottom - top) / 1.15)
    font = fonts.typed(typist.font, round(size * PRINT_DPI / 72))
    for index, character in enumerate(text[:cells]):
        middle = left + (right - left) * (index + 0.5) / cells
        at = middle - font.getlength(character) / SCALE / 2
        _put(page, font, character, at, (top + bottom) / 2 - size * 0.6, typist.grey)
    return text[:cells]


def _put(
    page: Grey,
    font: ImageFont.FreeTypeFont,
    text: str,
    left: float,
    top: float,
    grey: int,
    edge: tuple[float, float] | None = None,
) -> None:
    """Draw a line of text; nothing of it beyond ``edge``, the right and lower ends of its box."""
    patch, x, y = _drawn(font, text)
    x0, y0 = round(left * SCALE) + x, round(top * SCALE) + y
    if x0 < 0 or y0 < 0:
        return
    if edge is not None:
        right, bottom = (round(each * SCALE) for each in edge)
        patch = patch[: max(0, bottom - y0), : max(0, right - x0)]
    region = page[y0 : y0 + patch.shape[0], x0 : x0 + patch.shape[1]]
    inside = patch[: region.shape[0], : region.shape[1]].astype(np.uint16)
    np.minimum(region, (255 - inside * (255 - grey) // 255).astype(np.uint8), out=region)


def _drawn(font: ImageFont.FreeTypeFont, text: str) -> tuple[Grey, int, int]:
    """Coverage of a line of text, and where it starts from the text's origin, in pixels."""
    left, top, right, bottom = (int(edge) for edge in font.getbbox(text))
    picture = Image.new("L", (max(1, right - left + 4), max(1, bottom - top + 4)))
    ImageDraw.Draw(picture).text((2 - left, 2 - top), text, fill=255, font=font)
    return np.asarray(picture), left - 2, top - 2


def _fitted(text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """Lines no wider than ``width`` pixels, broken at blanks; a word too long has one to itself."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}".strip()
            if font.getlength(longer) <= width:
                line = longer
            else:
                if line:
                    lines.append(line)
                line = word
        if line:
            lines.append(line)
    return lines


@dataclass(frozen=True, slots=True)
class Writer:
    """A person's hand: a handwriting font, or a one-stroke alphabet; and a pen."""

    pen: Pen
    font: str | None
    alphabet: str
    size: float
    """Points an em; capitals are some 0.7 of it."""
    slant: float
    unrest: float
    """Spread of sizes and base lines, as a share of the size."""


def a_writer(random: Generator, pen: Pen) -> Writer:
    """Somebody who fills in a form with that pen."""
    return Writer(
        replace(pen, tremor=pen.tremor * 0.3),  # letters are smaller than crosses
        str(random.choice(fonts.HANDWRITING)) if random.random() < 0.65 else None,
        str(random.choice(fonts.STROKES, p=[0.6, 0.2, 0.2])),
        float(random.uniform(11, 17)),
        float(random.normal(0.08, 0.12)),
        float(random.uniform(0.01, 0.06)),
    )


def write_text(
    canvas: Canvas, writer: Writer, text: str, rect: Rect, random: Generator, *, several: bool
) -> str:
    """Write a text by hand into a box; returns what found room.

    A hand squeezes at the end of a line, and sometimes runs a little over the
    edge of the box, as hands do.
    """
    left, top, right, bottom = rect
    width = right - left - 4 + float(random.uniform(-6, 8))
    pitch = min(PEN_LINE, max(10.0, bottom - top)) if several else bottom - top
    size = min(writer.size, pitch * 1.25)
    room = max(1, int((bottom - top + 3) / pitch)) if several else 1
    lines = _broken(text, size * (0.42 if writer.font else 0.5), width)[:room]
    for number, line in enumerate(lines):
        base = top + (number + 1) * pitch - pitch * random.uniform(0.16, 0.3)
        at = left + 2 + float(abs(random.normal(0, 3)))
        rise = float(random.normal(0, 0.008))
        if writer.font is None:
            _by_strokes(canvas, writer, line, size, (at, base, rise, width), random)
        else:
            _by_font(canvas, writer, line, size, (at, base, rise, width), random)
    return "\n".join(lines)


def write_comb(
    canvas: Canvas, writer: Writer, text: str, rect: Rect, cells: int, random: Generator
) -> str:
    """Write one character into each cell of a comb, by strokes."""
    left, top, right, bottom = rect
    letters = fonts.alphabet("futural")
    cell = (right - left) / cells
    size = min((bottom - top) * 1.05, cell * 1.5) * random.uniform(0.85, 1.15)
    for index, character in enumerate(text[:cells]):
        letter = letters.get(character)
        if letter is None:
            continue
        at = left + (index + 0.5) * cell - letter.advance * size / 2 + random.normal(0, cell * 0.06)
        base = bottom - (bottom - top) * random.uniform(0.12, 0.3)
        _letter(canvas, writer, letter, at, base, size, random)
    return text[:cells]


def sign(canvas: Canvas, writer: Writer, rect: Rect, random: Generator) -> None:
    """Put a signature into its box: a run of loops and arches, a flourish now and then."""
    left, top, right, bottom = rect
    height = bottom - top
    length = min(right - left - 8, random.uniform(55, 150))
    knots = int(random.integers(9, 22))
    x = np.linspace(0, length, knots) + random.normal(0, length / knots * 0.6, knots)
    tall = np.where(np.arange(knots) % 2, -1.0, 0.25) * random.uniform(0.15, 1.0, knots)
    tall[0] = -random.uniform(0.8, 1.3)
    base = bottom - height * random.uniform(0.25, 0.45)
    at = left + 4 + random.uniform(0, max(1.0, (right - left - length) * 0.4))
    path = np.stack([at + x, base + tall * min(height * 0.8, 24)], axis=1)
    canvas.stroke(writer.pen, path, random)
    if random.random() < 0.5:
        end = path[-1]
        sweep = np.array([[0, 0], [length * 0.15, 5], [-length * 0.4, 9], [-length * 0.8, 6]])
        canvas.stroke(writer.pen, end + sweep, random)


def _broken(text: str, letter: float, width: float) -> list[str]:
    """Lines of about ``width`` points by the mean width of a letter."""
    most = max(3, int(width / letter))
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}".strip()
            if len(longer) <= most:
                line = longer
            else:
                if line:
                    lines.append(line)
                line = word[:most]
        if line:
            lines.append(line)
    return lines


_At = tuple[float, float, float, float]
"""Left end, base line, rise per point and room in points."""


def _by_font(
    canvas: Canvas, writer: Writer, line: str, size: float, at: _At, random: Generator
) -> None:
    left, base, rise, width = at
    font = fonts.handwriting(writer.font or fonts.HANDWRITING[0], round(size * SCALE))
    space = font.getlength(" ") * random.uniform(1.0, 1.5)
    whole = font.getlength(line) / SCALE
    squeeze = min(1.0, max(0.7, width / max(whole, 1.0)))
    x = left * SCALE
    for word in line.split():
        patch, dx, dy = _drawn(font, word)
        grown = random.normal(1, writer.unrest, 2)
        turned = rise + random.normal(0, 0.012)
        slant = random.normal(0, 0.03)
        pad = 12
        matrix = np.array(
            [[squeeze * grown[0], -slant, pad + patch.shape[0] * 0.1], [turned, grown[1], pad]]
        )
        extent = (int(patch.shape[1] * 1.15) + 2 * pad + 30, int(patch.shape[0] * 1.25) + 2 * pad)
        drawn = cv2.warpAffine(patch, matrix, extent, flags=cv2.INTER_LINEAR)
        ascent = font.getmetrics()[0]
        y = (base + (x / SCALE - left) * rise) * SCALE - ascent + dy
        y += random.normal(0, writer.unrest * size * SCALE * 0.4)
        canvas.stamp(writer.pen.ink, np.asarray(drawn), int(x + dx - pad), int(y - pad), random)
        x += font.getlength(word) * squeeze + space * squeeze


def _by_strokes(
    canvas: Canvas, writer: Writer, line: str, size: float, at: _At, random: Generator
) -> None:
    left, base, rise, width = at
    letters = fonts.alphabet(writer.alphabet)
    whole = sum(letters[c].advance for c in line if c in letters) * size
    size = size * min(1.0, max(0.6, width / max(whole, 1.0)))
    x = left
    for character in line:
        letter = letters.get(character, letters[" "])
        own = size * random.normal(1, writer.unrest)
        y = base + (x - left) * rise + random.normal(0, writer.unrest * size * 0.3)
        _letter(canvas, writer, letter, x, y, own, random)
        x += letter.advance * own * random.normal(1, 0.03)


def _letter(
    canvas: Canvas,
    writer: Writer,
    letter: fonts.Letter,
    x: float,
    y: float,
    size: float,
    random: Generator,
) -> None:
    for stroke in letter.strokes:
        path = stroke * size + random.normal(0, size * 0.012, stroke.shape)
        path = path - np.stack([path[:, 1] * writer.slant, np.zeros(len(path))], axis=1)
        canvas.stroke(writer.pen, path + np.array([x, y]), random)
