"""``verify`` as people and scripts use it: one bottom line, exit codes, JSON."""

from __future__ import annotations

import json

import pytest

from oroforms.cli.main import main
from oroforms.errors import ExitCode


@pytest.fixture
def said(nobody, capfd):
    """Run ``verify`` in English; its exit code and what it said, without line breaks."""

    def run(*words: object) -> tuple[int, str]:
        capfd.readouterr()
        code = main(["--lang", "en", "verify", *(str(word) for word in words)])
        out = capfd.readouterr()
        return code, " ".join((out.out + " " + out.err).split())

    return run


@pytest.fixture
def signed(nobody, twice):
    path = nobody / "signed.pdf"
    path.write_bytes(twice)
    return path


def test_what_holds_is_told_in_one_line(said, signed, authority):
    code, text = said(signed, "--trust", authority.anchor)
    assert code == ExitCode.DONE
    assert text.startswith(f"{signed}: Holds. Signed by Test Lärarsson (Förskollärare")
    assert "and by Test Rektorsson (Rektor" in text


def test_without_trust_it_says_what_to_do(said, signed):
    code, text = said(signed)
    assert code == ExitCode.WAITS
    assert "Undecided" in text
    assert "--trust" in text


@pytest.mark.parametrize("way", ["environment", "folder"])
def test_trust_is_found_where_it_is_set_up(said, signed, authority, monkeypatch, way, tmp_path):
    if way == "environment":
        monkeypatch.setenv("OROFORMS_TRUST", str(authority.anchor))
    else:
        folder = tmp_path / "xdg_config_home" / "oroforms" / "trust"
        folder.mkdir(parents=True)
        (folder / "authority.pem").write_bytes(authority.anchor.read_bytes())
    assert said(signed)[0] == ExitCode.DONE


def test_what_was_changed_fails_and_is_red_nowhere_but_at_a_terminal(said, signed, authority):
    signed.write_bytes(signed.read_bytes() + b"1 0 obj << >> endobj\n%%EOF\n")
    code, text = said(signed, "--trust", authority.anchor)
    assert code == ExitCode.WAITS
    assert "Does not hold" in text
    assert "\x1b[" not in text


def test_unsigned_is_no_success(said, nobody, finished):
    (nobody / "f.pdf").write_bytes(finished)
    code, text = said("f.pdf")
    assert (code, text) == (ExitCode.WAITS, "f.pdf: Not signed.")


@pytest.mark.parametrize(
    "content",
    [b"", b"no PDF at all", b"%PDF-1.7\n%%EOF\n", b"%PDF-1.7\n" + b"1 0 obj <<" * 5000],
    ids=["empty", "text", "hollow", "endless"],
)
def test_what_cannot_be_read_says_so(said, nobody, content):
    (nobody / "f.pdf").write_bytes(content)
    code, text = said("f.pdf")
    assert code == ExitCode.UNREADABLE
    assert text.startswith("f.pdf: cannot be read:")


def test_a_locked_file_cannot_be_read(said, nobody, finished):
    import io

    import pikepdf

    with pikepdf.open(io.BytesIO(finished)) as pdf:
        pdf.save(nobody / "f.pdf", encryption=pikepdf.Encryption(owner="o", user="u"))
    assert said("f.pdf")[0] == ExitCode.UNREADABLE


def test_one_unreadable_file_stops_no_other(said, signed, nobody, authority, capfd):
    (nobody / "none.pdf").write_bytes(b"nothing")
    capfd.readouterr()
    words = ["verify", "none.pdf", signed, "--json", "--trust", authority.anchor]
    assert main([str(word) for word in words]) == ExitCode.UNREADABLE
    none, held = json.loads(capfd.readouterr().out)["files"]
    assert (none["verdict"], none["findings"][0]["code"]) == (None, "file-unreadable")
    assert held["verdict"] == "holds"
    assert [each["signer"] for each in held["signatures"]] == ["Test Lärarsson", "Test Rektorsson"]
    assert held["bottom_line"]


def test_the_day_of_judgement_can_be_named(said, signed, authority):
    assert said(signed, "--trust", authority.anchor, "--at", "2001-01-01")[0] == ExitCode.WAITS
    assert said(signed, "--online", "--at", "2001-01-01")[0] == ExitCode.USAGE


def test_a_wrong_anchor_is_wrong_usage(said, signed, nobody):
    (nobody / "no.pem").write_bytes(b"no certificate")
    assert said(signed, "--trust", "no.pem")[0] == ExitCode.USAGE
    assert said(signed, "--trust", "missing.pem")[0] == ExitCode.USAGE
