"""Every way in which a command can fail, turned into one plain line and an exit code."""

from __future__ import annotations

import sys
import traceback

import click

from oroforms import reasons
from oroforms.errors import ExitCode, OroformsError
from oroforms.i18n import gettext as _


def show(error: BaseException, *, verbose: bool) -> ExitCode:
    """Tell a person what went wrong, on standard error, and give the exit code.

    Domain errors carry both; anything else is a fault in oroforms, whose
    traceback is shown only when asked for: it means nothing to those who
    write notifications, and may hold their words.
    """
    if isinstance(error, click.exceptions.Abort | KeyboardInterrupt):
        _line(_("Interrupted. What was stored until now is kept."))
        return ExitCode.INTERRUPTED
    if isinstance(error, click.ClickException):
        error.show()
        return ExitCode.USAGE
    if verbose:
        traceback.print_exception(error, file=sys.stderr)
    if isinstance(error, OroformsError):
        _line(str(error))
        return error.exit_code
    if isinstance(error, OSError) and error.filename is not None:
        _line(f"{error.filename}: {reasons.of_system(error)}")
        return ExitCode.USAGE
    _line(_("A fault in oroforms: {what}.").format(what=_summary(error)))
    if not verbose:
        _line(_("Run oroforms --verbose with the same command to see where, and report it."))
    return ExitCode.FAULT


def _summary(error: BaseException) -> str:
    """The kind of fault only: its text may quote what somebody wrote about a child."""
    where = error.__traceback__
    while where is not None and where.tb_next is not None:
        where = where.tb_next
    if where is None:
        return type(error).__name__
    return f"{type(error).__name__}, {where.tb_frame.f_globals.get('__name__')}:{where.tb_lineno}"


def _line(text: str) -> None:
    click.secho(text, err=True, fg="red")
