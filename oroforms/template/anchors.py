"""Where on the page a template keeps the places of the code and the registration marks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from oroforms.errors import DefinitionError
from oroforms.i18n import gettext as _
from oroforms.template.package import header_parts
from oroforms.template.paper import CODE_NAME, MARK_NAMES, Position
from oroforms.template.variables import open_template
from oroforms.template.xml import EMU_PER_MM, Element, name

if TYPE_CHECKING:
    from docx.document import Document


@dataclass(frozen=True, slots=True)
class Anchors:
    """Positions on the page in millimetres from its left and top edge."""

    code: Position
    marks: tuple[Position, ...]
    """Top left, top right, bottom right, bottom left."""


def anchors(template: Path) -> Anchors:
    """The places of code and marks in a template.

    Raises
    ------
    DefinitionError
        When one is missing, stands in two headers at different places, or is
        not placed by its distance from the edges of the page.
    """
    document = open_template(template).docx
    found: dict[str, Position] = {}
    for wanted in (CODE_NAME, *MARK_NAMES):
        places = set(positions(document, wanted))
        if len(places) != 1 or None in places:
            raise DefinitionError(f"{template}: {_fault(wanted, places)}")
        found[wanted] = next(place for place in places if place is not None)
    return Anchors(found[CODE_NAME], tuple(found[mark] for mark in MARK_NAMES))


def positions(document: Document, wanted: str) -> Iterator[Position | None]:
    """Where pictures of a name lie; ``None`` for one that is not placed from the page's edges."""
    for part in header_parts(document):
        for anchor in part.element.iter(name("wp:anchor")):
            properties = anchor.find(name("wp:docPr"))
            if properties is not None and properties.get("name") == wanted:
                yield _position(anchor)


def _fault(wanted: str, places: set[Position | None]) -> str:
    if not places:
        return _("the header has no picture named {name}").format(name=wanted)
    if None in places:
        return _("the picture {name} must be placed by its distance from the page").format(
            name=wanted
        )
    return _("the picture {name} lies at different places in the headers").format(name=wanted)


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
