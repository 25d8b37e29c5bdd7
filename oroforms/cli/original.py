"""``original``: the bytes that came in, unchanged."""

from __future__ import annotations

from pathlib import Path

import click

from oroforms.cli.framework import Command, why_look
from oroforms.cli.handing_out import hand_out, to_file
from oroforms.cli.settings import Settings, pass_settings
from oroforms.i18n import N_


@click.command(
    "original",
    cls=Command,
    help=N_(
        "Write the bytes of one submission as they came in, to look at with another program or to "
        "hand on. The number is that of oroforms review list and case show."
    ),
    example="original",
)
@click.argument("submission", metavar="SUBMISSION", type=int)
@to_file
@why_look
@pass_settings
def command(settings: Settings, submission: int, output: Path, why: str) -> None:
    from oroforms.casefile.queries import original
    from oroforms.workflow.protecting import protection_of_submission

    with settings.open_case_file() as case_file:
        with case_file.reading() as connection:
            protection = protection_of_submission(connection, submission)
        hand_out(
            case_file,
            output,
            lambda connection: original(connection, submission),
            action="original-written",
            protection=protection,
            what={},
            why=why,
            submission=submission,
        )
