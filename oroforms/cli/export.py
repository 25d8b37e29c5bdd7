"""``export``: validated data for other programs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from oroforms.cli.framework import Command, Day, option, to_file, why_look
from oroforms.cli.output import note
from oroforms.cli.settings import Settings, pass_settings
from oroforms.i18n import N_, ngettext

_FORMATS = ("json", "csv", "xlsx")


@click.command(
    "export",
    cls=Command,
    help=N_(
        "Write the data that stands (imported without an error, or accepted by a person) for other "
        "programs. No cell is run as a formula by a spreadsheet. Addresses, phones and schools "
        "stay out where a child's identity is, or may be, protected."
    ),
    example="export",
)
@option(
    "--format",
    "format_",
    required=True,
    type=click.Choice(_FORMATS),
    help=N_("What the file is written as."),
)
@to_file
@option("--form", metavar="FORM", help=N_("Only this form."))
@option(
    "--since",
    metavar="DATE",
    type=Day(),
    help=N_("Only what came in on this day or later, such as 2026-01-01."),
)
@why_look
@pass_settings
def command(
    settings: Settings, format_: str, output: Path, form: str | None, since: date | None, why: str
) -> None:
    from oroforms.export import ExportFormat, export

    library = settings.library()
    with settings.open_case_file() as case_file:
        done = export(
            case_file,
            library,
            output,
            ExportFormat(format_),
            form=form,
            since=since,
            why=why,
        )
    text = ngettext(
        "Written: {path} with {count} form.", "Written: {path} with {count} forms.", done.count
    )
    note(text.format(path=output, count=done.count))
    if done.protected:
        text = ngettext(
            "Of {count} form addresses, phones and school stay out: the identity is or may be "
            "protected.",
            "Of {count} forms addresses, phones and school stay out: the identity is or may be "
            "protected.",
            done.protected,
        )
        note(click.style(text.format(count=done.protected), fg="red"))
