"""Protection of a Word file: who may change what (ISO/IEC 29500-1, 17.15.1.29)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from oroforms.template.xml import element, insert_in_sequence

if TYPE_CHECKING:
    from docx.document import Document

_SEQUENCE = (
    "writeProtection", "view", "zoom", "removePersonalInformation", "removeDateAndTime",
    "doNotDisplayPageBoundaries", "displayBackgroundShape", "printPostScriptOverText",
    "printFractionalCharacterWidth", "printFormsData", "embedTrueTypeFonts", "embedSystemFonts",
    "saveSubsetFonts", "saveFormsData", "mirrorMargins", "alignBordersAndEdges",
    "bordersDoNotSurroundHeader", "bordersDoNotSurroundFooter", "gutterAtTop",
    "hideSpellingErrors", "hideGrammaticalErrors", "activeWritingStyle", "proofState",
    "formsDesign", "attachedTemplate", "linkStyles", "stylePaneFormatFilter",
    "stylePaneSortMethod", "documentType", "mailMerge", "revisionView", "trackRevisions",
    "doNotTrackMoves", "doNotTrackFormatting", "documentProtection",
)  # fmt: skip
"""The first settings in the order of the schema, which Word keeps to."""


def protect(document: Document, edit: Literal["forms", "readOnly"]) -> None:
    """Protect a document without a password.

    ``forms`` lets people write in content controls and nowhere else;
    ``readOnly`` lets them change nothing. Both guard against slips, not
    against intent: what comes back is held against what was issued.
    """
    protection = element("w:documentProtection", edit=edit, enforcement=1)
    insert_in_sequence(document.settings.element, protection, _SEQUENCE)
