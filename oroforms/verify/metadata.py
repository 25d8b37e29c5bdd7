"""XMP metadata before and after a signature: only the dates and the producer may differ."""

from __future__ import annotations

import pikepdf
from lxml import etree

from oroforms.readers.safexml import DoctypeError, parse_xml

_FREE = frozenset(
    {
        "{http://ns.adobe.com/xap/1.0/}ModifyDate",
        "{http://ns.adobe.com/xap/1.0/}MetadataDate",
        "{http://ns.adobe.com/pdf/1.3/}Producer",
        "{http://ns.adobe.com/xap/1.0/mm/}InstanceID",
    }
)


def same_metadata(before: object, after: object) -> bool:
    """Whether two metadata streams say the same of the document."""
    if not isinstance(before, pikepdf.Stream) or not isinstance(after, pikepdf.Stream):
        return False
    try:
        old, new = parse_xml(before.read_bytes()), parse_xml(after.read_bytes())
    except (pikepdf.PdfError, DoctypeError):
        return False
    return old is not None and new is not None and _told(old) == _told(new)


def _told(xmp: etree._Element) -> list[tuple[str, str, tuple[tuple[str, str], ...]]]:
    return [
        (str(node.tag), (node.text or "").strip(), tuple(sorted(_attributes(node))))
        for node in xmp.iter()
        if node.tag not in _FREE
    ]


def _attributes(node: etree._Element) -> list[tuple[str, str]]:
    return [(str(k), str(v)) for k, v in node.attrib.items() if k not in _FREE]
