"""Third-party programs that fill in an AcroForm, as people's viewers do.

Every filler takes the blank PDF and :class:`Answers` and gives the saved PDF.
Values are keyed by fully qualified field name. None of them is told anything
about our forms but the names.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path

HERE = Path(__file__).parent
JAVA_REPOSITORY = Path.home() / ".m2" / "repository"


@dataclass(frozen=True)
class Answers:
    """What is filled in, by kind of AcroForm field."""

    text: Mapping[str, str] = field(default_factory=dict)
    check: tuple[str, ...] = ()
    """Names of ticked checkboxes."""
    radio: Mapping[str, str] = field(default_factory=dict)
    """Radio group → on-state."""


def pypdf_filler(blank: bytes, answers: Answers) -> bytes:
    """pypdf: writes ``/V`` and its own appearances."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(BytesIO(blank)))
    values: dict[str, str] = dict(answers.text)
    values.update(dict.fromkeys(answers.check, "/yes"))
    values.update({name: f"/{code}" for name, code in answers.radio.items()})
    for page in writer.pages:
        writer.update_page_form_field_values(page, values, auto_regenerate=False)
    return _written(writer)


def pypdf_bare_filler(blank: bytes, answers: Answers) -> bytes:
    """pypdf by hand: only ``/V`` and ``/AS``, no appearance, NeedAppearances set."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import NameObject, TextStringObject

    writer = PdfWriter(clone_from=PdfReader(BytesIO(blank)))
    for page in writer.pages:
        for ref in page.get("/Annots", []):
            widget = ref.get_object()
            owner = widget if "/T" in widget else widget["/Parent"].get_object()
            name = _full_name(owner)
            if name in answers.text:
                owner[NameObject("/V")] = TextStringObject(answers.text[name])
                widget.pop("/AP", None)
            elif name in answers.check:
                owner[NameObject("/V")] = NameObject("/yes")
                widget[NameObject("/AS")] = NameObject("/yes")
            elif name in answers.radio:
                state = f"/{answers.radio[name]}"
                owner[NameObject("/V")] = NameObject(state)
                on = state in widget["/AP"]["/N"]
                widget[NameObject("/AS")] = NameObject(state if on else "/Off")
    writer.set_need_appearances_writer(True)
    return _written(writer)


def _full_name(node: object) -> str:
    parts: list[str] = []
    while node is not None:
        if "/T" in node:  # type: ignore[operator]
            parts.append(str(node["/T"]))  # type: ignore[index]
        parent = node.get("/Parent")  # type: ignore[attr-defined]
        node = parent.get_object() if parent is not None else None
    return ".".join(reversed(parts))


def _written(writer: object) -> bytes:
    out = BytesIO()
    writer.write(out)  # type: ignore[attr-defined]
    return out.getvalue()


def pdftk_filler(blank: bytes, answers: Answers) -> bytes:
    """pdftk (Java, iText 2 family) from an XFDF file, drawing its own appearances."""
    return _pdftk(blank, answers, [])


def pdftk_flat_filler(blank: bytes, answers: Answers) -> bytes:
    """pdftk filling and flattening in one call."""
    return _pdftk(blank, answers, ["flatten"])


def _pdftk(blank: bytes, answers: Answers, more: list[str]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        source, data, out = (Path(folder) / n for n in ("in.pdf", "in.xfdf", "out.pdf"))
        source.write_bytes(blank)
        data.write_text(_xfdf(answers), encoding="utf-8")
        _run(["pdftk", source, "fill_form", data, "output", out, *more])
        return out.read_bytes()


def _xfdf(answers: Answers) -> str:
    from xml.sax.saxutils import escape, quoteattr

    values = {**answers.text, **dict.fromkeys(answers.check, "yes"), **answers.radio}
    # Nested <field> elements: a dotted name in one attribute is not resolved by every reader.
    fields = "".join(
        "".join(f"<field name={quoteattr(part)}>" for part in name.split("."))
        + f"<value>{escape(value)}</value>"
        + "</field>" * len(name.split("."))
        for name, value in values.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<xfdf xmlns="http://ns.adobe.com/xfdf/" xml:space="preserve">'
        f"<fields>{fields}</fields></xfdf>"
    )


def qpdf_filler(blank: bytes, answers: Answers) -> bytes:
    """qpdf: values through its JSON form, left to the viewer to draw (NeedAppearances)."""
    return _qpdf(blank, answers, draw=False)


def qpdf_drawn_filler(blank: bytes, answers: Answers) -> bytes:
    """qpdf drawing by ``--generate-appearances``, which knows one-byte fonts only."""
    return _qpdf(blank, answers, draw=True)


def _qpdf(blank: bytes, answers: Answers, *, draw: bool) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        source, data, out = (Path(folder) / n for n in ("in.pdf", "in.json", "out.pdf"))
        given = Path(folder) / "given.pdf"
        given.write_bytes(blank)
        # qpdf 11.3 silently leaves some objects of object streams as they were.
        _run(["qpdf", given, source, "--object-streams=disable"])
        listing = json.loads(_run(["qpdf", "--json=2", "--json-key=acroform", source]))
        header, objects = json.loads(_run(["qpdf", "--json=2", "--json-key=qpdf", source]))["qpdf"]
        changed: dict[str, dict[str, object]] = {}

        def update(ref: str, **keys: str) -> None:
            value = changed.setdefault(f"obj:{ref}", objects[f"obj:{ref}"])["value"]
            value.update({f"/{key}": text for key, text in keys.items()})  # type: ignore[attr-defined]

        for entry in listing["acroform"]["fields"]:
            name, ref, widget = entry["fullname"], entry["object"], entry["annotation"]["object"]
            if name in answers.text:
                update(ref, V=f"u:{answers.text[name]}")
                if not draw:
                    changed[f"obj:{ref}"]["value"].pop("/AP", None)  # type: ignore[attr-defined]
            elif name in answers.check:
                update(ref, V="/yes", AS="/yes")
            elif name in answers.radio:
                state = f"/{answers.radio[name]}"
                owner = entry["parent"] or ref
                update(owner, V=state)
                states = objects[f"obj:{widget}"]["value"]["/AP"]["/N"]
                update(widget, AS=state if state in states else "/Off")
        form = next(
            value["value"]["/AcroForm"]
            for value in objects.values()
            if isinstance(value.get("value"), dict) and value["value"].get("/Type") == "/Catalog"
        )
        if not draw:
            key = f"obj:{form}"
            changed.setdefault(key, objects[key])["value"]["/NeedAppearances"] = True  # type: ignore[index]
        data.write_text(json.dumps({"qpdf": [header, changed]}))
        _run(["qpdf", source, out, f"--update-from-json={data}"])
        if draw:
            _run(["qpdf", out, "--replace-input", "--generate-appearances"])
        return out.read_bytes()


def pdfium_filler(blank: bytes, answers: Answers) -> bytes:
    """pdfium, the viewer inside Chrome and Edge: every value typed and clicked as a person does."""
    import ctypes

    import pypdfium2 as pdfium
    import pypdfium2.raw as raw

    document = pdfium.PdfDocument(blank)
    document.init_forms()
    form = document.formenv.raw
    for number in range(len(document)):
        page = document[number]
        for index in range(raw.FPDFPage_GetAnnotCount(page.raw)):
            annotation = raw.FPDFPage_GetAnnot(page.raw, index)
            if raw.FPDFAnnot_GetSubtype(annotation) != raw.FPDF_ANNOT_WIDGET:
                raw.FPDFPage_CloseAnnot(annotation)
                continue
            name = _pdfium_text(raw.FPDFAnnot_GetFormFieldName, form, annotation)
            state = _pdfium_text(raw.FPDFAnnot_GetFormFieldExportValue, form, annotation)
            rect = raw.FS_RECTF()
            raw.FPDFAnnot_GetRect(annotation, ctypes.byref(rect))
            x, y = (rect.left + rect.right) / 2, (rect.top + rect.bottom) / 2
            if name in answers.text:
                raw.FORM_OnFocus(form, page.raw, 0, x, y)
                raw.FORM_SetFocusedAnnot(form, annotation)
                wide = (answers.text[name].replace("\n", "\r") + "\0").encode("utf-16-le")
                raw.FORM_SelectAllText(form, page.raw)
                buffer = ctypes.create_string_buffer(wide, len(wide))
                raw.FORM_ReplaceSelection(
                    form, page.raw, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
                )
                raw.FORM_ForceToKillFocus(form)
            elif name in answers.check or (name in answers.radio and answers.radio[name] == state):
                raw.FORM_OnLButtonDown(form, page.raw, 0, x, y)
                raw.FORM_OnLButtonUp(form, page.raw, 0, x, y)
                raw.FORM_ForceToKillFocus(form)
            raw.FPDFPage_CloseAnnot(annotation)
        page.close()
    out = BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


def _pdfium_text(call: Callable[..., int], form: object, annotation: object) -> str:
    import ctypes

    length = call(form, annotation, None, 0)
    buffer = ctypes.create_string_buffer(max(length, 2))
    call(form, annotation, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
    return buffer.raw[: max(length - 2, 0)].decode("utf-16-le")


def pdfjs_filler(blank: bytes, answers: Answers) -> bytes:
    """pdf.js, the viewer inside Firefox, saving as the browser's Save does."""
    return _other_language(["node", str(HERE / "fill_pdfjs.mjs")], blank, answers)


def pdflib_filler(blank: bytes, answers: Answers) -> bytes:
    """pdf-lib (JavaScript), which many e-services use."""
    return _other_language(["node", str(HERE / "fill_pdflib.mjs")], blank, answers)


def pdfbox_filler(blank: bytes, answers: Answers) -> bytes:
    """Apache PDFBox (Java), which many case systems use."""
    return _java("pdfbox", blank, answers)


def pdfbox_flat_filler(blank: bytes, answers: Answers) -> bytes:
    """Apache PDFBox, flattened."""
    return _java("pdfbox", blank, answers, "flatten")


def openpdf_filler(blank: bytes, answers: Answers) -> bytes:
    """OpenPDF (Java, iText 4 family)."""
    return _java("openpdf", blank, answers)


def mupdf_filler(blank: bytes, answers: Answers) -> bytes:
    """MuPDF, as in SumatraPDF and many mobile viewers."""
    return _other_language(["mutool", "run", str(HERE / "fill_mupdf.js")], blank, answers)


def _java(library: str, blank: bytes, answers: Answers, *more: str) -> bytes:
    jars = sorted(
        str(jar)
        for group in ("org/apache/pdfbox", "com/github/librepdf", "commons-logging")
        for jar in (JAVA_REPOSITORY / group).rglob("*.jar")
    )
    command = ["java", "-cp", ":".join(jars), str(HERE / "FillJava.java"), library]
    return _other_language(command, blank, answers, *more)


def _other_language(command: list[str], blank: bytes, answers: Answers, *more: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        source, data, out = (Path(folder) / n for n in ("in.pdf", "in.json", "out.pdf"))
        source.write_bytes(blank)
        data.write_text(json.dumps(asdict(answers), ensure_ascii=False), encoding="utf-8")
        _run([*command, source, data, out, *more])
        return out.read_bytes()


def _run(command: list[object]) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        timeout=180,
        cwd=HERE,
        check=False,
    )
    # qpdf gives 3 for warnings with a good result.
    if done.returncode not in (0, 3):
        raise RuntimeError(f"{command[0]}: {done.stderr.strip()[-600:]}")
    return done.stdout


FILLERS: Mapping[str, Callable[[bytes, Answers], bytes]] = {
    "pypdf": pypdf_filler,
    "pypdf-bare": pypdf_bare_filler,
    "pdftk": pdftk_filler,
    "qpdf": qpdf_filler,
    "qpdf-drawn": qpdf_drawn_filler,
    "pdfium": pdfium_filler,
    "pdfjs": pdfjs_filler,
    "pdf-lib": pdflib_filler,
    "pdfbox": pdfbox_filler,
    "openpdf": openpdf_filler,
    "mupdf": mupdf_filler,
}
