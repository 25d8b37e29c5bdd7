"""Protection of a Word file: who may change what (ISO/IEC 29500-1, 17.15.1.29)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from oroforms.template.xml import element, name

if TYPE_CHECKING:
    from docx.document import Document

_BEFORE = frozenset(
    name(f"w:{tag}")
    for tag in (
        "writeProtection", "view", "zoom", "removePersonalInformation", "removeDateAndTime",
        "doNotDisplayPageBoundaries", "displayBackgroundShape", "printPostScriptOverText",
        "printFractionalCharacterWidth", "printFormsData", "embedTrueTypeFonts",
        "embedSystemFonts", "saveSubsetFonts", "saveFormsData", "mirrorMargins",
        "alignBordersAndEdges", "bordersDoNotSurroundHeader", "bordersDoNotSurroundFooter",
        "gutterAtTop", "hideSpellingErrors", "hideGrammaticalErrors", "activeWritingStyle",
        "proofState", "formsDesign", "attachedTemplate", "linkStyles", "stylePaneFormatFilter",
        "stylePaneSortMethod", "documentType", "mailMerge", "revisionView", "trackRevisions",
        "doNotTrackMoves", "doNotTrackFormatting",
    )
)  # fmt: skip
"""What stands before ``w:documentProtection`` in the schema's sequence, which Word keeps to."""


def protect(document: Document, edit: Literal["forms", "readOnly"]) -> None:
    """Protect a document without a password.

    ``forms`` lets people write in content controls and nowhere else;
    ``readOnly`` lets them change nothing. Both guard against slips, not
    against intent: what comes back is held against what was issued.
    """
    settings = document.settings.element
    for found in settings.findall(name("w:documentProtection")):
        settings.remove(found)
    place = next((i for i, child in enumerate(settings) if child.tag not in _BEFORE), len(settings))
    settings.insert(place, element("w:documentProtection", edit=edit, enforcement=1))
