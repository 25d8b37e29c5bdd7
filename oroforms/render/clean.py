"""Takes out of a Word file what says who made it, when, and what it said before.

A reused file once gave another child's data away by leftovers and tracked
changes. What leaves oroforms therefore holds the text that is seen and
nothing else: no author, company or times, no revision ids, comments, tracked
changes, custom properties, thumbnails, or paths of attached templates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oroforms.template.package import roots
from oroforms.template.xml import Element, name

if TYPE_CHECKING:
    from docx.document import Document

_REMOVED_RELATIONS = (
    "/comments", "/commentsExtended", "/commentsIds", "/commentsExtensible", "/people",
    "/customXml", "/attachedTemplate", "/mailMergeSource", "/mailMergeHeaderSource",
    "/printerSettings", "/recipientData", "/keyMapCustomizations", "/vbaProject",
    "/thumbnail", "/custom-properties", "/extended-properties", "/core-properties",
)  # fmt: skip
_REMOVED = (
    "commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef", "proofErr",
    "del", "moveFrom", "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart",
    "moveToRangeEnd", "cellDel", "cellIns", "rPrChange", "pPrChange", "sectPrChange",
    "tblPrChange", "tblGridChange", "trPrChange", "tcPrChange", "tblPrExChange",
    "numberingChange", "customXmlInsRangeStart", "customXmlInsRangeEnd",
    "customXmlDelRangeStart", "customXmlDelRangeEnd",
)  # fmt: skip
_UNWRAPPED = ("ins", "moveTo")
_REMOVED_SETTINGS = (
    "rsids", "attachedTemplate", "docVars", "mailMerge", "trackRevisions", "revisionView",
    "documentProtection", "writeProtection", "savePreviewPicture", "proofState",
    "saveXmlDataOnly", "hdrShapeDefaults", "schemaLibrary",
)  # fmt: skip
_ID_ATTRIBUTES = frozenset({"paraId", "textId", "docId"})


def clean(document: Document, *, title: str) -> None:
    """Clean a document in place, and give it its title and language."""
    for root in roots(document):
        _clean_tree(root)
    settings = document.settings.element
    for tag in _REMOVED_SETTINGS:
        for found in settings.findall(name(f"w:{tag}")):
            settings.remove(found)
    _strip_ids(settings)
    _strip_ids(document.styles.element)
    holders = [document.part, document.part.package]
    holders += [
        r.target_part for r in document.part.rels.values() if r.reltype.endswith("/settings")
    ]
    for holder in holders:
        for key, relation in list(holder.rels.items()):
            if relation.reltype.endswith(_REMOVED_RELATIONS):
                holder.rels.pop(key)
    _describe(document, title)


def _clean_tree(root: Element) -> None:
    """Accept tracked changes, and take out comments and revision ids."""
    for row in list(root.iter(name("w:tr"))):
        properties = row.find(name("w:trPr"))
        if properties is not None and properties.find(name("w:del")) is not None:
            row.getparent().remove(row)
    for tag in _REMOVED:
        for found in list(root.iter(name(f"w:{tag}"))):
            found.getparent().remove(found)
    for tag in _UNWRAPPED:
        for found in list(root.iter(name(f"w:{tag}"))):
            parent = found.getparent()
            place = parent.index(found)
            for offset, child in enumerate(list(found)):
                parent.insert(place + offset, child)
            parent.remove(found)
    for bookmark in list(root.iter(name("w:bookmarkStart"))):
        if bookmark.get(name("w:name"), "").startswith("_"):  # Word's own: _GoBack, _Hlk…
            bookmark.getparent().remove(bookmark)
    kept = {start.get(name("w:id")) for start in root.iter(name("w:bookmarkStart"))}
    for end in list(root.iter(name("w:bookmarkEnd"))):
        if end.get(name("w:id")) not in kept:
            end.getparent().remove(end)
    _strip_ids(root)


def _strip_ids(root: Element) -> None:
    """Take out the numbers by which Word tells editing sessions and copies apart."""
    for node in root.iter():
        for key in list(node.attrib):
            local = key.rsplit("}", 1)[-1]
            if local.startswith("rsid") or local in _ID_ATTRIBUTES:
                del node.attrib[key]


def _describe(document: Document, title: str) -> None:
    """New core properties that hold title and language only."""
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.parts.coreprops import CorePropertiesPart
    from docx.oxml.coreprops import CT_CoreProperties

    properties = CT_CoreProperties.new()
    properties.title_text = title
    properties.language_text = "sv-SE"
    package = document.part.package
    part = CorePropertiesPart(
        PackURI("/docProps/core.xml"), CONTENT_TYPE.OPC_CORE_PROPERTIES, properties, package
    )
    package.relate_to(part, RELATIONSHIP_TYPE.CORE_PROPERTIES)
