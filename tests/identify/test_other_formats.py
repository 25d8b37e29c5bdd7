"""Our forms in formats that nothing here reads: they wait for a person and are not turned away."""

from __future__ import annotations

import io
import zipfile

import pytest
from shelf import TOKEN, Shelf, prov

from oroforms.documents import Format
from oroforms.errors import UnreadableDocument
from oroforms.identify import identify

ONE = Shelf(prov())
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "WordDocument".encode("utf-16-le")


def open_document(header: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", "<x>Svar</x>")
        package.writestr("styles.xml", f"<x><text:p>{header}</text:p></x>")
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(open_document(f"prov@3-0a1b2c</text:p><text:p>{TOKEN}"), id="odt"),
        pytest.param(open_document("<text:span>prov@3</text:span>-0a1b2c"), id="odt in pieces"),
        pytest.param(b"{\\rtf1 prov@3-0a1b2c\\par Sida 1 (1)}", id="rtf"),
        pytest.param(OLE + b"\rprov@3-0a1b2c\r", id="doc in one byte a letter"),
        pytest.param(OLE + "\rprov@3-0a1b2c\r".encode("utf-16-le"), id="doc in two"),
    ],
)
def test_waits_for_a_person(content: bytes) -> None:
    found = identify(content, ONE)
    assert (found.format, found.reader, found.identification) == (Format.OTHER, None, None)
    (finding,) = found.findings
    assert (finding.code, finding.params["form"]) == ("document-other-format", "prov@3")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(open_document("Protokoll"), id="odt"),
        pytest.param(open_document("annan@3-0a1b2c"), id="odt of a form that is not ours"),
        pytest.param(b"{\\rtf1 prov@3}", id="rtf"),
        pytest.param(OLE, id="doc"),
        pytest.param(b"Referens prov@3-0a1b2c", id="a text that only quotes one"),
    ],
)
def test_others_are_foreign(content: bytes) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        identify(content, ONE)
    assert caught.value.code == "document-foreign"
