"""Writes a Word template from a definition: a good start that a municipality restyles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from docx.document import Document
from docx.shared import Mm

from oroforms.definition import Definition, FormKind, Section, Text
from oroforms.template import letter, paper
from oroforms.template.boxes import table
from oroforms.template.grid import Block, Row, blocks
from oroforms.template.header import write_footer, write_header
from oroforms.template.measure import text_width
from oroforms.template.package import save
from oroforms.template.skeleton import new_document
from oroforms.template.topics import topics
from oroforms.template.xml import Element, element, name, paragraph, run

OFFICE_HEADING = "Fylls i av socialtjänsten"
BOLD = 1.1
"""How much wider than the measured regular type bold type is."""
_LAW = re.compile(r"\{(law\.[a-z0-9_]+)\}")


def write_template(definition: Definition, path: Path) -> None:
    """Write the starter template of a definition.

    Raises
    ------
    OSError
        When the file cannot be written.
    """
    if definition.kind is FormKind.LETTER:
        path.write_bytes(save(letter.document(definition)))
        return
    document = new_document()
    _page(document)
    section = document.sections[0]
    write_header(section.header, definition)
    write_footer(section.footer)
    body = document.element.body
    for made in _body(definition):
        body.insert(len(body) - 1, made)
    path.write_bytes(save(document))


def _page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(paper.PAGE_WIDTH), Mm(paper.PAGE_HEIGHT)
    section.left_margin, section.right_margin = Mm(paper.LEFT), Mm(paper.RIGHT)
    section.top_margin, section.bottom_margin = Mm(paper.TOP), Mm(paper.BOTTOM)
    section.header_distance, section.footer_distance = Mm(paper.HEADER), Mm(paper.FOOTER)
    properties = document.element.body[-1]
    grid = properties.find(name("w:docGrid"))
    if grid is not None:
        properties.remove(grid)


def _body(definition: Definition) -> Iterator[Element]:
    yield _title(definition.title.sv)
    if definition.intro:
        yield topics([_fixed(text) for text in definition.intro])
    for section in definition.sections:
        yield from _section(definition, section)
    for text in definition.outro:
        yield paragraph("Closing", run(_fixed(text)))


def _title(text: str) -> Element:
    """The title, so large that it takes one line where that can be."""
    title = run(text)
    room = paper.WIDTH / BOLD
    size = next(
        (s for s in paper.TITLE_SIZES if text_width(text, s) <= room), paper.TITLE_SIZES[-1]
    )
    if size != paper.TITLE_SIZES[0]:
        half_points = round(size * 2)
        title.insert(
            0,
            element("w:rPr", element("w:sz", val=half_points), element("w:szCs", val=half_points)),
        )
    return paragraph("Heading1", title)


def _fixed(text: Text) -> str:
    """A fixed text with its citations as docxtpl variables, filled with the law of the day."""
    return _LAW.sub(r"{{ \1 }}", text.sv)


def _section(definition: Definition, section: Section) -> Iterator[Element]:
    bar = paragraph("Heading2", run(f"{section.number}  {_fixed(section.title)}"))
    if section.new_page:
        bar[0].append(element("w:pageBreakBefore"))
    yield bar
    if section.text:
        yield paragraph("Help", run(_fixed(section.text)))
    before: Block | None = None
    for block in blocks(definition, section):
        yield from _block(block, before)
        before = block


def _block(block: Block, before: Block | None) -> Iterator[Element]:
    if block.prefilled and not (before and before.prefilled):
        yield paragraph("OfficeHeading", run(OFFICE_HEADING))
    elif block.group is not None and block.index is not None:
        yield paragraph("Heading3", run(f"{block.group.title.sv} {block.index + 1}"))
    elif block.group is not None and before is not None:
        yield paragraph("Heading3", run(block.group.title.sv))
    elif before is not None:
        yield paragraph("Gap")
    waiting: list[Row] = []
    for row in block.rows:
        if row.helped:
            if waiting:
                yield table(waiting, block)
                waiting = []
            yield _help(row)
        waiting.append(row)
    yield table(waiting, block)


def _help(row: Row) -> Element:
    made = paragraph("Help")
    for slot in row.helped:
        made.append(run(f"{slot.number} ", "Number"))
        made.append(run(_fixed(slot.field.help) + " "))
    return made
