"""Marks answers written from right to left, as Word wants to be told."""

from __future__ import annotations

import unicodedata

from oroforms.template.controls import Control
from oroforms.template.xml import (
    PARAGRAPH_SEQUENCE,
    element,
    insert_in_sequence,
    name,
    paragraph_properties,
)

_LEFTWARDS = frozenset({"R", "AL"})


def mark_direction(control: Control, text: str) -> None:
    """Set a control from right to left where all its letters run so.

    Word then takes the font for complex scripts, joins the letters and puts
    the full stop where it belongs; in a text that mixes both directions it is
    left to find them by itself.
    """
    letters = {unicodedata.bidirectional(c) for c in text} & (_LEFTWARDS | {"L"})
    if not letters or "L" in letters:
        return
    for run in control.content.iter(name("w:r")):
        properties = run.find(name("w:rPr"))
        if properties is None:
            properties = element("w:rPr")
            run.insert(0, properties)
        if properties.find(name("w:rtl")) is None:
            properties.append(element("w:rtl"))
    if control.line is not None:
        properties = paragraph_properties(control.line)
        insert_in_sequence(properties, element("w:bidi"), PARAGRAPH_SEQUENCE)
