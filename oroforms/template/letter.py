"""Writes the Word template of a letter: a Swedish office's letter on one page.

The recipient stands where the right-hand window of a C5 or C65 envelope is;
date, reference and page stand at the top right with small labels, as is usual
in letters of Swedish authorities (SS 61 41 30).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from docx.shared import Mm

from oroforms.definition import Definition, Paragraph, ParagraphLook
from oroforms.template import paper
from oroforms.template.asking import asked
from oroforms.template.skeleton import new_document
from oroforms.template.xml import Element, element, name, page_field, paragraph, run, tab, twips

if TYPE_CHECKING:
    from docx.document import Document

LEFT, RIGHT = 25.0, 20.0
TOP, BOTTOM = 27.0, 20.0
HEADER, FOOTER = 10.0, 9.0
"""Millimetres; the left margin leaves room for punch holes."""
HEADER_HEIGHT = 16.0
WINDOW_LEFT, WINDOW_TOP, WINDOW_HEIGHT = 110.0, 45.0, 36.0
"""The recipient's place in millimetres from the edges of the paper: what an envelope's window
shows, with room for seven lines."""
WIDTH = paper.PAGE_WIDTH - LEFT - RIGHT
SIGNING_ROOM = 11.0
"""Millimetres that a signature by hand takes."""
DATE, REFERENCE, PAGE = "Datum", "Vår beteckning", "Sida"
BY_HAND = "Lämnas personligen"
_GAP = re.compile(r"\{([a-z][a-z0-9_.]*)\}")
_STYLES = {
    ParagraphLook.BODY: "Body",
    ParagraphLook.HEADING: "Heading2",
    ParagraphLook.POINT: "Point",
    ParagraphLook.FRAMED: "Framed",
}


def document(definition: Definition) -> Document:
    """The template of one letter."""
    made = new_document(letter=True)
    section = made.sections[0]
    section.page_width, section.page_height = Mm(paper.PAGE_WIDTH), Mm(paper.PAGE_HEIGHT)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.header_distance, section.footer_distance = Mm(HEADER), Mm(FOOTER)
    _replace(section.header._element, _header(definition))  # noqa: SLF001 - no public way to its XML
    _replace(section.footer._element, _footer(definition))  # noqa: SLF001 - as above
    body = made.element.body
    grid = body[-1].find(name("w:docGrid"))
    if grid is not None:
        body[-1].remove(grid)
    for part in _body(definition):
        body.insert(len(body) - 1, part)
    return made


def _replace(root: Element, content: Iterator[Element]) -> None:
    for child in list(root):
        root.remove(child)
    root.extend(list(content))


def _header(definition: Definition) -> Iterator[Element]:
    """Who sends it, and with small labels date, reference and page; on every page."""
    head = definition.letterhead
    sender: list[Element] = []
    for place, field in enumerate(head.sender):
        sender += _if_given(field, "Sender", bold=place == 0)
    # A cell ends with a paragraph of its own, whatever is left out above it.
    sender.append(paragraph("Gap", run("{# Plats för kommunens vapen #}")))
    pages = [*page_field("PAGE"), run(" ("), *page_field("NUMPAGES"), run(")")]
    known = ((DATE, head.date), (REFERENCE, head.reference))
    cells = [
        [paragraph("Label", run(label)), paragraph("Value", run(_variable(field)))]
        for label, field in known
        if field
    ]
    cells.append([paragraph("Label", run(PAGE)), paragraph("Value", *pages)])
    right = paper.PAGE_WIDTH - RIGHT - WINDOW_LEFT
    widths = [WINDOW_LEFT - LEFT, *_shares(right, len(cells))]
    yield _table(widths, [(HEADER_HEIGHT, [sender, *cells])])
    yield paragraph("Gap")


def _shares(width: float, count: int) -> list[float]:
    """The date and the page take little room, the reference what is left."""
    if count == 1:
        return [width]
    narrow, page = 33.0, 13.0
    return [narrow, *([width - narrow - page] * (count - 2)), page]


def _footer(definition: Definition) -> Iterator[Element]:
    """How to reach the sender, and which letter this is."""
    head = definition.letterhead
    pieces = [f"{{% if {field} %}}{{{{ {field} }}}}   {{% endif %}}" for field in head.footer]
    line = paragraph("Footer", run("".join(pieces)))
    border = element("w:top", val="single", sz=4, space=4, color="808080")
    line[0].append(element("w:pBdr", border))
    yield line
    yield paragraph("Footer", run("{{ form.id }}"), jc="right")


def _body(definition: Definition) -> Iterator[Element]:
    yield _window(definition)
    yield paragraph("Heading1", run(definition.title.sv))
    text = [line for item in definition.paragraphs for line in _paragraph(item, definition)]
    text[-1][0].insert(1, element("w:keepNext"))  # the greeting is not parted from the name
    yield from text
    yield from _sign_off(definition.letterhead.sign_off)


def _window(definition: Definition) -> Element:
    """The rows down to the envelope's window, and the recipient in it."""
    head = definition.letterhead
    marking = [paragraph("Label", run(definition.marking.sv))]
    lines: list[Element] = []
    for field in head.recipient:
        lines += _if_given(field, "Recipient")
    if head.by_hand:
        lines += _if(head.by_hand, [paragraph("Recipient", run(BY_HAND))])
    lines.append(paragraph("Gap"))
    widths = [WINDOW_LEFT - LEFT, paper.PAGE_WIDTH - RIGHT - WINDOW_LEFT]
    return _table(
        widths,
        [
            (WINDOW_TOP - TOP, [marking, [paragraph("Gap")]]),
            (WINDOW_HEIGHT, [[paragraph("Gap")], lines]),
        ],
    )


def _paragraph(item: Paragraph, definition: Definition) -> list[Element]:
    text = _GAP.sub(lambda gap: _variable(gap[1]), item.text.sv)
    content = [run("–"), tab(), run(text)] if item.look is ParagraphLook.POINT else [run(text)]
    made = [paragraph(_STYLES[item.look], *content)]
    return made if item.when is None else _if(asked(item.when, definition), made)


def _sign_off(fields: Sequence[str]) -> Iterator[Element]:
    for place, field in enumerate(fields):
        lines = _if_given(field, "SignOff")
        if place == 0:
            lines[1][0].append(element("w:spacing", before=twips(SIGNING_ROOM), after=0))
        yield from lines


def _variable(field: str) -> str:
    return f"{{{{ {field} }}}}"


def _if_given(field: str, style: str, *, bold: bool = False) -> list[Element]:
    return _if(field, [paragraph(style, run(_variable(field), "Number" if bold else None))])


def _if(expression: str, content: list[Element]) -> list[Element]:
    """Paragraphs that stand only where an expression of the template language is true."""
    before = paragraph("Body", run(f"{{%p if {expression} %}}"))
    return [before, *content, paragraph("Body", run("{%p endif %}"))]


def _table(widths: Sequence[float], rows: Sequence[tuple[float, list[list[Element]]]]) -> Element:
    """A table without lines: rows of a height in millimetres, with their cells.

    A row grows where its text needs more: nothing is cut.
    """
    made = element(
        "w:tbl",
        element(
            "w:tblPr",
            element("w:tblW", w=twips(sum(widths)), type="dxa"),
            element("w:tblInd", w=0, type="dxa"),
            element("w:tblLayout", type="fixed"),
            element(
                "w:tblCellMar",
                element("w:left", w=0, type="dxa"),
                element("w:right", w=0, type="dxa"),
            ),
        ),
        element("w:tblGrid", *(element("w:gridCol", w=twips(width)) for width in widths)),
    )
    for height, cells in rows:
        row = element(
            "w:tr", element("w:trPr", element("w:trHeight", val=twips(height), hRule="atLeast"))
        )
        for width, content in zip(widths, cells, strict=True):
            width_of = element("w:tcPr", element("w:tcW", w=twips(width), type="dxa"))
            row.append(element("w:tc", width_of, *content))
        made.append(row)
    return made
