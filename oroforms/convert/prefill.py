"""What the office fills in before a form goes out: locked fields that show their values."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from oroforms.convert import appearance, fonts
from oroforms.convert.appearance import LEAST_SIZE, SIZE, Drawing
from oroforms.convert.base_pdf import from_pdf
from oroforms.convert.field_tree import Flag
from oroforms.convert.fonts import FONT
from oroforms.convert.shaping import REGULAR, Face, undrawable
from oroforms.definition import Definition, Slot
from oroforms.documents import Value
from oroforms.errors import UsageError
from oroforms.fieldtypes import field_type
from oroforms.i18n import gettext as _


def prefill(pdf: pikepdf.Pdf, definition: Definition, values: Mapping[str, Value]) -> None:
    """Write typed values into their fields and lock them; ``values`` by dotted slot name.

    The page content stays as it is: only field values and appearances are
    set, so that the layout of the blank holds for the prefilled form too.

    Raises
    ------
    UsageError
        When the form has no such slot or answer, or a value finds no room in
        its field or no font that can draw it.
    """
    fields = _fields(pdf)
    drawings: list[tuple[pikepdf.Object, Drawing]] = []
    for name, value in values.items():
        slot = definition.slot.get(name)
        if slot is None:
            raise UsageError(_("{form} has no field {name}.").format(form=definition.id, name=name))
        match slot.type:
            case "choice":
                _tick_choice(fields[name], slot, str(value))
            case "multichoice":
                for choice in slot.field.choices:
                    ticked = isinstance(value, list) and choice.code in value
                    _tick(fields[f"{name}.{choice.code}"], ticked=ticked)
            case "bool":
                _tick(fields[name], ticked=value is True)
            case "signature":
                raise UsageError(
                    _("{name} is a signature and cannot be filled in beforehand.").format(name=name)
                )
            case _:
                text = field_type(slot.type).write(value, slot.field)
                drawings.append((fields[name], _write(fields[name], slot, text)))
    _attach(pdf, drawings)


def _fields(pdf: pikepdf.Pdf) -> dict[str, pikepdf.Object]:
    """All terminal fields by their full names."""
    found: dict[str, pikepdf.Object] = {}
    waiting = [("", field) for field in pdf.Root.AcroForm.Fields]
    while waiting:
        prefix, field = waiting.pop()
        name = f"{prefix}{field.T}"
        if Name.FT in field:
            found[name] = field
        else:
            waiting.extend((f"{name}.", kid) for kid in field.Kids)
    return found


def _lock(field: pikepdf.Object) -> None:
    field.Ff = int(field.get(Name.Ff, 0)) | int(Flag.READ_ONLY)


def _tick(field: pikepdf.Object, *, ticked: bool) -> None:
    field.V = field.AS = Name.yes if ticked else Name.Off
    _lock(field)


def _tick_choice(group: pikepdf.Object, slot: Slot, code: str) -> None:
    if code not in {choice.code for choice in slot.field.choices}:
        raise UsageError(_("{label} has no answer {code}.").format(label=slot.title, code=code))
    state = Name(f"/{code}")
    group.V = state
    for box in group.Kids:
        box.AS = state if state in box.AP.N else Name.Off
    _lock(group)


def _write(field: pikepdf.Object, slot: Slot, text: str) -> Drawing:
    missing = undrawable(text)
    if missing:
        raise UsageError(
            _(
                "{label}: no font of the form can draw {characters}; write it in Latin, Greek, "
                "Cyrillic or Arabic letters."
            ).format(label=slot.title, characters=missing)
        )
    left, top, right, bottom = from_pdf(field.Rect, 0)
    width, height = right - left, bottom - top
    flags = Flag(int(field.Ff))
    multiline = Flag.MULTILINE in flags
    comb = int(field.MaxLen) if Flag.COMB in flags and len(text) <= int(field.MaxLen) else 0
    size = SIZE
    while not comb and not appearance.fits(text, width, height, size, multiline=multiline):
        size -= 0.5
        if size < LEAST_SIZE:
            raise UsageError(
                _(
                    "{label} has room for less than these {length} characters; shorten what is "
                    "filled in beforehand."
                ).format(label=slot.title, length=len(text))
            )
    if not comb:
        field.Ff = int(flags & ~Flag.COMB)
        if Name.MaxLen in field:
            del field.MaxLen
    field.V = String(text)
    field.DA = String(f"{FONT} {size:g} Tf 0 g")
    _lock(field)
    return appearance.text_field(text, width, height, size, multiline=multiline, comb=comb)


def _attach(pdf: pikepdf.Pdf, drawings: Sequence[tuple[pikepdf.Object, Drawing]]) -> None:
    """Give the appearances their fonts: the form's own where it has all glyphs, else a subset."""
    resources: dict[Face, pikepdf.Object] = {}
    form_font = pdf.Root.AcroForm.DR.Font[FONT]
    shown = [line for _, drawing in drawings for line in drawing.lines]
    for face, texts in appearance.glyph_texts(shown).items():
        if face is REGULAR and fonts.covers(form_font, texts):
            font = copy.copy(form_font)
        else:
            font = fonts.embed_glyphs(pdf, face, texts)
        resources[face] = pdf.make_indirect(font)
    for field, drawing in drawings:
        used = {appearance.font_name(face): resources[face] for face in drawing.faces}
        field.AP.N = pdf.make_stream(
            drawing.operators,
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=Array(field.AP.N.BBox),
            Resources=Dictionary(Font=Dictionary(used)),
        )
