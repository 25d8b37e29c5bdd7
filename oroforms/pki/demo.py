"""A test authority made from nothing: certificates, signers' keys, and what the services need."""

from __future__ import annotations

import json
import secrets
import socket
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12

from oroforms import reasons
from oroforms.errors import UsageError
from oroforms.i18n import gettext as _
from oroforms.pki import certificates
from oroforms.pki.authority import LISTS, REGISTER, SERVICES, load, url_of
from oroforms.pki.certificates import Holder, Period, Places
from oroforms.private_files import written

ANCHOR = "authority.pem"
"""The certificate that a verifier must trust (PEM)."""
TRUST = "trust"
"""Folder with the same certificate and with lists of revoked ones, to verify without a network."""
BAD = "bad"
"""Folder of signers whose signatures must not be accepted."""

_YEAR = timedelta(days=365)
_RSA_BITS = 3072
"""What algorithm catalogues still take (ETSI TS 119 312)."""
_READ_ME = f"""{certificates.TEST}

Allt i den här mappen är till för prov på den egna datorn. En underskrift som görs
med dessa nycklar betyder ingenting: vem som helst kan göra en sådan mapp.

authority.pem           utfärdarens certifikat: lita på det med --trust authority.pem
larare.p12, rektor.p12  två provpersoners nycklar; lösenorden står i .password
larare.pem, rektor.pem  deras certifikat, utan nyckel
trust/                  samma certifikat och spärrlistor: verify --trust trust utan nät
bad/                    nycklar som inte ska godtas: utgången, återkallad, ännu inte giltig,
                        och en från en utfärdare som ingen litar på
services/               nycklar för tidsstämplar och spärrinformation: oroforms pki serve
"""


@dataclass(frozen=True, slots=True)
class Person:
    """A fictional signer."""

    file: str
    given_name: str
    surname: str
    title: str


LARARE = Person("larare", "Test", "Lärarsson", "Förskollärare")
REKTOR = Person("rektor", "Test", "Rektorsson", "Rektor")
EXPIRED = Person("expired", "Test", "Utgångsson", "Lärare")
REVOKED = Person("revoked", "Test", "Spärrsson", "Lärare")
NOT_YET_VALID = Person("not-yet-valid", "Test", "Framtidsson", "Lärare")
UNTRUSTED = Person("untrusted", "Test", "Främlingsson", "Rektor")


@dataclass(frozen=True, slots=True)
class Keys:
    """The files of one signer."""

    key: Path
    """PKCS#12 with the key, the certificate and its chain."""
    password_file: Path
    certificate: Path

    @property
    def password(self) -> str:
        """The PKCS#12 file's password."""
        return self.password_file.read_text(encoding="utf-8").strip()


@dataclass(frozen=True, slots=True)
class Demo:
    """A test authority's folder."""

    folder: Path
    port: int

    @property
    def anchor(self) -> Path:
        """The certificate to trust (PEM)."""
        return self.folder / ANCHOR

    @property
    def trust(self) -> Path:
        """The folder with the certificate to trust and with lists of revoked certificates."""
        return self.folder / TRUST

    @property
    def timestamp_url(self) -> str:
        """Where ``oroforms pki serve`` stamps times."""
        return f"{url_of(self.port)}/timestamp"

    def keys(self, person: Person) -> Keys:
        """The files of one of the signers that stand in this module."""
        good = person in (LARARE, REKTOR)
        folder = self.folder if good else self.folder / BAD
        return Keys(
            folder / f"{person.file}.p12",
            folder / f"{person.file}.password",
            folder / f"{person.file}.pem",
        )


def free_port() -> int:
    """A port on this computer that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def make(folder: Path, *, port: int | None = None, now: datetime | None = None) -> Demo:
    """Make a test authority with its signers in a folder that does not exist yet (mode 0700).

    Parameters
    ----------
    port
        Where its services will listen on this computer. It stands in the
        certificates and cannot change later. ``None`` takes one that is free.
    now
        The time of issue, with a time zone; ``None`` is the present.

    Raises
    ------
    UsageError
        Where the folder exists already or cannot be made.
    """
    now = (now or datetime.now(UTC)).replace(microsecond=0)
    demo = Demo(folder, free_port() if port is None else port)
    for new in (folder, folder / TRUST, folder / BAD, folder / SERVICES):
        _make_folder(new)
    _Maker(demo, now).make()
    return demo


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError as error:
        text = _("{folder} exists already; nothing was written. Name a new folder.")
        raise UsageError(text.format(folder=folder)) from error
    except OSError as error:
        text = _("{path} cannot be written: {reason}")
        raise UsageError(text.format(path=folder, reason=reasons.of_system(error))) from error


class _Maker:
    """Issues the certificates of one folder and writes them down."""

    def __init__(self, demo: Demo, now: datetime) -> None:
        self._demo = demo
        self._now = now
        self._issued: dict[int, datetime | None] = {}
        url = url_of(demo.port)
        self._places = Places(f"{url}/issuing.crt", f"{url}/issuing.crl", f"{url}/ocsp")
        self._of_root = Places(f"{url}/authority.crt", f"{url}/authority.crl")
        self._present = Period(now - timedelta(days=30), now + 3 * _YEAR)
        self._long = Period(now - 5 * _YEAR, now + 10 * _YEAR)

    def make(self) -> None:
        root, issuing = self._authorities("rotutfärdare", "utfärdare")
        self._write(ANCHOR, _pem(root.certificate))
        self._services(root, issuing)
        self._signer(LARARE, issuing, root, rsa_bits=_RSA_BITS)
        self._signer(REKTOR, issuing, root)
        now = self._now
        self._signer(EXPIRED, issuing, root, period=Period(now - 2 * _YEAR, now - _YEAR))
        self._signer(NOT_YET_VALID, issuing, root, period=Period(now + _YEAR, now + 2 * _YEAR))
        self._signer(REVOKED, issuing, root, revoked=now - timedelta(days=1))
        stranger, strangers_issuing = self._authorities(
            "främmande rotutfärdare", "främmande utfärdare"
        )
        self._signer(UNTRUSTED, strangers_issuing, stranger)
        self._write("READ-ME.txt", _READ_ME.encode())
        self._register()
        self._trust()

    def _register(self) -> None:
        register = {
            "port": self._demo.port,
            "issued": {
                str(serial): since and since.isoformat() for serial, since in self._issued.items()
            },
        }
        self._write(f"{SERVICES}/{REGISTER}", json.dumps(register, indent=2).encode())

    def _trust(self) -> None:
        self._write(f"{TRUST}/{ANCHOR}", self._demo.anchor.read_bytes())
        authority = load(self._demo.folder)
        for name in LISTS:
            told = authority.revocation_list(name, self._now, news_for=_YEAR)
            self._write(f"{TRUST}/{name}", told)

    def _authorities(self, root_name: str, issuing_name: str) -> tuple[Holder, Holder]:
        root = certificates.root(certificates.service_name(root_name), self._long)
        name = certificates.service_name(issuing_name)
        return root, certificates.authority(name, self._long, root, self._of_root)

    def _services(self, root: Holder, issuing: Holder) -> None:
        told = certificates.ocsp_service(
            certificates.service_name("spärrtjänst"), self._long, issuing, self._places
        )
        stamped = certificates.timestamp_service(
            certificates.service_name("tidsstämpling"), self._long, issuing, self._places
        )
        holders = {"authority": root, "issuing": issuing, "ocsp": told, "timestamps": stamped}
        for name, holder in holders.items():
            key = holder.key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            self._write(f"{SERVICES}/{name}.pem", key + _pem(holder.certificate))
        for holder in (told, stamped):
            self._issued[holder.certificate.serial_number] = None

    def _signer(
        self,
        person: Person,
        issuing: Holder,
        root: Holder,
        *,
        period: Period | None = None,
        revoked: datetime | None = None,
        rsa_bits: int | None = None,
    ) -> None:
        holder = certificates.signer(
            certificates.person_name(person.given_name, person.surname, person.title),
            period or self._present,
            issuing,
            self._places,
            rsa_bits=rsa_bits,
        )
        self._issued[holder.certificate.serial_number] = revoked
        password = secrets.token_urlsafe(12)
        archive = pkcs12.serialize_key_and_certificates(
            f"{person.given_name} {person.surname} (TEST)".encode(),
            holder.key,
            holder.certificate,
            [issuing.certificate, root.certificate],
            serialization.BestAvailableEncryption(password.encode()),
        )
        files = self._demo.keys(person)
        for path, content in (
            (files.key, archive),
            (files.password_file, f"{password}\n".encode()),
            (files.certificate, _pem(holder.certificate)),
        ):
            with written(path) as file:
                file.write(content)

    def _write(self, name: str, content: bytes) -> None:
        with written(self._demo.folder / name) as file:
            file.write(content)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
