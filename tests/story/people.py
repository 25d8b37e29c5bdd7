"""What people do in the story between the commands: fill in, print, sign, post, scan, look."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pypdf
import pypdfium2 as pdfium
from command_line import Run
from PIL import Image, ImageDraw

from oroforms.names import flatten

_DPI = 200
ANSWERS = {
    "unit.group": "Solrosen",
    "respondents.0.name": "Eva Sjögren",
    "respondents.0.role": "förskollärare",
    "area.health.observation": "Elsa är sällan sjuk och äter bra hos oss.",
    "area.safety.observation": "Elsa vill sitta nära oss vuxna när det blir höga röster.",
    "childs_view": "Elsa säger att det är skönt hos mormor.",
}
SIGNED = "signature_respondent.sign"
ADDED = "respondents.0.known_child_since"
"""Written by hand on the print-out, by somebody who had left it out."""


@dataclass
class People:
    """Everybody around the case; ``work`` is the folder in which the story plays."""

    work: Path
    run: Run
    typed: dict[str, str] = field(default_factory=lambda: dict(ANSWERS))
    taken_for_certain: dict[str, object] = field(default_factory=dict)
    """What the reader of the scan took for certain, before anybody looked."""

    def fill_in_and_post(self) -> None:
        """The preschool types into the form, prints it and signs; the office scans the paper."""
        (parcel,) = (self.work / "outbox").iterdir()
        told = json.loads((parcel / "parcel.json").read_text("utf-8"))
        (name,) = (file["name"] for file in told["files"] if file["role"] == "form")
        writer = pypdf.PdfWriter(clone_from=parcel / name)
        for page in writer.pages:
            writer.update_page_form_field_values(page, self.typed, auto_regenerate=False)
        filled = self.work / "filled.pdf"
        writer.write(filled)
        (self.work / "scanned").mkdir()
        pages = [_scanned(page, turn) for page, turn in zip(_printed(filled), _TURNS, strict=False)]
        pages[0].save(
            self.work / "scanned" / "pile.pdf",
            save_all=True,
            append_images=pages[1:],
            resolution=_DPI,
        )

    def look_at_doubts(self) -> None:
        """A person types what stands at each doubtful place, and takes the form in."""
        (waiting,) = self.run("review", "list", "--json").json
        number = waiting["submission"]
        shown = self.run("review", "show", number, "--json").json
        self.taken_for_certain = dict(flatten(shown["values"]))
        doubtful = {found["field"] for found in shown["findings"] if found["severity"] == "error"}
        names = sorted(doubtful - {None})
        words = [f"{name}={self.typed[name]}" for name in names if name in self.typed]
        waived = [word for name in names if name not in self.typed for word in ("--waive", name)]
        if words:
            done = self.run("review", "set", number, *words, "--why", "läst på papperet")
            assert done.code in (0, 6), done.text
        accepted = self.run("review", "accept", number, *waived, "--why", "jämfört med papperet")
        assert accepted.code == 0, accepted.text


_TURNS = (0.4, -0.7, 0.2, 1.1, -0.3, 0.5)
"""How askew each sheet lies, in degrees."""

Box = tuple[float, float, float, float]


def _printed(path: Path) -> list[Image.Image]:
    document = pdfium.PdfDocument(path)
    document.init_forms()
    pages = [page.render(scale=_DPI / 72).to_pil().convert("L") for page in document]
    document.close()
    for name in (SIGNED, ADDED):
        for number, box in _boxes(path, name):
            _write_across(pages[number], box)
    return pages


def _boxes(path: Path, name: str) -> Iterator[tuple[int, Box]]:
    """Page and rectangle, in pixels, of each widget of a field."""
    for number, page in enumerate(pypdf.PdfReader(path).pages):
        height = float(page.mediabox.height)
        for annotation in page.get("/Annots", ()):
            widget = annotation.get_object()
            if _full_name(widget) == name:
                left, bottom, right, top = (float(side) for side in widget["/Rect"])
                sides = left, height - top, right, height - bottom
                yield number, tuple(side * _DPI / 72 for side in sides)


def _full_name(widget: pypdf.generic.DictionaryObject) -> str:
    parts = []
    while widget is not None:
        if "/T" in widget:
            parts.append(widget["/T"])
        widget = widget["/Parent"].get_object() if "/Parent" in widget else None
    return ".".join(reversed(parts))


def _write_across(page: Image.Image, box: Box) -> None:
    left, top, right, bottom = box
    width, middle = right - left, (top + bottom) / 2
    rise = (bottom - top) / 4
    points = [
        (left + width * (0.1 + 0.05 * step), middle + (rise if step % 2 else -rise))
        for step in range(12)
    ]
    ImageDraw.Draw(page).line(points, fill=40, width=4, joint="curve")


def _scanned(page: Image.Image, turn: float) -> Image.Image:
    return page.rotate(turn, Image.Resampling.BICUBIC, fillcolor=255)
