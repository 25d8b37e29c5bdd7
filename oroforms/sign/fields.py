"""The signature fields of a PDF: which there are, which are signed, which is next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from oroforms.errors import UsageError
from oroforms.i18n import gettext as _
from oroforms.suggest import did_you_mean

if TYPE_CHECKING:
    from pyhanko.pdf_utils.rw_common import PdfHandler

_OWN_ENDING = ".sign"
"""Our signature fields are the parts ``NAME.sign`` of the signatures of a form."""


@dataclass(frozen=True, slots=True)
class SignatureField:
    """One signature field of a PDF."""

    name: str
    """Full name, such as ``signature.sign``."""
    signed: bool
    page: int
    """From 1; 0 where the field is on no page."""
    top: float
    """Height of its upper edge above the lower edge of the page, in points."""
    left: float
    width: float = 0.0
    height: float = 0.0
    title: str | None = None
    """Its tooltip: number and label on the form."""

    @property
    def own(self) -> bool:
        """Whether it is one of those that our forms have."""
        return self.name.endswith(_OWN_ENDING)


def signature_fields(document: PdfHandler) -> list[SignatureField]:
    """The signature fields in the order in which they stand on the pages, which is the form's."""
    from pyhanko.sign.fields import enumerate_sig_fields

    pages = _page_numbers(document)
    found = []
    for name, value, reference in enumerate_sig_fields(document):
        field = reference.get_object()
        widget = field["/Kids"][0] if "/Kids" in field else field
        left, bottom, right, top = _rectangle(widget)
        title = field.get("/TU")
        page = widget.raw_get("/P") if "/P" in widget else None
        found.append(
            SignatureField(
                name=name,
                signed=value is not None,
                page=pages.get(getattr(page, "idnum", -1), 0),
                top=top,
                left=left,
                width=right - left,
                height=top - bottom,
                title=None if title is None else str(title),
            )
        )
    return sorted(found, key=lambda field: (field.page, -field.top, field.left))


def choose(fields: Sequence[SignatureField], wanted: str | None) -> SignatureField | None:
    """The field to sign: the one that is wanted, else the form's first unsigned one.

    ``None`` means that the document is none of ours and has no field left for
    a signature: it gets an invisible one.

    Raises
    ------
    UsageError
        When there is no such field, it is signed, or all are.
    """
    if wanted is not None:
        return _named(fields, wanted)
    free = [field for field in fields if not field.signed]
    if not free:
        places = [field.name for field in fields if field.own]
        if not places:
            return None
        text = _("Every signature field is signed already: {names}. Nothing was signed.")
        raise UsageError(text.format(names=", ".join(places)))
    return next((field for field in free if field.own), free[0])


def _named(fields: Sequence[SignatureField], wanted: str) -> SignatureField:
    for field in fields:
        if wanted in (field.name, field.name.removesuffix(_OWN_ENDING)):
            if field.signed:
                text = _("{name} is signed already; a signature is never replaced.")
                raise UsageError(text.format(name=field.name))
            return field
    names = [field.name for field in fields]
    if not names:
        raise UsageError(
            _("The document has no signature field, so none named {name}.").format(name=wanted)
        )
    text = _("The document has no signature field {name}.{hint} It has: {names}.")
    hint = did_you_mean(wanted, names)
    raise UsageError(text.format(name=wanted, hint=hint, names=", ".join(names)))


def _page_numbers(document: PdfHandler) -> dict[int, int]:
    """Object number of each page → its number from 1."""
    count = int(document.root["/Pages"]["/Count"])
    return {
        document.find_page_for_modification(index)[0].idnum: index + 1 for index in range(count)
    }


def _rectangle(widget: object) -> tuple[float, float, float, float]:
    from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject

    rectangle = widget.get("/Rect") if isinstance(widget, DictionaryObject) else None
    if not isinstance(rectangle, ArrayObject) or len(rectangle) != 4:
        return (0.0, 0.0, 0.0, 0.0)
    x0, y0, x1, y1 = (float(number) for number in rectangle)
    return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
