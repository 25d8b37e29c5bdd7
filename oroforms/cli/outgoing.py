"""``outgoing``: a letter or form that left the house, as it was sent."""

from __future__ import annotations

from pathlib import Path

import click

from oroforms.cli.framework import Command, why_look
from oroforms.cli.handing_out import hand_out, to_file
from oroforms.cli.settings import Settings, pass_settings
from oroforms.i18n import N_


@click.command(
    "outgoing",
    cls=Command,
    help=N_(
        "Write the bytes of a letter or form as it left the house. The number is that of "
        "oroforms case history, where it says what was sent."
    ),
    example="outgoing",
)
@click.argument("number", metavar="NUMBER", type=int)
@to_file
@why_look
@pass_settings
def command(settings: Settings, number: int, output: Path, why: str) -> None:
    from oroforms.casefile.outgoing import case_of_outgoing, content_of
    from oroforms.workflow.protecting import protection_of_case

    with settings.open_case_file() as case_file:
        with case_file.reading() as connection:
            reference = case_of_outgoing(connection, number)
            protection = protection_of_case(connection, reference)
        hand_out(
            case_file,
            output,
            lambda connection: content_of(connection, number),
            action="outgoing-written",
            protection=protection,
            what={"outgoing": number},
            why=why,
            case=reference,
        )
