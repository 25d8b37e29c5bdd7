"""Header and footer of a starter template, with the code and the registration marks.

What the office's scanner goes by (QR code, marks, reference line) stands in
the header, so that it is on every page, also on pages that a long answer
adds.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from oroforms.definition import Definition
from oroforms.template.controls import REFERENCE_TAG, block_control
from oroforms.template.paper import (
    CODE_LEFT,
    CODE_NAME,
    HEADER_HEIGHT,
    LEFT,
    MARK_NAMES,
    WIDTH,
    Position,
    code_position,
    mark_positions,
)
from oroforms.template.xml import Element, element, emu, page_field, paragraph, run, twips

if TYPE_CHECKING:
    from docx.section import _Footer, _Header
    from PIL.Image import Image

ARMS_WIDTH = 34.0
REFERENCE_WIDTH = 46.0


def write_header(header: _Header, definition: Definition) -> None:
    """Fill the header: room for the arms, name, version and marking, reference, code, marks."""
    root = header._element  # noqa: SLF001 - python-docx has no public way to a header's XML
    for child in list(root):
        root.remove(child)
    reference_right = CODE_LEFT - 2.0
    widths = (ARMS_WIDTH, reference_right - LEFT - ARMS_WIDTH - REFERENCE_WIDTH, REFERENCE_WIDTH)
    arms = [paragraph("Header", run("{# Plats för kommunens vapen och namn #}"))]
    title = [
        paragraph("Header", run(definition.title.sv, "Number")),
        paragraph("Header", run(f"Blankett {definition.form}, version {definition.version}")),
        paragraph("Header", run(definition.marking.sv)),
    ]
    pages = [run("Sida "), *page_field("PAGE"), run(" ("), *page_field("NUMPAGES"), run(")")]
    reference = [
        block_control(
            REFERENCE_TAG,
            "Referens",
            paragraph("Reference", run("{{ issue.reference }}")),
            paragraph("Reference", run("{{ issue.token }}")),
            paragraph("Reference", *pages),
        ),
        paragraph("Gap"),  # a cell ends with a paragraph of its own
    ]
    root.append(_table(widths, (arms, title, reference)))
    root.append(paragraph("Gap", *_pictures(header)))


def write_footer(footer: _Footer) -> None:
    """Fill the footer: room for the sender, discreetly."""
    root = footer._element  # noqa: SLF001 - as above
    for child in list(root):
        root.remove(child)
    root.append(paragraph("Footer", run("{# Plats för kommunens adress, telefon och webbplats #}")))


def _table(widths: tuple[float, ...], cells: tuple[list[Element], ...]) -> Element:
    row = element(
        "w:tr",
        element("w:trPr", element("w:trHeight", val=twips(HEADER_HEIGHT), hRule="exact")),
    )
    for width, content in zip(widths, cells, strict=True):
        row.append(
            element(
                "w:tc",
                element("w:tcPr", element("w:tcW", w=twips(width), type="dxa")),
                *content,
            )
        )
    return element(
        "w:tbl",
        element(
            "w:tblPr",
            element("w:tblW", w=twips(min(sum(widths), WIDTH)), type="dxa"),
            element("w:tblLayout", type="fixed"),
        ),
        element("w:tblGrid", *(element("w:gridCol", w=twips(width)) for width in widths)),
        row,
    )


def _pictures(header: _Header) -> list[Element]:
    code, _ = header.part.get_or_add_image(_png(_code_image()))
    mark, _ = header.part.get_or_add_image(_png(_mark_image()))
    runs = [_anchored(1, CODE_NAME, code, code_position())]
    for number, (label, position) in enumerate(
        zip(MARK_NAMES, mark_positions(), strict=True), start=2
    ):
        runs.append(_anchored(number, label, mark, position))
    return runs


def _code_image() -> Image:
    """Stands in the template for the QR code, which is drawn when a form is issued."""
    from PIL import Image, ImageDraw

    image = Image.new("L", (240, 240), 255)
    draw = ImageDraw.Draw(image)
    for left, top in ((0, 0), (168, 0), (0, 168)):
        draw.rectangle((left, top, left + 71, top + 71), outline=190, width=10)
        draw.rectangle((left + 22, top + 22, left + 49, top + 49), fill=190)
    return image


def _mark_image() -> Image:
    from PIL import Image

    return Image.new("L", (8, 8), 0)


def _png(image: Image) -> io.BytesIO:
    stream = io.BytesIO()
    image.save(stream, "PNG")
    stream.seek(0)
    return stream


def _anchored(number: int, label: str, relation: str, at: Position) -> Element:
    """A run with a picture fixed to the page, behind nothing and in nobody's way.

    It is marked decorative: what it says stands beside it as text, and a
    screen reader passes it by (ISO 14289-1, 7.3; [MS-ODRAWXML] decorative).
    """
    width, height = emu(at.width), emu(at.height)
    decorative = element(
        "a:extLst",
        element(
            "a:ext",
            _decorative(),
            uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}",
        ),
    )
    shape = element(
        "pic:spPr",
        element("a:xfrm", element("a:off", x=0, y=0), element("a:ext", cx=width, cy=height)),
        element("a:prstGeom", element("a:avLst"), prst="rect"),
    )
    picture = element(
        "pic:pic",
        element(
            "pic:nvPicPr",
            element("pic:cNvPr", id=number, name=label),
            element("pic:cNvPicPr"),
        ),
        element(
            "pic:blipFill",
            element("a:blip", r__embed=relation),
            element("a:stretch", element("a:fillRect")),
        ),
        shape,
    )
    anchor = element(
        "wp:anchor",
        element("wp:simplePos", x=0, y=0),
        _offset("wp:positionH", at.left),
        _offset("wp:positionV", at.top),
        element("wp:extent", cx=width, cy=height),
        element("wp:effectExtent", l=0, t=0, r=0, b=0),
        element("wp:wrapNone"),
        element("wp:docPr", decorative, id=number, name=label, descr=""),
        element("wp:cNvGraphicFramePr"),
        element(
            "a:graphic",
            element(
                "a:graphicData",
                picture,
                uri="http://schemas.openxmlformats.org/drawingml/2006/picture",
            ),
        ),
        distT=0,
        distB=0,
        distL=0,
        distR=0,
        simplePos=0,
        relativeHeight=number,
        behindDoc=1,
        locked=1,
        layoutInCell=1,
        allowOverlap=1,
    )
    return element("w:r", element("w:drawing", anchor))


def _decorative() -> Element:
    made = element("adec:decorative")
    made.set("val", "1")
    return made


def _offset(tag: str, millimetres: float) -> Element:
    offset = element("wp:posOffset")
    offset.text = str(emu(millimetres))
    return element(tag, offset, relativeFrom="page")
