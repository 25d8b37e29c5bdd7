"""What was changed after a signature, in words a person can act on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pikepdf

from oroforms.i18n import gettext as _
from oroforms.i18n import ngettext
from oroforms.verify.allowed import Key, written
from oroforms.verify.changes import Changes

_MAX_NODES = 100_000
_PAGE_OWN = ("/Parent", "/Annots", "/B", "/StructParents")
"""Keys of a page that show nothing of it, or that are looked at apart."""


@dataclass(frozen=True, slots=True)
class Told:
    """Changes in words, and the full names of fields whose values changed."""

    changes: tuple[str, ...]
    fields: tuple[str, ...]


def told(old: pikepdf.Pdf, new: pikepdf.Pdf, changes: Changes) -> Told:
    """Say what was changed; never nothing, when something was."""
    fields = tuple(sorted(_changed_values(old, new)))
    sentences = [_("the field {field} has another value").format(field=name) for name in fields]
    sentences += _pages(old, new, changes.objects)
    if _written_at(old.Root, "/Names", "/AF") != _written_at(new.Root, "/Names", "/AF"):
        sentences.append(_("what is attached to the document was changed"))
    if changes.root:
        sentences.append(_("the document's title or other information was changed"))
    if not sentences:
        count = len(changes.objects)
        sentences.append(
            ngettext(
                "{count} part of the document was changed, which none of its pages shows",
                "{count} parts of the document were changed, which none of its pages shows",
                count,
            ).format(count=count)
        )
    return Told(tuple(dict.fromkeys(sentences)), fields)


def _pages(old: pikepdf.Pdf, new: pikepdf.Pdf, changed: frozenset[Key]) -> Iterator[str]:
    before, after = list(old.pages), list(new.pages)
    if len(before) != len(after):
        yield _("the document has {now} pages, and had {then}").format(
            now=len(after), then=len(before)
        )
    for number, (was, now) in enumerate(zip(before, after, strict=False), start=1):
        if was.obj.objgen != now.obj.objgen:
            yield _("page {page} was replaced by another").format(page=number)
            continue
        if changed & _reached(was.obj) or _shown(was.obj) != _shown(now.obj):
            yield _("page {page} shows other content").format(page=number)
        yield from _annotations(number, was.obj, now.obj, changed)


def _annotations(
    page: int, was: pikepdf.Object, now: pikepdf.Object, changed: frozenset[Key]
) -> Iterator[str]:
    before = {_identity(a): a for a in _list(was.get("/Annots"))}
    after = {_identity(a): a for a in _list(now.get("/Annots"))}
    for key in after.keys() - before.keys():
        kind = after[key].get("/Subtype") if isinstance(after[key], pikepdf.Dictionary) else None
        if kind == "/Widget" and not _seen(after[key]):
            continue
        yield (
            _("page {page}: a form field was added")
            if kind == "/Widget"
            else _("page {page}: a comment or drawing was added")
        ).format(page=page)
    if before.keys() - after.keys():
        yield _("page {page}: a form field, comment or drawing was removed").format(page=page)
    if any(
        isinstance(before[key], pikepdf.Object) and changed & (_reached(before[key]) | {key})
        for key in before.keys() & after.keys()
    ):
        yield _("page {page}: a form field, comment or drawing looks otherwise").format(page=page)


def _seen(widget: pikepdf.Object) -> bool:
    rect = widget.get("/Rect")
    sides = list(rect) if isinstance(rect, pikepdf.Array) and len(rect) == 4 else [0, 0, 1, 1]
    return bool(sides[0] != sides[2] and sides[1] != sides[3])


def _identity(annotation: object) -> Key:
    return annotation.objgen if isinstance(annotation, pikepdf.Object) else (0, 0)


def _list(value: object) -> list[pikepdf.Object]:
    return list(value) if isinstance(value, pikepdf.Array) else []


def _shown(page: pikepdf.Object) -> list[tuple[str, object]]:
    return [
        (key, value.unparse() if isinstance(value, pikepdf.Object) else value)
        for key, value in sorted(page.items())
        if key not in _PAGE_OWN
    ]


def _reached(thing: pikepdf.Object) -> set[Key]:
    """Objects that a page or an annotation is drawn from."""
    seen: set[Key] = set()
    stack: list[object] = [
        value for key, value in thing.items() if key not in (*_PAGE_OWN, "/P", "/V")
    ]
    for _step in range(_MAX_NODES):
        if not stack:
            break
        node = stack.pop()
        if not isinstance(node, pikepdf.Object):
            continue
        key = node.objgen
        if key != (0, 0):
            if key in seen:
                continue
            seen.add(key)
        if isinstance(node, pikepdf.Array):
            stack.extend(node)
        elif isinstance(node, pikepdf.Dictionary | pikepdf.Stream):
            stack.extend(value for name, value in node.items() if name not in _PAGE_OWN)
    return seen


def _written_at(root: pikepdf.Object, *names: str) -> list[object]:
    return [_whole(root.get(name), 0) for name in names]


def _whole(thing: object, depth: int) -> object:
    """An object with all that it refers to, down to some depth."""
    if depth > 8 or not isinstance(thing, pikepdf.Object):
        return thing if not isinstance(thing, pikepdf.Object) else thing.unparse()
    if isinstance(thing, pikepdf.Array):
        return [_whole(item, depth + 1) for item in thing]
    if isinstance(thing, pikepdf.Dictionary):
        return {key: _whole(value, depth + 1) for key, value in thing.items()}
    return written(thing)


def _changed_values(old: pikepdf.Pdf, new: pikepdf.Pdf) -> set[str]:
    before, after = _values(old), _values(new)
    return {
        name
        for name in before.keys() | after.keys()
        if before.get(name, b"") != after.get(name, b"")
    }


def _values(pdf: pikepdf.Pdf) -> Mapping[str, object]:
    """Values of all fields but signatures, by full name."""
    found: dict[str, object] = {}
    form = pdf.Root.get("/AcroForm")
    stack = [
        (node, "")
        for node in _list(form.get("/Fields") if isinstance(form, pikepdf.Dictionary) else None)
    ]
    for _step in range(_MAX_NODES):
        if not stack:
            break
        node, parent = stack.pop()
        if not isinstance(node, pikepdf.Dictionary):
            continue
        own = str(node["/T"]) if "/T" in node else ""
        name = ".".join(part for part in (parent, own) if part)
        if "/V" in node and node.get("/FT") != "/Sig":
            found[name] = written(node["/V"])
        stack.extend((kid, name) for kid in _list(node.get("/Kids")))
    return found
