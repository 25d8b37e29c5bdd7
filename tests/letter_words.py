"""What letters of tests are made of, and what they say as a person reads it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from docx import Document

from oroforms.library import Library
from oroforms.template.xml import name
from oroforms.workflow.composing import Composed
from oroforms.workflow.letters import document

SENDER = {
    "sender.name": "Berit Lundqvist",
    "sender.role": "socialsekreterare",
    "sender.phone": "08-465 004 31",
    "sender.municipality": "Ekhamra kommun",
    "sender.unit": "Mottagningsgruppen",
    "urgent.office": "Mottagningsgruppen",
    "urgent.phone": "08-465 004 10",
}
REPORTER = {
    "kind": "professional",
    "name": "Eva Sjögren",
    "unit": "Björkskolan",
}
FAMILY: Mapping[str, Any] = {
    "child": {
        "name": "Alva Ek",
        "address": "Hemliga gatan 7",
        "postal_code": "123 45",
        "city": "Ekhamra",
        "phone": "+46701740605",
        "school_unit": "Björkskolan",
    },
    "guardians": [
        {"name": "Nina Ek", "address": "Hemliga gatan 7, 123 45 Ekhamra"},
        {"name": "Olle Öst", "address": "Andra vägen 2, 123 46 Ekhamra"},
    ],
    "reporter": REPORTER,
    "feedback": {"requested": "yes", "address": "Skolgatan 1, 123 45 Ekhamra"},
}


def said(letter: Composed) -> str:
    """All that a letter says, header and footer too, a line a paragraph."""
    return words_of(document(letter, Library(), ".docx"))


def words_of(content: bytes) -> str:
    """The text of a Word file, hard blanks as blanks."""
    document = Document(io.BytesIO(content))
    section = document.sections[0]
    roots = (section.header._element, document.element.body, section.footer._element)
    lines = [_line(line) for root in roots for line in root.iter(name("w:p"))]
    return "\n".join(line for line in lines if line).replace("\u00a0", " ")


def _line(paragraph: Any) -> str:
    pieces = []
    for node in paragraph.iter(name("w:t"), name("w:br")):
        pieces.append("\n" if node.tag == name("w:br") else node.text or "")
    return "".join(pieces).strip()
