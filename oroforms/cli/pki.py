"""``pki``: a test authority on one's own computer, to try signing and verifying."""

from __future__ import annotations

from pathlib import Path

import click

from oroforms.cli.framework import Command, Group, option
from oroforms.cli.output import note
from oroforms.i18n import N_
from oroforms.i18n import gettext as _

_folder = click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))


@click.group(
    "pki", cls=Group, help=N_("A test authority on this computer, to try signatures with.")
)
def command() -> None:
    pass


@command.command(
    "demo",
    cls=Command,
    help=N_(
        "Make a test authority with two signers in a new folder: keys with their passwords, the "
        "certificate to trust, and keys that must not be accepted. Every certificate is marked "
        "as a test; a signature made with them means nothing."
    ),
    example="pki demo",
)
@_folder
@option(
    "--port",
    type=click.IntRange(1024, 65535),
    help=N_(
        "Where its services will listen on this computer; it stands in the certificates. "
        "Default: one that is free now."
    ),
)
def demo(folder: Path, port: int | None) -> None:
    from oroforms.pki.demo import make

    made = make(folder, port=port)
    note(_("Written: {path}").format(path=made.folder))
    text = _("TEST only: whoever can read this folder can sign in these names.")
    note(text)
    text = _("Time-stamps and revocation data: oroforms pki serve {folder}")
    note(text.format(folder=made.folder))


@command.command(
    "serve",
    cls=Command,
    help=N_(
        "Run the test authority's services on this computer until they are interrupted: "
        "time-stamps (RFC 3161), OCSP (RFC 6960) and lists of revoked certificates."
    ),
    example="pki serve",
)
@_folder
@option(
    "--seconds",
    type=click.FloatRange(min=0),
    metavar="N",
    help=N_("Stop after so many seconds. Default: run until interrupted (Ctrl-C)."),
)
def serve(folder: Path, seconds: float | None) -> None:
    from threading import Event

    from oroforms.pki.service import serving

    with serving(folder, told=note) as authority:
        note(_("Time-stamps: {url}").format(url=f"{authority.url}/timestamp"))
        note(_("Revocation data: {url}").format(url=f"{authority.url}/ocsp"))
        if seconds is None:
            note(_("Stop with Ctrl-C."))
        Event().wait(seconds)
