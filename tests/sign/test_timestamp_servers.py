"""Time-stamp and revocation services that fail in every way that services fail."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.request import Request, urlopen

import pytest
from asn1crypto import cms, core, tsp

from oroforms.sign import timestamps

Answer = Callable[[bytes, BaseHTTPRequestHandler], None]


@contextmanager
def serving(answer: Answer) -> Iterator[str]:
    """A server whose answers a test makes up."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            answer(self.rfile.read(int(self.headers["Content-Length"])), self)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def saying(content: bytes, status: int = 200) -> Answer:
    def answer(request: bytes, handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", "application/timestamp-reply")
        handler.end_headers()
        handler.wfile.write(content)

    return answer


def changed(url: str, change: Callable[[tsp.TimeStampReq], None]) -> Answer:
    """What the real server says to another request than the one that came."""

    def answer(request: bytes, handler: BaseHTTPRequestHandler) -> None:
        asked = tsp.TimeStampReq.load(request)
        change(asked)
        kind = {"Content-Type": "application/timestamp-query"}
        with urlopen(Request(url, asked.dump(force=True), kind)) as response:
            saying(response.read())(request, handler)

    return answer


def tampered(url: str) -> Answer:
    """The real server's stamp, with its time moved: its signature no longer holds."""

    def answer(request: bytes, handler: BaseHTTPRequestHandler) -> None:
        kind = {"Content-Type": "application/timestamp-query"}
        with urlopen(Request(url, request, kind)) as response:
            said = response.read()
        year = said.index(b"20", said.index(b"\x18\x0f"))  # the first GeneralizedTime: genTime
        saying(said[: year + 3] + b"9" + said[year + 4 :])(request, handler)

    return answer


def refused() -> bytes:
    return status({"status": "rejection", "status_string": ["för många frågor"]})


def without_token() -> bytes:
    return status({"status": "granted"})


def status(info: dict[str, object]) -> bytes:
    """An answer without a token, which asn1crypto does not make."""
    content: bytes = core.Asn1Value(
        class_=0, tag=16, method=1, contents=tsp.PKIStatusInfo(info).dump()
    ).dump()
    return content


def other_content() -> bytes:
    signed = cms.ContentInfo({"content_type": "data", "content": core.OctetString(b"hej")})
    return tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": signed}).dump()


def nothing_written(home) -> bool:
    return not (home / "out.pdf").exists() and not list(home.glob(".out.pdf*"))


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (saying(b""), "no time-stamp"),
        (saying(b"<html>Logga in</html>"), "no time-stamp"),
        (saying(b"\x30\x84\xff\xff\xff\xff"), "no time-stamp"),
        (saying(without_token()), "no time-stamp"),
        (saying(other_content()), "no time-stamp"),
        (saying(b"\0" * 3_000_000), "no time-stamp"),
        (saying(refused()), "för många frågor"),
        (saying(b"", 503), "status 503"),
    ],
)
def test_answers_that_are_no_stamp(run, words, home, answer, told):
    with serving(answer) as url:
        done = run(*words, "--timestamp", url)
    assert done.code == 5
    assert told in done.text
    assert "Nothing was signed" in done.text
    assert nothing_written(home)


def other_nonce(request: tsp.TimeStampReq) -> None:
    request["nonce"] = 7


def no_nonce(request: tsp.TimeStampReq) -> None:
    del request["nonce"]


def other_digest(request: tsp.TimeStampReq) -> None:
    imprint = request["message_imprint"]
    imprint["hashed_message"] = bytes(len(imprint["hashed_message"].native))


@pytest.mark.parametrize("change", [other_nonce, no_nonce, other_digest])
def test_stamps_of_something_else(run, words, home, authority, change):
    with serving(changed(authority.timestamp_url, change)) as url:
        done = run(*words, "--timestamp", url)
    assert done.code == 5
    assert "something else than what it was asked to" in done.text
    assert nothing_written(home)


def test_a_stamp_whose_own_signature_is_broken(run, words, home, authority):
    with serving(tampered(authority.timestamp_url)) as url:
        done = run(*words, "--timestamp", url)
    assert done.code == 5
    assert nothing_written(home)


def test_a_server_that_is_not_there(run, words, home):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: refuses
        done = run(*words, "--timestamp", f"http://127.0.0.1:{taken.getsockname()[1]}/")
    assert done.code == 5
    assert "cannot be reached" in done.text
    assert nothing_written(home)


def test_a_name_that_is_not_there(run, words):
    assert run(*words, "--timestamp", "http://time.invalid/").code == 5


def test_a_server_that_hangs_up(run, words, home):
    with serving(lambda _request, handler: handler.connection.close()) as url:
        assert run(*words, "--timestamp", url).code == 5
    assert nothing_written(home)


def dripping(_request: bytes, handler: BaseHTTPRequestHandler) -> None:
    """A byte now and then, without end: each keeps the connection alive."""
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(100):
            handler.wfile.write(b"0")
            handler.wfile.flush()
            time.sleep(0.1)
    except OSError:
        pass


@pytest.mark.parametrize("answer", [dripping, lambda _request, _handler: time.sleep(9)])
def test_a_server_that_is_slow(run, words, home, monkeypatch, answer):
    monkeypatch.setattr(timestamps, "PATIENCE", 0.4)
    with serving(answer) as url:
        start = time.monotonic()
        done = run(*words, "--timestamp", url)
        assert time.monotonic() - start < 6
    assert done.code == 5
    assert "no answer within" in done.text
    assert nothing_written(home)


def test_revocation_services_that_are_down(run, words, home, tmp_path):
    """The certificates name services that are not up: nothing that lasts can be signed."""
    from oroforms.pki.demo import LARARE, make
    from oroforms.pki.service import serving as pki_serving

    demo = make(tmp_path / "authority")
    keys = demo.keys(LARARE)
    words = ["sign", "in.pdf", "-o", "out.pdf", "--key", keys.key,
             "--password-file", keys.password_file, "--level", "b-lt",
             "--timestamp", demo.timestamp_url, "--trust", demo.anchor]  # fmt: skip
    done = run(*words)
    assert done.code == 5
    assert "revoked" in done.text
    assert nothing_written(home)
    with pki_serving(demo.folder):
        assert run(*words).code == 0
