"""The fillable form: LibreOffice's exported form mended into ours.

Names, kinds, states, rooms, tooltips and appearances of all fields are set
from the definition; what stays of LibreOffice's are the page content and the
structure tree with its link to each widget.
"""

from __future__ import annotations

import copy as copying
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from oroforms.convert import fonts, structure
from oroforms.convert.appearance import SIZE, cross
from oroforms.convert.base_pdf import Exported, exported, redraw_boxes, require, to_pdf
from oroforms.convert.combs import draw_combs
from oroforms.convert.export_copy import ExportCopy
from oroforms.convert.field_tree import PRINT, FieldTree, Flag
from oroforms.convert.fonts import FONT
from oroforms.convert.metadata import describe, save
from oroforms.convert.rooms import BOX, measure
from oroforms.convert.shaping import REGULAR
from oroforms.definition import Definition, Slot
from oroforms.documents import Rect
from oroforms.errors import DefinitionError
from oroforms.i18n import gettext as _
from oroforms.suggest import did_you_mean

SIGNATURE_TITLES = {"name": "namnförtydligande", "date": "datum", "sign": "underskrift"}
DEFAULT_APPEARANCE = f"{FONT} {SIZE:g} Tf 0 g"


@dataclass(frozen=True, slots=True)
class Part:
    """One field part of a form: its slot, and of a box the code that it stands for."""

    name: str
    slot: Slot
    code: str | None = None

    @property
    def signs(self) -> bool:
        """Whether it is the place for the signature itself."""
        return self.slot.type == "signature" and self.name.endswith(".sign")

    @property
    def title(self) -> str:
        """Number and label in Swedish, the language of the paper: what a tooltip says."""
        field, slot = self.slot.field, self.slot
        title = slot.printed_title
        if self.code is not None:
            chosen = next(c.label.sv for c in field.choices if c.code == self.code)
            return f"{title}: {chosen}"
        if slot.type == "signature":
            return f"{title}: {SIGNATURE_TITLES[self.name.rsplit('.', 1)[1]]}"
        return title


def parts(definition: Definition) -> dict[str, Part]:
    """Every part of a form by the name that its Word control bears."""
    found: dict[str, Part] = {}
    for slot in definition.slots:
        if slot.type in ("choice", "multichoice"):
            for choice in slot.field.choices:
                part = Part(f"{slot.name}.{choice.code}", slot, choice.code)
                found[part.name] = part
        elif slot.type == "signature":
            for name in SIGNATURE_TITLES:
                part = Part(f"{slot.name}.{name}", slot)
                found[part.name] = part
        else:
            found[slot.name] = Part(slot.name, slot)
    return found


def mend(content: bytes, copy: ExportCopy, definition: Definition) -> bytes:
    """The fillable form from what LibreOffice made of the export copy.

    Raises
    ------
    DefinitionError
        When the template has controls that the definition does not know.
    ProgramFailed
        When LibreOffice left controls out, as version 7.4 does.
    """
    known = parts(definition)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        fields = exported(pdf)
        _check(fields, copy, known)
        rooms = measure(
            content,
            {f.name: f.place for f in fields if f.name in copy.texts},
            {f.name: f.place for f in fields if f.name in copy.boxes},
        )
        squares: dict[int, list[Rect]] = {}
        for field in fields:
            if field.name in copy.boxes:
                squares.setdefault(field.place.page, []).append(rooms[field.name])
        redraw_boxes(pdf, squares)
        draw_combs(
            pdf, [(f.place.page, rooms[f.name], n) for f in fields if (n := _comb(known[f.name]))]
        )
        _build(pdf, fields, known, rooms)
        structure.mend(pdf)
        describe(pdf, definition.title.sv)
        return save(pdf)


def _comb(part: Part) -> int:
    return part.slot.field.room.comb if part.slot.type != "signature" else 0


def _check(fields: Sequence[Exported], copy: ExportCopy, known: Mapping[str, Part]) -> None:
    unknown = sorted({field.name for field in fields} - set(known))
    if unknown:
        raise DefinitionError(
            _(
                "The template has a control {name}, which the definition does not know.{hint}"
            ).format(name=unknown[0], hint=did_you_mean(unknown[0], known))
        )
    require(copy.texts | copy.boxes, fields)


def _build(
    pdf: pikepdf.Pdf,
    fields: Sequence[Exported],
    known: Mapping[str, Part],
    rooms: Mapping[str, Rect],
) -> None:
    """Make every widget ours, and the tree of fields above them."""
    font = fonts.embed(pdf, REGULAR, fonts.FORM_CODES)
    shared = pdf.make_indirect(copying.copy(font))
    ticked = _drawing(pdf, BOX, BOX, cross(BOX))
    empty = _drawing(pdf, BOX, BOX, b"")
    tree = FieldTree(pdf)
    order: dict[int, list[pikepdf.Object]] = {}
    for field in fields:
        part, room = known[field.name], rooms[field.name]
        height = float(pdf.pages[field.place.page - 1].mediabox[3])
        widget = field.widget
        order.setdefault(field.place.page, []).append(widget)
        for key in list(widget.keys()):
            if key not in ("/Type", "/Subtype", "/P", "/StructParent"):
                del widget[key]
        widget.Rect = to_pdf(room, height)
        widget.F = PRINT
        widget.TU = String(part.title)
        if part.code is not None or part.slot.type == "bool":
            state = part.code if part.slot.type == "choice" else "yes"
            widget.AS = Name.Off
            widget.MK = Dictionary(CA=String("8"))
            widget.AP = Dictionary(N=Dictionary({f"/{state}": ticked, "/Off": empty}))
        if part.slot.type == "choice":
            title, required = part.slot.printed_title, part.slot.field.required
            tree.add_choice(part.slot.name, widget, title=title, required=required)
            continue
        if part.code is not None or part.slot.type == "bool":
            widget.FT = Name.Btn
        elif part.signs:
            widget.FT = Name.Sig
            widget.AP = Dictionary(N=_drawing(pdf, *_extent(room), b""))
        else:
            widget.AP = Dictionary(N=_drawing(pdf, *_extent(room), b"/Tx BMC\nEMC\n", shared))
            _write_text_field(widget, part)
        if part.slot.field.required and part.slot.type != "signature":
            widget.Ff = int(Flag(int(widget.get(Name.Ff, 0))) | Flag.REQUIRED)
        tree.add(part.name, widget)
    for number, page in enumerate(pdf.pages, start=1):
        others = [a for a in page.get(Name.Annots, Array()) if a.get(Name.Subtype) != Name.Widget]
        page.Annots = Array([*order.get(number, []), *others])
        page.Tabs = Name.S
    pdf.Root.AcroForm = pdf.make_indirect(
        Dictionary(
            Fields=tree.roots,
            DR=Dictionary(Font=Dictionary({FONT: font, "/ZaDb": _dingbats(pdf)})),
            DA=String(DEFAULT_APPEARANCE),
            NeedAppearances=False,
        )
    )


def _write_text_field(widget: pikepdf.Object, part: Part) -> None:
    field = part.slot.field
    flags = Flag.DO_NOT_SCROLL
    multiline = part.slot.type == "multiline" or (part.slot.type == "text" and field.room.lines > 1)
    if multiline:
        flags |= Flag.MULTILINE
    if part.slot.type != "multiline":
        flags |= Flag.DO_NOT_SPELL_CHECK
    comb = _comb(part)
    if comb:
        flags |= Flag.COMB
        widget.MaxLen = comb
    elif field.max_length is not None and part.slot.type in ("text", "multiline"):
        widget.MaxLen = field.max_length
    widget.FT = Name.Tx
    widget.Ff = int(flags)
    widget.DA = String(DEFAULT_APPEARANCE)


def _extent(room: Rect) -> tuple[float, float]:
    return (room[2] - room[0], room[3] - room[1])


def _drawing(
    pdf: pikepdf.Pdf,
    width: float,
    height: float,
    operators: bytes,
    font: pikepdf.Object | None = None,
) -> pikepdf.Object:
    """A form XObject of that size in points."""
    return pdf.make_stream(
        operators,
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, round(width, 3), round(height, 3)]),
        Resources=Dictionary() if font is None else Dictionary(Font=Dictionary({FONT: font})),
    )


def _dingbats(pdf: pikepdf.Pdf) -> pikepdf.Object:
    """The font that programs draw ticks with when they make appearances anew; ours do not."""
    return pdf.make_indirect(
        Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.ZapfDingbats)
    )
