"""The page as a person sees it: a grey picture drawn by pdfium, asked for ink."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from oroforms.documents import Rect

SCALE = 3.0
"""Pixels a point: a full stop in 8 pt text is then two to three pixels wide."""

MOST_PIXELS = 12_000_000
"""Larger pages are drawn coarser: A4 has 4.5 million, a hostile page could have a thousand."""

FAINT = 200
"""Grey value (0 black, 255 white) below which a pixel is ink; tints are lighter than this."""

_DARK = bytes(1 if grey < FAINT else 0 for grey in range(256))
_PAPER = bytes([0])


@dataclass(frozen=True, slots=True)
class Ink:
    """Which pixels of a displayed page are dark: one byte a pixel, 1 for ink."""

    width: int
    height: int
    dark: bytes
    scale: float = SCALE
    """Pixels a point."""

    @classmethod
    def from_grey(cls, width: int, height: int, stride: int, grey: bytes, scale: float) -> Ink:
        """From a grey picture whose rows are ``stride`` bytes long."""
        dark = grey.translate(_DARK)
        if stride != width:
            dark = b"".join(dark[y * stride : y * stride + width] for y in range(height))
        return cls(width, height, dark, scale)

    def _span(self, rect: Rect) -> tuple[int, int, int, int]:
        x0, top, x1, bottom = rect
        return (
            max(0, min(self.width, round(x0 * self.scale))),
            max(0, min(self.height, round(top * self.scale))),
            max(0, min(self.width, round(x1 * self.scale))),
            max(0, min(self.height, round(bottom * self.scale))),
        )

    def any(self, rect: Rect) -> bool:
        """Whether there is ink in the rectangle (points of the displayed page)."""
        x0, top, x1, bottom = self._span(rect)
        return any(
            1 in self.dark[y * self.width + x0 : y * self.width + x1] for y in range(top, bottom)
        )

    def share(self, rect: Rect) -> float:
        """Share of the rectangle that is ink, 0–1."""
        x0, top, x1, bottom = self._span(rect)
        area = (x1 - x0) * (bottom - top)
        if area <= 0:
            return 0.0
        dark = sum(
            self.dark.count(1, y * self.width + x0, y * self.width + x1) for y in range(top, bottom)
        )
        return dark / area

    def bounds(self, rect: Rect, explained: Iterable[Rect] = ()) -> Rect | None:
        """The smallest rectangle around the ink that lies in none of the explained ones."""
        x0, top, _, _ = self._span(rect)
        rows = self._rows(rect, explained)
        inked = [at for at, row in enumerate(rows) if 1 in row]
        if not inked:
            return None
        left = min(rows[at].index(1) for at in inked)
        right = max(rows[at].rindex(1) for at in inked)
        return (
            (x0 + left) / self.scale,
            (top + inked[0]) / self.scale,
            (x0 + right + 1) / self.scale,
            (top + inked[-1] + 1) / self.scale,
        )

    def left_over(self, rect: Rect, explained: Iterable[Rect]) -> int:
        """How many pixels of ink in the rectangle lie in none of the explained ones."""
        return sum(row.count(1) for row in self._rows(rect, explained))

    def _rows(self, rect: Rect, explained: Iterable[Rect]) -> list[bytearray]:
        """The rows of a rectangle with the explained ones painted over as paper."""
        x0, top, x1, bottom = self._span(rect)
        if x1 <= x0:
            return []
        rows = [
            bytearray(self.dark[y * self.width + x0 : y * self.width + x1])
            for y in range(top, bottom)
        ]
        for known in explained:
            left, upper, right, lower = self._span(known)
            left, right = max(left, x0), min(right, x1)
            if right > left:
                paper = _PAPER * (right - left)
                for y in range(max(upper, top), min(lower, bottom)):
                    rows[y - top][left - x0 : right - x0] = paper
        return rows
