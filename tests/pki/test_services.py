"""The test authority's services answer as the standards ask, to clients that are not ours."""

from __future__ import annotations

import subprocess
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp

from oroforms.errors import UsageError
from oroforms.pki import demo as demo_module
from oroforms.pki.authority import load
from oroforms.pki.demo import EXPIRED, LARARE, NOT_YET_VALID, REKTOR, REVOKED, UNTRUSTED, Demo, make
from oroforms.pki.service import serving

ALL = (LARARE, REKTOR, EXPIRED, NOT_YET_VALID, REVOKED, UNTRUSTED)
OF_THE_ISSUER = tuple(person for person in ALL if person is not UNTRUSTED)


def url(demo: Demo, path: str) -> str:
    return f"http://127.0.0.1:{demo.port}/{path}"


def certificate(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def get(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=10) as answer:
        content: bytes = answer.read()
    return content


def post(address: str, content: bytes, kind: str) -> bytes:
    request = urllib.request.Request(address, content, {"Content-Type": kind})
    with urllib.request.urlopen(request, timeout=10) as answer:
        given: bytes = answer.read()
    return given


def openssl(*words: object) -> subprocess.CompletedProcess[str]:
    command = ["openssl", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)


@pytest.fixture
def issuing(authority: Demo, tmp_path: Path) -> Path:
    path = tmp_path / "issuing.pem"
    given = x509.load_der_x509_certificate(get(url(authority, "issuing.crt")))
    path.write_bytes(given.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.mark.parametrize("person", ALL, ids=lambda person: person.file)
def test_every_certificate_says_that_it_is_a_test(authority, person):
    held = certificate(authority.keys(person).certificate)
    assert "TEST" in held.subject.rfc4514_string()
    assert "TEST" in held.issuer.rfc4514_string()
    policies = held.extensions.get_extension_for_class(x509.CertificatePolicies).value
    (policy,) = policies
    (notice,) = policy.policy_qualifiers or ()
    assert isinstance(notice, x509.UserNotice)
    assert "TEST" in (notice.explicit_text or "")


@pytest.mark.parametrize("person", OF_THE_ISSUER, ids=lambda person: person.file)
@pytest.mark.parametrize("how", ["crl_check", "plain"])
def test_openssl_judges_the_chain(authority, issuing, tmp_path, person, how):
    """Good signers pass, expired, revoked and not yet valid ones fail, for just that reason."""
    lists = tmp_path / "lists.pem"
    words: list[object] = ["verify", "-CAfile", authority.anchor, "-untrusted", issuing]
    if how == "crl_check":
        with lists.open("wb") as file:
            for name in ("authority.crl", "issuing.crl"):
                given = x509.load_der_x509_crl(get(url(authority, name)))
                file.write(given.public_bytes(serialization.Encoding.PEM))
        words += ["-crl_check_all", "-CRLfile", lists]
    done = openssl(*words, authority.keys(person).certificate)
    expected = {EXPIRED: "expired", NOT_YET_VALID: "not yet valid"}
    if how == "crl_check":
        expected[REVOKED] = "revoked"
    if person in expected:
        assert done.returncode != 0
        assert expected[person] in done.stderr
    else:
        assert done.returncode == 0, done.stderr


def test_openssl_does_not_know_the_stranger(authority, issuing):
    held = authority.keys(UNTRUSTED).certificate
    done = openssl("verify", "-CAfile", authority.anchor, "-untrusted", issuing, held)
    assert done.returncode != 0
    assert "issuer certificate" in done.stderr


@pytest.mark.parametrize(
    ("person", "status"), [(LARARE, "good"), (REVOKED, "revoked"), (REKTOR, "good")]
)
def test_openssl_asks_for_revocation(authority, issuing, person, status):
    done = openssl(
        *("ocsp", "-issuer", issuing, "-CAfile", authority.anchor, "-url", url(authority, "ocsp")),
        *("-cert", authority.keys(person).certificate),
    )
    assert "Response verify OK" in done.stderr + done.stdout
    assert f": {status}\n" in done.stdout


def test_ocsp_by_get_and_for_a_certificate_of_nobody(authority, issuing):
    import base64
    from urllib.parse import quote

    held = certificate(authority.keys(LARARE).certificate)
    known = ocsp.OCSPRequestBuilder().add_certificate(held, certificate(issuing), hashes.SHA1())
    named = known.build()
    builder = ocsp.OCSPRequestBuilder().add_certificate_by_hash(
        named.issuer_name_hash, named.issuer_key_hash, 4711, hashes.SHA1()
    )
    request = builder.build().public_bytes(serialization.Encoding.DER)
    given = get(url(authority, f"ocsp/{quote(base64.b64encode(request), safe='')}"))
    assert ocsp.load_der_ocsp_response(given).certificate_status is ocsp.OCSPCertStatus.UNKNOWN


def test_ocsp_refuses_what_it_cannot_answer(authority, issuing):
    kind = "application/ocsp-request"
    given = ocsp.load_der_ocsp_response(post(url(authority, "ocsp"), b"\x30\x03rubbish", kind))
    assert given.response_status is ocsp.OCSPResponseStatus.MALFORMED_REQUEST
    stranger = certificate(authority.keys(UNTRUSTED).certificate)
    request = ocsp.OCSPRequestBuilder().add_certificate(stranger, stranger, hashes.SHA256()).build()
    asked = request.public_bytes(serialization.Encoding.DER)
    given = ocsp.load_der_ocsp_response(post(url(authority, "ocsp"), asked, kind))
    assert given.response_status is ocsp.OCSPResponseStatus.UNAUTHORIZED


@pytest.mark.parametrize("digest", ["sha256", "sha512"])
def test_openssl_accepts_a_timestamp(authority, issuing, tmp_path, digest):
    data, query, reply = (tmp_path / name for name in ("data", "query.tsq", "reply.tsr"))
    data.write_bytes(b"what was signed")
    assert (
        openssl("ts", "-query", "-data", data, f"-{digest}", "-cert", "-out", query).returncode == 0
    )
    reply.write_bytes(
        post(authority.timestamp_url, query.read_bytes(), "application/timestamp-query")
    )
    words = ("-CAfile", authority.anchor, "-untrusted", issuing)
    done = openssl("ts", "-verify", "-in", reply, "-queryfile", query, *words)
    assert "Verification: OK" in done.stdout + done.stderr
    data.write_bytes(b"something else")
    done = openssl("ts", "-verify", "-in", reply, "-data", data, *words)
    assert done.returncode != 0


@pytest.mark.parametrize("asked", [b"", b"rubbish", b"\x30\x00"])
def test_a_timestamp_for_nothing_is_refused(authority, tmp_path, asked):
    said = told(authority, tmp_path, asked)
    assert "Status: Rejected." in said
    assert "bad request format" in said or "wrong format" in said


def test_a_timestamp_over_an_old_digest_is_refused(authority, tmp_path):
    data, query = tmp_path / "data", tmp_path / "query.tsq"
    data.write_bytes(b"what was signed")
    openssl("ts", "-query", "-data", data, "-sha1", "-out", query)
    said = told(authority, tmp_path, query.read_bytes())
    assert "Status: Rejected." in said
    assert "unrecognized or unsupported algorithm identifier" in said


def told(authority: Demo, folder: Path, asked: bytes) -> str:
    reply = folder / "reply.tsr"
    reply.write_bytes(post(authority.timestamp_url, asked, "application/timestamp-query"))
    done = openssl("ts", "-reply", "-in", reply, "-text")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_other_addresses_and_huge_requests_are_turned_away(authority):
    for path in ("", "services/issuing.pem", "larare.p12", "../authority.pem", "ocsp/***"):
        with pytest.raises(urllib.error.HTTPError):
            get(url(authority, path))
    with pytest.raises((urllib.error.URLError, ConnectionError)):
        post(url(authority, "ocsp"), bytes(100_000), "application/ocsp-request")


def test_time_is_the_clocks(tmp_path):
    """What is said of a certificate before the day of its revocation is that it is good."""
    made = make(tmp_path / "authority")
    then = datetime.now(UTC).replace(microsecond=0) - timedelta(days=5)
    with serving(made.folder, clock=lambda: then):
        given = x509.load_der_x509_crl(get(url(made, "issuing.crl")))
    assert list(given) == []
    assert timedelta(0) <= then - given.last_update_utc <= timedelta(minutes=5)


def test_the_folder_is_for_its_owner_alone(tmp_path):
    made = make(tmp_path / "authority")
    folders = [made.folder, *(path for path in made.folder.rglob("*") if path.is_dir())]
    assert {path.stat().st_mode & 0o777 for path in folders} == {0o700}
    files = [path for path in made.folder.rglob("*") if path.is_file()]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}


def test_nothing_is_written_over(tmp_path):
    made = make(tmp_path / "authority")
    before = made.anchor.read_bytes()
    with pytest.raises(UsageError, match="authority"):
        make(made.folder)
    assert made.anchor.read_bytes() == before
    with pytest.raises(UsageError):
        make(tmp_path / "missing" / "authority")


def test_a_folder_without_authority_cannot_be_served(tmp_path):
    with pytest.raises(UsageError, match="pki demo"), serving(tmp_path):
        pass
    made = make(tmp_path / "authority")
    (made.folder / "services" / "register.json").write_text("[]", encoding="utf-8")
    with pytest.raises(UsageError, match="pki demo"):
        load(made.folder)


def test_a_port_that_is_taken_is_told(authority, tmp_path):
    made = make(tmp_path / "authority", port=authority.port)
    with pytest.raises(UsageError, match=str(authority.port)), serving(made.folder):
        pass


def test_free_ports_are_free():
    assert 1024 <= demo_module.free_port() <= 65535


def test_a_folder_to_trust_without_a_network(authority):
    """The lists beside the certificate are those that the services give."""
    assert (authority.trust / "authority.pem").read_bytes() == authority.anchor.read_bytes()
    held = x509.load_der_x509_crl((authority.trust / "issuing.crl").read_bytes())
    serials = {entry.serial_number for entry in held}
    assert serials == {certificate(authority.keys(REVOKED).certificate).serial_number}
    issuer = x509.load_der_x509_certificate(get(url(authority, "issuing.crt"))).public_key()
    assert held.is_signature_valid(issuer)
