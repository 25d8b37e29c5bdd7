"""The package around a form's pages: settings, fonts, styles, and the empty placeholder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oroforms.template.controls import BOX_FONT, PLACEHOLDER, PLACEHOLDER_NAME
from oroforms.template.styles import ARABIC_FONT, FONT, styles
from oroforms.template.xml import Element, element, run

if TYPE_CHECKING:
    from docx.document import Document

_STAND_INS = {FONT: "Segoe UI", ARABIC_FONT: "Segoe UI", BOX_FONT: "Segoe UI Symbol"}
"""What Word takes on a computer that lacks our fonts."""
_WORD = "http://schemas.microsoft.com/office/word"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def new_document(*, letter: bool = False) -> Document:
    """An empty document with the styles of a form or of a letter.

    It holds nothing of python-docx's own blank but its package.
    """
    import docx

    document = docx.Document()
    body = document.element.body
    for child in list(body)[:-1]:
        body.remove(child)
    _replace(document.styles.element, styles(letter=letter))
    _replace(document.settings.element, _settings())
    for holder, needed in (
        (document.part, ("styles", "settings", "fontTable", "theme")),
        (document.part.package, ("officeDocument", "core-properties")),
    ):
        for key, relation in list(holder.rels.items()):
            if not relation.reltype.endswith(tuple(f"/{kind}" for kind in needed)):
                holder.rels.pop(key)
    _set_fonts(document)
    _add_glossary(document)
    return document


def _replace(old: Element, new: Element) -> None:
    for child in list(old):
        old.remove(child)
    old.extend(list(new))


def _settings() -> Element:
    def compatible(setting: str, value: int) -> Element:
        return element("w:compatSetting", name=setting, uri=_WORD, val=value)

    return element(
        "w:settings",
        element("w:zoom", percent=100),
        element("w:removePersonalInformation"),
        element("w:removeDateAndTime"),
        element("w:defaultTabStop", val=720),
        element("w:characterSpacingControl", val="doNotCompress"),
        element(
            "w:compat",
            compatible("compatibilityMode", 15),
            compatible("overrideTableStyleFontSizeAndJustification", 1),
            compatible("enableOpenTypeFeatures", 1),
            compatible("doNotFlipMirrorIndents", 1),
            compatible("differentiateMultirowTableHeaders", 1),
        ),
        element("w:themeFontLang", val="sv-SE", bidi="ar-SA"),
        element("w:decimalSymbol", val=","),
        element("w:listSeparator", val=";"),
    )


def _set_fonts(document: Document) -> None:
    from docx.opc.part import XmlPart

    part = document.part.part_related_by(f"{_OFFICE}/fontTable")
    fonts = element("w:fonts")
    for family, stand_in in _STAND_INS.items():
        fonts.append(element("w:font", element("w:altName", val=stand_in), name=family))
    made = XmlPart(part.partname, part.content_type, fonts, part.package)
    for relation in document.part.rels.values():
        if relation.target_part is part:
            relation._target = made  # noqa: SLF001 - python-docx cannot replace a part


def _add_glossary(document: Document) -> None:
    """Add the building block that Word shows in a control that a person has emptied.

    Without it Word puts its own "click here to enter text" there, prints it,
    and a print-out then says so where nothing was answered.
    """
    from docx.opc.packuri import PackURI
    from docx.opc.part import XmlPart

    block = element(
        "w:docPart",
        element(
            "w:docPartPr",
            element("w:name", val=PLACEHOLDER_NAME),
            element(
                "w:category",
                element("w:name", val="General"),
                element("w:gallery", val="placeholder"),
            ),
            element("w:types", element("w:type", val="bbPlcHdr")),
            element("w:behaviors", element("w:behavior", val="content")),
        ),
        element("w:docPartBody", element("w:p", run(PLACEHOLDER))),
    )
    part = XmlPart(
        PackURI("/word/glossary/document.xml"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.glossary+xml",
        element("w:glossaryDocument", element("w:docParts", block)),
        document.part.package,
    )
    document.part.relate_to(part, f"{_OFFICE}/glossaryDocument")
