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
    allowance = Allowance(old, new)
    left = {key for key in _differing(old, new, allowance) if not allowance.covers(key)}
    return Changes(frozenset(left), root=not allowance.information(_info(old), _info(new)))


def _info(pdf: pikepdf.Pdf) -> object:
    return pdf.trailer.get("/Info")


def _differing(old: pikepdf.Pdf, new: pikepdf.Pdf, allowance: Allowance) -> Iterator[Key]:
    """Objects that the old revision has or refers to, and that the new one has otherwise."""
    own = {thing.objgen for thing in old.objects if isinstance(thing, pikepdf.Object)}
    for key in own | allowance.reached:
        if written(old.get_object(key)) != written(new.get_object(key)):
            yield key
