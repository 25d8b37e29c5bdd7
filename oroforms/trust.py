"""Whom we trust: the certificates that a chain of issuers may end in.

They are named with ``--trust`` (files, or folders of them), by the environment
variable, or lie in the user's configuration folder. There is no trust list by
default: an office decides whose certificates it accepts.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from oroforms import reasons
from oroforms.errors import UsageError
from oroforms.folders import own
from oroforms.i18n import gettext as _

if TYPE_CHECKING:
    from asn1crypto import x509

VARIABLE = "OROFORMS_TRUST"
_FOLDER = "trust"
_ENDINGS = (".pem", ".crt", ".cer", ".der")


def places(given: Iterable[Path]) -> list[Path]:
    """Where to look: what is given, else what the environment names, else the user's own folder."""
    named = list(given)
    if named:
        return named
    variable = os.environ.get(VARIABLE)
    if variable:
        return [Path(part) for part in variable.split(os.pathsep) if part]
    folder = own(_FOLDER)
    return [folder] if folder.is_dir() else []


def anchors(paths: Iterable[Path]) -> list[x509.Certificate]:
    """The certificates in some files, and in the certificate files of some folders.

    Raises
    ------
    UsageError
        When there is no such file, or one holds no certificate.
    """
    return [certificate for path in paths for certificate in _of(path)]


def certificates(path: Path) -> list[x509.Certificate]:
    """The certificates of one file, PEM (any number) or DER.

    Raises
    ------
    UsageError
        When it cannot be read or holds none.
    """
    from asn1crypto import pem, x509

    try:
        content = path.read_bytes()
    except OSError as error:
        text = _("{path} cannot be read: {reason}")
        raise UsageError(text.format(path=path, reason=reasons.of_system(error))) from error
    try:
        if pem.detect(content):
            parts = pem.unarmor(content, multiple=True)
            ders = [der for kind, _headers, der in parts if kind == "CERTIFICATE"]
        else:
            ders = [content]
        found = [x509.Certificate.load(der, strict=True) for der in ders]
        for certificate in found:
            # asn1crypto reads on demand: whatever is wrong in one shows only now.
            certificate.subject.native, certificate.public_key.algorithm  # noqa: B018
    except (ValueError, TypeError, KeyError):
        found = []
    if not found:
        text = _("{path} holds no certificate (PEM or DER).")
        raise UsageError(text.format(path=path))
    return found


def _of(path: Path) -> Iterator[x509.Certificate]:
    if not path.is_dir():
        yield from certificates(path)
        return
    for file in sorted(path.iterdir()):
        if file.suffix.lower() in _ENDINGS:
            yield from certificates(file)
