"""``outgoing``: a letter or form that left the house, as it was sent."""

from __future__ import annotations

from pathlib import Path

import click

from oroforms.cli.framework import Command, option, why_look
from oroforms.cli.output import note
from oroforms.cli.settings import Settings, pass_settings
from oroforms.i18n import N_
from oroforms.i18n import gettext as _


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
@option(
    "-o",
    "--output",
    required=True,
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help=N_("File to write."),
)
@why_look
@pass_settings
def command(settings: Settings, number: int, output: Path, why: str) -> None:
    from oroforms.casefile.outgoing import case_of_outgoing, content_of
    from oroforms.cli.submissions import tell_protection
    from oroforms.private_files import written
    from oroforms.workflow.protecting import marked, protection_of_case

    with settings.open_case_file() as case_file:
        with case_file.reading() as connection:
            reference = case_of_outgoing(connection, number)
            protection = protection_of_case(connection, reference)
        what = {"outgoing": number, **marked(protection)}
        with case_file.looking(
            "outgoing-written", case=reference, what=what, why=why
        ) as connection:
            content = content_of(connection, number)
    with written(output) as file:
        file.write(content)
    note(_("Written: {path}").format(path=output))
    tell_protection(protection, on_error=True)
