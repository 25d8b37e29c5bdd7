"""PDFs that only their password opens."""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path

import pikepdf
import pytest

from oroforms.convert.locking import locked, new_password
from oroforms.errors import UsageError


@pytest.fixture
def plain() -> bytes:
    """A page that says something, with a claim to be PDF/A."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    page.Contents = pdf.make_stream(b"BT (Alva Ek) Tj ET")
    pdf.docinfo["/Title"] = "Alva Ek"
    with pdf.open_metadata() as metadata:
        metadata["pdfaid:part"] = "3"
        metadata["pdfaid:conformance"] = "B"
        metadata["dc:title"] = "Alva Ek"
    out = io.BytesIO()
    pdf.save(out, compress_streams=False)
    return out.getvalue()


def test_opened_by_its_password_alone(plain: bytes, tmp_path: Path) -> None:
    assert b"Alva" in plain
    password = new_password()
    content = locked(plain, password)
    assert b"Alva" not in content
    for wrong in ("", password[:-1], password.upper()):
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(io.BytesIO(content), password=wrong)
    with pikepdf.open(io.BytesIO(content), password=password) as pdf:
        assert pdf.pages[0].Contents.read_bytes() == b"BT (Alva Ek) Tj ET"
        assert pdf.encryption.R == 6
        assert pdf.encryption.stream_method == pikepdf.models.encryption.EncryptionMethod.aesv3
        with pdf.open_metadata() as metadata:
            assert not metadata.pdfa_status
    path = tmp_path / "l.pdf"
    path.write_bytes(content)
    said = subprocess.run(
        ["qpdf", "--show-encryption", f"--password={password}", str(path)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "file encryption method: AESv3" in said
    assert "extract for accessibility: allowed" in said
    assert "modify forms: allowed" in said


def test_passwords_are_long_random_and_can_be_read_aloud() -> None:
    made = {new_password() for _number in range(200)}
    assert len(made) == 200
    for password in made:
        assert re.fullmatch(r"(?:[bdfgjklmnprstv][aeiouy]){3}(?:-(?:[a-z]{2}){3}){3}", password)


def test_an_empty_password_locks_nothing(plain: bytes) -> None:
    with pytest.raises(UsageError):
        locked(plain, "")
