"""The test authority's services over HTTP, on one's own computer only.

``POST /timestamp`` stamps times (RFC 3161), ``POST /ocsp`` and ``GET /ocsp/…``
tell which certificates are revoked (RFC 6960), ``GET /issuing.crl`` and
``/authority.crl`` give the lists, ``/issuing.crt`` and ``/authority.crt`` the
certificates (RFC 5280).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote

from oroforms import reasons
from oroforms.errors import UsageError
from oroforms.i18n import gettext as _
from oroforms.pki.authority import CERTIFICATES, LISTS, Authority, load
from oroforms.pki.demo import Demo, make

Clock = Callable[[], datetime]
Told = Callable[[str], None]

_HOST = "127.0.0.1"
_LARGEST = 64 * 1024
"""Bytes that a request may have; real ones have some hundred."""
_PATIENCE = 10.0
"""Seconds that a connection may be silent."""


def present() -> datetime:
    """The present time in whole seconds, as certificates write it."""
    return datetime.now(UTC).replace(microsecond=0)


class Service(ThreadingHTTPServer):
    """The services of one authority; they have the address as soon as this is made."""

    daemon_threads = True
    # Another program must never share the address: who asks must get the answer from here.
    allow_reuse_port = False

    def __init__(
        self, port: int, authority: Authority | None, clock: Clock, told: Told | None
    ) -> None:
        try:
            super().__init__((_HOST, port), _Handler)
        except OSError as error:
            text = _(
                "The services cannot listen on port {port} of this computer: {reason}. End the "
                "program that uses it, or make another test authority with --port."
            )
            raise UsageError(text.format(port=port, reason=reasons.of_system(error))) from error
        self.authority = authority
        self.clock = clock
        self.told = told


@contextmanager
def serving(
    folder: Path, *, clock: Clock = present, told: Told | None = None
) -> Iterator[Authority]:
    """The services of a test authority, up while the context lasts.

    Parameters
    ----------
    clock
        What time it is, with a time zone: a test may set it.
    told
        Gets one line a request.

    Raises
    ------
    UsageError
        Where the folder holds no test authority, or its port is taken.
    """
    authority = load(folder)
    with _running(Service(authority.port, authority, clock, told)):
        yield authority


@contextmanager
def demonstrating(folder: Path, *, clock: Clock = present) -> Iterator[Demo]:
    """A new test authority in a folder that does not exist yet, with its services up.

    The port is taken before it is written into the certificates, so that
    tests side by side never take the same one.

    Raises
    ------
    UsageError
        Where the folder exists already.
    """
    service = Service(0, None, clock, None)
    try:
        demo = make(folder, port=service.server_address[1])
        service.authority = load(folder)
    except BaseException:
        service.server_close()
        raise
    with _running(service):
        yield demo


@contextmanager
def _running(service: Service) -> Iterator[None]:
    thread = Thread(target=service.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        service.shutdown()
        thread.join()
        service.server_close()


class _Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Service
    timeout = _PATIENCE
    server_version = "oroforms-test"

    def do_GET(self) -> None:
        """Give a certificate or a list; or answer an OCSP request that stands in the address."""
        name = self.path.removeprefix("/")
        authority, now = self._authority, self.server.clock()
        if name.startswith("ocsp/"):
            try:
                request = base64.b64decode(unquote(name.removeprefix("ocsp/")), validate=True)
            except (binascii.Error, ValueError):
                self.send_error(HTTPStatus.BAD_REQUEST)
                return
            self._answer(authority.ocsp_response(request, now), "application/ocsp-response")
        elif name in CERTIFICATES:
            self._answer(authority.certificate(name), "application/pkix-cert")
        elif name in LISTS:
            self._answer(authority.revocation_list(name, now), "application/pkix-crl")
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        """Answer an OCSP or a time-stamp request."""
        if self.path not in ("/ocsp", "/timestamp"):
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > _LARGEST:
            self.close_connection = True
            self.send_error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        request = self.rfile.read(int(length))
        authority, now = self._authority, self.server.clock()
        if self.path == "/ocsp":
            self._answer(authority.ocsp_response(request, now), "application/ocsp-response")
        else:
            self._answer(authority.timestamp_response(request, now), "application/timestamp-reply")

    @property
    def _authority(self) -> Authority:
        assert self.server.authority is not None  # noqa: S101 - set before requests are answered
        return self.server.authority

    def _answer(self, content: bytes, kind: str) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the base class has it
        """Hand on one line a request; nothing is printed here."""
        if self.server.told is not None:
            self.server.told(format % args)
