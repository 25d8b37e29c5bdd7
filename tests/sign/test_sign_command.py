"""``oroforms sign`` and ``fill --sign``: passwords, refusals, exit codes, nothing half-written."""

from __future__ import annotations

import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from command_line import ROOT, SPARSE
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    NoEncryption,
    pkcs12,
)
from plain_signing import plainly_signed
from signed_files import judged

from oroforms.pki.demo import EXPIRED, LARARE, NOT_YET_VALID, REKTOR
from oroforms.sign import keys as keys_module


def with_option(words, name, value):
    at = words.index(name)
    return [*words[: at + 1], value, *words[at + 2 :]]


def without(words, name):
    at = words.index(name)
    return [*words[:at], *words[at + 2 :]]


def nothing_written(home: Path) -> bool:
    return not (home / "out.pdf").exists() and not list(home.glob(".out.pdf*"))


def test_signs(run, words, home, authority):
    done = run(*words)
    assert done.code == 0
    assert "signature.sign" in done.err
    assert judged((home / "out.pdf").read_bytes(), authority.anchor)["signature.sign"].bottom_line
    assert (home / "out.pdf").stat().st_mode & 0o777 == 0o600


def test_password_from_the_environment(run, words, home, authority, monkeypatch):
    monkeypatch.setenv("OROFORMS_KEY_PASSWORD", authority.keys(LARARE).password)
    assert run(*without(words, "--password-file")).code == 0


def test_without_a_terminal_nobody_is_asked(run, words, home):
    done = run(*without(words, "--password-file"))
    assert done.code == 2
    assert "--password-file" in done.text
    assert nothing_written(home)


def test_at_a_terminal_it_is_asked_for_and_not_shown(words, home, authority):
    password = authority.keys(LARARE).password
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "oroforms", *(str(w) for w in without(words, "--password-file"))],
        stdin=slave, stdout=slave, stderr=slave, cwd=home, start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    os.close(slave)
    shown = b""
    while b"larare.p12" not in shown:
        shown += os.read(master, 1024)
    os.write(master, password.encode() + b"\n")
    try:
        while chunk := os.read(master, 1024):
            shown += chunk
    except OSError:  # the other end is closed
        pass
    assert process.wait(30) == 0
    os.close(master)
    assert password.encode() not in shown
    assert (home / "out.pdf").exists()


def test_a_wrong_password_is_told_and_never_shown(run, words, home):
    (home / "wrong").write_text("hemlig-men-fel\n", encoding="utf-8")
    done = run("--verbose", *with_option(words, "--password-file", "wrong"))
    assert done.code == 2
    assert "larare.p12 is wrong" in done.text
    assert "hemlig-men-fel" not in done.text
    assert nothing_written(home)


def test_an_empty_password_file_is_told(run, words, home):
    (home / "empty").touch()
    done = run(*with_option(words, "--password-file", "empty"))
    assert done.code == 2
    assert "holds no password" in done.text


@pytest.mark.parametrize("content", [b"", b"-----BEGIN CERTIFICATE-----\n", b"\x30\x80" * 99])
def test_a_key_that_is_none(run, words, home, content):
    (home / "k.p12").write_bytes(content)
    done = run(*with_option(words, "--key", "k.p12"))
    assert done.code == 2
    assert "no PKCS#12 file" in done.text


def test_a_file_without_private_key(run, words, home, authority):
    keys = authority.keys(LARARE)
    held = pkcs12.load_pkcs12(keys.key.read_bytes(), keys.password.encode())
    bare = pkcs12.serialize_key_and_certificates(
        None, None, None, [held.cert.certificate], BestAvailableEncryption(keys.password.encode())
    )
    (home / "bare.p12").write_bytes(bare)
    done = run(*with_option(words, "--key", "bare.p12"))
    assert done.code == 2
    assert "no private key" in done.text


def test_a_key_without_password(run, words, home, authority):
    keys = authority.keys(LARARE)
    held = pkcs12.load_pkcs12(keys.key.read_bytes(), keys.password.encode())
    open_file = pkcs12.serialize_key_and_certificates(
        b"x", held.key, held.cert.certificate, None, NoEncryption()
    )
    (home / "open.p12").write_bytes(open_file)
    assert run(*without(with_option(words, "--key", "open.p12"), "--password-file")).code == 0


@pytest.mark.parametrize(
    ("person", "told"), [(EXPIRED, "expired on"), (NOT_YET_VALID, "not valid before")]
)
def test_certificates_out_of_time(run, words, home, authority, person, told):
    keys = authority.keys(person)
    words = with_option(
        with_option(words, "--key", keys.key), "--password-file", keys.password_file
    )
    done = run(*words)
    assert done.code == 2
    assert told in done.text
    assert nothing_written(home)


def test_the_document_itself_is_never_written_over(run, words, home, finished):
    (home / "other.pdf").hardlink_to(home / "in.pdf")
    for name in ("in.pdf", "other.pdf"):
        done = run(*with_option(words, "-o", name))
        assert done.code == 2
        assert "written over itself" in done.text
    assert (home / "in.pdf").read_bytes() == finished


def test_a_signed_document_is_a_pdf(run, words):
    assert "ends in .pdf" in run(*with_option(words, "-o", "out.docx")).text


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--level", "b-t"], "--timestamp URL"),
        (["--level", "b-lt", "--timestamp", "http://127.0.0.1:9/"], "--trust FILE"),
        (["--level", "b-b", "--timestamp", "http://127.0.0.1:9/"], "no time-stamp"),
        (["--timestamp", "ftp://example.test/"], "https://"),
        (["--field", "nowhere"], "no signature field nowhere"),
        (["--prepare", "d.json"], "--embed CMS.p7s"),
        (["--certificate", "c.pem"], "belong together"),
        (["--prepared", "d.json"], "belong together"),
    ],
)
def test_wrong_usage_is_told(run, words, home, options, told):
    done = run(*words, *options)
    assert done.code == 2
    assert told in done.text
    assert nothing_written(home)


def damaged(finished: bytes) -> dict[str, bytes]:
    with pikepdf.open(io.BytesIO(finished)) as pdf:
        locked, restricted = io.BytesIO(), io.BytesIO()
        pdf.save(locked, encryption=pikepdf.Encryption(owner="o", user="u"))
        pdf.save(restricted, encryption=pikepdf.Encryption(owner="o", user=""))
    circle = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]/Count 3>>endobj\n"
    return {
        "nothing": b"",
        "text": b"Hej!",
        "word": b"PK\x03\x04" + b"\0" * 99,
        "head": finished[:2000],
        "tail-cut": finished[:-400],
        "circle": circle + b"trailer<</Root 1 0 R/Size 2>>\nstartxref\n9\n%%EOF",
        "no-xref": b"%PDF-1.7\nstartxref\n0\n%%EOF",
        "locked": locked.getvalue(),
        "restricted": restricted.getvalue(),
    }


@pytest.mark.parametrize("kind", list(damaged(Path(ROOT / "samples/returned/anmalan-akut.pdf")
                                              .read_bytes())))  # fmt: skip
def test_documents_that_cannot_be_signed(run, words, home, finished, kind):
    (home / "in.pdf").write_bytes(damaged(finished)[kind])
    done = run(*words)
    assert done.code == 4
    assert "in.pdf" in done.text
    assert nothing_written(home)
    if kind in ("locked", "restricted"):
        assert "encrypted" in done.text


def test_a_document_that_allows_no_change(run, words, home, finished, authority):
    certified = plainly_signed(finished, authority.keys(REKTOR), certify=1)
    (home / "in.pdf").write_bytes(certified)
    done = run(*words)
    assert done.code == 2
    assert "certified against every change" in done.text
    assert nothing_written(home)


def test_a_document_certified_for_signing_is_signed(run, words, home, finished, authority):
    (home / "in.pdf").write_bytes(plainly_signed(finished, authority.keys(REKTOR), certify=2))
    assert run(*words).code == 0
    found = judged((home / "out.pdf").read_bytes(), authority.anchor)
    assert all(status.bottom_line for status in found.values())
    assert len(found) == 2


def test_a_missing_document(run, words, home):
    (home / "in.pdf").unlink()
    done = run(*words)
    assert done.code == 2
    assert "in.pdf" in done.text


# ------------------------------------------------------------------- fill --sign


def test_a_batch_opens_the_key_once(run, home, authority, monkeypatch):
    keys, opened = authority.keys(LARARE), []
    really = keys_module.open_pkcs12
    monkeypatch.setattr(keys_module, "open_pkcs12", lambda *a: opened.append(a) or really(*a))
    for name in "abc":
        (home / f"{name}.json").write_text(json.dumps(SPARSE), encoding="utf-8")
    done = run(
        "fill", "orosanmalan", "a.json", "b.json", "c.json", "--out-dir", "out",
        "--sign", keys.key, "--password-file", keys.password_file,
    )  # fmt: skip
    assert done.code == 0
    assert len(opened) == 1
    for name in "abc":
        found = judged((home / "out" / f"{name}.pdf").read_bytes(), authority.anchor)
        assert found["signature.sign"].bottom_line


def test_who_signs_is_not_told_that_the_document_is_unsigned(run, home, authority):
    (home / "a.json").write_text(json.dumps(SPARSE), encoding="utf-8")
    keys = authority.keys(LARARE)
    unsigned = run("fill", "orosanmalan", "a.json", "-o", "unsigned.pdf")
    assert "notification-unsigned" in unsigned.text
    done = run(
        "fill", "orosanmalan", "a.json", "-o", "signed.pdf",
        "--sign", keys.key, "--password-file", keys.password_file,
    )  # fmt: skip
    assert done.code == 0
    assert "notification-unsigned" not in done.text


def test_what_is_known_to_be_wrong_is_not_signed(run, home, authority):
    (home / "bad.json").write_text("{}", encoding="utf-8")
    keys = authority.keys(LARARE)
    done = run(
        "fill", "orosanmalan", "bad.json", "-o", "bad.pdf",
        "--sign", keys.key, "--password-file", keys.password_file,
    )  # fmt: skip
    assert done.code == 6
    assert "Not signed" in done.text
    assert judged((home / "bad.pdf").read_bytes(), authority.anchor) == {}


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["-o", "a.docx", "--sign", "k.p12"], "Only PDFs are signed"),
        (["-o", "a.pdf", "--role", "Rektor"], "need --sign"),
    ],
)
def test_wrong_usage_of_fill(run, home, options, told):
    (home / "a.json").write_text(json.dumps(SPARSE), encoding="utf-8")
    done = run("fill", "orosanmalan", "a.json", *options)
    assert done.code == 2
    assert told in done.text
