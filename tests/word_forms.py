"""Small Word files written by hand, so that each oddity can be put in on purpose."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACES = (
    f'xmlns:w="{W}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def word_file(
    body: str,
    *,
    parts: Mapping[str, str | bytes] | None = None,
    relations: Mapping[str, str] | None = None,
    main: str = MAIN,
    compression: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """A Word file with a body; ``relations`` are targets of the body's part by kind."""
    kinds = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for n, (target, kind) in enumerate((relations or {}).items())
    )
    whole: dict[str, str | bytes] = {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r" '
            f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
        ),
        "word/document.xml": f"<w:document {SPACES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": (
            f'<Relationships xmlns="{RELATIONS}">{kinds}</Relationships>'
        ),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as package:
        for name, part in {**whole, **(parts or {})}.items():
            package.writestr(name, part)
    return out.getvalue()


def p(*inner: str) -> str:
    """A paragraph."""
    return f"<w:p>{''.join(inner)}</w:p>"


def r(text: str, properties: str = "") -> str:
    """A run of text."""
    style = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{style}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def sdt(tag: str, content: str, properties: str = "") -> str:
    """A content control; the content decides at which level it stands."""
    return (
        f'<w:sdt><w:sdtPr><w:alias w:val="Titel"/><w:tag w:val="{tag}"/>{properties}</w:sdtPr>'
        f"<w:sdtContent>{content}</w:sdtContent></w:sdt>"
    )


def box(tag: str, checked: str | None, glyph: str) -> str:
    """A checkbox control; ``checked`` is the value as written, ``None`` for no element."""
    state = "" if checked is None else f'<w14:checked w14:val="{checked}"/>'
    return p(sdt(tag, r(glyph), f"<w14:checkbox>{state}</w14:checkbox>"))


def line(tag: str, text: str) -> str:
    """A paragraph with a control in it."""
    return p(sdt(tag, r(text)))


PARTS = (
    "case.reference",
    "child.name",
    "child.born",
    "child.story",
    "helpers.0.name",
    "helpers.0.phone",
    "helpers.1.name",
    "helpers.1.phone",
    "signature.name",
    "signature.date",
    "signature.sign",
)
BOXES = (
    "child.safe.yes",
    "child.safe.no",
    "child.kind.absence",
    "child.kind.neglect",
    "child.kind.other",
    "child.acute",
)


def prov_body(replaced: Mapping[str, str] | None = None, **texts: str) -> str:
    """The body of the small form; ``replaced`` puts other XML in place of a control's paragraph.

    Texts are given with ``__`` for the dots of their names.
    """
    values = {name.replace("__", "."): text for name, text in texts.items()}
    pieces = {name: line(name, values.get(name, "")) for name in PARTS}
    pieces.update({name: box(name, "0", "☐") for name in BOXES})
    pieces.update(replaced or {})
    return "".join(pieces.values())


def prov_word(replaced: Mapping[str, str] | None = None, **texts: str) -> bytes:
    """The small form as a Word file."""
    return word_file(prov_body(replaced, **texts))
