"""``sign``: electronic signatures in PDFs, with a key of one's own or by a signing service."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from oroforms.cli.framework import Command, option
from oroforms.cli.output import note
from oroforms.cli.signing import SigningOptions, signing_options, tell
from oroforms.errors import UsageError
from oroforms.i18n import N_
from oroforms.i18n import gettext as _


@click.command(
    "sign",
    cls=Command,
    help=N_(
        "Sign a PDF and write it as OUT; IN stays as it is. The signature shows in the form's "
        "signature box. With a signing service that must not see the document: --prepare writes "
        "OUT with room for the signature and DIGEST.json with what is to be signed; --embed puts "
        "in the service's answer."
    ),
    example="sign",
)
@click.argument("source", metavar="IN.pdf", type=click.Path(path_type=Path))
@option(
    "-o",
    "--output",
    metavar="OUT.pdf",
    required=True,
    type=click.Path(path_type=Path),
    help=N_("File to write."),
)
@option(
    "--key",
    metavar="KEY.p12",
    type=click.Path(path_type=Path),
    help=N_("PKCS#12 file with the signer's key and certificate."),
)
@signing_options
@option(
    "--prepare",
    metavar="DIGEST.json",
    type=click.Path(path_type=Path),
    help=N_("Do not sign; write what a signing service is to sign."),
)
@option(
    "--certificate",
    metavar="SIGNER.pem",
    type=click.Path(path_type=Path),
    help=N_("With --prepare: the signer's certificate, and those of its issuers if at hand."),
)
@option(
    "--embed",
    metavar="CMS.p7s",
    type=click.Path(path_type=Path),
    help=N_("The signing service's answer: a CMS signature, or the bare signature value."),
)
@option(
    "--prepared",
    metavar="DIGEST.json",
    type=click.Path(path_type=Path),
    help=N_("With --embed: what --prepare wrote."),
)
def command(
    source: Path,
    output: Path,
    key: Path | None,
    prepare: Path | None,
    certificate: Path | None,
    embed: Path | None,
    prepared: Path | None,
    **options: Any,
) -> None:
    given = SigningOptions(**options)
    if sum(part is not None for part in (key, prepare, embed)) != 1:
        raise UsageError(
            _("Give --key KEY.p12, or for a service --prepare DIGEST.json or --embed CMS.p7s.")
        )
    _require(prepare, certificate, "--prepare DIGEST.json", "--certificate SIGNER.pem")
    _require(embed, prepared, "--embed CMS.p7s", "--prepared DIGEST.json")
    if key is not None:
        from oroforms.workflow.signing import refuse_same, sign_file

        refuse_same(source, output)  # before a password is asked for
        signed = sign_file(source, output, given.signatory(key), given.field)
        tell(signed.field, visible=signed.visible, fillable=signed.fillable)
    elif prepare is not None and certificate is not None:
        from oroforms.workflow.signing import prepare_file

        place = prepare_file(source, output, prepare, certificate, given.manner(), given.field)
        tell(place.field, visible=place.visible, fillable=place.fillable, ready=True)
        note(_("To be signed by the service: {path}").format(path=prepare))
    elif embed is not None and prepared is not None:
        from oroforms.workflow.signing import embed_file

        for remark in embed_file(source, output, embed, prepared, given.manner()):
            note(remark)
    note(_("Written: {path}").format(path=output))


def _require(one: Path | None, other: Path | None, name: str, needed: str) -> None:
    if (one is None) != (other is None):
        text = _("{first} and {second} belong together.")
        raise UsageError(text.format(first=name, second=needed))
