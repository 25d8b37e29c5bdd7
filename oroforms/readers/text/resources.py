"""Fonts of a PDF, each taken apart once however often the file repeats it."""

from __future__ import annotations

from collections.abc import Mapping

from pdfminer.pdffont import PDFFont
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdftypes import PDFObjRef


class SharedFonts(PDFResourceManager):
    """pdfminer's fonts, also those whose dictionaries are copied into many drawings.

    pdfminer knows a font again by its object number. pdfium and pypdf write
    the font's dictionary into the drawing of every field they fill, without a
    number of its own: fifty copies of one font, each with a map of thousands
    of letters to read. Copies say the same and point to the same objects.
    """

    def __init__(self) -> None:
        super().__init__()
        self._shared: dict[object, PDFFont] = {}

    def get_font(self, objid: object, spec: Mapping[str, object]) -> PDFFont:
        """The font of a dictionary; ``objid`` is its object number where it has one."""
        if objid is not None or "DescendantFonts" not in spec:
            return _with(spec, super().get_font(objid, spec))
        key = _said(spec)
        font = self._shared.get(key)
        if font is None:
            font = self._shared[key] = _with(spec, super().get_font(objid, spec))
        return font


def _with(spec: Mapping[str, object], font: PDFFont) -> PDFFont:
    """The font with the dictionary that it was made from, which pdfminer does not keep."""
    vars(font)["dictionary"] = spec
    return font


def _said(value: object) -> object:
    """What a PDF value says, references unresolved, in a shape that can be looked up."""
    if isinstance(value, PDFObjRef):
        return PDFObjRef, value.objid
    if isinstance(value, Mapping):
        return tuple((key, _said(item)) for key, item in sorted(value.items()))
    if isinstance(value, list):
        return tuple(_said(item) for item in value)
    return str(value)
