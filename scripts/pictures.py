"""The pictures of the README: a blank form, its signatures, and the top of the review page.

``python scripts/pictures.py`` needs chromium for the review page.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
OROFORMS = [sys.executable, "-m", "oroforms"]
WIDTH = 900


def form(scratch: Path) -> None:
    """The first page of a notification as it goes out."""
    blank = scratch / "blank.pdf"
    subprocess.run([*OROFORMS, "blank", "orosanmalan", "-o", blank], check=True, cwd=ROOT)
    document = pdfium.PdfDocument(blank)
    document.init_forms()
    page = document[0]
    picture = page.render(scale=WIDTH / page.get_width()).to_pil()
    picture.convert("L").quantize(16).save(IMAGES / "form.png", optimize=True)


def signatures(scratch: Path) -> None:
    """Where a teacher and then the principal have signed a notification."""
    from samples.make.people import notification

    answers = {**notification(), "signature": {}}
    (scratch / "answers.json").write_text(json.dumps(answers), encoding="utf-8")
    teacher, principal = (
        ["--password-file", f"authority/{who}.password"] for who in ("larare", "rektor")
    )
    for words in (
        ["pki", "demo", "authority"],
        ["fill", "orosanmalan", "answers.json", "-o", "one.pdf"],
        ["sign", "one.pdf", "-o", "two.pdf", "--key", "authority/larare.p12", *teacher],
        ["sign", "two.pdf", "-o", "signed.pdf", "--key", "authority/rektor.p12", *principal],
    ):
        office = {**os.environ, "PYTHONPATH": str(ROOT)}
        subprocess.run([*OROFORMS, *words], check=True, cwd=scratch, env=office)
    document = pdfium.PdfDocument(scratch / "signed.pdf")
    document.init_forms()
    number, top = _first_signature(scratch / "signed.pdf")
    page = document[number]
    scale = WIDTH / page.get_width()
    picture = page.render(scale=scale).to_pil()
    above, below = page.get_height() - top - 46, page.get_height() - top + 190
    part = picture.crop((0, round(above * scale), picture.width, round(below * scale)))
    part.convert("L").quantize(16).save(IMAGES / "signatures.png", optimize=True)


def _first_signature(path: Path) -> tuple[int, float]:
    """The page (from 0) with the first signature box, and the box's upper edge in points."""
    with pikepdf.open(path) as pdf:
        for number, page in enumerate(pdf.pages):
            for widget in page.get("/Annots", []):
                if widget.get("/FT") == "/Sig":
                    return number, float(widget.Rect[3])
    raise SystemExit("the document has no signature box")


def review(scratch: Path) -> None:
    """The review page of the sample returns, its top."""
    shutil.copytree(ROOT / "samples" / "returned", scratch / "inbox")
    subprocess.run(
        [sys.executable, "-m", "samples.seed", scratch / "case.db"], check=True, cwd=ROOT
    )
    office = {**os.environ, "LOGNAME": "lena.ek", "PYTHONPATH": str(ROOT)}
    for words in (["import", *(f"inbox/{p.name}" for p in sorted(scratch.glob("inbox/anmalan-*")))],
                  ["review", "sheet", "-o", "review.html"]):  # fmt: skip
        command = [*OROFORMS, "--case-file", "case.db", *words]
        subprocess.run(command, cwd=scratch, env=office, capture_output=True, check=False)
    picture = scratch / "review.png"
    subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
         f"--screenshot={picture}", f"--window-size={WIDTH},1270", str(scratch / "review.html")],
        check=True, capture_output=True,
    )  # fmt: skip
    from PIL import Image

    Image.open(picture).convert("RGB").quantize(64).save(IMAGES / "review.png", optimize=True)


if __name__ == "__main__":
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        form(Path(folder))
        signatures(Path(folder))
        review(Path(folder))
