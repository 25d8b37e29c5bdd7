"""Seals of electronic signatures on pages: with the signature in the file, or what a printer left.

A seal is the picture of a signature in its box. Printed to PDF, the picture
stays and the signature is gone; nobody can tell then who signed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pikepdf

from oroforms.readers.acrofields import form_fields
from oroforms.readers.answers import PartReading
from oroforms.readers.pdffile import open_pdf
from oroforms.readers.text.doubts import LOST
from oroforms.readers.text.sheet import Character
from oroforms.signatures import SEAL_WORDS

_WORDS = "".join(SEAL_WORDS.split()).casefold()


def of_seal(characters: Iterable[Character]) -> frozenset[str]:
    """The doubt of a signature box that shows a seal; blanks are drawn in many ways."""
    drawn = "".join(c.text for c in characters if not c.blank)
    return frozenset({LOST} if _WORDS in "".join(drawn.split()).casefold() else ())


def with_live_seals(content: bytes, readings: Iterable[PartReading]) -> list[PartReading]:
    """The readings, without that doubt where the file bears the signature that is shown."""
    found = list(readings)
    if all(LOST not in reading.doubts for reading in found):
        return found
    live = live_signatures(content)
    return [
        replace(reading, doubts=reading.doubts - {LOST}) if reading.part.name in live else reading
        for reading in found
    ]


def live_signatures(content: bytes) -> frozenset[str]:
    """The names of the signature fields that bear a signature; whether it holds is not asked."""
    with open_pdf(content) as file:
        return frozenset(
            field.name
            for field in form_fields(file)
            if field.kind == "Sig" and isinstance(field.value, pikepdf.Dictionary)
        )
