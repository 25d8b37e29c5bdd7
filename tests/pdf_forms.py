"""Small fillable PDFs made by hand, so that each oddity can be put in on purpose."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

Rect = tuple[float, float, float, float]


@dataclass
class FormPdf:
    """A fillable PDF under construction; rectangles are in PDF user space (origin below)."""

    pages: int = 1
    size: tuple[float, float] = (595, 842)
    pdf: Pdf = field(default_factory=Pdf.new)
    fields: dict[str, pikepdf.Object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.font = self.pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type1,
                BaseFont=Name.Helvetica,
                Encoding=Name.WinAnsiEncoding,
            )
        )
        for _ in range(self.pages):
            page = self.pdf.add_blank_page(page_size=self.size)
            page.obj.Resources = Dictionary(Font=Dictionary(Helv=self.font))
            page.obj.Annots = self.pdf.make_indirect(Array([]))
        self.form = self.pdf.make_indirect(
            Dictionary(
                Fields=Array([]),
                DA=String("/Helv 10 Tf 0 g"),
                DR=Dictionary(Font=Dictionary(Helv=self.font)),
            )
        )
        self.pdf.Root.AcroForm = self.form

    def print_on(self, page: int, *lines: str) -> None:
        """Print lines of Latin text on a page, from its top."""
        body = "".join(
            f"BT /Helv 9 Tf 60 {800 - 12 * n} Td ({_escape(t)}) Tj ET\n"
            for n, t in enumerate(lines)
        )
        self.pdf.pages[page - 1].contents_add(body.encode("cp1252"))

    def stream(self, content: bytes, rect: Rect, **more: object) -> pikepdf.Object:
        """A form XObject as wide as the rectangle, with Helvetica as ``/Helv``."""
        made = self.pdf.make_stream(content)
        made.Type = Name.XObject
        made.Subtype = Name.Form
        made.BBox = Array([0, 0, rect[2] - rect[0], rect[3] - rect[1]])
        made.Resources = Dictionary(Font=Dictionary(Helv=self.font))
        for key, value in more.items():
            made[f"/{key}"] = value
        return made

    def text(
        self,
        name: str,
        value: str | None = None,
        *,
        page: int = 1,
        rect: Rect = (60, 700, 300, 724),
        shown: str | bytes | None = None,
        flags: int = 0,
    ) -> pikepdf.Object:
        """A text field; ``shown`` is its appearance (text, or raw content), default none."""
        made = self._terminal(name, Name.Tx, page, rect)
        if flags:
            made.Ff = flags
        if value is not None:
            made.V = String(value)
        if shown is not None:
            content = shown if isinstance(shown, bytes) else drawn(shown)
            made.AP = Dictionary(N=self.stream(content, rect))
        return made

    def box(
        self,
        name: str,
        ticked: bool = False,
        *,
        page: int = 1,
        rect: Rect = (60, 640, 72, 652),
        state: str = "yes",
    ) -> pikepdf.Object:
        """One checkbox."""
        made = self._terminal(name, Name.Btn, page, rect)
        made.AP = self.states(state, rect)
        made.V = Name(f"/{state}" if ticked else "/Off")
        made.AS = made.V
        return made

    def radio(
        self,
        name: str,
        states: Iterable[str],
        chosen: str | None = None,
        *,
        page: int = 1,
        at: tuple[float, float] = (60, 600),
    ) -> pikepdf.Object:
        """One radio group with a kid a state, from left to right."""
        parent = self._field(name)
        parent.FT, parent.Ff = Name.Btn, 1 << 15
        parent.V = Name(f"/{chosen}" if chosen else "/Off")
        kids = Array([])
        for position, state in enumerate(states):
            x = at[0] + 60 * position
            kid = self._widget(page, (x, at[1], x + 12, at[1] + 12))
            kid.Parent = parent
            kid.AP = self.states(state, (0, 0, 12, 12))
            kid.AS = Name(f"/{state}" if state == chosen else "/Off")
            kids.append(kid)
        parent.Kids = kids
        return parent

    def signature(self, name: str, signed: bool = False, *, page: int = 1) -> pikepdf.Object:
        """A signature field; signed with a value that nobody should check."""
        made = self._terminal(name, Name.Sig, page, (60, 500, 200, 530))
        if signed:
            made.V = self.pdf.make_indirect(
                Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite"))
            )
        return made

    def states(self, state: str, rect: Rect) -> pikepdf.Object:
        """The appearances of a box: a square, and a square with a cross."""
        square = b"0.5 w 1 1 10 10 re S"
        return Dictionary(
            N=Dictionary(
                {
                    "/Off": self.stream(square, rect),
                    f"/{state}": self.stream(square + b" 2 2 m 10 10 l 2 10 m 10 2 l S", rect),
                }
            )
        )

    def annotation(self, subtype: str, *, page: int = 1, **more: object) -> pikepdf.Object:
        """An annotation that is no widget: what a reader's comment tools leave."""
        made = self.pdf.make_indirect(
            Dictionary(
                Type=Name.Annot, Subtype=Name(f"/{subtype}"), Rect=Array([60, 300, 200, 320])
            )
        )
        for key, value in more.items():
            made[f"/{key}"] = value
        self.pdf.pages[page - 1].obj.Annots.append(made)
        return made

    def save(self, **options: object) -> bytes:
        """The bytes of the finished file."""
        out = io.BytesIO()
        self.pdf.save(out, **options)  # type: ignore[arg-type]
        return out.getvalue()

    def _terminal(self, name: str, kind: Name, page: int, rect: Rect) -> pikepdf.Object:
        made = self._widget(page, rect, self._field(name))
        made.FT = kind
        return made

    def _field(self, name: str) -> pikepdf.Object:
        """The field of a dotted name, with the parents that it needs."""
        parent: pikepdf.Object | None = None
        path = ""
        for part in name.split("."):
            path = f"{path}.{part}" if path else part
            if path not in self.fields:
                made = self.pdf.make_indirect(Dictionary(T=String(part)))
                if parent is None:
                    self.form.Fields.append(made)
                else:
                    made.Parent = parent
                    if "/Kids" not in parent:
                        parent.Kids = Array([])
                    parent.Kids.append(made)
                self.fields[path] = made
            parent = self.fields[path]
        assert parent is not None
        return parent

    def _widget(self, page: int, rect: Rect, made: pikepdf.Object | None = None) -> pikepdf.Object:
        made = self.pdf.make_indirect(Dictionary()) if made is None else made
        made.Type, made.Subtype, made.Rect = Name.Annot, Name.Widget, Array(list(rect))
        made.F = 4
        made.P = self.pdf.pages[page - 1].obj
        self.pdf.pages[page - 1].obj.Annots.append(made)
        return made


def drawn(text: str, *, size: float = 10, at: tuple[float, float] = (2, 6)) -> bytes:
    """An appearance that draws lines of Latin text in Helvetica."""
    lines = text.split("\n")
    moves = b" T* ".join(b"(" + _escape(line).encode("cp1252") + b") Tj" for line in lines)
    return (
        b"/Tx BMC q BT /Helv %g Tf 0 g %g TL %g %g Td " % (size, size * 1.2, *at)
        + moves
        + b" ET Q EMC"
    )


def fill(form: FormPdf, values: Mapping[str, str]) -> FormPdf:
    """Text fields one above the other, each with its value and appearance."""
    for row, (name, value) in enumerate(values.items()):
        top = 780 - 24 * row
        form.text(name, value, rect=(60, top - 20, 400, top), shown=value)
    return form


def _escape(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
