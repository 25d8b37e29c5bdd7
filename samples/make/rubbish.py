"""Files that are not returned forms: foreign, damaged, locked, empty, hostile.

Each entry gives the bytes and, for the table, what it is. The hostile ones
are small on disk; what they would unpack to or loop over is the danger.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
RELATIONSHIPS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'officeDocument" Target="word/document.xml"/></Relationships>'
)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@dataclass(frozen=True)
class Rubbish:
    """One file that is no returned form: how it is made, its finding code, what it is."""

    make: Callable[[Mapping[str, bytes]], bytes]
    code: str
    what: str
    status: str = "rejected"


def word_file(document: str, more: Mapping[str, bytes | str] | None = None) -> bytes:
    """A Word file with one document part and whatever else is given."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in {
            "[Content_Types].xml": CONTENT_TYPES,
            "_rels/.rels": RELATIONSHIPS,
            "word/document.xml": document,
            **(more or {}),
        }.items():
            package.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), part)
    return out.getvalue()


def paragraphs(*texts: str) -> str:
    """A Word document part with plain paragraphs."""
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in texts)
    return f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'


def pdf(*objects: bytes, root: int = 1) -> bytes:
    """A PDF of the given objects, numbered from 1, with a right cross-reference table."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, root, start,
    )  # fmt: skip
    return bytes(out)


def stream(content: bytes, more: bytes = b"") -> bytes:
    """A stream object."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), more, content)


def one_page(content: bytes, more: bytes = b"") -> bytes:
    """A one-page PDF with the content stream given as an object."""
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F 5 0 R >> >> %s >>" % more,
        content,
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )


def letter_pdf(*lines: str) -> bytes:
    """A plain letter as PDF."""
    text = b"".join(b"(%s) Tj T* " % line.encode("cp1252") for line in lines)
    return one_page(stream(b"BT /F 11 Tf 14 TL 70 760 Td " + text + b"ET"))


def foreign_form(_: Mapping[str, bytes]) -> bytes:
    """A fillable form of somebody else: an application for a parking permit."""
    names = (b"applicant", b"registration", b"street", b"phone", b"reason")
    widgets = [
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (%s) /V (Svar %d) /Rect [70 %d 400 %d] >>"
        % (name, index, 700 - 40 * index, 720 - 40 * index)
        for index, name in enumerate(names)
    ]
    refs = b" ".join(b"%d 0 R" % number for number in range(5, 5 + len(widgets)))
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [%s] >> >>" % refs,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Annots [%s] >>"
        % refs,
        stream(b""),
        *widgets,
    )


def bomb(_: Mapping[str, bytes]) -> bytes:
    """A content stream that unpacks to two gigabytes: deflated twice."""
    packer = zlib.compressobj(9)
    block = b" " * (1 << 20)
    inner = b"".join(packer.compress(block) for _ in range(2048)) + packer.flush()
    return one_page(stream(zlib.compress(inner, 9), b"/Filter [/FlateDecode /FlateDecode]"))


def word_bomb(_: Mapping[str, bytes]) -> bytes:
    """A Word file whose document part unpacks to 400 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", CONTENT_TYPES)
        package.writestr("_rels/.rels", RELATIONSHIPS)
        with package.open("word/document.xml", "w", force_zip64=True) as part:
            part.write(paragraphs("")[:-30].encode())
            for _ in range(400):
                part.write(b" " * (1 << 20))
    return out.getvalue()


def page_tree_loop(_: Mapping[str, bytes]) -> bytes:
    """A page tree whose branches lead to each other for ever."""
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R 3 0 R] /Count 99 >>",
        b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 99 /Parent 2 0 R >>",
    )


def field_tree_loop(_: Mapping[str, bytes]) -> bytes:
    """An AcroForm whose fields are their own grandchildren."""
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [5 0 R] >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Annots [6 0 R] >>",
        stream(b""),
        b"<< /T (child) /Kids [6 0 R] >>",
        b"<< /T (name) /Parent 5 0 R /Kids [5 0 R] /Subtype /Widget /Rect [1 1 9 9] >>",
    )


def content_loop(_: Mapping[str, bytes]) -> bytes:
    """Form XObjects that draw each other: an endless loop for a naive reader."""
    box = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] "
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /XObject << /A 5 0 R >> >> >>",
        stream(b"/A Do"),
        stream(b"/A Do /A Do", box + b"/Resources << /XObject << /A 6 0 R >> >>"),
        stream(b"/A Do /A Do", box + b"/Resources << /XObject << /A 5 0 R >> >>"),
    )


def entities(_: Mapping[str, bytes]) -> bytes:
    """A Word file with an external entity that asks for a file of the reader's machine."""
    body = paragraphs("&secret;")
    return word_file(f'<!DOCTYPE w [<!ENTITY secret SYSTEM "file:///etc/passwd">]>{body}')


def laughs(_: Mapping[str, bytes]) -> bytes:
    """A Word file whose entities multiply by ten, nine times over."""
    entity = "".join(
        f'<!ENTITY e{n} "{"".join(f"&e{n - 1};" for _ in range(10))}">' for n in range(1, 10)
    )
    return word_file(f'<!DOCTYPE w [<!ENTITY e0 "ha">{entity}]>{paragraphs("&e9;")}')


def macros(_: Mapping[str, bytes]) -> bytes:
    """A Word file with a macro project."""
    return word_file(
        paragraphs("Anmälan om oro"),
        {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)},
    )


def encrypted(made: Mapping[str, bytes]) -> bytes:
    """One of our own returned forms, locked with a password by qpdf's library."""
    import pikepdf

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(made["form"])) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="ägare", user="hemligt", R=6))
    return out.getvalue()


def old_word(_: Mapping[str, bytes]) -> bytes:
    """The start of a Word 97 file (OLE container)."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + b"W\0o\0r\0d\0D\0o\0c\0" + bytes(1024)


def picture(_: Mapping[str, bytes]) -> bytes:
    """A photograph that is no form."""
    from PIL import Image

    out = io.BytesIO()
    Image.linear_gradient("L").resize((640, 480)).save(out, "JPEG")
    return out.getvalue()


RUBBISH: Mapping[str, Rubbish] = {
    "zero-bytes.pdf": Rubbish(lambda _: b"", "document-empty", "no bytes at all"),
    "foreign-form.pdf": Rubbish(foreign_form, "document-foreign", "a fillable form of another office"),
    "letter.pdf": Rubbish(
        lambda _: letter_pdf("Hej!", "Här kommer protokollet från förra mötet.", "Hälsningar, Lena"),
        "document-foreign", "a letter",
    ),
    "letter.docx": Rubbish(
        lambda _: word_file(paragraphs("Hej!", "Protokollet kommer i morgon.")),
        "document-foreign", "a letter in Word",
    ),
    "notes.txt": Rubbish(
        lambda _: b"Ring skolan om klass 3 A.\n", "document-foreign", "a text file"
    ),
    "photo.jpg": Rubbish(
        picture, "pages-empty", "a photograph: it could be a page of ours", "needs-review"
    ),
    "page.html": Rubbish(
        lambda _: b"<!doctype html><title>404</title><p>Not found", "document-foreign",
        "a web page saved instead of the form",
    ),
    "really-html.pdf": Rubbish(
        lambda _: b"<!doctype html><title>Logga in</title><form></form>", "document-foreign",
        "a log-in page that was saved under the form's name",
    ),
    "truncated.pdf": Rubbish(
        lambda made: made["form"][: len(made["form"]) // 3], "document-damaged", "cut off in sending"
    ),
    "scrambled.pdf": Rubbish(
        lambda made: made["form"][:200] + bytes(b ^ 0x55 for b in made["form"][200:]),
        "document-damaged", "every byte after the first 200 changed",
    ),
    "truncated.docx": Rubbish(
        lambda _: word_file(paragraphs("Anmälan " * 400))[:-200], "document-damaged",
        "a Word file cut off in sending",
    ),
    "encrypted.pdf": Rubbish(encrypted, "document-encrypted", "one of our forms behind a password"),
    "old-word.doc": Rubbish(old_word, "document-foreign", "a file of Word 97"),
    "macros.docx": Rubbish(macros, "document-macros", "a Word file with macros"),
    "external-entities.docx": Rubbish(entities, "document-hostile", "XML that reads a file of ours"),
    "laughs.docx": Rubbish(laughs, "document-hostile", "XML entities that multiply"),
    "bomb.pdf": Rubbish(bomb, "document-hostile", "a stream that unpacks to two gigabytes"),
    "bomb.docx": Rubbish(word_bomb, "document-hostile", "a part that unpacks to 400 MB"),
    "page-tree-loop.pdf": Rubbish(page_tree_loop, "document-damaged", "pages that lead to each other"),
    "field-tree-loop.pdf": Rubbish(field_tree_loop, "document-foreign", "fields that contain themselves"),
    "content-loop.pdf": Rubbish(content_loop, "document-hostile", "drawings that draw each other"),
}  # fmt: skip
