"""What a file is by its bytes, and what is not worth opening."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from oroforms.documents import Format
from oroforms.errors import UnreadableDocument
from oroforms.readers import guard
from oroforms.readers.guard import format_of


def picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("L", (8, 8)).save(out, kind)
    return out.getvalue()


def refused(content: bytes) -> tuple[str, str]:
    """Code and reason of the refusal."""
    with pytest.raises(UnreadableDocument) as caught:
        format_of(content)
    return caught.value.code, str(caught.value)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"%PDF-1.7\n", Format.PDF),
        (b"\xef\xbb\xbf\r\n%PDF-1.4", Format.PDF),
        (b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.4", Format.PDF),
        (b"PK\x03\x04", Format.WORD),
        (picture("JPEG"), Format.IMAGE),
        (picture("PNG"), Format.IMAGE),
        (picture("TIFF"), Format.IMAGE),
        (picture("GIF"), Format.IMAGE),
        (picture("BMP"), Format.IMAGE),
        (picture("JPEG2000"), Format.IMAGE),
        (b"\x00\x00\x00\x18ftypheic", Format.IMAGE),
    ],
)
def test_formats_by_their_first_bytes(content: bytes, expected: Format) -> None:
    assert format_of(content) is expected


def test_an_empty_file() -> None:
    assert refused(b"")[0] == "document-empty"


def test_a_file_that_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MAX_BYTES", 2**20)
    assert format_of(b"%PDF-" + bytes(2**20 - 5)) is Format.PDF
    assert refused(b"%PDF-" + bytes(2**20))[0] == "document-too-large"


@pytest.mark.parametrize(
    ("stream", "code"),
    [
        ("EncryptedPackage", "document-encrypted"),
        ("WordDocument", "document-foreign"),
        ("__substg1.0_0037001F", "document-foreign"),
        ("Workbook", "document-foreign"),
    ],
)
def test_old_office_containers(stream: str, code: str) -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000) + stream.encode("utf-16-le")
    assert refused(content)[0] == code


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"{\\rtf1 hej}", ".rtf"),
        (b"<!DOCTYPE html><p>", "web"),
        (b"<HTML>", "web"),
        (b"Received: from mail", "mail"),
        (b"7z\xbc\xaf\x27\x1c", "arch"),
        (b"MZ\x90\x00", "program"),
        (b"%!PS-Adobe-3.0", "PostScript"),
        (b"Ring skolan", ".docx"),
        pytest.param(bytes(100), ".docx", id="zeros"),
    ],
)
@pytest.mark.usefixtures("in_english")
def test_other_files_say_what_they_are(content: bytes, word: str) -> None:
    code, reason = refused(content)
    assert code == "document-foreign"
    assert word in reason
