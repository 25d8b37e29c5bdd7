"""Other people's programs fill in our form: values exact, states right, å ä ö seen."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import pikepdf
import pytest
from blank_form import Form
from test_fillable import terminal

TEXTS = {
    "child.name": "Åsa Öberg Äng",
    "helpers.0.name": "Şükrü Łódź",
    "helpers.1.name": "Київ Αθήνα",
    "child.born": "2017-01-01",
    "child.story": "Rad ett\nRad två",
}
STATES = {"child.acute": "/yes", "child.kind.neglect": "/yes", "child.safe": "/no"}
WIDE = {"child.name", "helpers.0.name", "helpers.1.name"}


def by_pypdf(blank: bytes, folder: Path) -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(blank)))
    for page in writer.pages:
        writer.update_page_form_field_values(page, TEXTS | STATES, auto_regenerate=False)
    content = io.BytesIO()
    writer.write(content)
    return content.getvalue()


def by_pdftk(blank: bytes, folder: Path) -> bytes:
    source, data, out = (folder / name for name in ("in.pdf", "in.xfdf", "out.pdf"))
    source.write_bytes(blank)
    fields = "".join(
        "".join(f'<field name="{part}">' for part in name.split("."))
        + f"<value>{escape(value.removeprefix('/'))}</value>"
        + "</field>" * len(name.split("."))
        for name, value in (TEXTS | STATES).items()
    )
    data.write_text(
        '<?xml version="1.0" encoding="UTF-8"?><xfdf xmlns="http://ns.adobe.com/xfdf/" '
        f'xml:space="preserve"><fields>{fields}</fields></xfdf>',
        encoding="utf-8",
    )
    subprocess.run(["pdftk", source, "fill_form", data, "output", out], check=True)
    return out.read_bytes()


def by_pdfium(blank: bytes, folder: Path) -> bytes:
    """Typed and clicked as a person does it in Chrome or Edge."""
    import ctypes

    import pypdfium2 as pdfium
    import pypdfium2.raw as raw

    with pikepdf.open(io.BytesIO(blank)) as pdf:
        places = []
        for name, field in terminal(pdf).items():
            for widget in field.get("/Kids", [field]):
                state = [str(s) for s in widget.AP.N] if field.FT == "/Btn" else []
                page = next(n for n, p in enumerate(pdf.pages) if p.objgen == widget.P.objgen)
                places.append((name, state, page, [float(v) for v in widget.Rect]))
    document = pdfium.PdfDocument(blank)
    document.init_forms()
    form = document.formenv.raw
    pages = list(document)
    for name, states, number, (left, bottom, right, top) in places:
        page = pages[number]
        middle = ((left + right) / 2, (bottom + top) / 2)
        if name in TEXTS or STATES.get(name) in states:
            raw.FORM_OnLButtonDown(form, page.raw, 0, *middle)
            raw.FORM_OnLButtonUp(form, page.raw, 0, *middle)
        if name in TEXTS:
            wide = (TEXTS[name].replace("\n", "\r") + "\0").encode("utf-16-le")
            buffer = ctypes.create_string_buffer(wide, len(wide))
            text = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
            raw.FORM_ReplaceSelection(form, page.raw, text)
        raw.FORM_ForceToKillFocus(form)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


PROGRAMS: dict[str, tuple[Callable[[bytes, Path], bytes], set[str]]] = {
    "pypdf": (by_pypdf, WIDE),
    "pdftk": (by_pdftk, {"child.name"}),
    "pdfium": (by_pdfium, WIDE),
}


@pytest.mark.parametrize("program", PROGRAMS)
def test_values_states_and_what_is_seen(form: Form, tmp_path: Path, program: str) -> None:
    if program == "pdftk" and shutil.which("pdftk") is None:
        pytest.skip("pdftk is not installed")
    fill, seen = PROGRAMS[program]
    content = fill(form.issue(), tmp_path)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        fields = terminal(pdf)
        found = {name: "\n".join(str(fields[name].V).splitlines()) for name in TEXTS}
        assert found == TEXTS
        assert {name: str(fields[name].V) for name in STATES} == STATES
        assert [str(kid.AS) for kid in fields["child.safe"].Kids] == ["/Off", "/no"]
        assert str(fields["child.kind.other"].get("/V", "/Off")) == "/Off"
    shown = text_of(content, tmp_path)
    for name in seen:
        assert TEXTS[name] in shown


def test_no_program_finds_fault(form: Form, tmp_path: Path) -> None:
    path = tmp_path / "issued.pdf"
    path.write_bytes(form.issue(child__name="محمد", child__acute=True))
    checked = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=True)
    assert "No syntax or stream encoding errors" in checked.stdout
    drawn = subprocess.run(["pdftoppm", "-r", "20", path, tmp_path / "page"], capture_output=True)
    assert drawn.returncode == 0
    assert drawn.stderr == b""


def text_of(content: bytes, folder: Path) -> str:
    path = folder / "filled.pdf"
    path.write_bytes(content)
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    return done.stdout.decode("utf-8")
