"""Third-party programs that print or flatten a filled form, as people do.

Browsers lose what is filled into a PDF, so people are told to print to PDF:
the fields are gone and only ink is left. Every printer takes a PDF with
fields and gives a PDF without.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path


def ghostscript(filled: bytes) -> bytes:
    """Ghostscript pdfwrite, the heart of many PDF printers."""
    return _command(
        filled,
        "gs -q -dBATCH -dNOPAUSE -dSAFER -sDEVICE=pdfwrite -dPreserveAnnots=false -o {out} {in}",
    )


def poppler(filled: bytes) -> bytes:
    """poppler through cairo, as Evince and Okular print."""
    return _command(filled, "pdftocairo -pdf {in} {out}")


def ghostscript_fit(filled: bytes) -> bytes:
    """Ghostscript with *fit to page* on Letter paper, as printer drivers do."""
    return _command(
        filled,
        "gs -q -dBATCH -dNOPAUSE -dSAFER -sDEVICE=pdfwrite -dPreserveAnnots=false"
        " -sPAPERSIZE=letter -dFIXEDMEDIA -dPDFFitPage -o {out} {in}",
    )


def postscript(filled: bytes) -> bytes:
    """poppler to PostScript and back by Ghostscript: the letters lose their names."""
    return _command(
        _command(filled, "pdftops {in} {out}", suffix=".ps"),
        "gs -q -dBATCH -dNOPAUSE -dSAFER -sDEVICE=pdfwrite -o {out} {in}",
        source=".ps",
    )


def qpdf(filled: bytes) -> bytes:
    """qpdf: appearances moved into the page."""
    return _command(filled, "qpdf {in} {out} --flatten-annotations=all --warning-exit-0")


def pdftk(filled: bytes) -> bytes:
    """pdftk: flattened."""
    return _command(filled, "pdftk {in} output {out} flatten")


def mupdf(filled: bytes) -> bytes:
    """MuPDF drawing every page into a new PDF."""
    return _command(filled, "mutool convert -o {out} {in}")


def pdfium(filled: bytes) -> bytes:
    """pdfium flattening for print, as Chrome and Edge do in *Save as PDF*."""
    import pypdfium2 as pdfium
    import pypdfium2.raw as raw

    document = pdfium.PdfDocument(filled)
    document.init_forms()
    for number in range(len(document)):
        page = document[number]
        raw.FPDFPage_Flatten(page.raw, raw.FLAT_PRINT)
        page.close()
    out = BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


def draw(filled: bytes) -> bytes:
    """LibreOffice Draw: opened as a drawing and exported again."""
    return _command(
        filled,
        "soffice --headless --norestore -env:UserInstallation=file://{folder}/profile"
        " --infilter=draw_pdf_import --convert-to pdf:draw_pdf_Export --outdir {folder}/made {in}",
        made="made/in.pdf",
    )


def _command(
    content: bytes,
    command: str,
    *,
    suffix: str = ".pdf",
    source: str = ".pdf",
    made: str | None = None,
) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / f"in{source}"
        out = Path(folder) / (made or f"out{suffix}")
        given.write_bytes(content)
        words = [w.format(**{"in": given, "out": out, "folder": folder}) for w in command.split()]
        done = subprocess.run(words, capture_output=True, text=True, timeout=180, check=False)
        if done.returncode != 0 or not out.exists():
            raise RuntimeError(f"{words[0]}: {(done.stderr or done.stdout).strip()[-600:]}")
        return out.read_bytes()


PRINTERS: Mapping[str, Callable[[bytes], bytes]] = {
    "ghostscript": ghostscript,
    "poppler": poppler,
    "ghostscript-fit": ghostscript_fit,
    "postscript": postscript,
    "qpdf": qpdf,
    "pdftk": pdftk,
    "mupdf": mupdf,
    "pdfium": pdfium,
    "draw": draw,
}
