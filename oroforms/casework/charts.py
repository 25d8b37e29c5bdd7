"""Two kinds of chart as inline SVG: columns over time, and bars with a darker part.

Drawn for a width of 460 units so that letters stay readable on a phone and in
print; colours are the page's (``var(--…)``), so that they follow light and
dark. Each has a title and a description for those who do not see it; the
numbers themselves stand in the table beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, log10

_WIDTH = 460
_TOP, _FLOOR, _PLOT = 22, 26, 150
_BAR, _GAP, _LABEL = 12, 12, 19


@dataclass(frozen=True, slots=True)
class Bar:
    """One value; ``None`` is hidden and drawn as such. ``part`` is drawn over it, darker."""

    label: str
    value: int | None
    part: int | None = None


def columns(identity: str, title: str, description: str, bars: Sequence[Bar]) -> str:
    """One column a bar, from left to right, with its number above and its label below."""
    top = _ceiling([bar.value for bar in bars])
    step = _WIDTH / max(1, len(bars))
    width = min(40.0, step * 0.72)
    base = _TOP + _PLOT
    pieces = [f'<line class="axis" x1="0" y1="{base}" x2="{_WIDTH}" y2="{base}"/>']
    for number, bar in enumerate(bars):
        middle = step * (number + 0.5)
        left = middle - width / 2
        if bar.value is None:
            pieces.append(_hidden(left, base - 14, width, 14))
            height = 14.0
        else:
            height = _PLOT * bar.value / top
            pieces.append(
                f'<rect class="whole" x="{left:.1f}" y="{base - height:.1f}" '
                f'width="{width:.1f}" height="{height:.1f}"/>'
            )
        shown = ".." if bar.value is None else written(bar.value)
        pieces.append(_text(middle, base - height - 6, shown, "value middle"))
        pieces.append(_text(middle, base + 17, bar.label, "label middle"))
    return _svg(identity, title, description, base + _FLOOR, pieces)


def rows(identity: str, title: str, description: str, bars: Sequence[Bar]) -> str:
    """One bar a line with its label above it, and its numbers to the right."""
    top = _ceiling([bar.value for bar in bars])
    room = _WIDTH - 96
    pieces: list[str] = []
    y = 0
    for bar in bars:
        pieces.append(_text(0, y + 13, bar.label, "label"))
        y += _LABEL
        if bar.value is None:
            pieces.append(_hidden(0, y, 28, _BAR))
            end = 28.0
        else:
            end = max(1.0, room * bar.value / top)
            pieces.append(f'<rect class="whole" x="0" y="{y}" width="{end:.1f}" height="{_BAR}"/>')
        if bar.part is not None and bar.value is not None:
            part = room * bar.part / top
            pieces.append(f'<rect class="part" x="0" y="{y}" width="{part:.1f}" height="{_BAR}"/>')
        shown = ".." if bar.value is None else written(bar.value)
        pieces.append(_text(end + 7, y + 10.5, shown, "value"))
        y += _BAR + _GAP
    return _svg(identity, title, description, y, pieces)


def written(number: int) -> str:
    """A number with its thousands apart."""
    return f"{number:,}".replace(",", "\u00a0")


def _ceiling(values: Sequence[int | None]) -> float:
    largest = max((value for value in values if value is not None), default=0)
    if largest < 1:
        return 1.0
    unit = 10 ** max(0, int(log10(largest)) - 1)
    return float(ceil(largest / unit) * unit)


def _hidden(x: float, y: float, width: float, height: float) -> str:
    return (
        f'<rect class="hidden" x="{x + 0.5:.1f}" y="{y + 0.5:.1f}" '
        f'width="{width - 1:.1f}" height="{height - 1:.1f}"/>'
    )


def _text(x: float, y: float, words: str, kind: str) -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}">{escape(words)}</text>'


def _svg(identity: str, title: str, description: str, height: float, pieces: Sequence[str]) -> str:
    head = (
        f'<svg viewBox="0 0 {_WIDTH} {height:.0f}" role="img" '
        f'aria-labelledby="{identity}-title {identity}-desc">'
        f'<title id="{identity}-title">{escape(title)}</title>'
        f'<desc id="{identity}-desc">{escape(description)}</desc>'
    )
    return head + "".join(pieces) + "</svg>"
