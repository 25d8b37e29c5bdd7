"""What a field's appearance stream shows, for holding it against the stored value.

Follows the text operators of ISO 32000-1, 9.4 far enough to tell which
characters are drawn and whether a person can see them. It draws nothing and
measures no widths: where a string begins decides whether it is seen.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

import pikepdf

from oroforms.documents import Rect
from oroforms.readers.contentstream import UNIT, Matrix, Operand, apply, multiply, operations
from oroforms.readers.pdffile import rectangle, unpacked
from oroforms.readers.pdffonts import UNMAPPED, Decoder, decoder

MAX_CONTENT = 2 * 2**20
"""Bytes of appearance that are followed: one page of dense text has some 30 000."""

_SMALLEST = 2.0
"""Points below which nobody sees that something is written."""

_WHITE = 0.94
"""Lightness from which a colour on white paper is not seen."""

_MAX_DEPTH = 5

_SHOWS = re.compile(rb"T[jJ]|['\"]|\bDo\b")

_FITTED = re.compile(rb"\s0(?:\.0*)?\s+Tf")
_EVERYWHERE = (-math.inf, -math.inf, math.inf, math.inf)


@dataclass(frozen=True, slots=True)
class Run:
    """One shown string: its text, where it begins in the appearance's own space, if seen."""

    text: str
    x: float
    y: float
    size: float
    seen: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """All that an appearance draws as text, and the texts it says it stands for."""

    runs: tuple[Run, ...] = ()
    actual_text: str = ""
    box: Rect = (0.0, 0.0, 0.0, 0.0)

    @property
    def text(self) -> str:
        """The characters that a person may see, in the order in which they are drawn."""
        return "".join(run.text for run in self.runs if run.seen)

    @property
    def drawn(self) -> str:
        """The characters that are drawn, those outside the box too."""
        return "".join(run.text for run in self.runs)


NOTHING = Shown()


@dataclass(slots=True)
class _State:
    ctm: Matrix = UNIT
    font: Decoder | None = None
    size: float = 0.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0
    lightness: float = 0.0
    opacity: float = 1.0
    clip: Rect = (0.0, 0.0, 0.0, 0.0)

    def copy(self) -> _State:
        return _State(
            self.ctm,
            self.font,
            self.size,
            self.leading,
            self.rise,
            self.mode,
            self.lightness,
            self.opacity,
            self.clip,
        )


class Fonts:
    """The decoders of one file's fonts, each made once."""

    def __init__(self) -> None:
        self._made: dict[tuple[int, int], Decoder | None] = {}

    def get(self, font: object) -> Decoder | None:
        """The decoder of a font dictionary; ``None`` where its codes cannot be told."""
        if not isinstance(font, pikepdf.Dictionary):
            return None
        key = font.objgen
        if key == (0, 0):
            return decoder(font)
        if key not in self._made:
            self._made[key] = decoder(font)
        return self._made[key]


def drawn_by(stream: pikepdf.Stream, defaults: object, fonts: Fonts) -> Shown | None:
    """What an appearance shows.

    ``defaults`` are the form's default resources (``/DR``), where viewers
    look for fonts that the appearance lacks. ``None``: it is too long to be
    the appearance of a field and was not followed.
    """
    content = unpacked(stream)
    if content is None:
        return NOTHING  # viewers cannot draw it either
    if len(content) > MAX_CONTENT:
        return None
    if not _SHOWS.search(content):
        return NOTHING
    box = _box(stream)
    interpreter = _Interpreter(fonts, defaults)
    interpreter.run(content, stream.get("/Resources"), _State(clip=box), 0)
    return Shown(tuple(interpreter.runs), "".join(interpreter.actual), box)


def text_of(content: bytes, resources: object, fonts: Fonts) -> str:
    """The strings that a piece of page content shows, one a line."""
    interpreter = _Interpreter(fonts, None)
    interpreter.run(content, resources, _State(clip=_EVERYWHERE), 0)
    return "\n".join(run.text for run in interpreter.runs)


def writes_visibly(default_appearance: bytes) -> bool:
    """Whether text in a default appearance (``/DA``) can be seen; size 0 is fitted to the box."""
    interpreter = _Interpreter(Fonts(), None)
    content = b"BT " + _FITTED.sub(b" 10 Tf", default_appearance) + b" (x) Tj ET"
    interpreter.run(content, None, _State(size=10, clip=_EVERYWHERE), 0)
    return bool(interpreter.runs)


class _Interpreter:
    """Walks content streams and keeps what is written."""

    def __init__(self, fonts: Fonts, defaults: object) -> None:
        self.runs: list[Run] = []
        self.actual: list[str] = []
        self._fonts = fonts
        self._defaults = defaults

    def run(self, content: bytes, resources: object, state: _State, depth: int) -> None:
        """Follow one content stream with the resources it names."""
        _Page(self, resources, state, depth).run(content)

    def font(self, resources: object, name: str) -> Decoder | None:
        """A font by its name in the resources, or else in the form's."""
        own = _entry(resources, "/Font", name)
        return self._fonts.get(own if own is not None else _entry(self._defaults, "/Font", name))


class _Page:
    """One content stream being followed; ``operators`` are those that matter for text."""

    def __init__(
        self, interpreter: _Interpreter, resources: object, state: _State, depth: int
    ) -> None:
        self._out = interpreter
        self._resources = resources
        self._state = state
        self._stack: list[_State] = []
        self._depth = depth
        self._matrix = self._line = UNIT
        self._rects: list[Rect] = []
        self._clipping = False

    def run(self, content: bytes) -> None:
        for operator, operands in operations(content):
            act = _OPERATORS.get(operator)
            if act is None:
                continue
            try:
                act(self, operands)
            except (IndexError, TypeError, ValueError):
                continue  # viewers skip an operator whose operands are wrong

    # -- graphics state -----------------------------------------------------------
    def save(self, _operands: list[Operand]) -> None:
        if len(self._stack) < 100:
            self._stack.append(self._state.copy())

    def restore(self, _operands: list[Operand]) -> None:
        if self._stack:
            self._state = self._stack.pop()

    def concatenate(self, operands: list[Operand]) -> None:
        self._state.ctm = multiply(_matrix(operands), self._state.ctm)

    def gray(self, operands: list[Operand]) -> None:
        self._state.lightness = _number(operands[-1])

    def colour(self, operands: list[Operand]) -> None:
        numbers = [_number(o) for o in operands if isinstance(o, float)]
        if len(numbers) == 4:
            self._state.lightness = 1 - min(1.0, max(numbers[:3]) + numbers[3])
        elif numbers:
            self._state.lightness = min(numbers)

    def external_state(self, operands: list[Operand]) -> None:
        state = _entry(self._resources, "/ExtGState", str(operands[0]))
        opacity = state.get("/ca") if isinstance(state, pikepdf.Dictionary) else None
        if opacity is not None:
            self._state.opacity = float(opacity)

    def rectangle(self, operands: list[Operand]) -> None:
        x, y, width, height = (_number(o) for o in operands)
        ax, ay = apply(self._state.ctm, x, y)
        bx, by = apply(self._state.ctm, x + width, y + height)
        self._rects.append((min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)))

    def clip(self, _operands: list[Operand]) -> None:
        self._clipping = True

    def end_path(self, _operands: list[Operand]) -> None:
        if self._clipping and len(self._rects) == 1:
            a, b = self._state.clip, self._rects[0]
            self._state.clip = (max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3]))
        self._clipping = False
        self._rects.clear()

    def fill(self, operands: list[Operand]) -> None:
        """Paint over what was written before, within the rectangles of the path."""
        for rect in self._rects:
            self._out.runs[:] = [
                replace(run, seen=run.seen and not _inside(run.x, run.y, rect, 0.0))
                for run in self._out.runs
            ]
        self.end_path(operands)

    def draw(self, operands: list[Operand]) -> None:
        form = _entry(self._resources, "/XObject", str(operands[0]))
        if not isinstance(form, pikepdf.Stream) or form.get("/Subtype") != "/Form":
            return
        if self._depth >= _MAX_DEPTH:
            return
        content = unpacked(form)
        if content is None or len(content) > MAX_CONTENT:
            return
        matrix = form.get("/Matrix")
        inner = self._state.copy()
        if isinstance(matrix, pikepdf.Array) and len(matrix) == 6:
            inner.ctm = multiply(_matrix([float(n) for n in matrix]), inner.ctm)
        resources = form.get("/Resources") or self._resources
        self._out.run(content, resources, inner, self._depth + 1)

    # -- text ---------------------------------------------------------------------
    def begin_text(self, _operands: list[Operand]) -> None:
        self._matrix = self._line = UNIT

    def set_font(self, operands: list[Operand]) -> None:
        self._state.font = self._out.font(self._resources, str(operands[0]))
        self._state.size = _number(operands[1])

    def set_mode(self, operands: list[Operand]) -> None:
        self._state.mode = int(_number(operands[0]))

    def set_leading(self, operands: list[Operand]) -> None:
        self._state.leading = _number(operands[0])

    def set_rise(self, operands: list[Operand]) -> None:
        self._state.rise = _number(operands[0])

    def move(self, operands: list[Operand]) -> None:
        x, y = _number(operands[0]), _number(operands[1])
        self._line = self._matrix = multiply((1, 0, 0, 1, x, y), self._line)

    def move_and_lead(self, operands: list[Operand]) -> None:
        self._state.leading = -_number(operands[1])
        self.move(operands)

    def set_matrix(self, operands: list[Operand]) -> None:
        self._line = self._matrix = _matrix(operands)

    def next_line(self, _operands: list[Operand]) -> None:
        self.move([0.0, -self._state.leading])

    def show(self, operands: list[Operand]) -> None:
        codes = operands[-1]
        if isinstance(codes, bytes):
            self._write(codes)

    def show_on_next_line(self, operands: list[Operand]) -> None:
        self.next_line(operands)
        self.show(operands)

    def show_array(self, operands: list[Operand]) -> None:
        items = operands[-1]
        if isinstance(items, list):
            self._write(b"".join(item for item in items if isinstance(item, bytes)))

    def mark(self, operands: list[Operand]) -> None:
        """``BDC``: keep the ``/ActualText`` of a marked span (ISO 32000-1, 14.9.4)."""
        properties = operands[-1]
        if isinstance(properties, list):
            pairs = zip(properties[::2], properties[1::2], strict=False)
            actual = next((v for k, v in pairs if k == "/ActualText"), None)
            if isinstance(actual, bytes):
                self._out.actual.append(str(pikepdf.String(actual)))

    def _write(self, codes: bytes) -> None:
        state = self._state
        text = UNMAPPED * max(1, len(codes) // 2) if state.font is None else state.font(codes)
        matrix = multiply(self._matrix, state.ctm)
        x, y = apply(matrix, 0.0, state.rise)
        size = abs(state.size) * max(abs(matrix[3]), abs(matrix[1]))
        if state.mode in (3, 7) or state.lightness > _WHITE or state.opacity < 0.06:
            return
        if size < _SMALLEST:
            return
        self._out.runs.append(Run(text, x, y, size, _inside(x, y, state.clip, size)))
        # Widths are not measured; half an em keeps strings that follow in one line apart.
        advance = 0.5 * state.size * len(text)
        self._matrix = multiply((1, 0, 0, 1, advance, 0), self._matrix)


_Act: TypeAlias = Callable[[_Page, list[Operand]], None]

_OPERATORS: Mapping[str, _Act] = {
    "q": _Page.save,
    "Q": _Page.restore,
    "cm": _Page.concatenate,
    "g": _Page.gray,
    "rg": _Page.colour,
    "k": _Page.colour,
    "sc": _Page.colour,
    "scn": _Page.colour,
    "gs": _Page.external_state,
    "re": _Page.rectangle,
    "W": _Page.clip,
    "W*": _Page.clip,
    "n": _Page.end_path,
    "S": _Page.end_path,
    "s": _Page.end_path,
    "f": _Page.fill,
    "F": _Page.fill,
    "f*": _Page.fill,
    "B": _Page.fill,
    "B*": _Page.fill,
    "Do": _Page.draw,
    "BT": _Page.begin_text,
    "Tf": _Page.set_font,
    "Tr": _Page.set_mode,
    "TL": _Page.set_leading,
    "Ts": _Page.set_rise,
    "Td": _Page.move,
    "TD": _Page.move_and_lead,
    "Tm": _Page.set_matrix,
    "T*": _Page.next_line,
    "Tj": _Page.show,
    "TJ": _Page.show_array,
    "'": _Page.show_on_next_line,
    '"': _Page.show_on_next_line,
    "BDC": _Page.mark,
}


def _matrix(operands: list[Operand] | list[float]) -> Matrix:
    a, b, c, d, e, f = (_number(o) for o in operands)
    return (a, b, c, d, e, f)


def _number(operand: Operand) -> float:
    if not isinstance(operand, float):
        raise TypeError(f"{operand!r} is no number")
    return operand


def _inside(x: float, y: float, box: Rect, slack: float) -> bool:
    """Whether a string that begins here is seen; ``slack`` in points for its height."""
    return box[0] - slack <= x <= box[2] and box[1] - slack <= y <= box[3]


def _entry(resources: object, category: str, name: str) -> pikepdf.Object | None:
    found = resources.get(category) if isinstance(resources, pikepdf.Dictionary) else None
    return found.get(name) if isinstance(found, pikepdf.Dictionary) else None


def _box(stream: pikepdf.Stream) -> Rect:
    return rectangle(stream.get("/BBox")) or (0.0, 0.0, 0.0, 0.0)
