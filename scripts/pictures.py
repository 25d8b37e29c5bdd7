"""The pictures of the README: the first page of a blank, and the top of the review page.

``python scripts/pictures.py`` needs chromium for the review page.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

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
        review(Path(folder))
