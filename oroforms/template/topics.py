"""The texts that open a form, side by side: for whom it is, where it goes, what if it is urgent."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise

from oroforms.template.paper import COLUMN, COLUMNS
from oroforms.template.xml import Element, element, paragraph, run, twips

GUTTER = 5.0


def topics(texts: Sequence[str]) -> Element:
    """A table without lines, one row of two or three columns with the texts in their order.

    The first of several lines of a text is its heading.
    """
    across = 3 if len(texts) == 3 else min(len(texts), 2)
    width = twips(COLUMN) * (COLUMNS // across)
    made = element(
        "w:tbl",
        element(
            "w:tblPr",
            element("w:tblW", w=width * across, type="dxa"),
            element("w:tblInd", w=0, type="dxa"),
            element("w:tblLayout", type="fixed"),
            element(
                "w:tblCellMar",
                element("w:left", w=0, type="dxa"),
                element("w:right", w=twips(GUTTER), type="dxa"),
            ),
        ),
        element("w:tblGrid", *(element("w:gridCol", w=width) for _ in range(across))),
    )
    row = element("w:tr", element("w:trPr", element("w:cantSplit")))
    for column in _columns(texts, across):
        properties = element("w:tcPr", element("w:tcW", w=width, type="dxa"))
        row.append(element("w:tc", properties, *(p for text in column for p in _topic(text))))
    made.append(row)
    return made


def _columns(texts: Sequence[str], across: int) -> list[Sequence[str]]:
    """The texts in order over some columns, so that the longest column is as short as can be."""
    cuts = combinations(range(1, len(texts)), across - 1)
    splits = [[texts[start:end] for start, end in pairwise((0, *cut, len(texts)))] for cut in cuts]
    return min(splits, key=lambda split: max(sum(map(len, column)) for column in split))


def _topic(text: str) -> list[Element]:
    heading, _, rest = text.partition("\n")
    if not rest:
        return [paragraph("Body", run(text))]
    body = [paragraph("Body", run(line)) for line in rest.splitlines() if line.strip()]
    return [paragraph("Topic", run(heading)), *body]
