"""Where on the page a template keeps the places of the code and the registration marks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from oroforms.template.paper import Position
from oroforms.template.xml import EMU_PER_MM, Element, name

if TYPE_CHECKING:
    from docx.document import Document


def positions(document: Document, wanted: str) -> Iterator[Position | None]:
    """Where the pictures of a name lie, in millimetres; one for each header that has it.

    ``None`` stands for one that is not placed by its distance from the edges
    of the page: where that comes to lie depends on the text around it.
    """
    for part in shown_headers(document):
        for anchor in part.element.iter(name("wp:anchor")):
            properties = anchor.find(name("wp:docPr"))
            if properties is not None and properties.get("name") == wanted:
                yield _position(anchor)


def shown_headers(document: Document) -> list[Any]:
    """The parts of the headers that pages show; Word keeps others that were switched off."""
    shown = {"default"}
    if document.settings.odd_and_even_pages_header_footer:
        shown.add("even")
    parts: dict[str, Any] = {}
    for section in document.sections:
        kinds = shown | ({"first"} if section.different_first_page_header_footer else set())
        for reference in section._sectPr.findall(name("w:headerReference")):  # noqa: SLF001
            if reference.get(name("w:type"), "default") in kinds:
                key = reference.get(name("r:id"))
                parts[key] = document.part.related_parts[key]
    return list(parts.values())


def _position(anchor: Element) -> Position | None:
    edges: list[float] = []
    for axis in ("wp:positionH", "wp:positionV"):
        position = anchor.find(name(axis))
        offset = position.find(name("wp:posOffset")) if position is not None else None
        if offset is None or position.get("relativeFrom") != "page":
            return None
        edges.append(int(offset.text) / EMU_PER_MM)
    extent = anchor.find(name("wp:extent"))
    width, height = (int(extent.get(side)) / EMU_PER_MM for side in ("cx", "cy"))
    return Position(edges[0], edges[1], width, height)
