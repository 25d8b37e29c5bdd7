"""Commands that write kept bytes into a file: one shape, the row in the log, the caution."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from oroforms.cli.framework import Command, to_file, why_look
from oroforms.cli.output import note
from oroforms.cli.settings import Settings, pass_settings
from oroforms.i18n import gettext as _

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Kept:
    """Something whose bytes are kept: what it is about, and how the log tells of who takes it."""

    content: Callable[[Connection, int], bytes]
    """Its bytes, by its number."""
    protection: str | None
    """As :func:`oroforms.workflow.protecting.protection_of_case`."""
    case: str | None = None
    submission: int | None = None
    what: Mapping[str, Any] = field(default_factory=dict)


def hands_out(
    name: str,
    *,
    number: str,
    action: str,
    help: str,  # noqa: A002
    find: Callable[[Connection, int], Kept],
) -> click.Command:
    """The command that writes what has a number to a file for its owner alone.

    ``number`` is what the help calls the argument, ``action`` the log's word:
    the bytes are written once the log says who took them and why.
    """

    @click.command(name, cls=Command, help=help, example=name)
    @click.argument("wanted", metavar=number, type=int)
    @to_file
    @why_look
    @pass_settings
    def command(settings: Settings, wanted: int, output: Path, why: str) -> None:
        from oroforms.cli.submissions import tell_protection
        from oroforms.private_files import written
        from oroforms.workflow.protecting import marked

        with settings.open_case_file() as case_file:
            with case_file.reading() as connection:
                kept = find(connection, wanted)
            told = {**kept.what, **marked(kept.protection)}
            with case_file.looking(
                action, case=kept.case, submission=kept.submission, what=told, why=why
            ) as connection:
                content = kept.content(connection, wanted)
        with written(output) as file:
            file.write(content)
        note(_("Written: {path}").format(path=output))
        tell_protection(kept.protection, on_error=True)

    return command
