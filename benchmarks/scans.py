"""Scans: a form beside Tesseract over its full pages, workers side by side, memory over piles."""

from __future__ import annotations

import io
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
from PIL import Image

from accuracy.conditions import ORDINARY
from accuracy.forms import filled
from accuracy.piles import plan, write
from accuracy.through import scanned
from benchmarks.figures import OROFORMS, Figure, seconds
from benchmarks.memory import Peaks, peaks
from oroforms import blank_store
from oroforms.convert.stamp import stamp
from oroforms.render.issue import IssueMark
from oroforms.tokens import new_token

_DPI = 150
_FORM = "orosanmalan@1"
_CONSENT = "samtycke@2"


def scans(scratch: Path, pages: int, rounds: int) -> Iterator[Figure]:
    """The figures of scans; ``pages`` is the size of the larger pile that memory is taken over."""
    forms = scratch / "scanned"
    forms.mkdir()
    for number in range(4):
        scanned(filled(500 + number, _FORM), ORDINARY, number * 10, forms / f"{number}.pdf")
    pictures = _pictures(forms, scratch)
    pairs = [(imported(forms, 1), _recognised(pictures)) for _ in range(rounds)]
    share = min(a for a, _ in pairs) / min(b for _, b in pairs)
    yield Figure("scanned four-page form / Tesseract over its full pages", share, 0.4)
    alone, beside = _recognised(pictures), _recognised_twice(pictures)
    yield Figure("two Tesseracts in turn / side by side: what this machine has", 2 * alone / beside)
    pile = scratch / "pile.pdf"
    write(plan(1, pages=60, forms=16, missing=0, foreign=2, twice=1), pile)
    one, two = (min(imported(pile, jobs) for _ in range(rounds)) for jobs in (1, 2))
    yield Figure("a pile of 60 pages by one worker / by two", one / two, 1.8, at_most=False)
    with ThreadPoolExecutor(2) as both:
        beside = max(both.map(imported, (pile, pile), (1, 1)))
    yield Figure("two such imports in turn / side by side: what this machine has", 2 * one / beside)
    few, many = (_peaks(_neat_pile(scratch / f"{n}.pdf", n)) for n in (pages // 10, pages))
    told = f"pile of {pages} pages / of {pages // 10}"
    yield Figure(f"peak memory of the import, {told}", many.own / few.own, 1.2)
    yield Figure(f"peak memory of its workers, {told}", many.workers / few.workers, 1.2)


def imported(path: Path, jobs: int) -> float:
    """Seconds of one import into a fresh case file."""
    with tempfile.TemporaryDirectory() as folder:
        case_file = Path(folder) / "case.db"
        return seconds([*OROFORMS, "--case-file", case_file, "import", path, "--jobs", str(jobs)])


def _pictures(folder: Path, scratch: Path) -> list[Path]:
    """Every page of the files as a picture of 300 dots an inch, which Tesseract asks for."""
    made = []
    for path in sorted(folder.glob("*.pdf")):
        document = pdfium.PdfDocument(path)
        for number, page in enumerate(document):
            picture = scratch / f"{path.stem}-{number}.png"
            page.render(scale=300 / 72).to_pil().convert("L").save(picture, dpi=(300, 300))
            made.append(picture)
        document.close()
    return made


def _recognised(pictures: list[Path]) -> float:
    """Seconds of one Tesseract over all the pages, in one thread and one call."""
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "pages.txt"
        listed.write_text("\n".join(map(str, pictures)) + "\n", encoding="utf-8")
        begun = time.perf_counter()
        subprocess.run(
            ["tesseract", listed, f"{folder}/read", "-l", "swe", "tsv"],
            check=True,
            capture_output=True,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
        return time.perf_counter() - begun


def _recognised_twice(pictures: list[Path]) -> float:
    """Seconds of two Tesseracts side by side, each over all the pages."""
    begun = time.perf_counter()
    with ThreadPoolExecutor(2) as both:
        list(both.map(_recognised, (pictures, pictures)))
    return time.perf_counter() - begun


def _neat_pile(path: Path, pages: int) -> Path:
    """A pile of consents that were issued and came back as they were, each with its token."""
    reference = max(k for k in blank_store.references() if k.startswith(f"{_CONSENT}-"))
    base, layout = blank_store.pdf(reference), blank_store.layout(reference)
    if base is None or layout is None:
        raise SystemExit(f"{reference}: no blank")
    with pikepdf.Pdf.new() as pile:
        while len(pile.pages) < pages:
            with pikepdf.open(io.BytesIO(base)) as form:
                stamp(form, IssueMark(reference, new_token()), layout.code)
                printed = io.BytesIO()
                form.save(printed)
            with pikepdf.open(io.BytesIO(_as_pictures(printed.getvalue()))) as taken:
                pile.pages.extend(taken.pages)
        pile.save(path)
    return path


def _as_pictures(content: bytes) -> bytes:
    out = io.BytesIO()
    document = pdfium.PdfDocument(content)
    pages: list[Image.Image] = [p.render(scale=_DPI / 72).to_pil().convert("L") for p in document]
    document.close()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=_DPI)
    return out.getvalue()


def _peaks(path: Path) -> Peaks:
    with tempfile.TemporaryDirectory() as folder:
        case_file = f"{folder}/case.db"
        return peaks([*OROFORMS, "--case-file", case_file, "import", path, "--jobs", "2"])
