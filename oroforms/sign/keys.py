"""Keys to sign with, and who holds them.

A key is whatever can make a signature in a certificate's name: a PKCS#12 file
here; a card or a security module (PKCS#11) fits behind the same protocol.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from oroforms.errors import UsageError
from oroforms.i18n import gettext as _

if TYPE_CHECKING:
    from asn1crypto import x509
    from pyhanko.sign.signers import Signer

_SIGNING_USES = ("non_repudiation", "digital_signature")


@dataclass(frozen=True, slots=True)
class Holder:
    """Who a certificate says its holder is."""

    name: str
    organisation: str | None = None
    role: str | None = None
    """The subject's ``title`` (X.520): position or function in the organisation."""


class Key(Protocol):
    """What signing needs of a key."""

    @property
    def signer(self) -> Signer:
        """pyHanko's signer, with the certificate and those of its issuers."""

    @property
    def holder(self) -> Holder:
        """Who signs."""


@dataclass(frozen=True, slots=True)
class Pkcs12Key:
    """A key from a PKCS#12 file (``.p12``, ``.pfx``), opened."""

    signer: Signer
    holder: Holder


class PasswordError(UsageError):
    """The file does not open without a password, or not with this one."""


def open_pkcs12(path: Path, password: bytes | None, now: datetime) -> Pkcs12Key:
    """The key of a PKCS#12 file; ``now`` has a time zone.

    Raises
    ------
    PasswordError
        When the password is wrong, or one is needed.
    UsageError
        When the file is no PKCS#12 file, holds no private key, or its
        certificate is expired, not yet valid or not made for signing.
    """
    from cryptography.hazmat.primitives.serialization import pkcs12
    from pyhanko.sign.signers import SimpleSigner

    content = path.read_bytes()
    if not _looks_like_pkcs12(content):
        text = _("{path} is no PKCS#12 file (.p12 or .pfx) with a key and its certificate.")
        raise UsageError(text.format(path=path))
    # Some programs write an absent password as an empty one.
    for attempt in (password,) if password else (None, b""):
        try:
            held = pkcs12.load_pkcs12(content, attempt)
        except ValueError:
            continue
        if held.key is None or held.cert is None:
            text = _("{path} holds no private key with its certificate; only who has it can sign.")
            raise UsageError(text.format(path=path))
        signer = SimpleSigner.load_pkcs12_data(content, other_certs=(), passphrase=attempt)
        check_certificate(signer.signing_cert, path, now)
        return Pkcs12Key(signer, holder(signer.signing_cert))
    if password:
        raise PasswordError(_("The password of {path} is wrong.").format(path=path))
    text = _(
        "{path} needs a password: give --password-file FILE, set OROFORMS_KEY_PASSWORD, or run "
        "the command at a terminal, where it is asked for."
    )
    raise PasswordError(text.format(path=path))


def check_certificate(certificate: x509.Certificate, path: Path, now: datetime) -> None:
    """See that a certificate is valid now and made for signing.

    Raises
    ------
    UsageError
        When it is not.
    """
    if now > certificate.not_valid_after:
        day = certificate.not_valid_after.date()
        text = _("The certificate in {path} expired on {day}; nothing was signed.")
        raise UsageError(text.format(path=path, day=day))
    if now < certificate.not_valid_before:
        day = certificate.not_valid_before.date()
        text = _("The certificate in {path} is not valid before {day}; nothing was signed.")
        raise UsageError(text.format(path=path, day=day))
    if signing_use(certificate) is None:
        text = _("The certificate in {path} is not made for signing (its key usage says so).")
        raise UsageError(text.format(path=path))


def signing_use(certificate: x509.Certificate) -> set[str] | None:
    """The key usage by which a certificate may sign documents; ``None`` where it may not.

    A certificate that names no use (RFC 5280, 4.2.1.3) may be used for any.
    """
    named = certificate.key_usage_value
    if named is None:
        return set()
    return next(({use} for use in _SIGNING_USES if use in named.native), None)


def holder(certificate: x509.Certificate) -> Holder:
    """Who a certificate says its holder is."""
    subject = certificate.subject.native
    full = " ".join(_one(subject, part) or "" for part in ("given_name", "surname")).strip()
    name = _one(subject, "common_name") or full or certificate.subject.human_friendly
    return Holder(name, _one(subject, "organization_name"), _one(subject, "title"))


def _one(subject: dict[str, object], part: str) -> str | None:
    value = subject.get(part)
    if isinstance(value, list):
        value = value[0]
    return " ".join(str(value).split()) if value else None


def _looks_like_pkcs12(content: bytes) -> bool:
    """Whether the outermost structure is a PFX of version 3 (RFC 7292, 4)."""
    from asn1crypto import pkcs12

    try:
        return bool(pkcs12.Pfx.load(content)["version"].native == "v3")
    except (ValueError, TypeError, KeyError):
        return False
