"""Fonts of a PDF, each taken apart once however often the file repeats it."""

from __future__ import annotations

from collections.abc import Mapping

from pdfminer.pdffont import PDFFont
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdftypes import PDFObjRef


class SharedFonts(PDFResourceManager):
    """pdfminer's fonts, also those whose dictionaries are copied into many drawings.

    pdfminer knows a font again by its object number. pdfium writes the
    font's dictionary into the drawing of every field it fills, without a
    number of its own: fifty copies of one font, each with a map of thousands
    of letters to read. The parts that they share have numbers.
    """

    def __init__(self) -> None:
        super().__init__()
        self._shared: dict[tuple[object, ...], PDFFont] = {}

    def get_font(self, objid: object, spec: Mapping[str, object]) -> PDFFont:
        """The font of a dictionary; ``objid`` is its object number where it has one."""
        key = _parts(spec) if objid is None else None
        if key is None:
            return super().get_font(objid, spec)
        font = self._shared.get(key)
        if font is None:
            font = self._shared[key] = super().get_font(objid, spec)
        return font


def _parts(spec: Mapping[str, object]) -> tuple[object, ...] | None:
    """What tells a composite font by its numbered parts; ``None`` where some have no number."""
    descendants, to_unicode = spec.get("DescendantFonts"), spec.get("ToUnicode")
    if not isinstance(descendants, list) or not isinstance(to_unicode, PDFObjRef):
        return None
    numbers = [d.objid for d in descendants if isinstance(d, PDFObjRef)]
    if len(numbers) != len(descendants):
        return None
    return (str(spec.get("Encoding")), to_unicode.objid, *numbers)
