"""What a Word file bears on every page for the office's readers: code, marks, reference line."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from oroforms.render.issue import IssueMark
from oroforms.template.controls import REFERENCE_TAG, controls, unwrap
from oroforms.template.package import header_parts
from oroforms.template.paper import CODE_NAME, MARK_NAMES
from oroforms.template.xml import Element, name

if TYPE_CHECKING:
    from docx.document import Document

_DOTS_PER_MODULE = 12


def draw_stamps(document: Document, mark: IssueMark) -> None:
    """Put the QR code of an issue in the place that the template keeps for it.

    A header is the same on all pages, so the code says page 0 of 0; pages
    and their number stand beside it as text that Word works out.
    """
    from docx.opc.constants import RELATIONSHIP_TYPE

    for part in header_parts(document):
        for anchor in _anchors(part.element, {CODE_NAME}):
            picture = part.package.get_or_add_image_part(io.BytesIO(code_image(mark.payload())))
            blip = next(anchor.iter(name("a:blip")))
            earlier = blip.get(name("r:embed"))
            blip.set(name("r:embed"), part.relate_to(picture, RELATIONSHIP_TYPE.IMAGE))
            if not any(
                b.get(name("r:embed")) == earlier for b in part.element.iter(name("a:blip"))
            ):
                part.rels.pop(earlier)


def remove_stamps(document: Document) -> None:
    """Take code, marks and reference lines out and leave their room empty."""
    for part in header_parts(document):
        for anchor in list(_anchors(part.element, {CODE_NAME, *MARK_NAMES})):
            drawing = anchor.getparent()
            drawing.getparent().remove(drawing)
        used = {blip.get(name("r:embed")) for blip in part.element.iter(name("a:blip"))}
        for key, relation in list(part.rels.items()):
            if relation.reltype.endswith("/image") and key not in used:
                part.rels.pop(key)
        for control in list(controls(part.element)):
            if control.tag == REFERENCE_TAG:
                for run in list(control.content.iter(name("w:r"))):
                    run.getparent().remove(run)
                unwrap(control)


def code_image(payload: str) -> bytes:
    """The QR code of a text as a PNG picture without a margin (the page around it is white)."""
    import segno

    stream = io.BytesIO()
    code = segno.make(payload, error="m", micro=False, boost_error=False)
    code.save(stream, kind="png", scale=_DOTS_PER_MODULE, border=0)
    return stream.getvalue()


def _anchors(root: Element, names: set[str]) -> Iterator[Any]:
    for anchor in root.iter(name("wp:anchor")):
        properties = anchor.find(name("wp:docPr"))
        if properties is not None and properties.get("name") in names:
            yield anchor
