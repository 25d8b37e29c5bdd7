"""Combs: the cells of a field that takes one character each, drawn for the pen."""

from __future__ import annotations

from collections.abc import Sequence

import pikepdf

from oroforms.documents import Rect

TOOTH = 6.5
"""Height of the strokes between two cells, in points from the lower edge of the field."""


def draw_combs(pdf: pikepdf.Pdf, combs: Sequence[tuple[int, Rect, int]]) -> None:
    """Draw strokes between cells as artifacts; ``combs`` are page from 1, rectangle, cells.

    They lie where PDF programs part the field for a comb (ISO 32000-1,
    12.7.4.3): its width divided by ``/MaxLen``.
    """
    for number, page in enumerate(pdf.pages, start=1):
        height = float(page.mediabox[3])
        strokes = []
        for at, (left, _top, right, bottom), cells in combs:
            if at != number:
                continue
            for index in range(1, cells):
                x = left + (right - left) * index / cells
                base = height - bottom
                strokes.append(f"{x:.3f} {base:.3f} m {x:.3f} {base + TOOTH:.3f} l\n")
        if strokes:
            drawn = f"/Artifact BMC\nq 0.5 w 0.45 G\n{''.join(strokes)}S Q\nEMC\n"
            page.contents_add(drawn.encode("ascii"))
