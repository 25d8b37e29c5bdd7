"""Files to measure with: many different filled forms from one blank, fillable and printed."""

from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as raw

FIRST = ("Alva", "Elias", "Nova", "Samir", "Zofia", "Leo", "Maja", "Yusuf")
LAST = ("Lindström", "Öberg", "Haddad", "Wiśniewska", "Åkesson", "Berg", "Engström")


def child_name(number: int) -> str:
    """A different name for every file, so that no two files are duplicates."""
    return f"{FIRST[number % len(FIRST)]} {LAST[number % len(LAST)]} {number:05d}"


def child_number(number: int) -> str:
    """A different test identity number for every file, so that each finds a case of its own."""
    day = date(2008, 1, 1) + timedelta(days=number)
    nine = f"{day:%y%m%d}239"
    total = sum(sum(divmod(int(d) * (2 - i % 2), 10)) for i, d in enumerate(nine))
    return f"{day:%Y%m%d}-239{-total % 10}"


def fillable(sample: Path, folder: Path, count: int) -> list[Path]:
    """``count`` copies of a filled form, each with a child's name of its own.

    The sample was filled by a third-party program; only the child's name and
    number are replaced (value and, by removing it, the old appearance).
    """
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for number in range(count):
        replaced = {"child.name": child_name(number), "child.identity_number": child_number(number)}
        with pikepdf.open(sample) as pdf:
            for page in pdf.pages:
                for widget in page.get("/Annots", []):
                    value = replaced.get(_full_name(widget))
                    if value is not None:
                        owner = widget if "/T" in widget else widget.Parent
                        owner.V = pikepdf.String(value)
                        if "/AP" in widget:
                            del widget.AP
            pdf.Root.AcroForm.NeedAppearances = True
            path = folder / f"{number:05d}.pdf"
            pdf.save(path)
        made.append(path)
    return made


def _full_name(node: pikepdf.Object) -> str:
    parts: list[str] = []
    while node is not None:
        if "/T" in node:
            parts.append(str(node.T))
        node = node.get("/Parent")
    return ".".join(reversed(parts))


def printed(sources: list[Path], folder: Path) -> list[Path]:
    """The files as Chrome prints them: pdfium's flattening, all fields gone."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for source in sources:
        document = pdfium.PdfDocument(source)
        document.init_forms()
        for page in document:
            raw.FPDFPage_Flatten(page.raw, raw.FLAT_PRINT)
        out = io.BytesIO()
        document.save(out)
        document.close()
        path = folder / source.name
        path.write_bytes(out.getvalue())
        made.append(path)
    return made
