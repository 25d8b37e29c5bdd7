"""The places to sign in a finished PDF: its only form fields, empty and waiting.

They are there, tagged and with their titles, before anyone signs: a program
that signs then adds nothing but the signature. A document that nobody signs
electronically shows and prints them as the empty boxes they are.
"""

from __future__ import annotations

from collections.abc import Mapping

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from oroforms.convert.base_pdf import exported, redraw_boxes, require, to_pdf
from oroforms.convert.field_tree import PRINT, FieldTree
from oroforms.convert.fillable import parts
from oroforms.convert.rooms import measure
from oroforms.convert.structure import elements, kids
from oroforms.definition import Definition

_OURS = frozenset({"/Type", "/Subtype", "/P", "/StructParent"})
"""What is kept of a widget as LibreOffice left it."""


def titles(definition: Definition) -> dict[str, str]:
    """The Swedish title of each signature field ``NAME.sign`` of a form, in form order."""
    return {name: part.title for name, part in parts(definition).items() if part.signs}


def add(pdf: pikepdf.Pdf, content: bytes, fields: Mapping[str, str]) -> None:
    """Make signature fields of the controls of an export copy.

    ``content`` are the bytes that ``pdf`` was opened from; ``fields`` are the
    names of its controls with their titles, which screen readers say.

    Raises
    ------
    ProgramFailed
        When LibreOffice left controls out, as version 7.4 does.
    """
    found = exported(pdf)
    require(fields, found)
    rooms = measure(content, {field.name: field.place for field in found}, {})
    redraw_boxes(pdf, {})
    tree = FieldTree(pdf)
    for field in found:
        widget, room = field.widget, rooms[field.name]
        for key in list(widget.keys()):
            if key not in _OURS:
                del widget[key]
        left, top, right, bottom = room
        widget.FT = Name.Sig
        widget.Rect = to_pdf(room, float(pdf.pages[field.place.page - 1].mediabox[3]))
        widget.F = PRINT
        widget.TU = String(fields[field.name])
        widget.AP = Dictionary(N=_empty(pdf, right - left, bottom - top))
        tree.add(field.name, widget)
        pdf.pages[field.place.page - 1].obj.Tabs = Name.S
    _refer_directly(pdf)
    if found:
        pdf.Root.AcroForm = pdf.make_indirect(Dictionary(Fields=tree.roots))
    elif Name.AcroForm in pdf.Root:
        del pdf.Root.AcroForm


def _refer_directly(pdf: pikepdf.Pdf) -> None:
    """Let a form element's ``/K`` be its widget, not an array of it alone.

    Both mean the same; but pyHanko holds a tagged field that is being signed
    for tampered with unless it is referred to so.
    """
    root = pdf.Root.get(Name.StructTreeRoot)
    for element in elements(root) if root is not None else ():
        if Name.Form == element.S and len(below := kids(element)) == 1:
            element.K = below[0]


def _empty(pdf: pikepdf.Pdf, width: float, height: float) -> pikepdf.Object:
    """An appearance that shows nothing (PDF/A wants one: ISO 19005-3, 6.3.3)."""
    return pdf.make_stream(
        b"",
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, round(width, 3), round(height, 3)]),
        Resources=Dictionary(),
    )
