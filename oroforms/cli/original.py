"""``original``: the bytes that came in, unchanged."""

from __future__ import annotations

from pathlib import Path

import click

from oroforms.cli.framework import Command, option, why_look
from oroforms.cli.output import note
from oroforms.cli.settings import Settings, pass_settings
from oroforms.i18n import N_
from oroforms.i18n import gettext as _


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
def command(settings: Settings, submission: int, output: Path, why: str) -> None:
    from oroforms.casefile.queries import original
    from oroforms.cli.submissions import tell_protection
    from oroforms.private_files import written
    from oroforms.workflow.protecting import marked, protection_of_submission

    with settings.open_case_file() as case_file:
        with case_file.reading() as connection:
            protection = protection_of_submission(connection, submission)
        what = marked(protection)
        with case_file.looking(
            "original-written", submission=submission, what=what, why=why
        ) as connection:
            content = original(connection, submission)
    with written(output) as file:
        file.write(content)
    note(_("Written: {path}").format(path=output))
    tell_protection(protection, on_error=True)
