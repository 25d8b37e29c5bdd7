"""The stamp: QR code, reference line and registration marks on every page of a PDF.

All of it is page furniture, drawn as artifacts that a screen reader passes
by (ISO 14289-1, 7.1), as shapes and with an embedded font.
"""

from __future__ import annotations

import copy
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pikepdf
from lxml import etree
from pikepdf import Name

from oroforms.convert import fonts
from oroforms.convert.appearance import font_name, show
from oroforms.convert.fonts import FONT
from oroforms.convert.shaping import REGULAR, line
from oroforms.documents import Rect
from oroforms.errors import DefinitionError
from oroforms.i18n import gettext as _
from oroforms.render.issue import IssueMark
from oroforms.template.paper import CODE_NAME, MARK_CENTRE, MARK_SIZE
from oroforms.template.xml import name

_EMU_PER_POINT = 12700
_POINTS_PER_MM = 72 / 25.4
_SIZE, _LEADING = 7.0, 9.6
_GAP = 2 * _POINTS_PER_MM
"""Between the reference lines and the code."""
_HEADER = re.compile(r"word/header\d*\.xml")
_ERROR_CORRECTION = "m"
"""15 % of a code may be lost: in simulated fax 20 of 20 were read at 12 mm."""


def place_of_code(template: Path) -> Rect:
    """Where the template keeps room for the QR code: the picture ``oroforms-code``, in points.

    Raises
    ------
    DefinitionError
        When no header has it, when it is not anchored by its distance from
        the edges of the page, or lies elsewhere in another header.
    """
    places: set[Rect] = set()
    with zipfile.ZipFile(template) as package:
        for entry in package.namelist():
            if _HEADER.fullmatch(entry):
                parser = etree.XMLParser(resolve_entities=False, no_network=True)
                root = etree.fromstring(package.read(entry), parser)
                for anchor in root.iter(name("wp:anchor")):
                    properties = anchor.find(name("wp:docPr"))
                    if properties is not None and properties.get("name") == CODE_NAME:
                        places.add(_rectangle(anchor, template))
    if len(places) != 1:
        raise DefinitionError(
            _(
                "{template}: the header needs the picture “{name}” where the QR code goes, at one "
                "place in every header; found at {count} places."
            ).format(template=template, name=CODE_NAME, count=len(places))
        )
    return places.pop()


def _rectangle(anchor: etree._Element, template: Path) -> Rect:
    edges = []
    for axis in ("wp:positionH", "wp:positionV"):
        position = anchor.find(name(axis))
        offset = position.find(name("wp:posOffset")) if position is not None else None
        if position is None or offset is None or position.get("relativeFrom") != "page":
            raise DefinitionError(
                _(
                    "{template}: the picture “{name}” must be placed by its distance from the page."
                ).format(template=template, name=CODE_NAME)
            )
        edges.append(int(offset.text or "0") / _EMU_PER_POINT)
    extent = anchor.find(name("wp:extent"))
    width, height = (
        (int(extent.get(side, "0")) / _EMU_PER_POINT for side in ("cx", "cy"))
        if extent is not None
        else (0.0, 0.0)
    )
    left, top = edges
    return (left, top, left + width, top + height)


def stamp(pdf: pikepdf.Pdf, mark: IssueMark, code: Rect) -> None:
    """Stamp every page; ``code`` is the rectangle of the QR code in points from the top left."""
    font = pdf.make_indirect(_font(pdf))
    pages = len(pdf.pages)
    for number, page in enumerate(pdf.pages, start=1):
        width, height = float(page.mediabox[2]), float(page.mediabox[3])
        lines = (mark.reference, mark.token, f"Sida {number} ({pages})")
        page.add_resource(font, Name.Font, Name(font_name(REGULAR)))
        page.contents_add(
            b"/Artifact BMC\nq 0 g\n"
            + _code(mark.payload(number, pages), code, height)
            + _marks(width, height)
            + _text(lines, code, height)
            + b"Q\nEMC\n"
        )


def mark_centres(width: float, height: float) -> tuple[tuple[float, float], ...]:
    """Centres of the registration marks of a page in points: top left, then clockwise."""
    near = MARK_CENTRE * _POINTS_PER_MM
    return (
        (near, near),
        (width - near, near),
        (width - near, height - near),
        (near, height - near),
    )


def _font(pdf: pikepdf.Pdf) -> pikepdf.Object:
    """The font that a fillable form has anyway, or one for the reference line alone."""
    form = pdf.Root.get(Name.AcroForm)
    if form is not None and Name.DR in form and FONT in form.DR.Font:
        return copy.copy(form.DR.Font[FONT])
    return fonts.embed(pdf, REGULAR, fonts.ASCII_CODES)


def _code(payload: str, place: Rect, height: float) -> bytes:
    """The dark modules of the QR code, each row's neighbours as one strip."""
    import segno

    matrix = segno.make_qr(payload, error=_ERROR_CORRECTION).matrix
    left, top, right, _bottom = place
    module = (right - left) / len(matrix)
    drawn = []
    for row, cells in enumerate(matrix):
        for start, end in _dark_runs(cells):
            x, y = left + start * module, height - top - (row + 1) * module
            # A hair taller than the module, so that no renderer leaves a seam between rows.
            drawn.append(f"{x:.3f} {y:.3f} {(end - start) * module:.3f} {module + 0.02:.3f} re")
    return ("\n".join(drawn) + "\nf\n").encode("ascii")


def _dark_runs(cells: Sequence[int]) -> list[tuple[int, int]]:
    runs, start = [], None
    for index, dark in enumerate([*cells, 0]):
        if dark and start is None:
            start = index
        elif not dark and start is not None:
            runs.append((start, index))
            start = None
    return runs


def _marks(width: float, height: float) -> bytes:
    side = MARK_SIZE * _POINTS_PER_MM
    squares = (
        f"{x - side / 2:.3f} {height - y - side / 2:.3f} {side:.3f} {side:.3f} re\n"
        for x, y in mark_centres(width, height)
    )
    return ("".join(squares) + "f\n").encode("ascii")


def _text(lines: Sequence[str], code: Rect, height: float) -> bytes:
    """The reference lines, ranged right, to the left of the code and level with its top."""
    shown = []
    for number, text in enumerate(lines):
        each = line(text)
        left = code[0] - _GAP - each.width(_SIZE)
        shown.append(show(each, left, height - code[1] - _SIZE - number * _LEADING, _SIZE))
    return b"".join(shown)
