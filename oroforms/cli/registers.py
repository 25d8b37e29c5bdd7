"""Options about the register of receiving offices, for the commands that phone or write."""

from __future__ import annotations

from pathlib import Path

import click

from oroforms.cli.framework import option
from oroforms.i18n import N_

receivers_file = option(
    "--receivers",
    metavar="FILE.csv",
    type=click.Path(dir_okay=False, path_type=Path),
    help=N_("Register of receiving offices. Default: receivers.csv in your configuration folder."),
)
"""The option ``--receivers FILE.csv``."""

sending_office = option(
    "--office",
    metavar="NAME",
    help=N_("The office that sends it, as the register calls it."),
)
"""The option ``--office NAME``."""
