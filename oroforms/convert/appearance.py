"""Appearance streams: what a field or a stamp shows on the page.

Text is shaped, drawn with embedded fonts and can be read back: each run that
a program could not read by its glyphs alone carries ``/ActualText``
(ISO 32000-1, 14.9.4) in logical order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from oroforms.convert.shaping import ASCENT, DESCENT, Face, Line, Run, line, wrap

SIZE = 10.0
"""Font size of answers, in points. It is fixed, so that a text that is too long is seen to be."""
LEAST_SIZE = 6.5
"""Down to this size what the office prefills may shrink to find room."""
INSET = 2.0
"""Between the edge of a field and its text, as PDF programs have it."""
LEADING = ASCENT + DESCENT
_INK = 1.2
"""Height of what is drawn of a line, from the ring of Å to the tail of g, in ems."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """The operators of an appearance, and the lines that they show."""

    operators: bytes
    lines: tuple[Line, ...]

    @property
    def faces(self) -> frozenset[Face]:
        """The faces that it uses, each under its :func:`font_name`."""
        return frozenset(run.face for each in self.lines for run in each.runs)


def font_name(face: Face) -> str:
    """Name of a face among the resources of our pages and appearances."""
    return "/Oroforms" + face.file.removesuffix(".ttf").replace("-", "")


def fits(text: str, width: float, height: float, size: float, *, multiline: bool) -> bool:
    """Whether a text has room in a field of that width and height (points)."""
    lines = _lines(text, width, size, multiline=multiline)
    room = width - 2 * INSET
    return (
        all(each.width(size) <= room for each in lines)
        and (len(lines) - 1) * size * LEADING + size * _INK <= height
    )


def text_field(
    text: str, width: float, height: float, size: float, *, multiline: bool = False, comb: int = 0
) -> Drawing:
    """The appearance of a text field of ``width`` × ``height`` points.

    A single line stands in the middle of the height, several from the top;
    text from the right is ranged right. With a ``comb`` of that many cells
    each character stands in the middle of its cell.
    """
    if comb:
        return _comb(text, width, height, size, comb)
    lines = _lines(text, width, size, multiline=multiline)
    first = (
        height - size * ASCENT - 1 if multiline else (height - size * LEADING) / 2 + size * DESCENT
    )
    placed = []
    for number, each in enumerate(lines):
        left = width - INSET - each.width(size) if each.right_to_left else INSET
        placed.append((left, first - number * size * LEADING, each))
    return _field(placed, width, height, size)


def _comb(text: str, width: float, height: float, size: float, cells: int) -> Drawing:
    base = (height - size * LEADING) / 2 + size * DESCENT
    placed = []
    for index, character in enumerate(text):
        each = line(character)
        placed.append(((index + 0.5) * width / cells - each.width(size) / 2, base, each))
    return _field(placed, width, height, size)


def _lines(text: str, width: float, size: float, *, multiline: bool) -> list[Line]:
    if not text:
        return []
    if multiline:
        return wrap(text, size, width - 2 * INSET)
    return [line(" ".join(text.split()))]


def _field(
    placed: Sequence[tuple[float, float, Line]], width: float, height: float, size: float
) -> Drawing:
    """Text clipped to its field, in the marked content that form fillers look for."""
    body = b"".join(show(each, left, base, size) for left, base, each in placed)
    operators = (
        b"/Tx BMC\n"
        + (f"q 0 0 {_n(width)} {_n(height)} re W n\n".encode() + body + b"Q\n" if body else b"")
        + b"EMC\n"
    )
    return Drawing(operators, tuple(each for _, _, each in placed))


def show(each: Line, left: float, base: float, size: float) -> bytes:
    """The operators that show a line with its base line's left end at a point."""
    out = [b"BT 0 g\n"]
    at = left
    for run in each.runs:
        out.append(_show_run(run, at, base, size))
        at += run.width * size / 1000
    out.append(b"ET\n")
    return b"".join(out)


def _show_run(run: Run, left: float, base: float, size: float) -> bytes:
    pieces: list[str] = []
    pending: list[str] = []

    def flush() -> None:
        if pending:
            pieces.append(f"[{''.join(pending)}] TJ\n")
            pending.clear()

    rise = 0
    for glyph in run.glyphs:
        if glyph.y_offset != rise:
            flush()
            rise = glyph.y_offset
            pieces.append(f"{_n(rise * size / 1000)} Ts\n")
        # The font's own widths are those of the unshaped glyphs: what kerning and
        # mark positions change is moved by hand.
        own = run.face.advance(glyph.id)
        before, after = -glyph.x_offset, own - glyph.advance + glyph.x_offset
        pending.append(f"{before or ''}<{glyph.id:04X}>{after or ''}")
    flush()
    if rise:
        pieces.append("0 Ts\n")
    body = (
        f"{font_name(run.face)} {_n(size)} Tf 1 0 0 1 {_n(left)} {_n(base)} Tm\n{''.join(pieces)}"
    )
    if _reads_as_drawn(run):
        return body.encode("ascii")
    actual = run.text.encode("utf-16-be").hex().upper()
    return f"/Span <</ActualText <FEFF{actual}>>> BDC\n{body}EMC\n".encode("ascii")


def _reads_as_drawn(run: Run) -> bool:
    """Whether each glyph stands for one character, in the order of the text."""
    return not run.right_to_left and [glyph.cluster for glyph in run.glyphs] == list(
        range(len(run.text))
    )


def glyph_texts(lines: Sequence[Line]) -> Mapping[Face, Mapping[int, str]]:
    """For each face the glyphs in use and the text that each stands for (ToUnicode)."""
    found: dict[Face, dict[int, str]] = {}
    for each in lines:
        for run in each.runs:
            texts = found.setdefault(run.face, {})
            starts = sorted({glyph.cluster for glyph in run.glyphs})
            ends = dict(zip(starts, [*starts[1:], len(run.text)], strict=True))
            seen: set[int] = set()
            ordered = reversed(run.glyphs) if run.right_to_left else iter(run.glyphs)
            for glyph in ordered:
                whole = run.text[glyph.cluster : ends[glyph.cluster]]
                texts.setdefault(glyph.id, "" if glyph.cluster in seen else whole)
                seen.add(glyph.cluster)
    return found


def cross(side: float) -> bytes:
    """The tick of a box of ``side`` points: two strokes, well inside the drawn square."""
    near, far = _n(side * 0.2), _n(side * 0.8)
    return (
        f"q 1.3 w 1 J 0 G {near} {near} m {far} {far} l S {near} {far} m {far} {near} l S Q\n"
    ).encode("ascii")


def _n(number: float) -> str:
    """A number as PDF operators write it: at most three decimals, none needless."""
    return f"{number:.3f}".rstrip("0").rstrip(".") or "0"
