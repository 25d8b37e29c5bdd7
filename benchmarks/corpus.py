"""Files to measure with: many different filled forms from one blank, fillable and printed."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as raw

FIRST = ("Alva", "Elias", "Nova", "Samir", "Zofia", "Leo", "Maja", "Yusuf")
LAST = ("Lindström", "Öberg", "Haddad", "Wiśniewska", "Åkesson", "Berg", "Engström")


def child_name(number: int) -> str:
    """A different name for every file, so that no two files are duplicates."""
    return f"{FIRST[number % len(FIRST)]} {LAST[number % len(LAST)]} {number:05d}"


def fillable(sample: Path, folder: Path, count: int) -> list[Path]:
    """``count`` copies of a filled form, each with a child's name of its own.

    The sample was filled by a third-party program; only ``child.name`` is
    replaced (value and, by removing it, its old appearance).
    """
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for number in range(count):
        with pikepdf.open(sample) as pdf:
            for page in pdf.pages:
                for widget in page.get("/Annots", []):
                    if _full_name(widget) == "child.name":
                        owner = widget if "/T" in widget else widget.Parent
                        owner.V = pikepdf.String(child_name(number))
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
