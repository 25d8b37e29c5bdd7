"""Whom we trust, in a shape that worker processes can be given.

Where the certificates lie is :mod:`oroforms.trust`'s affair; here they come
together with the revocation lists (``.crl``) that lie beside them in the same
folders, by which revoked certificates are known without any network.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from oroforms import trust
from oroforms.errors import UsageError
from oroforms.i18n import gettext as _

_LISTS = ".crl"


@dataclass(frozen=True, slots=True)
class Anchors:
    """Certificates and revocation lists as DER bytes."""

    certificates: tuple[bytes, ...] = ()
    revocation_lists: tuple[bytes, ...] = ()
    """Each is held against its issuer when it is used."""

    def __bool__(self) -> bool:
        """Whether anybody at all is trusted."""
        return bool(self.certificates)


def load_anchors(paths: Iterable[Path] = ()) -> Anchors:
    """The anchors in files and folders, by default those that are set up.

    Raises
    ------
    UsageError
        When a file that is named holds no certificate, or a list is damaged.
    """
    places = trust.places(paths)
    certificates = dict.fromkeys(found.dump() for found in trust.anchors(places))
    lists = [
        _list(file)
        for place in places
        if place.is_dir()
        for file in sorted(place.iterdir())
        if file.suffix.lower() == _LISTS
    ]
    return Anchors(tuple(certificates), tuple(lists))


def _list(path: Path) -> bytes:
    """One revocation list, PEM or DER, as DER."""
    from asn1crypto import crl, pem

    try:
        content = path.read_bytes()
        if pem.detect(content):
            content = pem.unarmor(content)[2]
        crl.CertificateList.load(content, strict=True)["tbs_cert_list"].native  # noqa: B018
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise UsageError(
            _("{path} is no revocation list (PEM or DER).").format(path=path)
        ) from error
    return content
