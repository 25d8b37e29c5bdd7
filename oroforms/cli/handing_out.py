"""What commands share that write kept bytes into a file: the option, the log, the caution."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from oroforms.cli.framework import option
from oroforms.cli.output import note
from oroforms.i18n import N_
from oroforms.i18n import gettext as _

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oroforms.casefile.opening import CaseFile

to_file = option(
    "-o",
    "--output",
    required=True,
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help=N_("File to write."),
)
"""The option ``-o FILE``."""


def hand_out(
    case_file: CaseFile,
    output: Path,
    content: Callable[[Connection], bytes],
    *,
    action: str,
    protection: str | None,
    what: Mapping[str, Any],
    why: str,
    case: str | None = None,
    submission: int | None = None,
) -> None:
    """Write kept bytes to a file for its owner alone, once the log says who took them and why."""
    from oroforms.cli.submissions import tell_protection
    from oroforms.private_files import written
    from oroforms.workflow.protecting import marked

    told = {**what, **marked(protection)}
    with case_file.looking(
        action, case=case, submission=submission, what=told, why=why
    ) as connection:
        kept = content(connection)
    with written(output) as file:
        file.write(kept)
    note(_("Written: {path}").format(path=output))
    tell_protection(protection, on_error=True)
