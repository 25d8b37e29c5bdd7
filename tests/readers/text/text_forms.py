"""Issued forms filled in by one program and printed by another, for the reader ``text``."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from random import Random

import pikepdf
from pikepdf import Array, Dictionary, Name

from oroforms.convert import blanks
from oroforms.definition import Definition
from oroforms.documents import Identification, Readings, Rect
from oroforms.findings import Severity
from oroforms.layouts import Layout
from oroforms.library import Library
from oroforms.readers.parts import Kind, parts_of
from oroforms.readers.text import TextReader
from samples.make import fillers, printers
from samples.make.fillers import Answers

TOKEN = "T7K4-9QXM-2C"
DAY = date(2026, 11, 22)


@dataclass(frozen=True)
class Issued:
    """A form as it went out."""

    definition: Definition
    blank: bytes
    layout: Layout

    @property
    def identification(self) -> Identification:
        """What identifying would say of it."""
        return Identification(
            self.definition.form, self.definition.version, "reference", token=TOKEN
        )

    def rect(self, part: str) -> Rect:
        """Where a part lies, in points from the top left of its page."""
        return next(spot.rect for spot in self.layout.spots if spot.part == part)

    def page(self, part: str) -> int:
        """The page that a part lies on, from 1."""
        return next(spot.page for spot in self.layout.spots if spot.part == part)


@cache
def issued(form: str) -> Issued:
    """One of the shipped forms, issued with a token."""
    library = Library()
    definition = library.get(form)
    base, layout = blanks.base(definition, library, DAY)
    blank = blanks.issue_pdf(definition, base, layout, token=TOKEN, prefill={})
    return Issued(definition, blank, layout)


def read(form: Issued, content: bytes) -> Readings:
    """What the reader makes of a print-out."""
    return TextReader().read(content, form.definition, form.identification, form.layout)


def codes_of(readings: Readings, field: str | None) -> set[str]:
    """The codes of all error findings about a field, or about none."""
    return {f.code for f in readings.findings if f.field == field and f.severity is Severity.ERROR}


FILLERS: Mapping[str, Callable[[bytes, Answers], bytes]] = {
    "pypdf": fillers.pypdf_filler,
    "pdfium": fillers.pdfium_filler,
    "pdftk": fillers.pdftk_filler,
    "pdf-lib": fillers.pdflib_filler,
    "pdfjs": fillers.pdfjs_filler,
    "pdfbox": fillers.pdfbox_filler,
    "openpdf": fillers.openpdf_filler,
}
PRINTERS: Mapping[str, Callable[[bytes], bytes]] = {
    name: printer for name, printer in printers.PRINTERS.items() if name != "draw"
}
"""All but LibreOffice Draw, which takes seconds a form."""

SWEDISH = (
    "barnet", "kom", "till", "skolan", "utan", "frukost", "i", "går", "och", "var", "ledsen",
    "hela", "dagen", "medan", "mamman", "sa", "att", "allt", "är", "bra", "hemma", "för-skola",
    "e-post", "hämtning", "Åsa", "Öberg", "ängslig", "gråter", "ofta,", "två", "gånger;",
    "fick;", "fläck", "affisch", "(ibland)", "2026-11-12", "kl.", "14.30", "inget", "nytt.",
    '"jag', "vill", "inte", 'hem"', "070-123", "45", "67",
)  # fmt: skip
OTHERS = (
    "Łukasz", "Żółkiewski", "mówił", "Şebnem", "Ğüney", "Đorđe", "Željko", "Γιώργος", "φοβάται",
    "Ώρα", "Олена", "Шевченко", "сказала", "їжак", "Юрій", "щодня", "Nguyễn", "Thị", "Hồng", "Ő",
    "ű",
)  # fmt: skip


def some_text(rng: Random, words: Sequence[str], count: int) -> str:
    """So many words with odd blanks, line ends and blank lines among them."""
    out = rng.choice(words)
    for _ in range(count - 1):
        draw = rng.random()
        out += "\n" if draw < 0.03 else "\n\n" if draw < 0.045 else "  " if draw < 0.06 else " "
        out += rng.choice(words)
    return out


def some_answers(
    form: Issued, rng: Random, words: Sequence[str] = SWEDISH, *, crowded: bool = False
) -> tuple[Answers, dict[str, object]]:
    """Answers for a form, and the readings that they must give.

    ``crowded``: many texts are longer than their boxes.
    """
    text: dict[str, str] = {}
    ticked: list[str] = []
    radio: dict[str, str] = {}
    expected: dict[str, object] = {}
    for name, part in parts_of(form.definition).items():
        slot = part.slot
        if part.kind is Kind.SIGNED:
            expected[name] = False
        elif part.kind is not Kind.TICK:
            written = _written(form.rect(name), part.kind, slot.field, rng, words, crowded=crowded)
            expected[name] = written if rng.random() < 0.6 else ""
            if expected[name]:
                text[name] = written
        elif slot.type == "bool":
            expected[name] = rng.random() < 0.5
            ticked += [name] if expected[name] else []
        elif slot.type == "choice":
            if slot.name not in expected:
                code = rng.choice([*(choice.code for choice in slot.field.choices), None])
                expected[slot.name] = () if code is None else (code,)
                if code is not None:
                    radio[slot.name] = code
        elif rng.random() < 0.4:
            ticked.append(name)
            expected[slot.name] = (*expected.get(slot.name, ()), part.code)  # type: ignore[misc]
        else:
            expected.setdefault(slot.name, ())
    return Answers(text, tuple(ticked), radio), expected


def _written(rect, kind, field, rng, words, *, crowded):  # type: ignore[no-untyped-def]
    width, height = rect[2] - rect[0], rect[3] - rect[1]
    if kind is Kind.COMB:
        return "".join(rng.choice("0123456789-") for _ in range(field.room.comb))
    if kind is Kind.LINE:
        line = some_text(rng, words, rng.randint(1, 4)).replace("\n", " ")
        return line[: int(width / 5.6 * (1.4 if crowded else 0.95))].strip()
    fitting = height / 13.6 * width / 5.3 / 6.5
    text = some_text(rng, words, max(1, int(fitting * rng.random() * (1.4 if crowded else 0.6))))
    return text[: field.max_length].strip()


def wrong_silently(readings: Readings, expected: Mapping[str, object]) -> dict[str, object]:
    """Readings that differ from what was written, and that no finding doubts.

    A line end at a full line, and blanks in a row at a line end, leave no
    trace in some programs' print-outs: there, one blank is right for them.
    """
    doubted = {f.field for f in readings.findings if f.severity is Severity.ERROR}
    wrong: dict[str, object] = {}
    for name, value in expected.items():
        if name in doubted or name.rpartition(".")[0] in doubted:
            continue
        found = readings.items[name].raw if name in readings.items else None
        if isinstance(value, str) and isinstance(found, str):
            if found.split() != value.split():
                wrong[name] = (value, found)
        elif found != value:
            wrong[name] = (value, found)
    return wrong


def drawn_on(content: bytes, page: int, drawing: str, **resources: object) -> bytes:
    """A PDF with more drawn on one page, in PDF's coordinates; ``/F`` is Helvetica."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        target = pdf.pages[page - 1]
        font = pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type1,
                BaseFont=Name.Helvetica,
                Encoding=Name.WinAnsiEncoding,
            )
        )
        target.contents_add(b"q\n", prepend=True)
        target.contents_add(b"Q\n" + drawing.encode("cp1252"))
        target.add_resource(font, Name.Font, Name.F)
        for kind, things in resources.items():
            for name, thing in things.items():  # type: ignore[attr-defined]
                target.add_resource(thing(pdf), Name(f"/{kind}"), Name(f"/{name}"))
        pdf.save(out)
    return out.getvalue()


def up(form: Issued, rect: Rect) -> tuple[float, float, float, float]:
    """A rectangle in PDF's coordinates: left, bottom, width, height."""
    x0, top, x1, bottom = rect
    return x0, form.layout.size[1] - bottom, x1 - x0, bottom - top


def flattened(content: bytes) -> bytes:
    """The fields made part of the page."""
    return printers.qpdf(content)


def redrawn(content: bytes, matrix: Sequence[float], size: Sequence[float]) -> bytes:
    """Every page drawn again through a matrix on paper of another size."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            a, b, c, d, e, f = matrix
            page.contents_add(f"q {a} {b} {c} {d} {e} {f} cm\n".encode(), prepend=True)
            page.contents_add(b"Q\n")
            page.obj.MediaBox = Array([0, 0, *size])
            for key in ("/CropBox", "/TrimBox", "/BleedBox", "/ArtBox"):
                if key in page.obj:
                    del page.obj[key]
        pdf.save(out)
    return out.getvalue()
