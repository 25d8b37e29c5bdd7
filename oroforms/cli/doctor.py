"""``doctor``: what is installed, what is missing, how to get it."""

from __future__ import annotations

import click

from oroforms.cli.framework import Command
from oroforms.cli.output import paragraph, say
from oroforms.cli.settings import Settings, pass_settings
from oroforms.errors import ExitCode
from oroforms.i18n import N_
from oroforms.i18n import gettext as _


@click.command(
    "doctor",
    cls=Command,
    help=N_(
        "Look at what oroforms needs: LibreOffice, fonts, Python packages, forms and case file; "
        "where something is missing, say how to get it on this system. Installs nothing."
    ),
    example="doctor",
)
@pass_settings
def command(settings: Settings) -> ExitCode:
    from oroforms.doctor import State, examine

    signs = {
        State.GOOD: (_("good"), "green"),
        State.NOTE: (_("note"), "yellow"),
        State.MISSING: (_("missing"), "red"),
    }
    wide = max(len(sign) for sign, _colour in signs.values())
    lacking = False
    for check in examine(settings.library(), settings.case_file):
        sign, colour = signs[check.state]
        lacking |= check.state is State.MISSING
        say(click.style(sign.ljust(wide), fg=colour) + f"  {check.subject}")
        paragraph(check.found, indent=wide + 4)
        if check.remedy:
            paragraph("→ " + check.remedy, indent=wide + 4, hanging=2, bold=True)
    return ExitCode.PROGRAM_MISSING if lacking else ExitCode.DONE
