"""What LibreOffice made of the export copy: its fields found, its page content tidied."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import pikepdf
from pikepdf import Array, Dictionary, Name

from oroforms.convert.rooms import BOX
from oroforms.convert.structure import elements, kids
from oroforms.documents import Place, Rect
from oroforms.errors import ProgramFailed
from oroforms.i18n import gettext as _

Instruction: TypeAlias = pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage
_BOX_LINE = 0.75
"""Width of the line of a tick box; the square of 4 mm is its outer edge."""


@dataclass(frozen=True)
class Exported:
    """One widget as LibreOffice left it: its title is the name that the export copy gave it."""

    name: str
    place: Place
    widget: pikepdf.Object


def exported(pdf: pikepdf.Pdf) -> list[Exported]:
    """All widgets, in reading order (that of the structure tree)."""
    found: list[tuple[int, Exported]] = []
    for number, page in enumerate(pdf.pages, start=1):
        height = float(page.mediabox[3])
        for widget in page.get(Name.Annots, Array()):
            if widget.get(Name.Subtype) == Name.Widget:
                place = Place(number, from_pdf(widget.Rect, height))
                entry = Exported(str(widget.get(Name.TU, "")), place, widget)
                found.append((int(widget.get(Name.StructParent, 1 << 30)), entry))
    return [entry for _, entry in sorted(found, key=lambda pair: (pair[1].place.page, pair[0]))]


def require(names: Collection[str], fields: Sequence[Exported]) -> None:
    """Make sure that every control of the export copy became a field.

    Raises
    ------
    ProgramFailed
        When LibreOffice left controls out, as version 7.4 does.
    """
    missing = sorted(set(names) - {field.name for field in fields})
    if missing:
        text = _(
            "LibreOffice made no fields of {count} controls ({names} …). Fillable PDFs are "
            "tested with LibreOffice 25.2; oroforms doctor shows which one is used."
        )
        raise ProgramFailed(text.format(count=len(missing), names=", ".join(missing[:3])))


def from_pdf(rect: pikepdf.Object, height: float) -> Rect:
    """A PDF rectangle (origin at the bottom left) with its origin at the top left."""
    x0, y0, x1, y1 = (float(value) for value in Array(rect))
    return (min(x0, x1), height - max(y0, y1), max(x0, x1), height - min(y0, y1))


def to_pdf(rect: Rect, height: float) -> Array:
    """The inverse of :func:`from_pdf`."""
    left, top, right, bottom = rect
    return Array([round(v, 3) for v in (left, height - bottom, right, height - top)])


def redraw_boxes(pdf: pikepdf.Pdf, squares: Mapping[int, Sequence[Rect]]) -> None:
    """Draw every tick box as a square of 4 mm on the page itself.

    LibreOffice draws a square as large as the glyph and tags it as the value
    of the form element. Drawn by us as an artifact, it is there in every
    flattened print, and the form element holds nothing but its widget, as
    ISO 14289-1, 7.18.4 has it. ``squares`` are the places by page from 1.
    """
    for number, page in enumerate(pdf.pages, start=1):
        kept = _without_form_content(pikepdf.parse_content_stream(page))
        _drop_unused_fonts(page, kept)
        drawn = _boxes(squares.get(number, ()), float(page.mediabox[3]))
        page.Contents = pdf.make_stream(
            b"q\n" + pikepdf.unparse_content_stream(kept) + b"\nQ\n" + drawn
        )
    _forget_form_content(pdf)


def _without_form_content(
    instructions: Sequence[Instruction],
) -> list[Instruction]:
    """Leave out the marked content tagged as form elements, with the state it was set in."""
    kept: list[Instruction] = []
    inside = False
    for instruction in instructions:
        operator = str(instruction.operator)
        if operator == "BDC" and instruction.operands[0] == Name.Form:
            inside = True
            # LibreOffice writes "q 1 w" before the mark and the matching "Q" inside it.
            while kept and str(kept[-1].operator) in ("q", "w"):
                opened = str(kept.pop().operator) == "q"
                if opened:
                    break
        elif inside:
            inside = operator != "EMC"
        else:
            kept.append(instruction)
    return kept


def _drop_unused_fonts(page: pikepdf.Page, instructions: Sequence[Instruction]) -> None:
    """LibreOffice lists on every page all fonts of the document and of its own fields."""
    used = {str(i.operands[0]) for i in instructions if str(i.operator) == "Tf"}
    resources = page.obj.Resources
    fonts = {key: font for key, font in resources.get(Name.Font, {}).items() if key in used}
    others = {key: value for key, value in resources.items() if key != "/Font"}
    page.obj.Resources = Dictionary({**others, "/Font": Dictionary(fonts)})


def _boxes(squares: Sequence[Rect], height: float) -> bytes:
    """Squares whose outer edge measures 4 mm."""
    if not squares:
        return b""
    side = BOX - _BOX_LINE
    half = _BOX_LINE / 2
    rectangles = "".join(
        f"{left + half:.3f} {height - bottom + half:.3f} {side:.3f} {side:.3f} re\n"
        for left, _top, _right, bottom in squares
    )
    return f"/Artifact BMC\nq {_BOX_LINE} w 0 G\n{rectangles}S Q\nEMC\n".encode("ascii")


def _forget_form_content(pdf: pikepdf.Pdf) -> None:
    """Take the marked content that is gone out of form elements and the parent tree."""
    root = pdf.Root.get(Name.StructTreeRoot)
    if root is None:
        return
    gone: dict[tuple[int, int], set[int]] = {}
    for element in elements(root):
        if element.get(Name.S) == Name.Form:
            below = kids(element)
            marks = {kid for kid in below if isinstance(kid, int)}
            if marks:
                gone.setdefault(element.Pg.objgen, set()).update(marks)
                element.K = Array([kid for kid in below if not isinstance(kid, int)])
    tree = pikepdf.NumberTree(root.ParentTree)
    for page in pdf.pages:
        for mark in gone.get(page.obj.objgen, ()):
            tree[int(page.obj.StructParents)][mark] = None
