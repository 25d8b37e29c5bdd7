"""Text fields of a PDF form: what is stored, and whether a viewer shows the same."""

from __future__ import annotations

import re
from functools import lru_cache

import pikepdf

from oroforms.readers.acrofields import FormField, Widget
from oroforms.readers.appearance import NOTHING, Fonts, Shown, drawn_by, writes_visibly
from oroforms.readers.pdffile import PdfFile, plain_name, rectangle, unpacked
from oroforms.readers.pdffonts import UNMAPPED
from oroforms.readers.safexml import parse_xml
from oroforms.readers.showing import comparable, contradiction

_LANGUAGE_MARK = re.compile("\x1b[^\x1b]{0,8}\x1b")
"""Language codes may stand in text strings between escapes (ISO 32000-1, 7.9.2.2)."""

_SMALLEST = 2.0
"""Points below which nobody sees that something is written."""


class TextFields:
    """Values and appearances of one file's text fields; fonts are read once."""

    def __init__(self, file: PdfFile) -> None:
        form = file.pdf.Root.get("/AcroForm")
        if not isinstance(form, pikepdf.Dictionary):
            form = pikepdf.Dictionary()
        self._defaults = form.get("/DR")
        self._default = form.get("/DA")
        self._viewer_draws = bool(form.get("/NeedAppearances", False))
        self._fonts = Fonts()

    def value(self, field: FormField) -> str:
        """The stored text, ``""`` where there is none; a line feed between lines."""
        return _text_of(field.value)

    def values(self, field: FormField) -> list[str]:
        """All texts that the field's objects carry; more than one is a contradiction."""
        if len(field.widgets) == 1 and field.widgets[0].obj.objgen == field.obj.objgen:
            return [_text_of(field.value)]
        return [_text_of(value) for value in field.values]

    def contradiction(self, field: FormField, value: str) -> str | None:
        """What a viewer shows in place of the value, ``None`` where it shows the value.

        A widget without appearance, or a form that asks viewers to draw anew,
        is drawn by each viewer from the value.
        """
        rich = _rich_text(field) if field.rich else None
        if rich is not None and comparable(rich) != comparable(value):
            return rich
        seen = [widget for widget in field.widgets if widget.visible]
        if not seen:
            return "" if value.strip() else None
        if field.secret:
            return None
        for widget in seen:
            if self._viewer_draws or widget.appearance is None:
                if value.strip() and not self._would_be_seen(field, widget):
                    return ""
                continue
            said = self._said(widget)
            if said is None:
                continue
            different = contradiction(value, said)
            if different is not None:
                return different
        return None

    def _said(self, widget: Widget) -> Shown | None:
        """What the widget draws; ``None`` where it cannot be followed."""
        stream = widget.appearance
        if stream is None:
            return None
        drawn = drawn_by(stream, self._defaults, self._fonts)
        if drawn is None or not drawn.runs:
            return drawn
        return NOTHING if _shrunk(widget, drawn) else drawn

    def _would_be_seen(self, field: FormField, widget: Widget) -> bool:
        """Whether viewers draw the value so that it is seen, by its default appearance."""
        own = (owner.get("/DA") for owner in (widget.obj, field.obj) if "/DA" in owner)
        said = next(own, self._default)
        return not isinstance(said, pikepdf.String) or _visible(bytes(said))


@lru_cache(maxsize=64)
def _visible(default_appearance: bytes) -> bool:
    return writes_visibly(default_appearance)


def _text_of(value: object) -> str:
    """A text value as text, with a line feed between lines."""
    if isinstance(value, pikepdf.Stream):
        packed = unpacked(value)
        text = UNMAPPED if packed is None else _decoded(packed)
    elif isinstance(value, pikepdf.String):
        text = _decoded(bytes(value))
    elif isinstance(value, pikepdf.Array):
        text = ", ".join(str(item) for item in value)
    elif isinstance(value, pikepdf.Name):
        text = plain_name(value)
    elif value is None or isinstance(value, pikepdf.Object):
        text = ""
    else:
        text = str(value)
    return _LANGUAGE_MARK.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def _shrunk(widget: Widget, drawn: Shown) -> bool:
    """Whether the appearance is squeezed into a rectangle where nobody can read it."""
    box = rectangle(widget.obj.get("/Rect"))
    if box is None:
        return True
    sides = max(box[2] - box[0], box[3] - box[1])
    drawn_sides = max(drawn.box[2] - drawn.box[0], drawn.box[3] - drawn.box[1])
    if drawn_sides == 0:
        return True
    return max(run.size for run in drawn.runs) * sides / drawn_sides < _SMALLEST


def _decoded(raw: bytes) -> str:
    """A text string: UTF-16 or UTF-8 by its mark, else PDFDocEncoding (ISO 32000-2, 7.9.2.2)."""
    if raw.startswith(b"\xfe\xff"):
        return raw[2:].decode("utf-16-be", "replace")
    if raw.startswith(b"\xff\xfe"):
        return raw[2:].decode("utf-16-le", "replace")
    if raw.startswith(b"\xef\xbb\xbf"):
        return raw[3:].decode("utf-8", "replace")
    return raw.decode("pdfdoc_pikepdf", "replace")


def _rich_text(field: FormField) -> str | None:
    """The plain text of ``/RV``, which viewers show in rich text fields."""
    value = field.obj.get("/RV")
    if isinstance(value, pikepdf.Stream):
        raw = unpacked(value) or b""
    elif isinstance(value, pikepdf.String):
        raw = _decoded(bytes(value)).encode()
    else:
        return None
    tree = parse_xml(raw)
    return UNMAPPED if tree is None else "".join(str(text) for text in tree.itertext())
