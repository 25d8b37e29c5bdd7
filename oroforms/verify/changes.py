"""What later revisions of a PDF changed in what was signed.

Two readings by qpdf are compared, object by object: the bytes that the
signature is over, and the whole file. Everything is a change but what makes
another signature, a time-stamp or validation data. Viewers and pyHanko allow
more (values of fields, their appearances, comments): that is how *shadow
attacks* show other content under a signature that stays valid, so here
nothing is allowed that shows.

What may change, and only in these ways:

* a signature field that was empty gets a value and an appearance; its
  appearance stays within the field's rectangle, which may not change;
* a new signature field without a visible area, in ``/Fields`` and ``/Annots``;
* ``/DSS``, and the lists of extensions that announce it;
* the date of change and the producer in the document's information, and in
  its XMP metadata.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf

from oroforms.verify.allowed import Allowance, Key, written

_MAX_OBJECTS = 500_000


@dataclass(frozen=True, slots=True)
class Changes:
    """Objects that were changed without leave; by number, and how the documents' roots differ."""

    objects: frozenset[Key]
    root: bool = False
    """Whether the file starts from another root, or has become locked."""

    def __bool__(self) -> bool:
        """Whether there is any."""
        return self.root or bool(self.objects)


def changes_between(old: pikepdf.Pdf, new: pikepdf.Pdf) -> Changes:
    """What differs between the signed revision and the last one and is not allowed to."""
    if old.Root.objgen != new.Root.objgen or "/Encrypt" in new.trailer:
        return Changes(frozenset(), root=True)
    differing = set(_differing(old, new))
    info = old.trailer.get("/Info"), new.trailer.get("/Info")
    if not differing and info[0] is None and info[1] is None:
        return Changes(frozenset())
    allowance = Allowance(old, new)
    left = {key for key in differing if not allowance.covers(key)}
    return Changes(frozenset(left), root=not allowance.information(*info))


def _differing(old: pikepdf.Pdf, new: pikepdf.Pdf) -> Iterator[Key]:
    """Objects of the old revision that the new one has otherwise or no more."""
    for thing in old.objects:
        key = thing.objgen
        if written(thing) != written(new.get_object(key)):
            yield key
