"""PDF/A: what makes a finished PDF fit to be kept for decades.

ISO 19005-2 and -3 at level B. That all fonts are embedded and nothing in the
file acts by itself is seen to where the pages are made; here stands what such
a file must say: which colours it means, and that it claims to be one.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from oroforms.convert import colours

if TYPE_CHECKING:
    import pikepdf


class Archive(StrEnum):
    """A flavour of PDF/A by its part and level."""

    PDF_A_3B = "3b"
    """May carry its own data as an attached file (ISO 19005-3)."""
    PDF_A_2B = "2b"
    """Carries nothing but its pages (ISO 19005-2)."""

    @property
    def part(self) -> int:
        """The part of ISO 19005."""
        return int(self.value[0])

    @property
    def conformance(self) -> str:
        """The level, as XMP has it."""
        return self.value[1:].upper()

    @property
    def holds_data(self) -> bool:
        """Whether files of any kind may be attached."""
        return self is Archive.PDF_A_3B


def mean_srgb(pdf: pikepdf.Pdf) -> None:
    """Say that the colours of all pages are sRGB (ISO 19005-3, 6.2.3), in one output intent."""
    from pikepdf import Array, Dictionary, Name, String

    profile = pdf.make_stream(colours.srgb(), N=3, Alternate=Name.DeviceRGB)
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String(colours.NAME),
        Info=String(colours.NAME),
        DestOutputProfile=profile,
    )
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])
