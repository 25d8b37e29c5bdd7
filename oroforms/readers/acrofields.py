"""The fields of a PDF form as its file holds them, by their fully qualified names.

Finds fields in ``/AcroForm`` and widgets that lie on pages but are missing
there, and hands inherited values down to kids (ISO 32000-1, 12.7.3). What
they mean for a form of ours is :mod:`oroforms.readers.acroform`'s affair.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pikepdf

from oroforms.documents import Place
from oroforms.i18n import gettext as _
from oroforms.readers.guard import unreadable
from oroforms.readers.pdffile import PdfFile, PdfPage, rectangle

MAX_FIELDS = 20_000
"""Nodes of a field tree that are walked; our largest form has some 400."""

_MAX_DEPTH = 64
_HIDDEN = 1 << 1
_NO_VIEW = 1 << 5
_RICH_TEXT = 1 << 25
_PASSWORD = 1 << 13


@dataclass(frozen=True, slots=True)
class Widget:
    """One place where a field is seen. ``page`` is ``None`` when it lies on no page."""

    obj: pikepdf.Object
    page: PdfPage | None

    @property
    def place(self) -> Place | None:
        """Page and rectangle as shown, where the widget lies on a page."""
        if self.page is None:
            return None
        box = rectangle(self.obj.get("/Rect"))
        return Place(self.page.number, None if box is None else self.page.rect(box))

    @property
    def visible(self) -> bool:
        """Whether a viewer shows the widget: on a page, within it, with an area, not hidden."""
        box = rectangle(self.obj.get("/Rect"))
        if self.page is None or box is None:
            return False
        left, bottom, right, top = self.page.box
        inside = box[0] < right and box[2] > left and box[1] < top and box[3] > bottom
        return inside and not _flags(self.obj, "/F") & (_HIDDEN | _NO_VIEW)

    @property
    def states(self) -> Mapping[str, pikepdf.Object]:
        """The normal appearances of a button by state, without the slash."""
        normal = _get(self.obj.get("/AP"), "/N")
        if not isinstance(normal, pikepdf.Dictionary) or isinstance(normal, pikepdf.Stream):
            return {}
        return {key[1:]: value for key, value in normal.items()}

    @property
    def state(self) -> str | None:
        """The state that is shown (``/AS``), without the slash."""
        value = self.obj.get("/AS")
        return str(value)[1:] if isinstance(value, pikepdf.Name) else None

    @property
    def appearance(self) -> pikepdf.Stream | None:
        """The normal appearance where it is one stream, as for texts."""
        normal = _get(self.obj.get("/AP"), "/N")
        return normal if isinstance(normal, pikepdf.Stream) else None


@dataclass(slots=True)
class FormField:
    """One field object with its widgets; two objects of one name are two of these."""

    name: str
    obj: pikepdf.Object
    kind: str
    """``Tx``, ``Btn``, ``Ch`` or ``Sig``; empty where the file does not say."""
    flags: int
    value: object
    """``/V``, inherited where it is; ``None`` where there is none."""
    widgets: list[Widget] = field(default_factory=list)

    @property
    def rich(self) -> bool:
        """Whether viewers show ``/RV`` in place of ``/V``."""
        return self.kind == "Tx" and bool(self.flags & _RICH_TEXT)

    @property
    def secret(self) -> bool:
        """Whether viewers show stars in place of the text."""
        return self.kind == "Tx" and bool(self.flags & _PASSWORD)

    @property
    def place(self) -> Place | None:
        """Where the field is seen first."""
        return next((place for w in self.widgets if (place := w.place) is not None), None)


@dataclass(frozen=True, slots=True)
class _Node:
    obj: pikepdf.Object
    name: str
    inherited: Mapping[str, object]
    depth: int


_INHERITED = ("/FT", "/Ff", "/V")


def form_fields(file: PdfFile) -> list[FormField]:
    """All terminal fields of the file, in the order of the form's tree, strays last.

    Raises
    ------
    UnreadableDocument
        When the field tree runs in circles or is far beyond any form.
    """
    widgets = _widgets(file)
    found = list(_from_tree(file, widgets))
    found.extend(_strays(widgets))
    return found


def field_names(file: PdfFile) -> set[str]:
    """The names of all fields, for telling which form it is."""
    return {found.name for found in form_fields(file)}


def _widgets(file: PdfFile) -> dict[tuple[int, int], Widget]:
    """Every widget on a page by its object number, not yet claimed by a field."""
    found: dict[tuple[int, int], Widget] = {}
    for page in file.pages:
        annotations = page.obj.get("/Annots")
        if not isinstance(annotations, pikepdf.Array):
            continue
        for position, annotation in enumerate(annotations):
            if _get(annotation, "/Subtype") == "/Widget":
                # Widgets written straight into /Annots have no number of their own.
                key = annotation.objgen
                found[key if key != (0, 0) else (-page.number, position)] = Widget(annotation, page)
    return found


def _from_tree(file: PdfFile, widgets: dict[tuple[int, int], Widget]) -> Iterator[FormField]:
    """Fields that ``/AcroForm`` names; the widgets that they claim are taken out."""
    roots = _get(file.pdf.Root.get("/AcroForm"), "/Fields")
    if not isinstance(roots, pikepdf.Array):
        return
    seen: set[tuple[int, int]] = set()
    stack = [_Node(obj, "", {}, 0) for obj in reversed(list(roots))]
    steps = 0
    while stack:
        node = stack.pop()
        obj = node.obj
        steps += 1
        if steps > MAX_FIELDS or node.depth > _MAX_DEPTH:
            raise unreadable("document-hostile", reason=_("its field tree has no end"))
        if not isinstance(obj, pikepdf.Dictionary) or obj.objgen in seen:
            continue
        if obj.objgen != (0, 0):
            seen.add(obj.objgen)
        name = _joined(node.name, obj.get("/T"))
        inherited = {**node.inherited, **_own(obj)}
        kids = [k for k in obj.get("/Kids", ()) if isinstance(k, pikepdf.Dictionary)]
        named = [kid for kid in kids if "/T" in kid]
        stack.extend(_Node(kid, name, inherited, node.depth + 1) for kid in reversed(named))
        bare = [kid for kid in kids if "/T" not in kid]
        if bare or not kids:
            steps += len(bare)
            yield _field(name, obj, inherited, [_claim(w, widgets) for w in (bare or [obj])])
            yield from _contradicting(name, inherited, bare)


def _claim(obj: pikepdf.Object, widgets: dict[tuple[int, int], Widget]) -> Widget:
    return widgets.pop(obj.objgen, None) or Widget(obj, None)


def _contradicting(
    name: str, inherited: Mapping[str, object], kids: Sequence[pikepdf.Object]
) -> Iterator[FormField]:
    """Kids that carry a value of their own, as if they were fields of the same name."""
    for kid in kids:
        own = _own(kid)
        if "/V" in own and own["/V"] != inherited.get("/V"):
            yield _field(name, kid, {**inherited, **own}, [])


def _strays(widgets: Mapping[tuple[int, int], Widget]) -> Iterator[FormField]:
    """Fields of widgets that no field of ``/AcroForm`` claims, by way of ``/Parent``."""
    fields: dict[tuple[int, int], FormField] = {}
    for key, widget in widgets.items():
        chain = _chain(widget.obj)
        name = ""
        inherited: dict[str, object] = {}
        owner = widget.obj
        for obj in reversed(chain):
            inherited.update(_own(obj))
            if "/T" in obj:
                name = _joined(name, obj.get("/T"))
                owner = obj
        owner_key = owner.objgen if owner.objgen != (0, 0) else key
        if owner_key in fields:
            fields[owner_key].widgets.append(widget)
        elif name:
            fields[owner_key] = _field(name, owner, inherited, [widget])
    yield from fields.values()


def _chain(obj: pikepdf.Object) -> list[pikepdf.Object]:
    chain = [obj]
    while len(chain) <= _MAX_DEPTH:
        parent = chain[-1].get("/Parent")
        if not isinstance(parent, pikepdf.Dictionary):
            return chain
        chain.append(parent)
    raise unreadable("document-hostile", reason=_("its field tree has no end"))


def _field(
    name: str, obj: pikepdf.Object, inherited: Mapping[str, object], widgets: list[Widget]
) -> FormField:
    kind = str(inherited.get("/FT", "/"))[1:]
    flags = inherited.get("/Ff", 0)
    return FormField(
        name, obj, kind, flags if isinstance(flags, int) else 0, inherited.get("/V"), widgets
    )


def _own(obj: pikepdf.Object) -> dict[str, object]:
    return {key: value for key in _INHERITED if (value := obj.get(key)) is not None}


def _joined(parent: str, partial: object) -> str:
    if partial is None:
        return parent
    return f"{parent}.{partial}" if parent else str(partial)


def _flags(obj: pikepdf.Object, key: str) -> int:
    value = obj.get(key, 0)
    return value if isinstance(value, int) else 0


def _get(obj: object, key: str) -> pikepdf.Object | None:
    return obj.get(key) if isinstance(obj, pikepdf.Dictionary | pikepdf.Stream) else None
