"""What ``sign`` and ``fill --sign`` have in common: options, passwords, the open key."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from oroforms.cli.framework import option
from oroforms.cli.output import note
from oroforms.errors import UsageError
from oroforms.i18n import N_
from oroforms.i18n import gettext as _

if TYPE_CHECKING:
    from oroforms.sign.keys import Key
    from oroforms.sign.signing import Manner, Signatory

_Function = TypeVar("_Function", bound=Callable[..., Any])

PASSWORD_VARIABLE = "OROFORMS_KEY_PASSWORD"  # noqa: S105 - its name, not a password
_LEVELS = ("b-b", "b-t", "b-lt")
_LONGEST_PASSWORD = 1024
_OPTIONS = (
    option(
        "--field",
        metavar="NAME",
        help=N_("Signature field to sign. Default: the form's first that is unsigned."),
    ),
    option(
        "--role",
        metavar="TEXT",
        help=N_("Role that the signer states. Default: the title in the certificate."),
    ),
    option("--reason", metavar="TEXT", help=N_("Why it is signed; kept in the signature.")),
    option(
        "--password-file",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help=N_(
            "File whose first line is the key's password. Default: the variable "
            "OROFORMS_KEY_PASSWORD, else it is asked for."
        ),
    ),
    option(
        "--timestamp",
        metavar="URL",
        help=N_("Time-stamp server (RFC 3161) that vouches for the time."),
    ),
    option(
        "--level",
        type=click.Choice(_LEVELS),
        help=N_(
            "PAdES level. Default: b-t with a time-stamp server, else b-b; b-lt adds what is "
            "needed to verify it in years to come."
        ),
    ),
    option(
        "--trust",
        metavar="FILE_OR_DIR",
        multiple=True,
        type=click.Path(path_type=Path),
        help=N_("Certificates of authorities that are trusted; b-lt needs them. Repeatable."),
    ),
)


@dataclass(frozen=True, slots=True)
class SigningOptions:
    """The options as they were given."""

    field: str | None = None
    role: str | None = None
    reason: str | None = None
    password_file: Path | None = None
    timestamp: str | None = None
    level: str | None = None
    trust: tuple[Path, ...] = ()

    @property
    def given(self) -> bool:
        """Whether any was."""
        return self != SigningOptions()

    def manner(self) -> Manner:
        """How to sign.

        Raises
        ------
        UsageError
            When a level lacks what it needs, or a trusted certificate cannot be read.
        """
        from oroforms import trust
        from oroforms.sign.signing import Level, Manner

        level = Level(self.level or ("b-t" if self.timestamp else "b-b"))
        if level is Level.B and self.timestamp:
            raise UsageError(_("--level b-b has no time-stamp; leave out --timestamp or --level."))
        if self.timestamp and not self.timestamp.startswith(("http://", "https://")):
            text = _(
                "{url} is no address of a time-stamp server; it starts with https:// or http://."
            )
            raise UsageError(text.format(url=self.timestamp))
        anchors = trust.anchors(trust.places(self.trust)) if level is Level.LT else []
        return Manner(level, self.timestamp, tuple(anchors), _said(self.role), _said(self.reason))

    def signatory(self, key: Path) -> Signatory:
        """Who signs, the key opened; the password is asked for once where it is needed.

        Raises
        ------
        UsageError
            When the key does not open, or an option lacks its companion.
        """
        from oroforms.sign.signing import Signatory

        manner = self.manner()
        return Signatory(self._opened(key), manner)

    def _opened(self, path: Path) -> Key:
        from oroforms.sign.keys import PasswordError, open_pkcs12

        now = datetime.now(UTC)
        password = self._password()
        try:
            return open_pkcs12(path, password, now)
        except PasswordError:
            if password is not None or not (sys.stdin.isatty() and sys.stderr.isatty()):
                raise
        text = _("Password of {path}").format(path=path)
        asked: str = click.prompt(text, hide_input=True, err=True)
        return open_pkcs12(path, asked.encode("utf-8"), now)

    def _password(self) -> bytes | None:
        """The password from the file or the environment; ``None`` where neither is given."""
        if self.password_file is not None:
            with self.password_file.open("rb") as file:
                line = file.readline(_LONGEST_PASSWORD)
            password = line.removeprefix(b"\xef\xbb\xbf").rstrip(b"\r\n")
            if not password:
                text = _("{path} holds no password; its first line is the password.")
                raise UsageError(text.format(path=self.password_file))
            return password
        # An empty variable is one that somebody has unset.
        return os.environ.get(PASSWORD_VARIABLE, "").encode("utf-8") or None


def signing_options(command: _Function) -> _Function:
    """Add the options of signing to a command; it takes them as keywords."""
    for add in reversed(_OPTIONS):
        command = add(command)
    return command


def tell(field: str, *, visible: bool, fillable: bool, ready: bool = False) -> None:
    """Say where the signature is (or will be, when the document is ready for it)."""
    if fillable:
        note(
            _(
                "The document is a form that can still be filled in; whoever writes in it now "
                "breaks the signature."
            )
        )
    if not visible:
        text = _(
            "The document has no visible field for a signature, so its signature is invisible "
            "({field}). PDF programs show it in their list of signatures."
        )
        note(text.format(field=field))
    elif ready:
        note(_("Ready to be signed in the field {field}.").format(field=field))
    else:
        note(_("Signed in the field {field}.").format(field=field))


def _said(text: str | None) -> str | None:
    """A text without needless blanks; ``None`` where nothing is left."""
    return " ".join(text.split()) or None if text else None
