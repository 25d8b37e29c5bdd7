"""XML from strangers: parsed with no network, no entities, no DOCTYPE, no giant nodes."""

from __future__ import annotations

from lxml import etree


class DoctypeError(ValueError):
    """The XML brings a DOCTYPE, which forms never have and attacks always have."""


def parse_xml(content: bytes) -> etree._Element | None:
    """The root element, or ``None`` where the bytes are no well-formed XML.

    Raises
    ------
    DoctypeError
        When it brings a DOCTYPE (external entities, entity bombs).
    """
    # A parser is used once: lxml keeps what one parse leaves behind.
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, recover=False
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        if b"<!DOCTYPE" in content[:4096] or "<!DOCTYPE".encode("utf-16-le") in content[:4096]:
            raise DoctypeError from None
        return None
    if root.getroottree().docinfo.internalDTD is not None:
        raise DoctypeError
    return root
