"""The fields of a PDF form as its file holds them, by their fully qualified names.

Finds fields in ``/AcroForm`` and widgets that lie on pages but are missing
there, and hands inherited values down to kids (ISO 32000-1, 12.7.3). What
they mean for a form of ours is :mod:`oroforms.readers.acroform`'s affair.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

import pikepdf

from oroforms.documents import Place, Rect
from oroforms.i18n import gettext as _
from oroforms.readers.guard import unreadable
from oroforms.readers.pdffile import PdfFile, PdfPage, plain_name, rectangle

MAX_FIELDS = 20_000
"""Nodes of a field tree that are walked; our largest form has some 400."""

_MAX_DEPTH = 64
_HIDDEN = 1 << 1
_NO_VIEW = 1 << 5
_RICH_TEXT = 1 << 25
_PASSWORD = 1 << 13
_INHERITED = ("/FT", "/Ff", "/V")

Key: TypeAlias = tuple[int, int]
"""Object and generation number."""


class Widget:
    """One place where a field is seen.

    ``page`` is ``None`` when it lies on no page; ``box`` is its rectangle in
    user space, ``None`` when it has no area.
    """

    __slots__ = ("_states", "box", "obj", "page")

    def __init__(self, obj: pikepdf.Object, page: PdfPage | None) -> None:
        self.obj = obj
        self.page = page
        self.box: Rect | None = rectangle(_get(obj, "/Rect"))
        self._states: Mapping[str, pikepdf.Object] | None = None

    @property
    def place(self) -> Place | None:
        """Page and rectangle as shown, where the widget lies on a page."""
        if self.page is None:
            return None
        return Place(self.page.number, None if self.box is None else self.page.rect(self.box))

    @property
    def visible(self) -> bool:
        """Whether a viewer shows the widget: on a page, within it, with an area, not hidden."""
        if self.page is None or self.box is None:
            return False
        left, bottom, right, top = self.page.box
        x0, y0, x1, y1 = self.box
        inside = x0 < right and x1 > left and y0 < top and y1 > bottom
        return inside and not _number(self.obj, "/F") & (_HIDDEN | _NO_VIEW)

    @property
    def states(self) -> Mapping[str, pikepdf.Object]:
        """The normal appearances of a button by state, without the slash."""
        if self._states is None:
            normal = self._normal
            if isinstance(normal, pikepdf.Dictionary) and not isinstance(normal, pikepdf.Stream):
                self._states = _by_state(normal)
            else:
                self._states = {}
        return self._states

    @property
    def state(self) -> str | None:
        """The state that is shown (``/AS``), without the slash."""
        value = _get(self.obj, "/AS")
        return plain_name(value) if isinstance(value, pikepdf.Name) else None

    @property
    def value(self) -> object:
        """A value that stands in the widget itself, as some programs write it."""
        return _get(self.obj, "/V")

    @property
    def appearance(self) -> pikepdf.Stream | None:
        """The normal appearance where it is one stream, as for texts."""
        normal = self._normal
        return normal if isinstance(normal, pikepdf.Stream) else None

    @property
    def _normal(self) -> object:
        appearances = _get(self.obj, "/AP")
        return _get(appearances, "/N") if isinstance(appearances, pikepdf.Dictionary) else None


@dataclass(slots=True, eq=False)
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
    def values(self) -> list[object]:
        """The field's value, and values that its widgets carry beside it (they should not)."""
        own = [w.value for w in self.widgets if w.obj.objgen != self.obj.objgen]
        return [self.value, *(value for value in own if value is not None)]

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


@lru_cache(maxsize=1)
def form_fields(file: PdfFile) -> tuple[FormField, ...]:
    """All terminal fields of the file, in the order of the form's tree, strays last.

    Kept for the file that was asked for last.

    Raises
    ------
    UnreadableDocument
        When the field tree runs in circles or is far beyond any form.
    """
    widgets = _widgets(file)
    found = list(_from_tree(file, widgets))
    found.extend(_strays(widgets))
    return tuple(found)


def _widgets(file: PdfFile) -> dict[Key, Widget]:
    """Every widget on a page by its object number, not yet claimed by a field."""
    found: dict[Key, Widget] = {}
    for page in file.pages:
        annotations = _get(page.obj, "/Annots")
        if not isinstance(annotations, pikepdf.Array):
            continue
        if len(annotations) > MAX_FIELDS:
            raise _endless()
        for position, annotation in enumerate(annotations):
            if isinstance(annotation, pikepdf.Dictionary) and (
                _get(annotation, "/Subtype") == "/Widget"
            ):
                # Widgets written straight into /Annots have no number of their own.
                key = annotation.objgen
                found[key if key != (0, 0) else (-page.number, position)] = Widget(annotation, page)
    return found


def _from_tree(file: PdfFile, widgets: dict[Key, Widget]) -> Iterator[FormField]:
    """Fields that ``/AcroForm`` names; the widgets that they claim are taken out."""
    form = _get(file.pdf.Root, "/AcroForm")
    roots = _get(form, "/Fields") if isinstance(form, pikepdf.Dictionary) else None
    if not isinstance(roots, pikepdf.Array):
        return
    if len(roots) > MAX_FIELDS:
        raise _endless()
    seen: set[Key] = set()
    stack = [_Node(obj, "", {}, 0) for obj in reversed(list(roots))]
    steps = 0
    while stack:
        node = stack.pop()
        obj = node.obj
        steps += 1
        if steps > MAX_FIELDS or node.depth > _MAX_DEPTH:
            raise _endless()
        if not isinstance(obj, pikepdf.Dictionary) or obj.objgen in seen:
            continue
        if obj.objgen != (0, 0):
            seen.add(obj.objgen)
        name = _joined(node.name, obj)
        inherited = {**node.inherited, **_own(obj)}
        kids = _kids(obj)
        steps += len(kids)
        bare = []
        for kid in reversed(kids):
            if "/T" in kid:
                stack.append(_Node(kid, name, inherited, node.depth + 1))
            else:
                bare.append(kid)
        if bare or not kids:
            claimed = [_claim(kid, widgets) for kid in (reversed(bare) if kids else [obj])]
            yield _field(name, obj, inherited, claimed)


def _kids(obj: pikepdf.Object) -> list[pikepdf.Object]:
    kids = _get(obj, "/Kids")
    if not isinstance(kids, pikepdf.Array):
        return []
    if len(kids) > MAX_FIELDS:
        raise _endless()
    return [kid for kid in kids if isinstance(kid, pikepdf.Dictionary)]


def _claim(obj: pikepdf.Object, widgets: dict[Key, Widget]) -> Widget:
    return widgets.pop(obj.objgen, None) or Widget(obj, None)


def _strays(widgets: Mapping[Key, Widget]) -> Iterator[FormField]:
    """Fields of widgets that no field of ``/AcroForm`` claims, by way of ``/Parent``."""
    fields: dict[Key, FormField] = {}
    for key, widget in widgets.items():
        name = ""
        inherited: dict[str, object] = {}
        owner = widget.obj
        for obj in reversed(_chain(widget.obj)):
            inherited.update(_own(obj))
            if "/T" in obj:
                name = _joined(name, obj)
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
        parent = _get(chain[-1], "/Parent")
        if not isinstance(parent, pikepdf.Dictionary):
            return chain
        chain.append(parent)
    raise _endless()


def _field(
    name: str, obj: pikepdf.Object, inherited: Mapping[str, object], widgets: list[Widget]
) -> FormField:
    flags, kind = inherited.get("/Ff", 0), inherited.get("/FT")
    return FormField(
        name,
        obj,
        str(kind)[1:] if isinstance(kind, pikepdf.Name) else "",
        flags if isinstance(flags, int) else 0,
        inherited.get("/V"),
        widgets,
    )


def _own(obj: pikepdf.Object) -> dict[str, object]:
    return {key: obj[key] for key in _INHERITED if key in obj}


def _joined(parent: str, obj: pikepdf.Object) -> str:
    if "/T" not in obj:
        return parent
    partial = str(obj["/T"])
    return f"{parent}.{partial}" if parent else partial


def _by_state(normal: pikepdf.Dictionary) -> Mapping[str, pikepdf.Object]:
    try:
        return {key[1:]: look for key, look in normal.items()}
    except UnicodeDecodeError:
        return {}  # states in no known encoding: which is which is not told by them


def _number(obj: pikepdf.Object, key: str) -> int:
    value = _get(obj, key)
    return value if isinstance(value, int) else 0


def _get(obj: pikepdf.Object, key: str) -> pikepdf.Object | None:
    # Asking for a key that is missing takes five times as long as asking whether it is there.
    return obj[key] if key in obj else None  # noqa: SIM401


def _endless() -> Exception:
    return unreadable("document-hostile", reason=_("its field tree has no end"))
