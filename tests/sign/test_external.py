"""A signing service outside, played by OpenSSL: it gets a digest and gives a signature."""

from __future__ import annotations

import base64
import json
import subprocess
from pathlib import Path

import pytest
from asn1crypto import cms, core
from command_line import Outcome
from signed_files import judged, text

from oroforms.pki.demo import LARARE, REKTOR, Demo, Keys, Person


class Service:
    """The service's side: keys, and OpenSSL."""

    def __init__(self, home: Path, authority: Demo, person: Person = LARARE) -> None:
        self.home, self.keys = home, authority.keys(person)
        self._key = home / f"{person.file}.key"
        openssl(
            "pkcs12", "-in", self.keys.key, "-passin", f"file:{self.keys.password_file}",
            "-nodes", "-nocerts", "-out", self._key,
        )  # fmt: skip

    def bare(self, request: Path) -> Path:
        """The value of a signature of the attributes in the digest file."""
        told = json.loads(request.read_bytes())
        attributes, answer = self.home / "attributes.der", self.home / "answer.sig"
        attributes.write_bytes(base64.b64decode(told["signed_attributes"]))
        openssl(
            "dgst", f"-{told['digest_algorithm']}", "-sign", self._key, "-out", answer, attributes
        )
        return answer

    def cms(self, content: bytes, algorithm: str, *options: str, form: str = "DER") -> Path:
        """A CMS signature of what the digest is about."""
        signed, answer = self.home / "signed.bin", self.home / "answer.p7s"
        signed.write_bytes(content)
        openssl(
            "cms", "-sign", "-binary", "-md", algorithm, *options, "-in", signed,
            "-signer", self.keys.certificate, "-inkey", self._key,
            "-outform", form, "-out", answer,
        )  # fmt: skip
        return answer


def openssl(*words: object) -> None:
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True, timeout=60)


def covered(home: Path) -> tuple[bytes, str]:
    """What the signature is about, and by which digest."""
    told = json.loads((home / "digest.json").read_bytes())
    content, (start, end) = (home / "prepared.pdf").read_bytes(), told["region"]
    return content[:start] + content[end:], told["digest_algorithm"]


@pytest.fixture
def service(home, authority) -> Service:
    return Service(home, authority)


@pytest.fixture
def prepared(run, home, finished, service):
    """``in.pdf`` made ready, with further options."""

    def prepare(*options: object) -> Outcome:
        (home / "in.pdf").write_bytes(finished)
        return run(
            "sign", "in.pdf", "-o", "prepared.pdf", "--prepare", "digest.json",
            "--certificate", service.keys.certificate, *options,
        )  # fmt: skip

    return prepare


@pytest.fixture
def embed(run):
    def embedded(answer: object, *options: object, source: str = "prepared.pdf") -> Outcome:
        return run(
            "sign", source, "-o", "out.pdf", "--embed", answer, "--prepared", "digest.json",
            *options,
        )  # fmt: skip

    return embedded


def holds(home: Path, keys: Keys, authority: Demo) -> bool:
    found = judged((home / "out.pdf").read_bytes(), authority.anchor)["signature.sign"]
    return bool(found.intact and found.valid and found.coverage.name == "ENTIRE_FILE")


def test_only_digests_leave_the_office(prepared, home):
    assert prepared().code == 0
    told = (home / "digest.json").read_text(encoding="utf-8")
    assert "frukost" not in told
    assert len(told) < 8000
    assert (home / "digest.json").stat().st_mode & 0o777 == 0o600


def test_a_bare_signature_value(prepared, embed, service, home, authority):
    prepared("--role", "Tf. rektor")
    done = embed(service.bare(home / "digest.json"))
    assert done.code == 0, done.text
    assert holds(home, service.keys, authority)
    assert "role" not in done.text  # it is in the attributes that were signed
    assert "Tf. rektor" in text(home / "out.pdf")


@pytest.mark.parametrize("form", ["DER", "PEM"])
def test_a_whole_cms_signature(prepared, embed, service, home, authority, form):
    prepared("--role", "Tf. rektor")
    done = embed(service.cms(*covered(home), "-cades", form=form))
    assert done.code == 0, done.text
    assert holds(home, service.keys, authority)
    assert "signing time" in done.text
    assert "Tf. rektor" in done.text  # the seal states it, the signature does not


def test_the_prepared_file_stays_as_it_is(prepared, embed, service, home):
    prepared()
    before = (home / "prepared.pdf").read_bytes()
    embed(service.bare(home / "digest.json"))
    assert (home / "prepared.pdf").read_bytes() == before
    told = json.loads((home / "digest.json").read_bytes())["region"]
    after = (home / "out.pdf").read_bytes()
    assert after[: told[0]] == before[: told[0]]
    assert after[told[1] :] == before[told[1] :]


def test_a_time_stamp_is_added_at_the_end(prepared, embed, service, home, authority):
    prepared("--timestamp", authority.timestamp_url)
    answer = service.bare(home / "digest.json")
    done = embed(answer)
    assert done.code == 2  # the seal promises one
    assert "--timestamp URL" in done.text
    assert embed(answer, "--timestamp", authority.timestamp_url).code == 0
    assert holds(home, service.keys, authority)
    assert "tid styrkt av tidsstämpel" in text(home / "out.pdf")


def test_long_term_data_is_there_from_the_beginning(prepared, embed, service, home, authority):
    prepared(
        "--level", "b-lt", "--timestamp", authority.timestamp_url, "--trust", authority.anchor
    )  # fmt: skip
    assert b"/DSS" in (home / "prepared.pdf").read_bytes()
    answer = service.bare(home / "digest.json")
    assert embed(answer, "--timestamp", authority.timestamp_url).code == 0
    assert holds(home, service.keys, authority)


def refusal(done: Outcome, home: Path, told: str) -> None:
    assert done.code == 2, done.text
    assert told in done.text
    assert not (home / "out.pdf").exists()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ((), "does not name its certificate"),
        (("-cades", "-nodetach"), "detached"),
        (("-cades", "-nocerts"), "left its certificate out"),
        (("-noattr",), "does not name its certificate"),
    ],
)
def test_cms_signatures_that_are_no_pades(prepared, embed, service, home, options, told):
    prepared()
    refusal(embed(service.cms(*covered(home), *options)), home, told)


def test_a_signature_of_something_else(prepared, embed, service, home):
    prepared()
    content, algorithm = covered(home)
    refusal(embed(service.cms(content + b" ", algorithm, "-cades")), home, "digests differ")


def test_somebody_elses_signature(prepared, embed, home, authority):
    prepared()
    other = Service(home, authority, REKTOR)
    refusal(embed(other.cms(*covered(home), "-cades")), home, "Test Lärarsson")
    refusal(embed(other.bare(home / "digest.json")), home, "no signature that can be used")


@pytest.mark.parametrize(
    "answer", [b"", b"nej", b"\x30\x80", b"-----BEGIN CMS-----\nAA==\n", b"0" * 71]
)
def test_answers_that_are_none(prepared, embed, home, answer):
    prepared()
    (home / "answer").write_bytes(answer)
    refusal(embed("answer"), home, "service's")


def test_another_document(prepared, embed, service, home):
    prepared()
    answer = service.bare(home / "digest.json")
    refusal(embed(answer, source="in.pdf"), home, "not the file that was prepared")
    signed = (home / "prepared.pdf").read_bytes()
    (home / "prepared.pdf").write_bytes(signed.replace(b"/SigFlags 3", b"/SigFlags 1"))
    refusal(embed(answer), home, "not the file that was prepared")


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"kind": "oroforms-digest/1"}', b"\xff"])
def test_digest_files_that_are_none(prepared, embed, service, home, content):
    prepared()
    answer = service.bare(home / "digest.json")
    (home / "digest.json").write_bytes(content)
    refusal(embed(answer), home, "not the digest file")


def test_an_answer_larger_than_its_room(prepared, embed, service, home):
    """A service that puts much into its signature must not write over the document."""
    prepared()
    answer = service.cms(*covered(home), "-cades")
    content = cms.ContentInfo.load(answer.read_bytes())
    note = cms.CMSAttribute(
        {"type": "1.2.752.99999.1", "values": [core.OctetString(b"0" * 40_000)]}
    )
    content["content"]["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes([note])
    answer.write_bytes(content.dump())
    refusal(embed(answer), home, "were reserved for it")
