"""Which changes after a signature are allowed: those that sign, stamp or validate."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TypeAlias

import pikepdf

from oroforms.verify.metadata import same_metadata

Key: TypeAlias = tuple[int, int]
"""Object and generation number."""

_REFERENCE = re.compile(rb"(?<![0-9.])([0-9]{1,7}) ([0-9]{1,5}) R(?![A-Za-z0-9])")
_SIGNING_KEYS = frozenset({"/V", "/AP"})
"""What signing may write into an empty signature field; its rectangle is none of them."""
_INFO_KEYS = frozenset({"/ModDate", "/Producer"})
_VERSIONS = frozenset({"/1.6", "/1.7", "/2.0"})
"""To which a signature that uses newer means raises the file's version."""
_HIDDEN = 1 << 1


def written(thing: object) -> object:
    """An object as it stands in the file, its references by number; of a stream its bytes too."""
    if not isinstance(thing, pikepdf.Object):  # pikepdf turns numbers and the like into Python's
        return type(thing), thing
    if isinstance(thing, pikepdf.Stream):
        return thing.stream_dict.unparse(resolved=True), thing.read_raw_bytes()
    return thing.unparse(resolved=True)


def _references(thing: object, *, direct: bool) -> list[Key]:
    """Objects that one refers to by number; ``direct`` looks into it where it is one itself."""
    if not isinstance(thing, pikepdf.Object):
        return []
    if isinstance(thing, pikepdf.Stream) and direct:
        thing = thing.stream_dict
    found = _REFERENCE.findall(thing.unparse(resolved=direct))
    return [(int(number), int(generation)) for number, generation in found]


class Allowance:
    """Tells whether the change of one object is one of those that signing makes."""

    def __init__(self, old: pikepdf.Pdf, new: pikepdf.Pdf) -> None:
        self._old = old
        self._new = new

    def covers(self, key: Key) -> bool:
        """Whether the object may differ as it does."""
        before: object = self._old.get_object(key)
        after: object = self._new.get_object(key)
        if not isinstance(before, pikepdf.Object):
            return False  # a number that other objects refer to: signing changes none
        if key not in self.reached:
            # Nothing of what was signed showed it: left behind by an earlier revision, or a
            # cross-reference stream. What now refers to it is judged where it does.
            return True
        if isinstance(before, pikepdf.Array) and isinstance(after, pikepdf.Array):
            return self._array(key, before, after)
        if isinstance(before, pikepdf.Stream) or isinstance(after, pikepdf.Stream):
            return key == self._metadata and same_metadata(before, after)
        if not isinstance(before, pikepdf.Dictionary) or not isinstance(after, pikepdf.Dictionary):
            return False
        if key == self._old.Root.objgen:
            return self._root(before, after)
        if key == self._key("/AcroForm"):
            return self._form(before, after)
        if key == self._key("/Extensions"):
            return _is_plain(after)
        if key in self._empty_signatures:
            return self._signed(before, after)
        if key in self._pages:
            return self._page(before, after)
        return False

    def information(self, before: object, after: object) -> bool:
        """Whether the document's information differs in its date of change and producer only."""
        old = before if isinstance(before, pikepdf.Dictionary) else pikepdf.Dictionary()
        new = after if isinstance(after, pikepdf.Dictionary) else pikepdf.Dictionary()
        return not _differing(old, new) - _INFO_KEYS

    # -- what lies where in the signed revision ------------------------------------------
    @cached_property
    def reached(self) -> frozenset[Key]:
        """Objects that the signed document is made of, validation data apart.

        References are taken from the objects as they are written, so that one
        to an object that is not there counts too: who defines it later puts
        something into the document. Text that looks like a reference only
        makes the judgement stricter.
        """
        root = self._old.Root.objgen
        seen: set[Key] = {root}
        stack = [
            reference
            for key, value in self._old.Root.items()
            if key != "/DSS"
            for reference in _references(value, direct=False)
        ]
        while stack:
            key = stack.pop()
            if key not in seen:
                seen.add(key)
                stack.extend(_references(self._old.get_object(key), direct=True))
        return frozenset(seen)

    def _key(self, name: str) -> Key | None:
        value = self._old.Root.get(name)
        return value.objgen if isinstance(value, pikepdf.Object) else None

    @cached_property
    def _metadata(self) -> Key | None:
        return self._key("/Metadata")

    @cached_property
    def _pages(self) -> frozenset[Key]:
        return frozenset(page.obj.objgen for page in self._old.pages)

    @cached_property
    def _annotation_lists(self) -> frozenset[Key]:
        lists = (page.obj.get("/Annots") for page in self._old.pages)
        return frozenset(a.objgen for a in lists if isinstance(a, pikepdf.Array))

    @cached_property
    def _empty_signatures(self) -> frozenset[Key]:
        """Signature fields in which nobody had signed."""
        found: set[Key] = set()
        stack = list(_fields(self._old.Root))
        seen: set[Key] = set()
        while stack:
            node = stack.pop()
            if not isinstance(node, pikepdf.Dictionary) or node.objgen in seen:
                continue
            seen.add(node.objgen)
            if node.get("/FT") == "/Sig" and "/V" not in node and "/Kids" not in node:
                found.add(node.objgen)
            kids = node.get("/Kids")
            if isinstance(kids, pikepdf.Array):
                stack.extend(kids)
        return frozenset(found - {(0, 0)})

    # -- one object ------------------------------------------------------------------------
    def _root(self, before: pikepdf.Dictionary, after: pikepdf.Dictionary) -> bool:
        for name in _differing(before, after):
            old, new = before.get(name), after.get(name)
            match name:
                case "/DSS":
                    fine = isinstance(new, pikepdf.Dictionary)
                case "/Extensions":
                    fine = isinstance(new, pikepdf.Dictionary) and _is_plain(new)
                case "/Version":
                    fine = str(new) in _VERSIONS
                case "/AcroForm":
                    fine = self._form(old, new)
                case _:
                    fine = False
            if not fine:
                return False
        return True

    def _form(self, before: object, after: object) -> bool:
        """The form's dictionary: more signature fields, and the flag that says so."""
        if not isinstance(after, pikepdf.Dictionary):
            return False
        old = before if isinstance(before, pikepdf.Dictionary) else pikepdf.Dictionary()
        differing = _differing(old, after) - {"/SigFlags"}
        if differing - {"/Fields"}:
            return False
        return not differing or self._extended(old.get("/Fields"), after.get("/Fields"))

    def _array(self, key: Key, before: pikepdf.Array, after: pikepdf.Array) -> bool:
        fields = _fields_object(self._old.Root)
        is_fields = isinstance(fields, pikepdf.Array) and key == fields.objgen
        return (is_fields or key in self._annotation_lists) and self._extended(before, after)

    def _page(self, before: pikepdf.Dictionary, after: pikepdf.Dictionary) -> bool:
        differing = _differing(before, after)
        return differing <= {"/Annots"} and self._extended(
            before.get("/Annots"), after.get("/Annots")
        )

    def _extended(self, before: object, after: object) -> bool:
        """Whether nothing but invisible signature fields was put behind what stood there."""
        if not isinstance(after, pikepdf.Array):
            return False
        old = list(before) if isinstance(before, pikepdf.Array) else []
        new = list(after)
        if [_direct(item) for item in old] != [_direct(item) for item in new[: len(old)]]:
            return False
        return all(self._is_invisible_signature(item) for item in new[len(old) :])

    def _is_invisible_signature(self, item: object) -> bool:
        if not isinstance(item, pikepdf.Dictionary) or item.objgen == (0, 0):
            return False
        if self._old.get_object(item.objgen) is not None:
            return False  # something that was signed is shown in another place
        flags = item.get("/F", 0)
        hidden = isinstance(flags, int) and bool(flags & _HIDDEN)
        return (
            item.get("/FT") == "/Sig"
            and "/Kids" not in item
            and not {"/A", "/AA"} & set(item.keys())
            and (hidden or _has_no_area(item.get("/Rect")))
        )

    def _signed(self, before: pikepdf.Dictionary, after: pikepdf.Dictionary) -> bool:
        return _differing(before, after) <= _SIGNING_KEYS and isinstance(
            after.get("/V"), pikepdf.Dictionary
        )


def _fields_object(root: pikepdf.Object) -> object:
    form = root.get("/AcroForm")
    return form.get("/Fields") if isinstance(form, pikepdf.Dictionary) else None


def _fields(root: pikepdf.Object) -> list[pikepdf.Object]:
    fields = _fields_object(root)
    return list(fields) if isinstance(fields, pikepdf.Array) else []


def _differing(before: pikepdf.Dictionary, after: pikepdf.Dictionary) -> set[str]:
    """Keys of which two dictionaries do not say the same, references by number."""
    keys = {*before.keys(), *after.keys()}
    return {key for key in keys if _direct(before.get(key)) != _direct(after.get(key))}


def _direct(value: object) -> object:
    return value.unparse() if isinstance(value, pikepdf.Object) else (type(value), value)


def _is_plain(value: pikepdf.Object) -> bool:
    """Whether it is names and numbers only, as a list of extensions is."""
    flat = value.unparse(resolved=True)
    return len(flat) < 2000 and b"stream" not in flat


def _has_no_area(rect: object) -> bool:
    if not isinstance(rect, pikepdf.Array) or len(rect) != 4:
        return False
    try:
        left, bottom, right, top = (float(side) for side in rect)
    except (TypeError, ValueError):
        return False
    return left == right or bottom == top
