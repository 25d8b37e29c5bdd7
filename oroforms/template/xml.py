"""Building blocks of WordprocessingML: one short way to write an element."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from docx.oxml import OxmlElement
from lxml import etree

Element = Any
"""An lxml element. python-docx gives its own subclasses, which no stub describes."""

NAMESPACES: Mapping[str, str] = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "adec": "http://schemas.microsoft.com/office/drawing/2017/decorative",
    "xml": "http://www.w3.org/XML/1998/namespace",
}

TWIPS_PER_MM = 1440 / 25.4
EMU_PER_MM = 36000


def twips(millimetres: float) -> int:
    """Millimetres in twentieths of a point, Word's unit for text and tables."""
    return round(millimetres * TWIPS_PER_MM)


def emu(millimetres: float) -> int:
    """Millimetres in English Metric Units, the unit of DrawingML."""
    return round(millimetres * EMU_PER_MM)


def name(prefixed: str) -> str:
    """``w:tag`` as lxml writes names: ``{namespace}tag``."""
    prefix, _, local = prefixed.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def element(tag: str, *children: Element, **attributes: object) -> Element:
    """An element with children; attributes without prefix take that of the tag.

    A prefix in an attribute's name is written with ``__``: ``xml__space``.
    Children that are ``None`` are left out.
    """
    prefix = tag.partition(":")[0]
    if prefix in ("w", "a", "pic", "wp", "r"):
        made = OxmlElement(tag)
    else:
        made = etree.Element(name(tag), nsmap={prefix: NAMESPACES[prefix]})
    for key, value in attributes.items():
        if "__" in key:
            made.set(name(key.replace("__", ":")), str(value))
        elif prefix in ("w", "w14"):
            made.set(name(f"{prefix}:{key}"), str(value))
        else:
            made.set(key, str(value))
    made.extend(child for child in children if child is not None)
    return made


PARAGRAPH_SEQUENCE = (
    "pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr",
    "suppressLineNumbers", "pBdr", "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap",
    "overflowPunct", "topLinePunct", "autoSpaceDE", "autoSpaceDN", "bidi", "adjustRightInd",
    "snapToGrid", "spacing",
)  # fmt: skip
"""The first children of ``w:pPr`` in the order of the schema, which Word keeps to."""


def insert_in_sequence(parent: Element, child: Element, sequence: Sequence[str]) -> None:
    """Put a child in its place by the schema's sequence, instead of one that is there already."""
    for found in parent.findall(child.tag):
        parent.remove(found)
    tags = [name(f"w:{tag}") for tag in sequence]
    before = set(tags[: tags.index(child.tag)])
    places = [place for place, other in enumerate(parent) if other.tag in before]
    parent.insert(places[-1] + 1 if places else 0, child)


def paragraph_properties(line: Element) -> Element:
    """The ``w:pPr`` of a paragraph, made where there is none."""
    properties = line.find(name("w:pPr"))
    if properties is None:
        properties = element("w:pPr")
        line.insert(0, properties)
    return properties


def text(content: str) -> Element:
    """A ``w:t`` that keeps its blanks."""
    made = element("w:t", xml__space="preserve")
    made.text = content
    return made


def run(content: str, style: str | None = None) -> Element:
    """A run of text, with a character style where one is named."""
    properties = element("w:rPr", element("w:rStyle", val=style)) if style else None
    return element("w:r", properties, text(content))


def paragraph(style: str, *content: Element, **properties: object) -> Element:
    """A paragraph in a style; ``properties`` are further elements of ``w:pPr``."""
    made = element("w:pPr", element("w:pStyle", val=style))
    for key, value in properties.items():
        made.append(element(f"w:{key}", **({} if value is True else {"val": value})))
    return element("w:p", made, *content)


def tab() -> Element:
    """A run that holds one tab."""
    return element("w:r", element("w:tab"))


def page_field(instruction: str, style: str | None = None) -> list[Element]:
    """The runs of a field such as ``PAGE``, which Word works out when it shows the page."""

    def part(*children: Element) -> Element:
        properties = element("w:rPr", element("w:rStyle", val=style)) if style else None
        return element("w:r", properties, *children)

    code = element("w:instrText", xml__space="preserve")
    code.text = f" {instruction} "
    return [
        part(element("w:fldChar", fldCharType="begin")),
        part(code),
        part(element("w:fldChar", fldCharType="separate")),
        part(text("1")),
        part(element("w:fldChar", fldCharType="end")),
    ]
